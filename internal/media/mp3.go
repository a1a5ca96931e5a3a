package media

// mp3 keeps the frames of an MP3 (ISO/IEC 11172-3, section 2.4.1; ISO/IEC 13818-3)
// and nothing else: no tags before or after them, of whatever kind, and none
// between. Before them mostly stands ID3 version 2 (id3.org, ID3v2.4.0, section 3.1).
func (s *scan) mp3() error {
	at := int64(0)
	for head := s.bytes(at, 10); head != nil && string(head[:3]) == "ID3"; head = s.bytes(at, 10) {
		n := int64(head[6]&0x7f)<<21 | int64(head[7]&0x7f)<<14 | int64(head[8]&0x7f)<<7 | int64(head[9]&0x7f)
		if at += 10 + n; head[5]&0x10 != 0 {
			at += 10
		}
	}
	if string(s.bytes(at, 4)) == "fLaC" {
		return s.flac(at)
	}
	first := s.nextFrame(at)
	switch {
	case first < 0 && at > 0:
		return errCut
	case first < 0:
		return nil // no MP3: AAC, or a text
	}
	s.info.Type, s.info.Sound = "audio/mpeg", true
	if !s.whole {
		return nil
	}
	end := first
	for next := first; next >= 0; next = s.nextFrame(end) {
		if next > end {
			s.wipe(end, next-end, "")
		}
		for end = next; s.frame(end) > 0; end += s.frame(end) {
			if err := s.step(); err != nil {
				return err
			}
		}
	}
	if s.from = first; end < s.Size {
		s.to = end
	}
	if s.from > 0 || s.to > 0 {
		s.note(foundTexts)
	}
	return nil
}

// nextFrame is where, from an offset on, the next frame begins that another one
// follows, or the end of the file; -1 if there is none.
func (s *scan) nextFrame(from int64) int64 {
	for at := from; ; at++ {
		b := s.bytes(at, 1)
		if b == nil {
			return -1
		}
		if b[0] != 0xff {
			continue
		}
		if n := s.frame(at); n > 0 && (at+n == s.Size || s.frame(at+n) > 0) {
			return at
		}
	}
}

// frame is how long the whole frame at an offset is, in bytes; 0 if there is none.
func (s *scan) frame(at int64) int64 {
	b := s.bytes(at, 4)
	if b == nil || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return 0
	}
	first := b[1]>>3&3 == 3 // MPEG 1; else 2, or 2.5
	rates := [3]int64{44100, 48000, 32000}
	kilobits := [14]int64{8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	samples := int64(144) // an eighth of those of a frame
	switch layer := b[1] >> 1 & 3; {
	case b[1]>>3&3 == 1 || layer == 0 || layer == 3:
		return 0
	case layer == 1 && first:
		kilobits = [14]int64{32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	case layer == 1:
		samples = 72
	case first:
		kilobits = [14]int64{32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384}
	}
	bitrate, rate := b[2]>>4, b[2]>>2&3
	if bitrate == 0 || bitrate == 15 || rate == 3 {
		return 0
	}
	hertz := rates[rate]
	if !first {
		if hertz /= 2; b[1]>>3&3 == 0 {
			hertz /= 2
		}
	}
	n := samples*kilobits[bitrate-1]*1000/hertz + int64(b[2]>>1&1)
	if at+n > s.Size {
		return 0
	}
	return n
}
