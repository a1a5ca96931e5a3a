package output

import "testing"

// F5: an address that was published stays, leads on, or says that its page was
// withdrawn; then a file is there.
func TestPublishedAddressesThatAreGone(t *testing.T) {
	entry := func(path string, class Class, source string) Entry {
		return Entry{Path: path, Class: class, Source: source}
	}
	last := &Manifest{Files: []Entry{
		entry("404.html", PageC, ""),
		entry("a/index.html", PageC, "content/a.md"),
		entry("a/index.html", PageC, "content/a.md"), // of a build that was stopped
		entry("b/index.html", PageC, "content/b.md"),
		entry("c/index.html", PageC, "content/c.md"),
		entry("feed.xml", Feed, ""),
		entry("feedback/a/yes/index.html", PageC, "content/a.md"),
		entry("index.html", List, "content/index.md"),
		entry("map.png", Media, "content/map.png"),
		entry("old/index.html", PageC, "content/b.md"), // an alias
		entry("site.1234567890.css", Asset, "static/site.css"),
		entry("tags/x/index.html", List, ""),
	}}
	moved := entry("b/index.html", PageC, "content/moved.md")
	moved.Redirect = "/moved/"
	now := &Manifest{Files: []Entry{moved, entry("c/index.html", PageC, "content/c.md"), entry("moved/index.html", PageC, "content/moved.md")}}
	var got []string
	for e := range GoneFrom(last, now) {
		got = append(got, e.Path)
	}
	equal(t, "gone", got, []string{"a/index.html", "index.html", "old/index.html"})
	for e := range GoneFrom(last, now) {
		if e.Path != "a/index.html" {
			t.Errorf("it goes on with %s", e.Path)
		}
		break
	}
	last.Drafts = true
	for e := range GoneFrom(last, now) {
		t.Errorf("%s was never published", e.Path)
	}
	for e := range GoneFrom(nil, now) {
		t.Errorf("%s of no manifest", e.Path)
	}
}
