package check

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html/atom"
)

// policy is a Content-Security-Policy (https://www.w3.org/TR/CSP3/): what each
// directive allows. A directive given twice counts once, the first time.
type policy map[string][]string

func parsePolicy(text string) policy {
	p := policy{}
	for directive := range strings.SplitSeq(text, ";") {
		words := strings.Fields(directive)
		if len(words) == 0 {
			continue
		}
		if name := strings.ToLower(words[0]); p[name] == nil {
			p[name] = words[1:]
		}
	}
	return p
}

// sources are what a kind of file may come from, and whether anything says so.
func (p policy) sources(directive string) ([]string, bool) {
	if s, ok := p[directive]; ok {
		return s, true
	}
	s, ok := p["default-src"]
	return s, ok
}

// checkPolicy checks that the page's policy, in its head and in its header,
// allows nothing that would undo it, and that both allow what the page itself
// holds: browsers enforce each.
func (c *checker) checkPolicy(header string) {
	if header != "" {
		p := parsePolicy(header)
		c.checkAllowed(p)
		c.checkHashes(p)
	}
	var p policy
	for i := range c.nodes {
		n := int32(i)
		if c.nodes[i].tag == atom.Meta && strings.EqualFold(c.val(n, "http-equiv"), "content-security-policy") {
			p = parsePolicy(c.val(n, "content"))
			c.checkAllowed(p)
		}
	}
	switch {
	case p != nil:
		c.checkHashes(p)
	case !c.a.redirect && !strings.Contains(header, "default-src"):
		c.warn(none, "no-policy", "the page has no security policy, which keeps out what somebody may smuggle into it", "begin its head with <head>, as layouts/base.html does: brief writes the policy there")
	}
}

// checkHashes checks that a policy allows the style sheets and scripts in the page.
func (c *checker) checkHashes(p policy) {
	for i := range c.nodes {
		n := int32(i)
		switch c.nodes[i].tag {
		case atom.Style:
			c.checkHash(p, n, "style-src")
		case atom.Script:
			if kind := strings.ToLower(c.val(n, "type")); !c.has(n, "src") && (kind == "" || kind == "module" || strings.Contains(kind, "javascript")) {
				c.checkHash(p, n, "script-src")
			}
		}
	}
}

func (c *checker) checkAllowed(p policy) {
	for _, directive := range []string{"default-src", "script-src", "style-src", "object-src", "base-uri", "img-src", "connect-src", "font-src"} {
		for _, source := range p[directive] {
			bad := strings.HasPrefix(source, "'unsafe-") || source == "*" || source == "http:" || source == "https:"
			if bad || (source == "data:" || source == "blob:") && (directive == "script-src" || directive == "default-src") {
				c.report(none, "unsafe-policy", fmt.Sprintf("the page's security policy allows %s in %s", source, directive), "take it out: brief's own pages need none of it")
			}
		}
	}
}

// checkHash checks that what stands in the page itself is allowed by its hash.
func (c *checker) checkHash(p policy, n int32, directive string) {
	allowed, ok := p.sources(directive)
	if !ok || slices.Contains(allowed, "'unsafe-inline'") {
		return
	}
	text := []byte(c.rawText(n))
	sum256, sum384, sum512 := sha256.Sum256(text), sha512.Sum384(text), sha512.Sum512(text)
	for _, hash := range []string{"sha256-" + base64.StdEncoding.EncodeToString(sum256[:]), "sha384-" + base64.StdEncoding.EncodeToString(sum384[:]), "sha512-" + base64.StdEncoding.EncodeToString(sum512[:])} {
		if slices.Contains(allowed, "'"+hash+"'") {
			return
		}
	}
	c.report(n, "policy-hash", fmt.Sprintf("the text of %s in the page is not allowed by its security policy, so browsers pass it over", tagOf(c.doc, n)), "put it into a file of static/")
}
