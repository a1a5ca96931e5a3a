package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"github.com/gen2brain/avif"
)

// avifRecipe asks for AVIF besides.
func avifRecipe() Recipe {
	return Recipe{Formats: []string{"avif", "webp", "jpeg"}, Widths: []int{320, 400}, Quality: map[string]int{"avif": 60, "webp": 75, "jpeg": 80}}
}

// noisy is a photo as far as encoders care: light that changes, with grain.
func noisy(w, h int, alpha byte) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			n := uint32(x)*374761393 + uint32(y)*668265263
			n = (n ^ n>>13) * 1274126177 >> 27
			m.SetNRGBA(x, y, color.NRGBA{byte(100 + 100*x/w + int(n)), byte(150 - 50*y/h + int(n)), byte(60 + int(n)), alpha})
		}
	}
	return m
}

// Row D2: AVIF where it is asked for, in front of WebP and JPEG, in the right
// colours, and the same bytes each time.
func TestAVIFComesFirstWhereItIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		data    []byte
		recipe  []string
		formats []string
	}{
		"a photo":             {written(t, "jpeg", noisy(400, 300, 255), nil), []string{"avif", "webp", "jpeg"}, []string{"avif", "webp", "jpeg"}},
		"without a fallback":  {written(t, "jpeg", noisy(400, 300, 255), nil), []string{"webp", "avif"}, []string{"avif", "webp"}},
		"AVIF alone":          {written(t, "jpeg", noisy(400, 300, 255), nil), []string{"avif"}, []string{"avif"}},
		"what shines through": {written(t, "png", noisy(400, 300, 120), nil), []string{"avif", "webp", "jpeg"}, []string{"avif", "webp", "png"}},
		"a drawing":           {written(t, "png", solid(400, 300, color.NRGBA{200, 80, 60, 255}), nil), []string{"avif", "webp", "jpeg"}, []string{"webp", "png"}},
		"a drawing, no other": {written(t, "png", solid(400, 300, color.NRGBA{200, 80, 60, 255}), nil), []string{"avif"}, []string{"png"}},
		"not asked for":       {written(t, "jpeg", noisy(400, 300, 255), nil), []string{"webp", "jpeg"}, []string{"webp", "jpeg"}},
	} {
		info, err := probeBytes(c.data)
		if err != nil {
			t.Fatal(err)
		}
		recipe := avifRecipe()
		recipe.Formats = c.recipe
		e := encoder{quality: recipe.Quality, room: newRoom(1)}
		d, err := e.derive(c.data, info, recipe)
		if err != nil {
			t.Fatal(err)
		}
		again, err := e.derive(c.data, info, recipe)
		if err != nil {
			t.Fatal(err)
		}
		var formats []string
		for i, r := range d.all {
			if len(formats) == 0 || formats[len(formats)-1] != r.format {
				formats = append(formats, r.format)
			}
			if !bytes.Equal(r.body, again.all[i].body) {
				t.Errorf("%s: %d pixels as %s are other bytes the second time", name, r.width, r.format)
			}
		}
		if !slices.Equal(formats, c.formats) {
			t.Errorf("%s: %v, want %v", name, formats, c.formats)
		}
	}
}

// A format whose 320-pixel version is no smaller than the next one's is left out.
func TestAVIFIsLeftOutWhereItIsLarger(t *testing.T) {
	data := written(t, "jpeg", noisy(400, 300, 255), nil)
	info, err := probeBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	recipe := avifRecipe()
	recipe.Quality = map[string]int{"avif": 95, "webp": 20, "jpeg": 80}
	d, err := (&encoder{quality: recipe.Quality}).derive(data, info, recipe)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range d.all {
		if r.format == "avif" {
			t.Errorf("%d bytes of AVIF are kept", len(r.body))
		}
	}
}

func TestAVIFHasTheColoursOfThePicture(t *testing.T) {
	for name, m := range map[string]*image.NRGBA{"opaque": noisy(400, 300, 255), "half there": noisy(400, 300, 120)} {
		r := newRaster(m, 1)
		e := encoder{quality: map[string]int{"avif": 80}}
		body, err := e.encode(&r, "avif")
		if err != nil {
			t.Fatal(err)
		}
		info, err := probeBytes(body)
		if err != nil || info != (Info{Type: "image/avif", Width: 400, Height: 300}) {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
		decoded, err := avif.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		sum := [4]int{}
		for y := range 300 {
			for x := range 400 {
				want := color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
				got := color.RGBAModel.Convert(decoded.At(x, y)).(color.RGBA)
				for i, d := range []int{int(got.R) - int(want.R), int(got.G) - int(want.G), int(got.B) - int(want.B), int(got.A) - int(want.A)} {
					sum[i] += d
				}
			}
		}
		for _, s := range sum {
			if mean := float64(s) / (300 * 400); mean > 2 || mean < -2 {
				t.Errorf("%s: the mean colour is off by %v", name, sum)
			}
		}
	}
}

// Row D8: whose a picture is stands in its AVIF too, where readers look for it,
// and the picture is as it was.
func TestRightsStandInAVIF(t *testing.T) {
	rights := Rights{Creator: "Ann Author", Credit: "Agency", Copyright: "© 2025", Licence: "https://example.org/l", SourceType: "digitalCapture"}
	for name, m := range map[string]*image.NRGBA{"opaque": noisy(40, 30, 255), "half there": noisy(40, 30, 120)} {
		r := newRaster(m, 1)
		plain, err := (&encoder{quality: map[string]int{"avif": 60}}).encode(&r, "avif")
		if err != nil {
			t.Fatal(err)
		}
		body := WithRights(plain, "avif", 40, 30, rights)
		if bytes.Equal(body, plain) || !bytes.Contains(body, []byte("Ann Author")) {
			t.Fatalf("%s: it says nothing", name)
		}
		before, err := avif.Decode(bytes.NewReader(plain))
		if err != nil {
			t.Fatal(err)
		}
		after, err := avif.Decode(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if b, a := before.(*image.RGBA), after.(*image.RGBA); !bytes.Equal(b.Pix, a.Pix) {
			t.Errorf("%s: it is another picture", name)
		}
		clean, err := cleaned(body, "image/avif")
		if err != nil || bytes.Contains(clean, []byte("Ann")) {
			t.Errorf("%s: the XMP is not where readers look for it (%v)", name, err)
		}
		if same := WithRights(plain, "avif", 40, 30, Rights{}); !bytes.Equal(same, plain) {
			t.Errorf("%s: no rights change it", name)
		}
	}
}

// Whatever libavif another system has: offsets of eight bytes, items in idat, and
// files that break off are rewritten or refused.
func TestAVIFWithXMPTakesOtherLayouts(t *testing.T) {
	be := binary.BigEndian
	location := slices.Concat([]byte("\x01\x00\x00\x00\x88\x80\x00\x02"),
		numbers16(1, 0, 0), be.AppendUint64(nil, 100), numbers16(1), be.AppendUint64(nil, 20), be.AppendUint64(nil, 4), // at 120
		numbers16(2, 1, 0), be.AppendUint64(nil, 0), numbers16(1), be.AppendUint64(nil, 1), be.AppendUint64(nil, 2)) // in idat
	file := func(location []byte) []byte {
		meta := box("meta", make([]byte, 4), box("pitm", []byte("\x00\x00\x00\x00\x00\x01")), box("iloc", location),
			box("iinf", []byte("\x00\x00\x00\x00\x00\x00")), box("idat", []byte("abc")), box("iref", make([]byte, 4)))
		head := box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1"))
		return slices.Concat(head, meta, box("mdat", make([]byte, 40)))
	}
	body := file(location)
	off := bytes.Index(body, []byte("mdat")) + 4 + 3
	be.PutUint64(location[8+6:], uint64(off-20))
	body = file(location)
	copy(body[off:], "here")
	out, err := avifWithXMP(body, []byte("packet"))
	if err != nil {
		t.Fatal(err)
	}
	var meta []byte
	boxes(out, func(kind string, b []byte) {
		if kind == "meta" {
			meta = b[4:]
		}
	})
	var found []string
	itemPlaces(child(meta, "iloc"), func(id uint32, inMeta bool, off, n uint64) bool {
		from := out
		if inMeta {
			from = child(meta, "idat")
		}
		found = append(found, string(from[off:off+n]))
		return true
	})
	if got := strings.Join(found, " "); got != "here bc packet" {
		t.Errorf("items hold %q", got)
	}
	for n := range body {
		avifWithXMP(body[:n], []byte("packet"))
	}
	if _, err := avifWithXMP(body[:len(body)-50], []byte("packet")); err == nil {
		t.Error("half a file is given a packet")
	}
}

// An AVIF of 500 KB can say that it has four thousand million pieces.
func TestAVIFOfPiecesWithoutEndIsRefused(t *testing.T) {
	location := append([]byte("\x00\x00\x00\x00\x00\x00"), numbers16(0xffff)...)
	for i := range 0xffff {
		location = append(location, numbers16(uint16(i), 0, 0xffff)...)
	}
	visited := 0
	ok := itemPlaces(location, func(uint32, bool, uint64, uint64) bool { visited++; return true })
	if ok || visited > 1<<16 {
		t.Errorf("%v after %d pieces", ok, visited)
	}
}

// Whatever is given, the packet is where the file says, or the file is refused.
func FuzzAVIFWithXMP(f *testing.F) {
	r := newRaster(noisy(20, 10, 120), 1)
	body, err := (&encoder{quality: map[string]int{"avif": 60}}).encode(&r, "avif")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add(avifFile(extent(320, 240)))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := avifWithXMP(data, []byte("packet"))
		if err != nil {
			return
		}
		var meta []byte
		boxes(out, func(kind string, b []byte) {
			if kind == "meta" && len(b) >= 4 {
				meta = b[4:]
			}
		})
		found := false
		itemPlaces(child(meta, "iloc"), func(id uint32, inMeta bool, off, n uint64) bool {
			found = !inMeta && off+n == uint64(len(out)) && n == 6 && string(out[off:]) == "packet"
			return true
		})
		if !found {
			t.Errorf("the packet is not the last item's: %q", out)
		}
	})
}

// A photo's colours in AVIF were half as fine as its light, and those of other
// programs were not: their pictures were a tenth nearer to the photo. They are as
// fine as the photo has them, and the AVIF says so (av1C, AV1-ISOBMFF, section 2.3.3).
func TestAVIFHasColoursAsFineAsThePhoto(t *testing.T) {
	const both = 0x0c // half as fine in both directions
	for _, c := range []struct {
		name string
		data []byte
		want byte
	}{
		{"a JPEG twice as wide", written(t, "jpeg", noisy(640, 320, 255), nil), 0},
		{"a JPEG half as wide again", written(t, "jpeg", noisy(480, 240, 255), nil), 0},
		{"a JPEG as wide", written(t, "jpeg", noisy(320, 160, 255), nil), both},
		{"a PNG as wide", written(t, "png", noisy(320, 160, 255), nil), 0},
	} {
		recipe := avifRecipe()
		recipe.Formats, recipe.Widths = []string{"avif"}, []int{320}
		pictures, d := made(t, c.data, recipe)
		if len(pictures) != 1 || d.all[0].width != 320 {
			t.Fatalf("%s: %d pictures, %d pixels wide", c.name, len(pictures), d.all[0].width)
		}
		_, head, ok := bytes.Cut(d.all[0].body, []byte("av1C"))
		if !ok || len(head) < 3 || head[2]&both != c.want {
			t.Errorf("%s: av1C is %.4x, want %#x of %#x in its third byte", c.name, head, c.want, both)
		}
	}
}

// Colours as fine as the light take half as much memory again, which is too much
// for a large picture.
func TestLargeAVIFHasColoursHalfAsFine(t *testing.T) {
	img := image.NewYCbCr(image.Rect(0, 0, 4000, 2500), image.YCbCrSubsampleRatio420)
	c := newCascade(img, nil, Info{Type: "image/jpeg", Width: 4000, Height: 2500}, Recipe{Formats: []string{"avif"}, Widths: []int{640, 1600, 2400}})
	for i, want := range []int{640, 1600, 1200} {
		if r := c.as("avif", i); r.cb.w != want {
			t.Errorf("%d pixels of light, %d of colour, want %d", r.w, r.cb.w, want)
		}
		if r := c.as("jpeg", i); r.cb.w != r.w/2 {
			t.Errorf("as JPEG: %d pixels of light, %d of colour", r.w, r.cb.w)
		}
	}
}
