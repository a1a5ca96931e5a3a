package output

import (
	"maps"
	"strings"
	"sync"
)

// Headers are the sets of headers that a site's files are sent with beyond
// Content-Type and Cache-Control: one for documents, one for all else, and one
// for the documents of each language. Every file has one of them; the maps are
// shared, and nobody may change them.
//
// They hold what a page's own policy (package policy) cannot say, and nothing
// that it says with hashes: browsers enforce a header and a meta element both.
type Headers struct {
	document, other map[string]string

	mu sync.Mutex
	in []languageHeaders // of the languages that were asked for: few
}

type languageHeaders struct {
	typ, lang string
	headers   map[string]string
}

// NewHeaders makes the sets.
func NewHeaders() *Headers {
	return &Headers{
		// What a browser shows by itself and may run or frame something in.
		document: map[string]string{
			"Content-Security-Policy": "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
			"X-Content-Type-Options":  "nosniff",
		},
		other: map[string]string{"X-Content-Type-Options": "nosniff"},
	}
}

// Of returns the headers for a media type.
func (h *Headers) Of(typ string) map[string]string {
	if strings.HasPrefix(typ, "text/html") || strings.Contains(typ, "xml") {
		return h.document
	}
	return h.other
}

// In returns the headers for a media type and the language of those whom the text
// is for, as in BCP 47 (Content-Language: RFC 9110, section 8.5). It may be called
// from several goroutines.
func (h *Headers) In(typ, lang string) map[string]string {
	if lang == "" {
		return h.Of(typ)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range h.in {
		if h.in[i].lang == lang && h.in[i].typ == typ {
			return h.in[i].headers
		}
	}
	m := maps.Clone(h.Of(typ))
	m["Content-Language"] = lang
	h.in = append(h.in, languageHeaders{typ, lang, m})
	return m
}

// CacheControl is how a file of the class is cached, unless a deploy target
// says otherwise (RFC 9111, RFC 5861, RFC 8246): for ever where its name holds
// the hash of its content; else for a minute, and shown for ten more while a
// newer one is fetched. It is empty for what is never published.
func (c Class) CacheControl() string {
	switch c {
	case Asset:
		return "public, max-age=31536000, immutable"
	case Control:
		return ""
	}
	return "public, max-age=60, stale-while-revalidate=600"
}
