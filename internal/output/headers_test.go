package output

import (
	"strings"
	"testing"
)

// S15: of two policies both hold, so that the header must not say anything that
// a page allows by a hash.
func TestHeadersHoldNothingThatAPageAllows(t *testing.T) {
	h := NewHeaders()
	for _, typ := range []string{"text/html; charset=utf-8", "image/svg+xml", "application/atom+xml; charset=utf-8"} {
		got := h.Of(typ)
		equal(t, typ, got, map[string]string{
			"Content-Security-Policy": "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
			"X-Content-Type-Options":  "nosniff",
		})
	}
	for _, typ := range []string{"text/css; charset=utf-8", "font/woff2", "application/json", "application/pdf"} {
		equal(t, typ, h.Of(typ), map[string]string{"X-Content-Type-Options": "nosniff"})
	}
}

// Documents of a language share a map of their own, which has the others' headers too.
func TestHeadersOfALanguage(t *testing.T) {
	h := NewHeaders()
	page, feed := "text/html; charset=utf-8", "application/feed+json; charset=utf-8"
	for _, lang := range []string{"lo", "en", "lo"} {
		want := map[string]string{"Content-Language": lang, "X-Content-Type-Options": "nosniff"}
		equal(t, lang, h.In(feed, lang), want)
		want["Content-Security-Policy"] = h.Of(page)["Content-Security-Policy"]
		equal(t, lang, h.In(page, lang), want)
	}
	equal(t, "no language", h.In(page, ""), h.Of(page))
	if len(h.in) != 4 || len(h.Of(page)) != 2 {
		t.Errorf("%d maps of languages, %v", len(h.in), h.Of(page))
	}
}

// What keeps its name must be asked for again soon: a correction is to be seen.
func TestOnlyNamesWithAHashAreKeptForEver(t *testing.T) {
	for _, c := range []Class{Media, PageC, List, Feed} {
		if got := c.CacheControl(); strings.Contains(got, "immutable") || !strings.Contains(got, "max-age=60,") {
			t.Errorf("%s: %s", c, got)
		}
	}
	if got := Asset.CacheControl(); got != "public, max-age=31536000, immutable" {
		t.Errorf("assets: %s", got)
	}
	if got := Control.CacheControl(); got != "" {
		t.Errorf("what is never published: %s", got)
	}
}
