package source

import (
	"testing"
	"testing/fstest"
)

// A .htaccess in static/ was passed over in silence, and its author waited for
// redirects that never came.
func TestFilesOfStaticThatAreNotPublishedAreTold(t *testing.T) {
	site := fstest.MapFS{}
	for _, name := range []string{
		"static/.htaccess", "static/own.css.bak", "static/a/.config/x.json", "static/a/.user.ini", "static/x.css.orig",
		"static/.DS_Store", "static/._own.css", "static/.gitignore", "static/.own.css.swp", "static/Thumbs.db", "static/own.css~",
		"static/.well-known/security.txt", "static/own.css", "content/story.md.bak", "content/.hidden.md", "static/.git/config.bak",
	} {
		site[name] = &fstest.MapFile{Data: []byte("x")}
	}
	want := []string{"static/.htaccess", "static/a/.user.ini", "static/own.css.bak", "static/x.css.orig"}
	told := func(tree *Tree) (files []string) {
		for _, p := range tree.Problems() {
			if p.Code == "not-published" {
				files = append(files, p.Pos.File)
			}
		}
		return files
	}
	tree := Scan(Input{Site: site})
	if got := told(tree); len(got) != len(want) {
		t.Fatalf("told %q, want %q", got, want)
	}
	for i, file := range told(tree) {
		if file != want[i] {
			t.Errorf("told %q, want %q", file, want[i])
		}
	}
	// An update is told as a new scan is.
	delete(site, "static/own.css.bak")
	site["static/new.css.bak"] = &fstest.MapFile{Data: []byte("x")}
	updated := tree.Update([]string{"static/own.css.bak", "static/new.css.bak", "static/.htaccess"})
	if got, want := told(updated), told(Scan(Input{Site: site})); len(got) != 4 || len(want) != 4 || got[2] != want[2] || got[2] != "static/new.css.bak" {
		t.Errorf("after an update told %q, after a scan %q", got, want)
	}
}
