package check

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"brief/internal/diag"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func some() diag.List {
	return diag.List{
		{Pos: diag.Pos{File: "content/why café.md", Line: 4, Col: 13}, Len: 5, Code: "broken-link", Msg: "no page", Hint: "write another", Excerpt: "It links to [gone](gone.md)."},
		{Pos: diag.Pos{File: "content/why café.md"}, Severity: diag.Warning, Code: "same-title", Msg: "the same"},
		{Code: "leak-key", Msg: "a key"},
	}
}

// The schema of testdata holds what SARIF 2.1.0 requires of the objects that are
// written, and the form of their values.
func TestSARIFIsOfTheStandardsForm(t *testing.T) {
	text, err := os.ReadFile("testdata/sarif-required.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []diag.List{nil, some()} {
		var out bytes.Buffer
		if err := WriteSARIF(&out, l, "0.1.0"); err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%v\n%s", err, out.String())
		}
	}
	bad := strings.NewReader(`{"version":"2.1.0","runs":[{"tool":{"driver":{}},"results":[{"message":{}}]}]}`)
	if v, _ := jsonschema.UnmarshalJSON(bad); schema.Validate(v) == nil {
		t.Error("the schema takes a log without the name of its tool")
	}
}

func TestSARIFHoldsEachFinding(t *testing.T) {
	var out bytes.Buffer
	if err := WriteSARIF(&out, some(), "0.1.0"); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/findings.sarif", out.Bytes())
}

var update = flag.Bool("update", false, "take over what differs in testdata")

// golden compares with a file of testdata, or, with -update, writes it for a
// person to read the difference.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s", name, got)
	}
}

func TestBaselineHoldsWhatIsKnownAndNoMore(t *testing.T) {
	var printed bytes.Buffer
	if err := diag.WriteJSON(&printed, some()); err != nil {
		t.Fatal(err)
	}
	known, err := ReadBaseline(&printed)
	if err != nil {
		t.Fatal(err)
	}
	moved := some()
	moved[0].Pos.Line += 7
	if fresh, old := known.New(moved); len(fresh) != 0 || old != 3 {
		t.Errorf("moved by some lines: %d known, new %v", old, fresh)
	}
	again := append(some(), some()[0])
	if fresh, old := known.New(again); len(fresh) != 1 || fresh[0].Code != "broken-link" || old != 3 {
		t.Errorf("twice what was once: %d known, new %v", old, fresh)
	}
	var none Baseline
	if fresh, old := none.New(some()); len(fresh) != 3 || old != 0 {
		t.Errorf("without a baseline: %d known, new %v", old, fresh)
	}
	for _, text := range []string{"", "{}", `{"findings":[]}`, "x", `[{"file":1}]`} {
		if _, err := ReadBaseline(strings.NewReader(text)); err == nil {
			t.Errorf("%q was taken for a baseline", text)
		}
	}
}

func TestBuildAndCheckTellEachProblemOnce(t *testing.T) {
	at := func(line, col int, code string) diag.Diag {
		return diag.Diag{Pos: diag.Pos{File: "content/why.md", Line: line, Col: col}, Code: code, Msg: code}
	}
	got := Merge(
		diag.List{at(4, 2, "missing-picture"), at(9, 1, "heading-level"), at(3, 1, "missing-credit")},
		diag.List{at(4, 7, "missing-file"), at(9, 1, "heading-level"), at(5, 1, "broken-link"), at(3, 1, "missing-credit"), {Code: "leak-key", Msg: "k"}, at(0, 0, "missing-file"), at(0, 0, "page-lang")},
	)
	want := "page-lang missing-credit missing-picture broken-link heading-level leak-key"
	if s := strings.Join(codes(got), " "); s != want {
		t.Errorf("merged to %s, want %s", s, want)
	}
}

func TestFingerprintStaysWhenALineMoves(t *testing.T) {
	a, b, c := some()[0], some()[0], some()[0]
	b.Pos.Line, b.Excerpt = 99, "other"
	c.Msg = "another"
	if fingerprint(&a) != fingerprint(&b) || fingerprint(&a) == fingerprint(&c) {
		t.Error("a fingerprint hangs on the line, or not on the message")
	}
}
