package config

import (
	"strings"
	"time"

	"brief/internal/diag"

	"golang.org/x/text/unicode/norm"
)

// Date is a date of front matter.
type Date struct {
	Time    time.Time // midnight in the site's zone for a day alone
	DayOnly bool
}

// IsZero says that the key was not given.
func (d Date) IsZero() bool { return d.Time.IsZero() }

// Status of a page.
type Status string

const (
	Draft     Status = "draft"
	Review    Status = "review"
	Published Status = "published"
	Withdrawn Status = "withdrawn"
)

// Author is a byline: ID names an entry of content/_data/people.yaml, else Name, URL and Role are set.
type Author struct {
	ID string
	Person
}

// Correction is one entry of a page's corrections. Date and Text are always set.
type Correction struct {
	Date       Date
	Kind, Text string // Kind is "correction" if not given
}

// Feedback is what a page asks its readers.
type Feedback struct{ Question, Contact string }

// Meta is a page's front matter. A key that was not given leaves its zero value,
// but for Status (Published), Type (explainer with a date, else page) and
// Edition (single).
type Meta struct {
	Title, Dek, Kicker, Type                  string
	Status                                    Status
	Date, Updated, Embargo, Expires, ReviewBy Date
	Authors                                   []Author
	Edition                                   string // "single" or "chapters"
	Slug, ID, Lang, Method, SourcesNote       string
	Aliases                                   []string
	Anchors                                   map[string]string
	Tags                                      []string
	Feedback                                  Feedback
	Corrections                               []Correction
	Extra                                     map[string]string // x-* keys, as typed; nil if there are none

	File string  // the page's source path, for Pos
	At   []KeyAt // where each key given stands, with a value or without, in the order of the file
}

// Modified is when the page last changed, as its editor says: the latest of its
// date, of updated and of its corrections' dates; zero if it has none of them.
//
// A day counts from its beginning. A correction of which the day alone is known
// may so be no later than what it corrects, on the day of publication above all;
// it then counts a second after that, and each further one of the day another,
// so that those who have read the page are told.
func (m *Meta) Modified() Date {
	last, isCorrection := m.Date, false
	if m.Updated.Time.After(last.Time) {
		last = m.Updated
	}
	for i := range m.Corrections {
		if d := m.Corrections[i].Date; d.Time.After(last.Time) {
			last, isCorrection = d, true
		}
	}
	if isCorrection && !last.DayOnly {
		return last
	}
	n := 0
	for i := range m.Corrections {
		d := m.Corrections[i].Date
		if d.DayOnly && !d.Time.After(last.Time) && last.Time.Before(d.Time.AddDate(0, 0, 1)) {
			n++
		}
	}
	if isCorrection {
		n-- // the one whose day it is
	}
	last.Time = last.Time.Add(time.Duration(n) * time.Second)
	return last
}

// KeyAt is where a key of front matter stands.
type KeyAt struct {
	Key       string
	Line, Col int // as in diag.Pos
}

// Pos is where a key stands; if it was not given, the zero Pos.
func (m *Meta) Pos(key string) diag.Pos {
	for _, at := range m.At {
		if at.Key == key {
			return diag.Pos{File: m.File, Line: at.Line, Col: at.Col}
		}
	}
	return diag.Pos{}
}

// ParseMeta decodes a page's front matter, given the whole file: positions are
// those of the file. body is the byte offset at which the Markdown begins. A
// nil zone is UTC. If the list has an error, keys may be missing from m that
// the file does give.
func ParseMeta(file string, src []byte, zone *time.Location) (m Meta, body int, l diag.List) {
	if zone == nil {
		zone = time.UTC
	}
	m = Meta{Status: Published, Edition: "single", File: file}
	front, offset, body, l := SplitFrontMatter(file, src)
	if len(front) > 0 {
		d := decoder{file: file, src: src[:offset+len(front)], start: offset, zone: zone, front: true, problems: l}
		if root := d.document(); root != nil {
			m.At = make([]KeyAt, 0, len(root.Content)/2)
			for i := 0; i+1 < len(root.Content); i += 2 {
				if k := root.Content[i]; k.Kind == scalarNode {
					m.At = append(m.At, KeyAt{k.Value, d.line(k), k.Column})
				}
			}
			d.mapping("front matter", root, metaKeys, func(k, v *node) bool { return d.meta(&m, k.Value, v) })
		}
		l = d.problems
	}
	if m.Type == "" {
		m.Type = "page"
		if !m.Date.IsZero() {
			m.Type = "explainer"
		}
	}
	return m, body, l
}

func metaKeys() []string { return keysOf(metaFields()) }

func pageTypes() []string {
	return []string{"explainer", "analysis", "report", "factcheck", "page"}
}

func statuses() []string {
	return []string{string(Draft), string(Review), string(Published), string(Withdrawn)}
}

func editions() []string { return []string{"single", "chapters"} }

// meta sets one key of front matter and says whether it knows it.
func (d *decoder) meta(m *Meta, key string, v *node) bool {
	switch key {
	case "title":
		m.Title = d.label(key, v)
	case "dek":
		m.Dek = d.label(key, v)
	case "kicker":
		m.Kicker = d.label(key, v)
	case "type":
		m.Type = d.oneOf(key, v, pageTypes)
	case "status":
		if s := d.oneOf(key, v, statuses); s != "" {
			m.Status = Status(s)
		}
	case "date", "updated", "embargo", "expires", "review_by":
		*m.dateAt(key) = d.date(key, v)
	case "authors":
		m.Authors = d.authors(key, v)
	case "edition":
		if e := d.oneOf(key, v, editions); e != "" {
			m.Edition = e
		}
	case "slug":
		m.Slug = d.text(key, v)
	case "id":
		m.ID = d.iri(key, v)
	case "aliases":
		m.Aliases = d.texts(key, v)
	case "anchors":
		m.Anchors = d.textMap(key, v)
		for was, now := range m.Anchors {
			m.Anchors[was] = norm.NFC.String(now) // as ids are
		}
	case "lang":
		m.Lang = d.languageCode(key, v)
	case "tags":
		m.Tags = d.texts(key, v)
	case "method":
		m.Method = d.text(key, v)
	case "sources_note":
		m.SourcesNote = d.text(key, v)
	case "feedback":
		d.mapping(key, v, feedbackKeys, func(k, v *node) bool { return d.feedback(&m.Feedback, k.Value, v) })
	case "corrections":
		m.Corrections = d.corrections(key, v)
	default:
		if len(key) < 3 || key[:2] != "x-" {
			return false
		}
		if m.Extra == nil {
			m.Extra = make(map[string]string)
		}
		m.Extra[key] = d.text(key, v)
	}
	return true
}

// dateAt is where a key that holds a date is kept.
func (m *Meta) dateAt(key string) *Date {
	switch key {
	case "updated":
		return &m.Updated
	case "embargo":
		return &m.Embargo
	case "expires":
		return &m.Expires
	case "review_by":
		return &m.ReviewBy
	}
	return &m.Date
}

func feedbackKeys() []string { return keysOf(feedbackFields()) }

func (d *decoder) feedback(f *Feedback, key string, v *node) bool {
	switch key {
	case "question":
		f.Question = d.text(key, v)
	case "contact":
		f.Contact = d.contact(key, v)
	default:
		return false
	}
	return true
}

// contact returns an address of mail or of the web, as typed but for a
// "mailto:" before it, or "".
func (d *decoder) contact(key string, v *node) string {
	s := strings.TrimPrefix(d.text(key, v), "mailto:")
	name, host, mail := strings.Cut(s, "@")
	switch {
	case s == "" || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://"):
		return s
	case !mail || name == "" || host == "" || strings.ContainsAny(s, " \t,;<>?&") || strings.Contains(host, "@"):
		d.problem(v, "wrong-kind", "%s is neither an e-mail address nor a web address", quote(s)).
			Hint = "write one as desk@example.org, or https://example.org/contact/"
		return ""
	}
	return s
}

func authorKeys() []string { return keysOf(personFields()) }

// authors takes a list of ids and of people, or one of them alone.
func (d *decoder) authors(key string, v *node) []Author {
	items := []*node{v}
	if v.Kind == sequenceNode {
		items = d.items(key, v)
	}
	var authors []Author
	for _, v := range items {
		if v.Kind != mappingNode {
			if id := d.text("an author", v); id != "" {
				d.otherComma(key, v)
				authors = append(authors, Author{ID: norm.NFC.String(d.curly(key, v, id))})
			}
			continue
		}
		var p Person
		before := len(d.problems)
		d.mapping("an author", v, authorKeys, func(k, v *node) bool { return d.person(&p, k.Value, v) })
		if p.Name == "" && len(d.problems) == before {
			d.problem(v, "missing-key", "an author has no name").
				Hint = "write name: and the name, or give the id of someone in content/_data/people.yaml"
		}
		if p.Name != "" {
			authors = append(authors, Author{Person: p})
		}
	}
	return authors
}

// correctionKind returns what an editor calls a correction: one of those that
// brief has a word for in every language, or a name of the site's own. One that
// is nearly one of the first is a slip.
func (d *decoder) correctionKind(what string, n *node) string {
	s := d.text(what, n)
	known := []string{"correction", "clarification"}
	if near := diag.Nearest(s, known); near != "" && near != s {
		d.problem(n, "unknown-value", "%s cannot be %s", what, quote(s)).Hint = diag.DidYouMean(near, "")
	}
	return s
}

func correctionKeys() []string { return keysOf(correctionFields()) }

func (d *decoder) corrections(key string, v *node) []Correction {
	var corrections []Correction
	for _, v := range d.items(key, v) {
		c := Correction{Kind: "correction"}
		before := len(d.problems)
		d.mapping("a correction", v, correctionKeys, func(k, v *node) bool {
			switch k.Value {
			case "date":
				c.Date = d.date(k.Value, v)
			case "kind":
				c.Kind = d.correctionKind(k.Value, v)
			case "text":
				c.Text = d.text(k.Value, v)
			default:
				return false
			}
			return true
		})
		switch {
		case len(d.problems) > before:
			// A date or text that is wrong is not also missing.
		case c.Date.IsZero():
			d.problem(v, "missing-key", "a correction has no date").Hint = "add the day on which it was made, such as date: 2025-07-20"
		case c.Text == "":
			d.problem(v, "missing-key", "a correction has no text").Hint = "add what was wrong and is now right, as text: \"…\""
		default:
			corrections = append(corrections, c)
		}
	}
	return corrections
}
