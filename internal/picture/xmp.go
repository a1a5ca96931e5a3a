package picture

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"hash/crc32"
	"slices"
	"strings"
)

// Rights say whose a picture is. All are plain text; empty means not known.
type Rights struct {
	Creator    string // who made it
	Credit     string // how it is to be credited
	Copyright  string // the notice
	Licence    string // a web address, or a name
	SourceType string // the IPTC's digital source type: an address, or its last part ("compositeSynthetic")
}

// RightsFrom is the width in pixels from which a derived picture says whose it
// is: smaller ones are of little use to others, and half of their bytes would be
// words.
const RightsFrom = 640

// Over returns the rights with what they do not say taken from others.
func (r Rights) Over(under Rights) Rights {
	for _, f := range [][2]*string{
		{&r.Creator, &under.Creator}, {&r.Credit, &under.Credit}, {&r.Copyright, &under.Copyright},
		{&r.Licence, &under.Licence}, {&r.SourceType, &under.SourceType},
	} {
		if *f[0] == "" {
			*f[0] = *f[1]
		}
	}
	return r
}

func (r Rights) text() string {
	return strings.Join([]string{r.Creator, r.Credit, r.Copyright, r.Licence, r.SourceType}, "\x00")
}

// WithRights returns a derived picture with its rights in it, as XMP in the
// properties that the IPTC Photo Metadata Standard 2023.2 names: creator,
// credit, copyright, licence, licensor and digital source type. The picture must
// be one that this package has written. No rights leave it as it is.
func WithRights(body []byte, format string, width, height int, rights Rights) []byte {
	if rights == (Rights{}) {
		return body
	}
	packet := rights.packet()
	switch format {
	case "jpeg":
		return jpegWithXMP(body, packet)
	case "png":
		return pngWithXMP(body, packet)
	case "webp":
		return webpWithXMP(body, packet, width, height)
	case "avif":
		if out, err := avifWithXMP(body, packet); err == nil {
			return out
		}
	}
	return body
}

// packet is the XMP of rights (ISO 16684-1), without the padding and the frame
// that only programs which write in place need.
func (r Rights) packet() []byte {
	var b bytes.Buffer
	b.WriteString(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"` +
		` xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"` +
		` xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">`)
	element := func(open, text, end string) {
		if text != "" {
			b.WriteString(open)
			xml.EscapeText(&b, []byte(text)) // a buffer takes everything
			b.WriteString(end)
		}
	}
	element("<dc:creator><rdf:Seq><rdf:li>", r.Creator, "</rdf:li></rdf:Seq></dc:creator>")
	element("<photoshop:Credit>", r.Credit, "</photoshop:Credit>")
	element(`<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">`, r.Copyright, "</rdf:li></rdf:Alt></dc:rights>")
	if isAddress(r.Licence) {
		element("<xmpRights:WebStatement>", r.Licence, "</xmpRights:WebStatement>")
	} else {
		element(`<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">`, r.Licence, "</rdf:li></rdf:Alt></xmpRights:UsageTerms>")
	}
	licensor := r.Creator
	if licensor == "" {
		licensor = r.Credit
	}
	element(`<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorName>`, licensor, "</plus:LicensorName></rdf:li></rdf:Seq></plus:Licensor>")
	element("<Iptc4xmpExt:DigitalSourceType>", sourceTypeAddress(r.SourceType), "</Iptc4xmpExt:DigitalSourceType>")
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>")
	return b.Bytes()
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// sourceTypeAddress is a digital source type as the IPTC names it.
func sourceTypeAddress(s string) string {
	if s == "" || isAddress(s) {
		return s
	}
	return "http://cv.iptc.org/newscodes/digitalsourcetype/" + s
}

// jpegWithXMP puts a packet behind the start of an image (XMP specification,
// part 3, section 1.1.3). One that is too long for a segment is left out: no
// rights have 64 KB.
func jpegWithXMP(body, packet []byte) []byte {
	const head = "http://ns.adobe.com/xap/1.0/\x00"
	size := 2 + len(head) + len(packet)
	if size > 0xffff {
		return body
	}
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(size))
	return slices.Concat(body[:2], segment, []byte(head), packet, body[2:])
}

// pngWithXMP puts a packet behind the header (XMP specification, part 3, section 1.1.5).
func pngWithXMP(body, packet []byte) []byte {
	const headerEnd = 8 + 12 + 13
	return slices.Concat(body[:headerEnd], pngChunk("iTXt", append([]byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"), packet...)), body[headerEnd:])
}

func pngChunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// webpWithXMP turns a simple WebP into an extended one (RFC 9649, section 2.7),
// whose packet comes last.
func webpWithXMP(body, packet []byte, width, height int) []byte {
	const alpha, xmp = 0x10, 0x04
	flags := byte(xmp)
	var chunks []byte
	riffChunks(body, func(kind string, data []byte) bool {
		switch {
		case kind == "VP8X":
			flags |= data[0] & alpha
			return true
		case kind == "ALPH", kind == "VP8L" && len(data) > 4 && data[4]&0x10 != 0:
			flags |= alpha
		}
		chunks = append(chunks, riffChunk(kind, data)...)
		return true
	})
	head := []byte{flags, 0, 0, 0}
	for _, side := range []int{width - 1, height - 1} {
		head = append(head, byte(side), byte(side>>8), byte(side>>16))
	}
	return riff(riffChunk("VP8X", head), chunks, riffChunk("XMP ", packet))
}

func riffChunk(kind string, body []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(body)))
	b = append(b, body...)
	if len(body)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// riff puts chunks into a WebP file.
func riff(chunks ...[]byte) []byte {
	all := slices.Concat(chunks...)
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(all)))
	return slices.Concat(b, []byte("WEBP"), all)
}
