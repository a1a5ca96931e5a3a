package markdown

import (
	"bytes"
	"unicode/utf8"

	"brief/internal/diag"
)

// maxExcerpt is the longest source line, in bytes, that a problem quotes.
// A longer line helps nobody, and a thousand problems on one line of two
// megabytes would fill the memory.
const maxExcerpt = 2000

// Place turns a place of this document into what an editor sees: the position
// of the byte at off in the file, the number of characters that n bytes make
// there (not beyond the end of the line), and the line itself, empty if it is
// too long to quote.
//
// Holes, pictures and blocks carry only byte offsets: nearly none of them is
// ever complained about, and lines are counted for those that are.
func (d *Doc) Place(off, n int) (pos diag.Pos, length int, excerpt string) {
	off = min(max(off, 0), len(d.src))
	return d.place(off, n, 1+bytes.Count(d.src[:off], []byte{'\n'}))
}

// place is Place for an off whose line number is known.
func (d *Doc) place(off, n, line int) (diag.Pos, int, string) {
	start := bytes.LastIndexByte(d.src[:off], '\n') + 1
	end := len(d.src)
	if i := bytes.IndexByte(d.src[off:], '\n'); i >= 0 {
		end = off + i
	}
	stop := min(off+max(n, 0), end)
	pos := diag.Pos{File: d.file, Line: line, Col: 1 + utf8.RuneCount(d.src[start:off])}
	length := utf8.RuneCount(d.src[off:stop])
	if end-start > maxExcerpt {
		return pos, length, ""
	}
	return pos, length, string(bytes.TrimSuffix(d.src[start:end], []byte{'\r'}))
}

// Diag makes a problem of the n bytes at off, such as the Off and Len of a Hole.
func (d *Doc) Diag(off, n int, sev diag.Severity, code, msg, hint string) diag.Diag {
	pos, length, excerpt := d.Place(off, n)
	return diag.Diag{Pos: pos, Len: length, Severity: sev, Code: code, Msg: msg, Hint: hint, Excerpt: excerpt}
}
