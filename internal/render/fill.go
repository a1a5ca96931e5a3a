package render

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/site"
)

// fill appends a fragment with its holes filled.
func (t *text) fill(dst []byte, f *markdown.Fragment) []byte {
	at := 0
	for i := range f.Holes {
		h := &f.Holes[i]
		dst = append(dst, f.HTML[at:h.At]...)
		at = h.At
		switch h.Kind {
		case markdown.HoleHref:
			dst = markdown.AppendAttr(dst, t.href(h))
		case markdown.HolePicture:
			dst = t.picture(dst, h.Picture)
		case markdown.HoleID:
			dst = markdown.AppendAttr(dst, t.prefix+h.Name)
			if len(t.renamed) > 0 {
				end := at + tagEnd(f.HTML[at:])
				dst = t.oldIDs(append(dst, f.HTML[at:end]...), h.Name)
				at = end
			}
		case markdown.HoleNote:
			dst = t.mark(dst, h)
		case markdown.HoleTask:
			dst = markdown.AppendAttr(dst, t.page.taskName(h.Done))
		case markdown.HoleTable:
			name := t.page.phrase("table_of", h.Name)
			if h.Name == "" { // nothing that its colon leads to
				name = strings.TrimRight(name, ":\u00a0\u202f ")
			}
			dst = markdown.AppendAttr(dst, t.page.landmark(name))
		case markdown.HoleBlock:
			dst = append(dst, t.block(nil, h.Block, false)...)
		}
	}
	return append(dst, f.HTML[at:]...)
}

// mark appends a note's mark, with a class if no text parts it from the mark
// before it: a style sheet cannot tell, and the two numbers would be one.
func (t *text) mark(dst []byte, h *markdown.Hole) []byte {
	at := t.noteAt(h.Note)
	number := at.number
	joined := bytes.HasSuffix(dst, []byte("</sup>"))
	dst = append(dst, "<sup id="...)
	dst = append(dst, markID(number, at.before+h.Use)...)
	if joined {
		dst = append(dst, " class=next"...)
	}
	dst = append(dst, "><a href="...)
	dst = append(dst, t.inPage(noteID(number))...)
	dst = append(dst, " role=doc-noteref aria-label="...)
	dst = markdown.AppendAttr(dst, t.page.phrase("source_n", strconv.Itoa(number)))
	dst = append(dst, '>')
	dst = strconv.AppendInt(dst, int64(number), 10)
	return append(dst, "</a></sup>"...)
}

// oldIDs appends empty elements with the ids that a place once had, so that
// links to it from elsewhere still land. One that the body has again is none,
// which package content reports.
func (t *text) oldIDs(dst []byte, id string) []byte {
	for _, was := range slices.Sorted(maps.Keys(t.renamed)) {
		if t.renamed[was] == id && was != "" && !slices.Contains(t.doc.Anchors, was) {
			dst = append(dst, "<span id="...)
			dst = append(markdown.AppendAttr(dst, t.prefix+was), "></span>"...)
		}
	}
	return dst
}

// tagEnd is where the tag ends that html begins inside of, after its ">".
func tagEnd(html string) int {
	var quote byte
	for i := range len(html) {
		switch c := html[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(html)
}

// inPage is the href of an id of this page; where it is read elsewhere, with
// the page's own URL.
func (t *text) inPage(id string) string {
	href := "#" + site.EncodeFragment(id)
	if l := &t.page.links; l.full {
		href = l.to(l.from) + href
	}
	return href
}

// href is the address that a link's target has from this page. A link that
// leads nowhere is a problem, and stays as typed.
func (t *text) href(h *markdown.Hole) string {
	dest, ok := site.Target(t.path, h.Dest)
	if !ok {
		return t.external(h)
	}
	p := t.page
	if dest.Name == "" {
		dest.Name = t.path
	}
	ref, ok := p.door.ref(dest.Name)
	if !ok {
		d := t.problem(h.Off, h.Len, "broken-link", "no page or file for the link "+quote(h.Dest))
		d.Want = diag.Want{Kind: site.WantLink, Name: h.Dest}
		if strings.HasSuffix(dest.Name, ".md") || strings.HasSuffix(dest.Name, "/") {
			d.Msg = "no page for the link " + quote(h.Dest)
		}
		p.problem(d)
		return h.Dest
	}
	if ref.Held {
		d := t.problem(h.Off, h.Len, "link-to-held-page", "the link "+quote(h.Dest)+" leads to a page that is held back")
		d.Hint = "publish that page first, or take the link out until then"
		p.problem(d)
		return h.Dest
	}
	if ref.Kind == site.RefFile {
		p.want(ref.Source)
	}
	id, ok := t.anchor(h, &ref, dest)
	if !ok {
		return h.Dest
	}
	if dest.Query == "" {
		if ref.Address == p.links.from && ref.Fragment == "" && id != "" {
			return t.inPage(id)
		}
		for _, other := range p.allTexts() { // a section of this edition is a place on this page
			if other.path == ref.Source && other.at == ref.Address {
				return other.place(id)
			}
		}
	}
	href := p.links.to(p.refAddress(&ref)) + site.EncodeQuery(dest.Query)
	switch {
	case ref.Fragment != "" && id != "":
		href += "#" + site.EncodeFragment(ref.Fragment+"-"+id)
	case ref.Fragment != "" || id != "":
		href += "#" + site.EncodeFragment(ref.Fragment+id)
	}
	return href
}

// place is the href of an id of this text, or of its beginning, on its page.
func (t *text) place(id string) string {
	switch {
	case id == "" && t.id == "":
		return t.page.links.to(t.page.links.from)
	case id == "":
		return t.inPage(t.id)
	case strings.EqualFold(id, "top") && !slices.Contains(t.doc.Anchors, id):
		return t.inPage(id) // the top of the page (HTML, section 7.4.6.4)
	}
	return t.inPage(t.prefix + id)
}

// anchor is the id that a link's fragment lands on; empty without a fragment.
func (t *text) anchor(h *markdown.Hole, ref *site.Ref, dest site.Dest) (string, bool) {
	isPage := ref.Kind == site.RefPage || ref.Kind == site.RefOutput && ref.Source != ""
	if dest.Fragment == "" || !isPage {
		return dest.Fragment, true // what stands in other files is not known
	}
	id, ok := t.page.door.anchor(dest.Name, dest.Fragment)
	if !ok {
		d := t.problem(h.Off, h.Len, "broken-fragment", ref.Source+" has no place named "+quote("#"+dest.Fragment))
		d.Want = diag.Want{Kind: site.WantLink, Name: h.Dest}
		t.page.problem(d)
	}
	return id, ok
}

// refAddress is where a link's target is published: a file of static/ may have
// its hash in its name.
func (p *Page) refAddress(ref *site.Ref) string {
	if name, ok := strings.CutPrefix(ref.Source, "static/"); ok && ref.Kind == site.RefStatic {
		if a := p.door.asset(name); a != nil {
			return a.Path
		}
	}
	return ref.Address
}

// external is an address outside the site: as typed, the scheme in lower case.
// Markdown lets no other scheme than these through; nor does this.
func (t *text) external(h *markdown.Hole) string {
	i := strings.IndexByte(h.Dest, ':')
	if strings.HasPrefix(h.Dest, "//") {
		return h.Dest
	}
	if i > 0 {
		scheme := strings.ToLower(h.Dest[:i])
		switch scheme {
		case "http", "https":
			if rest, ok := strings.CutPrefix(h.Dest[i:], "://"); !ok || rest == "" || rest[0] == '/' {
				d := t.problem(h.Off, h.Len, "broken-link", "the web address "+quote(h.Dest)+" does not begin with "+scheme+":// and a name")
				d.Hint = "write " + scheme + "://" + strings.TrimLeft(h.Dest[i+1:], "/")
				t.page.problem(d)
			}
			return scheme + h.Dest[i:]
		case "mailto", "tel":
			return scheme + h.Dest[i:]
		}
	}
	if i == 1 { // the letter of a drive: C:\treaty.md
		d := t.problem(h.Off, h.Len, "unsafe-link", "this link leads to a file of your own computer, which readers do not have")
		d.Hint = "copy the file into the folder of this text, and write its name alone between the round brackets"
		t.page.problem(d)
		return "#"
	}
	d := t.problem(h.Off, h.Len, "unsafe-link", "the link "+quote(h.Dest)+" has an address that pages may not link to")
	d.Hint = "write a web address (https://…), a mail address (mailto:…), or the path to a file of this site"
	t.page.problem(d)
	return "#"
}

// quote is strconv.Quote for editors: their own characters stay as they are.
func quote(s string) string { return `"` + s + `"` }

// problem is one at a place of the text's file.
func (t *text) problem(off, n int, code, msg string) diag.Diag {
	return t.doc.Diag(off, n, diag.Error, code, msg, "")
}
