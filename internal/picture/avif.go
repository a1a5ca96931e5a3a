package picture

import (
	"encoding/binary"
	"image"
	"io"
	"runtime/debug"
	"slices"

	"github.com/gen2brain/avif"
)

// avifCoder names what writes and reads AVIF.
func avifCoder() string {
	version := "libavif 1.4.2 in gen2brain/avif 0.6.0"
	if avif.Dynamic() == nil {
		version += ", the system's libavif"
	}
	return version
}

const (
	// avifSpeed is libavif's, from 0, the slowest, to 10. At 5 pictures of as many
	// bytes are a twentieth nearer to the photo, as near as those of sharp, and take five
	// times as long.
	avifSpeed = 6
	// avifFine is how many pixels a picture has at most whose colours are stored as fine
	// as its light. Where there are more, that takes too much memory.
	avifFine = 2_000_000
	// avifMemory is what encoding takes, in bytes a pixel: a third of it is what the
	// encoder's memory was copied from when it grew last. Fine colours take half as much
	// again.
	avifMemory = 90
	// avifRoom bounds what the steps take that are done at the same time: one of
	// 2,400 by 1,600 pixels is encoded alone, smaller ones beside others.
	avifRoom = 320 << 20
)

// encodeAVIF writes a picture. One that nothing shines through gets no plane of alpha.
func encodeAVIF(w io.Writer, r *raster, quality int, room room) error {
	need, ratio := avifMemory*int64(r.w)*int64(r.h), image.YCbCrSubsampleRatio420
	if r.w*r.h <= avifFine && (r.pixels.w > 0 || r.ratio() == image.YCbCrSubsampleRatio444 && r.cb.w > 0) {
		need, ratio = need*3/2, image.YCbCrSubsampleRatio444
	}
	room.take(need)
	defer room.give(need)
	release(need) // what others left, before so much is asked for
	defer release(need)
	// It takes the pixels row by row without a gap, multiplied by alpha.
	g := r.toPixels().packed()
	m := &image.RGBA{Pix: g.pix, Stride: g.stride, Rect: image.Rect(0, 0, g.w, g.h)}
	return avif.Encode(w, m, avif.Options{Quality: quality, QualityAlpha: quality, Speed: avifSpeed, ChromaSubsampling: ratio})
}

// release gives the memory of large pictures back to the system at once, where freed
// memory would wait there to be used again: what a picture is encoded in grows in one
// piece, and finds no place in pieces that are smaller.
func release(bytes int64) {
	const large = 64 << 20
	if bytes > large {
		debug.FreeOSMemory()
	} else {
		collect(bytes)
	}
}

// packed is the grid without anything between its rows.
func (g grid) packed() grid {
	if n := g.w * g.n * g.h; g.stride == g.w*g.n && len(g.pix) >= n {
		g.pix = g.pix[:n]
		return g
	}
	out := newGrid(g.w, g.h, g.n)
	for y := range g.h {
		copy(out.row(y), g.row(y))
	}
	return out
}

// avifWithXMP adds an item with a packet that describes the picture (ISO/IEC
// 23008-12, annex A.3; ISO/IEC 14496-12, sections 8.11.3, 8.11.6 and 8.11.12). The
// packet comes last in the file. The error is about a file that this package
// cannot have written.
func avifWithXMP(body, packet []byte) ([]byte, error) {
	var meta, before, after []byte
	for i := 0; i < len(body); {
		size, head, kind := boxAt(body[i:])
		if size == 0 {
			return nil, errBad
		}
		if kind == "meta" {
			if meta != nil || size < head+4 {
				return nil, errBad
			}
			meta, before, after = body[i+head:i+size], body[:i], body[i+size:]
		}
		i += size
	}
	places, highest := []itemPlace(nil), uint32(0)
	if meta == nil || !itemPlaces(child(meta[4:], "iloc"), func(id uint32, inMeta bool, off, n uint64) bool {
		places = append(places, itemPlace{id, inMeta, off, n})
		highest = max(highest, id)
		return true
	}) || highest >= 0xffff {
		return nil, errBad
	}
	places = append(places, itemPlace{id: highest + 1, size: uint64(len(packet))})
	// Boxes that grow move what stands behind them, by as much whatever it says.
	same := func(p itemPlace) itemPlace { return p }
	grown, err := metaWithXMP(meta, places, same)
	if err != nil {
		return nil, err
	}
	moved := uint64(len(before)+8+len(grown)+len(after)) - uint64(len(body))
	grown, err = metaWithXMP(meta, places, func(p itemPlace) itemPlace {
		switch {
		case p.id == highest+1:
			p.off = uint64(len(body)) + moved + 8
		case !p.inMeta && p.off >= uint64(len(before)):
			p.off += moved
		}
		return p
	})
	return slices.Concat(before, box("meta", grown), after, box("mdat", packet)), err
}

// itemPlace is where one piece of an item lies.
type itemPlace struct {
	id        uint32
	inMeta    bool   // counted from the beginning of idat, not of the file
	off, size uint64 // bytes
}

// metaWithXMP is the body of a meta box with one item more, the last of places.
func metaWithXMP(meta []byte, places []itemPlace, at func(itemPlace) itemPlace) ([]byte, error) {
	id := uint16(places[len(places)-1].id)
	pitm := child(meta[4:], "pitm")
	if len(pitm) < 6 || pitm[0] != 0 {
		return nil, errBad
	}
	describes := box("cdsc", numbers16(id, 1, uint16At(pitm, 4)))
	out := slices.Clone(meta[:4])
	refs := false
	err := boxes(meta[4:], func(kind string, b []byte) {
		switch kind {
		case "iloc":
			b = itemLocations(places, at)
		case "iinf":
			if len(b) >= 6 && b[0] == 0 {
				item := box("infe", []byte("\x02\x00\x00\x00"), numbers16(id, 0), []byte("mimeXMP\x00application/rdf+xml\x00"))
				b = slices.Concat(b[:4], numbers16(uint16At(b, 4)+1), b[6:], item)
			}
		case "iref":
			if refs = len(b) >= 4 && b[0] == 0; refs {
				b = slices.Concat(b, describes)
			}
		}
		out = append(out, box(kind, b)...)
	})
	if !refs {
		out = append(out, box("iref", make([]byte, 4), describes)...)
	}
	return out, err
}

// itemLocations is the body of an iloc box of version 1, with offsets and lengths
// of four bytes.
func itemLocations(places []itemPlace, at func(itemPlace) itemPlace) []byte {
	b := []byte("\x01\x00\x00\x00\x44\x00\x00\x00")
	items := uint16(0)
	for i := 0; i < len(places); {
		n := i
		for n < len(places) && places[n].id == places[i].id {
			n++
		}
		method := uint16(0)
		if places[i].inMeta {
			method = 1
		}
		b = append(b, numbers16(uint16(places[i].id), method, 0, uint16(n-i))...)
		for ; i < n; i++ {
			p := at(places[i])
			b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, uint32(p.off)), uint32(p.size))
		}
		items++
	}
	binary.BigEndian.PutUint16(b[6:], items)
	return b
}

func numbers16(values ...uint16) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
}

// box writes a box of ISO base media files (ISO/IEC 14496-12, section 4.2).
func box(kind string, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	b := binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))
	return append(append(b, kind...), body...)
}
