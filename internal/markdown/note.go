package markdown

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"

	"brief/internal/diag"
)

// note is a footnote's definition.
type note = extast.Footnote

// noteParser keeps definitions in our own context, by label: goldmark's own
// inline parser looks through all of them at each mark, and numbers notes in
// an order that readers do not see.
type noteParser struct{ bounded }

// Open takes the spaces after the colon away, as cmark-gfm does: a note that
// editors align with others is no code, whatever its first line's indent.
func (p noteParser) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	n, state := p.bounded.Open(parent, r, pc)
	if n != nil && state&parser.HasChildren != 0 {
		line, _ := r.PeekLine()
		if rest := bytes.TrimLeft(line, " "); !util.IsBlank(rest) {
			r.Advance(len(line) - len(rest))
		}
	}
	return n, state
}

// Close moves a definition out of the text to a list that stands where the
// first of them stood, so that goldmark still reads its content.
func (p noteParser) Close(n ast.Node, _ text.Reader, pc parser.Context) {
	c := pc.(*context)
	parent := n.Parent()
	if c.holder == nil || isInside(c.holder, n) {
		if c.holder == nil {
			c.holder = extast.NewFootnoteList()
			c.notes = map[string]*note{}
		}
		parent.InsertBefore(parent, n, c.holder)
	}
	parent.RemoveChild(parent, n)
	c.holder.AppendChild(c.holder, n)

	def := n.(*note)
	c.defined = append(c.defined, def)
	if key := noteKey(def.Ref); c.notes[key] == nil {
		c.notes[key] = def
	}
}

// noteKey is what the labels of a note and of its marks have in common: Unicode's
// composed form (NFC).
func noteKey(label []byte) string { return norm.NFC.String(string(label)) }

func isInside(n, outer ast.Node) bool {
	for ; n != nil; n = n.Parent() {
		if n == outer {
			return true
		}
	}
	return false
}

// noteMark is "[^label]" in running text.
type noteMark struct {
	ast.BaseInline
	note *note
}

func (*noteMark) Kind() ast.NodeKind { return extast.KindFootnoteLink }

func (n *noteMark) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// noteMarkParser reads marks, and remembers those without a note.
type noteMarkParser struct{}

func (noteMarkParser) Trigger() []byte { return []byte{'!', '['} }

func (noteMarkParser) Parse(parent ast.Node, r text.Reader, pc parser.Context) ast.Node {
	line, seg := r.PeekLine()
	start := 0
	if line[0] == '!' {
		start = 1 // "!" before a mark is an exclamation, not a picture
	}
	if !bytes.HasPrefix(line[start:], []byte("[^")) {
		return nil
	}
	n := noteLabel(line[start+2:])
	if n <= 0 {
		return nil
	}
	c := pc.(*context)
	stop := start + 2 + n + 1
	def := c.note(line[start+2 : stop-1])
	if def == nil {
		// "[^x](y)" and "[^x][y]" are links.
		if start == 0 && (stop == len(line) || line[stop] != '(' && line[stop] != '[') {
			c.undefined = append(c.undefined, text.NewSegment(seg.Start, seg.Start+stop))
		}
		return nil
	}
	if start == 1 {
		ast.MergeOrAppendTextSegment(parent, text.NewSegment(seg.Start, seg.Start+1))
	}
	r.Advance(stop)
	m := &noteMark{note: def}
	m.SetPos(seg.Start + start)
	return m
}

// maxLabel is the longest label of a note in bytes, the same as CommonMark's of a link.
const maxLabel = 999

// noteLabel returns the length of the label that s begins with, up to its
// bracket; -1 if there is none.
func noteLabel(s []byte) int {
	for i := 0; i < len(s) && i <= maxLabel; i++ {
		switch s[i] {
		case ']':
			if util.IsBlank(s[:i]) {
				return -1
			}
			return i
		case '[', '\n':
			return -1
		case '\\':
			if i+1 < len(s) && util.IsPunct(s[i+1]) {
				i++
			}
		}
	}
	return -1
}

// skipNotes returns n, or what follows the list of definitions if n is it.
func skipNotes(n ast.Node) ast.Node {
	if _, ok := n.(*extast.FootnoteList); ok {
		return n.NextSibling()
	}
	return n
}

// mark writes a note's mark.
func (w *walker) mark(n *noteMark) {
	if w.bare {
		return
	}
	if w.inLink {
		w.waiting = append(w.waiting, n)
		return
	}
	idx, ok := w.noteIdx[n.note]
	if !ok {
		idx = w.newNote(n.note)
	}
	use := w.doc.Notes[idx].Uses
	w.doc.Notes[idx].Uses++
	size := len(n.note.Ref) + len("[^]")
	if use >= maxUses {
		if use == maxUses {
			w.problem(n.Pos(), size, diag.Error, "too-many-uses",
				fmt.Sprintf("note %q is used more than %d times", n.note.Ref, maxUses), "use it once for each statement that rests on it")
		}
		w.doc.Notes[idx].Uses = maxUses + 1
		return
	}
	wide := w.wide
	w.object()
	w.wide = wide // the mark belongs to the text before it
	w.hole(Hole{Kind: HoleNote, Note: idx, Use: use, Off: w.base + n.Pos(), Len: size})
}

// newNote returns the index in doc.Notes of a note that is marked for the first
// time: its own, or that of an earlier one with the same text.
func (w *walker) newNote(n *note) int {
	idx := len(w.notes)
	if text := w.noteText(n); text != "" {
		if same, ok := w.noteTexts[text]; ok {
			w.noteIdx[n] = same
			return same
		}
		w.noteTexts[text] = idx
	}
	w.noteIdx[n] = idx
	w.notes = append(w.notes, n)
	w.doc.Notes = append(w.doc.Notes, Note{Label: string(n.Ref)})
	return idx
}

// noteText is a note's source, by which it equals another; empty if it is more
// than a paragraph, or no other note is there.
func (w *walker) noteText(n *note) string {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if len(w.ctx.defined) < 2 || !ok || p.NextSibling() != nil || p.Lines().Len() == 0 {
		return ""
	}
	lines := p.Lines()
	return string(bytes.TrimSpace(w.body[lines.At(0).Start:lines.At(lines.Len()-1).Stop]))
}

// writeNotes writes the notes in the order of their first use. One may use
// another that the text does not; that comes after those of the text.
func (w *walker) writeNotes() {
	for i := 0; i < len(w.notes); i++ {
		m := w.start()
		w.children(w.notes[i])
		w.doc.Notes[i].Body = w.finish(m)
		if !slices.Contains(w.opt.Off, "vague-note") && w.notes[i].HasChildren() && isVague(w.doc.Notes[i].Body) {
			w.problem(w.notes[i].Pos(), len(w.notes[i].Ref)+len("[^]"), diag.Warning, "vague-note",
				fmt.Sprintf("note %q names no address and no publication, so that nobody can look it up", w.notes[i].Ref),
				"write who published what and when: Kontur, [Security](https://example.org/), July 2025; a remark that has no source goes into the text")
		}
		w.doc.Notes[i].Uses = min(w.doc.Notes[i].Uses, maxUses)
	}
	for _, n := range w.ctx.defined {
		if _, used := w.noteIdx[n]; used || n == w.inTitle {
			continue
		}
		size := len(n.Ref) + len("[^]")
		if first := w.ctx.notes[noteKey(n.Ref)]; first != n {
			w.problem(n.Pos(), size, diag.Warning, "duplicate-note",
				fmt.Sprintf("there is already a note %q, so this one is not shown", n.Ref), "give it a label of its own, or remove it")
			continue
		}
		w.problem(n.Pos(), size, diag.Warning, "unused-note",
			fmt.Sprintf("note %q is not used, so it is not shown", n.Ref), fmt.Sprintf("put [^%s] in the text where it belongs, or remove the note", n.Ref))
	}
	w.undefinedNotes()
}

// undefinedNotes reports marks without a note. Where a line begins with one and
// goes on with a text, its colon is missing, and that is the one thing to mend.
func (w *walker) undefinedNotes() {
	var begun []string
	for _, s := range w.ctx.undefined {
		if rest := w.colonless(s); rest != "" && len(begun) < maxProblems {
			label := string(w.src[s.Start+len("[^") : s.Stop-1])
			begun = append(begun, label)
			w.problem(s.Start, s.Len(), diag.Warning, "undefined-note",
				"this line is shown as text: a colon is missing after the mark with which a note begins", fmt.Sprintf("write [^%s]: %s", label, rest))
		}
	}
	for _, s := range w.ctx.undefined {
		if !slices.Contains(begun, string(w.src[s.Start+len("[^"):s.Stop-1])) {
			w.undefinedNote(s)
		}
	}
}

// colonless returns what stands after the mark at s of w.src, if the mark
// begins a paragraph, or a line below one that begins with a mark too.
func (w *walker) colonless(s text.Segment) string {
	from := lineStart(w.src, s.Start)
	before := lineFrom(w.src, lineStart(w.src, max(0, from-1)))
	if len(trimIndent(w.src[from:s.Start])) > 0 || from > 0 && !util.IsBlank(before) && !bytes.HasPrefix(before, []byte("[^")) {
		return ""
	}
	line := lineFrom(w.src, s.Stop)
	rest := bytes.TrimSpace(line)
	if len(rest) == 0 || line[0] != ' ' && line[0] != '\t' {
		return ""
	}
	return clip(rest)
}

// undefinedNote reports the mark at s of w.src.
func (w *walker) undefinedNote(s text.Segment) {
	label := w.src[s.Start+len("[^") : s.Stop-1]
	w.problem(s.Start, s.Len(), diag.Warning, "undefined-note",
		fmt.Sprintf("there is no note %q, so its mark is shown as typed", label), fmt.Sprintf("add a line that begins with [^%s]:", label))
}

// isVague reports whether a note names neither an address nor a publication.
// A publication is told by what editors put round its title (a link, emphasis
// or quotation marks), by its number, or by the comma after its publisher where
// a date or a page follows: a comma alone stands in any remark.
func isVague(f Fragment) bool {
	return len(f.Holes) == 0 && !strings.ContainsAny(f.HTML, "“”„«»‹›‘\"「」『』《》") &&
		!(strings.ContainsAny(f.HTML, ",、，،") && strings.ContainsFunc(f.HTML, unicode.IsDigit)) &&
		!strings.Contains(f.HTML, "<em>") && !strings.Contains(f.HTML, "<strong>") &&
		!strings.Contains(f.HTML, "ISBN") && !strings.Contains(f.HTML, "ISSN") && !strings.Contains(f.HTML, "doi")
}
