package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// maxMemory bounds what the pixels of one picture may take, in bytes.
const maxMemory = 300 << 20

// errLarge says that a picture has more pixels than can be worked on.
func errLarge(info Info) error {
	return fmt.Errorf("has %s by %s pixels, too many to make smaller: export it no wider than 6,000", thousands(info.Width), thousands(info.Height))
}

// memory is about how many bytes decoding takes. The head of the file decides,
// which Probe has found whole.
func memory(data []byte, info Info) int64 {
	if info.Type == "image/avif" {
		return avifOf(data).memory
	}
	perPixel := 8.0 // of a PNG: as it is decoded, and as it is made smaller
	switch info.Type {
	case "image/jpeg":
		perPixel = jpegMemory(data)
	case "image/png":
		if len(data) > 24 && data[24] == 16 {
			perPixel = 12
		}
		if len(data) > 28 && data[28] == 1 { // interlaced: the passes besides
			perPixel *= 1.5
		}
	}
	return int64(float64(info.Width) * float64(info.Height) * perPixel)
}

// jpegMemory is how many bytes a pixel of a JPEG takes: its samples, and of a
// progressive one the coefficients too, which stay until the end.
func jpegMemory(data []byte) float64 {
	perPixel := 3.0
	segments(data, func(marker byte, body []byte) bool {
		if marker < 0xc0 || marker > 0xc2 || len(body) < 6 {
			return true
		}
		n, most := int(body[5]), 1
		if len(body) < 6+3*n {
			return false
		}
		samples := 0
		for i := range n {
			s := body[6+3*i+1]
			samples += int(s>>4) * int(s&15)
			most = max(most, int(s>>4)*int(s&15))
		}
		perPixel = float64(samples) / float64(most)
		if n == 4 {
			perPixel += 4
		}
		if marker == 0xc2 {
			perPixel *= 5
		}
		return false
	})
	return perPixel
}

// segments calls visit with each segment of a JPEG before its first scan, until
// it returns false. It returns the offset of the scan's marker, or of what is no
// segment.
func segments(data []byte, visit func(marker byte, body []byte) bool) int {
	i := 2
	for i+4 <= len(data) && data[i] == 0xff && data[i+1] != 0xda {
		if data[i+1] == 0xff {
			i++
			continue
		}
		size := int(uint16At(data, i+2))
		if size < 2 || i+2+size > len(data) || !visit(data[i+1], data[i+4:i+2+size]) {
			return i
		}
		i += 2 + size
	}
	return i
}

// decode reads the pixels of a picture as they lie in the file, of an animation
// its first image: an *image.YCbCr or *image.Gray of a photo, else *image.CMYK
// or something to draw. The errors are those of Probe.
func decode(data []byte, info Info) (img image.Image, err error) {
	defer func() {
		// The decoders are others' work: what one of them did not foresee is
		// wrong with the file, and nothing else.
		if r := recover(); r != nil {
			img, err = nil, errPixels
		}
	}()
	if memory(data, info) > maxMemory {
		return nil, errLarge(info)
	}
	r := bytes.NewReader(data)
	switch info.Type {
	case "image/jpeg":
		img, err = jpeg.Decode(r)
	case "image/png":
		img, err = png.Decode(r)
	case "image/gif":
		img, err = gif.Decode(r)
	case "image/webp":
		if img, err = webp.Decode(r); err == nil {
			img = videoRange(img)
		}
	case "image/avif":
		img, err = decodeAVIF(data, info)
	default:
		return nil, fmt.Errorf("%s is not decoded", info.Type)
	}
	if err != nil {
		return nil, errPixels
	}
	if b := img.Bounds(); b.Dx() < 1 || b.Dy() < 1 {
		return nil, errPixels
	}
	return img, nil
}

var errPixels = errors.New("is damaged, for it begins well, but cannot be read to its end: copy or export it again")

// videoRange gives the colours of a lossy WebP, whose samples run from 16 to 235
// (RFC 9649, section 2.5; ITU-R BT.601) and not as those of a JPEG do.
func videoRange(img image.Image) image.Image {
	var m *image.YCbCr
	var alpha *image.NYCbCrA
	switch i := img.(type) {
	case *image.YCbCr:
		m = i
	case *image.NYCbCrA:
		m, alpha = &i.YCbCr, i
	default:
		return img
	}
	b := m.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := out.Pix[y*out.Stride:]
		for x := range b.Dx() {
			at := m.COffset(b.Min.X+x, b.Min.Y+y)
			l := 76309 * (int32(m.Y[m.YOffset(b.Min.X+x, b.Min.Y+y)]) - 16) // 255/219 of 1<<16
			cb, cr := int32(m.Cb[at])-128, int32(m.Cr[at])-128
			p := row[4*x:][:4]
			p[0] = clamp16(l + 104597*cr)
			p[1] = clamp16(l - 25675*cb - 53279*cr)
			p[2] = clamp16(l + 132201*cb)
			p[3] = 255
			if alpha != nil {
				p[3] = alpha.A[alpha.AOffset(b.Min.X+x, b.Min.Y+y)]
			}
		}
	}
	return out
}

func clamp16(v int32) byte { return byte(max(0, min(255, (v+1<<15)>>16))) }

// raster is a picture on its way to smaller ones: either the planes of a photo
// or pixels of red, green, blue and alpha, multiplied by alpha.
type raster struct {
	w, h   int
	luma   grid // of a photo; else empty
	cb, cr grid // of a photo in colour
	fine   hues // for who stores them so; none if they are not wanted, or no finer than cb and cr
	pixels grid
	opaque bool
}

// hues are planes of colour that are as fine as the light.
type hues struct{ cb, cr grid }

// newRaster takes over a decoded picture, turned upright.
func newRaster(img image.Image, orientation int) raster {
	b := img.Bounds()
	r := raster{w: b.Dx(), h: b.Dy(), opaque: true}
	switch m := img.(type) {
	case *image.Gray:
		r.luma = grid{m.Pix[m.PixOffset(b.Min.X, b.Min.Y):], r.w, r.h, m.Stride, 1}
	case *image.YCbCr:
		r.luma = grid{m.Y[m.YOffset(b.Min.X, b.Min.Y):], r.w, r.h, m.YStride, 1}
		cw, ch := chromaSize(m.SubsampleRatio, r.w, r.h)
		r.cb = grid{m.Cb[m.COffset(b.Min.X, b.Min.Y):], cw, ch, m.CStride, 1}
		r.cr = grid{m.Cr[m.COffset(b.Min.X, b.Min.Y):], cw, ch, m.CStride, 1}
	default:
		r.pixels, r.opaque = pixelsOf(img)
	}
	return r.turned(orientation)
}

func chromaSize(ratio image.YCbCrSubsampleRatio, w, h int) (int, int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return (w + 1) / 2, h
	case image.YCbCrSubsampleRatio420:
		return (w + 1) / 2, (h + 1) / 2
	case image.YCbCrSubsampleRatio440:
		return w, (h + 1) / 2
	case image.YCbCrSubsampleRatio411:
		return (w + 3) / 4, h
	case image.YCbCrSubsampleRatio410:
		return (w + 3) / 4, (h + 1) / 2
	}
	return w, h
}

// pixelsOf are a picture's pixels, multiplied by alpha, and whether none lets
// anything shine through.
func pixelsOf(img image.Image) (grid, bool) {
	b := img.Bounds()
	if m, ok := img.(*image.RGBA); ok {
		g := grid{m.Pix[m.PixOffset(b.Min.X, b.Min.Y):], b.Dx(), b.Dy(), m.Stride, 4}
		return g, g.isOpaque()
	}
	g := newGrid(b.Dx(), b.Dy(), 4)
	dst := &image.RGBA{Pix: g.pix, Stride: g.stride, Rect: image.Rect(0, 0, g.w, g.h)}
	if m, ok := img.(*image.Paletted); ok {
		drawPaletted(dst, m)
	} else {
		draw.Draw(dst, dst.Rect, img, b.Min, draw.Src)
	}
	return g, g.isOpaque()
}

// drawPaletted takes a sample outside the palette for its first colour, as
// browsers do, where package draw would fail.
func drawPaletted(dst *image.RGBA, m *image.Paletted) {
	var colours [256]color.RGBA
	for i := range colours {
		if k := i; len(m.Palette) > 0 {
			if k >= len(m.Palette) {
				k = 0
			}
			colours[i] = color.RGBAModel.Convert(m.Palette[k]).(color.RGBA)
		}
	}
	b := m.Bounds()
	for y := range b.Dy() {
		row, out := m.Pix[y*m.Stride:][:b.Dx()], dst.Pix[y*dst.Stride:]
		for x, v := range row {
			c, p := colours[v], out[4*x:][:4]
			p[0], p[1], p[2], p[3] = c.R, c.G, c.B, c.A
		}
	}
}

func (g *grid) isOpaque() bool {
	for y := range g.h {
		row := g.row(y)
		for i := 3; i < len(row); i += 4 {
			if row[i] != 255 {
				return false
			}
		}
	}
	return true
}

// turned is the picture as an EXIF orientation of 1 to 8 says it is to be shown
// (Exif 2.32, section 4.6.4, tag 0x0112).
func (r raster) turned(orientation int) raster {
	if orientation < 2 || orientation > 8 {
		return r
	}
	for _, g := range []*grid{&r.luma, &r.cb, &r.cr, &r.fine.cb, &r.fine.cr, &r.pixels} {
		if g.w > 0 {
			*g = g.turned(orientation)
		}
	}
	if orientation >= 5 {
		r.w, r.h = r.h, r.w
	}
	return r
}

func (g *grid) turned(orientation int) grid {
	w, h := g.w, g.h
	if orientation >= 5 {
		w, h = h, w
	}
	out := newGrid(w, h, g.n)
	for y := range h {
		row := out.row(y)
		for x := range w {
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, w-1-x
			case 7:
				sx, sy = h-1-y, w-1-x
			case 8:
				sx, sy = h-1-y, x
			}
			copy(row[x*g.n:][:g.n], g.pix[sy*g.stride+sx*g.n:])
		}
	}
	return out
}

// shrunk is the picture at another size, not larger than it is. A photo's
// planes of colour become half as wide and high, as JPEG and WebP store them.
func (r raster) shrunk(w, h int) raster {
	if w >= r.w && h >= r.h {
		return r
	}
	out := raster{w: w, h: h, opaque: r.opaque}
	if r.pixels.w > 0 {
		out.pixels = shrink(r.pixels, w, h)
		return out
	}
	out.luma = shrink(r.luma, w, h)
	if r.cb.w > 0 {
		cw, ch := (w+1)/2, (h+1)/2
		out.cb, out.cr = shrink(r.cb, cw, ch), shrink(r.cr, cw, ch)
		if out.cb.w != cw || out.cb.h != ch { // planes coarser than that
			out = raster{w: w, h: h, pixels: shrink(r.toPixels(), w, h), opaque: true}
		}
	}
	return out
}

// finer is a photo with its colours as fine as its light, if there are such.
func (r raster) finer(h hues) raster {
	if h.cb.w >= r.w && h.cb.h >= r.h && r.cb.w > 0 {
		r.cb, r.cr = shrink(h.cb, r.w, r.h), shrink(h.cr, r.w, r.h)
	}
	return r
}

// toPixels are the colours of a picture.
func (r *raster) toPixels() grid {
	if r.pixels.w > 0 {
		return r.pixels
	}
	g, _ := pixelsOf(r.image())
	return g
}

// image is the picture for an encoder.
func (r *raster) image() image.Image {
	at := image.Rect(0, 0, r.w, r.h)
	switch {
	case r.pixels.w > 0:
		return &image.RGBA{Pix: r.pixels.pix, Stride: r.pixels.stride, Rect: at}
	case r.cb.w > 0:
		return &image.YCbCr{Y: r.luma.pix, Cb: r.cb.pix, Cr: r.cr.pix, YStride: r.luma.stride, CStride: r.cb.stride, SubsampleRatio: r.ratio(), Rect: at}
	}
	return &image.Gray{Pix: r.luma.pix, Stride: r.luma.stride, Rect: at}
}

// ratio is how much coarser the planes of colour are.
func (r *raster) ratio() image.YCbCrSubsampleRatio {
	for ratio := image.YCbCrSubsampleRatio444; ratio <= image.YCbCrSubsampleRatio410; ratio++ {
		if w, h := chromaSize(ratio, r.w, r.h); w == r.cb.w && h == r.cb.h {
			return ratio
		}
	}
	return image.YCbCrSubsampleRatio444
}

// straight are the pixels not multiplied by alpha. The grid is a copy unless
// all of it is opaque.
func (r *raster) straight() *image.NRGBA {
	g := r.toPixels()
	out := &image.NRGBA{Pix: g.pix, Stride: g.stride, Rect: image.Rect(0, 0, g.w, g.h)}
	if r.opaque {
		return out
	}
	c := newGrid(g.w, g.h, 4)
	for y := range g.h {
		from, to := g.row(y), c.row(y)
		for i := 0; i < len(from); i += 4 {
			a := int(from[i+3])
			for k := range 3 {
				if a > 0 {
					to[i+k] = byte(min(255, (int(from[i+k])*255+a/2)/a))
				}
			}
			to[i+3] = byte(a)
		}
	}
	out.Pix, out.Stride = c.pix, c.stride
	return out
}
