package site

import (
	"time"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/diag"
)

// hold decides which pages are published at the moment AsOf. A section is held
// back or withdrawn with its briefing.
func (l *linker) hold() {
	states := make([]hold, len(l.nodes))
	for i, p := range l.pages {
		states[i] = l.state(&p.Meta)
	}
	for i, p := range l.pages {
		n, h := &l.nodes[i], states[i]
		withdrawn := p.Meta.Status == config.Withdrawn
		if f := n.folder; p.Number >= 0 && f.index != none {
			h = h.with(states[f.index])
			withdrawn = withdrawn || l.pages[f.index].Meta.Status == config.Withdrawn
		}
		n.out = h.reason == "" || l.drafts
		n.listed = n.out && !withdrawn
		n.place.Held = h.reason != ""
		n.place.Withdrawn = withdrawn
		if h.reason != "" {
			l.held = append(l.held, Held{Path: p.Path, Title: p.Meta.Title, Reason: h.reason, Until: h.until})
		}
	}
}

// hold is why a page is held back, and until when. The zero hold is a page that is not.
type hold struct {
	reason string
	until  time.Time // zero if it does not go live by itself
}

// with joins a section's hold with its briefing's: it lasts as long as the longer of both.
func (h hold) with(cover hold) hold {
	switch {
	case cover.reason == "":
		return h
	case h.reason == "":
		return cover
	case h.until.IsZero():
		return h
	case cover.until.IsZero() || cover.until.After(h.until):
		return cover
	}
	return h
}

// state is a page's own hold; it notes the moments at which it changes.
func (l *linker) state(m *config.Meta) hold {
	if m.Status == config.Draft || m.Status == config.Review {
		return hold{reason: string(m.Status)}
	}
	reason, live := "embargo", m.Embargo.Time
	if m.Embargo.IsZero() {
		reason, live = "date", m.Date.Time
	}
	end := content.Ends(m.Expires) // a page that expires on a day can be read on that day
	l.note(live)
	l.note(end)
	switch {
	case !end.IsZero() && !l.asOf.Before(end):
		return hold{reason: "expired"}
	case !live.IsZero() && l.asOf.Before(live): // the zero time is no date, not the year 1
		return hold{reason, live}
	}
	return hold{}
}

// remind warns of published pages that should have been looked at again by now.
func (l *linker) remind() {
	for i, p := range l.pages {
		m := &p.Meta
		if m.ReviewBy.IsZero() || !l.nodes[i].out || l.asOf.Before(content.Ends(m.ReviewBy)) {
			continue
		}
		l.report(p, "review_by", "review-due", "the page should have been looked at again by "+m.ReviewBy.Time.Format(time.DateOnly),
			"see whether it still holds, then write the day of the next look, or remove review_by")
		l.problems[len(l.problems)-1].Severity = diag.Warning
	}
}

// note keeps the soonest moment after AsOf.
func (l *linker) note(t time.Time) {
	if !t.IsZero() && t.After(l.asOf) && (l.change.IsZero() || t.Before(l.change)) {
		l.change = t
	}
}
