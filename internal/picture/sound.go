package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var (
	errCircle  = errors.New("holds EXIF data that lead in a circle or never end, which no camera writes: export it again")
	errProfile = errors.New("holds a colour profile of more than 8 MB, which nothing reads: export it in the colours of sRGB")
)

// checkHead refuses a picture whose head is made to keep its readers busy.
func checkHead(data []byte, typ string) error {
	switch {
	case endlessEXIF(exifOf(data, typ)):
		return errCircle
	case profileSize(data, typ) > maxProfile:
		return errProfile
	}
	return nil
}

// endlessEXIF says whether the directories of a TIFF structure (TIFF 6.0, section
// 2; Exif 2.32, section 4.6.3) lead back to one of them, or are more than any
// program writes.
func endlessEXIF(b []byte) bool {
	const most = 64
	if len(b) < 8 {
		return false
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	seen := map[uint32]bool{}
	for next := []uint32{order.Uint32(b[4:])}; len(next) > 0; {
		at := next[len(next)-1]
		next = next[:len(next)-1]
		if at == 0 || int64(at)+2 > int64(len(b)) {
			continue
		}
		if seen[at] || len(seen) == most {
			return true
		}
		seen[at] = true
		i := int(at) + 2
		for n := order.Uint16(b[at:]); n > 0 && i+12 <= len(b); i, n = i+12, n-1 {
			switch order.Uint16(b[i:]) {
			case 0x8769, 0x8825, 0xa005: // of EXIF, GPS and interoperability
				next = append(next, order.Uint32(b[i+8:]))
			}
		}
		if i+4 <= len(b) {
			next = append(next, order.Uint32(b[i:]))
		}
	}
	return false
}

// profileSize is how many bytes a picture's ICC profile has, at least; of a
// compressed one no more than maxProfile+1 are counted.
func profileSize(data []byte, typ string) (n int) {
	switch typ {
	case "image/jpeg":
		segments(data, func(marker byte, body []byte) bool {
			if marker == 0xe2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")) {
				n += len(body)
			}
			return true
		})
	case "image/png":
		pngChunks(data, func(kind string, body []byte) bool {
			if kind == "iCCP" {
				n = len(inflatedProfile(body))
			}
			return kind != "IDAT"
		})
	case "image/webp":
		riffChunks(data, func(kind string, body []byte) bool {
			if kind == "ICCP" {
				n = len(body)
			}
			return n == 0
		})
	}
	return n
}
