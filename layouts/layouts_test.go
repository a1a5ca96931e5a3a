package layouts

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// A strict content security policy blocks style attributes, scripts and their
// handlers, and the theme needs none of them. One style element is allowed, by its
// hash: that of a page which can refer to no style sheet.
func TestTemplatesHoldNoStyleAndNoScript(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|<script(?: type="application/ld\+json")?`)
	n := 0
	err := fs.WalkDir(FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".html") {
			return err
		}
		n++
		src, err := FS.ReadFile(name)
		for _, found := range forbidden.FindAllString(string(src), -1) {
			if found != `<script type="application/ld+json"` && !(found == "<style" && name == "partials/assets.html") {
				t.Errorf("%s holds %q", name, found)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 20 {
		t.Errorf("%d templates were looked at, want all of them", n)
	}
}

// The names are those that render looks for.
func TestEveryKindOfPageHasALayout(t *testing.T) {
	for _, kind := range []string{"home", "briefing", "section", "list", "page", "all", "notfound"} {
		src, err := FS.ReadFile(kind + ".html")
		if err != nil {
			t.Error(err)
		} else if !strings.Contains(string(src), `{{define "main"}}`) {
			t.Errorf("%s.html does not fill %q", kind, "main")
		}
	}
}
