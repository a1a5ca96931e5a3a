package render

import (
	"slices"
	"strconv"

	"brief/internal/config"
	"brief/internal/site"
)

// Correction is one that a page had or, on the page of all corrections, one of
// any page.
type Correction struct {
	ID    string // of its place in the page's log: "_correction1" for the oldest
	Kind  string // as typed; "correction" if it was not given
	Label string // the kind in the page's language: "Correction"
	Text  string // plain text as typed
	Date  *Date
	Page  *Card // on the page of all corrections: the page corrected; else nil
}

const (
	correctionsKind    = "corrections"  // of the layout of the page of all corrections
	correctionsAddress = "corrections/" // where it stands
)

// Corrections are the page's own, of a page that shows sections theirs too, the
// newest first; on the page of all corrections, those of the whole site. Nil if
// there are none.
func (p *Page) Corrections() []Correction { return p.once.corrections.get(p.corrections) }

// LastCorrection is the newest of the page's own; nil without one, and on the
// page of all corrections.
func (p *Page) LastCorrection() *Correction {
	if all := p.Corrections(); len(all) > 0 && p.kind != correctionsKind {
		return &all[0]
	}
	return nil
}

func (p *Page) corrections() (out []Correction) {
	if p.kind == correctionsKind {
		for _, c := range p.door.corrections() {
			out = append(out, p.newCorrection(c.Correction, p.optional(c.Page, true)))
		}
		return out
	}
	own := p.ownCorrections()
	for i, c := range own {
		out = append(out, p.newCorrection(c, nil))
		// No id of a text begins so, and a later correction moves none.
		out[i].ID = "_correction" + strconv.Itoa(len(own)-i)
	}
	return out
}

func (p *Page) newCorrection(c config.Correction, page *Card) Correction {
	return Correction{Kind: c.Kind, Label: p.label(c.Kind), Text: c.Text, Date: newDate(c.Date, p.lang), Page: page}
}

// ownCorrections are those of all files whose text the page shows.
func (p *Page) ownCorrections() []config.Correction {
	all := slices.Clip(p.meta.Corrections)
	for _, c := range p.sections() {
		if m := p.door.meta(c.Path); m != nil {
			all = append(all, m.Meta.Corrections...)
		}
	}
	if len(all) > 1 {
		all = slices.Clone(all)
		slices.SortStableFunc(all, func(a, b config.Correction) int { return b.Date.Time.Compare(a.Date.Time) })
	}
	return all
}

// sections are those whose text stands on this page: of a one-page edition and
// of a one-page briefing; nil elsewhere.
func (p *Page) sections() []site.Card {
	if p.kind == "all" || p.place.Briefing && p.place.Single {
		return p.door.chapters(p.path)
	}
	return nil
}

// modified is when what the page shows last changed.
func (p *Page) modified() config.Date {
	last := p.meta.Modified()
	for _, c := range p.sections() {
		if c.Modified.Time.After(last.Time) {
			last = c.Modified
		}
	}
	return last
}
