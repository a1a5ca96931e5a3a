package markdown

import "unicode"

// The first characters of the scripts that isUnspaced and isWide look for: a
// look at these bounds is enough for nearly all text.
const (
	firstUnspaced = 0x0e00
	firstWide     = 0x2e80
)

// isUnspaced reports whether r is a letter, sign or punctuation mark of a
// writing that may set no space between words: Thai, Lao, Tibetan, Myanmar and
// Khmer, and those of isWide; Hangul too, whose particles follow a word's
// closing mark without one.
func isUnspaced(r rune) bool {
	switch {
	case r < firstUnspaced:
		return false
	case r <= 0x109f: // Thai, Lao, Tibetan, Myanmar
		return true
	case 0x1100 <= r && r <= 0x11ff, 0xa960 <= r && r <= 0xa97f, 0xac00 <= r && r <= 0xd7ff, // Hangul
		0x1780 <= r && r <= 0x17ff, // Khmer
		0xa9e0 <= r && r <= 0xa9ff, // Myanmar
		0xaa60 <= r && r <= 0xaa7f, // Myanmar
		0x3131 <= r && r <= 0x318e: // Hangul
		return true
	}
	return isWide(r)
}

// isWide reports whether r is Han, kana, bopomofo or Yi, or punctuation that
// is set with them. Between two of these a line's end in the source is no
// space (CSS Text 3, 4.1.3: wide characters but Hangul).
func isWide(r rune) bool {
	switch {
	case r < firstWide:
		return false
	case 0x3131 <= r && r <= 0x318e, 0x3200 <= r && r <= 0x321e, 0x3260 <= r && r <= 0x327f: // Hangul letters, enclosed ones
		return false
	case 0xffa0 <= r && r <= 0xffdc: // half-width Hangul
		return false
	case r <= 0xa4cf, // radicals to Yi
		0xf900 <= r && r <= 0xfaff,   // compatibility ideographs
		0xfe10 <= r && r <= 0xfe1f,   // vertical forms
		0xfe30 <= r && r <= 0xfe6f,   // compatibility and small forms
		0xff00 <= r && r <= 0xffe6,   // full- and half-width forms
		0x1aff0 <= r && r <= 0x1b16f, // kana
		0x1f200 <= r && r <= 0x1f2ff, // enclosed ideographs
		0x20000 <= r && r <= 0x3ffff: // Han
		return true
	}
	return false
}

// denseWeight returns how many thousandths of a word a character is worth in a
// script that puts no space between words; dense is false in any other. The
// weights make translations of one text into these scripts as long as the
// English one; signs above and below letters, digits and punctuation weigh nothing.
func denseWeight(r rune) (weight int, dense bool) {
	switch {
	case r < firstUnspaced:
		return 0, false
	case r <= 0x0eff: // Thai, Lao
		weight = 240
	case 0x1000 <= r && r <= 0x109f, 0xa9e0 <= r && r <= 0xa9ff, 0xaa60 <= r && r <= 0xaa7f: // Myanmar
		weight = 265
	case 0x1780 <= r && r <= 0x17ff: // Khmer
		weight = 280
	case 0x3040 <= r && r <= 0x30ff, 0x31f0 <= r && r <= 0x31ff, 0xff66 <= r && r <= 0xff9f: // kana
		weight = 230
	case 0x3400 <= r && r <= 0x9fff, 0xf900 <= r && r <= 0xfaff, 0x20000 <= r && r <= 0x3ffff: // Han
		weight = 680
	case 0x3000 <= r && r <= 0x303f, 0xff01 <= r && r <= 0xff0f: // their punctuation
		return 0, true
	default:
		return 0, false
	}
	if !unicode.IsLetter(r) {
		weight = 0
	}
	return weight, true
}

// isDense reports whether r is a letter of a script that puts no spaces between words.
func isDense(r rune) bool {
	weight, _ := denseWeight(r)
	return weight > 0
}
