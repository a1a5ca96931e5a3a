package markdown

import (
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emphasisParser reads *, _ and ~ as CommonMark and GFM do, but for one rule:
// whether a run of them opens or closes depends, by CommonMark 6.2, on the
// white space beside it when punctuation stands there too, and scripts that
// put no space between words have none to go by. "**速報：**道路" would keep its
// asterisks. So beside a run
//
//   - punctuation of East Asian writing counts as a letter would, and
//   - other punctuation needs no space across the run from a letter of a
//     script that does without.
type emphasisParser struct {
	trigger string
	makes   parser.DelimiterProcessor
}

func newEmphasisParser() parser.InlineParser { return emphasisParser{"*_", emphasis{}} }
func newStrikeParser() parser.InlineParser   { return emphasisParser{"~", strike{}} }

func (p emphasisParser) Trigger() []byte { return []byte(p.trigger) }

func (p emphasisParser) Parse(_ ast.Node, r text.Reader, pc parser.Context) ast.Node {
	before := r.PrecendingCharacter()
	line, seg := r.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, p.makes)
	if d == nil || d.Char == '~' && (d.OriginalLength > 2 || before == '~') {
		return nil
	}
	if d.OriginalLength < len(line) {
		after, _ := utf8.DecodeRune(line[d.OriginalLength:])
		flank(d, before, after)
	}
	d.Segment = seg.WithStop(seg.Start + d.OriginalLength)
	r.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

// flank lets d open and close where a neighbour of it is of a script without spaces.
func flank(d *parser.Delimiter, before, after rune) {
	if before < firstUnspaced && after < firstUnspaced || util.IsSpaceRune(before) || util.IsSpaceRune(after) {
		return // CommonMark's own rule is right: one side is blank, or neither is such a script
	}
	unspacedBefore, unspacedAfter := isUnspaced(before), isUnspaced(after)
	if !unspacedBefore && !unspacedAfter {
		return
	}
	punctBefore := !unspacedBefore && util.IsPunctRune(before)
	punctAfter := !unspacedAfter && util.IsPunctRune(after)
	left := !punctAfter || punctBefore || unspacedBefore
	right := !punctBefore || punctAfter || unspacedAfter
	d.CanOpen, d.CanClose = left, right
	if d.Char == '_' {
		d.CanOpen = left && (!right || util.IsPunctRune(before))
		d.CanClose = right && (!left || util.IsPunctRune(after))
	}
}

// emphasis says which runs of * and _ belong together, and what they make.
type emphasis struct{}

func (emphasis) IsDelimiter(c byte) bool { return c == '*' || c == '_' }

func (emphasis) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (emphasis) OnMatch(level int) ast.Node { return ast.NewEmphasis(level) }

// strike says the same of runs of ~.
type strike struct{}

func (strike) IsDelimiter(c byte) bool { return c == '~' }

func (strike) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (strike) OnMatch(int) ast.Node { return extast.NewStrikethrough() }
