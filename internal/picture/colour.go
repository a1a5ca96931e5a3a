package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"image"
	"io"
	"slices"

	"github.com/kovidgoyal/imaging/prism/meta/icc"
)

// maxProfile is how large a colour profile may be; those of printers have a few
// hundred kilobytes.
const maxProfile = 8 << 20

// profileOf is a picture's ICC profile; nil without one.
func profileOf(data []byte, typ string) []byte {
	switch typ {
	case "image/jpeg":
		return jpegProfile(data)
	case "image/png":
		var profile []byte // checkHead has refused one that is too large
		pngChunks(data, func(kind string, body []byte) bool {
			if kind == "iCCP" {
				profile = inflatedProfile(body)
			}
			return kind != "IDAT"
		})
		return profile
	case "image/webp":
		var profile []byte
		riffChunks(data, func(kind string, body []byte) bool {
			if kind == "ICCP" {
				profile = body
			}
			return profile == nil
		})
		return profile
	case "image/avif":
		return avifProfile(data)
	}
	return nil
}

// jpegProfile joins the segments that a profile is cut into (ICC.1:2022, annex B.4).
func jpegProfile(data []byte) []byte {
	parts := map[byte][]byte{}
	segments(data, func(marker byte, body []byte) bool {
		if body, ok := bytes.CutPrefix(body, []byte("ICC_PROFILE\x00")); ok && marker == 0xe2 && len(body) > 2 {
			parts[body[0]] = body[2:]
		}
		return true
	})
	var profile []byte
	for i := 1; i <= len(parts); i++ {
		if parts[byte(i)] == nil || len(profile) > maxProfile {
			return nil
		}
		profile = append(profile, parts[byte(i)]...)
	}
	return profile
}

// inflatedProfile reads what an iCCP chunk holds behind its name (PNG, third
// edition, section 11.3.2.3), at most maxProfile+1 bytes; nil if it is damaged.
func inflatedProfile(body []byte) []byte {
	i := bytes.IndexByte(body, 0)
	if i < 0 || i+2 > len(body) {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(body[i+2:]))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil {
		return nil
	}
	return profile
}

// pngChunks calls visit with each chunk of a PNG until it returns false.
func pngChunks(data []byte, visit func(kind string, body []byte) bool) {
	for i := 8; i+12 <= len(data); {
		size := int64(uint32At(data, i))
		if size > int64(len(data)-i-12) || !visit(string(data[i+4:i+8]), data[i+8:i+8+int(size)]) {
			return
		}
		i += 12 + int(size)
	}
}

// riffChunks calls visit with each chunk of a WebP until it returns false.
func riffChunks(data []byte, visit func(kind string, body []byte) bool) {
	for i := 12; i+8 <= len(data); {
		size := int64(binary.LittleEndian.Uint32(data[i+4:]))
		if size > int64(len(data)-i-8) || !visit(string(data[i:i+4]), data[i+8:i+8+int(size)]) {
			return
		}
		i += 8 + int(size+size&1)
	}
}

// toSRGB says how a picture's colours become those of sRGB, which is what
// browsers take for the colours of a picture without a profile. Nil if they are.
type toSRGB struct {
	pipeline *icc.Pipeline
	table    []byte // of three channels: the result at each of side³ places
}

// side is how many places a table of colours has in each direction.
const side = 33

// newToSRGB reads a profile for pictures of 1, 3 or 4 channels. A profile that
// cannot be read, or is of another kind of picture, counts as none, as it does
// in browsers.
func newToSRGB(profile []byte, channels int) (c *toSRGB) {
	defer func() {
		if recover() != nil { // a profile that its reader did not foresee
			c = nil
		}
	}()
	if len(profile) > maxProfile || !isProfile(profile) {
		return nil
	}
	p, err := icc.DecodeProfile(bytes.NewReader(slices.Clone(profile)))
	if err != nil || p.IsSRGB() {
		return nil
	}
	// Colours that sRGB lacks become the nearest at its edge, as browsers show them.
	t, err := p.CreateTransformerToSRGB(p.Header.RenderingIntent, true, channels, true, false, true)
	if err != nil || !t.IsSuitableFor(channels, 3) {
		return nil
	}
	c = &toSRGB{pipeline: t}
	if channels == 3 {
		c.fillTable()
	}
	return c
}

// isProfile looks at what the reader of profiles believes unseen: that its table
// of tags (ICC.1:2022, section 7.3) names few, each inside the profile, and that
// curves (section 10.6) hold what they announce.
func isProfile(b []byte) bool {
	const head, most = 128 + 4, 100
	if len(b) < head || string(b[36:40]) != "acsp" {
		return false
	}
	n := int64(uint32At(b, 128))
	if n > most || head+12*n > int64(len(b)) {
		return false
	}
	all := int64(0) // tags may share their bytes, and are read one by one
	for i := range int(n) {
		e := b[head+12*i:]
		size := int64(uint32At(e, 8))
		if all += size; int64(uint32At(e, 4))+size > int64(len(b)) || all > 4*maxProfile {
			return false
		}
	}
	for rest := b; ; { // curves, in tags and inside of others, say how many points follow
		i := bytes.Index(rest, []byte("curv"))
		if i < 0 || i+12 > len(rest) {
			return true
		}
		if rest = rest[i+12:]; int64(uint32At(b, len(b)-len(rest)-4))*2 > int64(len(rest)) {
			return false
		}
	}
}

func sample(v float64) byte { return byte(max(0, min(1, v))*255 + 0.5) }

func (c *toSRGB) fillTable() {
	c.table = make([]byte, 0, 3*side*side*side)
	for r := range side {
		for g := range side {
			for b := range side {
				x, y, z := c.pipeline.Transform(float64(r)/(side-1), float64(g)/(side-1), float64(b)/(side-1))
				c.table = append(c.table, sample(x), sample(y), sample(z))
			}
		}
	}
}

// pixels changes colours in place. Alpha stays; what is multiplied by it is
// divided first.
func (c *toSRGB) pixels(g grid) {
	for y := range g.h {
		row := g.row(y)
		for i := 0; i < len(row); i += 4 {
			p := row[i:][:4]
			switch a := int(p[3]); a {
			case 255:
				p[0], p[1], p[2] = c.colour(p[0], p[1], p[2])
			case 0:
			default:
				whole := func(v byte) byte { return byte(min(255, int(v)*255/a)) }
				x, y, z := c.colour(whole(p[0]), whole(p[1]), whole(p[2]))
				p[0], p[1], p[2] = byte(int(x)*a/255), byte(int(y)*a/255), byte(int(z)*a/255)
			}
		}
	}
}

// colour looks a colour up between the eight places round it.
func (c *toSRGB) colour(r, g, b byte) (byte, byte, byte) {
	at := func(v byte) (i, part int) {
		p := int(v) * (side - 1)
		if i, part = p/255, p%255; i == side-1 {
			i, part = side-2, 255
		}
		return i, part
	}
	ri, rp := at(r)
	gi, gp := at(g)
	bi, bp := at(b)
	var out [3]int
	for k := range 8 {
		w, place := 1, 0
		for _, d := range [3][3]int{{k & 1, ri, rp}, {k >> 1 & 1, gi, gp}, {k >> 2, bi, bp}} {
			if place = place*side + d[1] + d[0]; d[0] == 1 {
				w *= d[2]
			} else {
				w *= 255 - d[2]
			}
		}
		if w == 0 {
			continue
		}
		for i := range out {
			out[i] += w * int(c.table[3*place+i])
		}
	}
	const one = 255 * 255 * 255
	return byte((out[0] + one/2) / one), byte((out[1] + one/2) / one), byte((out[2] + one/2) / one)
}

// gray changes a plane of one channel into pixels.
func (c *toSRGB) gray(luma grid) grid {
	var table [256][3]byte
	for i := range table {
		r, g, b := c.pipeline.Transform(float64(i)/255, 0, 0)
		table[i] = [3]byte{sample(r), sample(g), sample(b)}
	}
	out := newGrid(luma.w, luma.h, 4)
	for y := range luma.h {
		to := out.row(y)
		for x, v := range luma.row(y) {
			p, t := to[4*x:][:4], table[v]
			p[0], p[1], p[2], p[3] = t[0], t[1], t[2], 255
		}
	}
	return out
}

// fourInks changes samples of cyan, magenta, yellow and black into pixels, in
// place; without a profile as if each ink took all of its light away.
func (c *toSRGB) fourInks(g grid) {
	var in, out [4]float64
	for y := range g.h {
		row := g.row(y)
		for i := 0; i < len(row); i += 4 {
			p := row[i:][:4]
			if c == nil {
				k := 255 - int(p[3])
				for j := range 3 {
					p[j] = byte(((255-int(p[j]))*k + 127) / 255)
				}
			} else {
				for j := range in {
					in[j] = float64(p[j]) / 255
				}
				c.pipeline.TransformGeneral(out[:], in[:])
				p[0], p[1], p[2] = sample(out[0]), sample(out[1]), sample(out[2])
			}
			p[3] = 255
		}
	}
}

// size is how a picture is wanted.
type size struct {
	width int  // pixels at most; 0 for its own
	fine  bool // its colours are stored as fine as its light, too
}

// inSRGB is a picture at most so wide, upright, with the colours of sRGB. It is
// made smaller first, so that fewer pixels have to change their colours.
func inSRGB(img image.Image, profile []byte, orientation int, at size) raster {
	if m, ok := img.(*image.CMYK); ok {
		// Four samples a pixel are four samples a pixel, whatever they stand for.
		b := m.Bounds()
		r := raster{w: b.Dx(), h: b.Dy(), opaque: true, pixels: grid{m.Pix, b.Dx(), b.Dy(), m.Stride, 4}}
		r = r.fitted(orientation, at)
		newToSRGB(profile, 4).fourInks(r.pixels)
		return r
	}
	r := newRaster(img, 1).fitted(orientation, at)
	if r.luma.w > 0 && r.cb.w == 0 {
		if c := newToSRGB(profile, 1); c != nil {
			return raster{w: r.w, h: r.h, opaque: true, pixels: c.gray(r.luma)}
		}
		return r
	}
	if c := newToSRGB(profile, 3); c != nil {
		r = r.finer(r.fine)
		r = raster{w: r.w, h: r.h, opaque: r.opaque, pixels: r.toPixels()}
		c.pixels(r.pixels)
	}
	return r
}

// fitted is the picture made at most so wide as it is shown, then turned.
func (r raster) fitted(orientation int, at size) raster {
	shown := r.w
	if orientation >= 5 && orientation <= 8 {
		shown = r.h
	}
	if at.width > 0 && at.width < shown {
		small := r.shrunk(scaled(r.w, at.width, shown), scaled(r.h, at.width, shown))
		if at.fine && small.cb.w > 0 && r.cb.w > small.cb.w {
			small.fine = hues{stretch(r.cb, small.w, small.h), stretch(r.cr, small.w, small.h)}
		}
		r = small
	}
	return r.turned(orientation)
}

// scaled is a side's length when one of from pixels becomes one of to; at least 1.
func scaled(side, to, from int) int {
	return max(1, int((2*int64(side)*int64(to)+int64(from))/(2*int64(from))))
}
