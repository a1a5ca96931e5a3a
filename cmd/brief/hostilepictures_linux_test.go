package main

import (
	"bytes"
	"compress/zlib"
	bits "encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// What a build with one hostile picture may take, as [hostileBuild] counts it.
const (
	pictureMemory = 400 << 20
	pictureCPU    = 5 * time.Second
)

// A PNG of 110 KB took another generator a gigabyte. Of each of these pictures a
// build says what is wrong, with the file's name, in bounded time and memory, and
// publishes nothing that was made of it.
func TestHostilePicturesAreRefusedByName(t *testing.T) {
	photo, drawing, moving := samples(t)
	iend := pngPart("IEND", nil)
	bomb := func(w, h uint32, depth, kind, interlaced byte) string {
		return pngOf(pngHead(w, h, depth, kind, interlaced), pngPart("IDAT", deflate(make([]byte, 8<<20))), iend)
	}
	exif := func(tiff string) string { return jpegWith(photo, 0xe1, "Exif\x00\x00"+tiff) }
	endless := "MM\x00*\x00\x00\x00\x08"
	for i := range 500 {
		endless += string(bits.BigEndian.AppendUint32([]byte{0, 0}, uint32(8+6*(i+1))))
	}
	profile := photo
	for i := range 200 {
		profile = jpegWith(profile, 0xe2, "ICC_PROFILE\x00"+string([]byte{byte(200 - i), 200})+strings.Repeat("\x00", 65_000))
	}
	brokenSum := []byte(drawing)
	brokenSum[len(brokenSum)-20] ^= 1
	wide := "\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"
	avifOf := func(extent string) string {
		return isoBox("ftyp", "avif\x00\x00\x00\x00avifmif1") + isoBox("meta", "\x00\x00\x00\x00"+isoBox("iprp", isoBox("ipco", isoBox("ispe", extent)))) + isoBox("mdat", "data")
	}
	sample, err := os.ReadFile("../../internal/picture/testdata/avif/plain.avif")
	if err != nil {
		t.Fatal(err)
	}
	quarters := string(sample)
	for name, c := range map[string]struct {
		file, data string
		code       string // bad-picture if empty
	}{
		"nothing at all":                      {"bad.jpg", "", ""},
		"a PNG of 900 million pixels":         {"bad.png", bomb(30_000, 30_000, 1, 0, 0), ""},
		"a PNG of 4 thousand million pixels":  {"bad.png", bomb(65_000, 65_000, 8, 6, 0), ""},
		"a PNG wider than any screen":         {"bad.png", bomb(2_000_000_000, 1, 8, 6, 0), ""},
		"a PNG without a width":               {"bad.png", bomb(0, 9, 8, 6, 0), ""},
		"a PNG of 16 bits, interlaced":        {"bad.png", bomb(12_000, 12_000, 16, 6, 1), ""},
		"a PNG with too few pixels":           {"bad.png", bomb(5_000, 5_000, 8, 6, 0), ""},
		"a PNG with a false sum":              {"bad.png", string(brokenSum), ""},
		"a PNG whose chunk never ends":        {"bad.png", drawing[:33] + "\xff\xff\xff\xff" + drawing[37:], ""},
		"a PNG with a profile of 64 MB":       {"bad.png", drawing[:33] + pngPart("iCCP", append([]byte("p\x00\x00"), deflate(make([]byte, 64<<20))...)) + drawing[33:], ""},
		"a JPEG of 4 thousand million pixels": {"bad.jpg", jpegSized(photo, 65_535, 65_535, 0xc0), ""},
		"a progressive JPEG of 81 million":    {"bad.jpg", jpegSized(photo, 9_000, 9_000, 0xc2), ""},
		"a JPEG that is no progressive one":   {"bad.jpg", jpegSized(photo, 400, 300, 0xc2), ""},
		"a JPEG without a height":             {"bad.jpg", jpegSized(photo, 400, 0, 0xc0), ""},
		"a JPEG with directories in a circle": {"bad.jpg", exif("II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00"), ""},
		"a JPEG whose directory follows itself": {
			"bad.jpg", exif("MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x08"), "",
		},
		"a JPEG with 500 directories":         {"bad.jpg", exif(endless), ""},
		"a JPEG with a profile of 13 MB":      {"bad.jpg", profile, ""},
		"a GIF with a lying frame":            {"bad.gif", strings.Replace(moving, "\x2c\x00\x00\x00\x00\x90\x01\x2c\x01", "\x2c\x00\x00\x00\x00\xff\xff\xff\xff", 1), ""},
		"a GIF without an end":                {"bad.gif", moving[:len(moving)-1], ""},
		"a WebP of 16 million by 16 million":  {"bad.webp", riffOf("VP8X", "\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"), ""},
		"a WebP of nothing":                   {"bad.webp", riffOf("VP8L", "\x2f\xff\xff\xff\x0f\x00"), ""},
		"a WebP with half its bytes":          {"bad.webp", riffOf("VP8 ", strings.Repeat("x", 100))[:60], ""},
		"an AVIF of 4 thousand million":       {"bad.avif", avifOf(wide), ""},
		"an AVIF without a size":              {"bad.avif", avifOf(""), ""},
		"an AVIF that says less than it is":   {"bad.avif", strings.Replace(quarters, "\x00\x00\x01\x90\x00\x00\x01\x2c", "\x00\x00\x00\x09\x00\x00\x00\x09", 1), ""},
		"an SVG with entities that multiply":  {"bad.svg", `<!DOCTYPE svg [<!ENTITY a "` + strings.Repeat("ha", 500) + `"><!ENTITY b "` + strings.Repeat("&a;", 500) + `">]><svg xmlns="http://www.w3.org/2000/svg" width="500" height="5"><text>&b;</text></svg>`, ""},
		"an SVG that never ends":              {"bad.svg", `<svg xmlns="http://www.w3.org/2000/svg" width="500" height="5">` + strings.Repeat("<g>", 100_000), ""},
		"a page with the name of a picture":   {"bad.png", "<!doctype html><script>alert(1)</script>", ""},
		"a zip archive":                       {"bad.jpg", "PK\x03\x04" + strings.Repeat("\x00", 100), ""},
		"a PDF":                               {"bad.png", "%PDF-1.7\n", ""},
		"a JPEG with a PNG's beginning":       {"bad.png", "\x89PNG\r\n\x1a\n" + photo, ""},
		"a JPEG with the ending of a drawing": {"bad.svg", photo, "picture-type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, out, before := goodSite(t)
			lay(t, site, map[string]string{
				"content/bad.md":      "---\ntitle: Bad\n---\nText.\n\n![A picture.](" + c.file + ")\n*A caption.* [Photo: Ann Author]\n",
				"content/" + c.file:   c.data,
				"content/fine.md":     "---\ntitle: Fine\n---\n![A picture.](fine.png)\n*A caption.* [Photo: Ann Author]\n",
				"content/fine.png":    drawing,
				"content/sound.svg":   `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`,
				"static/img/note.txt": "text",
			})
			got := boundedBuild(t, exec.Command(binary(t), "build", "-C", site), pictureMemory, pictureCPU)
			if c.code == "" {
				c.code = "bad-picture"
			}
			if got.code != exitBuild || !strings.Contains(got.said, "content/bad.md:6:") || !strings.Contains(got.said, c.file) || !strings.Contains(got.said, "["+c.code+"]") {
				t.Errorf("exit %d, want %d with %s of %s in content/bad.md:\n%s", got.code, exitBuild, c.code, c.file, shorten(got.said))
			}
			sameTrees(t, "the last good output", readTree(t, out), before)
		})
	}
}

// The script of a drawing is taken out, and the editor told.
func TestADrawingWithScriptsIsPublishedWithoutThem(t *testing.T) {
	site, out, _ := goodSite(t)
	lay(t, site, map[string]string{
		"content/bad.md":  "---\ntitle: Bad\n---\n![A drawing.](bad.svg)\n*A caption.* [Drawing: Ann Author]\n",
		"content/bad.svg": `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="500" height="5" onload="alert(1)"><script>alert(2)</script><foreignObject><iframe src="https://evil.example/"/></foreignObject><a xlink:href="javascript:alert(3)"><path d="M0 0h9v9z"/></a></svg>`,
	})
	got := boundedBuild(t, exec.Command(binary(t), "build", "-C", site), pictureMemory, pictureCPU)
	if got.code != exitOK || !strings.Contains(got.said, "content/bad.svg") || !strings.Contains(got.said, "[drawing-cleaned]") {
		t.Errorf("exit %d:\n%s", got.code, got.said)
	}
	for path, body := range readTree(t, out) {
		if strings.HasSuffix(path, ".svg") && (strings.Contains(body, "alert") || strings.Contains(body, "evil")) {
			t.Errorf("%s: %s", path, body)
		}
	}
}

// Of a picture that broke off, at whichever hundredth, nothing is published.
func TestPicturesThatBreakOffAreRefusedByName(t *testing.T) {
	photo, drawing, moving := samples(t)
	for ending, whole := range map[string]string{"jpg": photo, "png": drawing, "gif": moving} {
		site, out, before := goodSite(t)
		files, page := map[string]string{}, "---\ntitle: Bad\n---\nText.\n\n"
		for i := range 100 {
			name := fmt.Sprintf("cut-%02d.%s", i, ending)
			files["content/"+name] = whole[:len(whole)*i/100]
			page += "![A picture.](" + name + ")\n*A caption.* [Photo: Ann Author]\n\n"
		}
		files["content/bad.md"] = page
		lay(t, site, files)
		got := boundedBuild(t, exec.Command(binary(t), "build", "-C", site), pictureMemory, pictureCPU)
		if got.code != exitBuild {
			t.Errorf("%s: exit %d, want %d", ending, got.code, exitBuild)
		}
		for i := range 100 {
			if said := fmt.Sprintf("content/bad.md:%d:", 6+3*i); strings.Count(got.said, said) != 1 || !strings.Contains(got.said, fmt.Sprintf("cut-%02d.%s", i, ending)) {
				t.Errorf("%s: nothing is said of the first %d %%:\n%s", ending, i, shorten(got.said))
				break
			}
		}
		sameTrees(t, "the last good output", readTree(t, out), before)
	}
}

// samples are a photo, a drawing and a picture that moves, of 400 by 300 pixels,
// whose bytes are all needed.
func samples(t *testing.T) (photo, drawing, moving string) {
	t.Helper()
	m := image.NewPaletted(image.Rect(0, 0, 400, 300), palette.Plan9)
	for i := range m.Pix {
		m.Pix[i] = byte(i * i >> 6)
	}
	var j, p, g bytes.Buffer
	for _, err := range []error{
		jpeg.Encode(&j, m, nil), png.Encode(&p, m), gif.EncodeAll(&g, &gif.GIF{Image: []*image.Paletted{m, m}, Delay: []int{1, 1}}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return j.String(), p.String(), g.String()
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(data) // a buffer takes everything
	z.Close()
	return b.Bytes()
}

func pngPart(kind string, body []byte) string {
	b := bits.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return string(bits.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:])))
}

func pngHead(w, h uint32, depth, kind, interlaced byte) string {
	b := bits.BigEndian.AppendUint32(bits.BigEndian.AppendUint32(nil, w), h)
	return pngPart("IHDR", append(b, depth, kind, 0, 0, interlaced))
}

func pngOf(parts ...string) string { return "\x89PNG\r\n\x1a\n" + strings.Join(parts, "") }

// jpegWith is a JPEG with a segment behind its beginning.
func jpegWith(photo string, marker byte, body string) string {
	size := bits.BigEndian.AppendUint16(nil, uint16(2+len(body)))
	return photo[:2] + "\xff" + string([]byte{marker}) + string(size) + body + photo[2:]
}

// jpegSized is a JPEG that says it is another size, and of another kind.
func jpegSized(photo string, w, h uint16, kind byte) string {
	b := []byte(photo)
	i := bytes.Index(b, []byte("\xff\xc0"))
	b[i+1] = kind
	bits.BigEndian.PutUint16(b[i+5:], h)
	bits.BigEndian.PutUint16(b[i+7:], w)
	return string(b)
}

func riffOf(kind, body string) string {
	chunk := slices.Concat([]byte(kind), bits.LittleEndian.AppendUint32(nil, uint32(len(body))), []byte(body))
	return "RIFF" + string(bits.LittleEndian.AppendUint32(nil, uint32(4+len(chunk)))) + "WEBP" + string(chunk)
}

func isoBox(kind, body string) string {
	return string(bits.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + kind + body
}
