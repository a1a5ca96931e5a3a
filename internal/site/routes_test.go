package site

import (
	"maps"
	"reflect"
	"testing"
	"testing/fstest"
)

// Routes are made anew only when something that they say has changed; the edit of
// a title, which is what editors do, leaves them.
func TestRoutesAreKeptUntilAnAddressChanges(t *testing.T) {
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	const feedback = "\nfeedback: {question: \"Well?\", contact: \"https://example.org/tell\"}"
	const a = "date: 2025-01-01\naliases: [/old/]\ntags: [rice]"
	first := fstest.MapFS{
		"brief.yaml":                text("title: x\nbase_url: https://example.org/\n"),
		"content/index.md":          page("title: Home", ""),
		"content/a.md":              page("title: A\n"+a+feedback, ""),
		"content/b.md":              page("title: B\ntags: [rice]\ndate: 2025-01-01", ""),
		"content/laos/index.md":     page("title: Laos\nedition: chapters", ""),
		"content/laos/10-screen.md": page("title: Screen", ""),
	}
	for _, test := range []struct {
		name string
		kept bool
		file string
		text *fstest.MapFile // nil: it goes
	}{
		{"a title", true, "content/a.md", page("title: Another\n"+a+feedback, "")},
		{"a date, which orders lists", true, "content/b.md", page("title: B\ntags: [rice]\ndate: 2024-01-01", "")},
		{"the site's title", true, "brief.yaml", text("title: y\nbase_url: https://example.org/\n")},
		{"a slug", false, "content/b.md", page("title: B\ntags: [rice]\ndate: 2025-01-01\nslug: c", "")},
		{"a draft", false, "content/b.md", page("title: B\ntags: [rice]\ndate: 2025-01-01\nstatus: draft", "")},
		{"a page goes", false, "content/b.md", nil},
		{"a page comes", false, "content/c.md", page("title: C", "")},
		{"an alias", false, "content/a.md", page("title: A\naliases: [/older/]\ntags: [rice]"+feedback, "")},
		{"a tag", false, "content/a.md", page("title: A\ndate: 2025-01-01\naliases: [/old/]\ntags: [river]"+feedback, "")},
		{"no question to readers", false, "content/a.md", page("title: A\n"+a, "")},
		{"a correction", false, "content/b.md", page("title: B\ntags: [rice]\ndate: 2025-01-01\ncorrections: [{date: 2025-02-01, text: It was wrong}]", "")},
		{"the edition", false, "content/laos/index.md", page("title: Laos\nedition: single", "")},
		{"an own robots.txt", false, "static/robots.txt", text("x")},
		{"no address of the site", false, "brief.yaml", text("title: x\n")},
	} {
		before, _ := link(t, first, Input{AsOf: noon(2025, 8, 1)})
		files := maps.Clone(first)
		files[test.file] = test.text
		if test.text == nil {
			delete(files, test.file)
		}
		after, _ := link(t, files, Input{AsOf: noon(2025, 8, 1), Prev: before})
		fresh, _ := link(t, files, Input{AsOf: noon(2025, 8, 1)})
		if !reflect.DeepEqual(after.Routes(), fresh.Routes()) {
			t.Errorf("%s: the routes are\n%v\nwant\n%v", test.name, after.Routes(), fresh.Routes())
		}
		if got := after.KeepsRoutes(before); got != test.kept {
			t.Errorf("%s: routes are kept: %v, want %v", test.name, got, test.kept)
		}
	}
}
