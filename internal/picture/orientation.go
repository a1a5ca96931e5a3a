package picture

import (
	"bytes"
	"encoding/binary"

	"brief/internal/source"
)

// orientationOf is a picture's EXIF orientation, 1 to 8; 1 if it does not say. Phones
// write it into WebP too, and programs take it over into PNG (PNG, third edition,
// section 11.3.4.5).
func orientationOf(data []byte, typ string) int {
	if typ == "image/avif" { // whose readers go by its boxes alone
		return avifOf(data).orientation
	}
	if o := tiffOrientation(exifOf(data, typ)); o != 0 {
		return o
	}
	return 1
}

// exifOf is the TIFF structure that holds a picture's EXIF data; nil without one.
func exifOf(data []byte, typ string) (tiff []byte) {
	switch typ {
	case "image/jpeg":
		segments(data, func(marker byte, body []byte) bool {
			if body, ok := bytes.CutPrefix(body, []byte(exifHead)); ok && marker == 0xe1 && tiff == nil {
				tiff = body
			}
			return true
		})
	case "image/png":
		pngChunks(data, func(kind string, body []byte) bool {
			if kind == "eXIf" {
				tiff = body
			}
			return true
		})
	case "image/webp":
		riffChunks(data, func(kind string, body []byte) bool {
			if kind == "EXIF" {
				tiff = bytes.TrimPrefix(body, []byte(exifHead))
			}
			return true
		})
	}
	return tiff
}

// maxExif is how long the EXIF data may be that are read for how a picture is turned:
// as long as in a JPEG.
const maxExif = 64 << 10

// pngOrientation reads the chunk eXIf of a PNG; 1 without one. The picture is whole.
func pngOrientation(f *source.Window) int {
	for i := int64(8); ; {
		b := f.Bytes(i, 8)
		if b == nil || string(b[4:]) == "IEND" {
			return 1
		}
		size := int64(uint32At(b, 0))
		if string(b[4:]) == "eXIf" && size <= maxExif {
			return max(1, tiffOrientation(f.Bytes(i+8, int(size))))
		}
		i += 12 + size
	}
}

// webpOrientation reads the chunk EXIF of an extended WebP (RFC 9649, section 2.7.1.5);
// 1 without one.
func webpOrientation(f *source.Window) int {
	for i := int64(12); ; {
		b := f.Bytes(i, 8)
		if b == nil {
			return 1
		}
		size := int64(binary.LittleEndian.Uint32(b[4:]))
		if string(b[:4]) == "EXIF" && size <= maxExif {
			return max(1, tiffOrientation(bytes.TrimPrefix(f.Bytes(i+8, int(size)), []byte(exifHead))))
		}
		i += 8 + size + size&1
	}
}

const exifHead = "Exif\x00\x00"

// tiffOrientation reads the orientation from the first directory of a TIFF
// structure (Exif 2.32, section 4.6.4, tag 0x0112); 0 if it holds none.
func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 0
	}
	n := int64(order.Uint16(b[at:]))
	for i := at + 2; n > 0 && i+12 <= int64(len(b)); i, n = i+12, n-1 {
		if order.Uint16(b[i:]) == 0x0112 {
			if o := order.Uint16(b[i+8:]); 1 <= o && o <= 8 {
				return int(o)
			}
			return 0
		}
	}
	return 0
}
