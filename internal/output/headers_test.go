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
