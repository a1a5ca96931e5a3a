package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strings"
)

// hex is a colour as style sheets write it. Those of a raster are the light
// ones of the palette: a picture without a media query has one scheme.
func hex(rgb uint32) color.RGBA {
	return color.RGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 255}
}

// raster is a picture of pixels that is being painted, layer by layer.
type raster struct {
	*image.RGBA
	scale float64 // pixels to a unit
	mask  *mask   // of the layer
}

// paint lays a colour over what rings enclose, in units. Edges are mixed in
// eighths, which keeps the colours few enough for a palette.
func (r *raster) paint(c color.RGBA, rings []ring) {
	scaled := make([]ring, len(rings))
	for i, from := range rings {
		for _, p := range from {
			scaled[i] = append(scaled[i], point{p.x * r.scale, p.y * r.scale})
		}
	}
	m := r.mask
	m.fill(scaled)
	const steps = 8
	for i := m.top * m.w; i < m.bottom*m.w; i++ {
		k := (int(m.part[i])*steps + full/2) / full
		if k == 0 {
			continue
		}
		px := r.Pix[4*i : 4*i+3]
		for j, v := range [3]uint8{c.R, c.G, c.B} {
			px[j] = uint8((int(px[j])*(steps-k) + int(v)*k + steps/2) / steps)
		}
	}
}

// png encodes the picture with a palette of just its colours.
func (r *raster) png() ([]byte, error) {
	seen := map[color.RGBA]int{}
	for i := 0; i < len(r.Pix); i += 4 {
		seen[color.RGBA{r.Pix[i], r.Pix[i+1], r.Pix[i+2], 255}]++
	}
	if len(seen) > 256 {
		return nil, fmt.Errorf("the picture has %d colours, which a palette cannot hold", len(seen))
	}
	var colours color.Palette
	for c := range seen {
		colours = append(colours, c)
	}
	value := func(c color.Color) uint32 { v := c.(color.RGBA); return uint32(v.R)<<16 | uint32(v.G)<<8 | uint32(v.B) }
	slices.SortFunc(colours, func(a, b color.Color) int { return int(value(a)) - int(value(b)) })
	for i, c := range colours {
		seen[c.(color.RGBA)] = i
	}
	p := image.NewPaletted(r.Rect, colours)
	for i := range p.Pix {
		p.Pix[i] = uint8(seen[color.RGBA{r.Pix[4*i], r.Pix[4*i+1], r.Pix[4*i+2], 255}])
	}
	var out bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, p)
	return out.Bytes(), err
}

// png is the lead picture in pixels, for share cards and wherever else no SVG
// can go: 2,400 wide, in the colours of a light page.
func (l *lead) png() ([]byte, error) {
	const wide, em = 2400, 36.0 // pixels; units to an em, for cards that are shown small
	r := &raster{scale: wide / l.w}
	r.RGBA = image.NewRGBA(image.Rect(0, 0, wide, int(math.Round(l.h*r.scale))))
	for i := range r.Pix {
		r.Pix[i] = 0xff
	}
	r.mask = newMask(r.Rect.Dx(), r.Rect.Dy())
	var grid []ring
	for _, line := range l.grid {
		grid = append(grid, ribbon(line, 1)...)
	}
	accent, land := hex(0xb02a1a), hex(0xe3e9ed)
	r.paint(hex(0xccd5db), grid)
	r.paint(land, l.land)
	r.paint(accent, l.laos)
	r.paint(accent, dashes(bezier(l.plan, 2000), strokes, 2+0.1*em))
	r.paint(accent, []ring{disc(l.to, 5+0.37*em)})
	r.paint(land, []ring{disc(l.to, 5+0.19*em)})
	for _, t := range l.labels {
		if err := r.label(t, em); err != nil {
			return nil, err
		}
	}
	return r.png()
}

// label sets a line of type with a halo of land round it.
func (r *raster) label(t label, em float64) error {
	f, ink := bold, hex(0x14202a)
	if strings.Contains(t.class, "soft") {
		f, ink = regular, hex(0x46545f)
	}
	face, err := f(em)
	if err != nil {
		return err
	}
	glyphs, length, err := face.set(t.text)
	if err != nil {
		return err
	}
	at := point{t.at.x + t.dx*em, t.at.y + t.dy*em}
	switch t.anchor {
	case "middle":
		at.x -= length / 2
	case "end":
		at.x -= length
	}
	var halo []ring
	const copies = 16 // of the type round itself
	for i := range copies {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / copies)
		halo = append(halo, moved(glyphs, point{at.x + 0.15*em*cos, at.y + 0.15*em*sin})...)
	}
	r.paint(hex(0xe3e9ed), halo)
	r.paint(ink, moved(glyphs, at))
	return nil
}

func moved(rings []ring, by point) []ring {
	out := make([]ring, len(rings))
	for i, r := range rings {
		for _, p := range r {
			out[i] = append(out[i], point{p.x + by.x, p.y + by.y})
		}
	}
	return out
}

// dashes cuts a line into n strokes of a width with gaps of the same length
// between them.
func dashes(line []point, n int, width float64) []ring {
	total := 0.0
	for i := 1; i < len(line); i++ {
		total += math.Hypot(line[i].x-line[i-1].x, line[i].y-line[i-1].y)
	}
	var out []ring
	run := line[:1:1]
	piece, walked := total/float64(2*n-1), 0.0
	for i, k := 1, 0; i < len(line); {
		a, b := run[len(run)-1], line[i]
		step, left := math.Hypot(b.x-a.x, b.y-a.y), piece-walked
		if step < left {
			run, walked, i = append(run, b), walked+step, i+1
			continue
		}
		end := between(a, b, left/step)
		if k%2 == 0 {
			out = append(out, ribbon(append(run, end), width)...)
		}
		run, walked, k = []point{end}, 0, k+1
	}
	if len(run) > 1 { // the last stroke, if rounding kept it just short
		out = append(out, ribbon(run, width)...)
	}
	return out
}
