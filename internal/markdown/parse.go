package markdown

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"brief/internal/diag"
)

// Bounds on what an editor's file may hold. Each is far beyond any briefing,
// and keeps a hostile or broken file from costing seconds or gigabytes.
const (
	maxFile     = 2 << 20 // bytes of a file
	maxNesting  = 100     // elements inside each other
	maxUses     = 1000    // marks of one note
	maxProblems = 200     // reported for one file
	maxCells    = 200_000 // of a table
	maxPipes    = 2000    // escaped pipes in the tables of a file
	maxSummary  = 300     // characters of Doc.Summary
)

// Parse reads src from the byte offset body on. file names it in positions.
// The Doc is never nil, whatever the problems. It keeps src.
//
// Parse looks at nothing but its arguments and may run many times at once.
func Parse(file string, src []byte, body int, opt Options) (*Doc, diag.List) {
	d := &Doc{file: file, src: src}
	body = skipMark(src, body)
	if problem, ok := d.refuse(body); ok {
		return d, diag.List{problem}
	}
	e := engine()
	w := e.walkers.Get().(*walker)
	w.reset(d, body, opt)
	w.document(e)
	diags := w.diags
	w.release()
	e.walkers.Put(w)
	return d, diags
}

// skipMark skips a byte order mark at the very beginning of a file.
func skipMark(src []byte, body int) int {
	if body == 0 && bytes.HasPrefix(src, []byte("\ufeff")) {
		return 3
	}
	return body
}

// refuse reports what cannot be parsed at all.
func (d *Doc) refuse(body int) (diag.Diag, bool) {
	src := d.src[body:]
	if len(d.src) > maxFile {
		p := diag.Diag{Pos: diag.Pos{File: d.file}, Code: "too-long",
			Msg:  fmt.Sprintf("this file has %d bytes; at most %d are allowed", len(d.src), maxFile),
			Hint: "divide the text into several files"}
		return p, true
	}
	if !utf8.Valid(src) {
		off := body
		for r, n := utf8.DecodeRune(d.src[off:]); r != utf8.RuneError || n != 1; r, n = utf8.DecodeRune(d.src[off:]) {
			off += n
		}
		p := d.Diag(off, 1, diag.Error, "not-utf-8", "this file is not in UTF-8: the character here cannot be read",
			"save the file with the encoding UTF-8")
		return p, true
	}
	if off, ok := tangled(src); ok {
		p := d.Diag(body+off, 1, diag.Error, "too-complex",
			"this paragraph holds too many brackets for its length to be read in reasonable time",
			"divide the paragraph by blank lines, or put a backslash before brackets that are not links")
		return p, true
	}
	return diag.Diag{}, false
}

// What goldmark may have to look at again: for each "](" the rest of its
// paragraph, at about a nanosecond a byte, and far less for any other bracket.
const (
	maxLinkWork    = 600 << 20
	maxBracketWork = 4 << 30
)

// tangled finds a paragraph that would take goldmark more than about a second.
// A paragraph here is a run of lines that are not blank and begin no item of a list.
func tangled(src []byte) (off int, ok bool) {
	if len(src)*bytes.Count(src, []byte{'['}) < maxLinkWork {
		return 0, false
	}
	start, links, brackets := 0, 0, 0
	for at := 0; at < len(src); {
		line := src[at:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		if beginsParagraph(line) {
			start, links, brackets = at, 0, 0
		}
		links += bytes.Count(line, []byte("]("))
		brackets += bytes.Count(line, []byte{'['})
		at += len(line)
		if size := at - start; links*size > maxLinkWork || brackets*size > maxBracketWork {
			return start, true
		}
	}
	return 0, false
}

// beginsParagraph reports whether no paragraph can go on in line: it is blank,
// or begins a list item that may interrupt one (CommonMark 0.31, 5.2).
func beginsParagraph(line []byte) bool {
	line = bytes.TrimSpace(line)
	if len(line) < 2 {
		return len(line) == 0
	}
	switch line[0] {
	case '-', '*', '+':
		return line[1] == ' '
	}
	return len(line) > 2 && line[0] == '1' && (line[1] == '.' || line[1] == ')') && line[2] == ' '
}

// LeadingH1 returns the plain text of a "# H1" that is the body's first block,
// without parsing the rest. It is always what Parse gives as Doc.H1.
func LeadingH1(src []byte, body int) string {
	body = skipMark(src, body)
	if len(src) > maxFile {
		return ""
	}
	head, whole := leadingH1(src[body:])
	if len(head) == 0 {
		return ""
	}
	if whole {
		// Whether "[…]" is a link or a note mark depends on what stands below.
		d, _ := Parse("", src, body, Options{})
		return d.H1
	}
	d, _ := Parse("", head, 0, Options{})
	return d.H1
}

// leadingH1 returns the lines of a leading heading of the first level, and
// whether their meaning may depend on the lines that follow. It may return
// lines that are no such heading after all.
func leadingH1(src []byte) (lines []byte, whole bool) {
	for at := 0; at < len(src); {
		end := len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := bytes.TrimSpace(src[at:end])
		switch {
		case len(line) == 0 && len(lines) > 0:
			return nil, false
		case len(line) == 0:
			src, at = src[end:], 0
			continue
		case len(lines) == 0 && line[0] == '#', len(lines) > 0 && len(bytes.Trim(line, "=")) == 0:
			return src[:end], bytes.IndexByte(src[:end], '[') >= 0
		}
		lines = src[:end]
		at = end
	}
	return nil, false
}

// A walker writes one document. It is kept and used again.
type walker struct {
	out
	doc  *Doc
	opt  Options
	src  []byte // what the nodes' segments refer to: the body, or a picture's title
	base int    // where src begins in the file
	ctx  *context
	eng  *syntax

	diags diag.List

	depth    int // of inline elements
	coded    int // bytes of code coloured so far
	bare     bool
	inLink   bool
	waiting  []*noteMark // marks inside a link, which cannot hold another link
	opened   []rawTag    // elements of raw HTML that are open
	floor    int         // how many of them were opened outside the present fragment
	refusals []string    // names of refused elements whose end tag is still to come

	ids     map[string]struct{} // taken
	given   map[string]struct{} // of those that editors gave, the ones met
	suffix  map[string]int      // the next number to try for an id
	links   map[string]struct{} // seen
	noteIdx map[*note]int       // index in doc.Notes
	inTitle *note               // marked in the title, which cannot show it
	notes   []*note             // in the order of doc.Notes
	plainB  []byte              // scratch: plain text
	slugB   []byte              // scratch: an id
	resolve resolver
}

func (w *walker) reset(d *Doc, body int, opt Options) {
	w.out.reset()
	w.doc, w.opt, w.src, w.base = d, opt, d.src[body:], body
	w.diags = nil
	w.inTitle = nil
	w.depth, w.coded, w.bare, w.inLink = 0, 0, false, false
}

// release lets go of everything that belongs to the document.
func (w *walker) release() {
	w.out.reset()
	if cap(w.buf) > 1<<18 {
		w.buf = nil // one huge page must not be paid for until the end
	}
	w.doc, w.src, w.ctx, w.eng, w.diags = nil, nil, nil, nil, nil
	clear(w.ids)
	clear(w.given)
	clear(w.suffix)
	clear(w.links)
	clear(w.noteIdx)
	clear(w.notes)
	w.notes, w.waiting, w.opened = w.notes[:0], w.waiting[:0], w.opened[:0]
	w.floor, w.refusals = 0, w.refusals[:0]
}

// problem reports the n bytes at off of w.src.
func (w *walker) problem(off, n int, sev diag.Severity, code, msg, hint string) {
	if len(w.diags) >= maxProblems {
		return
	}
	if len(w.diags) == maxProblems-1 {
		code, sev, n = "too-many-problems", diag.Error, 0
		msg, hint = fmt.Sprintf("this file has more than %d problems; the rest are not shown", maxProblems-1), "mend those before this one first"
	}
	w.diags = append(w.diags, w.doc.Diag(w.base+max(off, 0), n, sev, code, msg, hint))
}

// document parses and writes the whole body.
func (w *walker) document(e *machine) {
	w.eng = e.plain()
	if mayHoldAddress(w.src) {
		w.eng = e.linkify()
	}
	w.ctx = newContext(nil)
	root := w.eng.parser.Parse(text.NewReader(w.src), w.ctx.option())
	w.explicitIDs(root)
	first := w.skipNotes(root.FirstChild())
	if h, ok := first.(*ast.Heading); ok && h.Level == 1 && len(bytes.TrimSpace(w.src[:max(h.Pos(), 0)])) == 0 {
		w.headline(h)
		first = w.skipNotes(h.NextSibling())
	}
	m := w.start()
	if first != nil {
		if w.doc.Lead = w.figure(first); w.doc.Lead != nil {
			first = first.NextSibling()
		}
	}
	for n := first; n != nil; n = n.NextSibling() {
		w.topBlock(n)
	}
	w.doc.Fragment = w.finish(m)
	w.shareHeadings()
	w.doc.Words = w.count()
	w.writeNotes()
	w.doc.Anchors = make([]string, 0, len(w.doc.Headings))
	for id := range w.ids {
		w.doc.Anchors = append(w.doc.Anchors, id)
	}
	slices.Sort(w.doc.Anchors)
	for _, line := range w.ctx.malformed {
		w.problem(line.Start, line.Len(), diag.Warning, "malformed-box", "this is shown as a quote, as its first line is not quite a box's",
			"write [!TYPE] or [!TYPE|option], and after a space the title")
	}
	if w.ctx.tooDeep >= 0 {
		w.problem(w.ctx.tooDeep, 1, diag.Error, "too-deep", fmt.Sprintf("blocks stand more than %d deep inside each other here", maxNesting), "move the inner text out")
	}
	if w.ctx.tooWide >= 0 {
		w.problem(w.ctx.tooWide, 1, diag.Error, "too-large-table",
			fmt.Sprintf("this table has more than %d cells, or more than %d escaped bars", maxCells, maxPipes), "divide it, or offer it as a file")
	}
}

// machine holds what Parse needs and never changes once made.
type machine struct {
	plain   func() *syntax // for sources that hold no bare address
	linkify func() *syntax
	inline  func() *syntax // for one line of running text
	lexers  lexerSet
	walkers sync.Pool
}

// engine returns the process's one machine. Making goldmark's parsers costs a
// hundred microseconds and each is safe for concurrent use, so they are made
// once, when a document first needs them, and kept.
var engine = sync.OnceValue(func() *machine {
	return &machine{
		plain:   sync.OnceValue(func() *syntax { return newSyntax(false) }),
		linkify: sync.OnceValue(func() *syntax { return newSyntax(true) }),
		inline:  sync.OnceValue(newInlineSyntax),
		walkers: sync.Pool{New: func() any {
			return &walker{ids: map[string]struct{}{}, given: map[string]struct{}{}, suffix: map[string]int{},
				links: map[string]struct{}{}, noteIdx: map[*note]int{}}
		}},
	}
})
