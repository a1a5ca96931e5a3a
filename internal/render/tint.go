package render

import (
	"html/template"
	"math"
	"slices"
)

// tint is the colour that stands in a picture's place while it is loaded: four
// bits each of red, green and blue, which is as exact as what is seen for a
// moment need be, above a bit that is always set, so that none is 0. The page's
// own style sheet knows it by a class: style attributes are against the policy.
type tint uint16

const isTint tint = 1 << 12

// wantTint notes that the page shows a tint.
func (p *Page) wantTint(colour [3]byte) tint {
	t := isTint
	for i, v := range colour {
		t |= tint((int(v)*15+127)/255) << (4 * (2 - i))
	}
	if !slices.Contains(p.tints, t) {
		p.tints = append(p.tints, t)
	}
	return t
}

// TintStyle is a style sheet with the colours that stand in for the page's
// pictures while they are loaded; empty if there are none.
func (p *Page) TintStyle() template.CSS {
	if p.kind == "notfound" || !slices.ContainsFunc(p.allTexts(), func(t *text) bool { return len(t.doc.Pictures) > 0 }) {
		return ""
	}
	p.fillAll()
	tints := slices.Sorted(slices.Values(p.tints))
	sheet := make([]byte, 0, 48*len(tints))
	for _, t := range tints {
		sheet = t.appendRule(sheet)
	}
	return template.CSS(sheet)
}

// appendHex appends the three digits: "c42".
func (t tint) appendHex(dst []byte) []byte {
	const digits = "0123456789abcdef"
	return append(dst, digits[t>>8&15], digits[t>>4&15], digits[t&15])
}

// appendClass appends the name of the class: "_c42". Generated names begin with
// an underscore, those that a site writes do not.
func (t tint) appendClass(dst []byte) []byte { return t.appendHex(append(dst, '_')) }

// appendRule appends the rule of the class. It gives letters a colour too: those
// of the description, where the picture does not come.
func (t tint) appendRule(dst []byte) []byte {
	dst = append(t.appendClass(append(dst, '.')), "{background:"...)
	if t == isTint|0xf00 {
		dst = append(dst, "red"...) // the one name that is shorter
	} else {
		dst = t.appendHex(append(dst, '#'))
	}
	if t.luminance() > 0.179 { // where black and white stand out alike
		return append(dst, ";color:#000}"...)
	}
	return append(dst, ";color:#fff}"...)
}

// luminance is how light the colour is, from 0 to 1 (WCAG 2.2, "relative luminance").
func (t tint) luminance() float64 {
	linear := func(v tint) float64 {
		s := float64(v&15) / 15
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(t>>8) + 0.7152*linear(t>>4) + 0.0722*linear(t)
}
