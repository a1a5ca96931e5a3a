package picture

import "brief/internal/source"

// av1Stream is what the coded pixels of an AVIF say of themselves: how much work
// they are, whatever the boxes round them say.
type av1Stream struct {
	width, height int  // pixels, the most of any frame
	frames        int  // how many are coded
	deep          bool // in more than eight bits
	// Of the colours, numbers of ITU-T H.273; 0 if not said.
	primaries, transfer int
}

// maxUnits is how many parts coded pixels may have: of a picture there are few.
const maxUnits = 256

// readAV1 walks the units of a coded picture (AV1 Bitstream and Decoding Process
// Specification, section 5.3). False if they are damaged, or of a kind that no
// picture is.
func readAV1(f *source.Window, off, size int64) (s av1Stream, ok bool) {
	end := off + size
	for n := 0; off < end; n++ {
		head := f.Bytes(off, int(min(10, end-off)))
		if len(head) < 2 || n == maxUnits || head[0]&0x80 != 0 {
			return s, false
		}
		kind, at := head[0]>>3&15, 1
		if head[0]&4 != 0 {
			at++
		}
		length := end - off - int64(at)
		if head[0]&2 != 0 {
			var used int
			if length, used = leb128(head[at:]); used == 0 {
				return s, false
			}
			at += used
		}
		if off += int64(at); length < 0 || length > end-off {
			return s, false
		}
		switch kind {
		case 1: // of the sequence
			b := bits{b: f.Bytes(off, int(min(length, 64)))}
			if !s.sequence(&b) || b.short {
				return s, false
			}
		case 3, 6, 7: // heads of frames
			s.frames++
		case 8: // tiles in lists, for light fields
			return s, false
		}
		off += length
	}
	return s, s.frames > 0 && s.width > 0
}

// sequence reads what holds for all frames (section 5.5). A second one may not ask
// for less than the first.
func (s *av1Stream) sequence(b *bits) bool {
	profile := b.next(3)
	b.next(1)
	reduced := b.next(1) == 1
	if reduced {
		b.next(5)
	} else if !b.operatingPoints() {
		return false
	}
	across, down := b.next(4)+1, b.next(4)+1
	s.width, s.height = max(s.width, b.next(across)+1), max(s.height, b.next(down)+1)
	if !reduced && b.next(1) == 1 { // numbers of frames
		b.next(7)
	}
	b.next(3)
	if !reduced {
		b.tools()
	}
	b.next(3)
	deep := b.next(1) == 1
	if profile == 2 && deep {
		b.next(1)
	}
	s.deep = s.deep || deep
	if profile != 1 {
		b.next(1) // light alone
	}
	if b.next(1) == 1 {
		s.primaries, s.transfer = b.next(8), b.next(8)
	}
	return true
}

// operatingPoints passes over what films say of time and layers; false if it says
// what no picture does.
func (b *bits) operatingPoints() bool {
	if b.next(1) == 1 {
		return false // times
	}
	delays := b.next(1) == 1
	for range b.next(5) + 1 {
		b.next(12)
		if level := b.next(5); level > 7 {
			b.next(1)
		}
		if delays && b.next(1) == 1 {
			b.next(4)
		}
	}
	return true
}

// tools passes over how frames are made of others.
func (b *bits) tools() {
	b.next(4)
	order := b.next(1) == 1
	if order {
		b.next(2)
	}
	screen := 2
	if b.next(1) == 0 {
		screen = b.next(1)
	}
	if screen > 0 && b.next(1) == 0 {
		b.next(1)
	}
	if order {
		b.next(3)
	}
}

// leb128 reads a number of seven bits a byte (section 4.10.5), and how many bytes
// it takes: 0 if they do not suffice.
func leb128(b []byte) (v int64, used int) {
	for i := range min(8, len(b)) {
		v |= int64(b[i]&0x7f) << (7 * i)
		if b[i]&0x80 == 0 {
			return v, i + 1
		}
	}
	return 0, 0
}

// bits reads numbers bit by bit; short is set once they do not suffice.
type bits struct {
	b     []byte
	at    int // bits
	short bool
}

func (b *bits) next(n int) (v int) {
	for range n {
		if b.at>>3 >= len(b.b) {
			b.short = true
			return 0
		}
		v = v<<1 | int(b.b[b.at>>3]>>(7-b.at&7)&1)
		b.at++
	}
	return v
}
