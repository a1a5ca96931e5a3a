package check

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// checkDocument checks what a page has once: WCAG 2.4.2, 3.1.1, 1.4.4, 2.2.1.
func (c *checker) checkDocument() {
	if !c.doctype {
		c.report(none, "html-doctype", "the page does not begin with <!doctype html>, so that browsers draw it by the rules of 1998", "begin layouts/base.html with it")
	}
	if c.html == none || c.val(c.html, "lang") == "" {
		c.report(none, "page-lang", "the page does not say in which language it is", `write <html lang="…"> in layouts/base.html`)
	} else if lang := c.val(c.html, "lang"); !isLanguage(lang) {
		c.report(none, "page-lang", fmt.Sprintf("the page's language %s is no language code", quote(lang)), "write one such as en, lo or pt-BR as lang in brief.yaml or in the front matter")
	} else if rtl := rightToLeft(lang); rtl != (c.val(c.html, "dir") == "rtl") {
		c.report(none, "page-direction", fmt.Sprintf("the page is in %s, and its direction is not that of the language", quote(lang)), `write dir="{{.Dir}}" beside lang in layouts/base.html`)
	}
	titles := 0
	for i := range c.nodes {
		if c.nodes[i].tag == atom.Title && !c.nodes[i].foreign {
			if titles++; titles == 1 {
				c.a.title = squeeze(c.rawText(int32(i)))
			}
		}
	}
	switch {
	case titles > 1:
		c.report(none, "page-title", "the page has more than one <title>", "keep one")
	case c.a.title == "":
		c.report(none, "page-title", "the page has no <title>, which tabs, bookmarks and search results show", "write title: in its front matter, and <title>{{.HeadTitle}}</title> in layouts/partials/head.html")
	}
	for i := range c.nodes {
		if c.nodes[i].tag == atom.Meta {
			c.checkMeta(int32(i))
		}
	}
}

// rawText is all text inside an element, hidden or not.
func (c *checker) rawText(n int32) string {
	var b strings.Builder
	for i := n; i < c.nodes[n].end; i++ {
		b.WriteString(c.nodes[i].text)
	}
	return b.String()
}

func (c *checker) checkMeta(n int32) {
	content := c.val(n, "content")
	if strings.EqualFold(c.val(n, "name"), "robots") && strings.Contains(content, "noindex") {
		c.a.title = "" // no list shows it beside others
	}
	if strings.EqualFold(c.val(n, "name"), "viewport") {
		for part := range strings.FieldsFuncSeq(strings.ToLower(content), func(r rune) bool { return r == ',' || r == ';' }) {
			key, value, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), "=")
			scale, err := strconv.ParseFloat(value, 64)
			if key == "user-scalable" && (value == "no" || value == "0") || key == "maximum-scale" && err == nil && scale < 5 {
				c.report(n, "zoom-blocked", "the page keeps readers from making it larger", "take "+key+" out of the meta tag named viewport")
			}
		}
	}
	if strings.EqualFold(c.val(n, "http-equiv"), "refresh") {
		seconds, _, _ := strings.Cut(content, ";")
		if s, err := strconv.Atoi(strings.TrimSpace(seconds)); err == nil && s > 0 && s < 20*60*60 {
			c.report(n, "timed-refresh", fmt.Sprintf("the page goes elsewhere after %d seconds, whether it has been read or not", s), "write 0 seconds, or a link")
		}
	}
}

// checkHeadings checks that there is one h1, that none is empty and that no
// level is left out (WCAG 1.3.1, 2.4.6).
func (c *checker) checkHeadings() {
	h1, last := 0, 0
	for i := range c.nodes {
		n := int32(i)
		level := headingLevel(c.nodes[i].tag)
		if c.val(n, "role") == "heading" {
			level, _ = strconv.Atoi(c.val(n, "aria-level"))
		}
		if level == 0 || c.hidden[i] || c.nodes[i].foreign {
			continue
		}
		if c.name(n) == "" {
			c.report(n, "empty-heading", "a heading has no text", "write its text, or take it out")
		}
		if level == 1 {
			if h1++; h1 > 1 {
				c.report(n, "one-h1", "the page has a second heading of the first level", "use ## in the text: the page's title is the first level")
			}
		}
		if last > 0 && level > last+1 {
			c.report(n, "heading-level", fmt.Sprintf("a heading of level %d follows one of level %d", level, last), fmt.Sprintf("write it with %d #, or a heading between the two", last+1))
		}
		last = level
	}
	if h1 == 0 {
		c.report(none, "one-h1", "the page has no heading of the first level", "print {{.Title}} in an <h1> of its layout")
	}
}

// maxLandmarks is how many landmarks of a page are held against each other.
const maxLandmarks = 200

// landmark is a part of the page that screen readers jump to.
type landmark struct {
	node       int32
	role, name string
}

// checkLandmarks checks main, the parts round it, and that all text stands in
// one of them (WCAG 1.3.1, 2.4.1).
func (c *checker) checkLandmarks() {
	var marks []landmark
	inMark := make([]bool, len(c.nodes))
	stray, mains := none, 0
	for i := range c.nodes {
		n, e := int32(i), &c.nodes[i]
		if e.parent != none {
			inMark[i] = inMark[e.parent]
		}
		if c.hidden[i] {
			continue
		}
		if e.name == "" {
			if stray == none && !inMark[i] && strings.TrimSpace(e.text) != "" && !c.isSkipLink(e.parent) && c.within(n, atom.Title, atom.Noscript) == none {
				stray = n
			}
			continue
		}
		if role := c.landmarkRole(n); role != "" {
			if len(marks) < maxLandmarks {
				marks = append(marks, landmark{n, role, c.markName(n)})
			}
			inMark[i] = true
			if role == "main" {
				mains++
			}
		}
	}
	switch {
	case mains == 0:
		c.report(none, "main-landmark", "the page has no <main>, so that nobody can jump to its text", "put what the layout fills into <main> in layouts/base.html")
	case mains > 1:
		c.report(none, "main-landmark", "the page has more than one <main>", "keep one")
	}
	if stray != none && mains > 0 {
		c.report(stray, "outside-landmarks", "text stands outside header, main and footer, where many screen readers pass it over", "move it into one of them")
	}
	c.checkMarkNames(marks)
	c.checkSkipLink()
}

// checkMarkNames checks that landmarks of one kind can be told apart.
func (c *checker) checkMarkNames(marks []landmark) {
	for i, m := range marks {
		if m.role == "banner" || m.role == "contentinfo" || m.role == "main" || m.role == "complementary" {
			for p := c.nodes[m.node].parent; p != none; p = c.nodes[p].parent {
				if role := c.landmarkRole(p); role != "" && (m.role != "complementary" || role != "main") {
					c.report(m.node, "landmark-place", fmt.Sprintf("the landmark %s lies inside another, %s", m.role, role), "move it out")
					break
				}
			}
		}
		for _, other := range marks[:i] {
			if other.role != m.role || !strings.EqualFold(other.name, m.name) || m.role == "main" {
				continue
			}
			if m.role == "banner" || m.role == "contentinfo" {
				c.report(m.node, "landmark-name", "the page has a second "+m.role, "keep one header and one footer of the whole page")
			} else {
				c.report(m.node, "landmark-name", fmt.Sprintf("two parts of the page are both announced as %q", strings.TrimSpace(m.name+" "+m.role)), "give each an aria-label of its own")
			}
			break
		}
	}
}

// landmarkRole is the role of a landmark (HTML-AAM 1.0, section 3.5); empty of what is none.
func (c *checker) landmarkRole(n int32) string {
	if role := strings.Fields(c.val(n, "role")); len(role) > 0 {
		switch role[0] {
		case "banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search":
			if (role[0] == "region" || role[0] == "form") && c.markName(n) == "" {
				return ""
			}
			return role[0]
		}
		return ""
	}
	sectioning := func() bool { return c.within(n, atom.Article, atom.Aside, atom.Main, atom.Nav, atom.Section) != none }
	switch c.nodes[n].tag {
	case atom.Main:
		return "main"
	case atom.Nav:
		return "navigation"
	case atom.Header:
		if !sectioning() {
			return "banner"
		}
	case atom.Footer:
		if !sectioning() {
			return "contentinfo"
		}
	case atom.Aside:
		if c.within(n, atom.Article, atom.Aside, atom.Nav, atom.Section) == none || c.markName(n) != "" {
			return "complementary"
		}
	case atom.Section:
		if c.markName(n) != "" {
			return "region"
		}
	case atom.Form:
		if c.markName(n) != "" {
			return "form"
		}
	}
	if c.nodes[n].name == "search" {
		return "search"
	}
	return ""
}

// isSkipLink says whether an element is the link that leads past the header: it
// stands before all landmarks and leads into the page.
func (c *checker) isSkipLink(n int32) bool {
	return n != none && c.nodes[n].tag == atom.A && strings.HasPrefix(c.val(n, "href"), "#")
}

// checkSkipLink checks that the first link leads past what all pages have.
func (c *checker) checkSkipLink() {
	main := none
	for i := range c.nodes {
		switch n := int32(i); {
		case c.landmarkRole(n) == "main":
			main = n
		case c.nodes[i].tag != atom.A || c.hidden[i] || !c.has(n, "href"):
		case main != none:
			return // no link stands before the text
		default:
			to, ok := c.ids[decoded(strings.TrimPrefix(c.val(n, "href"), "#"))]
			if !c.isSkipLink(n) || !ok || to < n {
				c.report(none, "skip-link", "the page's first link does not lead to its text", `begin the body with <a href="#_main">, as layouts/base.html does`)
			}
			return
		}
	}
}

// isLanguage says whether a text has the form of a BCP 47 tag (RFC 5646, section 2.1).
func isLanguage(tag string) bool {
	for i, part := range strings.Split(tag, "-") {
		if i == 0 && (len(part) < 2 || len(part) > 3 || strings.ContainsAny(part, "0123456789")) && part != "x" && part != "i" {
			return false
		}
		if len(part) < 1 || len(part) > 8 {
			return false
		}
		for j := range len(part) {
			if c := part[j] | 0x20; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// rightToLeft says of a language whether its script runs from right to left.
func rightToLeft(lang string) bool {
	parts := strings.Split(strings.ToLower(lang), "-")
	for _, p := range parts[1:] {
		switch p {
		case "arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg":
			return true
		case "latn", "cyrl":
			return false
		}
	}
	switch parts[0] {
	case "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi":
		return true
	}
	return false
}
