package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"brief/internal/source"
)

func encoded(t testing.TB, kind string, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch m := image.NewPaletted(image.Rect(0, 0, w, h), palette.Plan9); kind {
	case "jpeg":
		err = jpeg.Encode(&b, m, nil)
	case "png":
		err = png.Encode(&b, m)
	case "gif":
		err = gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{m, m}, Delay: []int{1, 1}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// turned puts an EXIF orientation into a JPEG, in the byte order named.
func turned(jpeg []byte, order binary.AppendByteOrder, orientation uint16) []byte {
	tiff := []byte("MM\x00*")
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		tiff = []byte("II*\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2) // entries
	for _, e := range [][2]uint16{{0x010f, 0}, {0x0112, orientation}} {
		tiff = order.AppendUint16(tiff, e[0])
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, e[1])
		tiff = order.AppendUint16(tiff, 0)
	}
	segment := append([]byte("\xff\xe1"), binary.BigEndian.AppendUint16(nil, uint16(2+6+len(tiff)))...)
	segment = append(append(segment, "Exif\x00\x00"...), tiff...)
	return slices.Concat(jpeg[:2], segment, jpeg[2:])
}

func webpFile(chunk string, body []byte) []byte {
	body = append(body, make([]byte, max(0, 10-len(body)))...)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(12+len(body)))
	b = append(append(b, "WEBP"...), chunk...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(body))), body...)
}

func avifFile(properties ...[]byte) []byte {
	return slices.Concat(box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1")),
		box("meta", make([]byte, 4), box("hdlr"), box("iprp", box("ipco", properties...))), box("mdat", []byte("data")))
}

func extent(w, h uint32) []byte {
	return box("ispe", make([]byte, 4), binary.BigEndian.AppendUint32(nil, w), binary.BigEndian.AppendUint32(nil, h))
}

func TestProbeReadsTypeAndSize(t *testing.T) {
	photo := encoded(t, "jpeg", 40, 30)
	for name, c := range map[string]struct {
		data []byte
		want Info
	}{
		"jpeg":                     {photo, Info{Type: "image/jpeg", Width: 40, Height: 30}},
		"jpeg, upside down":        {turned(photo, binary.BigEndian, 3), Info{Type: "image/jpeg", Width: 40, Height: 30}},
		"jpeg, on its side":        {turned(photo, binary.BigEndian, 6), Info{Type: "image/jpeg", Width: 30, Height: 40}},
		"jpeg, on its side, Intel": {turned(photo, binary.LittleEndian, 8), Info{Type: "image/jpeg", Width: 30, Height: 40}},
		"jpeg, data after its end": {append(slices.Clone(photo), "trailer"...), Info{Type: "image/jpeg", Width: 40, Height: 30}},
		"png":                      {encoded(t, "png", 7, 1), Info{Type: "image/png", Width: 7, Height: 1}},
		"gif, animated":            {encoded(t, "gif", 9, 4), Info{Type: "image/gif", Width: 9, Height: 4, Animated: true}},
		"webp, lossy":              {webpFile("VP8 ", []byte("\x00\x00\x00\x9d\x01\x2a\x40\x01\xf0\x40")), Info{Type: "image/webp", Width: 320, Height: 240}},
		"webp, lossless":           {webpFile("VP8L", []byte("\x2f\x3f\xc1\x3b\x00")), Info{Type: "image/webp", Width: 320, Height: 240}},
		"webp, animated":           {webpFile("VP8X", []byte("\x02\x00\x00\x00\x3f\x01\x00\xef\x00\x00")), Info{Type: "image/webp", Width: 320, Height: 240, Animated: true}},
		"webp, extended":           {webpFile("VP8X", []byte("\x00\x00\x00\x00\x3f\x01\x00\xef\x00\x00")), Info{Type: "image/webp", Width: 320, Height: 240}},
		"avif":                     {avifFile(extent(320, 240)), Info{Type: "image/avif", Width: 320, Height: 240, AsIs: errAVIFKind.Error()}},
		"avif, with a thumbnail":   {avifFile(extent(32, 24), extent(320, 240), extent(32, 24)), Info{Type: "image/avif", Width: 320, Height: 240, AsIs: errAVIFKind.Error()}},
		"avif, on its side":        {avifFile(extent(320, 240), box("irot", []byte{1})), Info{Type: "image/avif", Width: 240, Height: 320, AsIs: errAVIFKind.Error()}},
		"svg":                      {[]byte(`<svg width="10" height="20px"/>`), Info{Type: "image/svg+xml", Width: 10, Height: 20}},
		"svg, to be cut":           {[]byte(`<svg width="20" height="10" viewBox="0 0 20 10" preserveAspectRatio="xMidYMid slice"/>`), Info{Type: "image/svg+xml", Width: 20, Height: 10, Slice: true}},
		"svg, rounded up":          {[]byte(`<svg width="10.2" height="20.0"/>`), Info{Type: "image/svg+xml", Width: 11, Height: 20}},
		"svg, by its viewBox":      {[]byte("\ufeff<?xml version='1.0' encoding='ISO-8859-1'?>\n<!DOCTYPE svg>\n<!-- x -->\n<svg:svg viewBox='0,0 300 150' width='100%'><svg:g/></svg:svg>\n<!-- end -->\n"), Info{Type: "image/svg+xml", Width: 300, Height: 150}},
		"svg, one side given":      {[]byte(`<svg viewBox="0 0 300 150" width="100"></svg>`), Info{Type: "image/svg+xml", Width: 100, Height: 50}},
		"svg, in centimetres":      {[]byte(`<svg viewBox="0 0 300 150" width="10cm" height="5cm"></svg>`), Info{Type: "image/svg+xml", Width: 300, Height: 150}},
		"svg, without a size":      {[]byte(`<svg><g/></svg>`), Info{Type: "image/svg+xml"}},
		"svg, with nonsense":       {[]byte(`<svg width="NaN" height="+" viewBox="0 0 Inf 1e"></svg>`), Info{Type: "image/svg+xml"}},
		"svg, in em and percent":   {[]byte(`<svg viewBox="0 0 3e2 .15E+3" width="10em" height="1e2%"></svg>`), Info{Type: "image/svg+xml", Width: 300, Height: 150}},
	} {
		if got, err := Probe(source.NewFile("content/"+name, c.data)); err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

func TestProbeSaysWhatIsWrong(t *testing.T) {
	huge := encoded(t, "png", 1, 1)
	binary.BigEndian.PutUint32(huge[16:], 80_000)
	thumbnail := encoded(t, "jpeg", 4, 4)
	cut := slices.Concat(thumbnail[:2], []byte("\xff\xe1\x00\x0aabcdef\xff\xd9"), thumbnail[2:len(thumbnail)-4])
	for name, c := range map[string]struct {
		data string
		want string
	}{
		"nothing":                             {"", "is empty"},
		"a huge png":                          {string(huge), "says it is 80,000 pixels wide"},
		"an svg, huge":                        {`<svg width="5" height="1e12"/>`, "says it is 1,000,000,000 pixels high"},
		"an svg, beyond all numbers":          {`<svg width="99999999999999999999" height="5"/>`, "says it is 1,000,000,000 pixels wide"},
		"an svg, beyond floating point":       {`<svg width="5" height="1e999px"/>`, "says it is 1,000,000,000 pixels high"},
		"an svg of no width":                  {`<svg width="0" height="5" viewBox="0 0 5 5"/>`, "says it is 0 pixels wide"}, // was published as width=0
		"an svg of less than no height":       {`<svg width="5" height="-5.5px"/>`, "says it is -6 pixels high"},
		"an svg of no centimetres":            {`<svg width="0cm" height="5cm"/>`, "says it is 0 pixels wide"},
		"an svg with an empty viewBox":        {`<svg viewBox="0 0 300 0"/>`, "says it is 0 pixels high"},
		"an svg that is an entity bomb":       {`<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg width="5" height="5"><text>&b;</text></svg>`, "defines abbreviations (<!ENTITY"},
		"an svg, cut":                         {`<svg width="5" height="5"><path d="M0 0"/>`, "is cut short"},
		"tiff":                                {"II*\x00abcdefgh", "is not a picture that browsers show (it looks like TIFF): export it as JPEG or PNG"},
		"heic":                                {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1", "(it looks like HEIC): export it as JPEG"},
		"a burst of heic":                     {"\x00\x00\x00\x18ftyphevc\x00\x00\x00\x00msf1hevc", "(it looks like HEIC): export it as JPEG"},
		"a raw photo":                         {"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x00crx isom", "(it looks like a camera's raw photo): export it as JPEG"},
		"a video":                             {"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "it looks like a video"},
		"a pointer":                           {"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "it looks like a Git LFS pointer"},
		"text":                                {"Hello", "is not a picture that browsers show"},
		"html":                                {"<!doctype html><html><svg/></html>", "is not a picture that browsers show"},
		"an svg far below":                    {"<!--" + strings.Repeat("x", maxHead) + `--><svg width="5" height="5"/>`, "is not a picture that browsers show"},
		"a jpeg without a scan":               {"\xff\xd8\xff\xd9", "is cut short"},
		"a jpeg with a gap":                   {"\xff\xd8\x00\x00\x00\x00", "is damaged"},
		"a cut jpeg whose thumbnail is whole": {string(cut), "is cut short"},
		"a png without a head":                {"\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\x00\x00\x00\x00", "is damaged"},
		"a gif without a frame":               {"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "is damaged"},
		"an avif without a size":              {string(avifFile()), "is damaged"},
	} {
		_, err := Probe(source.NewFile("content/x", []byte(c.data)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
			continue
		}
		// Editors were told that a picture "is empty" or "looks like TIFF", and not what to do.
		if _, mend, ok := strings.Cut(err.Error(), ": "); !ok || mend == "" {
			t.Errorf("%s: %v; want what mends it too", name, err)
		}
	}
	if _, err := Probe(&source.File{Path: "content/x.png", Size: maxBytes + 1}); err == nil || err.Error() != "is larger than 100 MB: export it smaller" {
		t.Errorf("a file of more than 100 MB: %v", err)
	}
}

// A copy that is still running, or broke off, is an error wherever it stopped.
func TestEveryBeginningOfAPictureIsCutShort(t *testing.T) {
	for name, data := range map[string][]byte{
		"jpeg": encoded(t, "jpeg", 20, 20), "png": encoded(t, "png", 20, 20), "gif": encoded(t, "gif", 20, 20),
		"webp": webpFile("VP8L", []byte("\x2f\x3f\xc1\x3b\x00")), "avif": avifFile(extent(320, 240)),
		"svg": []byte(`<svg width="10" height="20"><svg width="1"/><path d="M0 0"/></svg>`),
	} {
		for n := range len(data) {
			if info, err := probeBytes(data[:n]); err == nil {
				t.Errorf("the first %d of %d bytes of a %s are %+v", n, len(data), name, info)
			}
		}
	}
}

// probeBytes is Probe without a file.
func probeBytes(data []byte) (Info, error) {
	return Probe(source.NewFile("content/x", data))
}

// counted is a file of which it is counted how much is read.
type counted struct {
	fs.File
	n *int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.File.Read(p)
	*c.n += int64(n)
	return n, err
}

func (c counted) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.File.(io.ReaderAt).ReadAt(p, off)
	*c.n += int64(n)
	return n, err
}

type countedFS struct {
	fs.FS
	n *int64
}

func (c countedFS) Open(name string) (fs.File, error) {
	f, err := c.FS.Open(name)
	if info, _ := fs.Stat(c.FS, name); err != nil || info.IsDir() {
		return f, err
	}
	return counted{f, c.n}, nil
}

// A photo of a hundred megabytes was held whole for the eight bytes of its size.
func TestLargePicturesAreNotReadWhole(t *testing.T) {
	const large = 20 << 20
	png, jpeg := encoded(t, "png", 30, 20), encoded(t, "jpeg", 30, 20)
	scan := bytes.Index(jpeg, []byte("\xff\xda"))
	chunk := append(binary.BigEndian.AppendUint32(nil, large), "IDAT"...)
	chunk = append(append(chunk, make([]byte, large)...), "crc."...)
	free := append(binary.BigEndian.AppendUint32(nil, large+8), "free"...)
	files := fstest.MapFS{
		"content/a.png":  {Data: slices.Concat(png[:33], chunk, png[33:])},
		"content/a.jpg":  {Data: slices.Concat(jpeg[:scan+20], make([]byte, large), jpeg[scan+20:])},
		"content/a.avif": {Data: slices.Concat(avifFile(extent(30, 20)), free, make([]byte, large))},
	}
	var n int64
	tree := source.Scan(source.Input{Site: countedFS{files, &n}})
	for name := range files {
		n = 0
		info, err := Probe(tree.Lookup(name))
		if err != nil || info.Width != 30 || info.Height != 20 {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
		if n == 0 || n > 1<<20 {
			t.Errorf("%s: %d bytes of %d were read", name, n, len(files[name].Data))
		}
	}
}

func FuzzProbe(f *testing.F) {
	for _, kind := range []string{"jpeg", "png", "gif"} {
		f.Add(encoded(f, kind, 8, 5))
	}
	f.Add(turned(encoded(f, "jpeg", 8, 5), binary.LittleEndian, 6))
	f.Add(webpFile("VP8X", []byte("\x00\x00\x00\x00\x3f\x01\x00\xef\x00\x00")))
	f.Add(avifFile(extent(320, 240), box("irot", []byte{1})))
	f.Add([]byte(`<?xml version="1.0"?><svg viewBox="0 0 3 4" width="1e3"/>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := probeBytes(data)
		again, errAgain := probeBytes(data)
		if info != again || !reflect.DeepEqual(err, errAgain) {
			t.Fatalf("%+v, %v, then %+v, %v", info, err, again, errAgain)
		}
		switch {
		case err != nil && info != Info{}:
			t.Fatalf("%+v with the error %v", info, err)
		case err == nil && info.Type == "":
			t.Fatal("no type")
		case err == nil && (info.Width < 0 || info.Height < 0 || info.Width > maxSide || info.Height > maxSide):
			t.Fatalf("%+v", info)
		case err == nil && info.Type != "image/svg+xml" && (info.Width == 0 || info.Height == 0):
			t.Fatalf("%+v", info)
		}
	})
}

func BenchmarkProbe(b *testing.B) {
	f := source.NewFile("content/x.jpg", encoded(b, "jpeg", 1600, 1200))
	for b.Loop() {
		if _, err := Probe(f); err != nil {
			b.Fatal(err)
		}
	}
}
