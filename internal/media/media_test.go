package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"brief/internal/source"
)

// secret stands for whatever must not be published.
const secret = "+52.5200+013.4049/"

func box(kind string, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), []byte(kind), body)
}

// head is a box's version, flags and the two times when something was made and changed.
func head() []byte { return append(make([]byte, 4), "madeedit"...) }

func handler(kind string) []byte {
	return box("hdlr", make([]byte, 8), []byte(kind), make([]byte, 12), []byte(secret+"\x00"))
}

// trackOf is a track whose head says a size, upright or turned by a quarter.
func trackOf(kind, codec string, w, h uint16, turned bool) []byte {
	b := make([]byte, 84-12)
	matrix := []uint32{1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30}
	if turned {
		matrix = []uint32{0, 1 << 16, 0, 0xffff0000, 0, 0, 0, 0, 1 << 30}
	}
	for i, v := range matrix {
		binary.BigEndian.PutUint32(b[28+4*i:], v)
	}
	binary.BigEndian.PutUint16(b[64:], w)
	binary.BigEndian.PutUint16(b[68:], h)
	coder := append([]byte(secret), make([]byte, 32-len(secret))...)
	if kind == "soun" {
		clear(coder)
	}
	entry := box(codec, make([]byte, 24), binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, w), h), make([]byte, 14), coder, make([]byte, 4))
	stbl := box("stbl", box("stsd", make([]byte, 8), entry), box("what", []byte(secret)),
		list("stsz", 16, 1), list("stsc", 1, 1, 1, 1), list("stco", 1, samplesAt))
	return box("trak", box("tkhd", head(), b), box("udta", []byte(secret)),
		box("mdia", box("mdhd", head(), make([]byte, 12)), handler(kind), box("minf", box("vmhd", make([]byte, 12)), box("what", []byte(secret)), stbl)))
}

// samplesAt stands for where the samples of a film begin, in its tables.
const samplesAt = 0x68657265

// list is a box of numbers of four bytes.
func list(kind string, numbers ...uint32) []byte {
	b := make([]byte, 4)
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return box(kind, b)
}

// placed puts the offset of the samples where it is asked for.
func placed(film []byte, samples string) []byte {
	at := binary.BigEndian.AppendUint32(nil, uint32(bytes.LastIndex(film, []byte(samples))))
	return bytes.ReplaceAll(film, []byte("here"), at)
}

// mp4With is an MP4 with the secret wherever one can be.
func mp4With(brand string, tracks ...[]byte) []byte {
	moov := append([][]byte{box("mvhd", head(), make([]byte, 88))}, tracks...)
	moov = append(moov, box("udta", box("\xa9xyz", []byte(secret)), box("meta", []byte(secret))), box("meta", []byte("com.apple.quicktime.location.ISO6709"+secret)))
	return placed(slices.Concat(box("ftyp", []byte(brand+"\x00\x00\x00\x00isommp42")), box("free", []byte(secret)), box("moov", moov...),
		box("uuid", []byte("\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"+secret)), box("mdat", []byte(secret+"pixels and sound"+secret))), "pixels and sound")
}

func mp4() []byte {
	return mp4With("isom", trackOf("vide", "avc1", 640, 360, false), trackOf("soun", "mp4a", 0, 0, false))
}

// ebml writes an element whose size takes eight bytes.
func ebml(id uint32, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	b := bytes.TrimLeft(binary.BigEndian.AppendUint32(nil, id), "\x00")
	return slices.Concat(b, binary.BigEndian.AppendUint64(nil, 1<<56|uint64(len(body))), body)
}

func webm() []byte {
	number := func(id uint32, v uint16) []byte { return ebml(id, binary.BigEndian.AppendUint16(nil, v)) }
	return slices.Concat(ebml(ebmlHead, ebml(docType, []byte("webm"))),
		[]byte("\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"), // as browsers record: it does not say how long it is
		ebml(segmentInfo, ebml(0x2ad7b1, []byte{15, 66, 64}), ebml(0x7ba9, []byte(secret)), ebml(0x4461, []byte("a moment"))),
		ebml(tracks,
			ebml(trackEntry, number(trackType, 1), ebml(codecID, []byte("V_VP9")), ebml(0x536e, []byte(secret)), ebml(0x258688, []byte(secret)), ebml(videoPart, number(pixelWidth, 320), number(pixelHeight, 240))),
			ebml(trackEntry, number(trackType, 2), ebml(codecID, []byte("A_OPUS")))),
		ebml(0x1254c367, []byte(secret)), ebml(0x1941a469, []byte(secret)),
		[]byte("\x1f\x43\xb6\x75\xff"), ebml(0xe7, []byte{0}), ebml(0xa3, []byte("pixels and sound")))
}

func id3(text string) []byte {
	return slices.Concat([]byte("ID3\x04\x00\x00\x00\x00\x00"), []byte{byte(len(text))}, []byte(text))
}

// mp3Frames are two frames of MPEG 1, layer III, at 32 kbit/s and 32 kHz, silent.
func mp3Frames() []byte {
	frame := append([]byte("\xff\xfb\x18\xc4"), make([]byte, 140)...)
	return slices.Concat(frame, frame)
}

func mp3() []byte {
	ape := slices.Concat([]byte(secret), []byte("APETAGEX\xd0\x07\x00\x00"), binary.LittleEndian.AppendUint32(nil, uint32(32+len(secret))), make([]byte, 16))
	v1 := append([]byte("TAG"+secret), make([]byte, 125-len(secret))...)
	return slices.Concat(id3("GEOB"+secret), mp3Frames(), ape, v1)
}

// oggPage is a page with one whole packet, or a part of one that goes on.
func oggPage(kind byte, body []byte, more bool) []byte {
	var table []byte
	for n := len(body); n >= 255; n -= 255 {
		table = append(table, 255)
	}
	if !more {
		table = append(table, byte(len(body)%255))
	}
	page := slices.Concat([]byte("OggS\x00"), []byte{kind}, make([]byte, 8), []byte("strm"), make([]byte, 8), []byte{byte(len(table))}, table, body)
	sealOgg(page)
	return page
}

func comments(head, end string) []byte {
	le := binary.LittleEndian
	one := "LOCATION=" + secret
	b := append(le.AppendUint32([]byte(head), 4), "prog"...)
	b = le.AppendUint32(le.AppendUint32(b, 1), uint32(len(one)))
	return append(append(b, one...), end...)
}

func opus() []byte {
	tags := append(comments("OpusTags", ""), bytes.Repeat([]byte(secret), 40)...)
	return slices.Concat(oggPage(2, []byte("OpusHead\x01\x01"), false), oggPage(0, tags[:510], true), oggPage(1, tags[510:], false), oggPage(4, []byte("the sound"), false))
}

func vorbis() []byte {
	return slices.Concat(oggPage(2, []byte("\x01vorbis"), false), oggPage(0, comments("\x03vorbis", "\x01"), false), oggPage(4, []byte("the sound"), false))
}

func chunk(kind string, body string) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body))), body...)
	return append(b, make([]byte, len(body)%2)...)
}

func wav() []byte {
	body := slices.Concat([]byte("WAVE"), chunk("fmt ", strings.Repeat("f", 16)), chunk("bext", secret), chunk("LIST", "INFOIART"+secret), chunk("data", "the sound"))
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func flacBlock(kind byte, body []byte) []byte {
	return append([]byte{kind, 0, byte(len(body) >> 8), byte(len(body))}, body...)
}

func flac() []byte {
	return slices.Concat([]byte("fLaC"), flacBlock(0, make([]byte, 34)), flacBlock(4, comments("", "")), flacBlock(6, []byte(secret)), flacBlock(0x81, []byte(secret)), []byte("\xff\xf8 the sound"))
}

// all are files of each kind with the secret in them, and what they are.
func all() map[string]struct {
	data []byte
	info Info
} {
	type file = struct {
		data []byte
		info Info
	}
	return map[string]file{
		"mp4":         {mp4(), Info{Type: "video/mp4", Width: 640, Height: 360, Sound: true}},
		"mp4, turned": {mp4With("isom", trackOf("vide", "avc1", 640, 360, true)), Info{Type: "video/mp4", Width: 360, Height: 640}},
		"mp4, hevc":   {mp4With("isom", trackOf("vide", "hvc1", 640, 360, false)), Info{Type: "video/mp4", Width: 640, Height: 360, Rare: "hvc1"}},
		"m4a":         {mp4With("M4A ", trackOf("soun", "mp4a", 0, 0, false)), Info{Type: "audio/mp4", Sound: true}},
		"mov":         {mp4With("qt  ", trackOf("vide", "avc1", 640, 360, false)), Info{Type: "video/quicktime", Width: 640, Height: 360}},
		"webm":        {webm(), Info{Type: "video/webm", Width: 320, Height: 240, Sound: true}},
		"mp3":         {mp3(), Info{Type: "audio/mpeg", Sound: true}},
		"opus":        {opus(), Info{Type: "audio/ogg", Sound: true}},
		"vorbis":      {vorbis(), Info{Type: "audio/ogg", Sound: true}},
		"wav":         {wav(), Info{Type: "audio/wav", Sound: true}},
		"flac":        {flac(), Info{Type: "audio/flac", Sound: true}},
		"flac, ID3":   {slices.Concat(id3(secret), flac()), Info{Type: "audio/flac", Sound: true}},
	}
}

func TestProbeReadsTypeSizeAndSound(t *testing.T) {
	for name, c := range all() {
		if got, err := Probe(source.NewFile("content/x", c.data)); err != nil || got != c.info {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.info)
		}
	}
}

// Who filmed at home must not be found by what the telephone wrote into the film.
func TestCleanTakesOutWhatIsPrivate(t *testing.T) {
	for name, c := range all() {
		clean, err := Clean(source.NewFile("static/x", c.data))
		if err != nil || clean == nil {
			t.Errorf("%s: %d bytes, %v", name, len(clean), err)
			continue
		}
		for _, left := range []string{secret, "made", "edit", "LOCATION", "ISO6709", "ID3", "TAG", "APE", "a moment"} {
			if bytes.Contains(clean, []byte(left)) {
				t.Errorf("%s: %q is still in it", name, left)
			}
		}
		if name == "mp3" && !bytes.Equal(clean, mp3Frames()) {
			t.Errorf("of an MP3 %d bytes are left", len(clean))
		}
		if !bytes.Contains(clean, []byte("sound")) && !bytes.Contains(clean, []byte("pixels")) && !bytes.Equal(clean, mp3Frames()) {
			t.Errorf("%s: the sound is gone", name)
		}
		if after, err := Probe(source.NewFile("static/x", clean)); err != nil || after != c.info {
			t.Errorf("%s is %+v, %v", name, after, err)
		}
		if told := Private(source.NewFile("static/x", c.data)); !slices.Contains(told, foundTexts) || Private(source.NewFile("static/x", clean)) != nil {
			t.Errorf("%s: an editor is told %q, and of what is published %q", name, told, Private(source.NewFile("static/x", clean)))
		}
		if again, err := Clean(source.NewFile("static/x", clean)); again != nil || err != nil {
			t.Errorf("%s: what is clean is cleaned again, %v", name, err)
		}
		if kind := c.info.Type; kind != "audio/mpeg" && name != "flac, ID3" && len(clean) != len(c.data) {
			t.Errorf("%s: %d bytes became %d, and every index in it is wrong", name, len(c.data), len(clean))
		}
	}
}

// A page with a wrong sum is passed over by players, and its sound with it.
func TestPagesThatWereEmptiedHaveTheirSum(t *testing.T) {
	for name, data := range map[string][]byte{"opus": opus(), "vorbis": vorbis()} {
		clean, err := Clean(source.NewFile("static/x", data))
		if err != nil {
			t.Fatal(name, err)
		}
		n := 0
		for rest := clean; len(rest) > 0; n++ {
			size := 27 + int(rest[26])
			for _, k := range rest[27:size] {
				size += int(k)
			}
			page := bytes.Clone(rest[:size])
			sealOgg(page)
			if !bytes.Equal(page, rest[:size]) {
				t.Errorf("%s: the sum of page %d is wrong", name, n)
			}
			rest = rest[size:]
		}
		if n < 3 {
			t.Errorf("%s: %d pages", name, n)
		}
	}
}

func TestSumOfAPage(t *testing.T) {
	page := []byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00")
	sealOgg(page)
	if got := binary.LittleEndian.Uint32(page[22:]); got != oggSum(page) {
		t.Errorf("%08x, want %08x", got, oggSum(page))
	}
}

// oggSum divides the page as one long number, as the definition of a CRC has it.
func oggSum(page []byte) uint32 {
	bits := []byte{}
	for i, c := range page {
		if i >= 22 && i < 26 {
			c = 0
		}
		for k := 7; k >= 0; k-- {
			bits = append(bits, c>>k&1)
		}
	}
	bits = append(bits, make([]byte, 32)...)
	for i := range len(bits) - 32 {
		if bits[i] == 1 {
			for k, b := range fmt.Sprintf("%033b", uint64(0x104c11db7)) {
				bits[i+k] ^= byte(b - '0')
			}
		}
	}
	sum := uint32(0)
	for _, b := range bits[len(bits)-32:] {
		sum = sum<<1 | uint32(b)
	}
	return sum
}

func TestFilmsThatCannotBeCleanedAreRefused(t *testing.T) {
	whole := mp4()
	for name, data := range map[string][]byte{
		"an action camera's":   mp4With("isom", trackOf("vide", "avc1", 640, 360, false), trackOf("meta", "gpmd", 0, 0, false)),
		"a drone's subtitles":  mp4With("isom", trackOf("vide", "avc1", 640, 360, false), trackOf("sbtl", "tx3g", 0, 0, false)),
		"a raw photo":          box("ftyp", []byte("crx \x00\x00\x00\x00crx isom")),
		"cut short":            whole[:len(whole)-3],
		"without tracks":       mp4With("isom"),
		"an unknown stream":    oggPage(2, []byte("fishead\x00"), false),
		"comments that lie":    slices.Concat(oggPage(2, []byte("\x01vorbis"), false), oggPage(0, []byte("\x03vorbis\xff\xff\xff\xff"), false)),
		"a block beyond flac":  []byte("fLaC\x00\xff\xff\xff...."),
		"an id3 without sound": id3(secret),
	} {
		if _, err := Clean(source.NewFile("static/x", data)); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, other := range []string{"", "text", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1", "\xff\xfeU\x00T\x00F\x00-\x001\x006\x00", "\xff\xd8\xff\xe0 a JPEG"} {
		if body, err := Clean(source.NewFile("static/x", []byte(other))); body != nil || err != nil {
			t.Errorf("%q: %q, %v", other, body, err)
		}
		if info, err := Probe(source.NewFile("static/x", []byte(other))); err == nil {
			t.Errorf("%q is %+v", other, info)
		}
	}
}

// Tags between frames, as of files that were joined, go; the sound behind them stays.
func TestSoundBehindAGapStays(t *testing.T) {
	gap := id3("TXXX" + secret)
	clean, err := Clean(source.NewFile("static/x", slices.Concat(mp3Frames(), gap, mp3Frames(), []byte(secret))))
	if want := slices.Concat(mp3Frames(), make([]byte, len(gap)), mp3Frames()); err != nil || !bytes.Equal(clean, want) {
		t.Errorf("%q, %v", clean, err)
	}
}

// ffmpeg gives each track a name, so that a large film written anew with it, as
// is advised, would be refused again if that were taken for a sign of somebody.
func TestNamesThatFfmpegGivesStay(t *testing.T) {
	h := bytes.Replace(handler("vide"), []byte(secret), []byte("VideoHandler"), 1)
	binary.BigEndian.PutUint32(h, uint32(len(h)))
	s := scan{Window: source.NewWindow(bytes.NewReader(h), int64(len(h)), block), whole: true}
	if s.handlerName(span{0, s.Size}); len(s.edits) > 0 {
		t.Errorf("%v is changed", s.edits)
	}
}

// A film of 15 MB, all boxes in boxes, took a gigabyte.
func TestBoxesInBoxesEnd(t *testing.T) {
	for _, kinds := range [][]string{{"moof", "traf"}, {"moov", "trak", "mdia", "minf", "stbl"}} {
		var b []byte
		for range 100 {
			b = box(kinds[len(kinds)-1], b)
		}
		for _, kind := range slices.Backward(kinds) {
			b = box(kind, b)
		}
		if _, err := Clean(source.NewFile("static/x", slices.Concat(mp4(), b))); !errors.Is(err, ErrPrivate) {
			t.Errorf("%v: %v", kinds, err)
		}
	}
}

// Files of nothing but things to take out are refused, before each has taken memory.
func TestChangesOfAFileEnd(t *testing.T) {
	many := bytes.Repeat([]byte{0xbf, 0x80}, maxEdits+1)
	if _, err := Clean(source.NewFile("static/x", slices.Concat(webm(), many))); !errors.Is(err, ErrPrivate) {
		t.Errorf("%d changes: %v", maxEdits+1, err)
	}
}

// Each packet on a page had the page's sum made once more.
func TestAPageIsSealedOnce(t *testing.T) {
	page := slices.Concat([]byte("OggS\x00\x00"), make([]byte, 8), []byte("strm"), make([]byte, 8), []byte{255}, bytes.Repeat([]byte{5}, 255), bytes.Repeat([]byte("\x02\x00\x00\x01a"), 255))
	data := slices.Concat(oggPage(2, []byte("\x7fFLAC"), false), page, page)
	s := scan{Window: source.NewWindow(bytes.NewReader(data), int64(len(data)), block), whole: true}
	if err := s.container(); err != nil || len(s.edits) != 2*255 || len(s.pages) != 2 {
		t.Errorf("%d changes, %d pages, %v", len(s.edits), len(s.pages), err)
	}
}

// A copy that is still running is an error wherever it stopped, or a film that is whole.
func TestEveryBeginningOfAFilmEndsInOrder(t *testing.T) {
	for name, c := range all() {
		for n := range c.data {
			f := source.NewFile("static/x", c.data[:n])
			if _, err := Probe(f); err != nil && strings.TrimSpace(err.Error()) == "" {
				t.Errorf("%s: %d bytes: an error without words", name, n)
			}
			clean, err := Clean(f)
			if err == nil && clean != nil && bytes.Contains(clean, []byte(secret)) {
				t.Errorf("%s: %d bytes publish the secret", name, n)
			}
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, c := range all() {
		f.Add(c.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := source.NewFile("static/x", data)
		Probe(file)
		clean, err := Clean(file)
		if err != nil || clean == nil {
			return
		}
		if again, err := Clean(source.NewFile("static/x", clean)); again != nil && err == nil {
			t.Fatalf("%q is cleaned again, to %q", clean, again)
		}
	})
}
