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
