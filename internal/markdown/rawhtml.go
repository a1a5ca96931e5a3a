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

// rawTag is a start tag of raw HTML at byte off of the source.
type rawTag struct {
	name string
	off  int
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
			w.text([]byte(t.Data))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.startTag(t, off, len(src))
			if !isVoid(t.Data) {
				w.opened = append(w.opened, rawTag{t.Data, off})
			}
		case html.EndTagToken:
			if n := len(w.opened); n == w.floor || w.opened[n-1].name != t.Data {
				w.problem(off, len(src), diag.Error, "raw-html",
					fmt.Sprintf("</%s> closes nothing here", t.Data), "write the tag that opens it before, at the same level")
				continue
			}
			w.opened = w.opened[:len(w.opened)-1]
			if isBlockElement(t.Data) {
				w.block("</" + t.Data + ">")
			} else {
				w.close("</" + t.Data + ">")
			}
		}
	}
}

func (w *walker) startTag(t html.Token, off, n int) {
	if isBlockElement(t.Data) {
		w.block("<" + t.Data)
	} else {
		w.open("<" + t.Data)
	}
	for _, a := range t.Attr {
		if a.Key == "id" && a.Val != "" {
			w.rawID(a.Val, off, n)
			continue
		}
		w.raw(" " + a.Key)
		if a.Val != "" {
			w.buf = AppendAttr(append(w.buf, '='), a.Val)
		}
	}
	w.raw(">")
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
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() == io.EOF {
				return diag.Diag{}, ""
			}
			return diag.Diag{Code: "raw-html", Msg: "this HTML cannot be read"}, ""
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
		return fmt.Sprintf("raw HTML is not allowed: <%s>", t.Data),
			`write it in Markdown, or put a backslash before "<" to show it as text; raw_html in brief.yaml can allow an element`
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

// isBlockElement reports whether white space around an element's tags means nothing.
func isBlockElement(name string) bool {
	switch name {
	case "address", "article", "aside", "blockquote", "br", "caption", "center", "col", "colgroup", "dd", "details", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li",
		"main", "menu", "nav", "noscript", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
		"tr", "ul":
		return true
	}
	return false
}
