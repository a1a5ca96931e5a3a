package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brief/internal/cache"
	"brief/internal/source"
)

// The pictures in testdata/avif are 400 by 300 pixels: a red, a green, a blue and a
// gray quarter, written by sharp 0.35.5.
func avifQuarters() [4]color.NRGBA {
	return [4]color.NRGBA{{200, 80, 60, 255}, {60, 160, 80, 255}, {50, 70, 190, 255}, {128, 128, 128, 255}}
}

func avifSample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "avif", name+".avif"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// avifItem is the coded pixels of an AVIF of one item, as sharp writes it.
func avifItem(t testing.TB, name string) []byte {
	t.Helper()
	data := avifSample(t, name)
	i := bytes.Index(data, []byte("mdat"))
	return data[i+4:]
}

// avifAround puts boxes round coded pixels of a size: all the properties are the picture's.
func avifAround(item []byte, w, h uint32, properties ...[]byte) []byte {
	all := append([][]byte{extent(w, h), box("pixi", []byte("\x00\x00\x00\x00\x03\x08\x08\x08")), box("av1C", []byte("\x81\x20\x02\x00"))}, properties...)
	of := []byte("\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01")
	of = append(of, byte(len(all)))
	for i := range all {
		essential := 0
		if i >= 2 { // as that must be which turns a picture (ISO/IEC 23000-22, section 7.3.9)
			essential = 0x80
		}
		of = append(of, byte(essential|(i+1)))
	}
	file := func(at uint32) []byte {
		location := slices.Concat([]byte("\x00\x00\x00\x00\x44\x00\x00\x01\x00\x01\x00\x00\x00\x01"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, at), uint32(len(item))))
		meta := box("meta", make([]byte, 4), box("hdlr", []byte("\x00\x00\x00\x00\x00\x00\x00\x00pict"), make([]byte, 13)), box("pitm", []byte("\x00\x00\x00\x00\x00\x01")), box("iloc", location),
			box("iinf", []byte("\x00\x00\x00\x00\x00\x01"), box("infe", []byte("\x02\x00\x00\x00\x00\x01\x00\x00av01\x00"))),
			box("iprp", box("ipco", all...), box("ipma", of)))
		return slices.Concat(box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1miaf")), meta)
	}
	head := file(0)
	return slices.Concat(file(uint32(len(head)+8)), box("mdat", item))
}

// quartersOff says how far the quarters of a picture are from four colours, at most,
// in any channel.
func quartersOff(m image.Image, want [4]color.NRGBA) (most int) {
	b := m.Bounds()
	for i, w := range want {
		got := color.NRGBAModel.Convert(m.At(b.Dx()/4+i%2*b.Dx()/2, b.Dy()/4+i/2*b.Dy()/2)).(color.NRGBA)
		for _, d := range []int{int(got.R) - int(w.R), int(got.G) - int(w.G), int(got.B) - int(w.B), int(got.A) - int(w.A)} {
			most = max(most, d, -d)
		}
	}
	return most
}

// An AVIF was published as it lay there: one size for all, without a colour in its
// place, crops or rights.
func TestAVIFIsMadeSmallerInItsColours(t *testing.T) {
	plain, half, wide := avifQuarters(), avifQuarters(), [4]color.NRGBA{{217, 69, 51, 255}, {0, 162, 72, 255}, {42, 70, 196, 255}, {128, 128, 128, 255}}
	for i := range half {
		half[i].A = 128
	}
	nclx := func(primaries, transfer uint16) []byte {
		return box("colr", []byte("nclx"), numbers16(primaries, transfer, 6), []byte{0x80})
	}
	for name, c := range map[string]struct {
		data []byte
		want [4]color.NRGBA
	}{
		"eight bits":             {avifSample(t, "plain"), plain},
		"ten bits":               {avifSample(t, "ten-bits"), plain},
		"half there":             {avifSample(t, "half-there"), half},
		"a profile":              {avifAround(avifItem(t, "plain"), 400, 300, box("colr", []byte("prof"), displayP3())), wide},
		"Display P3 by its name": {avifAround(avifItem(t, "plain"), 400, 300, nclx(12, 13)), wide},
		"sRGB by its name":       {avifAround(avifItem(t, "plain"), 400, 300, nclx(1, 13)), plain},
	} {
		info, err := probeBytes(c.data)
		if err != nil || info != (Info{Type: "image/avif", Width: 400, Height: 300}) || !testRecipe().Wanted(info) {
			t.Errorf("%s: %+v, %v", name, info, err)
			continue
		}
		pictures, d := made(t, c.data, testRecipe())
		for i, m := range pictures {
			if off := quartersOff(m, c.want); off > 5 {
				t.Errorf("%s: as %s a colour is off by %d", name, d.all[i].format, off)
			}
		}
		if widths := d.all[0].width; widths != 320 {
			t.Errorf("%s: the first is %d pixels wide", name, widths)
		}
	}
}

// The quarters of a picture that is turned against the clock by a quarter for each
// turn, then mirrored (ISO/IEC 23008-12, sections 6.5.10 and 6.5.12).
func TestAVIFIsUpright(t *testing.T) {
	item, q := avifItem(t, "plain"), avifQuarters()
	for turns := range 4 {
		for mirror := -1; mirror < 2; mirror++ {
			want := q
			for range turns {
				want = [4]color.NRGBA{want[1], want[3], want[0], want[2]}
			}
			properties := [][]byte{box("irot", []byte{byte(turns)})}
			switch mirror {
			case 0:
				want = [4]color.NRGBA{want[2], want[3], want[0], want[1]}
			case 1:
				want = [4]color.NRGBA{want[1], want[0], want[3], want[2]}
			}
			if mirror >= 0 {
				properties = append(properties, box("imir", []byte{byte(mirror)}))
			}
			data := avifAround(item, 400, 300, properties...)
			info, err := probeBytes(data)
			if w, h := 400-turns%2*100, 300+turns%2*100; err != nil || info.Width != w || info.Height != h {
				t.Fatalf("%d turns, mirror %d: %+v, %v", turns, mirror, info, err)
			}
			recipe := testRecipe()
			recipe.Widths = []int{200}
			pictures, _ := made(t, data, recipe)
			if off := quartersOff(pictures[0], want); off > 5 {
				t.Errorf("%d turns, mirror %d: a colour is off by %d", turns, mirror, off)
			}
		}
	}
}

// sequence is the coded pixels of a picture of some size, of one frame that says nothing.
func sequence(w, h int) []byte {
	s := writtenBits([2]int{0, 3}, [2]int{1, 1}, [2]int{1, 1}, [2]int{8, 5}, [2]int{15, 4}, [2]int{15, 4}, [2]int{w - 1, 16}, [2]int{h - 1, 16}, [2]int{0, 24})
	return slices.Concat([]byte("\x12\x00\x0a"), []byte{byte(len(s))}, s, []byte("\x32\x01\x00"))
}

// A head may say little and the pixels much: an AVIF of 400 bytes took gigabytes.
func TestAVIFWhosePixelsAreMoreThanItSaysIsRefused(t *testing.T) {
	for name, data := range map[string][]byte{
		"larger":           avifAround(sequence(60000, 60000), 400, 300),
		"a thousand times": avifAround(slices.Concat(sequence(2000, 1500), bytes.Repeat([]byte("\x32\x01\x00"), 200)), 2000, 1500),
	} {
		if _, err := probeBytes(data); err != errAVIFMore {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := decode(data, Info{Type: "image/avif", Width: 400, Height: 300}); err == nil {
			t.Errorf("%s: it is read all the same", name)
		}
	}
}

// What cannot be read within bounds, or would be shown in other colours, is published
// as it is, and why is known.
func TestAVIFThatIsNotReadIsKnown(t *testing.T) {
	item := avifItem(t, "plain")
	frames := bytes.Repeat([]byte("\x32\x01\x00"), 200)
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"two frames of some size":     {avifAround(slices.Concat(sequence(2000, 1500), frames[:3]), 2000, 1500), errAVIFLarge},
		"a bomb in its head":          {avifAround(item, 20000, 15000), errAVIFLarge},
		"units without an end":        {avifAround(slices.Concat(item, bytes.Repeat([]byte("\x12\x00"), 300)), 400, 300), errAVIFKind},
		"a unit longer than the item": {avifAround([]byte("\x12\x00\x0a\x7f\x00"), 400, 300), errAVIFKind},
		"no sequence":                 {avifAround([]byte("\x12\x00\x32\x01\x00"), 400, 300), errAVIFKind},
		"nothing coded":               {avifFile(extent(400, 300)), errAVIFKind},
		"a part of a picture":         {avifAround(item, 400, 300, box("clap", make([]byte, 32))), errAVIFKind},
		"bright screens":              {avifAround(item, 400, 300, box("colr", []byte("nclx"), numbers16(9, 16, 9), []byte{0x80})), errAVIFColour},
		"unknown primaries":           {avifAround(item, 400, 300, box("colr", []byte("nclx"), numbers16(22, 13, 6), []byte{0x80})), errAVIFColour},
	} {
		info, err := probeBytes(c.data)
		if err != nil || info.AsIs != c.want.Error() || testRecipe().Wanted(info) {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
		info.AsIs = ""
		if _, err := decode(c.data, info); err == nil {
			t.Errorf("%s: it is read all the same", name)
		}
	}
}

func writtenBits(fields ...[2]int) []byte {
	var b []byte
	n := 0
	for _, f := range fields {
		for i := f[1] - 1; i >= 0; i-- {
			if n%8 == 0 {
				b = append(b, 0)
			}
			b[n/8] |= byte(f[0]>>i&1) << (7 - n%8)
			n++
		}
	}
	return b
}

// An animation passes through, as an animated GIF does.
func TestAVIFThatMovesIsAnimated(t *testing.T) {
	data := slices.Concat(avifSample(t, "plain"), box("moov"))
	if info, err := probeBytes(data); err != nil || !info.Animated || testRecipe().Wanted(info) {
		t.Errorf("%+v, %v", info, err)
	}
}

// What an AVIF says of itself is read, as in a JPEG.
func TestAVIFSaysWhoseItIs(t *testing.T) {
	rights := Rights{Creator: "Ann Author", Credit: "Agency", Copyright: "© 2025", Licence: "https://example.org/l"}
	data := WithRights(avifSample(t, "plain"), "avif", 700, 525, rights)
	f := source.NewFile("content/x.avif", data)
	info, err := Probe(f)
	if err != nil {
		t.Fatal(err)
	}
	if got := ReadEmbedded(f, info); got.Rights != rights {
		t.Errorf("%+v", got.Rights)
	}
	if said := ReadEmbedded(source.NewFile("content/x.avif", avifSample(t, "plain")), info); said != (Embedded{}) {
		t.Errorf("%+v of a file that says nothing", said)
	}
}

// Whatever the boxes say, reading them ends; what is taken for readable decodes or is
// an error.
func FuzzReadAVIF(f *testing.F) {
	for _, name := range []string{"plain", "ten-bits", "half-there", "display-p3"} {
		f.Add(avifSample(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := judge(NewMaker(cache.InMemory()), data)
		if err != nil && (len(err.Error()) > 300 || strings.ContainsRune(err.Error(), '\n')) {
			t.Error(err)
		}
	})
}
