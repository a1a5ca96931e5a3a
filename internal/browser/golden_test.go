package browser_test

import (
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"brief/internal/browser"
)

var update = flag.Bool("update", false, "write the screenshots again, and the README's picture")

// readmePicture shows what a reader of the README would get.
const readmePicture = "../../.github/cover.png"

// The pages look as they did when a person last looked at them. After a change
// that is meant, run
//
//	go test ./internal/browser -run TestScreenshots -update
//
// and look at the pictures that differ.
func TestScreenshots(t *testing.T) {
	b := browser.Start(t)
	all := sites(t)
	for _, shot := range []struct {
		name string
		page page
	}{
		{"cover", all[0].page(t, "index.html")},
		{"chapter", all[0].page(t, "why-laos/index.html")},
		{"blocks", all[1].page(t, "river/every-block/index.html")},
	} {
		for _, view := range []browser.View{{Width: 390, Height: 2400}, {Width: 1440, Height: 2000}} {
			for _, view.Dark = range []bool{false, true} {
				name := fmt.Sprintf("%s-%d.png", shot.name, view.Width)
				if view.Dark {
					name = fmt.Sprintf("%s-%d-dark.png", shot.name, view.Width)
				}
				t.Run(name, func(t *testing.T) {
					p := b.Open(t, shot.page.url, view)
					compare(t, filepath.Join("testdata", "screenshots", name), halved(p.Screenshot(false)))
				})
			}
		}
	}
	t.Run("README", func(t *testing.T) {
		p := b.Open(t, all[0].url, browser.View{Width: 1440, Height: 1180})
		got := p.Screenshot(false)
		if *update {
			write(t, readmePicture, got)
		}
		differ(t, readmePicture, halved(read(t, readmePicture)), halved(got))
	})
}

// compare holds a picture to the one in a file, or writes it there.
func compare(t *testing.T, file string, got image.Image) {
	t.Helper()
	if *update {
		write(t, file, paletted(got))
	}
	differ(t, file, read(t, file), got)
}

// differ fails if more than a hundredth of the pixels of two pictures differ by
// more than the edge of a letter does between two versions of a browser.
func differ(t *testing.T, name string, want, got image.Image) {
	t.Helper()
	if want.Bounds() != got.Bounds() {
		t.Fatalf("%s is %v, the page %v", name, want.Bounds(), got.Bounds())
	}
	const edge = 0x6000 // of 0xffff, in a channel
	n := 0
	r := got.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			r1, g1, b1, _ := want.At(x, y).RGBA()
			r2, g2, b2, _ := got.At(x, y).RGBA()
			if max(r1, r2)-min(r1, r2) > edge || max(g1, g2)-min(g1, g2) > edge || max(b1, b2)-min(b1, b2) > edge {
				n++
			}
		}
	}
	if share := float64(n) / float64(r.Dx()*r.Dy()); share > 0.01 {
		at := filepath.Join(os.TempDir(), "brief-"+filepath.Base(name))
		write(t, at, got)
		t.Errorf("%.1f %% of %s differ; the page as it is now: %s (if that is meant, run the test with -update)", share*100, name, at)
	}
}

// halved is a picture at half its size: small to keep, and without the finest
// differences between browsers.
func halved(img image.Image) image.Image {
	from := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, from.Dx()/2, from.Dy()/2))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			var sum [3]uint32
			for i := range 4 {
				r, g, b, _ := img.At(from.Min.X+2*x+i%2, from.Min.Y+2*y+i/2).RGBA()
				sum[0], sum[1], sum[2] = sum[0]+r, sum[1]+g, sum[2]+b
			}
			out.SetRGBA(x, y, color.RGBA{uint8(sum[0] >> 10), uint8(sum[1] >> 10), uint8(sum[2] >> 10), 0xff})
		}
	}
	return out
}

// paletted is a picture in its 256 commonest colours: a page has few.
func paletted(img image.Image) *image.Paletted {
	count := map[color.RGBA]int{}
	r := img.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			count[img.At(x, y).(color.RGBA)]++
		}
	}
	colors := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var kept color.Palette
	for _, c := range colors[:min(len(colors), 256)] {
		kept = append(kept, c)
	}
	index := map[color.RGBA]uint8{}
	for _, c := range colors {
		index[c] = uint8(kept.Index(c))
	}
	out := image.NewPaletted(r, kept)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			out.SetColorIndex(x, y, index[img.At(x, y).(color.RGBA)])
		}
	}
	return out
}

func read(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return img
}

func write(t *testing.T, file string, img image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
