package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"brief/internal/cache"
	"brief/internal/source"
)

// bombPNG says that it is w by h pixels, in as few bytes as that takes.
func bombPNG(w, h uint32, depth, kind byte, interlaced byte) []byte {
	var z bytes.Buffer
	c := zlib.NewWriter(&z)
	row := make([]byte, 64<<10)
	for n := 0; n < 8<<20; n += len(row) {
		c.Write(row)
	}
	c.Close()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	head = append(head, depth, kind, 0, 0, interlaced)
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", head), pngChunk("PLTE", []byte{1, 2, 3}), pngChunk("IDAT", z.Bytes()), pngChunk("IEND", nil))
}

// jpegOf says that it is w by h pixels.
func jpegOf(photo []byte, w, h uint16, progressive bool) []byte {
	out := bytes.Clone(photo)
	i := bytes.Index(out, []byte("\xff\xc0"))
	binary.BigEndian.PutUint16(out[i+5:], h)
	binary.BigEndian.PutUint16(out[i+7:], w)
	if progressive {
		out[i+1] = 0xc2
	}
	return out
}

// hostile are files that break programs that read pictures.
func hostile(t testing.TB) map[string][]byte {
	photo := written(t, "jpeg", solid(400, 300, color.NRGBA{90, 120, 60, 255}), nil)
	drawing := written(t, "png", solid(400, 300, color.NRGBA{90, 120, 60, 255}), nil)
	webp := written(t, "webp", solid(400, 300, color.NRGBA{90, 120, 60, 255}), nil)
	gif := written(t, "gif", image.NewPaletted(image.Rect(0, 0, 400, 300), color.Palette{color.White, color.Black}), nil)
	ifd := []byte("II*\x00\x08\x00\x00\x00\x02\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x12\x01\x03\x00\x01\x00\x00\x00\xff\xff\x00\x00\x08\x00\x00\x00")
	manyIFDs := []byte("MM\x00*\x00\x00\x00\x08")
	for i := range 500 {
		manyIFDs = binary.BigEndian.AppendUint32(append(manyIFDs, 0, 0), uint32(8+6*(i+1)))
	}
	badCRC := bytes.Clone(drawing)
	badCRC[len(badCRC)-20] ^= 1
	hugeProfile := make([]byte, 5<<20)
	copy(hugeProfile, displayP3())
	lyingProfile := displayP3()
	binary.BigEndian.PutUint32(lyingProfile[128:], 1<<31)
	longCurve := bytes.Replace(displayP3(), []byte("para\x00\x00\x00\x00\x00\x03"), []byte("curv\x00\x00\x00\x00\xff\xff"), -1)
	short := binary.BigEndian.AppendUint32(nil, 0xffffffff)
	return map[string][]byte{
		"zero bytes":                          {},
		"a PNG of 900 million pixels":         bombPNG(30000, 30000, 1, 0, 0),
		"a PNG of 4 thousand million":         bombPNG(65000, 65000, 8, 6, 0),
		"a PNG of 16 bits, interlaced":        bombPNG(6000, 5000, 16, 6, 1),
		"a PNG as thin as a hair":             bombPNG(1, 65535, 8, 2, 0),
		"a PNG as flat as a hair":             bombPNG(65535, 1, 8, 2, 0),
		"a PNG with a palette too short":      bombPNG(2000, 2000, 8, 3, 0),
		"a PNG without a width":               bombPNG(0, 9, 8, 6, 0),
		"a PNG with a false sum":              badCRC,
		"a PNG whose chunk never ends":        slices.Concat(drawing[:33], short, drawing[37:]),
		"a PNG with a huge profile":           slices.Concat(drawing[:33], pngChunk("iCCP", []byte("p\x00\x00"+deflated(string(hugeProfile)))), drawing[33:]),
		"a PNG with a profile of zeros":       slices.Concat(drawing[:33], pngChunk("iCCP", []byte("p\x00\x00"+deflated(strings.Repeat("\x00", 64<<20)))), drawing[33:]),
		"a PNG with a lying profile":          slices.Concat(drawing[:33], pngChunk("iCCP", []byte("p\x00\x00"+deflated(string(lyingProfile)))), drawing[33:]),
		"a JPEG of 4 thousand million pixels": jpegOf(photo, 65535, 65535, false),
		"a progressive JPEG, large":           jpegOf(photo, 9000, 9000, true),
		"a JPEG that is called progressive":   jpegOf(photo, 400, 300, true),
		"a JPEG without a height":             jpegOf(photo, 400, 0, false),
		"a JPEG with directories in a circle": slices.Concat(photo[:2], segment(0xe1, exifHead, string(ifd)), photo[2:]),
		"a JPEG with 500 directories":         slices.Concat(photo[:2], segment(0xe1, exifHead, string(manyIFDs)), photo[2:]),
		"a JPEG with half a profile":          slices.Concat(photo[:2], segment(0xe2, "ICC_PROFILE\x00\x01\x02", string(displayP3())), photo[2:]),
		"a JPEG with a lying profile":         slices.Concat(photo[:2], segment(0xe2, "ICC_PROFILE\x00\x01\x01", string(lyingProfile)), photo[2:]),
		"a JPEG with an endless curve":        slices.Concat(photo[:2], segment(0xe2, "ICC_PROFILE\x00\x01\x01", string(longCurve)), photo[2:]),
		"a JPEG with XMP without an end":      slices.Concat(photo[:2], segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", strings.Repeat("<a>", 20000)), photo[2:]),
		"a JPEG with XMP that is a bomb":      slices.Concat(photo[:2], segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", `<!DOCTYPE a [<!ENTITY b "`+strings.Repeat("b", 1000)+`"><!ENTITY c "`+strings.Repeat("&b;", 1000)+`">]><a>&c;</a>`), photo[2:]),
		"a GIF larger than its frame":         append(append(bytes.Clone(gif[:6]), 0xff, 0xff, 0xff, 0xff), gif[10:]...),
		"a GIF with a lying frame":            bytes.Replace(gif, []byte("\x2c\x00\x00\x00\x00\x90\x01\x2c\x01"), []byte("\x2c\x00\x00\x00\x00\xff\xff\xff\xff"), 1),
		"a WebP that says it is larger":       riff(riffChunk("VP8X", []byte("\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff")), webp[12:]),
		"a WebP of nothing":                   riff(riffChunk("VP8L", []byte("\x2f\xff\xff\xff\x0f\x00"))),
		"an SVG with an entity bomb":          []byte(`<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg width="500" height="5"><text>&b;</text></svg>`),
		"an SVG that never ends":              []byte(`<svg width="500" height="5">` + strings.Repeat("<g>", 100000)),
		"a page with the name of a picture":   []byte("<!doctype html><script>alert(1)</script>"),
		"a zip archive":                       []byte("PK\x03\x04" + strings.Repeat("\x00", 100)),
		"a JPEG with a PNG's beginning":       append([]byte("\x89PNG\r\n\x1a\n"), photo...),
	}
}

// judge does with a file what a build does, and returns what it says.
func judge(m *Maker, data []byte) error {
	f := source.NewFile("content/x.png", data)
	info, err := Probe(f)
	if err != nil {
		return err
	}
	ReadEmbedded(f, info)
	if info.Type == "image/svg+xml" {
		_, _, err := CleanSVG(data)
		return err
	}
	if _, err := Clean(f); err != nil {
		return err
	}
	if !testRecipe().Wanted(info) {
		return nil
	}
	_, err = m.Of(f, info, testRecipe())
	return err
}

// A PNG of 110 KB took another generator a gigabyte. Each of these is an error in
// words, or a picture, in bounded memory.
func TestHostilePicturesAreBounded(t *testing.T) {
	shown := map[string]bool{ // as browsers show them
		"a PNG with a huge profile": true, "a PNG with a lying profile": true, "a JPEG with half a profile": true,
		"a JPEG with a lying profile": true, "a JPEG with an endless curve": true, "a JPEG with XMP without an end": true, "a JPEG with XMP that is a bomb": true,
		"a PNG as thin as a hair": true, "a PNG as flat as a hair": true, "a PNG with a palette too short": true,
		"a GIF larger than its frame": true, "a PNG of 16 bits, interlaced": true,
	}
	m := NewMaker(cache.InMemory())
	for name, data := range hostile(t) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := judge(m, data)
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 700<<20 {
			t.Errorf("%s: %d MB were allocated", name, n>>20)
		}
		if (err == nil) && !shown[name] {
			t.Errorf("%s is no error", name)
		}
		if err != nil && (len(err.Error()) > 300 || strings.ContainsRune(err.Error(), '\n')) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file that broke off at any place, or in which any byte is another, is an
// error or a picture; nothing is kept of an error.
func TestCutAndChangedPicturesNeverPanic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, kind := range []string{"jpeg", "png", "gif", "webp", "avif"} {
		m := solid(330, 12, color.NRGBA{200, 80, 60, 255})
		data := written(t, kind, m, nil)
		for i := range 100 {
			c := cache.InMemory()
			maker := NewMaker(c)
			cut := data[:len(data)*i/100]
			if err := judge(maker, cut); err == nil {
				t.Errorf("%s: the first %d of %d bytes are a picture", kind, len(cut), len(data))
			} else if maker.Encoded() > 0 {
				t.Errorf("%s: %d pictures were made of the first %d of %d bytes", kind, maker.Encoded(), len(cut), len(data))
			}
		}
		for range 20 {
			changed := bytes.Clone(data)
			changed[r.IntN(len(changed))] = byte(r.IntN(256))
			if kind == "png" { // let it get beyond the sums
				pngChunks(changed, func(kind string, body []byte) bool { return true })
				for j := 8; j+12 <= len(changed); {
					n := int(uint32At(changed, j))
					if n < 0 || j+12+n > len(changed) {
						break
					}
					binary.BigEndian.PutUint32(changed[j+8+n:], crc32.ChecksumIEEE(changed[j+4:j+8+n]))
					j += 12 + n
				}
			}
			judge(NewMaker(cache.InMemory()), changed)
		}
	}
}
