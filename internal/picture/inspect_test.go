package picture

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

// Of an AVIF with a place and a time in its EXIF data, an editor was told that it
// has texts in XMP, and nothing of these.
func TestEditorsAreToldWhatTheEXIFOfAnAVIFHolds(t *testing.T) {
	entry := func(tag uint16) []byte {
		return append(binary.LittleEndian.AppendUint16(nil, tag), make([]byte, 10)...)
	}
	tiff := slices.Concat([]byte("II*\x00\x08\x00\x00\x00\x02\x00"), entry(0x8825), entry(0x9003), make([]byte, 4))
	for name, head := range map[string]string{"bare": "\x00\x00\x00\x00", "with its name": "\x00\x00\x00\x06" + exifHead} {
		exif := append([]byte(head), tiff...)
		build := func(at uint32) []byte {
			place := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte{0, 1, 0, 0, 0, 1}, at), uint32(len(exif)))
			meta := box("meta", make([]byte, 4), box("hdlr"),
				box("iinf", []byte{0, 0, 0, 0, 0, 1}, box("infe", []byte{2, 0, 0, 0, 0, 1, 0, 0}, []byte("Exif\x00"))),
				box("iprp", box("ipco", extent(320, 240))),
				box("iloc", []byte{0, 0, 0, 0, 0x44, 0, 0, 1}, place))
			return slices.Concat(box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1")), meta, box("mdat", exif))
		}
		data := build(uint32(bytes.Index(build(0), exif)))
		want := []string{"the place where it was made (GPS)", "the time when it was made"}
		if got := Private(data, "image/avif"); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		for n := range data { // wherever it breaks off
			Private(data[:n], "image/avif")
		}
	}
}

// Of a GIF with a comment beside its XMP, editors were told of the XMP alone, though
// both are left out.
func TestEditorsAreToldOfTheCommentOfAGIF(t *testing.T) {
	plain := encoded(t, "gif", 9, 4)
	at := bytes.IndexAny(plain, "\x21\x2c") // the first block
	for comment, want := range map[string][]string{"": nil, "\x21\xfe\x04\x2cme\x21\x00": {"a comment"}} {
		data := slices.Concat(plain[:at], []byte(comment), plain[at:])
		if got := Private(data, "image/gif"); !slices.Equal(got, want) {
			t.Errorf("with %q: %q, want %q", comment, got, want)
		}
	}
	xmp := []byte("\x21\xff\x0bXMP DataXMP<x xmlns='adobe:ns:meta'/>\x01\xff\xfe")
	for b := 0xfd; b >= 0; b-- {
		xmp = append(xmp, byte(b))
	}
	data := slices.Concat(plain[:at], append(xmp, 0), []byte("\x21\xfe\x02me\x00"), plain[at:])
	if got, want := Private(data, "image/gif"), []string{"texts in XMP, with what programs did to it", "a comment"}; !slices.Equal(got, want) {
		t.Errorf("with XMP: %q, want %q", got, want)
	}
}
