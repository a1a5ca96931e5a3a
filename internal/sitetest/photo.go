package sitetest

import (
	"image"
	"image/color"
	"math"
)

// dusk draws what stands in for a photograph: hills above still water under a
// low sun, with grain.
func dusk(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	shore := h * 11 / 20
	for y := range h {
		for x := range w {
			row := y
			if y > shore { // water: the hills upside down, squeezed
				row = shore - (y-shore)*3/2
			}
			c := sky(row, shore)
			if d := dist(x-w*7/10, row-shore*3/5); d < h/16 {
				c = color.RGBA{252, 226, 178, 255}
			}
			for i, tone := range [...]color.RGBA{{116, 116, 132, 255}, {76, 82, 98, 255}, {38, 48, 60, 255}} {
				if row > ridge(x, w, shore, i) {
					c = tone
				}
			}
			if y > shore {
				c = darker(c, 6+(y*7/(1+h/90))%3)
			}
			img.SetRGBA(x, y, darker(c, grain(x, y)))
		}
	}
	for i := range 3 { // the poles
		x := w * (3 + 2*i) / 20
		for y := shore - h/30*(3-i); y < shore+h/12; y++ {
			for dx := range max(w/200, 2) {
				img.SetRGBA(x+dx, y, color.RGBA{24, 30, 38, 255})
			}
		}
	}
	return img
}

// sky runs from blue at the top to a warm strip above the shore.
func sky(y, shore int) color.RGBA {
	y = min(max(y, 0), shore)
	mix := func(top, low int) uint8 { return uint8(top + (low-top)*y/max(shore, 1)) }
	return color.RGBA{mix(96, 236), mix(120, 190), mix(150, 150), 255}
}

// ridge is the height at which the i-th row of hills begins.
func ridge(x, w, shore, i int) int {
	at := float64(x) / float64(w) * math.Pi * 2
	wave := math.Sin(at*float64(i+2)+float64(i)*1.7)*0.5 + math.Sin(at*float64(5+3*i)+0.6)*0.2
	return shore - int(float64(shore)*(0.34-0.11*float64(i)+0.09*wave))
}

func dist(x, y int) int { return int(math.Sqrt(float64(x*x + y*y))) }

// grain is a little noise that depends on the place alone.
func grain(x, y int) int {
	n := uint32(x)*374761393 + uint32(y)*668265263
	n = (n ^ n>>13) * 1274126177
	return int(n>>28) / 2
}

func darker(c color.RGBA, by int) color.RGBA {
	sub := func(v uint8) uint8 { return uint8(max(int(v)-by, 0)) }
	return color.RGBA{sub(c.R), sub(c.G), sub(c.B), 255}
}
