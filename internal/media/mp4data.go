package media

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// sampleTables are the boxes that say where a track's samples lie (ISO/IEC 14496-12,
// sections 8.7.3 to 8.7.5); empty if there are none.
type sampleTables struct {
	sizes, compact, chunks span // stsz, stz2, and stsc
	offsets                span // stco or co64
	wide                   bool // co64: offsets of eight bytes
}

// maxTable is how long a table of samples may be, in bytes: of a day of film it is less.
const maxTable = 32 << 20

// Why a film cannot be looked through for bytes that no track plays.
const (
	manySamples  = "it lists more samples than a film has; export it anew"
	lyingSamples = "its lists of samples contradict each other; export it anew, as with ffmpeg -i IN -map 0:v -map 0:a -c copy OUT"
	codedSamples = "it is encrypted, which pages cannot play; export it without that"
	otherFile    = "a part of it lies in another file, and where that is is written into it; export it as one file, as with ffmpeg -i IN -map 0:v -map 0:a -c copy OUT"
)

// table is what a box of a list holds behind its version and flags.
func (s *scan) table(b span) []byte {
	at := s.body(b) + 4
	n := b.at + b.n - at
	if b.n == 0 || n <= 0 {
		return nil
	}
	if n > maxTable {
		s.refused = manySamples
		return nil
	}
	return bytes.Clone(s.bytes(at, int(n)))
}

// listed are the entries of a table behind their number, as far as they are there.
func listed(table []byte, width int) []byte {
	if len(table) < 4 {
		return nil
	}
	n := min(int64(binary.BigEndian.Uint32(table)), int64(len(table)-4)/int64(width))
	return table[4:][:n*int64(width)]
}

// sampleSizes are the sizes of a track's samples, in bytes, one after the other; all
// the same where fixed is not 0.
type sampleSizes struct {
	fixed int64
	bits  int // of each of those listed
	list  []byte
	at    int
}

func (s *scan) sampleSizes(t *sampleTables) (z sampleSizes) {
	if table := s.table(t.sizes); len(table) >= 8 {
		z.fixed, z.bits, z.list = int64(binary.BigEndian.Uint32(table)), 32, listed(table[4:], 4)
	} else if table := s.table(t.compact); len(table) >= 8 && (table[3] == 4 || table[3] == 8 || table[3] == 16) {
		z.bits, z.list = int(table[3]), table[8:]
	}
	return z
}

// next are the bytes of the next n samples; false if so many are not listed.
func (z *sampleSizes) next(n int64) (sum int64, ok bool) {
	if z.fixed > 0 {
		return z.fixed * n, true
	}
	if z.bits == 0 || n > int64(len(z.list)*8/z.bits-z.at) {
		return 0, false
	}
	for range n {
		switch z.bits {
		case 32:
			sum += int64(binary.BigEndian.Uint32(z.list[4*z.at:]))
		case 16:
			sum += int64(binary.BigEndian.Uint16(z.list[2*z.at:]))
		case 8:
			sum += int64(z.list[z.at])
		case 4:
			sum += int64(z.list[z.at/2] >> (4 - z.at%2*4) & 15)
		}
		z.at++
	}
	return sum, true
}

// samples notes where the samples of a track lie.
func (s *scan) samples(t *track) {
	if !s.whole || t.tables.offsets.n == 0 {
		return
	}
	sizes := s.sampleSizes(&t.tables)
	if sizes.fixed == 1 && t.handler == "soun" && s.info.Type == "video/quicktime" {
		s.refused = lyingSamples // QuickTime counts sound so, whatever a sample takes
		return
	}
	width := 4
	if t.tables.wide {
		width = 8
	}
	runs, chunk, perChunk := listed(s.table(t.tables.chunks), 12), uint32(0), int64(0)
	for offsets := listed(s.table(t.tables.offsets), width); len(offsets) > 0; offsets = offsets[width:] {
		if chunk++; len(runs) >= 12 && binary.BigEndian.Uint32(runs) <= chunk {
			perChunk, runs = int64(binary.BigEndian.Uint32(runs[4:])), runs[12:]
		}
		n, ok := sizes.next(perChunk)
		if !ok || perChunk == 0 {
			s.refused = lyingSamples
			return
		}
		at := int64(0)
		if t.tables.wide {
			at = int64(binary.BigEndian.Uint64(offsets))
		} else {
			at = int64(binary.BigEndian.Uint32(offsets))
		}
		if !s.played(at, n) {
			return
		}
	}
}

// maxPlayed is how many pieces of a file are kept in mind.
const maxPlayed = 1_000_000

// played notes that a track plays n bytes from an offset; false if they are too many.
func (s *scan) played(at, n int64) bool {
	if at < 0 || n < 0 || at > s.Size || n > s.Size-at {
		at, n = min(max(at, 0), s.Size), 0 // beyond the end, where nothing is
	}
	if last := len(s.plays) - 1; last >= 0 && s.plays[last].at+s.plays[last].n == at {
		s.plays[last].n += n
		return true
	}
	if len(s.plays) == maxPlayed {
		s.refused = manySamples
		return false
	}
	s.plays = append(s.plays, span{at, n})
	return true
}

// unplayed empties what no track plays in the boxes of samples: what was cut away, or
// belonged to a track that is gone.
func (s *scan) unplayed() {
	if !s.whole || s.refused != "" {
		return
	}
	slices.SortFunc(s.plays, func(a, b span) int { return cmp.Compare(a.at, b.at) })
	next := 0
	for _, m := range s.data {
		end := m.at + m.n
		for at := s.body(m); at < end; {
			for next < len(s.plays) && s.plays[next].at+s.plays[next].n <= at {
				next++
			}
			gap := end
			if next < len(s.plays) {
				gap = min(end, max(at, s.plays[next].at))
			}
			if gap > at {
				s.wipe(at, gap-at, "")
			}
			if gap == end {
				break
			}
			at = s.plays[next].at + s.plays[next].n
		}
	}
}

// elsewhere refuses a track whose samples lie in another file, and empties what else
// stands in the entries of dref (section 8.7.2).
func (s *scan) elsewhere(b span) error {
	at := s.body(b) + 8 // behind version, flags and number
	return s.boxes(min(at, b.at+b.n), b.at+b.n, func(_ string, e span) error {
		body := s.body(e)
		flags := s.bytes(body, 4)
		if flags == nil || flags[3]&1 == 0 {
			s.refused = otherFile
		} else if rest := e.at + e.n - body - 4; rest > 0 {
			s.wipe(body+4, rest, "")
		}
		return nil
	})
}

// defaults reads the sizes of samples that fragments do not say, from mvex (section
// 8.8.3).
func (s *scan) defaults(b span) error {
	return s.inside(b, func(kind string, b span) error {
		if e := s.bytes(s.body(b)+4, 20); kind == "trex" && e != nil && s.whole {
			if s.sizes == nil {
				s.sizes = map[uint32]int64{}
			}
			if len(s.sizes) < 1000 {
				s.sizes[binary.BigEndian.Uint32(e)] = int64(binary.BigEndian.Uint32(e[12:]))
			}
		}
		return nil
	})
}

// fragmentRun is where the samples of a track's fragment lie.
type fragmentRun struct {
	moof, base, next int64 // offsets: of the fragment, what others count from, behind the last sample
	size             int64 // of a sample that says none
}

// trackFragment reads tfhd (section 8.8.7): what the runs behind it count from. The
// first of a fragment counts from there, the others from where it ended, unless they say otherwise.
func (s *scan) trackFragment(b span, f *fragmentRun) {
	head := s.bytes(s.body(b), int(min(b.n-8, 40)))
	f.base = f.next
	if len(head) < 8 {
		return
	}
	r := numbers{b: head}
	flags := r.next(4)
	f.size = s.sizes[uint32(r.next(4))]
	if flags&1 != 0 {
		f.base = r.next(8)
	} else if flags&0x020000 != 0 {
		f.base = f.moof
	}
	if flags&2 != 0 {
		r.next(4)
	}
	if flags&8 != 0 {
		r.next(4)
	}
	if flags&0x10 != 0 {
		f.size = r.next(4)
	}
	f.next = f.base
}

// fragmentSamples reads trun (section 8.8.8).
func (s *scan) fragmentSamples(b span, f *fragmentRun) {
	if !s.whole {
		return
	}
	at := s.body(b)
	n := b.at + b.n - at
	if n > maxTable {
		s.refused = manySamples
		return
	}
	r := numbers{b: bytes.Clone(s.bytes(at, int(n)))}
	flags, count := r.next(4), r.next(4)
	if flags&1 != 0 {
		f.next = f.base + int64(int32(r.next(4)))
	}
	if flags&4 != 0 {
		r.next(4)
	}
	if flags&0xf00 == 0 {
		s.played(f.next, f.size*count)
		f.next += f.size * count
		return
	}
	for range count {
		size := f.size
		for _, flag := range []int64{0x100, 0x200, 0x400, 0x800} {
			if flags&flag != 0 {
				if v := r.next(4); flag == 0x200 {
					size = v
				}
			}
		}
		if r.short {
			s.refused = lyingSamples
			return
		}
		if !s.played(f.next, size) {
			return
		}
		f.next += size
	}
}

// numbers reads one number after the other; short is set once they do not suffice.
type numbers struct {
	b     []byte
	short bool
}

func (r *numbers) next(size int) (v int64) {
	if len(r.b) < size {
		r.short, r.b = true, nil
		return 0
	}
	for _, c := range r.b[:size] {
		v = v<<8 | int64(c)
	}
	r.b = r.b[size:]
	return v
}
