//go:build unix

package watch

import (
	"os"
	"path/filepath"
	"testing"
)

// A page or a photo of which there is a second name, as programs make it that save
// room, is changed by that name. The system told of the one that was written to, and
// the preview went on to show the other as it was.
func TestAFileWithSeveralNamesIsFollowed(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside.md")
	if err := os.WriteFile(outside, []byte(page("first")), 0o644); err != nil {
		t.Fatal(err)
	}
	m := &mirror{t: t, dir: filepath.Join(t.TempDir(), "site"), batches: make(chan Batch)}
	m.write("content/a.md", page("first"))
	m.check(os.Link(m.abs("content/a.md"), m.abs("content/twin.md")))
	m.check(os.Link(outside, m.abs("content/far.md")))
	m.write("content/later.md", page("first"))
	w, err := New(Options{Dir: m.dir})
	if err != nil {
		t.Fatal(err)
	}
	m.run(w)
	if got := m.settle(); len(got) > 0 {
		t.Errorf("before any change: %v", got)
	}
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"written by the other name", func() { m.write("content/twin.md", page("second")) }},
		{"written by a name outside of the site", func() { m.check(os.WriteFile(outside, []byte(page("second")), 0o644)) }},
		{"a name more", func() { m.check(os.Link(m.abs("content/later.md"), m.abs("content/late.md"))) }},
		{"written by that one", func() { m.write("content/late.md", page("second")) }},
		{"written by it just before it goes", func() { m.write("content/late.md", page("third")); m.remove("content/late.md") }},
		{"a folder with one comes", func() {
			m.check(os.Mkdir(m.abs("away"), 0o755))
			m.check(os.Link(outside, m.abs("away/far.md")))
			m.move("away", "content/new")
		}},
		{"written by a name outside of the folder", func() { m.check(os.WriteFile(outside, []byte(page("third")), 0o644)) }},
	} {
		t.Log(step.name) // settle names no step when it fails
		step.do()
		if got := m.settle(); len(got) == 0 {
			t.Errorf("%s: there was no batch", step.name)
		}
	}
	if got := m.settle(); len(got) > 0 {
		t.Errorf("at the end: %v", got)
	}
}
