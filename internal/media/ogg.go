package media

import (
	"bytes"
	"encoding/binary"
)

// maxComment is how long the comments of a stream may be, in bytes: covers stand
// in them.
const maxComment = 32 << 20

// oggStream is one of the streams that pages of a file belong to.
type oggStream struct {
	codec   string // "vorbis", "opus", "flac"; empty of any other
	packet  int    // how many have ended
	comment []span // of the packet that is being gathered, where it lies
	pages   []span // and the pages that it lies on
	size    int64
}

// ogg walks through the pages of an Ogg file (RFC 3533, section 6), and empties
// the comments of its streams.
func (s *scan) ogg() error {
	s.info.Type, s.info.Sound = "audio/ogg", true
	streams := map[uint32]*oggStream{}
	for at := int64(0); at < s.Size; {
		if err := s.step(); err != nil {
			return err
		}
		head := bytes.Clone(s.bytes(at, 27))
		if head == nil || string(head[:4]) != "OggS" {
			return errCut
		}
		table := bytes.Clone(s.bytes(at+27, int(head[26])))
		if len(table) != int(head[26]) {
			return errCut
		}
		page := span{at, 27 + int64(len(table))}
		for _, n := range table {
			page.n += int64(n)
		}
		if page.n > s.Size-at {
			return errCut
		}
		serial := binary.LittleEndian.Uint32(head[14:])
		if head[5]&2 != 0 { // a stream begins
			if len(streams) > 1000 {
				return errCut
			}
			codec := s.oggCodec(page.at+27+int64(len(table)), page.at+page.n)
			streams[serial] = &oggStream{codec: codec}
			if codec == "" {
				s.refused = "one of its streams is neither Vorbis, Opus nor FLAC; export it as MP3 or M4A"
				s.info.Rare = "an unknown stream"
			}
			if !s.whole {
				return nil
			}
		}
		if st := streams[serial]; st != nil {
			if err := s.oggPage(st, page, table); err != nil {
				return err
			}
		}
		at += page.n
	}
	return nil
}

// oggCodec tells a stream by its first packet.
func (s *scan) oggCodec(from, to int64) string {
	b := s.bytes(from, int(min(8, to-from)))
	for _, c := range [][2]string{{"\x01vorbis", "vorbis"}, {"OpusHead", "opus"}, {"\x7fFLAC", "flac"}} {
		if bytes.HasPrefix(b, []byte(c[0])) {
			return c[1]
		}
	}
	return ""
}

// oggPage takes in the packets of a page: the second one of a stream holds its
// comments; of FLAC, all before the first frame hold something of the kind.
func (s *scan) oggPage(st *oggStream, page span, table []byte) error {
	at := page.at + 27 + int64(len(table))
	for _, n := range table {
		if st.packet > 0 && st.codec != "" && (st.packet == 1 || st.codec == "flac") {
			if st.size += int64(n); st.size > maxComment {
				return errCut
			}
			st.comment = append(st.comment, span{at, int64(n)})
			if k := len(st.pages); k == 0 || st.pages[k-1] != page {
				st.pages = append(st.pages, page)
			}
		}
		if at += int64(n); n < 255 {
			if len(st.comment) > 0 {
				s.oggComment(st)
			}
			st.packet++
			st.comment, st.pages, st.size = nil, nil, 0
		}
	}
	return nil
}

// oggComment empties the packet that has been gathered.
func (s *scan) oggComment(st *oggStream) {
	packet := make([]byte, 0, st.size)
	for _, p := range st.comment {
		packet = append(packet, s.bytes(p.at, int(p.n))...)
	}
	if st.codec == "flac" && len(packet) > 0 && packet[0] == 0xff {
		st.codec = "" // the first frame: from here on there is sound alone
		return
	}
	empty, ok := emptyComment(packet, st.codec)
	if !ok {
		s.refused = "its comments cannot be read; export it anew"
		return
	}
	if bytes.Equal(empty, packet) {
		return
	}
	s.note(foundTexts)
	for _, p := range st.comment {
		if p.n > 0 {
			s.change(p.at, p.n, string(empty[:p.n]))
			empty = empty[p.n:]
		}
	}
	if k := len(s.pages); k > 0 && s.pages[k-1] == st.pages[0] {
		s.pages = s.pages[:k-1] // the packet before lies on it too
	}
	s.pages = append(s.pages, st.pages...)
}

// emptyComment is a packet of comments of the same length that says no more than
// which program wrote it (Vorbis I, section 5.2; RFC 7845, section 5.2; RFC 9639,
// section 8.6).
func emptyComment(packet []byte, codec string) ([]byte, bool) {
	head, end := "\x03vorbis", "\x01"
	switch codec {
	case "opus":
		head, end = "OpusTags", ""
	case "flac":
		if len(packet) < 4 {
			return nil, false
		}
		if packet[0]&0x7f != 4 { // a picture, a program's own
			out := make([]byte, len(packet))
			copy(out, packet[:4])
			out[0] = packet[0]&0x80 | 1
			return out, true
		}
		head, end = string(packet[:4]), ""
	}
	n := len(head)
	if !bytes.HasPrefix(packet, []byte(head)) || len(packet) < n+8+len(end) {
		return nil, false
	}
	vendor := int64(binary.LittleEndian.Uint32(packet[n:]))
	if vendor > int64(len(packet)-n-8-len(end)) {
		return nil, false
	}
	out := make([]byte, len(packet))
	copy(out, packet[:n+4+int(vendor)])
	copy(out[n+8+int(vendor):], end)
	return out, true
}

// sealOgg writes the checksum of a page (RFC 3533, section 6, field 7).
func sealOgg(page []byte) {
	clear(page[22:26])
	sum := uint32(0)
	for _, c := range page {
		sum ^= uint32(c) << 24
		for range 8 {
			if sum&(1<<31) != 0 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	binary.LittleEndian.PutUint32(page[22:], sum)
}
