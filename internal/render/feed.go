package render

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"path"
	"strings"
	"time"

	"brief/internal/content"
	"brief/internal/markdown"
	"brief/internal/site"
)

// feedLength is how many pages a feed holds.
const feedLength = 20

// feed is what the three feeds of a site say, each in its own form: feed.xml
// (Atom), rss.xml (RSS 2.0) and feed.json (JSON Feed 1.1).
type feed struct {
	title, description, lang string
	home                     string // URL
	author                   Author // the publisher, else the site by its title
	updated                  time.Time
	entries                  []feedEntry // the newest first
}

// feedEntry is one page, a briefing with all its sections.
type feedEntry struct {
	id, url, title string
	lang           string // empty if it is the feed's
	published      time.Time
	updated        time.Time // a correction moves it, and neither id nor published
	authors        []Author
	tags           []string
	summary        []string // lines of plain text: the dek, and the key points
	html           string   // the whole text, with whole URLs
	image          string   // URL of the picture that stands for it; empty without one
}

// newFeed gathers the newest pages with their whole text.
func (p *Page) newFeed() *feed {
	cfg := p.door.config()
	f := &feed{
		title: p.siteTitle(), description: cfg.Description, lang: cfg.Lang, home: cfg.BaseURL,
		author:  Author{Name: cfg.Publisher.Name, URL: cfg.Publisher.URL},
		updated: time.Unix(0, 0).UTC(), // a feed without entries still needs a time, and there is no clock
	}
	if f.author.Name == "" {
		f.author = Author{Name: f.title, URL: f.home}
	}
	for _, c := range p.door.latest(feedLength) {
		e := p.feedEntry(&c)
		if e.updated.After(f.updated) {
			f.updated = e.updated
		}
		if e.lang == f.lang {
			e.lang = ""
		}
		f.entries = append(f.entries, e)
	}
	return f
}

// feedEntry is one page of a feed. A briefing in chapters is one entry, with the
// text of its one-page edition.
func (p *Page) feedEntry(c *site.Card) feedEntry {
	r := site.Route{Kind: site.RoutePage, Source: c.Path}
	if place, _ := p.door.place(c.Path); place.Briefing && !place.Single {
		r.Kind = site.RouteAll
	}
	one := newPage(p.door, r)
	one.links.full = true
	e := feedEntry{
		id: feedID(p.door.meta(c.Path), c.Path), url: p.links.absolute(c.Address), title: c.Title, lang: one.lang,
		published: c.Date.Time, updated: one.modified().Time, authors: one.Authors(), tags: one.meta.Tags,
		html: one.feedHTML(),
	}
	e.summary = append([]string{one.Description()}, one.keyPoints()...)
	if s := one.Share(); s != nil {
		e.image = s.URL
	}
	p.diags = append(p.diags, one.diags...)
	for _, source := range one.wants {
		p.want(source)
	}
	for _, use := range one.pictures {
		p.wantPicture(use)
	}
	return e
}

// feedHTML is the whole page as a feed holds it: its corrections first, as who
// has read it before needs them, and its sources last.
func (p *Page) feedHTML() string {
	var w bytes.Buffer
	for _, c := range p.Corrections() {
		w.WriteString("<p><strong>")
		w.Write(appendText(nil, c.Label+", "+c.Date.Text+":"))
		w.WriteString("</strong> ")
		w.Write(appendText(nil, c.Text))
		w.WriteString("</p>")
	}
	w.WriteString(string(p.Lead()))
	w.WriteString(string(p.Body()))
	for _, part := range p.Parts() {
		feedHeading(&w, part.ID, part.Title)
		w.WriteString(string(part.Lead))
		w.WriteString(string(part.Body))
	}
	if m := p.Method(); m != "" {
		feedHeading(&w, "", p.text("method"))
		w.WriteString("<p>")
		w.Write(appendText(nil, m))
		w.WriteString("</p>")
	}
	if notes := p.Notes(); len(notes) > 0 {
		feedHeading(&w, "", p.text("sources"))
		w.WriteString("<ol>")
		for _, n := range notes {
			w.WriteString("<li>" + string(n.HTML) + "</li>")
		}
		w.WriteString("</ol>")
	}
	return forReaders(w.String(), p.Canonical())
}

func feedHeading(w *bytes.Buffer, id, title string) {
	w.WriteString("<h2")
	if id != "" {
		w.Write(markdown.AppendAttr([]byte(" id="), id))
	}
	w.WriteString(">")
	w.Write(appendText(nil, title))
	w.WriteString("</h2>")
}

// feedID is the front matter's id, else a name-based UUID of the source path
// without the number (RFC 4122, section 4.3), so that neither a new title nor a
// new place in the order makes an old page new.
func feedID(page *content.Page, source string) string {
	if page != nil && page.Meta.ID != "" {
		return page.Meta.ID
	}
	dir, base := path.Split(source)
	digits := 0
	for digits < len(base) && digits < 3 && '0' <= base[digits] && base[digits] <= '9' {
		digits++
	}
	if digits > 0 && strings.HasPrefix(base[digits:], "-") {
		base = base[digits+1:]
	}
	h := sha1.New()
	// The name space for names that are URLs, RFC 4122, appendix C.
	h.Write([]byte("\x6b\xa7\xb8\x11\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8"))
	h.Write([]byte(dir + base))
	id := h.Sum(nil)[:16]
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	s := hex.EncodeToString(id)
	return "urn:uuid:" + s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
