package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"brief/internal/source"
)

// simple is a film of one track with tables of samples, and what else is in its trak
// and minf.
func simple(samples string, trak, minf []byte, tables ...[]byte) []byte {
	stbl := box("stbl", append([][]byte{box("stsd", make([]byte, 8), box("avc1", make([]byte, 78)))}, tables...)...)
	track := box("trak", box("tkhd", make([]byte, 84)), trak, box("mdia", box("mdhd", make([]byte, 24)), box("hdlr", make([]byte, 8), []byte("vide"), make([]byte, 13)), box("minf", minf, stbl)))
	binary.BigEndian.PutUint16(track[8+8+76:], 640)
	binary.BigEndian.PutUint16(track[8+8+80:], 360)
	return placed(slices.Concat(box("ftyp", []byte("isom\x00\x00\x00\x00isom")), box("moov", box("mvhd", make([]byte, 100)), track), box("mdat", []byte(samples))), samples)
}

// What was cut from a film, or lay in a track that is gone, was published within it.
func TestWhatNoTrackPlaysIsEmptied(t *testing.T) {
	const data = "..AAAAsecretBBBsecretCCCCCC.."
	const want = "\x00\x00AAAA\x00\x00\x00\x00\x00\x00BBB\x00\x00\x00\x00\x00\x00CCCCCC\x00\x00"
	offsets := func(at ...uint32) []byte { // of the chunks in data
		b := list("stco", uint32(len(at)))
		for _, n := range at {
			b = binary.BigEndian.AppendUint32(b, n)
		}
		binary.BigEndian.PutUint32(b, uint32(len(b)))
		return b
	}
	begin := func(tables ...[]byte) uint32 { return uint32(len(simple("", nil, nil, tables...))) }
	for name, tables := range map[string]func(at uint32) [][]byte{
		"sizes of their own": func(at uint32) [][]byte {
			return [][]byte{list("stsz", 0, 6, 4, 1, 2, 3, 2, 1), list("stsc", 3, 1, 1, 1, 2, 2, 1, 3, 3, 1), offsets(at+2, at+12, at+21)}
		},
		"sizes of one byte": func(at uint32) [][]byte {
			return [][]byte{box("stz2", []byte("\x00\x00\x00\x00\x00\x00\x00\x08\x00\x00\x00\x06\x04\x01\x02\x03\x02\x01")), list("stsc", 3, 1, 1, 1, 2, 2, 1, 3, 3, 1), offsets(at+2, at+12, at+21)}
		},
		"sizes of half a byte": func(at uint32) [][]byte {
			return [][]byte{box("stz2", []byte("\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x06\x41\x23\x21")), list("stsc", 3, 1, 1, 1, 2, 2, 1, 3, 3, 1), offsets(at+2, at+12, at+21)}
		},
		"one size, and offsets of eight bytes": func(at uint32) [][]byte {
			return [][]byte{list("stsz", 1, 13), list("stsc", 3, 1, 4, 1, 2, 3, 1, 3, 6, 1), list("co64", 3, 0, at+2, 0, at+12, 0, at+21)}
		},
	} {
		film := simple(data, nil, nil, tables(begin(tables(0)...))...)
		clean, err := Clean(source.NewFile("static/x", film))
		if err != nil || len(clean) != len(film) || !bytes.HasSuffix(clean, []byte(want)) {
			t.Errorf("%s: %q, %v", name, clean[max(0, len(clean)-len(want)):], err)
		}
	}
}

// As browsers record, and as films are streamed.
func TestWhatNoFragmentPlaysIsEmptied(t *testing.T) {
	moov := box("moov", box("mvhd", make([]byte, 100)), box("trak", box("tkhd", make([]byte, 84)), box("mdia", box("hdlr", make([]byte, 8), []byte("soun"), make([]byte, 13)))), box("mvex", list("trex", 1, 1, 0, 3, 0)))
	head := append(box("ftyp", []byte("isom\x00\x00\x00\x00isom")), moov...)
	flagged := func(b []byte, flags uint32) []byte {
		binary.BigEndian.PutUint32(b[8:], flags)
		return b
	}
	for name, c := range map[string]struct {
		traf       func(at uint32) [][]byte // which begin at an offset from the fragment
		data, want string
	}{
		"sizes by default, counted from the fragment": {func(at uint32) [][]byte {
			return [][]byte{flagged(list("tfhd", 1), 0x020000), flagged(list("trun", 2, at+2), 0x1)}
		}, "..AAABBBsecret", "\x00\x00AAABBB\x00\x00\x00\x00\x00\x00"},
		"sizes of their own": {func(at uint32) [][]byte {
			return [][]byte{flagged(list("tfhd", 1), 0x020000), flagged(list("trun", 2, at, 4, 2), 0x201)}
		}, "AAAABBsecret", "AAAABB\x00\x00\x00\x00\x00\x00"},
		"the size of this fragment, and a second run behind the first": {func(at uint32) [][]byte {
			return [][]byte{flagged(list("tfhd", 1, 2), 0x020010), flagged(list("trun", 1, at), 0x1), flagged(list("trun", 1), 0)}
		}, "AABBsecret", "AABB\x00\x00\x00\x00\x00\x00"},
	} {
		moof := func(at uint32) []byte { return box("moof", list("mfhd", 1), box("traf", c.traf(at)...)) }
		film := slices.Concat(head, moof(uint32(len(moof(0))+8)), box("mdat", []byte(c.data)))
		clean, err := Clean(source.NewFile("static/x", film))
		if err != nil || !bytes.HasSuffix(clean, []byte(c.want)) {
			t.Errorf("%s: %q, %v", name, clean[max(0, len(clean)-len(c.want)):], err)
		}
	}
}

// A track that counts the time of day says when something was filmed, its name with
// which reel.
func TestATrackThatCountsTheTimeOfDayIsGone(t *testing.T) {
	counter := box("trak", box("tkhd", make([]byte, 84)), box("mdia", box("hdlr", make([]byte, 8), []byte("tmcd"), make([]byte, 13)),
		box("minf", box("gmhd", box("tmcd", box("tcmi", []byte(secret)))), box("stbl", box("stsd", make([]byte, 8), box("tmcd", []byte(secret))), list("stsz", 0, 1, 4), list("stsc", 1, 1, 1, 1), list("stco", 1, samplesAt)))))
	film := mp4With("isom", box("trak", trackOf("vide", "avc1", 640, 360, false)[8:], box("tref", list("tmcd", 2))), counter)
	film = bytes.Replace(film, []byte(secret+"pixels"), []byte("clockAt10h23m12s00pixels"), 1)
	clean, err := Clean(source.NewFile("static/x", film))
	if err != nil || len(clean) != len(film) {
		t.Fatalf("%d bytes, %v", len(clean), err)
	}
	for _, left := range []string{secret, "tmcd", "clockAt"} {
		if bytes.Contains(clean, []byte(left)) {
			t.Errorf("%q is still in it", left)
		}
	}
	if !bytes.Contains(clean, []byte("pixels and sound")) {
		t.Error("the film is gone")
	}
}

// A film that is in parts names the folders of whoever cut it.
func TestAFilmInPartsIsRefused(t *testing.T) {
	one := [][]byte{list("stsz", 4, 1), list("stsc", 1, 1, 1, 1), list("stco", 1, samplesAt)}
	reference := func(kind string, flags byte, rest string) []byte {
		return box("dinf", box("dref", []byte("\x00\x00\x00\x00\x00\x00\x00\x01"), box(kind, []byte{0, 0, 0, flags}, []byte(rest))))
	}
	for name, c := range map[string]struct {
		film []byte
		ok   bool
	}{
		"elsewhere":          {simple("film", nil, reference("url ", 0, "file:///home/ann/film.mp4\x00"), one...), false},
		"elsewhere, by name": {simple("film", nil, reference("urn ", 0, "urn:x\x00"), one...), false},
		"here":               {simple("film", nil, reference("url ", 1, ""), one...), true},
		"here, with a name":  {simple("film", nil, reference("alis", 1, "/Users/ann"), one...), true},
		"encrypted":          {simple("film", nil, nil, append(one, box("saio", make([]byte, 12)))...), false},
		"tables that lie":    {simple("film", nil, nil, list("stsz", 0, 1, 4), list("stsc", 1, 1, 9, 1), list("stco", 1, samplesAt)), false},
	} {
		clean, err := Clean(source.NewFile("static/x", c.film))
		if c.ok != (err == nil) || err != nil && !errors.Is(err, ErrPrivate) || bytes.Contains(clean, []byte("ann")) {
			t.Errorf("%s: %v", name, err)
		}
		if c.ok && clean != nil && !bytes.HasSuffix(clean, []byte("film")) {
			t.Errorf("%s: the film is gone", name)
		}
	}
}
