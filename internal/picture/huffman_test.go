package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// Other codes make a JPEG smaller and leave every pixel as it is: of photos, of
// noise and of nothing, in grey and in colours, of every rest that a size can have.
func TestOwnCodesChangeNoPixel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	paint := map[string]func(x, y int) color.RGBA{
		"smooth": func(x, y int) color.RGBA { return color.RGBA{uint8(x), uint8(y), uint8(x + y), 255} },
		"noise": func(x, y int) color.RGBA {
			return color.RGBA{uint8(rng.Int()), uint8(rng.Int()), uint8(rng.Int()), 255}
		},
		"flat":  func(x, y int) color.RGBA { return color.RGBA{200, 30, 30, 255} },
		"lines": func(x, y int) color.RGBA { return color.RGBA{uint8(x % 2 * 255), uint8(y % 3 * 127), 0, 255} },
	}
	for name, at := range paint {
		for _, size := range []image.Point{{1, 1}, {8, 8}, {17, 33}, {16, 16}, {320, 213}, {640, 7}} {
			for _, quality := range []int{1, 50, 80, 100} {
				colours := image.NewRGBA(image.Rectangle{Max: size})
				grey := image.NewGray(colours.Rect)
				for y := range size.Y {
					for x := range size.X {
						c := at(x, y)
						colours.SetRGBA(x, y, c)
						grey.SetGray(x, y, color.Gray{c.G})
					}
				}
				for _, m := range []image.Image{colours, grey} {
					about := fmt.Sprintf("%s, %v, %d, %T", name, size, quality, m)
					var b bytes.Buffer
					if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
						t.Fatal(err)
					}
					out := withOwnCodes(b.Bytes())
					if len(out) >= b.Len() {
						t.Errorf("%s: %d bytes, with codes of its own %d", about, b.Len(), len(out))
					}
					if !samePixels(t, b.Bytes(), out) {
						t.Errorf("%s: other pixels", about)
					}
				}
			}
		}
	}
}

func samePixels(t *testing.T, a, b []byte) bool {
	t.Helper()
	x, err := jpeg.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	y, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Error(err)
		return false
	}
	switch x := x.(type) {
	case *image.YCbCr:
		y, ok := y.(*image.YCbCr)
		return ok && bytes.Equal(x.Y, y.Y) && bytes.Equal(x.Cb, y.Cb) && bytes.Equal(x.Cr, y.Cr)
	case *image.Gray:
		y, ok := y.(*image.Gray)
		return ok && bytes.Equal(x.Pix, y.Pix)
	}
	t.Fatalf("%T", x)
	return false
}

// Symbols that are as rare beside each other as the tree allows would have codes
// of more than 16 bits, which no JPEG may have.
func TestCodesAreNoLongerThanTheStandardAllows(t *testing.T) {
	var counts [256]int
	a, b := 1, 1
	for i := range 60 {
		counts[i] = a
		a, b = b, min(a+b, 1<<50)
	}
	code, table := newHuffmanCode(counts)
	room := 0.0
	for i := range 256 {
		if n := code.length[i]; (n > 0) != (counts[i] > 0) || n > 16 {
			t.Errorf("symbol %d has %d bits", i, n)
		} else if n > 0 {
			room += 1 / float64(int(1)<<n)
			if code.code[i] == 1<<n-1 {
				t.Errorf("symbol %d has a code of ones alone", i)
			}
		}
	}
	if room >= 1 || len(table) != 16+60 {
		t.Errorf("the codes take %v of the room, in a table of %d bytes", room, len(table))
	}
}

// What is no JPEG of the standard library's comes back as it is.
func FuzzOwnCodes(f *testing.F) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 20, 20)), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Add([]byte("\xff\xd8\xff\xda\x00\x02"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		if out := withOwnCodes(data); len(out) > len(data) {
			t.Errorf("%d bytes became %d", len(data), len(out))
		}
	})
}
