package picture

import (
	"bytes"
	"encoding/binary"
	"errors"

	"brief/internal/source"
)

// jpegSize walks the segments (ITU-T T.81, annex B) to the frame header, then
// looks for the end of the image after the scan's start.
func jpegSize(f *source.Window) (w, h int, inks bool, err error) {
	turned := false
	for i := int64(2); ; {
		for b := f.Bytes(i, 2); b != nil && b[0] == 0xff && b[1] == 0xff; b = f.Bytes(i, 2) {
			i++ // fill bytes
		}
		b := f.Bytes(i, 4)
		if b == nil {
			return 0, 0, false, errCut
		}
		if b[0] != 0xff {
			return 0, 0, false, errBad
		}
		marker, size := b[1], int(uint16At(b, 2))
		if size < 2 {
			return 0, 0, false, errBad
		}
		body := f.Bytes(i+4, size-2)
		if body == nil {
			return 0, 0, false, errCut
		}
		switch {
		case marker == 0xe1:
			turned = turned || exifTurned(body)
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			if len(body) < 5 {
				return 0, 0, false, errBad
			}
			h, w = int(uint16At(body, 1)), int(uint16At(body, 3))
			inks = len(body) > 5 && body[5] == 4
		case marker == 0xd9:
			return 0, 0, false, errCut
		case marker == 0xda:
			if f.Last([]byte("\xff\xd9"), i) < 0 {
				return 0, 0, false, errCut
			}
			if w == 0 {
				return 0, 0, false, errBad
			}
			if turned {
				w, h = h, w
			}
			return w, h, inks, nil
		}
		i += 2 + int64(size)
	}
}

// exifTurned says whether an APP1 segment holds an orientation that exchanges
// width and height: 5 to 8.
func exifTurned(b []byte) bool {
	b, ok := bytes.CutPrefix(b, []byte(exifHead))
	return ok && tiffOrientation(b) >= 5
}

// pngSize reads IHDR and walks the chunks to IEND (PNG, third edition, section 5).
func pngSize(f *source.Window) (w, h int, animated bool, err error) {
	for i := int64(8); ; {
		b := f.Bytes(i, 12)
		if b == nil {
			return 0, 0, false, errCut
		}
		size, kind := int64(uint32At(b, 0)), string(b[4:8])
		switch {
		case (i == 8) != (kind == "IHDR"), kind == "IHDR" && size < 8:
			return 0, 0, false, errBad
		case i+12+size > f.Size:
			return 0, 0, false, errCut
		case kind == "IHDR":
			if b = f.Bytes(16, 8); b == nil {
				return 0, 0, false, errCut
			}
			w, h = int(uint32At(b, 0)), int(uint32At(b, 4))
		case kind == "acTL": // section 11.3.6.1
			animated = true
		case kind == "IEND":
			return w, h, animated, nil
		}
		i += 12 + size
	}
}

// gifSize reads the logical screen and walks the blocks to the trailer (GIF89a, sections 18 to 27).
func gifSize(f *source.Window) (w, h int, animated bool, err error) {
	b := f.Bytes(0, 13)
	if b == nil {
		return 0, 0, false, errCut
	}
	w, h = int(binary.LittleEndian.Uint16(b[6:])), int(binary.LittleEndian.Uint16(b[8:]))
	i, frames := 13+colourTable(b[10]), 0
	for b = f.Bytes(i, 1); b != nil; b = f.Bytes(i, 1) {
		switch b[0] {
		case 0x3b:
			if frames == 0 {
				return 0, 0, false, errBad
			}
			return w, h, frames > 1, nil
		case 0x21:
			i = gifSubBlocks(f, i+2)
		case 0x2c:
			if b = f.Bytes(i, 10); b == nil {
				return 0, 0, false, errCut
			}
			if int(binary.LittleEndian.Uint16(b[1:]))+int(binary.LittleEndian.Uint16(b[5:])) > w || int(binary.LittleEndian.Uint16(b[3:]))+int(binary.LittleEndian.Uint16(b[7:])) > h {
				return 0, 0, false, errFrame
			}
			frames++
			i = gifSubBlocks(f, i+11+colourTable(b[9]))
		default:
			return 0, 0, false, errBad
		}
	}
	return 0, 0, false, errCut
}

// errFrame is about what GIF89a, section 20, forbids, and browsers make room for.
var errFrame = errors.New("is damaged, for one of its images is larger than the whole: export it again")

// colourTable is the length in bytes of the table that a packed field announces.
func colourTable(packed byte) int64 {
	if packed&0x80 == 0 {
		return 0
	}
	return 3 << (packed&7 + 1)
}

// gifSubBlocks returns the offset after the sub-blocks at i.
func gifSubBlocks(f *source.Window, i int64) int64 {
	for b := f.Bytes(i, 1); b != nil && b[0] != 0; b = f.Bytes(i, 1) {
		i += 1 + int64(b[0])
	}
	return i + 1
}

// webpSize reads the first chunk's head (RFC 9649, section 2; RFC 6386,
// section 9.1 for the lossy frame).
func webpSize(f *source.Window) (w, h int, animated bool, err error) {
	b := f.Bytes(0, 30)
	if b == nil || int64(binary.LittleEndian.Uint32(b[4:]))+8 > f.Size {
		return 0, 0, false, errCut
	}
	switch kind, body := string(b[12:16]), b[20:]; kind {
	case "VP8X":
		return int(uint24(body[4:])) + 1, int(uint24(body[7:])) + 1, body[0]&0x02 != 0, nil
	case "VP8L":
		if body[0] != 0x2f {
			return 0, 0, false, errBad
		}
		bits := binary.LittleEndian.Uint32(body[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, false, nil
	case "VP8 ":
		if string(body[3:6]) != "\x9d\x01\x2a" {
			return 0, 0, false, errBad
		}
		return int(binary.LittleEndian.Uint16(body[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(body[8:]) & 0x3fff), false, nil
	}
	return 0, 0, false, errBad
}

func uint24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }

// avifSize takes the largest image spatial extent, since thumbnails, tiles and
// alpha planes have extents too, and turns it if the picture is (ISO/IEC
// 23008-12, sections 6.5.3 and 6.5.10).
func avifSize(f *source.Window) (w, h int, animated bool, err error) {
	var meta []byte
	data := false
	err = topBoxes(f, func(kind string, off, size int64) {
		data, animated = data || kind == "mdat", animated || kind == "moov"
		if kind == "meta" && size >= 4 && size <= maxMeta {
			meta = bytes.Clone(f.Bytes(off+4, int(size-4)))
		}
	})
	if err == nil && !data && child(meta, "idat") == nil {
		err = errCut // whole boxes, but the picture's data are in none of them
	}
	if err != nil {
		return 0, 0, false, err
	}
	turned := false
	err = boxes(child(child(meta, "iprp"), "ipco"), func(kind string, body []byte) {
		switch {
		case kind == "ispe" && len(body) >= 12:
			bw, bh := int(uint32At(body, 4)), int(uint32At(body, 8))
			if bw > w || bw == w && bh > h {
				w, h = bw, bh
			}
		case kind == "irot" && len(body) >= 1:
			turned = body[0]&1 == 1
		}
	})
	if err != nil || w == 0 {
		return 0, 0, false, errBad
	}
	if turned {
		w, h = h, w
	}
	return w, h, animated, nil
}

// maxMeta is how many bytes an AVIF may say of itself: a hundred times what one does.
const maxMeta = 1 << 20

// topBoxes calls visit with the place of each box's body in the file; errCut if
// one goes beyond the end.
func topBoxes(f *source.Window, visit func(kind string, off, size int64)) error {
	for i := int64(0); i < f.Size; {
		b := f.Bytes(i, 8)
		if b == nil {
			return errCut
		}
		size, head, kind := int64(uint32At(b, 0)), int64(8), string(b[4:8])
		switch {
		case size == 0: // to the end
			size = f.Size - i
		case size == 1:
			if b = f.Bytes(i, 16); b == nil {
				return errCut
			}
			size, head = int64(binary.BigEndian.Uint64(b[8:])), 16
		}
		if size < head || size > f.Size-i {
			return errCut
		}
		visit(kind, i+head, size-head)
		i += size
	}
	return nil
}

// boxes calls visit with each box in b; errCut if one goes beyond the end.
func boxes(b []byte, visit func(kind string, body []byte)) error {
	for len(b) > 0 {
		if len(b) < 8 {
			return errCut
		}
		size, head := int64(uint32At(b, 0)), int64(8)
		switch {
		case size == 0: // to the end
			size = int64(len(b))
		case size == 1:
			if len(b) < 16 {
				return errCut
			}
			size, head = int64(binary.BigEndian.Uint64(b[8:])), 16
		}
		if size < head || size > int64(len(b)) {
			return errCut
		}
		visit(string(b[4:8]), b[head:size])
		b = b[size:]
	}
	return nil
}

// child returns the body of the first box of the kind in b; nil if there is none.
func child(b []byte, kind string) (found []byte) {
	boxes(b, func(k string, body []byte) {
		if k == kind && found == nil {
			found = body
		}
	})
	return found
}
