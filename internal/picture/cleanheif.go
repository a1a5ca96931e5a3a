package picture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"strings"
)

// errAVIF is about an AVIF that cannot be looked through.
var errAVIF = fmt.Errorf("%w: export it as JPEG, or what moves as a film", ErrPrivate)

// cleanAVIF overwrites the items of an AVIF that hold EXIF or XMP with zeros, and
// what stands in boxes of others beside them: to take them out would move every
// other item (ISO/IEC 14496-12, sections 8.1.2, 8.11.3 and 8.11.6; ISO/IEC 23008-12,
// annex A.2.1).
func cleanAVIF(data []byte) ([]byte, error) {
	var meta []byte
	at := 0 // of meta's body
	ok := true
	var others [][2]int // from the kind of a box to its end
	for i := 0; i < len(data); {
		size, head, kind := boxAt(data[i:])
		if size == 0 {
			ok = false
			break
		}
		switch kind {
		case "meta":
			if meta != nil || size < head+4 {
				ok = false
			} else {
				meta, at = data[i+head+4:i+size], i+head+4
			}
		case "ftyp", "mdat", "moov":
		case "uuid", "free", "skip": // which hold what they like
			if head != 8 {
				ok = false
			} else if kind == "uuid" || len(bytes.Trim(data[i+head:i+max(size, head)], "\x00")) > 0 {
				others = append(others, [2]int{i + 4, i + size})
			}
		default:
			ok = false
		}
		i += size
	}
	if !ok || meta == nil {
		return nil, errAVIF
	}
	private, ok := privateItems(child(meta, "iinf"))
	if !ok {
		return nil, errAVIF
	}
	out := bytes.Clone(data)
	if !cleanMeta(out[at:at+len(meta)]) || !cleanSequence(out) {
		return nil, errAVIF
	}
	for _, o := range others {
		copy(out[o[0]:], "free")
		clear(out[o[0]+4 : o[1]])
	}
	if len(private) == 0 {
		return out, nil
	}
	left := maps.Clone(private) // those of which no piece was found yet
	ok = itemPlaces(child(meta, "iloc"), func(id uint32, inMeta bool, off, n uint64) bool {
		if !private[id] {
			return true
		}
		in := out
		if inMeta {
			in = child(out[at:at+len(meta)], "idat")
		}
		if off > uint64(len(in)) || n > uint64(len(in))-off {
			return false
		}
		if n == 0 {
			n = uint64(len(in)) - off
		}
		clear(in[off : off+n])
		delete(left, id)
		return true
	})
	if !ok || len(left) > 0 {
		return nil, errAVIF
	}
	return out, nil
}

// cleanMeta empties, where they lie, the profiles in the body of a meta box and what
// is no part of the picture beside its items and among its properties, such as
// titles, descriptions and times; false if one cannot be read.
func cleanMeta(meta []byte) bool {
	const (
		parts      = "hdlr pitm iloc iinf iref iprp idat grpl dinf"
		properties = "ispe pixi av1C colr pasp clap irot imir auxC clli mdcv cclv amve reve ndwt a1op a1lx lsel rloc rref"
	)
	emptyOthers := func(stay string) func(kind string, body []byte) {
		return func(kind string, body []byte) {
			if !strings.Contains(stay, kind) {
				clear(body)
			}
		}
	}
	all := child(child(meta, "iprp"), "ipco")
	return boxes(meta, emptyOthers(parts)) == nil && boxes(all, emptyOthers(properties)) == nil && cleanColourBoxes(all)
}

// cleanSequence empties when a moving AVIF and its tracks were made and changed
// (ISO/IEC 14496-12, sections 8.2.2, 8.3.2 and 8.4.2); false if it or a track holds
// what else its maker liked, which browsers look into.
func cleanSequence(b []byte) bool {
	ok := true
	err := boxes(b, func(kind string, body []byte) {
		switch kind {
		case "mvhd", "tkhd", "mdhd":
			n := 8
			if len(body) > 0 && body[0] == 1 {
				n = 16
			}
			if len(body) < 4+n {
				ok = false
				return
			}
			clear(body[4 : 4+n])
		case "moov", "trak", "mdia":
			ok = ok && child(body, "meta") == nil && cleanSequence(body)
		case "udta":
			ok = false
		}
	})
	return ok && err == nil
}

// boxAt reads the head of a box; size 0 if it goes beyond the end.
func boxAt(b []byte) (size, head int, kind string) {
	if len(b) < 8 {
		return 0, 0, ""
	}
	n, head := uint64(uint32At(b, 0)), 8
	switch {
	case n == 0:
		n = uint64(len(b))
	case n == 1 && len(b) >= 16:
		n, head = binary.BigEndian.Uint64(b[8:]), 16
	}
	if n < uint64(head) || n > uint64(len(b)) {
		return 0, 0, ""
	}
	return int(n), head, string(b[4:8])
}

// privateItems are the numbers of the items that are no part of the picture:
// whatever is neither coded pixels nor made of them.
func privateItems(iinf []byte) (map[uint32]bool, bool) {
	private := map[uint32]bool{}
	if len(iinf) < 6 {
		return nil, false
	}
	entries := iinf[6:]
	if iinf[0] != 0 { // a count of four bytes
		if len(iinf) < 8 {
			return nil, false
		}
		entries = iinf[8:]
	}
	ok := true
	err := boxes(entries, func(kind string, b []byte) {
		if kind != "infe" || len(b) < 12 || b[0] < 2 {
			ok = false
			return
		}
		id, rest := uint32(uint16At(b, 4)), b[6:]
		if b[0] >= 3 {
			id, rest = uint32At(b, 4), b[8:]
		}
		if len(rest) < 6 {
			ok = false
			return
		}
		switch string(rest[2:6]) {
		case "av01", "grid", "iovl", "iden", "tmap":
		default:
			private[id] = true
		}
	})
	return private, ok && err == nil
}

// itemPlaces calls visit with each extent of each item (section 8.11.3), until it
// returns false; false also if the box is damaged, or has more extents than any
// picture: those that say nothing take no bytes, and could be four thousand million.
func itemPlaces(b []byte, visit func(id uint32, inMeta bool, off, n uint64) bool) bool {
	if len(b) < 8 || b[0] > 2 {
		return false
	}
	version := b[0]
	sizes := [4]int{int(b[4] >> 4), int(b[4] & 15), int(b[5] >> 4), int(b[5] & 15)} // of offsets, lengths, base offsets, indices
	if version == 0 {
		sizes[3] = 0
	}
	r := fields{b: b[6:]}
	wide := 2
	if version == 2 {
		wide = 4
	}
	left := 1 << 16
	for range r.number(wide) {
		id := uint32(r.number(wide))
		method := uint64(0)
		if version > 0 {
			method = r.number(2) & 15
		}
		r.number(2)
		base := r.number(sizes[2])
		for range r.number(2) {
			r.number(sizes[3])
			off, n := r.number(sizes[0]), r.number(sizes[1])
			if left--; left < 0 || r.short || method > 1 || !visit(id, method == 1, base+off, n) {
				return false
			}
		}
		if r.short {
			return false
		}
	}
	return true
}

// fields reads numbers one after the other; short is set once they do not suffice.
type fields struct {
	b     []byte
	short bool
}

func (f *fields) number(size int) (v uint64) {
	if size > len(f.b) || size > 8 {
		f.short, f.b = true, nil
		return 0
	}
	for _, c := range f.b[:size] {
		v = v<<8 | uint64(c)
	}
	f.b = f.b[size:]
	return v
}
