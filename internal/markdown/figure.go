package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"brief/internal/diag"
)

// figureHole writes n as a figure's gap, if it is a figure, or as several
// figures, if it is nothing but pictures with titles.
func (w *walker) figureHole(n ast.Node) bool {
	if b := w.figure(n); b != nil {
		w.blockHole(b)
		return true
	}
	if !w.titledPictures(n) {
		return false
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		img, ok := c.(*ast.Image)
		if !ok {
			continue
		}
		if b := w.newFigure(img, nil); b != nil {
			w.blockHole(b)
		} else {
			w.inlinePicture(img) // which reports it
		}
	}
	return true
}

// titledPictures reports whether n holds nothing but several pictures, each with a title.
func (w *walker) titledPictures(n ast.Node) bool {
	if _, ok := n.FirstChild().(*ast.Image); !ok || n.FirstChild() == n.LastChild() {
		return false
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Image:
			if len(c.Title) == 0 {
				return false
			}
		case *ast.Text:
			if !util.IsBlank(c.Segment.Value(w.src)) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// figure returns a paragraph as a figure: one that begins with a picture, or
// with a link round one, which stands alone on its lines. The lines after it
// are the caption, ended by the credit in square brackets; without any, the
// picture's title is. A picture inside running text makes no figure. It
// returns nil if n is no figure.
func (w *walker) figure(n ast.Node) *Block {
	first := n.FirstChild()
	img, link := pictureIn(first)
	if img == nil || n.Kind() != ast.KindParagraph && n.Kind() != ast.KindTextBlock {
		return nil
	}
	caption := first.NextSibling()
	if caption != nil {
		brk, ok := caption.(*ast.Text)
		if !ok || !brk.SoftLineBreak() && !brk.HardLineBreak() || !util.IsBlank(brk.Segment.Value(w.src)) {
			return nil
		}
		caption = brk.NextSibling()
		if _, ok := caption.(*ast.Image); ok {
			return nil
		}
	}
	if unsafeScheme(string(img.Destination), true) != "" || link != nil && unsafeScheme(w.target(link.Destination), false) != "" {
		return nil // reported when the paragraph is written
	}
	b := w.newFigure(img, caption)
	if b != nil && link != nil {
		off, size := w.extent(link, link.Destination)
		b.Link = &Hole{Kind: HoleHref, Dest: w.target(link.Destination), Off: w.base + off, Len: size}
		w.kept += holeWeight + len(b.Link.Dest)
		w.noteLink(b.Link.Dest)
	}
	return b
}

// pictureIn returns n as a picture, or the one picture that is all of a link, with the link.
func pictureIn(n ast.Node) (*ast.Image, *ast.Link) {
	switch n := n.(type) {
	case *ast.Image:
		return n, nil
	case *ast.Link:
		if img, ok := n.FirstChild().(*ast.Image); ok && img.NextSibling() == nil {
			return img, n
		}
	}
	return nil, nil
}

// newFigure returns the figure of a picture with the caption that begins with
// n, or with its title's; nil if the picture's address is not allowed.
func (w *walker) newFigure(img *ast.Image, n ast.Node) *Block {
	p, unsafe := w.picture(img)
	if unsafe != "" {
		return nil
	}
	b := &Block{Type: "figure", Picture: p, Off: p.Off, Len: p.Len}
	switch {
	case n != nil:
		b.Caption, b.Credit = w.captionAndCredit(n)
	case len(img.Title) > 0:
		w.titleCaption(b, img)
	}
	p.Credit = b.Credit.HTML
	return b
}

// titleCaption reads a picture's title as its caption and credit.
func (w *walker) titleCaption(b *Block, img *ast.Image) {
	src, base, ctx, changes := w.src, w.base, w.ctx, w.set.changes
	w.src, w.base = img.Title, base+w.titleStart(img)
	if ctx.isPlain(img.Title) {
		p := ast.NewParagraph()
		p.AppendChild(p, ast.NewTextSegment(text.NewSegment(0, len(img.Title))))
		b.Caption, b.Credit = w.captionAndCredit(p.FirstChild())
		w.src, w.base = src, base
		return
	}
	if ctx.titleWork += titleWork(img.Title); ctx.titleWork > linkWork {
		w.src, w.base = src, base
		if !ctx.titlesRefused {
			ctx.titlesRefused = true
			w.problem(img.Pos(), 1, diag.Error, "too-complex",
				"the title of this picture, with those above it, holds too many brackets or backticks to be read in reasonable time",
				"put a backslash before those that are no links or code; a title that many pictures share counts each time")
		}
		return
	}
	w.ctx = newContext(ctx, w.src)
	root := engine().inline().parser.Parse(text.NewReader(w.src), w.ctx.option())
	w.set.changes = nil
	w.set.document(root, w.src)
	if p := root.FirstChild(); p != nil && p.FirstChild() != nil {
		b.Caption, b.Credit = w.captionAndCredit(p.FirstChild())
	}
	for _, s := range w.ctx.undefined {
		w.undefinedNote(s)
	}
	w.src, w.base, w.ctx, w.set.changes = src, base, ctx, changes
}

// titleStart returns where in w.src a picture's title begins: behind its
// address, white space and a quotation mark. The title itself is a copy, so
// that places on its later lines are near those in the file and no more.
func (w *walker) titleStart(img *ast.Image) int {
	at, ok := offset(w.src, img.Destination)
	if !ok || at < img.Pos() {
		return max(img.Pos(), 0) // the address is empty, or defined further up
	}
	for i := at + len(img.Destination); i < len(w.src); i++ {
		switch w.src[i] {
		case '>', ' ', '\t', '\r', '\n': // the address ends with the first, or the lines of a quote begin with it
		case '"', '\'', '(':
			return i + 1
		default:
			return at
		}
	}
	return at
}

// captionAndCredit writes the inlines from n to the last as a caption and the credit that ends it.
func (w *walker) captionAndCredit(n ast.Node) (caption, credit Fragment) {
	first := cutCredit(n, w.src)
	if first == nil {
		// The credit may stand inside the emphasis round the whole caption.
		if em := wrapping(n, nil, w.src); em != nil && em.NextSibling() == nil {
			if first = cutCredit(em.FirstChild(), w.src); first != nil {
				return w.inlineFragment(em.FirstChild(), first), w.inlineFragment(first, nil)
			}
		}
	}
	m := w.start()
	if em := wrapping(n, first, w.src); em != nil {
		w.inlines(em.FirstChild(), nil)
		n = em.NextSibling()
	}
	if n != nil {
		w.inlines(n, first)
	}
	caption = w.finish(m)
	if first != nil {
		credit = w.inlineFragment(first, nil)
	}
	return caption, credit
}

// wrapping returns the emphasis that holds everything from n up to stop but
// note marks; nil if there is none.
func wrapping(n, stop ast.Node, src []byte) *ast.Emphasis {
	em, ok := n.(*ast.Emphasis)
	if !ok || n == stop {
		return nil
	}
	for c := n.NextSibling(); c != stop; c = c.NextSibling() {
		switch c := c.(type) {
		case *noteMark:
		case *ast.Text:
			if !util.IsBlank(c.Segment.Value(src)) {
				return nil
			}
		default:
			return nil
		}
	}
	return em
}

// cutCredit finds a credit, "[…]", at the end of the inlines that begin with
// n. It changes the tree so that the credit's inlines, without the brackets,
// are those from the one that it returns on; nil if there is no credit.
func cutCredit(n ast.Node, src []byte) ast.Node {
	if n == nil {
		return nil
	}
	end := n.Parent().LastChild()
	if link, ok := end.(*ast.Link); ok && link.Reference != nil && link.Reference.Type == ast.ReferenceLinkShortcut {
		return link // "[Reuters]", defined as a link elsewhere, is a credit all the same
	}
	tail, ok := end.(*ast.Text)
	if !ok {
		return nil
	}
	value := tail.Segment.Value(src)
	if tail.Segment.Padding > 0 || len(value) == 0 || value[len(value)-1] != ']' || escaped(value, len(value)-1) {
		return nil
	}
	depth := 0
	for c := end; c != nil; c = c.PreviousSibling() {
		if t, ok := c.(*ast.Text); ok {
			if at := opening(t.Segment.Value(src), &depth); at >= 0 && t.Segment.Padding == 0 {
				return splitCredit(t, tail, t.Segment.Start+at, src)
			}
		}
		if c == n {
			break
		}
	}
	return nil
}

// opening looks backwards through s for the bracket that opens what depth
// brackets have closed so far. It returns -1 if that is not in s.
func opening(s []byte, depth *int) int {
	for i := len(s) - 1; i >= 0; i-- {
		switch {
		case s[i] == ']' && !escaped(s, i):
			*depth++
		case s[i] == '[' && !escaped(s, i):
			if *depth--; *depth == 0 {
				return i
			}
		}
	}
	return -1
}

// escaped reports whether an odd number of backslashes stands before s[i].
func escaped(s []byte, i int) bool {
	n := 0
	for n < i && s[i-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}

// splitCredit takes the bracket at off, which stands in open, and the one at
// the end of tail away, and returns the first inline between them. It changes
// nothing and returns nil if they enclose nothing, or make the mark of a note
// that there is not.
func splitCredit(open, tail *ast.Text, off int, src []byte) ast.Node {
	inside := bytes.TrimSpace(src[off+1 : tail.Segment.Stop-1])
	if len(inside) == 0 || inside[0] == '^' {
		return nil
	}
	tail.Segment.Stop--
	inner := ast.NewTextSegment(text.NewSegment(off+1, open.Segment.Stop))
	inner.SetSoftLineBreak(open.SoftLineBreak())
	inner.SetHardLineBreak(open.HardLineBreak())
	open.Segment.Stop = off
	open.SetSoftLineBreak(false)
	open.SetHardLineBreak(false)
	open.Parent().InsertAfter(open.Parent(), open, inner)
	return inner
}
