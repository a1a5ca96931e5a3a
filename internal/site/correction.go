package site

import (
	"slices"

	"brief/internal/config"
	"brief/internal/content"
)

// Corrected is one correction of a published page.
type Corrected struct {
	Page Card // that it stands on
	config.Correction
}

// Corrections are those of all pages in lists, the newest first, those of one
// moment by path and then as typed; nil if there are none, and then the site
// has no page of corrections.
func (s *Site) Corrections() []Corrected {
	var all []Corrected
	for _, i := range s.m.corrected {
		card := s.card(i) // one for all: when a page last changed is read from all its corrections
		for _, c := range s.pages[i].Meta.Corrections {
			all = append(all, Corrected{card, c})
		}
	}
	slices.SortStableFunc(all, func(a, b Corrected) int { return b.Date.Time.Compare(a.Date.Time) })
	return all
}

func (s *Site) correctionsSum() Fingerprint {
	all := s.Corrections()
	if len(all) == 0 {
		return Fingerprint{}
	}
	var e content.Encoding
	for i := range all {
		sum := cardSum(all[i].Page)
		e = append(e, sum[:]...).Date(all[i].Date).Text(all[i].Kind).Text(all[i].Text)
	}
	return e.Sum()
}

// gatherCorrections finds the pages that have corrections.
func (l *linker) gatherCorrections() {
	for i := range l.nodes {
		if n := &l.nodes[i]; n.listed && !n.lost && !n.place.Held && len(l.pages[i].Meta.Corrections) > 0 {
			l.corrected = append(l.corrected, int32(i))
		}
	}
}

// modified is when a page last changed: of a one-page briefing, one of its
// sections too.
func (s *Site) modified(i int32) config.Date {
	last := s.pages[i].Meta.Modified()
	for _, k := range s.shown(i) {
		if d := s.pages[k].Meta.Modified(); d.Time.After(last.Time) {
			last = d
		}
	}
	return last
}
