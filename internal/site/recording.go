package site

import (
	"errors"
	"strings"

	"brief/internal/content"
	"brief/internal/media"
)

// Recording is a film or sound as a page refers to it.
type Recording struct {
	media.Info
	Address string // from the site's root: "laos/march.mp4", "sound/talk.mp3"
	Source  string // source path; a page that uses it wants this file published
	Problem string // why it cannot be used, in an editor's words; empty if it can
}

// recordingEntry is what a target was found to be.
type recordingEntry struct {
	recording Recording
	found     bool
	sum       Fingerprint
}

// Recording describes the film or the sound at a target (a Dest's Name): a content
// file or a static one. False if there is no such file.
func (s *Site) Recording(target string) (Recording, bool) {
	e := s.recordingAt(target)
	return e.recording, e.found
}

func (s *Site) recordingAt(target string) *recordingEntry {
	if e, ok := s.m.recordings.Load(target); ok {
		return e.(*recordingEntry)
	}
	e := &recordingEntry{}
	path := target
	if strings.HasPrefix(target, "/") {
		path = staticDir + target[1:]
	}
	if f := s.file(path); f != nil && (isMedia(f.Path) || strings.HasPrefix(f.Path, staticDir)) {
		r := &e.recording
		r.Address, r.Source, e.found = s.MediaAddress(f.Path), f.Path, true
		if name, ok := strings.CutPrefix(f.Path, staticDir); ok {
			r.Address = name
		}
		info, err := media.Probe(f)
		if r.Info = info; err != nil {
			r.Problem = err.Error()
			if errors.Is(err, media.ErrUnread) {
				s.m.unread.Store(true)
			}
		}
		e.sum = r.fingerprint()
	}
	s.m.recordings.Store(target, e)
	return e
}

func (r *Recording) fingerprint() Fingerprint {
	var buf [256]byte
	e := content.Encoding(buf[:0]).Text(r.Type).Int(int64(r.Width)).Int(int64(r.Height)).Bool(r.Sound).Text(r.Rare)
	return e.Text(r.Address).Text(r.Source).Text(r.Problem).Sum()
}
