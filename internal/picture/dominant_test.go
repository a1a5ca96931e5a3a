package picture

import (
	"image"
	"image/color"
	"testing"
)

// A mean of all colours made grey of an orange sky over blue water.
func TestTheDominantColourIsOneOfThePicture(t *testing.T) {
	orange, blue, white := color.NRGBA{240, 150, 40, 255}, color.NRGBA{20, 60, 160, 255}, color.NRGBA{255, 255, 255, 255}
	halves := func(top, below color.NRGBA, shore int) image.Image {
		m := solid(400, 300, top)
		for y := shore; y < 300; y++ {
			for x := range 400 {
				m.SetNRGBA(x, y, below)
			}
		}
		return m
	}
	for _, c := range []struct {
		name, kind string
		picture    image.Image
		want       color.NRGBA
	}{
		{"more sky", "jpeg", halves(orange, blue, 200), orange},
		{"more water", "jpeg", halves(orange, blue, 100), blue},
		{"lines on paper", "png", halves(white, blue, 290), white},
		{"black", "jpeg", halves(color.NRGBA{A: 255}, color.NRGBA{A: 255}, 1), color.NRGBA{A: 255}},
	} {
		_, d := made(t, written(t, c.kind, c.picture, nil), testRecipe())
		for i, want := range []byte{c.want.R, c.want.G, c.want.B} {
			if off := int(d.colour[i]) - int(want); !d.opaque || off > 3 || off < -3 {
				t.Errorf("%s: %v, want %v (opaque: %v)", c.name, d.colour, c.want, d.opaque)
				break
			}
		}
	}
	if _, d := made(t, written(t, "png", solid(400, 300, color.NRGBA{200, 80, 60, 128}), nil), testRecipe()); d.opaque || d.colour != [3]byte{} {
		t.Errorf("what shines through would be tinted: %v", d.colour)
	}
}
