package markdown

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"brief/internal/diag"
)

// inlines writes the running text from n up to stop.
func (w *walker) inlines(n, stop ast.Node) {
	if n == stop || n == nil {
		return
	}
	if w.depth >= maxNesting {
		if w.depth == maxNesting {
			w.problem(n.Pos(), 1, diag.Error, "too-deep",
				fmt.Sprintf("text is marked up more than %d times over here", maxNesting), "")
		}
		return
	}
	w.depth++
	for ; n != stop; n = n.NextSibling() {
		w.inline(n)
	}
	w.depth--
}

func (w *walker) inline(n ast.Node) {
	if w.isFull(n) {
		return
	}
	switch n := n.(type) {
	case *ast.Text:
		if w.inside().kept {
			w.keptText(n)
			return
		}
		w.text(w.shown(n.Segment))
		if n.HardLineBreak() {
			w.block("<br>")
		} else if n.SoftLineBreak() && !(w.wide && w.beginsWide(n.NextSibling())) {
			w.space('\n')
		}
	case *ast.Emphasis:
		if n.Level == 2 {
			w.element("<strong>", "</strong>", n)
		} else {
			w.element("<em>", "</em>", n)
		}
	case *ast.Link:
		w.link(n)
	case *ast.AutoLink:
		w.autoLink(n)
	case *ast.Image:
		w.inlinePicture(n)
	case *ast.CodeSpan:
		w.codeSpan(n)
	case *noteMark:
		w.mark(n)
	case *extast.Strikethrough:
		w.element("<del>", "</del>", n)
	case *extast.TaskCheckBox:
		w.task(n)
	case *ast.RawHTML:
		w.htmlInline(n)
	case *ast.String:
		w.text(n.Value)
	default:
		w.problem(n.Pos(), 1, diag.Error, "unknown-syntax", fmt.Sprintf("this cannot be shown (%s)", n.Kind()), "")
	}
}

// element writes an inline element with n's content.
func (w *walker) element(start, end string, n ast.Node) {
	w.open(start)
	w.inlines(n.FirstChild(), nil)
	w.close(end)
}

// task writes the box of a task, which has a name for those who do not see it.
func (w *walker) task(n *extast.TaskCheckBox) {
	if w.bare {
		return
	}
	w.object()
	w.raw("<input")
	if n.IsChecked {
		w.raw(" checked")
	}
	w.raw(" disabled type=checkbox aria-label=")
	w.hole(Hole{Kind: HoleTask, Done: n.IsChecked, Off: w.base + max(n.Pos(), 0), Len: len("[ ]")})
	w.raw(">")
	w.space(' ')
}

func (w *walker) codeSpan(n *ast.CodeSpan) {
	w.open("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		seg := c.(*ast.Text).Segment
		s := seg.Value(w.src)
		if line, cut := bytes.CutSuffix(s, []byte{'\n'}); cut {
			w.verbatim(bytes.TrimSuffix(line, []byte{'\r'}))
			w.verbatim([]byte{' '})
		} else {
			w.verbatim(s)
		}
	}
	w.close("</code>")
}

func (w *walker) link(n *ast.Link) {
	if w.bare {
		w.inlines(n.FirstChild(), nil)
		return
	}
	dest := w.target(n.Destination)
	off, size := w.extent(n, n.Destination)
	if scheme := unsafeScheme(dest, false); scheme != "" {
		w.unsafe(off, size, scheme)
		w.inlines(n.FirstChild(), nil)
		return
	}
	if dest == "" {
		w.problem(off, size, diag.Warning, "empty-link", "this link has no target", "write the address between the round brackets")
	}
	w.href(dest, off, size)
	if n.Title != nil {
		w.raw(" title")
		if title := w.resolve.resolve(n.Title); len(title) > 0 {
			w.buf = AppendAttr(append(w.buf, '='), title)
		}
	}
	w.raw(">")
	w.inLink = true
	w.inlines(n.FirstChild(), nil)
	w.inLink = false
	w.close("</a>")
	for _, m := range w.waiting {
		w.mark(m)
	}
	w.waiting = w.waiting[:0]
}

// href begins a link and leaves the gap for its target.
func (w *walker) href(dest string, off, size int) {
	w.open("<a href=")
	w.hole(Hole{Kind: HoleHref, Dest: dest, Off: w.base + off, Len: size})
	w.noteLink(dest)
}

// noteLink takes a target into Doc.Links.
func (w *walker) noteLink(dest string) {
	if _, seen := w.links[dest]; !seen {
		w.links[dest] = struct{}{}
		w.doc.Links = append(w.doc.Links, dest)
	}
}

func (w *walker) autoLink(n *ast.AutoLink) {
	label := n.Label(w.src)
	if w.bare || w.inLink { // a link cannot stand in another
		w.text(label)
		return
	}
	dest := lowerHTTP(string(util.URLEscape(n.URL(w.src), false)))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	off, ok := offset(w.src, label)
	if !ok {
		off = n.Pos()
	}
	if scheme := unsafeScheme(dest, false); scheme != "" {
		w.unsafe(off, len(label), scheme)
		w.text(label)
		return
	}
	w.href(dest, off, len(label))
	w.raw(">")
	w.text(label)
	w.close("</a>")
}

func (w *walker) inlinePicture(n *ast.Image) {
	if w.bare {
		w.text([]byte(w.alt(n)))
		return
	}
	p, scheme := w.picture(n)
	if scheme != "" {
		w.unsafePicture(p.Off-w.base, p.Len, scheme)
		w.text([]byte(p.Alt))
		return
	}
	if p.Title != "" {
		w.problem(p.Off-w.base, p.Len, diag.Warning, "caption-apart", "a picture within a line of text has no caption, so this one's is not shown",
			"put a blank line before the picture and one after it")
	}
	w.object()
	w.hole(Hole{Kind: HolePicture, Picture: p, Off: p.Off, Len: p.Len})
}

// picture returns n as a Picture, and its address's scheme if it may not be shown.
func (w *walker) picture(n *ast.Image) (p *Picture, unsafe string) {
	off, size := w.extent(n, n.Destination)
	src := n.Destination
	if bytes.IndexByte(src, '\\') >= 0 || bytes.IndexByte(src, '&') >= 0 {
		src = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(src)))
	}
	p = &Picture{Src: string(src), Alt: w.alt(n), Off: w.base + off, Len: size}
	if scheme := unsafeScheme(p.Src, true); scheme != "" {
		return p, scheme
	}
	if len(n.Title) > 0 {
		p.Title = string(w.resolve.resolve(n.Title))
	}
	w.kept += pictureWeight + len(p.Src) + len(p.Alt) + len(p.Title)
	w.doc.Pictures = append(w.doc.Pictures, p)
	return p, ""
}

// alt is the alternative text of a picture.
func (w *walker) alt(n *ast.Image) string { return string(w.plain(n)) }

// extent returns where in w.src a link or picture stands and about how long it is.
func (w *walker) extent(n ast.Node, dest []byte) (off, size int) {
	off = max(n.Pos(), 0)
	if at, ok := offset(w.src, dest); ok && at > off {
		return off, at + len(dest) + len(")") - off
	}
	return off, 1 // a reference: its target stands elsewhere
}

// offset returns where part begins in whole, if it is a part of it and not a copy.
func offset(whole, part []byte) (int, bool) {
	off := cap(whole) - cap(part)
	if len(part) == 0 || off < 0 || off+len(part) > len(whole) || &whole[off] != &part[0] {
		return 0, false
	}
	return off, true
}

// target is a link's destination with its escapes resolved and percent-encoded
// where it must be, as CommonMark's reference renderer does.
func (w *walker) target(dest []byte) string {
	for _, c := range dest {
		if !isAlnum(c) && c != '/' && c != '-' && c != '.' && c != '#' && c != ':' && c != '_' {
			return lowerHTTP(string(util.URLEscape(dest, true)))
		}
	}
	return lowerHTTP(string(dest))
}

// lowerHTTP writes the scheme of a web address in lower case, as minify does.
func lowerHTTP(s string) string {
	if len(s) <= len("http:") || s[0] != 'H' && s[0] != 'h' {
		return s
	}
	for _, scheme := range []string{"http:", "https:"} {
		if len(s) > len(scheme) && s[:len(scheme)] != scheme && strings.EqualFold(s[:len(scheme)], scheme) {
			return scheme + s[len(scheme):]
		}
	}
	return s
}

// unsafe reports a link that would run a program or hide a page in itself.
func (w *walker) unsafe(off, size int, scheme string) {
	if scheme == "file" {
		w.problem(off, size, diag.Error, "unsafe-link",
			"this leads to a file of your own computer, which readers do not have, so only its text is shown",
			"copy the file into the folder of this text, and write its name alone between the round brackets")
		return
	}
	w.problem(off, size, diag.Error, "unsafe-link",
		fmt.Sprintf("an address of the kind %q is not allowed, so only its text is shown", scheme+":"),
		"link to a page or a file by its address")
}

// unsafePicture reports a picture whose address is none that a page may show.
func (w *walker) unsafePicture(off, size int, scheme string) {
	msg := fmt.Sprintf("a picture's address of the kind %q is not allowed, so only its description is shown", scheme+":")
	if scheme == "file" {
		msg = "this is a picture of your own computer, which readers do not have, so only its description is shown"
	}
	w.problem(off, size, diag.Error, "unsafe-link", msg,
		"save the picture as a file in the folder of this text, and write its name alone between the round brackets")
}

// unsafeScheme returns the scheme of dest if that can run a program, hold a
// page or reach into the reader's disk; "" for every other address. Browsers
// skip white space and control characters inside a scheme (WHATWG URL, 4.4),
// so they are skipped here, percent-encoded ones too.
func unsafeScheme(dest string, picture bool) string {
	var buf [16]byte
	s := buf[:0]
	for i := 0; i < len(dest) && len(s) < len(buf); i++ {
		c := dest[i]
		if c == '%' && i+2 < len(dest) && dest[i+1] <= '1' {
			i += 2 // %00 to %1F
			continue
		}
		if c <= ' ' || c == 0x7f {
			continue
		}
		if c == ':' {
			switch scheme := string(s); scheme {
			case "javascript", "vbscript", "file":
				return scheme
			case "data":
				if picture && isPictureData(dest[i+1:]) {
					return ""
				}
				return scheme
			}
			return ""
		}
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if !isAlnum(c) && c != '+' && c != '-' && c != '.' {
			return ""
		}
		s = append(s, c)
	}
	return ""
}

func isPictureData(s string) bool {
	for _, kind := range []string{"image/png;", "image/gif;", "image/jpeg;", "image/webp;"} {
		if len(s) >= len(kind) && strings.EqualFold(s[:len(kind)], kind) {
			return true
		}
	}
	return false
}
