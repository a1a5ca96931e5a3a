package sitetest_test

import (
	"strings"
	"testing"

	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
)

func TestEdits(t *testing.T) {
	const page = "---\ntitle: Old\ntags:\n  - a\n  - b\nx-last: 1\n---\nText.\n"
	for _, test := range []struct {
		edit    sitetest.Edit
		want    map[string]string // after the edit; "" means that the file is gone
		changed []string
	}{
		{
			sitetest.Edit{Op: sitetest.Set, Path: "content/a.md", Key: "title", Text: "New"},
			map[string]string{"content/a.md": strings.Replace(page, "Old", "New", 1)},
			[]string{"content/a.md"},
		}, {
			sitetest.Edit{Op: sitetest.Set, Path: "content/a.md", Key: "tags"},
			map[string]string{"content/a.md": "---\ntitle: Old\nx-last: 1\n---\nText.\n"},
			[]string{"content/a.md"},
		}, {
			sitetest.Edit{Op: sitetest.Set, Path: "content/b.md", Key: "title", Text: "B"},
			map[string]string{"content/b.md": "---\ntitle: B\n---\nNo front matter.\n"},
			[]string{"content/b.md"},
		}, {
			sitetest.Edit{Op: sitetest.Append, Path: "content/a.md", Text: "More."},
			map[string]string{"content/a.md": page + "\nMore.\n"},
			[]string{"content/a.md"},
		}, {
			sitetest.Edit{Op: sitetest.Rename, Path: "content", Text: "moved"},
			map[string]string{"content/a.md": "", "moved/a.md": page, "moved/b.md": "No front matter.\n"},
			[]string{"content", "moved"},
		}, {
			sitetest.Edit{Op: sitetest.Remove, Path: "content"},
			map[string]string{"content/a.md": "", "content/b.md": ""},
			[]string{"content"},
		}, {
			sitetest.Edit{Op: sitetest.Replace, Path: "content/a.md", Key: "Text", Text: "Word"},
			map[string]string{"content/a.md": strings.Replace(page, "Text", "Word", 1)},
			[]string{"content/a.md"},
		},
	} {
		t.Run(test.edit.String(), func(t *testing.T) {
			s := sitetest.New(map[string]string{"content/a.md": page, "content/b.md": "No front matter.\n"})
			before := s.Clone()
			if d := cmp.Diff(test.changed, test.edit.Apply(s)); d != "" {
				t.Errorf("changed paths: %s", d)
			}
			for name, text := range test.want {
				if got := s.Text(name); got != text {
					t.Errorf("%s is %q, want %q", name, got, text)
				}
			}
			sitetest.Edit{Op: sitetest.Restore, Path: "content"}.Apply(s)
			for _, name := range before.Files() {
				if s.Text(name) != before.Text(name) {
					t.Errorf("%s is not restored, or the copy was changed", name)
				}
			}
		})
	}
}

func TestSeedDecidesTheScript(t *testing.T) {
	s := sitetest.EveryFeature()
	script := func(seed uint64) string { return sitetest.NewEditor(seed).Script(s, 200).String() }
	if first := script(1); first != script(1) {
		t.Error("one seed gives two scripts")
	}
	if script(1) == script(2) {
		t.Error("two seeds give one script")
	}
	for i, line := range strings.Split(strings.TrimSpace(script(3)), "\n") {
		if len(line) == 0 {
			t.Errorf("edit %d has no line of its own", i)
		}
	}
}

func TestShrinkLeavesWhatIsNeeded(t *testing.T) {
	var script sitetest.Script
	for _, name := range strings.Fields("a b c d e f g h i j k l m") {
		script = append(script, sitetest.Edit{Op: sitetest.Remove, Path: name})
	}
	got := sitetest.Shrink(script, 1000, func(sc sitetest.Script) bool {
		text := sc.String()
		return strings.Contains(text, "remove c") && strings.Contains(text, "remove k")
	})
	if len(got) != 2 || got[0].Path != "c" || got[1].Path != "k" {
		t.Errorf("shrunk to:\n%v", got)
	}
}
