package media

import (
	"encoding/binary"
	"strconv"
)

// wave walks through the chunks of a WAVE file (Multimedia Programming Interface
// and Data Specifications 1.0, 1991): all but the sound become chunks of nothing.
func (s *scan) wave() error {
	s.info.Type, s.info.Sound = "audio/wav", true
	data := false
	for at := int64(12); at+8 <= s.Size; {
		if err := s.step(); err != nil {
			return err
		}
		head := s.bytes(at, 8)
		if head == nil {
			return errCut
		}
		kind, n := string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
		if n > s.Size-at-8 {
			return errCut
		}
		switch kind {
		case "data":
			data = true
		case "fmt ", "fact":
		default:
			if kind != "JUNK" && s.whole {
				s.note(foundTexts)
				s.change(at, 4, "JUNK")
			}
			if n > 0 {
				s.wipe(at+8, n, "")
			}
		}
		at += 8 + n + n&1
	}
	if !data {
		return errCut
	}
	return nil
}

// flac walks through the blocks before the sound (RFC 9639, section 8): comments,
// pictures and programs' own become padding.
func (s *scan) flac(from int64) error {
	s.info.Type, s.info.Sound, s.from = "audio/flac", true, from
	if from > 0 {
		s.note(foundTexts)
	}
	for at := from + 4; ; {
		if err := s.step(); err != nil {
			return err
		}
		head := s.bytes(at, 4)
		if head == nil {
			return errCut
		}
		last, kind, n := head[0]&0x80, head[0]&0x7f, int64(binary.BigEndian.Uint32(head)&0xffffff)
		if n > s.Size-at-4 {
			return errCut
		}
		if kind != 0 && kind != 3 { // the stream's own, and where to seek
			if kind != 1 && s.whole {
				s.note(foundTexts)
				s.change(at, 1, string([]byte{last | 1}))
			}
			if n > 0 {
				s.wipe(at+4, n, "")
			}
		}
		if at += 4 + n; last != 0 {
			return s.tail()
		}
	}
}

// tail cuts off what programs write behind the sound: ID3 version 1, APE tags,
// Lyrics3.
func (s *scan) tail() error {
	if !s.whole {
		return nil
	}
	end := s.Size
	for cut := int64(-1); cut != 0; end -= cut {
		if err := s.step(); err != nil {
			return err
		}
		cut = s.tagBefore(end)
		if end-cut <= s.from {
			return errCut
		}
	}
	if end < s.Size {
		s.note(foundTexts)
		s.to = end
	}
	return nil
}

// tagBefore is how long the tag is that ends at an offset; 0 if there is none.
func (s *scan) tagBefore(end int64) int64 {
	if b := s.bytes(end-128, 3); string(b) == "TAG" {
		return 128
	}
	if b := s.bytes(end-32, 32); b != nil && string(b[:8]) == "APETAGEX" {
		n := int64(binary.LittleEndian.Uint32(b[12:]))
		if binary.LittleEndian.Uint32(b[20:])&(1<<31) != 0 {
			n += 32 // its head
		}
		return max(n, 32)
	}
	if b := s.bytes(end-15, 15); b != nil && string(b[6:]) == "LYRICS200" {
		if n, err := strconv.ParseInt(string(b[:6]), 10, 64); err == nil && n >= 0 {
			return n + 15
		}
	}
	return 0
}
