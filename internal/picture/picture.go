// Package picture reads what a page needs to know of a picture file: its media
// type, by content and not by name, and its size as a browser shows it; and it
// makes what is published of it: smaller ones, crops, and none of what is private.
//
// [Probe] decodes heads only, never pixels; a [Maker] decodes the pixels of
// what a page asks for, and keeps what it made. A file that is cut short, says an
// absurd size, or is none of the types that browsers show is an error in words
// that an editor knows: a sentence without its subject, such as "is cut short".
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"brief/internal/source"
)

// Info is what a picture file says of itself.
type Info struct {
	Type          string // media type by content: image/jpeg, image/png, image/gif, image/webp, image/avif, image/svg+xml
	Width, Height int    // pixels, as shown: a turned photo's are exchanged; of an SVG its width and height or its viewBox, rounded up; 0 if an SVG does not say
	Animated      bool   // it holds more than one image in time
	Turned        bool   // a PNG or WebP that is to be shown otherwise than it is stored, which not all browsers do
	Inks          bool   // a JPEG in cyan, magenta, yellow and black, as for a printer
	Credentials   bool   // it holds Content Credentials (C2PA), which nothing that is made of it can keep
	AsIs          string // why no smaller pictures are made of an AVIF, as an error says it; else empty
	Slice         bool   // an SVG that fills any shape and loses what lies beyond (preserveAspectRatio … slice: SVG 2, section 8.8)
}

const (
	maxBytes = 100 << 20 // of a file
	maxSide  = 65_535    // pixels: what a JPEG can say, and more than browsers show
)

// ErrUnread is in the chain of Probe's error if the file's content could not be
// read: another try may go well, unlike with any other error.
var ErrUnread = errors.New("cannot be read")

var (
	errCut = errors.New("is cut short: copy it again, the whole file")
	errBad = errors.New("is damaged, for its head makes no sense: export it again")
)

// block is how much of a picture is read at a time, in bytes.
const block = 4 << 10

// Probe reads the head of a picture. The error says in an editor's words what is wrong with the file.
func Probe(f *source.File) (Info, error) {
	switch {
	case f.Size == 0:
		return Info{}, errors.New("is empty: copy it again, the whole file")
	case f.Size > maxBytes:
		return Info{}, fmt.Errorf("is larger than %d MB: export it smaller", maxBytes>>20)
	}
	in, err := f.Open()
	if err != nil {
		return Info{}, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	defer in.Close()
	w := source.NewWindow(in, f.Size, block)
	info, err := probe(w)
	if w.Err != nil {
		return Info{}, fmt.Errorf("%w: %w", ErrUnread, w.Err)
	}
	return info, err
}

func probe(data *source.Window) (Info, error) {
	var (
		info = Info{Type: mediaType(data)}
		err  error
	)
	switch info.Type {
	case "image/jpeg":
		info.Width, info.Height, info.Inks, err = jpegSize(data)
	case "image/png":
		if info.Width, info.Height, info.Animated, err = pngSize(data); err == nil {
			info.turn(pngOrientation(data))
		}
	case "image/gif":
		info.Width, info.Height, info.Animated, err = gifSize(data)
	case "image/webp":
		if info.Width, info.Height, info.Animated, err = webpSize(data); err == nil {
			info.turn(webpOrientation(data))
		}
	case "image/avif":
		if info.Width, info.Height, info.Animated, err = avifSize(data); err == nil && !info.Animated {
			if _, kept := readAVIF(data, info.Width, info.Height); kept == errAVIFMore {
				err = kept
			} else if kept != nil {
				info.AsIs = kept.Error()
			}
		}
	case "image/svg+xml":
		info.Width, info.Height, info.Slice, err = svgSize(data)
		if err == nil && info.Width == 0 && info.Height == 0 {
			return info, nil // a drawing that says no size
		}
	default:
		err = notShown(data.Head(block))
	}
	if err == nil {
		err = checkSize(info)
	}
	if info.Type != "image/svg+xml" {
		info.Credentials = hasCredentials(data)
	}
	if err != nil {
		return Info{}, err
	}
	return info, nil
}

// turn exchanges the sides as an EXIF orientation of 1 to 8 asks.
func (i *Info) turn(orientation int) {
	i.Turned = orientation > 1
	if orientation >= 5 {
		i.Width, i.Height = i.Height, i.Width
	}
}

// checkSize refuses sizes that no picture for readers has.
func checkSize(info Info) error {
	switch {
	case info.Width < 1 || info.Width > maxSide:
		return fmt.Errorf("says it is %s pixels wide: export it again", thousands(info.Width))
	case info.Height < 1 || info.Height > maxSide:
		return fmt.Errorf("says it is %s pixels high: export it again", thousands(info.Height))
	}
	return nil
}

// thousands writes 80000 as 80,000.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// mediaType tells by the first bytes; "" for anything that is no picture for browsers.
func mediaType(w *source.Window) string {
	if typ := headType(w.Head(block)); typ != "" {
		return typ
	}
	if isSVG(w) {
		return "image/svg+xml"
	}
	return ""
}

// headType tells the types of pictures of pixels.
func headType(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8")):
		return "image/jpeg"
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return "image/gif"
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "image/webp"
	case isBrand(data, "avif"), isBrand(data, "avis"):
		return "image/avif"
	}
	return ""
}

// isBrand looks at the major and compatible brands of an ISO base media file
// (ISO/IEC 14496-12, section 4.3).
func isBrand(data []byte, brand string) bool {
	if len(data) < 16 || string(data[4:8]) != "ftyp" {
		return false
	}
	end := min(int(uint32At(data, 0)), len(data))
	for i := 8; i+4 <= end; i += 4 {
		if i != 12 && string(data[i:i+4]) == brand {
			return true
		}
	}
	return false
}

// notShown names what the file seems to be instead, and what to do with it.
func notShown(data []byte) error {
	const export, unpack, film = "export it as JPEG or PNG", "unpack it", "name it as one, such as film.mp4"
	instead := func(name, mend string) error {
		return fmt.Errorf("is not a picture that browsers show (it looks like %s): %s", name, mend)
	}
	for _, k := range []struct{ magic, name, mend string }{
		{"II*\x00", "TIFF", export}, {"MM\x00*", "TIFF", export}, {"BM", "BMP", export}, {"8BPS", "Photoshop", export},
		{"%PDF", "PDF", export}, {"\x00\x00\x01\x00", "an icon file", export},
		{"\x00\x00\x00\x0cjP  ", "JPEG 2000", export}, {"\x00\x00\x00\x0cJXL ", "JPEG XL", export}, {"\xff\x0a", "JPEG XL", export},
		{"\x1f\x8b", "a compressed file", unpack}, {"PK\x03\x04", "a zip archive", unpack}, {"\x1aE\xdf\xa3", "a video", film},
		{"version https://git-lfs", "a Git LFS pointer", "fetch the file itself, with git lfs pull"},
	} {
		if bytes.HasPrefix(data, []byte(k.magic)) {
			return instead(k.name, k.mend)
		}
	}
	switch {
	case isHEIF(data):
		return instead("HEIC", "export it as JPEG")
	case isBrand(data, "crx "):
		return instead("a camera's raw photo", "export it as JPEG")
	case len(data) >= 8 && string(data[4:8]) == "ftyp":
		return instead("a video", film)
	}
	return errors.New("is not a picture that browsers show: export it as JPEG, PNG or SVG")
}

func uint16At(b []byte, i int) uint16 { return uint16(b[i])<<8 | uint16(b[i+1]) }

func uint32At(b []byte, i int) uint32 { return uint32(uint16At(b, i))<<16 | uint32(uint16At(b, i+2)) }
