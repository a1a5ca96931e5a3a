package diag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden says whether a character must not reach a terminal or an annotation as
// it is: controls (they move the cursor, set titles, answer queries), explicit
// bidirectional embeddings, overrides and isolates (Unicode UAX #9, section 2;
// they show a text in another order than it has), separators that some
// programs take for line breaks, byte order marks and tag characters.
func hidden(r rune) bool {
	switch {
	case r < 0x20, 0x7f <= r && r < 0xa0:
		return true
	case r < 0x2028:
		return false
	case r <= 0x202e, 0x2066 <= r && r <= 0x2069, r == 0xfeff, 0xe0000 <= r && r <= 0xe007f:
		return true
	}
	return false
}

// A message quotes what was typed, which may be a megabyte: of a longer one the
// first and the last characters are printed, which say what is wrong.
const (
	messageMax  = 300
	messageHead = 200
)

// short is a text of at most messageMax characters, with "…" for those that are
// left out of its middle.
func short(s string) string {
	if len(s) <= messageMax || len(s) <= utf8.UTFMax*messageMax && utf8.RuneCountInString(s) <= messageMax {
		return s
	}
	head, tail := 0, len(s)
	for range messageHead {
		_, n := utf8.DecodeRuneInString(s[head:])
		head += n
	}
	for range messageMax - messageHead - 1 {
		_, n := utf8.DecodeLastRuneInString(s[:tail])
		tail -= n
	}
	return s[:head] + "…" + s[tail:]
}

// Printable is a text as a printer writes it: at most 300 characters of it,
// with "…" for its middle, in one line, and nothing hidden among them.
func Printable(s string) string { return visible(short(s)) }

// visible writes hidden characters and bytes that are not UTF-8 as escapes:
// "\x1b", "\u202e". A line break is one of them.
func visible(s string) string {
	plain := true
	for _, r := range s {
		if hidden(r) || r == utf8.RuneError {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		appendVisible(&b, r, s[:n])
		s = s[n:]
	}
	return b.String()
}

// appendVisible writes one character, whose bytes are raw.
func appendVisible(b *strings.Builder, r rune, raw string) {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		fmt.Fprintf(b, `\x%02x`, raw[0])
	case !hidden(r):
		b.WriteString(raw)
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r < 0x80:
		fmt.Fprintf(b, `\x%02x`, r)
	default:
		fmt.Fprintf(b, `\u%04x`, r)
	}
}

// columns is how many columns of a terminal a character takes: none for marks
// that combine with the character before and for joiners, two for East Asian
// wide and full-width ones and for emoji (Unicode UAX #11, in broad ranges).
func columns(r rune) int {
	switch {
	case r < 0x300:
		if r == 0xad { // soft hyphen
			return 0
		}
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case r < 0x1100:
		return 1
	case r <= 0x115f, // Hangul leading consonants
		0x231a <= r && r <= 0x231b, 0x23e9 <= r && r <= 0x23ec,
		0x2e80 <= r && r <= 0x303e, 0x3041 <= r && r <= 0x33ff,
		0x3400 <= r && r <= 0x4dbf, 0x4e00 <= r && r <= 0xa4cf,
		0xa960 <= r && r <= 0xa97c, 0xac00 <= r && r <= 0xd7a3,
		0xf900 <= r && r <= 0xfaff, 0xfe30 <= r && r <= 0xfe6f,
		0xff01 <= r && r <= 0xff60, 0xffe0 <= r && r <= 0xffe6,
		0x16fe0 <= r && r <= 0x18aff, 0x1b000 <= r && r <= 0x1b2ff,
		0x1f1e6 <= r && r <= 0x1f202, 0x1f300 <= r && r <= 0x1f64f,
		0x1f680 <= r && r <= 0x1f6ff, 0x1f900 <= r && r <= 0x1faff,
		0x20000 <= r && r <= 0x3fffd:
		return 2
	case 0x1160 <= r && r <= 0x11ff: // Hangul vowels and trailing consonants join the leading one
		return 0
	}
	return 1
}
