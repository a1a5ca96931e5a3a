package picture

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"
)

// A bug: colours were half a step off in each of both planes of lossy WebP, which
// made a dark blue lake another one. A sky is as light as it was, too, and has no steps.
func TestWebPHasTheColoursOfThePicture(t *testing.T) {
	for name, base := range map[string]color.YCbCr{"a lake at night": {Y: 60, Cb: 150, Cr: 110}, "a sky at dawn": {Y: 140, Cb: 110, Cr: 150}} {
		m := image.NewYCbCr(image.Rect(0, 0, 640, 400), image.YCbCrSubsampleRatio420)
		for y := range 400 {
			for x := range 640 {
				m.Y[m.YOffset(x, y)] = base.Y + byte((x+y)/64)
				m.Cb[m.COffset(x, y)], m.Cr[m.COffset(x, y)] = base.Cb+byte(y/100), base.Cr+byte(x/160)
			}
		}
		r := newRaster(m, 1)
		body, err := (&encoder{quality: map[string]int{"webp": 90}}).encode(&r, "webp")
		if err != nil {
			t.Fatal(err)
		}
		info, err := probeBytes(body)
		if err != nil {
			t.Fatal(err)
		}
		img, err := decode(body, info)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := pixelsOf(img)
		var off [3]float64
		for y := range 400 {
			for x := range 640 {
				c := m.YCbCrAt(x, y) // in red, green and blue not rounded (ITU-T T.871, section 7)
				l, cb, cr := float64(c.Y), float64(c.Cb)-128, float64(c.Cr)-128
				for i, v := range []float64{l + 1.402*cr, l - 0.3441*cb - 0.7141*cr, l + 1.772*cb} {
					off[i] += (float64(got.row(y)[4*x+i]) - v) / (640 * 400)
				}
			}
		}
		if slices.ContainsFunc(off[:], func(mean float64) bool { return math.Abs(mean) > 0.5 }) {
			t.Errorf("%s: the mean colour is off by %.2f", name, off)
		}
	}
}
