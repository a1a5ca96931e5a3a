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
