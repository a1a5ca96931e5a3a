package markdown

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"brief/internal/diag"
)

// Control characters reach a text by pasting, and no reader sees them; but a
// feed that holds one is refused whole (XML 1.0, section 2.2). So they are
// reported, and left out of what is read: one that parts lines or pages
// becomes a space, as it parts words too.

// controlsTold is how many control characters of a file are reported, each at its place.
const controlsTold = 20

// isControl says whether a character has no place in a text: one of C0 and C1
// but tabs and line breaks, or a noncharacter that XML cannot hold. NUL is
// left to Markdown, which shows U+FFFD (CommonMark 0.31, 2.3).
func isControl(r rune) bool {
	return 0 < r && r < ' ' && r != '\t' && r != '\n' && r != '\r' || 0x7f <= r && r < 0xa0 || r == 0xfffe || r == 0xffff
}

// holdsControl says whether a text, which is valid UTF-8, holds a control
// character. It looks at eight bytes at a time, as every page is looked at.
func holdsControl(src []byte) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(src); i += 8 {
		v := binary.LittleEndian.Uint64(src[i:])
		if (v-ones*' ')&^v&tops == 0 {
			continue // no byte is below a space
		}
		if lowControl(src[i : i+8]) {
			return true
		}
	}
	return lowControl(src[i:]) || bytes.IndexByte(src, 0x7f) >= 0 || holdsAfter(src, "\xc2", 0x80, 0x9f) || holdsAfter(src, "\xef\xbf", 0xbe, 0xbf)
}

// lowControl says whether one of a few bytes is a control character.
func lowControl(src []byte) bool {
	for _, c := range src {
		if c < ' ' && isControl(rune(c)) {
			return true
		}
	}
	return false
}

// holdsAfter says whether a byte from lo to hi follows the given ones anywhere.
func holdsAfter(src []byte, lead string, lo, hi byte) bool {
	for {
		i := bytes.Index(src, []byte(lead))
		if i < 0 {
			return false
		}
		src = src[i+len(lead):]
		if len(src) > 0 && lo <= src[0] && src[0] <= hi {
			return true
		}
	}
}

// withoutControls is the document's file without the control characters from
// body on, with a problem for each.
func (d *Doc) withoutControls(body int) (src []byte, l diag.List) {
	src = append(make([]byte, 0, len(d.src)), d.src[:body]...)
	for at := body; at < len(d.src); {
		r, n := utf8.DecodeRune(d.src[at:])
		if !isControl(r) {
			src = append(src, d.src[at:at+n]...)
			at += n
			continue
		}
		if r == '\v' || r == '\f' || r == 0x85 {
			src = append(src, ' ')
		}
		if len(l) < controlsTold {
			l = append(l, d.Diag(at, n, diag.Warning, "control-character",
				fmt.Sprintf("an invisible control character (U+%04X) stands here, which is left out", r),
				"delete it; it often comes with text pasted from another program"))
		}
		at += n
	}
	return src, l
}

// dropControls takes control characters out of a text in place: those that
// references such as &#11; stand for.
func dropControls(s []byte) []byte {
	n := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRune(s[i:])
		switch {
		case !isControl(r):
			n += copy(s[n:], s[i:i+size])
		case r == '\v' || r == '\f' || r == 0x85:
			s[n] = ' '
			n++
		}
		i += size
	}
	return s[:n]
}
