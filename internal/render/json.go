package render

import (
	"strconv"
	"unicode/utf8"
)

// jsonText is JSON (RFC 8259) under construction, its members in the order in
// which they are written and without a space. Every page has some, and
// encoding/json takes five times as long for it, as it looks at types.
//
// No text of it can end a script element: "<" is written as \u003c.
type jsonText []byte

// next separates a value from the one before.
func (j *jsonText) next() {
	if n := len(*j); n > 0 {
		switch (*j)[n-1] {
		case '{', '[', ':':
		default:
			*j = append(*j, ',')
		}
	}
}

// open begins an object or a list: '{' or '['.
func (j *jsonText) open(bracket byte) {
	j.next()
	*j = append(*j, bracket)
}

func (j *jsonText) close(bracket byte) { *j = append(*j, bracket) }

// key begins a member. Names are this package's own and hold no special character.
func (j *jsonText) key(name string) {
	j.next()
	*j = append(append(append(*j, '"'), name...), '"', ':')
}

// object begins a member that is an object of the type, as JSON-LD has it.
func (j *jsonText) object(name, typ string) {
	j.key(name)
	j.typed(typ)
}

// typed begins an object of the type.
func (j *jsonText) typed(typ string) {
	j.open('{')
	j.member("@type", typ)
}

// member adds a member that is a text, but no empty one.
func (j *jsonText) member(name, value string) {
	if value != "" {
		j.key(name)
		j.text(value)
	}
}

// number adds a member that is a number above 0.
func (j *jsonText) number(name string, n int) {
	if n > 0 {
		j.key(name)
		*j = strconv.AppendInt(*j, int64(n), 10)
	}
}

// text adds a text. Bytes that are not UTF-8 become U+FFFD.
func (j *jsonText) text(s string) {
	j.next()
	out := append(*j, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && c != '<' {
				i++
				continue
			}
			out = append(out, s[from:i]...)
			out = appendEscape(out, c)
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			out = append(append(out, s[from:i]...), "\uFFFD"...)
			from = i + n
		}
		i += n
	}
	out = append(out, s[from:]...)
	*j = append(out, '"')
}

func appendEscape(dst []byte, c byte) []byte {
	const hex = "0123456789abcdef"
	switch c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\n':
		return append(dst, `\n`...)
	case '\t':
		return append(dst, `\t`...)
	}
	return append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
}
