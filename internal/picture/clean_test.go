package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/gif"
	"slices"
	"strings"
	"testing"

	"brief/internal/source"
)

// secret stands for whatever must not be published.
const secret = "52.520008,13.404954"

// privateTIFF is EXIF data with an orientation, a place, and a note of the camera's maker.
func privateTIFF(orientation uint16) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00\x03\x00")
	le := binary.LittleEndian
	entry := func(tag, typ uint16, n, value uint32) {
		b = le.AppendUint16(le.AppendUint16(b, tag), typ)
		b = le.AppendUint32(le.AppendUint32(b, n), value)
	}
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8825, 4, 1, 50)
	entry(0x927c, 7, uint32(len(secret)), 60)
	b = le.AppendUint32(b, 0)
	b = append(b, make([]byte, 60-len(b))...)
	return append(b, secret...)
}

// privateProfile is a profile that names the screen of who made the picture.
func privateProfile() []byte {
	p := displayP3()
	n := int(binary.BigEndian.Uint32(p[128:]))
	table := bytes.Clone(p[128+4 : 128+4+12*n])
	data := p[128+4+12*n:]
	for i := 0; i < len(table); i += 12 { // two more entries move what they point to
		binary.BigEndian.PutUint32(table[i+4:], binary.BigEndian.Uint32(table[i+4:])+24)
	}
	at := uint32(len(p) + 24)
	for _, tag := range []string{"desc", "mmod"} {
		table = append(table, tag...)
		table = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(table, at), uint32(12+len(secret)))
		at += uint32(12 + len(secret))
	}
	head := bytes.Clone(p[:128+4])
	copy(head[24:], "\x07\xe9\x00\x01\x00\x02....") // a day
	copy(head[48:], "makrmodl")
	binary.BigEndian.PutUint32(head[128:], uint32(n+2))
	out := slices.Concat(head, table, data, []byte("desc\x00\x00\x00\x00\x00\x00\x00\x13"+secret), []byte("mmod\x00\x00\x00\x00\x00\x00\x00\x13"+secret))
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

func segment(marker byte, parts ...string) []byte {
	body := strings.Join(parts, "")
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(2+len(body))), body...)
}

func xmpWith(text string) string {
	return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description exif:GPSLatitude="` + text + `"/></rdf:RDF></x:xmpmeta>`
}

// leaky are pictures of each type with the secret wherever one can be.
func leaky(t testing.TB) map[string][]byte {
	photo := encoded(t, "jpeg", 40, 30)
	other := slices.Concat(photo[:2], segment(0xe1, exifHead, string(privateTIFF(1))), photo[2:])
	end := len(photo) - 2
	png := encoded(t, "png", 7, 5)
	anim := encoded(t, "gif", 9, 4)
	table := 13 + colourTable(anim[10])
	return map[string][]byte{
		"jpeg": slices.Concat(photo[:2], segment(0xe1, exifHead, string(privateTIFF(6))), segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00", xmpWith(secret)),
			segment(0xed, "Photoshop 3.0\x00", secret), segment(0xe2, "MPF\x00", secret), segment(0xe2, "ICC_PROFILE\x00\x01\x01", string(privateProfile())),
			segment(0xfe, secret), segment(0xeb, "JP", secret), photo[2:end], segment(0xfe, secret), photo[end:], other, []byte(secret)),
		"png": slices.Concat(png[:33], pngChunk("iCCP", append([]byte(secret+"\x00\x00"), deflate(privateProfile())...)), pngChunk("eXIf", privateTIFF(1)), pngChunk("tEXt", []byte("Comment\x00"+secret)), pngChunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmpWith(secret))),
			pngChunk("tIME", []byte(secret)), pngChunk("prVt", []byte(secret)), png[33:], []byte(secret)),
		"gif": slices.Concat(anim[:table], []byte("\x21\xfe\x13"+secret+"\x00"), []byte("\x21\xff\x0bXMP DataXMP\x13"+secret+"\x00"),
			[]byte("\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"), anim[table:], []byte(secret)),
		"webp": riff(riffChunk("VP8X", []byte("\x2c\x00\x00\x00\x3f\x01\x00\xef\x00\x00")), riffChunk("ICCP", privateProfile()), riffChunk("VP8L", []byte("\x2f\x3f\xc1\x3b\x00")),
			riffChunk("EXIF", privateTIFF(1)), riffChunk("XMP ", []byte(xmpWith(secret))), riffChunk("what", []byte(secret))),
		"avif": leakyAVIF(),
	}
}

// leakyAVIF has its picture and its EXIF data side by side.
func leakyAVIF() []byte {
	item := func(id byte, kind string) []byte {
		return box("infe", []byte{2, 0, 0, 0, 0, id, 0, 0}, []byte(kind), []byte{0})
	}
	place := func(id byte, off, n uint32) []byte {
		b := []byte{0, id, 0, 0, 0, 1}
		return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, off), n)
	}
	build := func(at uint32) []byte {
		meta := box("meta", make([]byte, 4), box("hdlr"), box("iinf", []byte{0, 0, 0, 0, 0, 2}, item(1, "av01"), item(2, "Exif")),
			box("iprp", box("ipco", extent(320, 240), box("udes", []byte("\x00\x00\x00\x00en\x00"+secret+"\x00")), box("colr", []byte("prof"), privateProfile()))),
			box("xml ", []byte("\x00\x00\x00\x00"+secret)),
			box("iloc", []byte{0, 0, 0, 0, 0x44, 0, 0, 2}, place(1, at, 6), place(2, at+6, uint32(len(secret)))))
		moov := box("moov", box("mvhd", []byte("\x00\x00\x00\x00"+secret)), box("trak", box("tkhd", []byte("\x00\x00\x00\x00"+secret[:8]))))
		return slices.Concat(box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1")), meta, moov, box("mdat", []byte("pixels"+secret)))
	}
	return build(uint32(bytes.Index(build(0), []byte("pixels"))))
}

// A source that was photographed at home must not be found by what the camera
// wrote into the file.
func TestCleanTakesOutWhatIsPrivate(t *testing.T) {
	for name, data := range leaky(t) {
		before, err := probeBytes(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		clean, err := Clean(source.NewFile("static/x", data))
		if err != nil || clean == nil {
			t.Errorf("%s: %v, %v", name, clean, err)
			continue
		}
		for _, left := range []string{secret, "GPS", "XMP", "xmp", "Photoshop", "MPF", "makr", "modl"} {
			if bytes.Contains(clean, []byte(left)) {
				t.Errorf("%s: %q is still in it", name, left)
			}
		}
		if after, err := probeBytes(clean); err != nil || after != before {
			t.Errorf("%s was %+v, is %+v, %v", name, before, after, err)
		}
		again, err := Clean(source.NewFile("static/x", clean))
		if err != nil || again != nil {
			t.Errorf("%s: what is clean is cleaned again, %v", name, err)
		}
	}
}

func TestEditorsAreToldWhatIsLeftOut(t *testing.T) {
	for typ, data := range leaky(t) {
		want := []string{"the place where it was made (GPS)", "the maker's notes", "texts in XMP, with what programs did to it"}
		switch typ {
		case "jpeg":
			want = append(want, "texts in IPTC", "a comment")
		case "gif":
			want = nil
		case "avif":
			want = []string{"data that are no part of the picture"}
		}
		got := Private(data, "image/"+typ)
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %q lacks %q", typ, got, w)
			}
		}
		if len(got) == 0 {
			t.Errorf("%s: nothing is told", typ)
		}
	}
	if got := Private(encoded(t, "jpeg", 9, 9), "image/jpeg"); got != nil {
		t.Errorf("a photo with nothing in it: %q", got)
	}
}

// Without the texts of its profile a picture has the colours that it had.
func TestACleanProfileHasTheSameColours(t *testing.T) {
	clean := cleanICC(privateProfile())
	if len(clean) != len(privateProfile()) || bytes.Contains(clean, []byte(secret)) || !bytes.Equal(cleanICC(clean), clean) {
		t.Fatalf("%d bytes of %d", len(clean), len(privateProfile()))
	}
	before, after := newToSRGB(privateProfile(), 3), newToSRGB(clean, 3)
	if before == nil || after == nil || !bytes.Equal(before.table, after.table) {
		t.Error("the colours are others")
	}
	for name, p := range map[string][]byte{"none": nil, "a text": []byte(secret), "cut short": clean[:200], "one that says it is longer": append([]byte{1}, clean[1:]...)} {
		if got := cleanICC(p); got != nil {
			t.Errorf("%s: %q", name, got)
		}
	}
	long := append(bytes.Clone(clean), bytes.Repeat([]byte{1}, 200_000)...)
	if got := jpegProfile(slices.Concat([]byte("\xff\xd8"), iccSegments(long), []byte("\xff\xda\x00\x02"))); !bytes.Equal(got, long) {
		t.Errorf("in several segments: %d bytes of %d", len(got), len(long))
	}
}

func TestCleanKeepsThePicture(t *testing.T) {
	all := leaky(t)
	jpeg, _ := cleaned(all["jpeg"], "image/jpeg")
	if orientationOf(jpeg, "image/jpeg") != 6 || string(profileOf(jpeg, "image/jpeg")) != string(cleanICC(privateProfile())) {
		t.Error("a JPEG lost how it is turned, or its colours")
	}
	if tiffIsPrivate(exifOf(jpeg, "image/jpeg")) {
		t.Error("its EXIF data say more than how it is turned")
	}
	clean, _ := cleaned(all["gif"], "image/gif")
	g, err := gif.DecodeAll(bytes.NewReader(clean))
	if err != nil || len(g.Image) != 2 || g.LoopCount != 0 {
		t.Errorf("a GIF moves no longer: %v", err)
	}
	avif, err := cleaned(all["avif"], "image/avif")
	if err != nil || len(avif) != len(all["avif"]) || !bytes.Contains(avif, []byte("pixels\x00")) {
		t.Errorf("an AVIF lost its picture: %v", err)
	}
	for _, kind := range []string{"jpeg", "png", "gif"} {
		if body, err := Clean(source.NewFile("static/x", encoded(t, kind, 9, 9))); body != nil || err != nil {
			t.Errorf("a %s with nothing in it is changed, %v", kind, err)
		}
	}
}

// Of an item in two pieces the second was published; and the place of what lies in
// meta was counted from wherever the letters idat stood first.
func TestEachPieceOfAnItemIsEmptied(t *testing.T) {
	item := func(id byte, kind, name string) []byte {
		return box("infe", []byte{2, 0, 0, 0, 0, id, 0, 0}, []byte(kind+name+"\x00"))
	}
	half := len(secret) / 2
	meta := box("meta", make([]byte, 4), box("iinf", []byte{0, 0, 0, 0, 0, 2}, item(1, "av01", "idat"), item(2, "Exif", "")),
		box("iprp", box("ipco", extent(320, 240))), box("idat", []byte("pixels"+secret)),
		box("iloc", []byte{1, 0, 0, 0, 0x44, 0, 0, 2},
			numbers16(1, 1, 0, 1), numbers16(0, 0, 0, 6),
			numbers16(2, 1, 0, 2), numbers16(0, 6, 0, uint16(half)), numbers16(0, uint16(6+half), 0, uint16(len(secret)-half))))
	data := slices.Concat(box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1")), meta, box("mdat"))
	clean, err := Clean(source.NewFile("static/x", data))
	if want := bytes.Replace(data, []byte(secret), make([]byte, len(secret)), 1); err != nil || !bytes.Equal(clean, want) {
		t.Errorf("%q, %v", clean, err)
	}
}

// Browsers look into these boxes of a moving AVIF, so that they cannot be emptied.
// Such a file "cannot be read", editors were told, and by inspect that all was well.
func TestMovingAVIFWithOtherDataIsRefused(t *testing.T) {
	for _, kind := range []string{"udta", "meta"} {
		for _, moov := range [][]byte{box("moov", box(kind, []byte(secret))), box("moov", box("trak", box(kind, []byte(secret))))} {
			if body, err := Clean(source.NewFile("static/x", append(leakyAVIF(), moov...))); !errors.Is(err, errAVIF) || !errors.Is(err, ErrPrivate) {
				t.Errorf("%q: %q, %v", moov, body, err)
			}
		}
	}
}

func TestFilesThatCannotBeCleanedAreRefused(t *testing.T) {
	heic := slices.Concat(box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), box("meta", make([]byte, 4)), box("mdat", []byte(exifHead), privateTIFF(1)))
	pdf := "%PDF-1.7\n1 0 obj\n<</Length 9>>\nstream\n" + xmpWith(secret) + "\nendstream\nendobj\n"
	for name, c := range map[string]struct {
		data    []byte
		private bool
	}{
		"a HEIC photo with a place":       {heic, true},
		"a HEIC photo without":            {slices.Concat(heic[:len(heic)-len(privateTIFF(1))-len(exifHead)-8], box("mdat", []byte("pixels"))), false},
		"a burst of HEIC photos":          {bytes.Replace(bytes.Replace(heic, []byte("mif1heic"), []byte("msf1hevc"), 1), []byte("heic"), []byte("hevc"), 1), true},
		"a TIFF with a place":             {privateTIFF(1), true},
		"a TIFF whose directories circle": {[]byte("II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"), false},
		"a PDF with a place":              {[]byte(pdf), true},
		"a JPEG XL with a place":          {slices.Concat(box("JXL ", []byte("\r\n\x87\n")), box("Exif", make([]byte, 4), privateTIFF(1))), true},
		"a JPEG XL with packed EXIF":      {slices.Concat(box("JXL ", []byte("\r\n\x87\n")), box("brob", []byte("Exif"), []byte("packed"))), true},
		"a JPEG XL":                       {slices.Concat(box("JXL ", []byte("\r\n\x87\n")), box("jxlc", []byte("pixels"))), false},
		"a JPEG 2000 with a place":        {slices.Concat(box("jP  ", []byte("\r\n\x87\n")), box("uuid", []byte("JpgTiffExif->JP2"), privateTIFF(1))), true},
		"a Photoshop file with a place":   {[]byte("8BPS\x00\x01" + xmpWith(secret)), true},
		"a Photoshop file":                {[]byte("8BPS\x00\x01pixels"), false},
		"a photo of Olympus":              {append([]byte("IIRO"), []byte("\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")...), true},
		"a photo of Canon's, before TIFF": {[]byte("II\x1a\x00\x00\x00HEAPCCDR\x02\x00\x01\x00"), true},
		"a photo of Sigma":                {[]byte("FOVb\x00\x00\x02\x00"), true},
		"a photo of Minolta":              {[]byte("\x00MRM\x00\x01\x00\x00"), true},
		"a photo of Fujifilm":             {slices.Concat([]byte("FUJIFILMCCD-RAW 0201"), leaky(t)["jpeg"]), true},
		"a BigTIFF":                       {[]byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00"), true},
		"EXIF without an end":             {append([]byte("8BPS"), bytes.Repeat([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), 2000)...), true},
		"a PDF with a photo in it":        {append([]byte("%PDF-1.7\nstream\n"), leaky(t)["jpeg"]...), true},
		"a PDF with place in a stream":    {[]byte("%PDF-1.7\nstream\r\n" + deflated(xmpWith(secret)) + "\nendstream\n"), true},
		"a PDF":                           {[]byte("%PDF-1.7\nstream\r\n" + deflated("BT (Hello) Tj ET") + "\nendstream\n"), false},
		"a text":                          {[]byte("GPSLatitude is a word"), false},
	} {
		body, err := Clean(source.NewFile("static/x", c.data))
		if errors.Is(err, ErrPrivate) != c.private || !c.private && (err != nil || body != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, data := range leaky(f) {
		f.Add(data)
	}
	f.Add(privateTIFF(1))
	f.Fuzz(func(t *testing.T, data []byte) {
		clean, err := Clean(source.NewFile("static/x", data))
		if err != nil || clean == nil {
			return
		}
		if again, err := Clean(source.NewFile("static/x", clean)); again != nil && err == nil && headType(clean) != "" {
			t.Fatalf("%q is cleaned again, to %q", clean, again)
		}
	})
}
