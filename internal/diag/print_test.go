package diag

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample has one problem of each kind that a printer treats in its own way.
func sample() List {
	mk := func(file, src, mark, code, msg, hint string) Diag {
		d := At(file, []byte(src), strings.Index(src, mark), len(mark))
		d.Code, d.Msg, d.Hint = code, msg, hint
		return d
	}
	warn := mk("content/why.md", "![](map.png)", "map.png", "missing-credit", "the picture has no credit", "")
	warn.Severity = Warning
	return List{
		mk("content/why.md", "It began in [the camps](../camps) of the north.", "../camps",
			"broken-link", `no page for link "../camps"`, `did you mean "../camp/"?`),
		warn,
		mk("content/tabs.md", "\tif\tx {", "x", "tabs", "a tab moves to the next stop", ""),
		mk("content/wide.md", "東京の[地図](x.png)", "x.png", "wide", "wide characters take two columns", ""),
		mk("content/lao.md", "ຊື່ຂອງ[ມັນ](x.png)", "x.png", "combining", "marks take none", ""),
		mk("content/dup.md", "title: 東京 ", "東京", "wide-mark", "carets are as wide as what they mark", ""),
		{Pos: Pos{File: "content/empty.md"}, Code: "empty", Msg: "the file is empty"},
		{Pos: Pos{File: "content/line.md", Line: 7}, Code: "line", Msg: "the whole line is wrong", Excerpt: "line seven"},
		{Code: "no-place", Msg: "there is nothing to build", Hint: "write content/index.md"},
		mk("evil\x1b]0;x\a\n::error::.md", "\x1b[2J\u202etxet\xff\u009b x", "x", "evil\n::error::x",
			"hostile: \x1b[31m 100%\r\n::warning::forged", "a, b: c\n::stop-commands::x"),
	}
}

func TestPrinters(t *testing.T) {
	for _, tt := range []struct {
		golden string
		write  func(io.Writer, List) error
	}{
		{"text.txt", func(w io.Writer, l List) error { return WriteText(w, l, false) }},
		{"json.txt", WriteJSON},
		{"github.txt", WriteGitHub},
	} {
		t.Run(tt.golden, func(t *testing.T) {
			var b bytes.Buffer
			if err := tt.write(&b, sample()); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", tt.golden)
			if *update {
				if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), want) {
				t.Errorf("got:\n%s\nwant:\n%s", b.Bytes(), want)
			}
		})
	}
}

func TestColorOnlyAddsAttributes(t *testing.T) {
	var b strings.Builder
	if err := WriteText(&b, sample()[:1], true); err != nil {
		t.Fatal(err)
	}
	const want = "\x1b[1mcontent/why.md:1:25:\x1b[0m \x1b[1;31merror:\x1b[0m no page for link \"../camps\" \x1b[2m[broken-link]\x1b[0m\n" +
		"\x1b[2m    1 |\x1b[0m It began in [the camps](../camps) of the north.\n" +
		"\x1b[2m      |\x1b[0m                         \x1b[1;31m^^^^^^^^\x1b[0m\n" +
		"\x1b[36mhint:\x1b[0m did you mean \"../camp/\"?\n"
	if b.String() != want {
		t.Errorf("got:\n%q\nwant:\n%q", b.String(), want)
	}
}

func TestEmptyListIsStillJSON(t *testing.T) {
	var b strings.Builder
	if err := WriteJSON(&b, nil); err != nil || b.String() != "[]\n" {
		t.Errorf("got %q, %v", b.String(), err)
	}
}

// A name of 100,000 characters was printed whole, wherever a message quoted it.
func TestALongMessageIsCutInItsMiddle(t *testing.T) {
	name := strings.Repeat("ກ\xff", 50_000)
	want := "no language " + strings.Repeat("ກ\xff", 94) + "…\xff" + strings.Repeat("ກ\xff", 42) + " is known here"
	for msg, want := range map[string]string{
		"no language " + name + " is known here": want,
		strings.Repeat("é", 300):                 strings.Repeat("é", 300),
		strings.Repeat("é", 301):                 strings.Repeat("é", 200) + "…" + strings.Repeat("é", 99),
	} {
		if got := short(msg); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	l := List{{Msg: name, Hint: name}}
	for _, write := range []func(io.Writer, List) error{func(w io.Writer, l List) error { return WriteText(w, l, false) }, WriteJSON, WriteGitHub} {
		var b bytes.Buffer
		if err := write(&b, l); err != nil {
			t.Fatal(err)
		}
		if b.Len() > 5_000 || strings.Count(b.String(), "…") != 2 {
			t.Errorf("%d bytes were printed: %.200q", b.Len(), b.Bytes())
		}
	}
}

// Whatever a site holds, what is printed has no control character but line
// breaks, no more lines than it should, and JSON that reads back.
func FuzzPrintersContainHostileText(f *testing.F) {
	f.Add("a\x1b[2J", "\u202e::error::", "x\r\n::error file=a::b", 2, 5)
	f.Add("a.md", "\t\u009b", "\U000e0041\ufeff", 1, 0)
	f.Fuzz(func(t *testing.T, file, excerpt, msg string, col, length int) {
		l := List{{Pos: Pos{file, 1, col}, Len: length % 1000, Code: msg, Msg: msg, Hint: msg, Excerpt: excerpt}}
		var text, annotation, doc strings.Builder
		for _, err := range []error{WriteText(&text, l, false), WriteGitHub(&annotation, l), WriteJSON(&doc, l)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, out := range []string{text.String(), annotation.String(), doc.String()} {
			for _, r := range strings.ReplaceAll(out, "\n", "") {
				if hidden(r) {
					t.Fatalf("printed %U in %q", r, out)
				}
			}
		}
		if n := strings.Count(text.String(), "\n"); n > 4 {
			t.Errorf("one problem printed %d lines: %q", n, text.String())
		}
		if out := annotation.String(); strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "::error ") {
			t.Errorf("annotation: %q", out)
		}
		var back []record
		if err := json.Unmarshal([]byte(doc.String()), &back); err != nil {
			t.Fatal(err)
		}
		if len(back) != 1 || back[0].File != strings.ToValidUTF8(file, "\ufffd") && !strings.Contains(back[0].File, "\ufffd") {
			t.Errorf("read back %+v", back)
		}
	})
}
