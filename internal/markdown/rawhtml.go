package markdown

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/net/html"

	"brief/internal/diag"
)

// rawTag is a start tag of raw HTML at byte off of the source, and how what
// stands in its element is read.
type rawTag struct {
	name    string
	off     int
	content int    // where what it holds begins in what is written
	kept    bool   // all white space is text, as in a pre or textarea
	foreign string // "svg" or "math" if elements are those of SVG or MathML
}

// inside returns the innermost open element of raw HTML; none is the zero value.
func (w *walker) inside() rawTag {
	if n := len(w.opened); n > 0 {
		return w.opened[n-1]
	}
	return rawTag{}
}

// htmlBlock writes a block of raw HTML.
func (w *walker) htmlBlock(n *ast.HTMLBlock) {
	src := w.lines(n.Lines())
	if n.HasClosure() {
		line := n.ClosureLine
		src += string(line.Value(w.src))
	}
	w.rawHTML(src, max(n.Pos(), 0))
}

// htmlInline writes one raw tag in running text.
func (w *walker) htmlInline(n *ast.RawHTML) {
	w.rawHTML(w.lines(n.Segments), max(n.Pos(), 0))
}

// rawHTML writes what the site allows of raw HTML that begins at off, and
// reports the rest. Nothing is passed through as typed: allowed tags are
// written again from their parsed form, so that no trick of spelling gets by.
func (w *walker) rawHTML(src string, off int) {
	if w.bare || len(w.diags) >= maxProblems {
		return
	}
	if problem, name := w.refused(src); problem.Code != "" {
		if end, ok := strings.CutPrefix(name, "/"); ok {
			if i := slices.Index(w.refusals, end); i >= 0 {
				w.refusals = slices.Delete(w.refusals, i, i+1) // its start tag has been reported
				return
			}
		} else if name != "" && !isVoid(name) {
			w.refusals = append(w.refusals, name)
		}
		w.problem(off, len(src), diag.Error, problem.Code, problem.Msg, problem.Hint)
		return
	}
	z := html.NewTokenizer(strings.NewReader(src))
	for z.Next() != html.ErrorToken {
		switch t := z.Token(); t.Type {
		case html.TextToken:
			if w.inside().kept {
				w.verbatim([]byte(t.Data))
			} else {
				w.text([]byte(t.Data))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			w.startTag(t, off, len(src))
		case html.EndTagToken:
			w.endTag(t.Data, off, len(src))
		}
	}
}

func (w *walker) startTag(t html.Token, off, n int) {
	in := w.inside()
	space := spacingOf(t.Data, in)
	if space == noSpace {
		w.block("<" + t.Data)
	} else {
		w.open("<" + t.Data)
	}
	w.attributes(t.Attr, off, n)
	foreign := in.foreign
	if t.Data == "svg" || t.Data == "math" {
		foreign = t.Data
	}
	ends := isVoid(t.Data)
	if t.Type == html.SelfClosingTagToken && foreign != "" {
		ends = true
		if c := w.buf[len(w.buf)-1]; len(t.Attr) > 0 && c != '"' && c != '\'' {
			w.raw(" ") // or the slash would belong to the value
		}
		w.raw("/")
	}
	w.raw(">")
	if space == likeText {
		w.omit, w.wide = false, false
	}
	if ends {
		return
	}
	if holdsHTML(t.Data) {
		foreign = ""
	}
	w.opened = append(w.opened, rawTag{t.Data, off, len(w.buf), in.kept || t.Data == "pre" || t.Data == "textarea", foreign})
}

func (w *walker) attributes(attrs []html.Attribute, off, n int) {
	for _, a := range attrs {
		if a.Key == "id" && a.Val != "" {
			w.rawID(a.Val, off, n)
			continue
		}
		w.raw(" " + a.Key)
		if a.Val != "" {
			w.buf = AppendAttr(append(w.buf, '='), a.Val)
		}
	}
}

func (w *walker) endTag(name string, off, size int) {
	if n := len(w.opened); n == w.floor || w.opened[n-1].name != name {
		w.problem(off, size, diag.Error, "raw-html",
			fmt.Sprintf("</%s> closes nothing here", name), "write the tag that opens it before, at the same level")
		return
	}
	empty := w.pend == 0 && len(w.buf) == w.inside().content
	w.opened = w.opened[:len(w.opened)-1]
	space := spacingOf(name, w.inside())
	if space == noSpace {
		w.block("</" + name + ">")
		return
	}
	w.close("</" + name + ">")
	if space == likeText || empty { // an empty element shows something by its style, as an icon
		w.omit, w.wide = false, false
	}
}

// keptText writes a node of running text inside a pre or textarea: as typed,
// but for what Markdown itself takes from the ends of lines.
func (w *walker) keptText(n *ast.Text) {
	w.verbatim(w.resolve.resolve(n.Segment.Value(w.src)))
	if n.SoftLineBreak() || n.HardLineBreak() {
		w.verbatim([]byte{'\n'})
	}
}

// rawID writes the id of raw HTML, which links can name like a heading's.
func (w *walker) rawID(id string, off, n int) {
	if _, taken := w.ids[id]; taken {
		w.problem(off, n, diag.Error, "duplicate-id",
			fmt.Sprintf("another place of this page has the id %q already", id), "give each its own")
		return
	}
	w.ids[id] = struct{}{}
	w.doc.Anchors = append(w.doc.Anchors, id)
	w.raw(" id=")
	w.hole(Hole{Kind: HoleID, Name: id, Off: off, Len: n})
}

// closeRaw closes the elements of raw HTML that this fragment left open.
func (w *walker) closeRaw() {
	for len(w.opened) > w.floor {
		last := w.opened[len(w.opened)-1]
		w.opened = w.opened[:len(w.opened)-1]
		w.problem(last.off, len(last.name)+1, diag.Error, "raw-html",
			fmt.Sprintf("<%s> is never closed", last.name), fmt.Sprintf("write </%s> where it ends", last.name))
		w.block("</" + last.name + ">")
	}
}

// refused returns the first reason for which src cannot be written, and the
// name of the element that it is about, if any, "/" before it at an end tag.
// The problem's Code is empty if there is no reason.
func (w *walker) refused(src string) (p diag.Diag, name string) {
	z := html.NewTokenizer(strings.NewReader(src))
	for read := 0; ; {
		kind := z.Next()
		read += len(z.Raw())
		switch kind {
		case html.ErrorToken:
			if z.Err() != io.EOF || read < len(src) {
				return diag.Diag{Code: "raw-html", Msg: "this HTML cannot be read: a tag has no end",
					Hint: `write the ">" of each tag, or a backslash before "<" to show it as text`}, ""
			}
			return diag.Diag{}, ""
		case html.CommentToken:
			if !bytes.HasPrefix(z.Raw(), []byte("<!--")) {
				return diag.Diag{Code: "raw-html", Msg: "a declaration or instruction is not allowed here", Hint: "remove it"}, ""
			}
			return diag.Diag{Code: "html-comment", Msg: "a comment would be hidden in the page for every reader of its source",
				Hint: "remove it; keep notes for colleagues in a file of their own"}, ""
		case html.DoctypeToken:
			return diag.Diag{Code: "raw-html", Msg: "a document type is not allowed here", Hint: "remove it"}, ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if msg, hint := w.refusedTag(t); msg != "" {
				return diag.Diag{Code: "raw-html", Msg: msg, Hint: hint}, t.Data
			}
		case html.EndTagToken:
			t := z.Token()
			if msg, hint := w.refusedTag(t); msg != "" || slices.Contains(w.refusals, t.Data) {
				return diag.Diag{Code: "raw-html", Msg: msg, Hint: hint}, "/" + t.Data
			}
		}
	}
}

// refusedTag returns why a tag is not allowed, "" if it is.
func (w *walker) refusedTag(t html.Token) (msg, hint string) {
	if !slices.Contains(w.opt.RawHTML, t.Data) || t.Data == "script" || t.Data == "style" {
		return fmt.Sprintf("raw HTML is not allowed: <%s>", t.Data), instead(t.Data)
	}
	for _, a := range t.Attr {
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
			return fmt.Sprintf("the attribute %s is not allowed on <%s>", a.Key, t.Data), "remove it"
		case unsafeScheme(a.Val, false) != "":
			return fmt.Sprintf("the address in %s of <%s> is not allowed", a.Key, t.Data), "link to a page or a file by its address"
		}
	}
	return "", ""
}

// isVoid reports whether an element has no content and no end tag (HTML, 13.1.2).
func isVoid(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr":
		return true
	}
	return false
}

// holdsHTML reports whether an element of SVG or MathML holds HTML (HTML, 13.2.6.1: integration points).
func holdsHTML(name string) bool {
	switch name {
	case "foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext":
		return true
	}
	return false
}

// spacing is what white space means beside the tags of an element.
type spacing int

const (
	ofText   spacing = iota // what it means in text
	noSpace                 // nothing
	likeText                // what it means beside a word: that on either side stays
)

// spacingOf returns the spacing of an element that stands directly in another.
func spacingOf(name string, in rawTag) spacing {
	if in.foreign == "svg" {
		switch name {
		case "a", "textpath", "tspan":
			return ofText
		}
		return noSpace
	}
	switch name {
	case "address", "article", "aside", "blockquote", "br", "caption", "center", "col", "colgroup", "dd", "details", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li",
		"main", "menu", "nav", "noscript", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
		"th", "thead", "tr", "ul":
		return noSpace
	case "audio", "button", "canvas", "embed", "iframe", "img", "input", "meter", "object", "progress", "q", "rt", "rtc", "select", "svg",
		"textarea", "video", "wbr":
		return likeText
	}
	return ofText
}
