// Package media reads films and sound that pages play: what a page needs to know
// of a file, and what is published of it.
//
// [Probe] finds the type by content and not by name, the size of a film's picture,
// and whether there is sound. Its errors are sentences for editors without their
// subject, such as "is cut short".
//
// [Clean] takes out what cameras and programs write beside picture and sound: the
// place, the device, times, titles, covers and whatever nobody thought of. Lists
// name what stays. All but what stands round an MP3's frames is overwritten where it
// lies, with boxes of the same length that players pass over, so that no index of
// the file is wrong afterwards. Of an MP4 the bytes go too that no track plays, and a
// track that counts the time of day. A file that holds a track of other data, as action
// cameras write their position, is refused, and so is one that is in parts, is
// encrypted, or cannot be looked through.
//
// The containers are MP4 (ISO/IEC 14496-12) and QuickTime, WebM (RFC 9559 and the
// WebM guidelines), MP3 with ID3 and APE tags, Ogg (RFC 3533) with Vorbis, Opus or
// FLAC, WAVE, and FLAC (RFC 9639).
package media

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"brief/internal/source"
)

// Kind is what a file is by the ending of its name.
type Kind string

const (
	None  Kind = ""
	Video Kind = "video"
	Audio Kind = "audio"
)

// KindOf tells films and sound from everything else by the ending of a name, those
// that browsers do not play among them: an editor who names one means to play it.
func KindOf(name string) Kind {
	switch strings.ToLower(path.Ext(name)) {
	case ".mp4", ".m4v", ".webm", ".mov", ".ogv", ".mkv", ".avi", ".wmv", ".mpg", ".mpeg", ".3gp":
		return Video
	case ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".weba", ".aac", ".wma", ".aif", ".aiff":
		return Audio
	}
	return None
}

// Info is what a file says of itself.
type Info struct {
	Type          string // media type by content: video/mp4, video/webm, audio/mp4, audio/webm, audio/mpeg, audio/ogg, audio/wav, audio/flac
	Width, Height int    // pixels, as shown: a turned film's are exchanged; 0 of sound
	Sound         bool   // there is sound to be heard
	Rare          string // a way of coding that many browsers cannot play, as the file names it: "hvc1"; else empty
}

// Kind says whether there is a picture in it; None of the zero Info.
func (i Info) Kind() Kind {
	kind, _, _ := strings.Cut(i.Type, "/")
	return Kind(kind)
}

// ErrUnread is in the chain of an error if the file's content could not be read:
// another try may go well, unlike with any other error.
var ErrUnread = errors.New("cannot be read")

// ErrPrivate is in the chain of [Clean]'s error about a file that may say where or
// by whom it was made, and that cannot be written without it.
var ErrPrivate = errors.New("may say where, by whom or with which device it was made, and brief cannot take that out of it")

var (
	errCut     = errors.New("is cut short or damaged: copy it again, the whole file")
	errUnknown = errors.New("is no film or sound that browsers play: export a film as MP4 (H.264) or WebM, sound as MP3 or M4A")
)

// Probe reads what a page needs to know of a film or of sound.
func Probe(f *source.File) (Info, error) {
	if f.Size == 0 {
		return Info{}, errors.New("is empty: copy it again, the whole file")
	}
	in, err := f.Open()
	if err != nil {
		return Info{}, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	defer in.Close()
	s := scan{Window: source.NewWindow(in, f.Size, block)}
	err = s.container()
	switch {
	case s.Err != nil:
		return Info{}, fmt.Errorf("%w: %w", ErrUnread, s.Err)
	case err != nil:
		return Info{}, err
	case s.info.Type == "":
		return Info{}, errUnknown
	case s.info.Kind() == Video && (s.info.Width < 1 || s.info.Height < 1):
		return Info{}, errCut
	}
	return s.info, nil
}

// maxClean is how large a file may be that something is taken out of, in bytes: it
// is held in memory while that is done.
const maxClean = 100 << 20

// Clean returns what is published of a file: its bytes without what is private in
// them; nil if those are the file's own, or it is neither film nor sound. The error
// of a file that must not be published wraps [ErrPrivate]; any other is about
// reading it.
func Clean(f *source.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	s := scan{Window: source.NewWindow(in, f.Size, block), whole: true}
	err = s.container()
	switch {
	case s.Err != nil:
		return nil, s.Err
	case err != nil:
		return nil, fmt.Errorf("%w: it %w", ErrPrivate, err)
	case s.refused != "":
		return nil, fmt.Errorf("%w: %s", ErrPrivate, s.refused)
	case len(s.edits) == 0 && s.from == 0 && s.to == 0:
		return nil, nil
	case f.Size > maxClean:
		return nil, fmt.Errorf("%w, because it is larger than %d MB: write it anew, as with ffmpeg -i IN -map 0:v -map 0:a -c copy -map_metadata -1 -fflags +bitexact OUT", ErrPrivate, maxClean>>20)
	}
	data := make([]byte, f.Size)
	if _, err := io.ReadFull(io.NewSectionReader(in, 0, f.Size), data); err != nil {
		return nil, err
	}
	for _, e := range s.edits {
		e.apply(data)
	}
	for _, p := range s.pages {
		sealOgg(data[p.at : p.at+p.n])
	}
	if s.to > 0 {
		data = data[:s.to]
	}
	return data[s.from:], nil
}

// scan is one walk through a file: what it is, and what has to be changed in it.
type scan struct {
	*source.Window
	whole bool // look for what is private too
	info  Info

	edits    []edit
	data     []span           // of MP4, the boxes of samples
	plays    []span           // and what tracks play of them
	sizes    map[uint32]int64 // of samples that fragments do not say, by track
	pages    []span           // of Ogg, whose checksums change with what is in them
	from, to int64            // what stays of the file; to is 0 for its end
	found    []string         // what is private in it, in words for editors, each once
	refused  string           // why what is private in it cannot be taken out
	steps    int              // boxes so far
	depth    int              // how many of them the walk stands in
}

// Private names what a film or sound holds that is not published, in words for
// editors; nil if there is nothing of the kind, or it cannot be read.
func Private(f *source.File) []string {
	in, err := f.Open()
	if err != nil {
		return nil
	}
	defer in.Close()
	s := scan{Window: source.NewWindow(in, f.Size, block), whole: true}
	if s.container() != nil {
		return nil
	}
	return s.found
}

// note keeps what is private in a file.
func (s *scan) note(name string) {
	if !slices.Contains(s.found, name) {
		s.found = append(s.found, name)
	}
}

// What is private in films and sound.
const (
	foundTimes = "the time when it was made"
	foundTexts = "texts of telephones and programs, such as the place, the device, a title"
	foundOther = "data that are no part of it"
)

// container tells the containers apart by their first bytes and walks through the
// one that it is; info stays empty if it is none.
func (s *scan) container() error {
	head := s.bytes(0, int(min(64, s.Size)))
	switch {
	case len(head) < 12:
		return nil
	case string(head[4:8]) == "ftyp":
		return s.mp4()
	case string(head[:4]) == "\x1aE\xdf\xa3":
		return s.webm()
	case string(head[:4]) == "OggS":
		return s.ogg()
	case string(head[:4]) == "RIFF" && string(head[8:12]) == "WAVE":
		return s.wave()
	case string(head[:4]) == "fLaC":
		return s.flac(0)
	case string(head[:3]) == "ID3" || s.frame(0) > 0:
		return s.mp3()
	}
	return nil
}

// edit overwrites bytes from an offset: with its own, then with zeros.
type edit struct {
	span
	with string
}

// span is a place in a file.
type span struct{ at, n int64 }

func (e edit) apply(data []byte) {
	part := data[e.at : e.at+e.n]
	clear(part[copy(part, e.with):])
}

// wipe notes that n bytes from an offset become head and zeros, unless they are so.
func (s *scan) wipe(at, n int64, head string) {
	if !s.whole || s.is(at, n, head) {
		return
	}
	s.note(foundOther)
	s.change(at, n, head)
}

// maxEdits is how many places of a file are changed, so that one of nothing else
// takes no memory for each. A cover of [maxComment] bytes in an Ogg takes a quarter.
const maxEdits = 500_000

// change notes that n bytes from an offset become head and zeros.
func (s *scan) change(at, n int64, head string) {
	if len(s.edits) == maxEdits {
		s.refused = "it is in too many places of the file; export it anew"
		return
	}
	s.edits = append(s.edits, edit{span{at, n}, head})
}

// is says whether n bytes from an offset are head and zeros.
func (s *scan) is(at, n int64, head string) bool {
	if string(s.bytes(at, len(head))) != head {
		return false
	}
	for at, n = at+int64(len(head)), n-int64(len(head)); n > 0; {
		part := s.bytes(at, int(min(n, block)))
		for _, c := range part {
			if c != 0 {
				return false
			}
		}
		if part == nil {
			return false
		}
		at, n = at+int64(len(part)), n-int64(len(part))
	}
	return true
}

// maxSteps is how many boxes are looked at, so that a file of nothing else ends.
const maxSteps = 2_000_000

// step counts a box.
func (s *scan) step() error {
	if s.steps++; s.steps > maxSteps {
		return errCut
	}
	return nil
}

// block is how much of a film is read at a time, in bytes.
const block = 16 << 10

// bytes returns n bytes from an offset, good until the next call; nil if the file
// ends before, or if n is 0, which is no part of any film.
func (s *scan) bytes(off int64, n int) []byte {
	if n == 0 {
		return nil
	}
	return s.Bytes(off, n)
}
