package markdown

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"

	"brief/internal/diag"
)

// headline takes the body's leading H1.
func (w *walker) headline(h *ast.Heading) {
	w.doc.H1 = string(w.plain(h))
	if n := firstMark(h); n != nil {
		w.inTitle = n.note
		w.problem(n.Pos(), len(n.note.Ref)+len("[^]"), diag.Warning, "note-in-title",
			"a title cannot hold the mark of a note, so it is not shown", "put the mark into the text")
	}
}

func firstMark(n ast.Node) *noteMark {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if m, ok := c.(*noteMark); ok {
			return m
		}
	}
	return nil
}

// heading writes a heading. own says that it is one of the body's own, not
// inside a box, a quote or a list: those make the contents.
func (w *walker) heading(h *ast.Heading, own bool) {
	level := h.Level
	if level == 1 {
		level = 2
		w.problem(h.Pos(), 1, diag.Warning, "extra-h1",
			"only the first line of a page can be its title, so this heading is shown one level lower", "write it with ##")
	}
	plain := w.plain(h)
	id := w.headingID(h, plain)
	digit := "0123456"[level]
	w.block("<h")
	w.buf = append(w.buf, digit)
	w.raw(" id=")
	w.hole(Hole{Kind: HoleID, Name: id, Off: w.base + h.Pos(), Len: 1})
	w.doc.Anchors = append(w.doc.Anchors, id)
	w.raw(">")
	start, holes := len(w.buf), len(w.holes)
	w.inlines(h.FirstChild(), nil)
	w.settle()
	if own {
		hd := Heading{Level: level, ID: id, Text: string(plain)}
		if len(w.holes) == holes {
			hd.start, hd.end = start, len(w.buf)
		} else {
			hd.HTML = w.bareHTML(h)
		}
		w.kept += headingWeight + len(hd.ID) + len(hd.Text)
		w.doc.Headings = append(w.doc.Headings, hd)
	}
	w.block("</h")
	w.buf = append(w.buf, digit, '>')
}

// bareHTML is the inline HTML of n without links, note marks and pictures.
func (w *walker) bareHTML(n ast.Node) string {
	m, words, dense := w.begin(), w.words, w.dense
	w.bare = true
	w.inlines(n.FirstChild(), nil)
	w.bare = false
	f := w.end(m)
	w.words, w.dense = words, dense
	return f.HTML
}

// shareHeadings lets the headings without holes share the body's string.
func (w *walker) shareHeadings() {
	for i := range w.doc.Headings {
		h := &w.doc.Headings[i]
		if h.HTML == "" {
			h.HTML = w.doc.HTML[h.start:h.end]
		}
		if h.HTML == h.Text {
			h.Text = h.HTML
		}
	}
}

// explicitIDs takes the ids that editors gave, before any is made: a made one
// gives way to them.
func (w *walker) explicitIDs(n ast.Node) {
	if n.Type() == ast.TypeDocument && bytes.IndexByte(w.src, '{') < 0 {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() == ast.TypeInline {
			return
		}
		if id := explicitID(c); id != "" {
			w.ids[id] = struct{}{}
		}
		w.explicitIDs(c)
	}
}

// explicitID returns the id of "## Heading {#id}", "" if there is none.
func explicitID(n ast.Node) string {
	h, ok := n.(*ast.Heading)
	if !ok || h.Attributes() == nil {
		return ""
	}
	v, _ := h.AttributeString("id")
	id, _ := v.([]byte)
	return norm.NFC.String(string(id))
}

// headingID returns an id that no other element of the document has.
func (w *walker) headingID(h *ast.Heading, plain []byte) string {
	id := explicitID(h)
	for _, a := range h.Attributes() {
		if string(a.Name) != "id" {
			w.problem(h.Pos(), 1, diag.Warning, "unknown-attribute",
				fmt.Sprintf("a heading can be given an id, {#like-this}, but no %q", a.Name), "remove it")
		}
	}
	if id != "" {
		first, twice := w.given[id]
		if !twice {
			w.given[id] = h.Pos()
			return id
		}
		if len(w.diags) < maxProblems { // lines are counted for what is told only
			line := w.doc.Diag(w.base+first, 0, diag.Error, "", "", "").Pos.Line
			w.problem(h.Pos(), 1, diag.Error, "duplicate-id",
				fmt.Sprintf("the heading in line %d of this file has the id %q already", line, id), "give each its own")
		}
		return w.freeID(id)
	}
	w.slugB = appendSlug(w.slugB[:0], plain)
	return w.freeID(string(w.slugB))
}

// freeID takes id, or id-1, id-2, … if that is taken.
func (w *walker) freeID(id string) string {
	free := id
	for i := max(w.suffix[id], 1); ; i++ {
		if _, taken := w.ids[free]; !taken {
			break
		}
		free = id + "-" + strconv.Itoa(i)
		w.suffix[id] = i + 1 // ten thousand equal headings must not look at all numbers each time
	}
	w.ids[free] = struct{}{}
	return free
}

// appendSlug appends an id made of text: its letters, digits and combining
// marks, of every script, in lower case; whatever stands between them becomes
// one hyphen. The joiners U+200C and U+200D are part of words, not between
// them, and are left out. A text without letters gives "section". An id is in
// Unicode's composed form (NFC), as links to it are: a title that was pasted from
// elsewhere may not be, and looks the same.
func appendSlug(dst, text []byte) []byte {
	start, gap := len(dst), false
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text[i:])
		}
		i += n
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r == '\u200c', r == '\u200d':
			continue
		case r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)):
			r = unicode.ToLower(r)
		default:
			gap = true
			continue
		}
		if gap && len(dst) > start {
			dst = append(dst, '-')
		}
		gap = false
		dst = utf8.AppendRune(dst, r)
	}
	if len(dst) == start {
		dst = append(dst, "section"...)
	}
	return composed(dst, start)
}

// composed puts what follows a place into NFC.
func composed(b []byte, from int) []byte {
	for _, c := range b[from:] {
		if c >= utf8.RuneSelf {
			if !norm.NFC.IsNormal(b[from:]) {
				b = append(b[:from], norm.NFC.Bytes(b[from:])...)
			}
			break
		}
	}
	return b
}
