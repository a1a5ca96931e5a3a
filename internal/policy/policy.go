// Package policy gives finished pages their content security policy (Content
// Security Policy Level 3), which tells browsers to load nothing from other
// sites and to run nothing that the page did not hold when it was made.
//
// # What the page says itself
//
// The policy stands in a meta element early in the head, for object stores send
// no such header. It allows what comes from the site's own origin, and what
// stands inline by the hash of its final bytes; everything else, style
// attributes and event handlers among it, is refused. 'self' stands on every
// page for scripts and style sheets alike, so that a preview which adds its own
// needs no other policy.
//
// A page whose layout holds a policy of its own keeps that one.
//
// # What only a header can say
//
// A meta element can neither forbid frames nor the guessing of media types;
// package output has the headers for that. They repeat nothing that has hashes:
// of two policies both hold, and a header that lacked a hash would block what
// the page allows.
package policy

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"sync/atomic"
)

// The parts of a policy, between which the hashes stand.
const (
	open    = `<meta http-equiv=content-security-policy content="default-src 'none';img-src 'self';style-src 'self'`
	scripts = `;script-src 'self'`
	end     = `;font-src 'self';media-src 'self';manifest-src 'self';form-action 'none';base-uri 'none'">`
	plain   = open + scripts + end // of a page that holds nothing inline
)

// Maker makes policies. Its zero value is ready, and safe for concurrent use.
// It remembers the hashes of the last page, for what stands inline is mostly
// the same on all pages of a site.
type Maker struct {
	last atomic.Pointer[[]hashed]
}

// hashed is what stands inline and its source expression: "'sha256-…'".
type hashed struct {
	inline
	text   string
	source string
}

// Append appends a page, in UTF-8 and final but for its policy, with the policy in
// place: behind the meta element that names the charset, else at the beginning
// of the head. A page that has a policy is appended as it is.
func (m *Maker) Append(out, page []byte) []byte {
	found := scan(page)
	if found.hasPolicy {
		return append(out, page...)
	}
	meta := plain
	if len(found.inlines) > 0 {
		meta = m.meta(found.inlines)
	}
	out = slices.Grow(out, len(page)+len(meta))
	out = append(out, page[:found.place]...)
	out = append(out, meta...)
	return append(out, page[found.place:]...)
}

// meta is the element with the hashes of what stands inline.
func (m *Maker) meta(inlines []inline) string {
	known := m.last.Load()
	var all []hashed
	if known != nil {
		all = *known
	}
	now, fresh := make([]hashed, len(inlines)), len(all) != len(inlines)
	for i, in := range inlines {
		if j := slices.IndexFunc(all, func(h hashed) bool { return h.text == string(in.text) }); j >= 0 {
			now[i] = hashed{in, all[j].text, all[j].source}
		} else {
			now[i], fresh = hashed{in, string(in.text), source(in.text)}, true
		}
		now[i].inline.text = nil // it is the page's
	}
	if fresh {
		m.last.Store(&now)
	}
	var b strings.Builder
	b.WriteString(open)
	list(&b, now, false)
	b.WriteString(scripts)
	list(&b, now, true)
	b.WriteString(end)
	return b.String()
}

// list writes the sources of the scripts, or of the style sheets, each once.
func list(b *strings.Builder, all []hashed, script bool) {
	for i, h := range all {
		same := func(o hashed) bool { return o.script == script && o.source == h.source }
		if h.script == script && !slices.ContainsFunc(all[:i], same) {
			b.WriteByte(' ')
			b.WriteString(h.source)
		}
	}
}

// source is the source expression of a text (CSP 3, section 2.3.1). Browsers
// hash what they have parsed, in which every line break is a line feed (HTML
// Standard, section 13.2.3.5).
func source(text []byte) string {
	s := string(text)
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	}
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
