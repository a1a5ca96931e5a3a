package markdown

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"brief/internal/diag"
)

// A walker walks one document's tree and writes it. It is kept and used again.
type walker struct {
	out
	doc   *Doc
	diags diag.List
	opt   Options
	src   []byte   // what the nodes' segments refer to: the body, or a picture's title
	base  int      // where src begins in the file
	body  []byte   // the body's source, whatever src is
	ctx   *context // of src's parse

	depth    int         // of inline elements
	coded    int         // bytes of code coloured so far
	bare     bool        // no holes are wanted: links, notes and pictures become their text
	inLink   bool        // inside a link's text
	waiting  []*noteMark // marks inside a link, which cannot hold another link
	opened   []rawTag    // elements of raw HTML that are open
	floor    int         // how many of them were opened outside the present fragment
	full     bool        // the document holds all that it may: see isFull
	unknown  []string    // languages of code that have been reported
	refusals []string    // names of refused elements whose end tag is still to come

	ids       map[string]struct{} // taken
	given     map[string]int      // of those that editors gave, where the heading stands in src that was the first to have it
	suffix    map[string]int      // the next number to try for an id
	links     map[string]struct{} // seen
	noteIdx   map[*note]int       // index in doc.Notes
	noteTexts map[string]int      // the same, by a note's source
	inTitle   *note               // marked in the title, which cannot show it
	notes     []*note             // in the order of doc.Notes
	plainB    []byte              // scratch: plain text
	slugB     []byte              // scratch: an id
	tokenB    []chroma.Token      // scratch: a block of code
	resolve   resolver
	set       typesetter
	shownB    []byte // scratch: text as shown
}

func (w *walker) reset(d *Doc, body int, opt Options) {
	w.out.reset()
	w.doc, w.opt, w.src, w.base = d, opt, d.src[body:], body
	w.body = w.src
	w.set.use(opt.Lang)
}

// release lets go of everything that belongs to the document.
func (w *walker) release() {
	w.out.reset()
	if cap(w.buf) > 1<<18 {
		w.buf = nil // one huge page must not be paid for until the end
	}
	w.doc, w.src, w.body, w.ctx, w.diags, w.inTitle = nil, nil, nil, nil, nil, nil
	w.depth, w.coded, w.bare, w.inLink, w.full = 0, 0, false, false, false
	clear(w.ids)
	clear(w.given)
	clear(w.suffix)
	clear(w.links)
	clear(w.unknown)
	w.unknown = w.unknown[:0]
	clear(w.noteIdx)
	clear(w.noteTexts)
	clear(w.notes)
	w.set.release()
	clear(w.tokenB[:cap(w.tokenB)])
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
	s := e.plain()
	if mayHoldAddress(w.src) {
		s = e.linkify()
	}
	w.ctx = newContext(nil, w.src)
	root := s.parser.Parse(text.NewReader(w.src), w.ctx.option())
	w.slips(root)
	w.explicitIDs(root)

	w.set.document(root, w.src)
	n := skipNotes(root.FirstChild())
	if h, ok := n.(*ast.Heading); ok && h.Level == 1 && len(bytes.TrimSpace(w.src[:max(h.Pos(), 0)])) == 0 {
		w.headline(h)
		n = skipNotes(h.NextSibling())
	}
	l := w.start()
	if n != nil {
		if w.doc.Lead = w.figure(n); w.doc.Lead != nil {
			n = n.NextSibling()
		}
	}
	for ; n != nil; n = n.NextSibling() {
		w.topBlock(n)
	}
	w.doc.Fragment = w.finish(l)
	w.shareHeadings()
	w.doc.Words = w.count()
	w.writeNotes()
	slices.Sort(w.doc.Anchors)
	w.reportBlocks()
}

// reportBlocks reports what the parser of blocks found on its way.
func (w *walker) reportBlocks() {
	for _, line := range w.ctx.malformed {
		w.problem(line.Start, line.Len(), diag.Warning, "malformed-box",
			"this is shown as a quote, as its first line is not quite a box's", "write [!TYPE] or [!TYPE|option], and after a space the title; types are KEY, KNOWN, UNKNOWN, NOTE, QUOTE and others, in Latin letters")
	}
	if w.ctx.tooDeep >= 0 {
		w.problem(w.ctx.tooDeep, 1, diag.Error, "too-deep",
			fmt.Sprintf("blocks stand more than %d deep inside each other here", maxNesting), "move the inner text out")
	}
	if w.ctx.tooMany >= 0 {
		w.problem(w.ctx.tooMany, 1, diag.Error, "too-complex",
			fmt.Sprintf("this file holds more than %d lists, quotes and notes, or more than %d links, pieces of code and marks of emphasis", maxNested, maxElements),
			"divide the text into several files")
	}
	if w.set.tooMany >= 0 {
		w.problem(w.set.tooMany, 1, diag.Error, "too-complex",
			fmt.Sprintf("this file holds more than %d quotation marks, dashes, dots and spaces to typeset", maxSigns), "divide the text into several files")
	}
	if w.ctx.tooWide >= 0 {
		w.problem(w.ctx.tooWide, 1, diag.Error, "too-large-table",
			fmt.Sprintf("the tables of this file have more than %d cells, or more than %d escaped bars", maxCells, maxPipes), "divide it, or offer it as a file")
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
			return &walker{ids: map[string]struct{}{}, given: map[string]int{}, suffix: map[string]int{},
				links: map[string]struct{}{}, noteIdx: map[*note]int{}, noteTexts: map[string]int{}}
		}},
	}
})
