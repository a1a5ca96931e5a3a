package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"strings"
)

// iccNeeded are the tags of a profile that colours are worked out with (ICC.1:2022,
// section 9.2; of newer ones cicp). The others are texts, dates and whatever a maker
// of screens or cameras adds: Apple's "mmod" names the very screen of who made it.
const iccNeeded = "rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad chrm gamt lumi cicp " +
	"A2B0 A2B1 A2B2 B2A0 B2A1 B2A2 D2B0 D2B1 D2B2 D2B3 B2D0 B2D1 B2D2 B2D3"

// cleanICC returns a profile of the same length and effect that names no device, no
// person and no time; nil if it is no profile.
func cleanICC(p []byte) []byte {
	const head, entry = 128, 12
	if len(p) < head+4 || string(p[36:40]) != "acsp" || int64(uint32At(p, 0)) > int64(len(p)) {
		return nil
	}
	n := int64(uint32At(p, head))
	if n > 200 || head+4+entry*n > int64(len(p)) {
		return nil
	}
	table := head + 4 + entry*int(n)
	out := make([]byte, len(p))
	copy(out, p[:table])
	for _, part := range [][2]int{{4, 8}, {24, 36}, {48, 56}, {80, 128}} { // its program, the time, the device, who made it and its sum
		clear(out[part[0]:part[1]])
	}
	for needed := range 2 { // what is needed comes last, and stands whatever else is there
		for i := head + 4; i < table; i += entry {
			at, size := int64(uint32At(p, i+4)), int64(uint32At(p, i+8))
			if at < int64(table) || size < 8 || at+size > int64(len(p)) {
				return nil
			}
			body, isNeeded := p[at:at+size], strings.Contains(iccNeeded, string(p[i:i+4]))
			switch {
			case needed == 1 && isNeeded:
				copy(out[at:], body)
			case needed == 0 && !isNeeded:
				copy(out[at:at+size], emptyTag(body))
			}
		}
	}
	return out
}

// emptyTag is a tag of the same type that says nothing (ICC.1:2022, section 10.15;
// of older ones ICC.1:2001-04, section 6.5.17).
func emptyTag(body []byte) []byte {
	switch string(body[:4]) {
	case "mluc":
		return []byte("mluc\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0c")
	case "desc":
		return []byte("desc\x00\x00\x00\x00\x00\x00\x00\x01\x00")
	case "text":
		return []byte("text\x00\x00\x00\x00\x00")
	}
	return body[:4]
}

// iccSegments are the segments of a JPEG that hold a profile, cut into parts
// (ICC.1:2022, annex B.4).
func iccSegments(profile []byte) (out []byte) {
	const head, most = "ICC_PROFILE\x00", 0xffff - 2 - 14
	count := (len(profile) + most - 1) / most
	if count > 255 {
		return nil
	}
	for k := range count {
		part := profile[k*most : min((k+1)*most, len(profile))]
		out = binary.BigEndian.AppendUint16(append(out, 0xff, 0xe2), uint16(2+len(head)+2+len(part)))
		out = append(append(append(out, head...), byte(k+1), byte(count)), part...)
	}
	return out
}

// cleanProfile is the profile of a picture as it is published; nil if it has none, or
// one that cannot be read.
func cleanProfile(data []byte, typ string) []byte {
	profile := profileOf(data, typ)
	if profile == nil {
		return nil
	}
	return cleanICC(profile)
}

// deflate compresses as PNG does (third edition, section 10.1).
func deflate(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	z.Write(b) // a buffer takes everything
	z.Close()
	return out.Bytes()
}

// cleanColourBoxes empties the profiles of an AVIF where they lie, in its properties
// (ISO/IEC 14496-12, section 12.1.5); false if one cannot be read.
func cleanColourBoxes(properties []byte) bool {
	ok := true
	boxes(properties, func(kind string, body []byte) {
		if kind != "colr" || !bytes.HasPrefix(body, []byte("prof")) && !bytes.HasPrefix(body, []byte("rICC")) {
			return
		}
		clean := cleanICC(body[4:])
		if clean == nil {
			ok = false
			return
		}
		copy(body[4:], clean)
	})
	return ok
}
