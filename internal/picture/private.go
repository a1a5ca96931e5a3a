package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"brief/internal/source"
)

// Refused says why a file that is no picture for browsers must not be published;
// nil if it may be, or cannot be read.
func Refused(f *source.File) error {
	if _, err := Clean(f); errors.Is(err, ErrPrivate) {
		return err
	}
	return nil
}

// checkPrivate refuses a file that is no picture for browsers and says where it
// was made or with which device: a HEIC or TIFF photo, one as a camera or a program
// keeps it, a PDF with such photos or such XMP in it.
func checkPrivate(f *source.File, head []byte) error {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF")), bytes.HasPrefix(head, []byte("II*\x00")), bytes.HasPrefix(head, []byte("MM\x00*")), isOtherPhoto(head), isSealedPhoto(head):
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		if !isHEIF(head) {
			return nil // a film: package media
		}
	default:
		return nil
	}
	if f.Size > maxBytes {
		return fmt.Errorf("%w: it is larger than %d MB", ErrPrivate, maxBytes>>20)
	}
	data, err := f.Bytes()
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(data, []byte("%PDF")):
		if pdfIsPrivate(data) {
			return fmt.Errorf("%w: print it to a new PDF", ErrPrivate)
		}
	case isSealedPhoto(data):
		return fmt.Errorf("%w: export it as JPEG", ErrPrivate)
	case isOtherPhoto(data):
		big := data[2] == '+' || data[3] == '+' // whose directories have another form
		if big || textIsPrivate(data) || tiffIsPrivate(data) || exifIsPrivate(data) || anyTIFFIsPrivate(data) || packedInJXL(data) {
			return fmt.Errorf("%w: export it as JPEG", ErrPrivate)
		}
	case string(head[4:8]) == "ftyp":
		if textIsPrivate(data) || exifIsPrivate(data) {
			return fmt.Errorf("%w: export it as JPEG", ErrPrivate)
		}
	default:
		if textIsPrivate(data) || tiffIsPrivate(data) {
			return fmt.Errorf("%w: export it as JPEG", ErrPrivate)
		}
	}
	return nil
}

// textIsPrivate looks for what XMP says of place and device, by its properties'
// names in the namespaces exif, exifEX, aux and their like.
func textIsPrivate(data []byte) bool {
	for _, name := range []string{":GPS", "GPSLatitude", "SerialNumber", "OwnerName", "LocationCreated", "LocationShown"} {
		if bytes.Contains(data, []byte(name)) {
			return true
		}
	}
	return false
}

// isHEIF tells photos and series of photos by their brands (ISO/IEC 23008-12, section
// 10 and annexes B, E and H).
func isHEIF(head []byte) bool {
	for _, brand := range []string{"mif1", "msf1", "heic", "heix", "heim", "heis", "hevc", "hevx", "avci", "avcs", "jpeg"} {
		if isBrand(head, brand) {
			return true
		}
	}
	return false
}

// isOtherPhoto tells photos that are neither for browsers nor TIFF by their first
// bytes: JPEG XL, JPEG 2000, Photoshop's, BigTIFF, and of cameras Olympus's,
// Panasonic's and Fujifilm's own. Those of most others are TIFF.
func isOtherPhoto(head []byte) bool {
	for _, magic := range []string{
		"\x00\x00\x00\x0cJXL ", "\x00\x00\x00\x0cjP  ", "8BPS", "II+\x00", "MM\x00+",
		"IIRO", "IIRS", "MMOR", "IIU\x00", "FUJIFILMCCD-RAW",
	} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}

// isSealedPhoto tells photos of cameras (Canon's CRW, Sigma's X3F, Minolta's MRW)
// that say everything in ways of their own, the camera's number always among it.
func isSealedPhoto(head []byte) bool {
	return len(head) >= 14 && string(head[6:14]) == "HEAPCCDR" ||
		bytes.HasPrefix(head, []byte("FOVb")) || bytes.HasPrefix(head, []byte("\x00MRM"))
}

// anyTIFFIsPrivate looks through the TIFF structures anywhere in a file: EXIF, with
// its usual head and without.
func anyTIFFIsPrivate(data []byte) bool {
	return tiffsArePrivate(data, "II*\x00", 0) || tiffsArePrivate(data, "MM\x00*", 0)
}

// packedInJXL says whether a JPEG XL holds EXIF or XMP that is compressed by Brotli
// (ISO/IEC 18181-2, section 9.6): nobody sees what it says.
func packedInJXL(data []byte) bool {
	return bytes.Contains(data, []byte("brobExif")) || bytes.Contains(data, []byte("brobxml "))
}

// exifIsPrivate looks through the EXIF data anywhere in a file.
func exifIsPrivate(data []byte) bool { return tiffsArePrivate(data, exifHead, len(exifHead)) }

// tiffsArePrivate looks through what begins some bytes behind a magic, as often as it
// is there. More often than in any photo counts as private: it would take long.
func tiffsArePrivate(data []byte, magic string, behind int) bool {
	const most = 1000 // a PDF may hold hundreds of photos
	for range most {
		i := bytes.Index(data, []byte(magic))
		if i < 0 {
			return false
		}
		if tiffIsPrivate(data[i+behind:]) {
			return true
		}
		data = data[i+len(magic):]
	}
	return true
}

// tiffIsPrivate walks the directories of a TIFF structure for the tags that say
// where, by whom and with which device: GPS (0x8825), MakerNote (0x927c), owner
// (0xa430), serial numbers (0xa431, 0xa435, 0xc62f). A directory that is damaged,
// or one too many, counts as one that does.
func tiffIsPrivate(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(b[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
	default:
		return false
	}
	seen := map[uint32]bool{}
	todo := []uint32{order.Uint32(b[4:])}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		if at == 0 || seen[at] {
			continue
		}
		if seen[at] = true; len(seen) > 64 || uint64(at)+2 > uint64(len(b)) {
			return true
		}
		n := int(order.Uint16(b[at:]))
		entries := b[at+2:]
		if len(entries) < 12*n {
			return true
		}
		for i := range n {
			e := entries[12*i:]
			switch order.Uint16(e) {
			case 0x8825, 0x927c, 0xa430, 0xa431, 0xa435, 0xc62f:
				return true
			case 0x8769: // EXIF's own directory
				todo = append(todo, order.Uint32(e[8:]))
			}
		}
		if rest := entries[12*n:]; len(rest) >= 4 {
			todo = append(todo, order.Uint32(rest))
		}
	}
	return false
}

// maxStreams bounds how much of a PDF is inflated, in bytes.
const maxStreams = 64 << 20

// pdfIsPrivate looks through a PDF as it lies there, and through its streams of
// deflated bytes, in which photos and XMP may lie.
func pdfIsPrivate(data []byte) bool {
	if textIsPrivate(data) || exifIsPrivate(data) {
		return true
	}
	left := int64(maxStreams)
	for rest := data; left > 0; {
		i := bytes.Index(rest, []byte("stream"))
		if i < 0 {
			return false
		}
		rest = rest[i+len("stream"):]
		body := bytes.TrimLeft(rest[:min(len(rest), 4)], "\r\n")
		z, err := zlib.NewReader(bytes.NewReader(rest[min(len(rest), 4)-len(body):]))
		if err != nil {
			continue
		}
		text, _ := io.ReadAll(io.LimitReader(z, left)) // as far as it goes
		if left -= int64(len(text)); textIsPrivate(text) || exifIsPrivate(text) {
			return true
		}
	}
	return true // more than can be looked through
}
