package main

import (
	"fmt"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is a typeface at a size, for pictures that cannot leave their type to
// the reader's machine. The Go fonts come with the module that reads them.
type face struct {
	font *sfnt.Font
	size float64 // pixels to an em
}

func regular(size float64) (face, error) { return newFace(goregular.TTF, size) }
func bold(size float64) (face, error)    { return newFace(gobold.TTF, size) }

func newFace(ttf []byte, size float64) (face, error) {
	f, err := sfnt.Parse(ttf)
	return face{f, size}, err
}

// set gives the outlines of a line of type that begins at the origin, and how
// long the line is.
func (f face) set(text string) (outlines []ring, length float64, err error) {
	var b sfnt.Buffer
	ppem := fixed.Int26_6(f.size * 64)
	for _, r := range text {
		glyph, err := f.font.GlyphIndex(&b, r)
		if err != nil {
			return nil, 0, err
		}
		if glyph == 0 {
			return nil, 0, fmt.Errorf("the font has no %q", r)
		}
		segments, err := f.font.LoadGlyph(&b, glyph, ppem, nil)
		if err != nil {
			return nil, 0, err
		}
		outlines = append(outlines, flatten(segments, length)...)
		advance, err := f.font.GlyphAdvance(&b, glyph, ppem, font.HintingNone)
		if err != nil {
			return nil, 0, err
		}
		length += float64(advance) / 64
	}
	return outlines, length, nil
}

// flatten turns the curves of a glyph that begins at x into straight sides.
func flatten(segments sfnt.Segments, x float64) []ring {
	const sides = 8 // of a curve; more would not show at these sizes
	at := func(p fixed.Point26_6) point { return point{x + float64(p.X)/64, float64(p.Y) / 64} }
	var out []ring
	for _, s := range segments {
		if s.Op == sfnt.SegmentOpMoveTo {
			out = append(out, ring{at(s.Args[0])})
			continue
		}
		r := &out[len(out)-1]
		from := (*r)[len(*r)-1]
		switch s.Op {
		case sfnt.SegmentOpLineTo:
			*r = append(*r, at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			// A quadratic curve is a cubic whose inner points lie two thirds of the way to its one.
			c, to := at(s.Args[0]), at(s.Args[1])
			*r = append(*r, bezier([4]point{from, between(from, c, 2.0/3), between(to, c, 2.0/3), to}, sides)[1:]...)
		case sfnt.SegmentOpCubeTo:
			*r = append(*r, bezier([4]point{from, at(s.Args[0]), at(s.Args[1]), at(s.Args[2])}, sides)[1:]...)
		}
	}
	return out
}

// bezier walks along a cubic curve in n steps.
func bezier(c [4]point, n int) []point {
	line := make([]point, n+1)
	for i := range line {
		t := float64(i) / float64(n)
		a, b, d := between(c[0], c[1], t), between(c[1], c[2], t), between(c[2], c[3], t)
		line[i] = between(between(a, b, t), between(b, d, t), t)
	}
	return line
}

// between is the point that lies a part t of the way from a to b.
func between(a, b point, t float64) point {
	return point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)}
}
