package picture

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bep/imagemeta"

	"brief/internal/source"
)

// Embedded is what a picture's file says of the picture, in EXIF, IPTC or XMP,
// in the properties of the IPTC Photo Metadata Standard 2023.2.
type Embedded struct {
	Rights
	Alt     string // for those who cannot see it
	Caption string
}

// ReadEmbedded returns what a picture's file says of it: nothing of a file that cannot be read.
func ReadEmbedded(f *source.File, info Info) Embedded {
	size := f.Size
	switch info.Type {
	case "image/jpeg":
		size = min(size, headSize)
	case "image/png", "image/webp", "image/avif", "image/gif":
		if size > 20<<20 {
			return Embedded{}
		}
	default:
		return Embedded{}
	}
	in, err := f.Open()
	if err != nil {
		return Embedded{}
	}
	defer in.Close()
	data := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(in, 0, size), data); err != nil {
		return Embedded{}
	}
	if info.Type == "image/jpeg" && size < f.Size && !hasScan(data) {
		data = make([]byte, min(f.Size, 8*headSize))
		if _, err := io.ReadFull(io.NewSectionReader(in, 0, int64(len(data))), data); err != nil {
			return Embedded{}
		}
	}
	return readEmbedded(data, info.Type)
}

// headSize is how much of a JPEG is read for what it says of itself, which stands
// before the picture; eight times as much where that does not suffice.
const headSize = 64 << 10

// hasScan says whether the picture of a JPEG begins within data.
func hasScan(data []byte) bool {
	i := segments(data, func(byte, []byte) bool { return true })
	return i+1 < len(data) && data[i] == 0xff && data[i+1] == 0xda
}

// maxField is how long a text of a picture may be, in bytes; longer ones are none
// that people write.
const maxField = 4 << 10

// readEmbedded reads what the file says. What cannot be read counts as not said.
func readEmbedded(data []byte, typ string) (e Embedded) {
	defer func() {
		if recover() != nil { // its reader did not foresee this file
			e = Embedded{}
		}
	}()
	var format imagemeta.ImageFormat
	switch typ {
	case "image/jpeg":
		format = imagemeta.JPEG
	case "image/png": // whose XMP the reader passes over: it gets that in a JPEG without a picture
		format, data = imagemeta.JPEG, pngPackets(data)
	case "image/avif":
		format, data = imagemeta.JPEG, avifPackets(data)
	case "image/gif":
		format, data = imagemeta.JPEG, gifPacket(data)
	case "image/webp":
		format = imagemeta.WebP
	default:
		return e
	}
	fields := map[string]*string{
		"XMP Description": &e.Caption, "XMP AltTextAccessibility": &e.Alt,
		"XMP Creator": &e.Creator, "XMP Credit": &e.Credit, "XMP Rights": &e.Copyright, "XMP WebStatement": &e.Licence, "XMP DigitalSourceType": &e.SourceType,
	}
	under := Embedded{}
	fallback := map[string]*string{
		"IPTC By-line": &under.Creator, "IPTC Credit": &under.Credit, "IPTC CopyrightNotice": &under.Copyright, "IPTC Caption-Abstract": &under.Caption,
	}
	last := Embedded{}
	exif := map[string]*string{"EXIF Artist": &last.Creator, "EXIF Copyright": &last.Copyright, "EXIF ImageDescription": &last.Caption}
	imagemeta.Decode(imagemeta.Options{ // an error means that the rest cannot be read
		R: bytes.NewReader(data), ImageFormat: format, Sources: imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP,
		LimitNumTags: 2000, LimitTagSize: maxField,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag: func(tag imagemeta.TagInfo) error {
			key := tag.Source.String() + " " + tag.Tag
			for _, m := range []map[string]*string{fields, fallback, exif} {
				if to := m[key]; to != nil && *to == "" {
					*to = plainValue(tag.Value, tag.Source == imagemeta.IPTC)
				}
			}
			return nil
		},
		Warnf: func(string, ...any) {},
	})
	e.Rights = e.Rights.Over(under.Rights).Over(last.Rights)
	for _, c := range []string{under.Caption, last.Caption} {
		if e.Caption == "" {
			e.Caption = c
		}
	}
	return e
}

// plainValue is a tag's text: of a list its parts with commas between.
// IPTC's texts are often UTF-8 without saying so, and then were taken for Latin-1.
func plainValue(v any, latin bool) string {
	s := ""
	switch v := v.(type) {
	case string:
		s = v
	case []string:
		s = strings.Join(v, ", ")
	}
	if latin {
		s = asUTF8(s)
	}
	if s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " "); len(s) > maxField || strings.ContainsRune(s, 0) || isFiller(s) {
		return ""
	}
	return s
}

// isFiller says whether a text is what programs and cameras put where nobody wrote
// one: the name of a language without its text, or of the make.
func isFiller(s string) bool {
	switch strings.ToLower(s) {
	case "x-default", "default", "none", "[none]", "unknown", "untitled", "picasa",
		"olympus digital camera", "sony dsc", "minolta dsc", "konica minolta digital camera", "kodak digital still camera",
		"samsung camera pictures", "digital camera", "digital still camera", "exif_jpeg_picture", "dcf 1.0":
		return true
	}
	return false
}

// asUTF8 undoes the reading of UTF-8 as Latin-1.
func asUTF8(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		b = append(b, byte(r))
	}
	if utf8.Valid(b) {
		return string(b)
	}
	return s
}

// avifPackets are the EXIF data and the XMP of an AVIF as segments of a JPEG.
func avifPackets(data []byte) []byte {
	out := []byte("\xff\xd8\xff\xda\x00\x02\xff\xd9")
	if exif := avifEXIF(data); len(exif) > 0 {
		out = jpegWithEXIF(out, exif)
	}
	meta := child(data, "meta")
	if len(meta) < 4 {
		return out
	}
	meta = meta[4:]
	kinds := itemKinds(child(meta, "iinf"))
	itemPlaces(child(meta, "iloc"), func(id uint32, inMeta bool, off, n uint64) bool {
		in := data
		if inMeta {
			in = child(meta, "idat")
		}
		if size := uint64(len(in)); kinds[id] == "mime" && off <= size && n <= min(size-off, 60_000) {
			if packet := in[off : off+n]; bytes.Contains(packet, []byte("adobe:ns:meta")) {
				out = jpegWithXMP(out, packet)
			}
		}
		return true
	})
	return out
}

// jpegWithEXIF adds a segment of EXIF data in front; one that is too long is left out.
func jpegWithEXIF(jpeg, exif []byte) []byte {
	if len(exif) >= 60_000 {
		return jpeg
	}
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(2+len(exifHead)+len(exif)))
	return slices.Concat(jpeg[:2], head, []byte(exifHead), exif, jpeg[2:])
}

// pngPackets are the EXIF data and the XMP of a PNG as segments of a JPEG.
func pngPackets(data []byte) []byte {
	out := []byte("\xff\xd8\xff\xda\x00\x02\xff\xd9")
	pngChunks(data, func(kind string, body []byte) bool {
		switch {
		case kind == "iTXt" && bytes.HasPrefix(body, []byte("XML:com.adobe.xmp\x00\x00")): // not compressed
			if parts := bytes.SplitN(body[len("XML:com.adobe.xmp\x00\x00\x00"):], []byte{0}, 3); len(parts) == 3 {
				out = jpegWithXMP(out, parts[2])
			}
		case kind == "eXIf":
			out = jpegWithEXIF(out, body)
		}
		return true
	})
	return out
}

// gifPacket is the XMP of a GIF as a segment of a JPEG. It stands in no blocks, but
// as a text that ends in a descending row of bytes, by which programs that count
// blocks find its end (XMP Specification, part 3, section 1.1.2).
func gifPacket(data []byte) []byte {
	out := []byte("\xff\xd8\xff\xda\x00\x02\xff\xd9")
	if _, packet, ok := bytes.Cut(data, []byte("\x21\xff\x0bXMP DataXMP")); ok {
		if packet, _, ok = bytes.Cut(packet, []byte("\x01\xff\xfe\xfd")); ok {
			out = jpegWithXMP(out, packet)
		}
	}
	return out
}
