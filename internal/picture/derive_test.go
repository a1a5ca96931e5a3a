package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gen2brain/avif"
	"github.com/gen2brain/webp"

	"brief/internal/source"
)

// matrixProfile is a profile of three primaries (as they lie in the space that profiles
// connect by, under D50) and a curve: with gamma 0 that of sRGB.
func matrixProfile(primaries [3][3]float64, gamma float64) []byte {
	be := binary.BigEndian
	s15 := func(b []byte, v float64) []byte { return be.AppendUint32(b, uint32(int32(math.Round(v*65536)))) }
	xyz := func(v [3]float64) []byte {
		b := []byte("XYZ \x00\x00\x00\x00")
		for _, x := range v {
			b = s15(b, x)
		}
		return b
	}
	curve := []byte("para\x00\x00\x00\x00\x00\x00\x00\x00")
	if gamma > 0 {
		curve = s15(curve, gamma)
	} else {
		curve[9] = 3
		for _, v := range []float64{2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045} {
			curve = s15(curve, v)
		}
	}
	tags := []struct {
		name string
		body []byte
	}{
		{"rXYZ", xyz(primaries[0])}, {"gXYZ", xyz(primaries[1])}, {"bXYZ", xyz(primaries[2])}, {"wtpt", xyz([3]float64{0.9642, 1, 0.8249})},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	table, data := be.AppendUint32(nil, uint32(len(tags))), []byte{}
	for _, t := range tags {
		table = append(table, t.name...)
		table = be.AppendUint32(table, uint32(128+4+12*len(tags)+len(data)))
		table = be.AppendUint32(table, uint32(len(t.body)))
		data = append(data, t.body...)
	}
	head := make([]byte, 128)
	be.PutUint32(head, uint32(128+len(table)+len(data)))
	copy(head[8:], "\x04\x00\x00\x00mntrRGB XYZ ")
	copy(head[36:], "acsp")
	be.PutUint32(head[68:], 0xf6d6)
	be.PutUint32(head[72:], 0x10000)
	be.PutUint32(head[76:], 0xd32d)
	return slices.Concat(head, table, data)
}

func displayP3() []byte {
	return matrixProfile([3][3]float64{{0.5151, 0.2412, -0.0011}, {0.2919, 0.6922, 0.0419}, {0.1571, 0.0666, 0.7841}}, 0)
}

func adobeRGB() []byte {
	return matrixProfile([3][3]float64{{0.6097, 0.3111, 0.0195}, {0.2053, 0.6257, 0.0609}, {0.1492, 0.0632, 0.7446}}, 2.19921875)
}

// swapped shows what is stored as red as green, as green as blue, as blue as red.
func swapped() []byte {
	return matrixProfile([3][3]float64{{0.3851, 0.7169, 0.0971}, {0.1431, 0.0606, 0.7141}, {0.4360, 0.2225, 0.0139}}, 0)
}

func solid(w, h int, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

func written(t testing.TB, kind string, m image.Image, profile []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch kind {
	case "jpeg":
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 95})
	case "png":
		err = png.Encode(&b, m)
	case "gif":
		err = gif.Encode(&b, m, nil)
	case "webp":
		err = webp.Encode(&b, m, webp.Options{Quality: 95})
	case "avif":
		err = avif.Encode(&b, m, avif.Options{Quality: 95, Speed: 10, ChromaSubsampling: image.YCbCrSubsampleRatio444})
	case "webp, lossless":
		err = webp.Encode(&b, m, webp.Options{Lossless: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	switch {
	case profile == nil:
	case kind == "jpeg":
		data = slices.Concat(data[:2], segment(0xe2, "ICC_PROFILE\x00\x01\x01", string(profile)), data[2:])
	case kind == "png":
		data = slices.Concat(data[:33], pngChunk("iCCP", []byte("p\x00\x00"+deflated(string(profile)))), data[33:])
	}
	return data
}

func testRecipe() Recipe {
	return Recipe{Formats: []string{"webp", "jpeg"}, Widths: []int{320, 640}, Quality: map[string]int{"webp": 75, "jpeg": 80}}
}

// made derives a picture and decodes what came of it.
func made(t testing.TB, data []byte, recipe Recipe) (pictures []image.Image, d derived) {
	t.Helper()
	info, err := probeBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = (&encoder{quality: recipe.Quality}).derive(data, info, recipe); err != nil {
		t.Fatal(err)
	}
	for _, r := range d.all {
		made, err := probeBytes(r.body)
		if err != nil || made.Type != "image/"+r.format || made.Width != r.width || made.Height != r.height {
			t.Fatalf("%+v, %v, of %s, %d by %d", made, err, r.format, r.width, r.height)
		}
		img, err := decode(r.body, made)
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, img)
	}
	return pictures, d
}

// Colours of cameras, screens and printers turned dull, or into others.
func TestColoursBecomeThoseOfSRGB(t *testing.T) {
	c := color.NRGBA{200, 80, 60, 255}
	for _, test := range []struct {
		name, kind string
		picture    image.Image
		profile    []byte
		want       color.NRGBA
	}{
		{"plain", "jpeg", solid(400, 300, c), nil, c},
		{"Display P3", "jpeg", solid(400, 300, c), displayP3(), color.NRGBA{217, 69, 51, 255}},
		{"Display P3", "png", solid(400, 300, c), displayP3(), color.NRGBA{217, 69, 51, 255}},
		{"Adobe RGB", "jpeg", solid(400, 300, c), adobeRGB(), color.NRGBA{233, 79, 57, 255}},
		{"red shown as green", "jpeg", solid(400, 300, c), swapped(), color.NRGBA{60, 200, 80, 255}},
		{"a damaged profile", "jpeg", solid(400, 300, c), []byte("profile"), c},
		{"gray", "jpeg", func() image.Image {
			m := image.NewGray(image.Rect(0, 0, 400, 300))
			draw.Draw(m, m.Rect, image.NewUniform(color.Gray{90}), image.Point{}, draw.Src)
			return m
		}(), nil, color.NRGBA{90, 90, 90, 255}},
		{"lossy", "webp", solid(400, 300, c), nil, c}, // was taken for a JPEG's samples: 190, 84, 68
		{"lossless", "webp, lossless", solid(400, 300, c), nil, c},
		{"16 bits", "png", func() image.Image {
			m := image.NewNRGBA64(image.Rect(0, 0, 400, 300))
			draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
			return m
		}(), nil, c},
		{"a palette", "png", image.NewPaletted(image.Rect(0, 0, 400, 300), color.Palette{c}), nil, c},
		{"a GIF", "gif", image.NewPaletted(image.Rect(0, 0, 400, 300), color.Palette{c}), nil, c},
		{"half there", "png", solid(400, 300, color.NRGBA{200, 80, 60, 128}), nil, color.NRGBA{200, 80, 60, 128}},
	} {
		pictures, d := made(t, written(t, test.kind, test.picture, test.profile), testRecipe())
		for i, img := range pictures {
			got := color.NRGBAModel.Convert(img.At(img.Bounds().Dx()/2, img.Bounds().Dy()/2)).(color.NRGBA)
			for _, off := range []int{int(got.R) - int(test.want.R), int(got.G) - int(test.want.G), int(got.B) - int(test.want.B), int(got.A) - int(test.want.A)} {
				if off > 3 || off < -3 {
					t.Errorf("%s, %s: as %s %v, want %v", test.name, test.kind, d.all[i].format, got, test.want)
					break
				}
			}
		}
	}
}

// A photo lay on its side, or stood on its head, in one of two programs.
func TestPhotosAreUprightInAllEightOrientations(t *testing.T) {
	red, white := color.NRGBA{220, 20, 20, 255}, color.NRGBA{250, 250, 250, 255}
	for orientation := uint16(1); orientation <= 8; orientation++ {
		// Shown, it is 400 by 600 with red at the top on the left.
		stored := image.NewNRGBA(image.Rect(0, 0, 400, 600))
		if orientation >= 5 {
			stored = image.NewNRGBA(image.Rect(0, 0, 600, 400))
		}
		w, h := stored.Rect.Dx(), stored.Rect.Dy()
		for y := range h {
			for x := range w {
				left, top := x < w/2, y < h/2
				var at bool
				switch orientation {
				case 1:
					at = left && top
				case 2:
					at = !left && top
				case 3:
					at = !left && !top
				case 4:
					at = left && !top
				case 5:
					at = left && top
				case 6:
					at = left && !top
				case 7:
					at = !left && !top
				case 8:
					at = !left && top
				}
				if stored.SetNRGBA(x, y, white); at {
					stored.SetNRGBA(x, y, red)
				}
			}
		}
		for _, kind := range []string{"jpeg", "png", "webp", "webp, lossless"} {
			data := turnedAs(kind, written(t, kind, stored, nil), w, h, orientation)
			if info, err := probeBytes(data); err != nil || info.Width != 400 || info.Height != 600 {
				t.Errorf("orientation %d, %s: %+v, %v", orientation, kind, info, err)
			}
			pictures, _ := made(t, data, testRecipe())
			for _, img := range pictures {
				b := img.Bounds()
				for k, want := range []color.NRGBA{red, white, white, white} {
					got := color.NRGBAModel.Convert(img.At(b.Dx()/4+k%2*b.Dx()/2, b.Dy()/4+k/2*b.Dy()/2)).(color.NRGBA)
					if b.Dx() >= b.Dy() || got.G > 128 != (want.G > 128) {
						t.Errorf("orientation %d, %s: %v, quarter %d is %v", orientation, kind, b, k, got)
					}
				}
			}
			typ := "image/" + strings.TrimSuffix(kind, ", lossless")
			clean, err := cleaned(data, typ) // as it is published under its own name
			if err != nil || orientationOf(clean, typ) != int(orientation) || tiffIsPrivate(exifOf(clean, typ)) || len(exifOf(clean, typ)) > 26 {
				t.Errorf("orientation %d, %s: published with %d, %v", orientation, kind, orientationOf(clean, typ), err)
			}
		}
	}
}

// A small picture is published as it is, which for one that browsers turn each in
// their own way is no good.
func TestSmallPicturesThatAreTurnedAreMadeUpright(t *testing.T) {
	for _, kind := range []string{"png", "webp"} {
		info, err := probeBytes(turnedAs(kind, written(t, kind, solid(30, 20, color.White), nil), 30, 20, 6))
		if err != nil || !testRecipe().Wanted(info) || info.Width != 20 {
			t.Errorf("%s: %+v, %v", kind, info, err)
		}
		if info.Turned = false; testRecipe().Wanted(info) {
			t.Errorf("%s: one that is not turned is made anew", kind)
		}
	}
}

// turnedAs puts an EXIF orientation, and a place, into a picture of a kind.
func turnedAs(kind string, data []byte, w, h int, orientation uint16) []byte {
	switch kind {
	case "jpeg":
		return slices.Concat(data[:2], segment(0xe1, exifHead, string(privateTIFF(orientation))), data[2:])
	case "png":
		return slices.Concat(data[:33], pngChunk("eXIf", privateTIFF(orientation)), data[33:])
	}
	head := []byte{0x08, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1), byte((h - 1) >> 8), 0}
	return riff(riffChunk("VP8X", head), data[12:], riffChunk("EXIF", append([]byte(exifHead), privateTIFF(orientation)...)))
}

// Screenshots and drawings were blurred by formats made for photos.
func TestDrawingsStayLosslessWhereThatIsSmaller(t *testing.T) {
	lines := solid(700, 500, color.White)
	for y := range 500 {
		for x := range 700 {
			if x/50%2 == 0 && y%20 < 10 {
				lines.SetNRGBA(x, y, color.NRGBA{176, 42, 26, 255})
			}
		}
	}
	photo := image.NewNRGBA(image.Rect(0, 0, 700, 500))
	for i := range photo.Pix {
		photo.Pix[i] = byte(i * i >> 7)
		if i%4 == 3 {
			photo.Pix[i] = 255
		}
	}
	for name, c := range map[string]struct {
		picture image.Image
		last    string
	}{"lines": {lines, "png"}, "a photo saved as PNG": {photo, "jpeg"}, "with holes": {solid(700, 500, color.NRGBA{9, 9, 9, 9}), "png"}} {
		_, d := made(t, written(t, "png", c.picture, nil), testRecipe())
		sizes := map[string]int{}
		for _, r := range d.all {
			if r.width == 320 {
				sizes[r.format] = len(r.body)
			}
		}
		if got := d.all[len(d.all)-1].format; got != c.last {
			t.Errorf("%s: the fallback is %s, want %s", name, got, c.last)
		}
		if w := sizes["webp"]; w >= sizes[c.last] {
			t.Errorf("%s: WebP with %d bytes is kept beside %d", name, w, sizes[c.last])
		}
	}

	// In its own size it is what it was, to the last pixel, and so are its crops.
	recipe := testRecipe()
	recipe.Widths = []int{320, 700}
	pictures, d := made(t, written(t, "png", lines, nil), recipe)
	formats := map[string]bool{}
	for i, img := range pictures {
		if d.all[i].width != 700 {
			continue
		}
		formats[d.all[i].format] = true
		for y := range 500 {
			for x := range 700 {
				if got := color.NRGBAModel.Convert(img.At(x, y)); got != lines.At(x, y) {
					t.Fatalf("%s: at %d, %d it is %v, and was %v", d.all[i].format, x, y, got, lines.At(x, y))
				}
			}
		}
	}
	if !formats["webp"] || !formats["png"] {
		t.Errorf("made in %v", formats)
	}
	crops, err := cropAll(written(t, "png", lines, nil), Info{Type: "image/png", Width: 700, Height: 500}, recipe, Focus{0.5, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range crops.all {
		if c.format != "png" {
			t.Errorf("the crop of %d by %d is %s", c.width, c.height, c.format)
		}
	}
}

func TestWidthsAreThoseThatThereArePixelsFor(t *testing.T) {
	recipe := []int{320, 640, 1280}
	for own, want := range map[int][]int{
		1: {1}, 319: {319}, 320: {320}, 340: {320}, 353: {320, 353}, 640: {320, 640}, 900: {320, 640, 900}, 1280: recipe, 5000: recipe,
	} {
		if got := widthsOf(recipe, own); !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", own, got, want)
		}
	}
}

// Rounding made flat surfaces darker, or their edges ring where they met the frame.
func TestResizingKeepsFlatColours(t *testing.T) {
	for _, v := range []byte{0, 1, 127, 254, 255} {
		for _, size := range [][4]int{{37, 23, 36, 22}, {100, 80, 33, 7}, {5, 5, 1, 1}, {9, 4, 3, 4}} {
			for _, n := range []int{1, 4} {
				g := newGrid(size[0], size[1], n)
				fill(g.pix, v)
				for _, to := range [][2]int{{size[2], size[3]}, {2*size[0] - 1, size[1] + 3}} {
					if m := stretch(g, to[0], to[1]); m.w != to[0] || m.h != to[1] || slices.ContainsFunc(m.pix, func(b byte) bool { return b != v }) {
						t.Errorf("%d, %v to %v", v, size, to)
					}
				}
			}
		}
	}
}

func TestCropsHoldTheFocus(t *testing.T) {
	for _, size := range [][2]int{{900, 500}, {500, 900}, {640, 640}, {33, 2000}} {
		for _, focus := range []Focus{{0, 0}, {1, 1}, {0.5, 0.5}, {0.9, 0.1}} {
			g := newGrid(size[0], size[1], 4)
			x, y := min(size[0]-1, int(focus[0]*float64(size[0]))), min(size[1]-1, int(focus[1]*float64(size[1])))
			g.pix[y*g.stride+4*x] = 255
			for _, s := range shapes() {
				part := g.crop(s, focus)
				seen := false
				for y := range part.h {
					seen = seen || slices.Contains(part.row(y), 255)
				}
				if !seen {
					t.Errorf("%v at %v, %v: out of sight", size, focus, s)
				}
			}
		}
	}
}

func TestRightsStandInEveryFormat(t *testing.T) {
	rights := Rights{Creator: "Ann <Author>", Credit: "Desk & Co", Copyright: "© 2025", Licence: "https://example.org/l", SourceType: "digitalCapture"}
	for format, kind := range map[string]string{"jpeg": "jpeg", "png": "png", "webp": "webp"} {
		plain := written(t, kind, solid(40, 30, color.NRGBA{1, 2, 3, 255}), nil)
		body := WithRights(plain, format, 40, 30, rights)
		info, err := probeBytes(body)
		if err != nil || info.Width != 40 || info.Height != 30 {
			t.Errorf("%s: %+v, %v", format, info, err)
		}
		if _, err := decode(body, info); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		for _, want := range []string{"Ann &lt;Author&gt;", "Desk &amp; Co", "© 2025", "https://example.org/l", "digitalsourcetype/digitalCapture"} {
			if !strings.Contains(string(body), want) {
				t.Errorf("%s lacks %q", format, want)
			}
		}
		if clean, _ := cleaned(body, info.Type); bytes.Contains(clean, []byte("Ann")) {
			t.Errorf("%s: the XMP is not where readers look for it", format)
		}
		if same := WithRights(plain, format, 40, 30, Rights{}); !bytes.Equal(same, plain) {
			t.Errorf("%s: no rights change it", format)
		}
	}
}

func BenchmarkDerive(b *testing.B) {
	data := written(b, "jpeg", solid(4000, 3000, color.NRGBA{90, 120, 60, 255}), nil)
	info, err := probeBytes(data)
	if err != nil {
		b.Fatal(err)
	}
	for _, formats := range [][]string{{"jpeg"}, {"webp", "jpeg"}} {
		b.Run(fmt.Sprint(formats), func(b *testing.B) {
			r := testRecipe()
			r.Formats, r.Widths = formats, []int{480, 800, 1200, 2000}
			for b.Loop() {
				if _, err := (&encoder{quality: r.Quality}).derive(data, info, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Agencies write the credit into the photo: nobody should have to type it again.
func TestPicturesSayWhoseTheyAre(t *testing.T) {
	plain := written(t, "jpeg", solid(40, 30, color.NRGBA{1, 2, 3, 255}), nil)
	rights := Rights{Creator: "Ann Author", Credit: "Agency", Copyright: "© 2025", Licence: "https://example.org/l", SourceType: "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}
	for format, kind := range map[string]string{"jpeg": "jpeg", "png": "png", "webp": "webp"} {
		body := WithRights(written(t, kind, solid(40, 30, color.NRGBA{1, 2, 3, 255}), nil), format, 40, 30, rights)
		if got := readEmbedded(body, "image/"+format); got.Rights != rights {
			t.Errorf("%s: %+v", format, got)
		}
	}
	// Of a GIF nothing was read, and a photo in one lost its creator.
	packet := rights.packet()
	gif := written(t, "gif", solid(40, 30, color.NRGBA{1, 2, 3, 255}), nil)
	gif = slices.Concat(gif[:len(gif)-1], []byte("\x21\xff\x0bXMP DataXMP"), packet, []byte("\x01\xff\xfe\xfd\xfc\x02\x01\x00\x00;"))
	if got := ReadEmbedded(source.NewFile("content/a.gif", gif), Info{Type: "image/gif"}); got.Rights != rights {
		t.Errorf("GIF: %+v", got)
	}
	field := func(n byte, text string) string {
		return "\x1c\x02" + string([]byte{n, 0, byte(len(text))}) + text
	}
	fields := field(80, "Bo Writer") + field(110, "Desk") + field(116, "© Desk")
	iptc := slices.Concat(plain[:2], segment(0xed, "Photoshop 3.0\x00", "8BIM\x04\x04\x00\x00\x00\x00\x00", string([]byte{byte(len(fields))}), fields, strings.Repeat("\x00", len(fields)%2)), plain[2:])
	if got := readEmbedded(iptc, "image/jpeg"); got.Creator != "Bo Writer" || got.Credit != "Desk" || got.Copyright != "© Desk" {
		t.Errorf("IPTC: %+v", got)
	}
	// Behind a profile of 100 KB too, as editing programs write them.
	late := slices.Concat(iptc[:2], segment(0xe2, strings.Repeat("x", 60_000)), segment(0xe2, strings.Repeat("x", 60_000)), iptc[2:], make([]byte, 1<<20))
	if got := ReadEmbedded(source.NewFile("content/a.jpg", late), Info{Type: "image/jpeg"}); got.Creator != "Bo Writer" {
		t.Errorf("behind much else: %+v", got)
	}
	for n := range iptc[:200] { // wherever it breaks off
		readEmbedded(iptc[:n], "image/jpeg")
	}
}

// A photo from a program that wrote the name of the language for the notice was
// published with the copyright x-default, and an empty field of a camera as its words.
func TestFillersAreNoRights(t *testing.T) {
	for _, filler := range []string{"x-default", "OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "None"} {
		body := WithRights(written(t, "jpeg", solid(40, 30, color.NRGBA{1, 2, 3, 255}), nil), "jpeg", 40, 30, Rights{Creator: filler, Credit: filler, Copyright: filler})
		if got := readEmbedded(body, "image/jpeg"); got.Rights != (Rights{}) {
			t.Errorf("%q: %+v", filler, got)
		}
	}
	body := WithRights(written(t, "jpeg", solid(40, 30, color.NRGBA{1, 2, 3, 255}), nil), "jpeg", 40, 30, Rights{Copyright: "None of the Agency's"})
	if got := readEmbedded(body, "image/jpeg"); got.Copyright != "None of the Agency's" {
		t.Errorf("a notice that begins like one: %+v", got)
	}
}

func FuzzProfile(f *testing.F) {
	f.Add(displayP3())
	f.Add(adobeRGB())
	f.Fuzz(func(t *testing.T, profile []byte) {
		for _, channels := range []int{1, 3, 4} {
			newToSRGB(profile, channels)
		}
	})
}
