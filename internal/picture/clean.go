package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"brief/internal/source"
)

// What a camera or a program writes into a picture beside the picture (where it
// was taken, with which camera, by whom, a small copy of what was cut away since)
// is no part of what is published: a source photographed at home must not be
// found by it. Each type of file is taken apart here, and only what it needs to
// be shown as it was is put together again: lists name what stays, never what
// goes.

// ErrPrivate is in the chain of an error of [Clean] about a file that may say
// where it was made, or by which device, and that cannot be written without it.
var ErrPrivate = errors.New("may say where or with which device it was made, and brief cannot take that out of such a file")

// Clean returns what is published of a file under its own name: of a picture its
// bytes without what is private in them; nil if those are the file's own, or the
// file is no picture. A drawing (SVG) is left to [CleanSVG]. The error of a file
// that must not be published wraps [ErrPrivate]; any other is about reading it.
func Clean(f *source.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	w := source.NewWindow(in, f.Size, block)
	head := bytes.Clone(w.Head(block))
	in.Close()
	typ := headType(head)
	if typ == "" {
		return nil, checkPrivate(f, head)
	}
	if f.Size > maxBytes {
		return nil, fmt.Errorf("%w: it is larger than %d MB", ErrPrivate, maxBytes>>20)
	}
	data, err := f.Bytes()
	if err != nil {
		return nil, err
	}
	clean, err := cleaned(data, typ)
	if err != nil || len(clean) == len(data) && bytes.Equal(clean, data) {
		return nil, err
	}
	return clean, nil
}

// cleaned takes a picture of a type apart.
func cleaned(data []byte, typ string) ([]byte, error) {
	switch typ {
	case "image/jpeg":
		return cleanJPEG(data), nil
	case "image/png":
		return cleanPNG(data), nil
	case "image/gif":
		return cleanGIF(data), nil
	case "image/webp":
		return cleanWebP(data), nil
	}
	return cleanAVIF(data)
}

// cleanJPEG keeps the segments that a picture is decoded with: tables, frames,
// scans, what JFIF and Adobe say of its samples, and of its colour profile what
// colours need; of EXIF how it is to be turned. What comes after its end, other pictures among it, goes.
func cleanJPEG(data []byte) []byte {
	rest := remainder{file: data}
	rest.put(data[:2])
	turned, profiled := false, false
	for i := 2; i+4 <= len(data) && data[i] == 0xff; {
		marker := data[i+1]
		switch {
		case marker == 0xff: // fill
			i++
			continue
		case marker == 0xd9:
			rest.put([]byte{0xff, 0xd9})
			return rest.bytes()
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd7: // without a length
			i += 2
			continue
		}
		size := int(uint16At(data, i+2))
		if size < 2 || i+2+size > len(data) {
			return rest.bytes()
		}
		segment := data[i : i+2+size]
		body := segment[4:]
		i += 2 + size
		switch {
		case marker == 0xe0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 14:
			rest.put([]byte{0xff, 0xe0, 0, 16}, body[:12], []byte{0, 0}) // without its thumbnail
		case marker == 0xe1 && !turned && bytes.HasPrefix(body, []byte(exifHead)):
			if o := tiffOrientation(body[len(exifHead):]); o > 1 {
				rest.put(orientationSegment(o))
				turned = true
			}
		case marker == 0xe2 && !profiled && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")):
			rest.put(iccSegments(cleanProfile(data, "image/jpeg")))
			profiled = true
		case marker == 0xee && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= 12:
			rest.put(segment)
		case marker >= 0xe0 && marker <= 0xef, marker == 0xfe, marker >= 0xf0: // programs' own, comments, extensions
		case marker == 0xda:
			end := scanEnd(data, i)
			rest.put(segment, data[i:end])
			i = end
		default:
			rest.put(segment)
		}
	}
	if n := len(data); n >= 2 && data[n-2] == 0xff && data[n-1] == 0xd9 {
		rest.put([]byte{0xff, 0xd9}) // the very last bytes
	}
	return rest.bytes()
}

// remainder is what stays of a file. Nothing is copied as long as that is how the
// file begins: most pictures hold nothing private, and may be large.
type remainder struct {
	file []byte
	same int    // how many bytes of the file are all that was put so far
	out  []byte // what was put; nil while same says it
}

func (r *remainder) put(parts ...[]byte) {
	for _, p := range parts {
		if r.out == nil {
			if bytes.HasPrefix(r.file[r.same:], p) {
				r.same += len(p)
				continue
			}
			r.out = append(make([]byte, 0, len(r.file)), r.file[:r.same]...)
		}
		r.out = append(r.out, p...)
	}
}

func (r *remainder) bytes() []byte {
	if r.out == nil {
		return r.file[:r.same:r.same]
	}
	return r.out
}

// scanEnd is where the samples of a scan end: at the next marker that is neither
// a stuffed byte nor a restart.
func scanEnd(data []byte, i int) int {
	for {
		k := bytes.IndexByte(data[i:], 0xff)
		if k < 0 || i+k+1 >= len(data) {
			return len(data)
		}
		i += k
		if next := data[i+1]; next != 0 && (next < 0xd0 || next > 0xd7) && next != 0xff {
			return i
		}
		i++
		if data[i] != 0xff {
			i++
		}
	}
}

// orientationTIFF are EXIF data that say how a picture is to be turned, and nothing else.
func orientationTIFF(o int) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	tiff[19] = byte(o)
	return tiff
}

// orientationSegment is a segment of a JPEG with them.
func orientationSegment(o int) []byte {
	tiff := orientationTIFF(o)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(2+len(exifHead)+len(tiff)))
	return slices.Concat(head, []byte(exifHead), tiff)
}

// cleanPNG keeps the chunks that pixels, colours and animation need; of EXIF how it
// is to be turned.
func cleanPNG(data []byte) []byte {
	out := append(make([]byte, 0, len(data)), data[:8]...)
	turned, profiled := false, false
	pngChunks(data, func(kind string, body []byte) bool {
		switch kind {
		case "iCCP":
			if profile := cleanProfile(data, "image/png"); profile != nil && !profiled {
				out, profiled = append(out, pngChunk(kind, append([]byte("icc\x00\x00"), deflate(profile)...))...), true
			}
		case "eXIf":
			if o := tiffOrientation(body); o > 1 && !turned {
				out, turned = append(out, pngChunk(kind, orientationTIFF(o))...), true
			}
		case "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "sRGB", "gAMA", "cHRM", "cICP", "sBIT", "bKGD", "pHYs", "mDCV", "cLLI", "acTL", "fcTL", "fdAT":
			out = append(out, pngChunk(kind, body)...)
		}
		return kind != "IEND"
	})
	return out
}

// cleanGIF keeps images, how long they are shown and how often.
func cleanGIF(data []byte) []byte {
	w := source.NewWindow(bytes.NewReader(data), int64(len(data)), block)
	b := w.Bytes(0, 13)
	if b == nil {
		return data
	}
	i := 13 + colourTable(b[10])
	out := append(make([]byte, 0, len(data)), data[:min(i, int64(len(data)))]...)
	for i < int64(len(data)) {
		begin, kind := i, data[i]
		keep := true
		switch kind {
		case 0x3b:
			return append(out, 0x3b)
		case 0x21:
			if i+2 > int64(len(data)) {
				return out
			}
			keep = data[i+1] == 0xf9 || data[i+1] == 0xff && isLoop(data[i+2:])
			i = gifSubBlocks(w, i+2)
		case 0x2c:
			if b = w.Bytes(i, 10); b == nil {
				return out
			}
			i = gifSubBlocks(w, i+11+colourTable(b[9]))
		default:
			return out
		}
		if keep {
			out = append(out, data[begin:min(i, int64(len(data)))]...)
		}
	}
	return out
}

// isLoop says whether an application extension says how often to play.
func isLoop(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\x0bNETSCAPE2.0")) || bytes.HasPrefix(b, []byte("\x0bANIMEXTS1.0"))
}

// cleanWebP keeps the chunks of the picture and its profile; of EXIF how it is to be
// turned.
func cleanWebP(data []byte) []byte {
	var kept [][]byte
	orientation, profile := orientationOf(data, "image/webp"), cleanProfile(data, "image/webp")
	riffChunks(data, func(kind string, body []byte) bool {
		switch kind {
		case "VP8X":
			if len(body) > 0 {
				body = bytes.Clone(body)
				body[0] &^= 0x20 | 0x08 | 0x04 // no profile, no EXIF, no XMP
				if profile != nil {
					body[0] |= 0x20
				}
				if orientation > 1 {
					body[0] |= 0x08
				}
			}
		case "ICCP":
			if profile == nil {
				return true
			}
			body, profile = profile, nil
		case "EXIF":
			if orientation > 1 {
				kept, orientation = append(kept, riffChunk(kind, orientationTIFF(orientation))), 1
			}
			return true
		case "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF":
		default:
			return true
		}
		kept = append(kept, riffChunk(kind, body))
		return true
	})
	return riff(kept...)
}
