package picture

import (
	"bytes"
	"errors"
	"image"

	"github.com/gen2brain/avif"

	"brief/internal/source"
)

// avifHead is what the boxes of an AVIF say of the picture that it shows.
type avifHead struct {
	orientation int    // as EXIF counts, 1 to 8
	profile     []byte // ICC; nil without one
	primaries   int    // of its colours, a number of ITU-T H.273; 0 if not said
	memory      int64  // about how many bytes decoding takes
}

// Why an AVIF is published as it is: what mends it follows.
var (
	errAVIFLarge  = errors.New("has more pixels than brief reads of an AVIF")
	errAVIFColour = errors.New("is an AVIF with colours of video or for bright screens (HDR)")
	errAVIFKind   = errors.New("is an AVIF of a kind that brief does not read")
)

// errAVIFMore is about an AVIF that would take its readers' memory, too.
var errAVIFMore = errors.New("is damaged, for its pixels are more than its head says: export it again")

// How much memory the decoder takes, in bytes a pixel: for the picture, and for each
// frame that is coded in it, and half as much again of more than eight bits. It is
// twice what gen2brain/avif 0.6.0 was seen to take for a photo, and a fifth more than
// 0.4.4 was.
const (
	avifPictureMemory = 36
	avifFrameMemory   = 48
)

// maxFrames is how many times a picture may be coded: four, coarse to fine, is what
// programs write.
const maxFrames = 8

// readAVIF reads the head of an AVIF of some size, as it is shown. The error says
// why its pixels are not decoded.
func readAVIF(f *source.Window, w, h int) (avifHead, error) {
	d := avifHead{orientation: 1}
	var meta []byte
	if topBoxes(f, func(kind string, off, size int64) {
		if kind == "meta" && meta == nil && size >= 4 && size <= maxMeta {
			meta = bytes.Clone(f.Bytes(off+4, int(size-4)))
		}
	}) != nil || meta == nil {
		return d, errAVIFKind
	}
	kinds := itemKinds(child(meta, "iinf"))
	primary := primaryItem(child(meta, "pitm"))
	if kind := kinds[primary]; kind != "av01" && kind != "grid" {
		return d, errAVIFKind
	}
	transfer, err := d.properties(meta, primary)
	if err != nil {
		return d, err
	}
	if d.orientation >= 5 {
		w, h = h, w
	}
	coded, err := d.coded(f, meta, kinds, primary, w, h)
	if err != nil {
		return d, err
	}
	if d.primaries == 0 {
		d.primaries, transfer = coded.primaries, coded.transfer
	}
	switch d.primaries {
	case 0, 1, 2, 5, 6, 9, 12: // of sRGB and of what looks like it, of BT.2020, of Display P3
	default:
		return d, errAVIFColour
	}
	switch transfer {
	case 0, 1, 2, 6, 13, 14, 15:
	default:
		return d, errAVIFColour
	}
	return d, nil
}

// itemKinds are the types of the items of an iinf box (ISO/IEC 14496-12, section
// 8.11.6); of a damaged one none.
func itemKinds(iinf []byte) map[uint32]string {
	kinds := map[uint32]string{}
	if len(iinf) < 8 {
		return kinds
	}
	entries := iinf[6:]
	if iinf[0] != 0 {
		entries = iinf[8:]
	}
	boxes(entries, func(kind string, b []byte) {
		switch {
		case kind != "infe" || len(b) < 12:
		case b[0] == 2:
			kinds[uint32(uint16At(b, 4))] = string(b[8:12])
		case b[0] > 2 && len(b) >= 14:
			kinds[uint32At(b, 4)] = string(b[10:14])
		}
	})
	return kinds
}

// primaryItem is the one that is shown (section 8.11.4); 0 if none is.
func primaryItem(pitm []byte) uint32 {
	switch {
	case len(pitm) >= 8 && pitm[0] > 0:
		return uint32At(pitm, 4)
	case len(pitm) >= 6:
		return uint32(uint16At(pitm, 4))
	}
	return 0
}

// properties reads how the picture is turned and what its colours are (ISO/IEC
// 23008-12, sections 6.5.5, 6.5.10 and 6.5.12), and returns their transfer
// characteristics by ITU-T H.273, 0 if not said.
func (d *avifHead) properties(meta []byte, primary uint32) (transfer int, err error) {
	turns, mirror := 0, -1
	iprp := child(meta, "iprp")
	var all [][]byte
	var kinds []string
	boxes(child(iprp, "ipco"), func(kind string, b []byte) {
		kinds, all = append(kinds, kind), append(all, b)
	})
	for _, i := range propertiesOf(child(iprp, "ipma"), primary) {
		if i < 1 || i > len(all) {
			continue
		}
		switch b := all[i-1]; kinds[i-1] {
		case "irot":
			if len(b) > 0 {
				turns = int(b[0] & 3)
			}
		case "imir":
			if len(b) > 0 {
				mirror = int(b[0] & 1)
			}
		case "clap": // which shows a part
			err = errAVIFKind
		case "colr":
			switch {
			case len(b) >= 10 && string(b[:4]) == "nclx":
				d.primaries, transfer = int(uint16At(b, 4)), int(uint16At(b, 6))
			case len(b) > 4 && (string(b[:4]) == "prof" || string(b[:4]) == "rICC"):
				d.profile = bytes.Clone(b[4:])
			}
		}
	}
	// Turned against the clock, then mirrored: top to bottom, or left to right.
	d.orientation = [3][4]int{{1, 8, 3, 6}, {4, 5, 2, 7}, {2, 7, 4, 5}}[mirror+1][turns]
	return transfer, err
}

// propertiesOf are the numbers of an item's properties, from 1 (section 9.3.2 of
// ISO/IEC 23008-12).
func propertiesOf(ipma []byte, item uint32) (numbers []int) {
	if len(ipma) < 8 {
		return nil
	}
	r := fields{b: ipma[4:]}
	for range min(r.number(4), maxMeta) {
		wide := 2
		if ipma[0] > 0 {
			wide = 4
		}
		id := uint32(r.number(wide))
		for range r.number(1) {
			n := 0
			if ipma[3]&1 == 1 {
				n = int(r.number(2) & 0x7fff)
			} else {
				n = int(r.number(1) & 0x7f)
			}
			if id == item && !r.short {
				numbers = append(numbers, n)
			}
		}
		if r.short {
			return numbers
		}
	}
	return numbers
}

// coded looks into the pixels that are coded, for the boxes may say less than the
// decoder would have to do. It returns those of the picture, or of one of its tiles.
func (d *avifHead) coded(f *source.Window, meta []byte, kinds map[uint32]string, primary uint32, w, h int) (shown av1Stream, err error) {
	idat := child(meta, "idat")
	seen, more := map[uint32]bool{}, false
	pixels, deep := int64(0), false
	ok := itemPlaces(child(meta, "iloc"), func(id uint32, inMeta bool, off, n uint64) bool {
		kind := kinds[id]
		if kind != "av01" && kind != "grid" {
			return true
		}
		in := f
		if inMeta {
			in = source.NewWindow(bytes.NewReader(idat), int64(len(idat)), block)
		}
		if seen[id] || off > uint64(in.Size) || n > uint64(in.Size)-off || n == 0 {
			return false // an item in pieces, or one that ends beyond
		}
		seen[id] = true
		if kind == "grid" {
			gw, gh, ok := gridSize(in.Bytes(int64(off), int(min(n, 12))))
			fits := gw <= int64(w) && gh <= int64(h)
			more = !fits && id == primary
			return ok && fits
		}
		s, ok := readAV1(in, int64(off), int64(n))
		if !ok {
			return false
		}
		const rim = 1 << 16 // pixels that tiles may have beyond the picture's edge, and the half of it
		if coded := int64(s.width) * int64(s.height); s.frames > maxFrames || coded > rim+3*int64(w)*int64(h)/2 {
			more = true
			return false
		}
		pixels += int64(s.frames) * int64(s.width) * int64(s.height)
		if deep = deep || s.deep; id == primary || kinds[primary] == "grid" && shown.frames == 0 {
			shown = s
		}
		return pixels < 1<<40
	})
	if more {
		return shown, errAVIFMore
	}
	if !ok || !seen[primary] || shown.frames == 0 {
		return shown, errAVIFKind
	}
	if d.memory = avifPictureMemory*int64(w)*int64(h) + avifFrameMemory*pixels; deep {
		d.memory += d.memory / 2
	}
	if d.memory > maxMemory {
		return shown, errAVIFLarge
	}
	return shown, nil
}

// gridSize is how large tiles say that they are together (section 6.6.2.3 of ISO/IEC
// 23008-12).
func gridSize(b []byte) (w, h int64, ok bool) {
	switch {
	case len(b) >= 12 && b[1]&1 == 1:
		return int64(uint32At(b, 4)), int64(uint32At(b, 8)), true
	case len(b) >= 8 && b[1]&1 == 0:
		return int64(uint16At(b, 4)), int64(uint16At(b, 6)), true
	}
	return 0, 0, false
}

// avifOf is the head of an AVIF. Of one whose pixels are not decoded they would take
// more memory than there is.
func avifOf(data []byte) avifHead {
	f := source.NewWindow(bytes.NewReader(data), int64(len(data)), block)
	w, h, _, err := avifSize(f)
	if err != nil {
		return avifHead{orientation: 1, memory: maxMemory + 1}
	}
	d, err := readAVIF(f, w, h)
	if err != nil {
		d.memory = maxMemory + 1
	}
	return d
}

// avifProfile is a profile of the colours of an AVIF; nil if they are those of sRGB.
func avifProfile(data []byte) []byte {
	d := avifOf(data)
	if d.profile != nil {
		return d.profile
	}
	return profileFrom(d.primaries)
}

// decodeAVIF reads the pixels of an AVIF, multiplied by alpha.
func decodeAVIF(data []byte, info Info) (image.Image, error) {
	img, err := avif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	w, h := info.Width, info.Height
	if avifOf(data).orientation >= 5 {
		w, h = h, w
	}
	if b := img.Bounds(); b.Dx() != w || b.Dy() != h {
		return nil, errPixels
	}
	if m, ok := img.(*image.RGBA); ok {
		m.Pix = bytes.Clone(m.Pix) // which keeps all that the decoder worked in
	}
	return img, nil
}
