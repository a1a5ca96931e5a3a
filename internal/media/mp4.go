package media

import (
	"encoding/binary"
	"strings"
)

// mp4 walks through the boxes of an MP4 or a QuickTime film.
func (s *scan) mp4() error {
	head := s.bytes(0, 12)
	switch brand := string(head[8:12]); brand {
	case "avif", "avis", "heic", "heix", "hevc", "mif1", "msf1":
		return nil // pictures
	case "crx ":
		s.refused = "it is a camera's raw photo; export it as JPEG"
		return nil
	case "qt  ":
		s.info.Type = "video/quicktime"
	}
	var f film
	moov, data := false, false
	err := s.boxes(0, s.Size, func(kind string, b span) error {
		switch kind {
		case "ftyp", "styp", "sidx", "ssix", "mfra", "pdin":
		case "mdat":
			data = true
			s.data = append(s.data, b)
		case "moof":
			data = true
			return s.fragment(b, &fragmentRun{moof: b.at, next: b.at})
		case "moov":
			moov = true
			return s.movie(b, &f)
		default:
			s.drop(b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !moov || !data || !f.video && !f.audio && s.refused == "" {
		return errCut
	}
	s.told(&f)
	s.unplayed()
	return nil
}

// film is what the tracks of a file are.
type film struct {
	width, height int
	video, audio  bool
}

// told settles what the file is from its tracks.
func (s *scan) told(f *film) {
	s.info.Sound = f.audio
	s.info.Width, s.info.Height = f.width, f.height
	switch {
	case s.info.Type != "": // QuickTime
	case f.video:
		s.info.Type = "video/mp4"
	case f.audio:
		s.info.Type = "audio/mp4"
	}
}

// maxDepth is how deep boxes stand in each other, so that a file of nothing but
// boxes in boxes takes no memory for each; those that are looked into need six.
const maxDepth = 16

// boxes calls visit with each box between two offsets, its head included (section 4.2).
func (s *scan) boxes(from, to int64, visit func(kind string, b span) error) error {
	if s.depth++; s.depth > maxDepth {
		return errCut
	}
	defer func() { s.depth-- }()
	for at := from; at < to; {
		if err := s.step(); err != nil {
			return err
		}
		if to-at == 4 && string(s.bytes(at, 4)) == "\x00\x00\x00\x00" {
			return nil // QuickTime ends lists of atoms so
		}
		b := s.bytes(at, 8)
		if b == nil {
			return errCut
		}
		size, kind := int64(binary.BigEndian.Uint32(b)), string(b[4:8])
		switch size {
		case 0: // to the end
			size = to - at
		case 1:
			if b = s.bytes(at, 16); b == nil {
				return errCut
			}
			size = int64(binary.BigEndian.Uint64(b[8:]))
			if size < 16 {
				return errCut
			}
		}
		if size < 8 || size > to-at {
			return errCut
		}
		if err := visit(kind, span{at, size}); err != nil {
			return err
		}
		at += size
	}
	return nil
}

// body is where what a box holds begins.
func (s *scan) body(b span) int64 {
	if head := s.bytes(b.at, 4); head != nil && binary.BigEndian.Uint32(head) == 1 {
		return b.at + 16
	}
	return b.at + 8
}

// inside calls visit with each box in a box.
func (s *scan) inside(b span, visit func(kind string, b span) error) error {
	return s.boxes(s.body(b), b.at+b.n, visit)
}

// drop makes a box one that players pass over, full of zeros (section 8.1.2).
func (s *scan) drop(b span) {
	if !s.whole {
		return
	}
	body := s.body(b)
	if kind := string(s.bytes(b.at+4, 4)); kind != "free" && kind != "skip" && kind != "wide" {
		if kind == "udta" || kind == "meta" {
			s.note(foundTexts)
		}
		s.change(b.at+4, 4, "free")
	}
	if n := b.at + b.n - body; n > 0 {
		s.wipe(body, n, "")
	}
}

// movie walks through moov.
func (s *scan) movie(b span, f *film) error {
	return s.inside(b, func(kind string, b span) error {
		switch kind {
		case "mvhd":
			s.times(b)
		case "mvex":
			return s.defaults(b)
		case "iods":
		case "trak":
			return s.track(b, f)
		default: // "udta", "meta", "uuid", which hold what they like
			s.drop(b)
		}
		return nil
	})
}

// times wipes when something was made and changed (sections 8.2.2, 8.3.2, 8.4.2).
func (s *scan) times(b span) {
	at := s.body(b)
	n := int64(8)
	if v := s.bytes(at, 1); v != nil && v[0] == 1 {
		n = 16
	}
	if at+4+n <= b.at+b.n && s.whole && !s.is(at+4, n, "") {
		s.note(foundTimes)
		s.change(at+4, n, "")
	}
}

// track is one trak on its way through.
type track struct {
	handler, codec string
	w, h           int  // pixels, of its head
	codedW, codedH int  // and of its coding
	coding         span // where that is described
	tables         sampleTables
	turned         bool
}

func (s *scan) track(b span, f *film) error {
	var t track
	err := s.inside(b, func(kind string, b span) error {
		switch kind {
		case "tkhd":
			s.trackHead(b, &t)
		case "mdia":
			return s.trackMedia(b, &t)
		case "tref":
			return s.reference(b)
		case "edts", "tapt", "load":
		default:
			s.drop(b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if t.handler == "tmcd" {
		s.drop(b)
		return nil
	}
	s.samples(&t)
	switch t.handler {
	case "vide":
		s.coder(t.coding)
		if f.video {
			return nil // a cover, or another angle
		}
		f.video = true
		if f.width, f.height = t.w, t.h; t.w == 0 || t.h == 0 {
			f.width, f.height = t.codedW, t.codedH
		}
		if t.turned {
			f.width, f.height = f.height, f.width
		}
		s.rare(t.codec, "avc1 avc3 av01 vp08 vp09")
	case "soun":
		f.audio = true
		s.rare(t.codec, "mp4a Opus fLaC .mp3")
	case "clcp", "hint":
	default:
		s.refused = otherTrack
	}
	return nil
}

// reference drops what says that a track counts the time of day for another one: no
// such track is published, for it says when something was filmed, and with which reel.
func (s *scan) reference(b span) error {
	return s.inside(b, func(kind string, b span) error {
		if kind == "tmcd" {
			s.drop(b)
		}
		return nil
	})
}

// otherTrack is why a film with more than picture and sound is refused: drones
// write their position into its subtitles, action cameras into tracks of their own.
const otherTrack = "beside picture and sound it has a track of text or other data, in which drones and action cameras write where they are; export it without that, as with ffmpeg -i IN -map 0:v -map 0:a -c copy OUT, and put captions into a file of their own (.vtt)"

// rare notes a way of coding that is not among those that browsers share.
func (s *scan) rare(codec, shared string) {
	if s.info.Rare == "" && codec != "" && !strings.Contains(shared, codec) {
		s.info.Rare = codec
	}
}

// trackHead reads tkhd (section 8.3.2): its size, and whether its matrix turns it
// by a quarter.
func (s *scan) trackHead(b span, t *track) {
	s.times(b)
	at := s.body(b)
	matrix := int64(40)
	if v := s.bytes(at, 1); v != nil && v[0] == 1 {
		matrix = 52
	}
	if m := s.bytes(at+matrix, 44); m != nil && at+matrix+44 <= b.at+b.n {
		t.turned = binary.BigEndian.Uint32(m) == 0 && binary.BigEndian.Uint32(m[4:]) != 0
		t.w, t.h = int(binary.BigEndian.Uint16(m[36:])), int(binary.BigEndian.Uint16(m[40:]))
	}
}

func (s *scan) trackMedia(b span, t *track) error {
	return s.inside(b, func(kind string, b span) error {
		switch kind {
		case "mdhd":
			s.times(b)
		case "hdlr":
			if h := s.bytes(s.body(b), 12); h != nil {
				t.handler = string(h[8:12])
				s.handlerName(b)
			}
		case "minf":
			return s.trackParts(b, t)
		case "elng":
		default:
			s.drop(b)
		}
		return nil
	})
}

// handlerName empties the name in hdlr and what QuickTime writes before it, which
// cameras sign with their make (section 8.4.3). The names that ffmpeg gives to all
// films are no sign of anybody.
func (s *scan) handlerName(b span) {
	at, end := s.body(b)+12, b.at+b.n
	const unused = 12 // bytes before the name
	switch string(s.bytes(at+unused, int(min(end-at-unused, 64)))) {
	case "VideoHandler\x00", "SoundHandler\x00":
		end = at + unused
	}
	if s.whole && end > at && !s.is(at, end-at, "") {
		s.note(foundTexts)
		s.change(at, end-at, "")
	}
}

// coder empties the name of the encoder in the description of a picture's coding,
// which some cameras sign with their make (section 12.1.3).
func (s *scan) coder(entry span) {
	const at, n = 50, 32
	if s.whole && entry.n >= at+n && !s.is(entry.at+at, n, "") {
		s.note(foundTexts)
		s.change(entry.at+at, n, "")
	}
}

// trackParts walks through minf and its stbl.
func (s *scan) trackParts(b span, t *track) error {
	return s.inside(b, func(kind string, b span) error {
		switch kind {
		case "stbl":
			return s.trackParts(b, t)
		case "stsd": // section 8.5.2, and 12.1.3 of a picture's size
			at := s.body(b)
			if e := s.bytes(at+8, 8); e != nil {
				t.codec = string(e[4:8])
				t.coding = span{at + 8, b.at + b.n - at - 8}
			}
			if e := s.bytes(at+8+32, 4); e != nil {
				t.codedW, t.codedH = int(binary.BigEndian.Uint16(e)), int(binary.BigEndian.Uint16(e[2:]))
			}
		case "hdlr": // QuickTime has one here too
			s.handlerName(b)
		case "dinf":
			return s.inside(b, func(kind string, b span) error {
				if kind == "dref" {
					return s.elsewhere(b)
				}
				s.drop(b)
				return nil
			})
		case "stsz":
			t.tables.sizes = b
		case "stz2":
			t.tables.compact = b
		case "stsc":
			t.tables.chunks = b
		case "stco", "co64":
			t.tables.offsets, t.tables.wide = b, kind == "co64"
		case "saiz", "saio":
			s.refused = codedSamples
		case "vmhd", "smhd", "hmhd", "nmhd", "gmhd",
			"stts", "ctts", "cslg", "stss", "stps", "stsh", "padb", "stdp", "sdtp", "sbgp", "sgpd", "subs":
		default:
			s.drop(b)
		}
		return nil
	})
}

// fragment walks through moof, and each traf in it.
func (s *scan) fragment(b span, f *fragmentRun) error {
	return s.inside(b, func(kind string, b span) error {
		switch kind {
		case "traf":
			return s.fragment(b, f)
		case "tfhd":
			s.trackFragment(b, f)
		case "trun":
			s.fragmentSamples(b, f)
		case "saiz", "saio":
			s.refused = codedSamples
		case "mfhd", "tfdt", "sdtp", "sbgp", "sgpd", "subs":
		default:
			s.drop(b)
		}
		return nil
	})
}
