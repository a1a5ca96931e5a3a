package check

import (
	"fmt"
	"strings"

	"golang.org/x/net/html/atom"
)

// This file is HTML's content model as far as mistakes against it matter: which
// element may stand in which, by the categories of the standard
// (https://html.spec.whatwg.org/multipage/dom.html#kinds-of-content).

// isVoid says which elements have no end tag (section 13.1.2).
func isVoid(t atom.Atom) bool {
	switch t {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// mayOmitEnd says which end tags may be left out (section 13.1.2.4).
func mayOmitEnd(t atom.Atom) bool {
	switch t {
	case atom.Html, atom.Head, atom.Body, atom.Li, atom.Dt, atom.Dd, atom.P, atom.Rt, atom.Rp, atom.Optgroup, atom.Option,
		atom.Colgroup, atom.Caption, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th:
		return true
	}
	return false
}

// endsBefore says whether the start tag of one element ends the other, which is open.
func endsBefore(open, start atom.Atom) bool {
	switch open {
	case atom.P:
		return endsParagraph(start)
	case atom.Li:
		return start == atom.Li
	case atom.Dt, atom.Dd:
		return start == atom.Dt || start == atom.Dd
	case atom.Rt, atom.Rp:
		return start == atom.Rt || start == atom.Rp
	case atom.Option:
		return start == atom.Option || start == atom.Optgroup
	case atom.Optgroup:
		return start == atom.Optgroup
	case atom.Td, atom.Th:
		return start == atom.Td || start == atom.Th || start == atom.Tr || isRowGroup(start)
	case atom.Tr:
		return start == atom.Tr || isRowGroup(start)
	case atom.Thead, atom.Tbody, atom.Tfoot:
		return isRowGroup(start)
	case atom.Caption:
		return start == atom.Colgroup || start == atom.Tr || isRowGroup(start)
	case atom.Colgroup:
		return start == atom.Tr || isRowGroup(start)
	case atom.Head:
		return start == atom.Body
	}
	return false
}

func isRowGroup(t atom.Atom) bool { return t == atom.Thead || t == atom.Tbody || t == atom.Tfoot }

// endsParagraph says which start tags end an open paragraph.
func endsParagraph(t atom.Atom) bool {
	switch t {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Details, atom.Dialog, atom.Div, atom.Dl, atom.Fieldset,
		atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header,
		atom.Hgroup, atom.Hr, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Table, atom.Ul:
		return true
	}
	return false
}

// isScope says at which elements the search for an open paragraph ends (section 13.2.4.2).
func isScope(t atom.Atom) bool {
	switch t {
	case atom.Applet, atom.Button, atom.Caption, atom.Html, atom.Table, atom.Td, atom.Th, atom.Marquee, atom.Object, atom.Template, atom.Svg, atom.Math:
		return true
	}
	return false
}

// isPhrasing says which elements are text-level.
func isPhrasing(t atom.Atom) bool {
	switch t {
	case atom.A, atom.Abbr, atom.Area, atom.Audio, atom.B, atom.Bdi, atom.Bdo, atom.Br, atom.Button, atom.Canvas, atom.Cite, atom.Code,
		atom.Data, atom.Datalist, atom.Del, atom.Dfn, atom.Em, atom.Embed, atom.I, atom.Iframe, atom.Img, atom.Input, atom.Ins, atom.Kbd,
		atom.Label, atom.Link, atom.Map, atom.Mark, atom.Math, atom.Meta, atom.Meter, atom.Noscript, atom.Object, atom.Output, atom.Picture,
		atom.Progress, atom.Q, atom.Ruby, atom.S, atom.Samp, atom.Script, atom.Select, atom.Slot, atom.Small, atom.Span, atom.Strong,
		atom.Sub, atom.Sup, atom.Svg, atom.Template, atom.Textarea, atom.Time, atom.U, atom.Var, atom.Video, atom.Wbr:
		return true
	}
	return false
}

// isTransparent says which elements may hold what their parent may.
func isTransparent(t atom.Atom) bool {
	switch t {
	case atom.A, atom.Ins, atom.Del, atom.Map, atom.Noscript, atom.Object, atom.Video, atom.Audio, atom.Canvas:
		return true
	}
	return false
}

// holdsPhrasing says which elements may hold text-level elements only.
func holdsPhrasing(t atom.Atom) bool {
	switch t {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre, atom.Legend, atom.Summary:
		return true
	}
	return isPhrasing(t) && !isTransparent(t) && t != atom.Template && t != atom.Svg && t != atom.Math && t != atom.Iframe && t != atom.Select &&
		t != atom.Datalist && t != atom.Picture && t != atom.Ruby && t != atom.Script
}

func isHeading(t atom.Atom) bool { return headingLevel(t) > 0 }

// headingLevel is 1 to 6; 0 of what is no heading.
func headingLevel(t atom.Atom) int {
	switch t {
	case atom.H1:
		return 1
	case atom.H2:
		return 2
	case atom.H3:
		return 3
	case atom.H4:
		return 4
	case atom.H5:
		return 5
	case atom.H6:
		return 6
	}
	return 0
}

// isObsolete says which elements authors must not use (section 16.2).
func isObsolete(t atom.Atom, name string) bool {
	switch t {
	case atom.Applet, atom.Basefont, atom.Bgsound, atom.Big, atom.Blink, atom.Center, atom.Font, atom.Frame, atom.Frameset, atom.Isindex,
		atom.Keygen, atom.Listing, atom.Marquee, atom.Nobr, atom.Noembed, atom.Noframes, atom.Plaintext, atom.Spacer, atom.Strike, atom.Tt, atom.Xmp:
		return true
	}
	return name == "acronym" || name == "dir"
}

// isInteractive says which elements take clicks or the keyboard of their own.
func (d *doc) isInteractive(n int32) bool {
	switch d.nodes[n].tag {
	case atom.A:
		return d.has(n, "href")
	case atom.Button, atom.Details, atom.Embed, atom.Iframe, atom.Label, atom.Select, atom.Textarea:
		return true
	case atom.Input:
		return !strings.EqualFold(d.val(n, "type"), "hidden")
	case atom.Audio, atom.Video:
		return d.has(n, "controls")
	case atom.Img, atom.Object:
		return d.has(n, "usemap")
	}
	return false
}

// checkNesting reports an element that may not stand where it begins.
func (p *parser) checkNesting(n int32) {
	d, e := p.doc, &p.doc.nodes[n]
	switch {
	case isObsolete(e.tag, e.name):
		p.report(n, "html-obsolete", tagOf(d, n)+" is no element of HTML any more", "use an element that says what it means, and a style sheet for its look")
	case e.tag == 0 && !strings.Contains(e.name, "-") && !isNewer(e.name):
		p.report(n, "html-unknown", "HTML has no element "+tagOf(d, n), "look for a slip in its name")
	}
	if parents := wantedParents(e.tag); len(parents) > 0 && !p.fragment && !p.parentIs(e.parent, parents) {
		p.report(n, "html-nesting", fmt.Sprintf("%s stands in %s; its place is in <%s>", tagOf(d, n), tagOf(d, e.parent), parents[0]), "")
		return
	}
	if e.parent == none {
		return
	}
	parent := d.nodes[e.parent].tag
	if only := wantedChildren(parent); len(only) > 0 && !contains(only, e.tag) && e.tag != atom.Script && e.tag != atom.Template {
		p.report(n, "html-nesting", fmt.Sprintf("%s stands directly in %s, which holds <%s> only", tagOf(d, n), tagOf(d, e.parent), only[0]), "")
		return
	}
	p.checkAncestors(n)
}

// checkAncestors reports what may stand nowhere inside another.
func (p *parser) checkAncestors(n int32) {
	d, e := p.doc, &p.doc.nodes[n]
	block := !isPhrasing(e.tag) && e.tag != 0 && !isObsolete(e.tag, e.name)
	through := true // all elements so far hold what their parent may
	for a := e.parent; a != none; a = d.nodes[a].parent {
		t := d.nodes[a].tag
		if block && through && wantedParents(e.tag) == nil && holdsPhrasing(t) && !((t == atom.Summary || t == atom.Legend) && (isHeading(e.tag) || e.tag == atom.Hgroup)) {
			p.report(n, "html-nesting", fmt.Sprintf("%s stands in %s, which holds text only", tagOf(d, n), tagOf(d, a)), "end the one before the other begins")
			return
		}
		through = through && isTransparent(t)
		if d.nestedWrong(n, a) {
			p.report(n, "html-nesting", fmt.Sprintf("%s stands inside %s, and cannot", tagOf(d, n), tagOf(d, a)), "end the one before the other begins")
			return
		}
	}
}

// nestedWrong says whether an element may stand nowhere inside another.
func (d *doc) nestedWrong(n, a int32) bool {
	t := d.nodes[n].tag
	switch d.nodes[a].tag {
	case atom.A, atom.Button:
		return d.isInteractive(n) && (d.nodes[a].tag == atom.Button || d.has(a, "href"))
	case atom.Label:
		return t == atom.Label
	case atom.Form:
		return t == atom.Form
	case atom.Dfn:
		return t == atom.Dfn
	case atom.Header, atom.Footer:
		return t == atom.Main || (t == atom.Header || t == atom.Footer) && d.within(n, atom.Article, atom.Aside, atom.Main, atom.Nav, atom.Section) < a
	case atom.Article, atom.Aside, atom.Nav:
		return t == atom.Main
	case atom.Caption:
		return t == atom.Table
	case atom.Dt, atom.Th:
		return isHeading(t) || t == atom.Article || t == atom.Section || t == atom.Nav || t == atom.Aside || t == atom.Header || t == atom.Footer
	case atom.Address:
		return isHeading(t) || t == atom.Address || t == atom.Article || t == atom.Section || t == atom.Nav || t == atom.Aside
	}
	return false
}

// isNewer says which elements are younger than the table of package atom.
func isNewer(name string) bool {
	switch name {
	case "dialog", "search", "slot", "hgroup", "template", "portal", "selectedcontent":
		return true
	}
	return false
}

// wantedParents are the elements that one must stand directly in; nil if any will do.
func wantedParents(t atom.Atom) []atom.Atom {
	switch t {
	case atom.Li:
		return []atom.Atom{atom.Ul, atom.Ol, atom.Menu}
	case atom.Dt, atom.Dd:
		return []atom.Atom{atom.Dl, atom.Div}
	case atom.Tr:
		return []atom.Atom{atom.Table, atom.Thead, atom.Tbody, atom.Tfoot}
	case atom.Td, atom.Th:
		return []atom.Atom{atom.Tr}
	case atom.Thead, atom.Tbody, atom.Tfoot, atom.Caption, atom.Colgroup:
		return []atom.Atom{atom.Table}
	case atom.Figcaption:
		return []atom.Atom{atom.Figure}
	case atom.Summary:
		return []atom.Atom{atom.Details}
	case atom.Legend:
		return []atom.Atom{atom.Fieldset}
	case atom.Option:
		return []atom.Atom{atom.Select, atom.Datalist, atom.Optgroup}
	case atom.Source:
		return []atom.Atom{atom.Picture, atom.Video, atom.Audio}
	case atom.Track:
		return []atom.Atom{atom.Video, atom.Audio}
	case atom.Rt, atom.Rp:
		return []atom.Atom{atom.Ruby}
	case atom.Body, atom.Head:
		return []atom.Atom{atom.Html}
	case atom.Title, atom.Base:
		return []atom.Atom{atom.Head, atom.Html} // the head's own start tag may be left out
	}
	return nil
}

// wantedChildren are the elements that one may hold directly; nil if it is not so bound.
func wantedChildren(t atom.Atom) []atom.Atom {
	switch t {
	case atom.Ul, atom.Ol, atom.Menu:
		return []atom.Atom{atom.Li}
	case atom.Dl:
		return []atom.Atom{atom.Dt, atom.Dd, atom.Div}
	case atom.Table:
		return []atom.Atom{atom.Tr, atom.Caption, atom.Colgroup, atom.Thead, atom.Tbody, atom.Tfoot, atom.Col}
	case atom.Thead, atom.Tbody, atom.Tfoot:
		return []atom.Atom{atom.Tr}
	case atom.Tr:
		return []atom.Atom{atom.Td, atom.Th}
	case atom.Picture:
		return []atom.Atom{atom.Img, atom.Source}
	case atom.Select:
		return []atom.Atom{atom.Option, atom.Optgroup, atom.Hr}
	}
	return nil
}

func (p *parser) parentIs(parent int32, tags []atom.Atom) bool {
	if parent == none {
		return contains(tags, atom.Html) // html's own start tag may be left out
	}
	return contains(tags, p.doc.nodes[parent].tag)
}

func contains(tags []atom.Atom, t atom.Atom) bool {
	for _, x := range tags {
		if x == t {
			return true
		}
	}
	return false
}
