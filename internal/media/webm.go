package media

import (
	"math/bits"
	"strings"
)

// The elements of WebM that are looked into, or stay (RFC 9559, section 5.1).
const (
	ebmlHead    = 0x1a45dfa3
	docType     = 0x4282
	segment     = 0x18538067
	seekHead    = 0x114d9b74
	segmentInfo = 0x1549a966
	tracks      = 0x1654ae6b
	cues        = 0x1c53bb6b
	cluster     = 0x1f43b675
	void        = 0xec
	trackEntry  = 0xae
	trackType   = 0x83
	codecID     = 0x86
	videoPart   = 0xe0
	pixelWidth  = 0xb0
	pixelHeight = 0xba
	shownWidth  = 0x54b0
	shownHeight = 0x54ba
	shownUnit   = 0x54b2
)

// element is one of EBML (RFC 8794): its number, all of it, and where its body is.
type element struct {
	id      uint32
	all     span
	body    int64
	unknown bool // it ends where the next of its level begins
}

func (e element) end() int64 { return e.all.at + e.all.n }

// elements calls visit with each element between two offsets.
func (s *scan) elements(from, to int64, visit func(e element) error) error {
	for at := from; at < to; {
		if err := s.step(); err != nil {
			return err
		}
		e, ok := s.element(at, to)
		if !ok {
			return errCut
		}
		if err := visit(e); err != nil {
			return err
		}
		if at = e.end(); e.unknown {
			at = e.body // what is in it is taken for its neighbour
		}
	}
	return nil
}

// element reads the head of an element (RFC 8794, sections 4 to 6).
func (s *scan) element(at, to int64) (e element, ok bool) {
	b := s.bytes(at, int(min(12, s.Size-at)))
	if len(b) == 0 || b[0] < 0x10 {
		return e, false
	}
	n := bits.LeadingZeros8(b[0]) + 1
	if len(b) <= n {
		return e, false
	}
	for _, c := range b[:n] {
		e.id = e.id<<8 | uint32(c)
	}
	m := bits.LeadingZeros8(b[n]) + 1
	if m > 8 || len(b) < n+m {
		return e, false
	}
	size := uint64(b[n]) & (1<<(8-m) - 1)
	for _, c := range b[n+1 : n+m] {
		size = size<<8 | uint64(c)
	}
	e.body = at + int64(n+m)
	if e.unknown = size == 1<<(7*m)-1; e.unknown {
		size = uint64(to - e.body)
	}
	if e.body > to || size > uint64(to-e.body) {
		return e, false
	}
	e.all = span{at, int64(n+m) + int64(size)}
	return e, true
}

// void makes an element one that players pass over, full of zeros (RFC 8794,
// section 11.3.2).
func (s *scan) void(e element) {
	if !s.whole {
		return
	}
	n := e.all.n
	head := []byte{void, 0x80 | byte(n-2)}
	if n >= 9 {
		head = []byte{void, 1, 0, 0, 0, 0, 0, 0, 0}
		for i, left := 8, n-9; i > 1; i, left = i-1, left>>8 {
			head[i] = byte(left)
		}
	}
	if e.id == void && s.is(e.body, e.end()-e.body, "") {
		return
	}
	s.note(foundTexts)
	s.change(e.all.at, n, string(head))
}

func (s *scan) webm() error {
	typ, data := "", false
	var f film
	err := s.elements(0, s.Size, func(e element) error {
		switch e.id {
		case ebmlHead:
			return s.elements(e.body, e.end(), func(e element) error {
				if e.id == docType && e.end()-e.body < 20 {
					typ = strings.TrimRight(string(s.bytes(e.body, int(e.end()-e.body))), "\x00")
				}
				return nil
			})
		case segment:
			if e.unknown {
				return nil
			}
			return s.elements(e.body, e.end(), func(e element) error { return s.part(e, &f, &data) })
		}
		return s.part(e, &f, &data) // of a segment that does not say how long it is
	})
	if err != nil {
		return err
	}
	switch {
	case typ != "webm":
		s.info.Type = "video/x-matroska"
	case !data:
		return errCut
	case f.video:
		s.info.Type = "video/webm"
	case f.audio:
		s.info.Type = "audio/webm"
	}
	s.info.Width, s.info.Height, s.info.Sound = f.width, f.height, f.audio
	return nil
}

// part looks into one element of a segment, or of a cluster that does not say how
// long it is.
func (s *scan) part(e element, f *film, data *bool) error {
	switch e.id {
	case seekHead, cues, 0xe7, 0xa3, 0xa0, 0xa7, 0xab: // and a cluster's time, blocks and places
	case cluster:
		*data = true
	case segmentInfo:
		return s.elements(e.body, e.end(), func(e element) error {
			switch e.id {
			case 0x2ad7b1, 0x4489, 0x4d80, 0x5741: // the scale of time, how long, which programs
			default: // the title, the day, the file's name; a sum of them
				s.void(e)
			}
			return nil
		})
	case tracks:
		return s.elements(e.body, e.end(), func(e element) error {
			if e.id != trackEntry {
				s.void(e)
				return nil
			}
			return s.entry(e, f)
		})
	default: // tags, attachments, chapters, what is not known
		s.void(e)
	}
	return nil
}

// entry reads a track (RFC 9559, section 5.1.4.1).
func (s *scan) entry(e element, f *film) error {
	kind, codec := uint64(0), ""
	var pixels, shown [2]int
	unit := uint64(0)
	err := s.elements(e.body, e.end(), func(e element) error {
		switch e.id {
		case trackType:
			kind = s.number(e)
		case codecID:
			codec = string(s.bytes(e.body, int(min(e.end()-e.body, 32))))
		case 0xd7, 0x73c5, 0xb9, 0x88, 0x55aa, 0x55ab, 0x55ac, 0x55ad, 0x55ae, 0x55af, 0x9c, // its numbers, what it is for
			0x6de7, 0x6df8, 0x23e383, 0x234e7a, 0x23314f, 0x55ee, 0x41e4, // how to keep time with it
			0x22b59c, 0x22b59d, 0x63a2, 0xaa, 0x56aa, 0x56bb, 0xe1, 0x6d80: // its language and coding
		case videoPart:
			return s.elements(e.body, e.end(), func(e element) error {
				switch e.id {
				case pixelWidth:
					pixels[0] = int(s.number(e))
				case pixelHeight:
					pixels[1] = int(s.number(e))
				case shownWidth:
					shown[0] = int(s.number(e))
				case shownHeight:
					shown[1] = int(s.number(e))
				case shownUnit:
					unit = s.number(e)
				}
				return nil
			})
		default: // its name, that of its encoder, what is not known
			s.void(e)
		}
		return nil
	})
	switch kind {
	case 1:
		if f.video = true; unit == 0 && shown[0] > 0 && shown[1] > 0 {
			pixels = shown
		}
		f.width, f.height = pixels[0], pixels[1]
		s.rare(codec, "V_VP8 V_VP9 V_AV1")
	case 2:
		f.audio = true
		s.rare(codec, "A_VORBIS A_OPUS")
	default:
		s.refused = otherTrack
	}
	return err
}

// number is the value of an element that holds a whole number; 0 of one too long.
func (s *scan) number(e element) (v uint64) {
	n := e.end() - e.body
	if n > 4 {
		return 0
	}
	for _, c := range s.bytes(e.body, int(n)) {
		v = v<<8 | uint64(c)
	}
	return v
}
