package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/norm"
)

// syntax is goldmark's parser with the extensions that editors have: GFM
// (tables, strikethrough, task lists, bare addresses), definition lists,
// notes, boxes and attributed quotes.
type syntax struct{ parser parser.Parser }

// newSyntax makes the parser for whole bodies. Without addresses it is a
// quarter faster and gives the same for a source that mayHoldAddress denies.
func newSyntax(addresses bool) *syntax {
	inline := append(inlineParsers(), util.Prioritized(extension.NewTaskCheckBoxParser(), 0))
	if addresses {
		inline = append(inline, util.Prioritized(addressParser{counted{extension.NewLinkifyParser()}}, 999))
	}
	return &syntax{parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(parser.WithHeadingAttribute()), 100),
			util.Prioritized(bounded{extension.NewDefinitionListParser()}, 101),
			util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(bounded{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(parser.WithHeadingAttribute()), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(quoteParser{bounded{parser.NewBlockquoteParser()}}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(noteParser{bounded{extension.NewFootnoteBlockParser()}}, 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(
			util.Prioritized(definitionParser{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(tableParser{extension.NewTableParagraphTransformer()}, 200),
		),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)}
}

// newInlineSyntax makes the parser for a picture's title, which is one
// paragraph whatever it looks like.
func newInlineSyntax() *syntax {
	return &syntax{parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(append(inlineParsers(), util.Prioritized(addressParser{counted{extension.NewLinkifyParser()}}, 999))...),
	)}
}

// inlineParsers are those of all running text.
func inlineParsers() []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(counted{parser.NewCodeSpanParser()}, 100),
		util.Prioritized(counted{noteMarkParser{}}, 101),
		util.Prioritized(countedLinks{counted{parser.NewLinkParser()}}, 200),
		util.Prioritized(counted{parser.NewAutoLinkParser()}, 300),
		util.Prioritized(counted{parser.NewRawHTMLParser()}, 400),
		util.Prioritized(counted{newEmphasisParser()}, 500),
		util.Prioritized(counted{newStrikeParser()}, 500),
	}
}

// context is goldmark's state of one parse and what our own parsers find on the way.
type context struct {
	parser.Context
	outer         *context         // of a picture's title: the document's
	notes         map[string]*note // by label, the first of each; nil until one is defined
	defined       []*note          // in the order of the source
	holder        *extast.FootnoteList
	undefined     []text.Segment // marks without a note
	malformed     []text.Segment // first lines of quotes that were meant to be boxes
	tooDeep       int            // where blocks were nested too deep; -1 if nowhere
	tooWide       int            // where a table was too large; -1 if nowhere
	pipes         int            // escaped pipes in tables so far
	cells         int            // of tables so far
	nested        int            // lists, quotes and notes so far
	elements      int            // of running text so far, titles included
	tooMany       int            // where there were too many of either; -1 if nowhere
	titleWork     int            // steps that the titles so far took, by titleWork
	titlesRefused bool           // it was too much, and that is reported
	mail          bool           // the source holds "@", so perhaps an e-mail address
}

// newContext makes the context for a parse of src; outer is nil for a body.
func newContext(outer *context, src []byte) *context {
	return &context{Context: parser.NewContext(parser.WithIDs(noIDs{})), outer: outer, tooDeep: -1, tooWide: -1, tooMany: -1,
		mail: bytes.IndexByte(src, '@') >= 0}
}

// isPlain reports whether a title is running text without any mark, but for
// one pair of brackets at its end, "Caption. [Credit]". Nearly all titles are,
// and a parse would be a twentieth of the whole page's time.
func (c *context) isPlain(title []byte) bool {
	open := -1
	for i, b := range title {
		switch b {
		case '\\', '&', '`', '*', '_', '~', '<', '!':
			return false
		case '[':
			if open >= 0 || i+1 < len(title) && title[i+1] == '^' {
				return false
			}
			open = i
		case ']':
			if open < 0 || i+1 < len(title) {
				return false
			}
		default:
			if b < ' ' {
				return false
			}
		}
	}
	if open >= 0 && (title[len(title)-1] != ']' || len(c.References()) > 0) { // the brackets may name a link
		return false
	}
	return len(title) > 0 && title[0] != ' ' && title[len(title)-1] != ' ' && !mayHoldAddress(title)
}

func (c *context) option() parser.ParseOption { return parser.WithContext(c) }

// Reference looks in the document around a title, too.
func (c *context) Reference(label string) (parser.Reference, bool) {
	r, ok := c.Context.Reference(label)
	if !ok && c.outer != nil {
		return c.outer.Reference(label)
	}
	return r, ok
}

// note is the note of a label; nil if there is none.
func (c *context) note(label []byte) *note {
	n := c.noteAt(label) // nearly every label is its own key
	if n == nil && !norm.NFC.IsNormal(label) {
		n = c.noteAt(norm.NFC.Bytes(label))
	}
	return n
}

func (c *context) noteAt(key []byte) *note {
	for ; c != nil; c = c.outer {
		if n := c.notes[string(key)]; n != nil {
			return n
		}
	}
	return nil
}

// noIDs stands in for goldmark's ids, which we do not use.
type noIDs struct{}

func (noIDs) Generate([]byte, ast.NodeKind) []byte { return nil }
func (noIDs) Put([]byte)                           {}

// bounded refuses to open a block of blocks that would stand too deep.
type bounded struct{ parser.BlockParser }

func (b bounded) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	c := pc.(*context)
	switch {
	case len(pc.OpenedBlocks()) >= 2*maxNesting: // a list and its item are two open blocks, so this is maxNesting lists
		if c.tooDeep < 0 {
			_, seg := r.Position()
			c.tooDeep = seg.Start
		}
		return nil, parser.NoChildren
	case c.nested >= maxNested:
		c.refuseMore(r)
		return nil, parser.NoChildren
	}
	n, state := b.BlockParser.Open(parent, r, pc)
	if n != nil {
		c.nested++
	}
	return n, state
}

// counted refuses to read more elements of running text than a file may hold:
// each takes goldmark half a kilobyte and more.
type counted struct{ parser.InlineParser }

func (p counted) Parse(parent ast.Node, r text.Reader, pc parser.Context) ast.Node {
	c := pc.(*context)
	for c.outer != nil { // of a picture's title
		c = c.outer
	}
	if c.elements >= maxElements {
		c.refuseMore(r)
		return nil
	}
	n := p.InlineParser.Parse(parent, r, pc)
	if n != nil {
		c.elements++
	}
	return n
}

// countedLinks is counted for the parser that wants to know when a block ends.
type countedLinks struct{ counted }

func (p countedLinks) CloseBlock(parent ast.Node, r text.Reader, pc parser.Context) {
	p.InlineParser.(parser.CloseBlocker).CloseBlock(parent, r, pc)
}

// refuseMore notes that the file holds too many blocks or elements. In a
// picture's title, whose places are its own, that is about where.
func (c *context) refuseMore(r text.Reader) {
	if c.tooMany < 0 {
		_, seg := r.Position()
		c.tooMany = seg.Start
	}
}

// definitionParser looks for link reference definitions where one may stand, at
// the beginning of a paragraph that begins with a bracket: hardly ever.
type definitionParser struct{ parser.ParagraphTransformer }

func (p definitionParser) Transform(n *ast.Paragraph, r text.Reader, pc parser.Context) {
	if lines := n.Lines(); lines.Len() > 0 {
		first := lines.At(0)
		if rest := bytes.TrimLeft(first.Value(r.Source()), " \t"); len(rest) > 0 && rest[0] != '[' {
			return
		}
	}
	p.ParagraphTransformer.Transform(n, r, pc)
}

// tableParser leaves tables alone that would take too long. Each row gets as
// many cells as the first has, typed or not, so a few kilobytes can make
// millions of cells; and for each escaped pipe goldmark goes through all of them.
type tableParser struct{ parser.ParagraphTransformer }

func (p tableParser) Transform(n *ast.Paragraph, r text.Reader, pc parser.Context) {
	lines, columns, pipes := n.Lines(), 0, 0
	for i := range lines.Len() {
		seg := lines.At(i)
		line := seg.Value(r.Source())
		columns = max(columns, bytes.Count(line, []byte{'|'}))
		pipes += bytes.Count(line, []byte(`\|`))
	}
	if columns > 0 {
		c := pc.(*context)
		c.pipes += pipes
		if c.cells += columns * lines.Len(); c.cells > maxCells || c.pipes > maxPipes {
			if c.tooWide < 0 {
				c.tooWide = max(n.Pos(), 0)
			}
			return
		}
	}
	p.ParagraphTransformer.Transform(n, r, pc)
}

// quoteParser marks the first line of a box and the last of an attributed
// quote when the quote is complete, while its lines are still as typed.
type quoteParser struct{ bounded }

func (p quoteParser) Close(n ast.Node, r text.Reader, pc parser.Context) {
	p.bounded.Close(n, r, pc)
	src := r.Source()
	kind := ""
	if first, ok := n.FirstChild().(*ast.Paragraph); ok {
		line := first.Lines().At(0)
		if title := newBoxTitle(line, src); title != nil {
			kind = title.kind
			n.InsertBefore(n, first, title)
			if lines := title.Lines(); kind == "quote" && lines.Len() > 0 {
				// A quote has no title: what stands there is its first words.
				first.Lines().Set(0, line.WithStart(lines.At(0).Start))
				title.SetLines(text.NewSegments())
			} else {
				dropLines(n, first, 0, 1)
			}
		} else if looksLikeBox(line.Value(src)) {
			c := pc.(*context)
			c.malformed = append(c.malformed, line.TrimRightSpace(src))
		}
	}
	if last, ok := n.LastChild().(*ast.Paragraph); ok && (kind == "" || kind == "quote") {
		attribute(n, last, src)
	}
}

// dropLines takes lines from..to away from a paragraph, and the paragraph with the last of them.
func dropLines(parent ast.Node, p *ast.Paragraph, from, to int) {
	rest := text.NewSegments()
	for i := range p.Lines().Len() {
		if i < from || i >= to {
			rest.Append(p.Lines().At(i))
		}
	}
	p.SetLines(rest)
	if rest.Len() == 0 {
		parent.RemoveChild(parent, p)
	}
}

// boxTitle is the first line of a box, "[!TYPE|option] Title". It is the first
// child of its Blockquote, and holds the title as inline content.
type boxTitle struct {
	ast.TextBlock
	kind, option string // kind in lower case
	at           int    // where the line begins; a TextBlock's own Pos is that of its lines, of which a box without a title has none
}

// newBoxTitle reads a box's first line; it returns nil if it is none.
func newBoxTitle(line text.Segment, src []byte) *boxTitle {
	s := src[line.Start:line.Stop]
	if !bytes.HasPrefix(s, []byte("[!")) {
		return nil
	}
	end := bytes.IndexByte(s, ']')
	if end < 0 || end+1 < len(s) && !util.IsSpace(s[end+1]) {
		return nil
	}
	kind, option, _ := strings.Cut(string(s[2:end]), "|")
	if !isBoxType(kind) {
		return nil
	}
	t := &boxTitle{kind: strings.ToLower(kind), option: strings.TrimSpace(option), at: line.Start}
	title := text.NewSegment(line.Start+end+1, line.Stop)
	title = title.TrimLeftSpace(src)
	if title = title.TrimRightSpace(src); !title.IsEmpty() {
		t.Lines().Append(title)
	}
	return t
}

// looksLikeBox reports whether a line that is no box's was meant to be one.
func looksLikeBox(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("[!")) || bytes.HasPrefix(line, []byte("[![")) {
		return false
	}
	end := bytes.IndexByte(line, ']')
	return end < 0 || end+1 == len(line) || line[end+1] != '(' && line[end+1] != '['
}

// isBoxType reports whether s could name a template: a letter, then letters, digits, "-" and "_".
func isBoxType(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !isAlnum(c) && (i == 0 || c != '-' && c != '_') || i == 0 && c <= '9' {
			return false
		}
	}
	return s != ""
}

// attribution is the "— Name, role" at a quote's end, without its dash. It is
// the last child of its Blockquote.
type attribution struct{ ast.TextBlock }

// attribute cuts the attribution off the last paragraph of a quote: the whole
// paragraph, or the last line of one that does not itself begin with a dash,
// as a dialogue would.
func attribute(quote ast.Node, p *ast.Paragraph, src []byte) {
	lines := p.Lines()
	from := lines.Len() - 1
	first := lines.At(0)
	if dash(first.Value(src)) > 0 {
		from = 0
		if p.PreviousSibling() == nil {
			return
		}
		if _, ok := p.PreviousSibling().(*boxTitle); ok {
			return
		}
	}
	last := lines.At(from)
	n := dash(last.Value(src))
	if n == 0 {
		return
	}
	a := &attribution{}
	a.SetPos(last.Start)
	last.Start += n
	a.Lines().Append(last)
	for i := from + 1; i < lines.Len(); i++ {
		a.Lines().Append(lines.At(i))
	}
	dropLines(quote, p, from, lines.Len())
	if p.Parent() != nil { // its new last line ends the paragraph
		i := p.Lines().Len() - 1
		end := p.Lines().At(i)
		p.Lines().Set(i, end.TrimRightSpace(src))
	}
	quote.AppendChild(quote, a)
}

// dash returns the length of an attribution's dash and the space after it, 0 if there is none.
func dash(line []byte) int {
	for _, d := range []string{"— ", "– ", "-- "} {
		if rest, ok := bytes.CutPrefix(line, []byte(d)); ok {
			rest = bytes.TrimLeft(rest, " \t")
			if len(bytes.TrimSpace(rest)) > 0 {
				return len(line) - len(rest)
			}
		}
	}
	return 0
}
