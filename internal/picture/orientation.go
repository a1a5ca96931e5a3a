package picture

import (
	"bytes"
	"encoding/binary"
)

// orientationOf is a JPEG's EXIF orientation, 1 to 8; 1 if it does not say, and
// of other pictures, which cameras do not make.
func orientationOf(data []byte, typ string) int {
	if typ != "image/jpeg" {
		return 1
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
