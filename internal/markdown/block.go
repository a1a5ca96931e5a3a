package markdown

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"brief/internal/diag"
)

// level is where a fragment begins, and what raw HTML was open there.
type level struct {
	mark
	floor int
}

// start begins a fragment.
func (w *walker) start() level {
	l := level{w.begin(), w.floor}
	w.floor = len(w.opened)
	return l
}

// finish ends a fragment. Raw HTML that was opened in it ends with it.
func (w *walker) finish(l level) Fragment {
	w.closeRaw()
	w.floor = l.floor
	return w.end(l.mark)
}

// topBlock writes a block of the body itself.
func (w *walker) topBlock(n ast.Node) {
	if w.isFull(n) {
		return
	}
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n, true)
	case *ast.Paragraph:
		if w.figureHole(n) {
			return
		}
		if w.doc.Summary == "" {
			w.doc.Summary = summarise(w.plain(n))
		}
		w.paragraph(n)
	default:
		w.node(n)
	}
}

// children writes the blocks inside n.
func (w *walker) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c)
	}
}

// node writes a block.
func (w *walker) node(n ast.Node) {
	if w.isFull(n) {
		return
	}
	switch n := n.(type) {
	case *ast.Paragraph:
		if !w.figureHole(n) {
			w.paragraph(n)
		}
	case *ast.TextBlock: // a paragraph of a tight list
		if !w.figureHole(n) {
			w.inlines(n.FirstChild(), nil)
			if n.NextSibling() != nil && n.FirstChild() != nil {
				w.space('\n')
			}
		}
	case *ast.Heading:
		w.heading(n, false)
	case *ast.List:
		w.list(n)
	case *ast.Blockquote:
		w.quote(n)
	case *ast.FencedCodeBlock:
		w.fencedCode(n)
	case *ast.CodeBlock:
		w.block("<pre><code>")
		w.pre(w.lines(n.Lines()))
		w.block("</code></pre>")
	case *ast.ThematicBreak:
		w.block("<hr>")
	case *extast.Table:
		w.table(n)
	case *extast.DefinitionList:
		w.definitions(n)
	case *ast.HTMLBlock:
		w.htmlBlock(n)
	case *ast.LinkReferenceDefinition, *extast.FootnoteList:
		// Shown where they are used.
	default:
		w.problem(n.Pos(), 1, diag.Error, "unknown-syntax", fmt.Sprintf("this cannot be shown (%s)", n.Kind()), "")
	}
}

func (w *walker) paragraph(n ast.Node) {
	w.block("<p>")
	w.inlines(n.FirstChild(), nil)
	w.block("</p>")
}

func (w *walker) list(n *ast.List) {
	switch {
	case !n.IsOrdered():
		w.block("<ul>")
	case n.Start == 1:
		w.block("<ol>")
	default:
		w.block("<ol start=")
		w.buf = strconv.AppendInt(w.buf, int64(n.Start), 10)
		w.raw(">")
	}
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		w.block("<li>")
		w.children(item)
		w.block("</li>")
	}
	if n.IsOrdered() {
		w.block("</ol>")
	} else {
		w.block("</ul>")
	}
}

// quote writes a block quote: a box, an attributed quote, or a plain one.
func (w *walker) quote(n *ast.Blockquote) {
	title, _ := n.FirstChild().(*boxTitle)
	by, _ := n.LastChild().(*attribution)
	if title == nil && by == nil {
		w.block("<blockquote>")
		w.children(n)
		w.block("</blockquote>")
		return
	}
	b := &Block{Type: "quote", Off: w.base + n.Pos(), Len: 1}
	from, to := n.FirstChild(), ast.Node(nil)
	if title != nil {
		b.Type, b.Option = title.kind, title.option
		if b.Type == "quote" && b.Option == "" {
			b.Option = "pull"
		}
		b.Off = w.base + title.at
		b.Len = len("[!") + len(b.Type)
		b.Title = w.inlineFragment(title.FirstChild(), nil)
		b.Name = string(w.plain(title))
		from = title.NextSibling()
	}
	if by != nil {
		to = by
	}
	if title != nil && from == nil && by == nil {
		w.emptyBox(b)
	}
	if form, ok := itemForms(b.Type); ok {
		w.itemBox(b, form, from)
		w.blockHole(b)
		return
	}
	m := w.start()
	for c := from; c != to; c = c.NextSibling() {
		w.node(c)
	}
	b.Body = w.finish(m)
	if by != nil {
		b.Caption = w.inlineFragment(by.FirstChild(), nil)
	}
	w.blockHole(b)
}

// emptyBox warns of a box that holds nothing, if it is of a kind that brief
// itself has: one of a site's own may need no more than its title.
func (w *walker) emptyBox(b *Block) {
	if !isGitHubType(strings.ToUpper(b.Type)) {
		return
	}
	hint := "write its text on the lines below, with > before each"
	if next := textBelow(w.src, b.Off-w.base); len(next) > 0 && bytes.IndexByte([]byte(">#[!"), next[0]) < 0 {
		hint = "write > before each line that belongs to it, the empty ones too: > " + clip(next)
	}
	w.problem(b.Off-w.base, b.Len, diag.Warning, "empty-box", "this box has no text: the lines of a box begin with >", hint)
}

// textBelow is the first line below the one at an offset that is not blank; empty if there is none.
func textBelow(src []byte, at int) []byte {
	for at += len(lineFrom(src, at)); at < len(src); at += len(lineFrom(src, at)) {
		at++ // the line break
		if line := bytes.TrimSpace(lineFrom(src, at)); len(line) > 0 {
			return line
		}
	}
	return nil
}

// blockHole leaves a gap for a block.
func (w *walker) blockHole(b *Block) {
	w.block("")
	w.kept += blockWeight + len(b.Name)
	w.hole(Hole{Kind: HoleBlock, Block: b, Off: b.Off, Len: b.Len})
}

// inlineFragment is the inlines from n up to stop as a Fragment.
func (w *walker) inlineFragment(n, stop ast.Node) Fragment {
	m := w.start()
	w.inlines(n, stop)
	return w.finish(m)
}

// wideTable is how many columns make a table too wide for a telephone.
const wideTable = 5

func (w *walker) table(n *extast.Table) {
	wide := len(n.Alignments) >= wideTable
	if wide {
		w.block("<div class=scroll role=region tabindex=0 aria-label=")
		w.hole(Hole{Kind: HoleTable, Name: w.header(n), Off: w.base + max(n.Pos(), 0), Len: 1})
		w.raw(">")
	}
	w.block("<table>")
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		_, head := row.(*extast.TableHeader)
		switch {
		case head:
			w.block("<thead><tr>")
		case row.PreviousSibling() == n.FirstChild():
			w.block("<tbody><tr>")
		default:
			w.block("<tr>")
		}
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			w.cell(c.(*extast.TableCell), head)
		}
		switch {
		case head:
			w.block("</tr></thead>")
		case row.NextSibling() == nil:
			w.block("</tr></tbody>")
		default:
			w.block("</tr>")
		}
	}
	w.block("</table>")
	if wide {
		w.block("</div>")
	}
}

// maxHeader bounds, in bytes, what a wide table's region is called.
const maxHeader = 100

// header is the first row of a table as plain text: as many whole cells as fit.
func (w *walker) header(n *extast.Table) string {
	var name []byte
	for c := n.FirstChild().FirstChild(); c != nil; c = c.NextSibling() {
		cell := w.plain(c)
		if len(cell) == 0 {
			continue
		}
		if len(name)+len(cell) > maxHeader {
			break
		}
		if len(name) > 0 {
			name = append(name, ", "...)
		}
		name = append(name, cell...)
	}
	return string(name)
}

func (w *walker) cell(n *extast.TableCell, head bool) {
	if head {
		w.block("<th scope=col") // what it heads, for those who hear the table
	} else {
		w.block("<td")
	}
	switch n.Alignment { // never style=, which a strict content security policy blocks
	case extast.AlignLeft:
		w.raw(" align=left")
	case extast.AlignRight:
		w.raw(" align=right")
	case extast.AlignCenter:
		w.raw(" align=center")
	}
	w.raw(">")
	w.inlines(n.FirstChild(), nil)
	if head {
		w.block("</th>")
	} else {
		w.block("</td>")
	}
}

func (w *walker) definitions(n *extast.DefinitionList) {
	w.block("<dl>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if _, ok := c.(*extast.DefinitionTerm); ok {
			w.block("<dt>")
			w.inlines(c.FirstChild(), nil)
			w.block("</dt>")
			continue
		}
		w.block("<dd>")
		w.children(c)
		w.block("</dd>")
	}
	w.block("</dl>")
}
