package markdown

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"

	"brief/internal/diag"
)

// Item is one point of a TIMELINE, PEOPLE, GLOSSARY or QA box: a list item
// that begins with bold text.
type Item struct {
	Term Fragment // what stands in bold, inline: a date as typed, a name, a term, a question; empty if nothing does
	Role Fragment // of PEOPLE: what stands between the name and the dash, inline
	Body Fragment // the rest, as blocks
	ID   string   // of GLOSSARY and QA: its place in the page, one of Doc.Anchors; else empty

	// From and To are of TIMELINE, as an HTML time element takes them: "2019",
	// "2024-08", "2025-07-05". To is empty but for a span, both for other text.
	From, To string
}

// Term is a word that a glossary explains.
type Term struct {
	HTML string // as the word stands in the HTML of a text, without tags
	ID   string // of its explanation
}

// itemForm says what the items of a box look like.
type itemForm struct {
	shown          string // how one is written, for editors
	date, role     bool
	prefix         string // of ids, so that a term never takes the id of a heading
	term, question bool
}

// itemForms returns the form of a box's items; false for a box that holds any text.
func itemForms(kind string) (f itemForm, ok bool) {
	switch kind {
	case "timeline":
		return itemForm{shown: "- **2024-08** — what happened", date: true}, true
	case "people":
		return itemForm{shown: "- **Name**, role — text", role: true}, true
	case "glossary":
		return itemForm{shown: "- **Term** — what it means", term: true, prefix: "term-"}, true
	case "qa":
		return itemForm{shown: "- **Question?** The answer.", question: true}, true
	}
	return itemForm{}, false
}

// itemBox writes the blocks of a box of items from n on: the items of its
// lists, what stands before them as the body, and what follows as After.
func (w *walker) itemBox(b *Block, form itemForm, n ast.Node) {
	m := w.start()
	for ; n != nil && n.Kind() != ast.KindList; n = n.NextSibling() {
		w.node(n)
	}
	b.Body = w.finish(m)
	if n == nil {
		w.problem(b.Off-w.base, b.Len, diag.Error, "malformed-item", "this box holds no list, which is what it is made of",
			"write each point as a line of its own: "+form.shown)
		return
	}
	m = w.start()
	after := ""
	for ; n != nil; n = n.NextSibling() {
		if n.Kind() != ast.KindList {
			w.node(n)
			continue
		}
		for li := n.FirstChild(); li != nil; li = li.NextSibling() {
			it := w.item(form, li)
			if form.date {
				after = w.inOrder(&it, li, after)
			}
			b.Items = append(b.Items, it)
		}
	}
	b.After = w.finish(m)
}

// item reads one item of a list.
func (w *walker) item(form itemForm, li ast.Node) (it Item) {
	first := li.FirstChild()
	var rest ast.Node // what of the first paragraph belongs to the body
	if first != nil && (first.Kind() == ast.KindParagraph || first.Kind() == ast.KindTextBlock) {
		rest = first.FirstChild()
	}
	bold, _ := rest.(*ast.Emphasis)
	switch {
	case bold == nil || bold.Level != 2:
		off, n := w.firstLine(li)
		w.problem(off, n, diag.Error, "malformed-item", "this point does not begin with bold text, so that nothing says what it is about",
			"write it like this: "+form.shown)
	case form.role:
		rest = w.itemRole(&it, w.itemTerm(&it, form, bold))
	default:
		rest = w.itemTerm(&it, form, bold)
		if t, ok := rest.(*ast.Text); ok {
			cutSeparator(t, w.src)
		}
	}
	m := w.start()
	from := first
	if first != nil && first.FirstChild() != nil && first.FirstChild().Type() == ast.TypeInline {
		w.itemText(rest)
		from = first.NextSibling()
	}
	for c := from; c != nil; c = c.NextSibling() {
		w.node(c)
	}
	it.Body = w.finish(m)
	return it
}

// itemText writes the inlines from n on as a paragraph, unless there is nothing in them.
func (w *walker) itemText(n ast.Node) {
	w.settle()
	start, holes := len(w.buf), len(w.holes)
	w.block("<p>")
	w.inlines(n, nil)
	w.settle()
	if len(w.buf) > start+len("<p>") || len(w.holes) > holes {
		w.block("</p>")
		return
	}
	w.buf = w.buf[:start]
}

// itemTerm reads what stands in bold, with the note marks that follow it, and
// returns the first inline after them.
func (w *walker) itemTerm(it *Item, form itemForm, bold *ast.Emphasis) (rest ast.Node) {
	for rest = bold.NextSibling(); rest != nil && rest.Kind() == (*noteMark)(nil).Kind(); {
		rest = rest.NextSibling()
	}
	m := w.start()
	w.inlines(bold.FirstChild(), nil)
	if rest != bold.NextSibling() {
		w.inlines(bold.NextSibling(), rest)
	}
	it.Term = w.finish(m)
	plain := w.plain(bold)
	switch {
	case form.date:
		it.From, it.To = w.when(plain, bold)
	case form.term, form.question:
		w.slugB = appendSlug(append(w.slugB[:0], form.prefix...), plain)
		it.ID = w.freeID(string(w.slugB))
		w.doc.Anchors = append(w.doc.Anchors, it.ID)
	}
	if form.term && len(w.doc.Terms) == maxTerms {
		w.problem(max(bold.Pos(), 0), len(plain), diag.Error, "too-many-terms", fmt.Sprintf("this file explains more than %d terms", maxTerms),
			"divide its glossary between several pages")
	}
	if form.term && len(w.doc.Terms) <= maxTerms {
		w.doc.Terms = append(w.doc.Terms, Term{HTML: withoutTags(w.bareHTML(bold)), ID: it.ID})
	}
	return rest
}

// itemRole reads ", role" up to a dash between spaces, and returns the first inline after it.
func (w *walker) itemRole(it *Item, n ast.Node) (rest ast.Node) {
	if n == nil {
		return nil
	}
	rest = divide(n, w.src)
	if t, ok := n.(*ast.Text); ok {
		s := bytes.TrimLeft(t.Segment.Value(w.src), " ,")
		t.Segment.Start = t.Segment.Stop - len(s)
	}
	if rest != n {
		it.Role = w.inlineFragment(n, rest)
	}
	return rest
}

// divide splits the inlines from n on at their first dash between spaces and
// returns the first after it; nil if there is no dash.
func divide(n ast.Node, src []byte) ast.Node {
	for c := n; c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			continue
		}
		s := t.Segment.Value(src)
		for i := range s {
			size := dashAt(s[i:])
			if size == 0 || i > 0 && s[i-1] != ' ' || i+size < len(s) && s[i+size] != ' ' {
				continue
			}
			at := t.Segment.Stop - len(s) + i
			inner := ast.NewTextSegment(t.Segment.WithStart(at + size))
			inner.SetSoftLineBreak(t.SoftLineBreak())
			inner.SetHardLineBreak(t.HardLineBreak())
			t.Segment = t.Segment.WithStop(at)
			t.SetSoftLineBreak(false)
			t.SetHardLineBreak(false)
			t.Parent().InsertAfter(t.Parent(), t, inner)
			return inner
		}
	}
	return nil
}

// cutSeparator takes a dash or colon, with the spaces round it, off a text's beginning.
func cutSeparator(t *ast.Text, src []byte) {
	s := bytes.TrimLeft(t.Segment.Value(src), " ")
	size := dashAt(s)
	if size == 0 && len(s) > 0 && s[0] == ':' {
		size = 1
	}
	if size < len(s) && s[size] != ' ' && size <= 1 {
		size = 0 // "-5" and ":)" are text
	}
	t.Segment.Start = t.Segment.Stop - len(bytes.TrimLeft(s[size:], " "))
}

// dashAt returns the length of the dash that s begins with: a real one, or
// the one or two hyphens that stand for it; 0 if there is none.
func dashAt(s []byte) int {
	for _, d := range []string{"—", "–", "--", "-"} {
		if len(s) >= len(d) && string(s[:len(d)]) == d {
			return len(d)
		}
	}
	return 0
}

// firstLine returns where the text of an item begins, and how long its first line is.
func (w *walker) firstLine(li ast.Node) (off, n int) {
	for c := li.FirstChild(); c != nil; c = c.FirstChild() {
		if c.Type() != ast.TypeBlock {
			break
		}
		if c.Lines() != nil && c.Lines().Len() > 0 {
			line := c.Lines().At(0)
			line = line.TrimRightSpace(w.src)
			return line.Start, line.Len()
		}
	}
	return max(li.Pos(), 0), 1
}

// inOrder reports an item of a timeline that lies before the one above it,
// and returns the moment that the next must not lie before.
func (w *walker) inOrder(it *Item, li ast.Node, after string) string {
	if it.From == "" {
		return after
	}
	last := it.From
	if it.To != "" {
		last = it.To
	}
	if after != "" && last < after[:min(len(last), len(after))] {
		off, n := w.firstLine(li)
		w.problem(off, n, diag.Warning, "timeline-order", fmt.Sprintf("%s lies before the date above it, %s", last, after),
			"put the points in the order of their dates, the earliest first")
	}
	return max(after, it.From)
}

// withoutTags returns the text of inline HTML that has no attributes, escaped as it is there.
func withoutTags(html string) string {
	if strings.IndexByte(html, '<') < 0 {
		return html
	}
	var b strings.Builder
	inTag := false
	for i := range len(html) {
		switch c := html[i]; {
		case c == '<':
			inTag = true
		case inTag:
			inTag = c != '>'
		default:
			b.WriteByte(c)
		}
	}
	return strings.TrimSpace(b.String())
}
