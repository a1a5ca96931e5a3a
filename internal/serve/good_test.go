package serve

import (
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// What an address showed before is shown below a mistake of the same page alone.
// When another page took the address over, with a mistake in it, its alias led to
// the page that had it before, and its own address showed that page's text.
func TestTheLastGoodVersionIsOfTheSamePage(t *testing.T) {
	site := sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\nx\n",
		"content/old.md":   "---\ntitle: Old\naliases: [/short/]\nslug: name\n---\nThe old text.\n",
		"content/new.md":   "---\ntitle: New\n---\nThe new text.\n",
	})
	s := newServer(site, true)
	for address, want := range map[string]string{"/short/": "", "/name/": "The old text."} {
		if w := get(s, address); !strings.Contains(w.Body.String(), want) {
			t.Fatalf("%s: status %d", address, w.Code)
		}
	}
	s.Update(append(site.Write("content/old.md", []byte("---\ntitle: Old\n---\nThe old text.\n")),
		site.Write("content/new.md", []byte("---\ntitle: New\ntitel: New\naliases: [/short/]\nslug: name\n---\nThe new text.\n"))...))
	fresh := newServer(site, true)
	for _, address := range []string{"/short/", "/name/"} {
		if now, want := get(s, address), get(fresh, address); !sameAnswer(now, want) {
			t.Errorf("%s: status %d %s\n%s\nwant %d %s\n%s", address,
				now.Code, now.Header().Get("Location"), now.Body, want.Code, want.Header().Get("Location"), want.Body)
		}
	}
	if w := get(s, "/name/"); len(stateIn(t, w.Body.String()).Errors) == 0 || strings.Contains(w.Body.String(), "The old text.") {
		t.Errorf("/name/ shows, under the mistakes of another page: %s", w.Body)
	}
}

// A layout that could not be read, or had no "main", was told at the terminal alone:
// its pages were shown without their text, as if that were all of them.
func TestABrokenLayoutIsToldOnThePagesThatUseIt(t *testing.T) {
	files := map[string]string{
		"content/index.md":      "---\ntitle: Home\n---\nx\n",
		"content/page.md":       "---\ntitle: Page\n---\nThe text.\n",
		"content/laos/index.md": "---\ntitle: Laos\nedition: chapters\n---\nIts cover.\n",
		"content/laos/10-a.md":  "---\ntitle: A section\n---\nThe text of it.\n",
	}
	for layout, pages := range map[string]map[string]string{ // each page with whether it is made with the layout, and its text
		"layouts/page.html":    {"/page/": "The text.", "/laos/a/": ""},
		"layouts/section.html": {"/laos/a/": "The text of it.", "/page/": ""},
		"layouts/base.html":    {"/page/": "The text.", "/laos/a/": "The text of it."},
	} {
		for _, broken := range []string{"{{define \"main\"}}<p>{{.Title", "{{/* a note", "{{end}}", "<p>{{.Title}}</p>", ""} {
			site := sitetest.New(files)
			s := newServer(site, true)
			for address := range pages {
				get(s, address)
			}
			s.Update(site.Write(layout, []byte(broken)))
			for name, server := range map[string]*Server{"a preview": s, "a new one": newServer(site, true)} {
				for address, text := range pages {
					w := get(server, address)
					e := stateIn(t, w.Body.String()).Errors
					told := len(e) > 0 && strings.HasPrefix(e[0].Place, layout)
					if told != (text != "") {
						t.Errorf("%s, %s is %q: %s is told %v", name, layout, broken, address, e)
					}
					if name == "a preview" && !strings.Contains(w.Body.String(), "The text") {
						t.Errorf("%s is %q: %s shows nothing of its last good version", layout, broken, address)
					}
				}
			}
		}
	}
}
