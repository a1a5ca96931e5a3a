package build

import (
	"regexp"
	"strings"
	"testing"

	"brief/internal/output"
)

// Every page and feed is sent with the language that it says it is in; what has
// none is sent without.
func TestContentLanguageIsThePagesOwn(t *testing.T) {
	said := regexp.MustCompile(`<html lang="?([a-zA-Z-]+)|xml:lang="([^"]+)"|<language>([^<]+)|^\{[^{]*"language":"([^"]+)"`)
	languages := map[string]bool{}
	eachOutput(t, func(t *testing.T, _ state, file *output.File, body string) {
		want := ""
		if strings.HasPrefix(file.Type, "text/html") || file.Class == output.Feed && strings.HasPrefix(file.Path[strings.LastIndex(file.Path, "/")+1:], "feed") || strings.HasSuffix(file.Path, "rss.xml") {
			if m := said.FindStringSubmatch(body); m != nil {
				want = m[1] + m[2] + m[3] + m[4]
			}
			if want == "" {
				t.Errorf("%s says no language: %.300s", file.Path, body)
			}
			languages[want] = true
		}
		if got := file.Headers["Content-Language"]; got != want {
			t.Errorf("%s is in %q, and sent as %q", file.Path, want, got)
		}
	})
	if len(languages) < 2 {
		t.Errorf("only %v was seen", languages)
	}
}
