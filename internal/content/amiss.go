package content

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/markdown"
)

// headline takes the leading "# H1" for the title that the front matter lacks,
// unless it is too long for one or nobody could see it.
func (p *Page) headline(src []byte) diag.List {
	h1 := markdown.LeadingH1(src, p.body, p.Lang)
	switch {
	case config.IsInvisible(h1):
		return nil
	case config.IsTooLong(h1):
		d := p.firstLine(src)
		d.Code, d.Msg = "too-long-value", "this heading is the page's title, and longer than 1000 characters"
		d.Hint = "shorten it, or put a blank line after the title"
		return diag.List{d}
	}
	p.Meta.Title = h1
	return nil
}

// amiss are the problems of front matter whose keys do not fit each other, the
// file's name, or the site's languages.
func (p *Page) amiss(src []byte, opt Options) (l diag.List) {
	m := &p.Meta
	add := func(key string, severity diag.Severity, code, msg, hint string) {
		d := at(src, m.Pos(key), key)
		d.Severity, d.Code, d.Msg, d.Hint = severity, code, msg, hint
		l = append(l, d)
	}
	switch {
	case m.Lang == "":
	case p.Suffix != "" && m.Lang != p.Suffix:
		add("lang", diag.Error, "two-languages", fmt.Sprintf("the file's name says that its language is %q, and lang says %q", p.Suffix, m.Lang),
			"remove lang, or rename the file")
	case len(opt.Languages) > 0 && m.Lang != opt.Lang && !slices.Contains(opt.Languages, m.Lang):
		add("lang", diag.Error, "unlisted-language", fmt.Sprintf("the site has no language %q", m.Lang),
			"write one of "+strings.Join(opt.Languages, ", ")+", or add it to languages in brief.yaml")
	}
	live, key := m.Date, "date"
	if !m.Embargo.IsZero() {
		live, key = m.Embargo, "embargo"
	}
	if !m.Embargo.IsZero() && m.Date.IsZero() && !needsDate(m.Type) {
		add("embargo", diag.Warning, "missing-date", "the page has an embargo and no date, so it is shown without one and is in no feed",
			`add "date: …" as in 2025-07-14: the day that readers see`)
	}
	if !live.IsZero() && !m.Expires.IsZero() && !Ends(m.Expires).After(live.Time) {
		add("expires", diag.Warning, "dates-out-of-order", fmt.Sprintf("the page expires before its %s, so it is never shown", key),
			"see whether the year, month and day of both are right")
	}
	if !m.Date.IsZero() && !m.Updated.IsZero() && !Ends(m.Updated).After(m.Date.Time) {
		add("updated", diag.Warning, "dates-out-of-order", "the page was updated before its date", "see whether the year, month and day of both are right")
	}
	return l
}

// Ends is the moment at which a date is over: of a day, the beginning of the
// next; of a time, that time.
func Ends(d config.Date) time.Time {
	if d.DayOnly {
		return d.Time.AddDate(0, 0, 1)
	}
	return d.Time
}

// needsDate says whether every page of the type has a date.
func needsDate(typ string) bool {
	switch typ {
	case "explainer", "analysis", "report", "factcheck":
		return true
	}
	return false
}

// at is a problem at a key of front matter, given its place.
func at(src []byte, pos diag.Pos, key string) diag.Diag {
	offset := 0
	for range pos.Line - 1 {
		offset += bytes.IndexByte(src[offset:], '\n') + 1
	}
	for range pos.Col - 1 { // in a flow mapping keys stand beside each other
		_, n := utf8.DecodeRune(src[offset:])
		offset += n
	}
	return diag.At(pos.File, src, offset, len(key))
}
