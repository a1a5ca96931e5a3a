package markdown

import (
	"bytes"

	"brief/internal/diag"
)

// Parse reads src from the byte offset body on. file names it in positions.
// The Doc is never nil, whatever the problems. It keeps src.
//
// Parse looks at nothing but its arguments and may run many times at once.
func Parse(file string, src []byte, body int, opt Options) (*Doc, diag.List) {
	d := &Doc{file: file, src: src}
	body = skipMark(src, body)
	if problem, ok := d.refuse(body); ok {
		return d, diag.List{problem}
	}
	var controls diag.List
	if holdsControl(src[body:]) {
		src, controls = d.withoutControls(body)
		d.src = src // in which each place that follows is looked for
	}
	e := engine()
	w := e.walkers.Get().(*walker)
	w.reset(d, body, opt)
	w.document(e)
	diags := append(controls, w.diags...)
	w.release()
	e.walkers.Put(w)
	return d, diags
}

// skipMark skips a byte order mark at the very beginning of a file.
func skipMark(src []byte, body int) int {
	if body == 0 && bytes.HasPrefix(src, []byte("\ufeff")) {
		return 3
	}
	return body
}

// LeadingH1 returns the plain text of a "# H1" that is the body's first block,
// typeset by the rules of lang, without parsing the rest; "" if there is none.
// It is what Parse gives as Doc.H1 for every file that Parse does not refuse to read.
func LeadingH1(src []byte, body int, lang string) string {
	body = skipMark(src, body)
	if len(src) > maxFile {
		return ""
	}
	head, whole := leadingH1(src[body:])
	if len(head) == 0 {
		return ""
	}
	if whole {
		// Whether "[…]" is a link or a note mark depends on what stands below.
		d, _ := Parse("", src, body, Options{Lang: lang})
		return d.H1
	}
	d, _ := Parse("", head, 0, Options{Lang: lang})
	return d.H1
}

// leadingH1 returns the lines of a leading heading of the first level, and
// whether their meaning may depend on the lines that follow. It may return
// lines that are no such heading after all.
func leadingH1(src []byte) (lines []byte, whole bool) {
	for at := 0; at < len(src); {
		end := len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		line := bytes.TrimSpace(src[at:end])
		switch {
		case len(line) == 0 && len(lines) > 0:
			return nil, false
		case len(line) == 0:
			src, at = src[end:], 0
			continue
		case len(lines) == 0 && line[0] == '#', len(lines) > 0 && len(bytes.Trim(line, "=")) == 0:
			return src[:end], bytes.IndexByte(src[:end], '[') >= 0
		}
		lines = src[:end]
		at = end
	}
	return nil, false
}
