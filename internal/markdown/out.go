package markdown

import (
	"unicode/utf8"
)

// out writes minimal HTML into one kept buffer.
//
// It keeps white space as tdewolff/minify would leave it: a run becomes one
// space, or one line break if it held any; a run beside a block's tag, or
// after another run across inline tags, goes. Two facts are enough for that,
// and both are about the last bytes written: whether a space is unwanted here
// (omit), and where a space stands that a block's tag may still take away
// (drop), because only end tags of inline elements follow it.
type out struct {
	buf   []byte
	holes []Hole
	kept  int // bytes that the document holds besides: see maxKept

	pend byte // white space that is due before the next text or tag: 0, ' ' or '\n'
	omit bool // white space here would follow a block's tag or other white space
	drop int  // where the space before inline end tags stands; -1 if there is none
	amp  bool // the last byte is an ampersand of the text, written bare

	words  int  // begun so far, in scripts with spaces
	dense  int  // thousandths of a word so far, in scripts without
	inWord bool // text that goes on here goes on with a word
	wide   bool // the last character written isWide
}

// A mark is where a fragment begins.
type mark struct {
	buf, holes int
	pend       byte
	omit, amp  bool
	drop       int
	inWord     bool
}

// reset readies o for a new document.
func (o *out) reset() {
	clear(o.holes[:cap(o.holes)]) // let go of the last document's strings
	*o = out{buf: o.buf[:0], holes: o.holes[:0], omit: true, drop: -1}
}

// begin starts a fragment of its own on top of what is written.
func (o *out) begin() mark {
	m := mark{len(o.buf), len(o.holes), o.pend, o.omit, o.amp, o.drop, o.inWord}
	o.pend, o.omit, o.amp, o.drop, o.inWord = 0, true, false, -1, false
	return m
}

// end cuts out what was written since begin.
func (o *out) end(m mark) Fragment {
	o.settle()
	f := Fragment{HTML: string(o.buf[m.buf:])}
	if holes := o.holes[m.holes:]; len(holes) > 0 {
		f.Holes = make([]Hole, len(holes))
		copy(f.Holes, holes)
		for i := range f.Holes {
			f.Holes[i].At -= m.buf
		}
	}
	o.kept += len(f.HTML)
	o.buf, o.holes = o.buf[:m.buf], o.holes[:m.holes]
	o.pend, o.omit, o.amp, o.drop, o.inWord = m.pend, m.omit, m.amp, m.drop, m.inWord
	return f
}

// settle ends a run of inline content: white space that is due, or stands
// before inline end tags, goes.
func (o *out) settle() {
	if o.drop >= 0 {
		// No hole stands after drop: only end tags do.
		o.buf = append(o.buf[:o.drop], o.buf[o.drop+1:]...)
	}
	o.pend, o.omit, o.amp, o.drop, o.inWord, o.wide = 0, true, false, -1, false, false
}

// block writes tags of block elements. White space around them goes.
func (o *out) block(tags string) {
	o.settle()
	o.buf = append(o.buf, tags...)
}

// raw goes on with a tag that is begun.
func (o *out) raw(s string) { o.buf = append(o.buf, s...) }

// open writes an inline start tag, whole or its beginning.
func (o *out) open(tag string) {
	if o.pend != 0 && !o.omit {
		o.buf = append(o.buf, o.pend)
		o.omit = true
	}
	o.pend, o.amp, o.drop = 0, false, -1
	o.buf = append(o.buf, tag...)
}

// close writes an inline end tag.
func (o *out) close(tag string) {
	if o.pend != 0 && !o.omit {
		o.drop = len(o.buf)
		o.buf = append(o.buf, o.pend)
		o.omit = true
	}
	o.pend, o.amp = 0, false
	o.buf = append(o.buf, tag...)
}

// object readies for an element that counts as text, such as a picture.
func (o *out) object() {
	o.open("")
	o.omit, o.wide = false, false
}

// hole leaves a gap here.
func (o *out) hole(h Hole) {
	h.At = len(o.buf)
	o.kept += holeWeight + len(h.Dest) + len(h.Name)
	o.holes = append(o.holes, h)
}

// space stands for white space of the source: ' ' or '\n'.
func (o *out) space(c byte) {
	o.wide = false
	if o.pend != '\n' {
		o.pend = c
	}
	o.inWord = false
}

// Classes of bytes in text. Zero is what is written as it stands.
const (
	blank = iota + 1
	special
	scripted // begins a character of a script that may do without spaces
)

// textClass is a table for speed; nothing changes it.
var textClass = [256]byte{
	' ': blank, '\t': blank, '\n': blank, '\r': blank, '\f': blank,
	'<': special, '&': special, 0: special,
	0xe0: scripted, 0xe1: scripted, 0xe3: scripted, 0xe4: scripted, 0xe5: scripted, 0xe6: scripted,
	0xe7: scripted, 0xe8: scripted, 0xe9: scripted, 0xef: scripted, 0xf0: scripted,
}

// text writes characters: s holds neither escapes nor references.
//
// Text needs only "<" escaped, and "&" where it could begin a reference (HTML,
// 13.1.4): before a letter, a digit or "#".
func (o *out) text(s []byte) {
	for i := 0; i < len(s); {
		c := s[i]
		class := textClass[c]
		if class == blank {
			if c == '\n' || c == '\r' {
				o.space('\n')
			} else {
				o.space(' ')
			}
			i++
			continue
		}
		o.beginText(c)
		switch class {
		case special:
			o.escape(c)
			i++
		case scripted:
			i += o.rune(s[i:])
		default:
			n := plainRun(s[i:], &o.words)
			o.buf = append(o.buf, s[i:i+n]...)
			i += n
		}
	}
}

// plainRun returns the length of s's longest start that can be written as it
// stands, single spaces between words included, and counts the words after the first.
func plainRun(s []byte, words *int) int {
	j := 1
	for ; j < len(s); j++ {
		if class := textClass[s[j]]; class == 0 {
			continue
		}
		if s[j] == ' ' && j+1 < len(s) && textClass[s[j+1]] == 0 {
			*words++
			continue
		}
		break
	}
	return j
}

// verbatim writes the text of a code span: characters whose white space stays.
// It is the one exception to minify's rules, which would change what the
// editor took care to type.
func (o *out) verbatim(s []byte) {
	for _, c := range s {
		o.beginText(c)
		if textClass[c] == special {
			o.escape(c)
		} else {
			o.buf = append(o.buf, c)
		}
	}
}

// beginText writes what is due before a byte of text.
func (o *out) beginText(c byte) {
	if o.pend != 0 {
		if !o.omit {
			o.buf = append(o.buf, o.pend)
		}
		o.pend = 0
	} else if o.amp && (c == '#' || isAlnum(c)) {
		o.buf = append(o.buf, "amp;"...)
	}
	o.amp, o.omit, o.drop, o.wide = false, false, -1, false
	if !o.inWord && textClass[c] != scripted {
		o.words++
		o.inWord = true
	}
}

func (o *out) escape(c byte) {
	switch c {
	case '<':
		o.buf = append(o.buf, "&lt;"...)
	case '&':
		o.buf = append(o.buf, '&')
		o.amp = true
	default: // NUL, which HTML cannot hold (CommonMark 0.31, 2.3)
		o.buf = append(o.buf, "\ufffd"...)
	}
}

// rune writes the first character of s and returns its length. It counts
// what letters of scripts that put no spaces between words are worth.
func (o *out) rune(s []byte) int {
	r, n := utf8.DecodeRune(s)
	switch weight, dense := denseWeight(r); {
	case dense:
		o.dense += weight
		o.inWord = false
	case !o.inWord:
		o.words++
		o.inWord = true
	}
	o.buf = append(o.buf, s[:n]...)
	o.wide = isWide(r)
	return n
}

// count returns the number of words written: runs between white space and, in
// scripts that do without it, as many as their letters are worth.
func (o *out) count() int { return o.words + (o.dense+500)/1000 }

// pre writes preformatted text: every byte stays, escaped as goldmark escapes it.
func (o *out) pre(s string) {
	n := 0
	for i := 0; i < len(s); i++ {
		var r string
		switch s[i] {
		case '<':
			r = "&lt;"
		case '>':
			r = "&gt;"
		case '&':
			r = "&amp;"
		case '"':
			r = "&quot;"
		case 0:
			r = "\ufffd"
		default:
			continue
		}
		o.buf = append(append(o.buf, s[n:i]...), r...)
		n = i + 1
	}
	o.buf = append(o.buf, s[n:]...)
}

// AppendAttr appends v as the value of an HTML attribute, quoted only if it
// must be (HTML, 13.1.2.3) and with the quotes that need fewer escapes. It is
// what fills a HoleHref or a HoleID.
func AppendAttr[T string | []byte](dst []byte, v T) []byte {
	bare := len(v) > 0
	singles, doubles, amps := 0, 0, 0
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '"':
			doubles++
		case '\'':
			singles++
		case '&':
			amps++
			continue
		case ' ', '\t', '\n', '\f', '\r', '`', '<', '=', '>':
		default:
			continue
		}
		bare = false
	}
	if bare && amps == 0 {
		return append(dst, v...)
	}
	quote, entity := byte('"'), "&#34;"
	if doubles > singles {
		quote, entity = '\'', "&#39;"
	}
	if !bare {
		dst = append(dst, quote)
	}
	for i := 0; i < len(v); i++ {
		c := v[i]
		switch {
		case c == quote && !bare:
			dst = append(dst, entity...)
		case c == '&' && i+1 < len(v) && (v[i+1] == '#' || isAlnum(v[i+1])):
			dst = append(dst, "&amp;"...)
		default:
			dst = append(dst, c)
		}
	}
	if !bare {
		dst = append(dst, quote)
	}
	return dst
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
