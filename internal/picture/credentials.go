package picture

import (
	"bytes"
	"encoding/binary"

	"brief/internal/source"
)

// Content Credentials say, signed, where a picture comes from and what was done to
// it (C2PA, Content Credentials 2.1). They are bound to the bytes of the whole file:
// of a picture that is made smaller, or that loses what its camera wrote into it,
// they would say that somebody has tampered with it. Without a key of its own to
// sign with, brief can only leave them out, and say so.

// HasCredentials says whether a picture, a film or sound holds Content Credentials;
// false of a file that cannot be read.
func HasCredentials(f *source.File) bool {
	in, err := f.Open()
	if err != nil {
		return false
	}
	defer in.Close()
	return hasCredentials(source.NewWindow(in, f.Size, block))
}

// hasCredentials looks where each type of file has them (C2PA 2.1, annex A.3): in
// JPEG segments of boxes in the form of JUMBF (ISO/IEC 19566-5, annex D.2), in a
// chunk of PNG and RIFF, in a block of GIF, in a box of the files of ISO/IEC 14496-12.
func hasCredentials(w *source.Window) bool {
	head := w.Head(block)
	switch {
	case len(head) < 12:
		return false
	case bytes.HasPrefix(head, []byte("\xff\xd8")):
		return jpegHasBoxes(w)
	case bytes.HasPrefix(head, []byte("\x89PNG")):
		return pngHas(w, "caBX")
	case string(head[:4]) == "RIFF":
		return riffHas(w, "C2PA")
	case string(head[:4]) == "GIF8":
		return gifHas(w, "\xff\x0bC2PA_GIF")
	case string(head[4:8]) == "ftyp":
		const id = "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"
		found := false
		topBoxes(w, func(kind string, off, size int64) { // up to where it is cut short
			found = found || kind == "jumb" || kind == "uuid" && string(w.Bytes(off, len(id))) == id
		})
		return found
	}
	return false
}

func jpegHasBoxes(w *source.Window) bool {
	for i := int64(2); ; {
		b := w.Bytes(i, 20)
		if b == nil || b[0] != 0xff || b[1] == 0xda {
			return false
		}
		if b[1] == 0xff {
			i++
			continue
		}
		if b[1] == 0xeb && string(b[4:6]) == "JP" && string(b[16:20]) == "jumb" {
			return true
		}
		i += 2 + int64(uint16At(b, 2))
	}
}

func pngHas(w *source.Window, chunk string) bool {
	for i := int64(8); ; {
		b := w.Bytes(i, 8)
		switch {
		case b == nil || string(b[4:]) == "IEND":
			return false
		case string(b[4:]) == chunk:
			return true
		}
		i += 12 + int64(uint32At(b, 0))
	}
}

func riffHas(w *source.Window, chunk string) bool {
	for i := int64(12); ; {
		b := w.Bytes(i, 8)
		switch {
		case b == nil:
			return false
		case string(b[:4]) == chunk:
			return true
		}
		n := int64(binary.LittleEndian.Uint32(b[4:]))
		i += 8 + n + n&1
	}
}

// gifHas says whether a GIF has an extension that begins with a label and what comes
// behind it (GIF89a, sections 23 to 26).
func gifHas(w *source.Window, begin string) bool {
	b := w.Bytes(0, 13)
	if b == nil {
		return false
	}
	for i := 13 + colourTable(b[10]); ; {
		switch b = w.Bytes(i, 2); {
		case b == nil || b[0] == 0x3b:
			return false
		case b[0] == 0x21:
			if string(w.Bytes(i+1, len(begin))) == begin {
				return true
			}
			i = gifSubBlocks(w, i+2)
		case b[0] == 0x2c:
			if b = w.Bytes(i, 10); b == nil {
				return false
			}
			i = gifSubBlocks(w, i+11+colourTable(b[9]))
		default:
			return false
		}
	}
}
