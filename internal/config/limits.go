package config

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// labelMax is the most characters of a title, a dek or a kicker. They stand on
// each page that names theirs: of a megabyte, a list would make a gigabyte.
const labelMax = 1000

// navMax is the most pages that nav may list, which every page shows.
const navMax = 100

// label returns a title, a dek or a kicker; "" if it is too long, which is a
// problem, or if nobody could see it.
func (d *decoder) label(what string, n *node) string {
	s := d.text(what, n)
	if IsTooLong(s) {
		d.problem(n, "too-long-value", "%s has %d characters; at most %d are allowed", what, utf8.RuneCountInString(s), labelMax).
			Hint = "shorten it; if it goes on over several lines, see whether a quotation mark is missing"
		return ""
	}
	if IsInvisible(s) {
		return ""
	}
	return s
}

// IsTooLong says whether a title has more characters than any may have: 1,000.
func IsTooLong(title string) bool {
	return len(title) > labelMax && utf8.RuneCountInString(title) > labelMax
}

// IsInvisible says whether readers see nothing of a text: it is empty, or
// consists of white space and of characters without a shape, such as the zero
// width space (U+200B).
func IsInvisible(s string) bool {
	for _, r := range s {
		if 'A' <= r && r <= 'z' { // nearly always the first
			return false
		}
		if !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
			r != '\u2800' { // the braille pattern without dots
			return false
		}
	}
	return true
}

// nav returns the pages of the navigation.
func (d *decoder) nav(what string, n *node) []string {
	items := d.items(what, n)
	if len(items) > navMax {
		d.problem(items[navMax], "bad-nav", "nav lists %d pages; at most %d are allowed, as every page shows them all", len(items), navMax).
			Hint = "list the few that lead to the others"
		items = items[:navMax]
	}
	pages := make([]string, 0, len(items))
	for _, v := range items {
		page := d.text(what, v)
		switch {
		case page == "":
		case isOneOf(page, pages):
			d.problem(v, "bad-nav", "nav lists %s twice", quote(page)).Hint = "remove one of the two"
		default:
			pages = append(pages, d.curly(what, v, page))
		}
	}
	return pages
}

// iri returns an absolute IRI (RFC 3987, section 2.2), as the id of a feed's
// entry must be (RFC 4287, section 4.2.6), or "".
func (d *decoder) iri(what string, n *node) string {
	s := d.text(what, n)
	if s == "" || isIRI(s) {
		return s
	}
	d.problem(n, "bad-id", "%s is not an id that a feed can hold", quote(s)).
		Hint = "write a whole address that never changes, such as https://example.org/why-laos/ or urn:uuid:…, or remove id"
	return ""
}

// isIRI says whether s has the form of an absolute IRI: a scheme, a colon and
// what it names. Of a urn (RFC 8141) and a web address more is known.
func isIRI(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	u, err := url.Parse(s)
	if !ok || err != nil || u.Scheme == "" || rest == "" || strings.ContainsFunc(s, notIRI) {
		return false
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		return u.Host != ""
	case "urn":
		space, name, _ := strings.Cut(rest, ":")
		return len(space) >= 2 && name != ""
	}
	return true
}

// notIRI says whether a character stands in no IRI.
func notIRI(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>\"{}|\\^`", r)
}
