// Command icon draws the theme's icons in pixels from its mark, static/icon.svg,
// for systems that know no drawings.
//
//	go run ./internal/icon
//
// The mark is a path of upright rectangles, white here on its own colour, and
// small enough that a system may cut the corners (the "safe zone" of
// https://www.w3.org/TR/appmanifest/: a circle of four fifths of the width). How
// much of a pixel a rectangle covers is computed, not sampled, so that the same
// mark gives the same pixels everywhere; a test holds static/ to them.
package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// rect is a rectangle of the mark, in units of its drawing.
type rect struct{ x, y, w, h float64 }

// mark is what icon.svg draws.
type mark struct {
	size  float64 // of its drawing, which is square
	fill  color.RGBA
	rects []rect
}

// sizes are the widths of the icons in pixels: of the touch icon that Apple's
// systems take, and of the two that a web app manifest should have.
func sizes() []int { return []int{180, 192, 512} }

// shrink is how large the mark stands in an icon.
const shrink = 0.84

func main() {
	if err := run("static"); err != nil {
		fmt.Fprintln(os.Stderr, "icon:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	src, err := os.ReadFile(filepath.Join(dir, "icon.svg"))
	if err != nil {
		return err
	}
	m, err := parse(string(src))
	if err != nil {
		return err
	}
	for _, size := range sizes() {
		var out bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&out, m.draw(size)); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name(size)), out.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func name(size int) string { return fmt.Sprintf("icon-%d.png", size) }

// parse reads a drawing of one path of rectangles, each written "Mx yhWvHHxz" or "Mx yhWvHh-Wz".
func parse(svg string) (m mark, err error) {
	var w, h float64
	if _, err := fmt.Sscanf(attribute(svg, "viewBox"), "0 0 %g %g", &w, &h); err != nil || w != h {
		return m, fmt.Errorf("the drawing is not square: %v", err)
	}
	m.size = w
	fill, err := hex.DecodeString(strings.TrimPrefix(attribute(svg, "fill"), "#"))
	if err != nil || len(fill) != 3 {
		return m, fmt.Errorf("its colour is not #rrggbb: %v", err)
	}
	m.fill = color.RGBA{fill[0], fill[1], fill[2], 255}
	for part := range strings.SplitSeq(strings.TrimSuffix(attribute(svg, "d"), "z"), "z") {
		var r rect
		var back float64
		_, err := fmt.Sscanf(part, "M%g %gh%gv%gh%g", &r.x, &r.y, &r.w, &r.h, &back)
		if back += r.x + r.w; err != nil {
			_, err = fmt.Sscanf(part, "M%g %gh%gv%gH%g", &r.x, &r.y, &r.w, &r.h, &back)
		}
		if err != nil || back != r.x {
			return m, fmt.Errorf("%q is no rectangle: %v", part, err)
		}
		m.rects = append(m.rects, r)
	}
	return m, nil
}

// attribute is the value of the first attribute of a name; "" without one.
func attribute(svg, name string) string {
	_, rest, _ := strings.Cut(svg, " "+name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// draw paints the icon of a width in pixels.
func (m *mark) draw(size int) *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, size, size), m.palette())
	scale := shrink * float64(size) / m.size
	margin := (1 - shrink) / 2 * float64(size)
	for y := range size {
		for x := range size {
			covered := 0.0
			for _, r := range m.rects {
				covered += overlap(x, margin+scale*r.x, scale*r.w) * overlap(y, margin+scale*r.y, scale*r.h)
			}
			img.Pix[y*img.Stride+x] = uint8(math.Round(covered * shades))
		}
	}
	return img
}

// overlap is how much of the pixel from at to at+1 lies between from and from+length.
func overlap(at int, from, length float64) float64 {
	return max(0, min(float64(at+1), from+length)-max(float64(at), from))
}

// shades is how many steps lie between ground and mark.
const shades = 15

func (m *mark) palette() color.Palette {
	var p color.Palette
	for i := range shades + 1 {
		blend := func(c uint8) uint8 { return uint8((int(c)*(shades-i) + 255*i + shades/2) / shades) }
		p = append(p, color.RGBA{blend(m.fill.R), blend(m.fill.G), blend(m.fill.B), 255})
	}
	return p
}
