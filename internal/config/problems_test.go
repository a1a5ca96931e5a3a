package config

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"brief/internal/diag"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden runs a decoder over all files of an archive but its last, "want", and
// compares what it reports with that one.
func golden(t *testing.T, path string, decode func(name string, src []byte) diag.List) {
	t.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	last := len(a.Files) - 1
	if a.Files[last].Name != "want" {
		a.Files = append(a.Files, txtar.File{Name: "want"})
		last++
	}
	var b strings.Builder
	for _, f := range a.Files[:last] {
		l := decode(f.Name, f.Data)
		if len(l) == 0 {
			t.Errorf("%s: nothing was reported", f.Name)
		}
		l.Sort()
		if err := diag.WriteText(&b, l, false); err != nil {
			t.Fatal(err)
		}
	}
	if *update {
		a.Files[last].Data = []byte(b.String())
		if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(a.Files[last].Data); b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestFrontMatterProblems(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Vientiane")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/front-matter.txtar", func(name string, src []byte) diag.List {
		_, _, l := ParseMeta(name, src, zone)
		return l
	})
}

func TestOtherProblems(t *testing.T) {
	golden(t, "testdata/other-files.txtar", func(name string, src []byte) diag.List {
		var l diag.List
		switch {
		case strings.HasSuffix(name, "brief.yaml"):
			_, l = Load(name, src)
		case strings.HasSuffix(name, "people.yaml"):
			_, l = ParsePeople(name, src)
		default:
			_, l = ParseSidecar(name, src)
		}
		return l
	})
}

// What an archive of text cannot hold.
func TestUnreadableFrontMatter(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		code      string
		line, col int
	}{
		{"not UTF-8", "---\ntitle: a\xffb\n---\n", "invalid-utf8", 2, 9},
		{"control character", "---\ntitle: a\x01b\n---\n", "control-character", 2, 9},
		{"C1 control", "---\ntitle: ລ\u009bb\n---\n", "control-character", 2, 9},
		// The YAML reader counts this as a line, an editor does not.
		{"line separator pasted from a word processor", "---\na: b\u2028c\ntitle: x\n---\n", "line-break", 2, 5},
		{"old Mac line break", "---\ntitle: a\rdek: b\n---\n", "line-break", 2, 9},
		{"after CR LF", "---\r\ntitle: a\r\ntittle: b\r\n---\r\n", "unknown-key", 3, 1},
		{"after a byte order mark", "\ufeff---\ntittle: b\n---\n", "unknown-key", 2, 1},
		{"byte order mark inside", "---\ntitle: \ufeffb\n---\n", "control-character", 2, 8},
		{"too large", "---\ntitle: " + strings.Repeat("x", frontMax) + "\n---\n", "front-matter-too-large", 1, 1},
		{"nested", "---\ntitle: " + strings.Repeat("[", 30000) + "\n---\n", "yaml-syntax", 2, 10008},
		{"nested and closed", "---\ntitle: " + strings.Repeat("[", 500) + strings.Repeat("]", 500) + "\n---\n", "wrong-kind", 2, 8},
		{"bomb", "---\na: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n---\n", "unknown-key", 2, 1},
	} {
		m, _, l := ParseMeta("a.md", []byte(tt.src), nil)
		if len(l) == 0 {
			t.Errorf("%s: nothing was reported", tt.name)
			continue
		}
		want := diag.Pos{File: "a.md", Line: tt.line, Col: tt.col}
		if l[0].Code != tt.code || l[0].Pos != want {
			t.Errorf("%s: %s [%s], want %s [%s]", tt.name, l[0].Pos, l[0].Code, want, tt.code)
		}
		if !l.HasErrors() {
			t.Errorf("%s: no error", tt.name)
		}
		if m.Status != Published {
			t.Errorf("%s: status %q", tt.name, m.Status)
		}
	}
}

func TestProblemsAreBounded(t *testing.T) {
	src := "---\n" + strings.Repeat("a: b\n", 12000) + "---\n"
	if _, _, l := ParseMeta("a.md", []byte(src), nil); len(l) != problemsMax {
		t.Errorf("%d problems", len(l))
	}
}
