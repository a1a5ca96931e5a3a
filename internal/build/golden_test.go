package build

import (
	"path/filepath"
	"strings"
	"testing"

	"brief/internal/diag"
	"brief/internal/sitetest"
	"brief/internal/source"

	"github.com/rogpeppe/go-internal/txtar"
)

// Each archive is a whole site with layouts of its own, the messages that
// building it gives, and its outputs, below "public/". Run with -update to
// write the latter two again.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob("testdata/golden/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := &txtar.Archive{Comment: a.Comment}
			for _, f := range a.Files {
				if f.Name != "messages" && !strings.HasPrefix(f.Name, "public/") {
					got.Files = append(got.Files, f)
				}
			}
			live := sitetest.Parse(txtar.Format(got))
			b := New(Options{Input: source.Input{Site: live}, AsOf: sitetest.AsOf()})
			s := buildAll(b)
			got.Files = append(got.Files, txtar.File{Name: "messages", Data: messages(t, b, s)})
			for _, f := range s.files {
				got.Files = append(got.Files, txtar.File{Name: "public/" + f.Path, Data: []byte(text(t, s, f.Path))})
			}
			sitetest.Golden(t, name, got, *update)
		})
	}
}

// messages are the problems as an editor reads them.
func messages(t *testing.T, b *Builder, s state) []byte {
	t.Helper()
	var buf strings.Builder
	if err := diag.WriteText(&buf, b.snap.Load().finished(s.problems), false); err != nil {
		t.Fatal(err)
	}
	return []byte(buf.String())
}
