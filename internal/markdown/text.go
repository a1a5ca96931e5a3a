package markdown

import (
	"bufio"
	"bytes"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer/html"
)

// resolver turns text as typed into the characters that it means: backslash
// escapes and character references (CommonMark 0.31, 2.4 and 2.5). goldmark's
// own writer knows how; it also escapes for HTML, which is undone here, so
// that no rule is written twice.
type resolver struct {
	buf bytes.Buffer
	w   *bufio.Writer
}

// resolve returns s resolved. The result is s itself, or valid until the next call.
func (r *resolver) resolve(s []byte) []byte {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 && bytes.IndexByte(s, 0) < 0 {
		return s
	}
	r.buf.Reset()
	if r.w == nil {
		r.w = bufio.NewWriterSize(&r.buf, 512)
	}
	html.DefaultWriter.Write(r.w, s)
	r.w.Flush() // a bytes.Buffer takes everything
	return dropControls(unescape(r.buf.Bytes()))
}

// unescape undoes goldmark's HTML escapes in place.
func unescape(s []byte) []byte {
	n := 0
	for i := 0; i < len(s); n++ {
		c := s[i]
		i++
		if c == '&' {
			switch s[i] {
			case 'l':
				c, i = '<', i+len("lt;")
			case 'g':
				c, i = '>', i+len("gt;")
			case 'a':
				i += len("amp;")
			case 'q':
				c, i = '"', i+len("quot;")
			}
		}
		s[n] = c
	}
	return s[:n]
}

// plain returns the plain text of n's inline content: no note marks, pictures
// as their alternative text, each run of white space as one space. It is valid
// until the next call.
func (w *walker) plain(n ast.Node) []byte {
	w.plainB = w.appendPlain(w.plainB[:0], n.FirstChild(), nil, 0)
	w.plainB = bytes.TrimSuffix(w.plainB, []byte(" "))
	return w.plainB
}

// appendPlain appends the plain text of the inlines from n up to stop.
func (w *walker) appendPlain(dst []byte, n, stop ast.Node, depth int) []byte {
	for ; n != stop; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			if n.IsRaw() {
				dst = appendSquashed(dst, n.Segment.Value(w.src))
			} else {
				dst = appendSquashed(dst, w.shown(n.Segment))
			}
			if n.HardLineBreak() || n.SoftLineBreak() && !(endsWide(dst) && w.beginsWide(n.NextSibling())) {
				dst = appendSquashed(dst, []byte{' '})
			}
		case *ast.String:
			dst = appendSquashed(dst, n.Value)
		case *ast.AutoLink:
			dst = appendSquashed(dst, n.Label(w.src))
		case *noteMark, *ast.RawHTML:
		default:
			if depth < maxNesting {
				dst = w.appendPlain(dst, n.FirstChild(), nil, depth+1)
			}
		}
	}
	return dst
}

// beginsWide reports whether the text that begins with n begins with a
// character that isWide.
func (w *walker) beginsWide(n ast.Node) bool {
	for range 8 { // marks of emphasis and links deeper inside each other than that are no text to join
		switch t := n.(type) {
		case *ast.Text:
			r, _ := utf8.DecodeRune(t.Segment.Value(w.src))
			return isWide(r)
		case *ast.Emphasis, *ast.Link, *extast.Strikethrough:
			n = n.FirstChild()
		default:
			return false
		}
	}
	return false
}

func endsWide(s []byte) bool {
	r, _ := utf8.DecodeLastRune(s)
	return isWide(r)
}

// appendSquashed appends s with each run of white space as one space, none at the beginning.
func appendSquashed(dst, s []byte) []byte {
	for i := 0; i < len(s); {
		if textClass[s[i]] == blank {
			if len(dst) > 0 && dst[len(dst)-1] != ' ' {
				dst = append(dst, ' ')
			}
			i++
			continue
		}
		j := i + 1
		for j < len(s) && textClass[s[j]] != blank {
			j++
		}
		dst = append(dst, s[i:j]...)
		i = j
	}
	return dst
}

// summarise returns text cut at a word's end if it is longer than maxSummary characters.
func summarise(text []byte) string {
	if utf8.RuneCount(text) <= maxSummary {
		return string(text)
	}
	end := 0
	for range maxSummary - 1 { // one for the ellipsis
		_, n := utf8.DecodeRune(text[end:])
		end += n
	}
	cut := text[:end]
	if i := bytes.LastIndexByte(cut, ' '); i > end/2 {
		cut = cut[:i]
	}
	return string(cut) + "…"
}
