package render

import (
	"html/template"
	"path"
	"slices"
	"strings"
	"time"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/locale"
	"brief/internal/site"
)

// Page is what a layout sees as its dot: one output page. Every method that
// answers something of the site goes through the door. Addresses are hrefs from
// this page, and empty where it can refer to nothing (404.html without a base
// URL). A Page is used by one goroutine, for one rendering.
type Page struct {
	door  *door
	links links
	kind  string // of layout
	path  string // source path; "" of what shows no file: 404.html, lists of tags, answers, all corrections
	place site.Place
	meta  *config.Meta
	lang  string

	about, answer string // of the page of an answer: the source path of the page asked about, and which answer

	texts    []*text // see allTexts; nil until asked for
	once     once
	wants    []string
	pictures []site.PictureUse
	tints    []tint // of those pictures
	diags    diag.List

	// What the texts held that structured data and feeds name; see fillAll.
	figures []figure
	keys    []template.HTML // boxes of key points
	methods []template.HTML // boxes on how it was reported

	landmarks map[string]int // by name, the last number given to it; see landmark

	boxed int // bytes that the templates of its boxes wrote; above maxPage none is run any more
}

// newPage opens what a route shows.
func newPage(d *door, r site.Route) *Page {
	cfg := d.config()
	p := &Page{door: d, lang: cfg.Lang, meta: &config.Meta{}}
	p.links = newLinks(cfg.BaseURL, strings.TrimSuffix(r.Path, "index.html"))
	switch r.Kind {
	case site.RoutePage, site.RouteAll, site.RouteHeld:
	case site.RouteCorrections:
		p.kind, p.place.Address = correctionsKind, correctionsAddress
		p.meta.Title, p.meta.Type = p.text("corrections"), "page"
		return p
	case site.RouteTag:
		p.openTag(strings.TrimSuffix(r.Path, "index.html"))
		return p
	case site.RouteFeedback:
		p.openFeedback(r)
		return p
	case site.RouteNotFound:
		p.kind, p.links.none = "notfound", cfg.BaseURL == ""
		return p
	default: // whole-site files, which show no page of their own
		return p
	}
	p.path = r.Source
	p.place, _ = d.place(p.path)
	c := d.meta(p.path)
	if c == nil { // only if the route is of another site
		p.kind = string(site.Page)
		return p
	}
	p.meta, p.lang = &c.Meta, c.Lang
	from := p.place.Address
	switch {
	case r.Kind == site.RouteAll:
		p.kind, from = "all", from+onePageName
	case p.place.Briefing:
		p.kind = string(site.Briefing)
	default:
		p.kind = string(p.place.Kind)
	}
	p.links = newLinks(cfg.BaseURL, from)
	return p
}

// onePageName is the address of a one-page edition, from its briefing's.
const onePageName = "all/"

// Kind is the layout that the page has: home, briefing, section, list, page,
// all (a one-page edition), corrections, tag, feedback or notfound. A home page that is the cover of a
// briefing is a briefing.
func (p *Page) Kind() string { return p.kind }

// Site is what all pages share.
func (p *Page) Site() *SiteView { return p.once.site.get(p.siteView) }

func (p *Page) siteView() *SiteView {
	cfg := p.door.config()
	v := &SiteView{
		Title: p.siteTitle(), Description: cfg.Description, Lang: cfg.Lang,
		Home: p.links.to(""), Nav: p.cards(p.door.nav()),
	}
	if cfg.BaseURL != "" {
		v.Feed, v.RSS, v.JSONFeed = p.links.to("feed.xml"), p.links.to("rss.xml"), p.links.to("feed.json")
	}
	v.WebApp = p.links.to("site.webmanifest")
	if _, ok := p.door.ref("/" + correctionsAddress); ok {
		v.Corrections = p.links.to(correctionsAddress)
	}
	if cfg.Publisher.Name != "" {
		v.Publisher = &PublisherView{cfg.Publisher.Name, cfg.Publisher.URL}
	}
	return v
}

// siteTitle is brief.yaml's title, else the home page's.
func (p *Page) siteTitle() string { return siteTitle(p.door) }

func siteTitle(d *door) string {
	if title := d.config().Title; title != "" {
		return title
	}
	home, _ := d.card(homePath)
	return home.Title
}

const homePath = "content/index.md"

// Lang is the page's language as in BCP 47.
func (p *Page) Lang() string { return p.lang }

// Dir is ltr or rtl.
func (p *Page) Dir() string { return locale.Dir(p.lang) }

// Title is the headline, typeset as the page's language has it.
func (p *Page) Title() string {
	if p.kind == "notfound" {
		return p.text("not_found_title")
	}
	return p.meta.Title
}

// HeadTitle is the title with the site's, for a browser's tab. No two pages of a
// site have the same unless their editors gave it to them (WCAG 2.2, 2.4.2): a
// one-page edition and the page of an answer say what they are of.
func (p *Page) HeadTitle() string {
	title := p.Title()
	site := p.siteTitle()
	if site == title {
		site = ""
	}
	switch p.kind {
	case "all":
		title += " – " + p.text("read_on_one_page")
	case feedbackKind:
		title += " – " + p.text("feedback_"+strings.TrimSuffix(p.answer, "/"))
		if about, ok := p.door.card(p.about); ok && about.Title != site {
			title += " – " + about.Title
		}
	}
	if site != "" {
		title += " – " + site
	}
	return title
}

// Dek is the sentence below the headline, typeset; "" without one.
func (p *Page) Dek() string { return p.meta.Dek }

// Kicker is the page's category, typeset; "" without one.
func (p *Page) Kicker() string { return p.meta.Kicker }

// Type is what kind of text the page is: explainer, analysis, report,
// factcheck or page, as given, else explainer for one with a date and page for
// others. It is "" of 404.html.
func (p *Page) Type() string { return p.meta.Type }

// Method is how the page was reported, plain text, typeset; "" without one.
func (p *Page) Method() string { return p.meta.Method }

// SourcesNote stands below the list of sources, plain text, typeset; "" without one.
func (p *Page) SourcesNote() string { return p.meta.SourcesNote }

// Withdrawn pages keep their address, with a notice in place of their promotion.
func (p *Page) Withdrawn() bool { return p.place.Withdrawn }

// Description is for search engines: the dek, else what brief.yaml says of the
// home page, else the beginning of the text.
func (p *Page) Description() string {
	switch {
	case p.path == "":
		return ""
	case p.meta.Dek != "":
		return p.meta.Dek
	case p.path == homePath && p.door.config().Description != "":
		return p.door.config().Description
	}
	return p.own().doc.Summary
}

// Canonical is the page's absolute address, of a one-page edition its cover's;
// empty without a base URL, and of 404.html.
func (p *Page) Canonical() string {
	if p.path == "" && p.kind != correctionsKind && p.kind != tagKind {
		return ""
	}
	return p.links.absolute(p.place.Address)
}

// Robots is what search engines are told: "noindex" for pages that they shall not
// show, and of others that they may show pictures in full size (Google, "Robots meta
// tag", max-image-preview); empty where the site's address is not known.
func (p *Page) Robots() string {
	if p.kind == "notfound" || p.kind == feedbackKind || p.place.Withdrawn || p.place.Held {
		return "noindex"
	}
	if p.Canonical() == "" {
		return ""
	}
	return "max-image-preview:large"
}

// Date is when the page was published; nil if it has no date.
func (p *Page) Date() *Date { return newDate(p.meta.Date, p.lang) }

// Updated is when it was last changed, as the editor says by updated or by a
// correction; of a page that shows sections, when one of them was. Nil if it is
// as it was published.
func (p *Page) Updated() *Date {
	if d := p.modified(); d.Time.After(p.meta.Date.Time) {
		return newDate(d, p.lang)
	}
	return newDate(p.meta.Updated, p.lang)
}

func newDate(d config.Date, lang string) *Date {
	if d.IsZero() {
		return nil
	}
	return &Date{ISO: isoDate(d), Text: locale.Date(lang, d.Time)}
}

// isoDate writes a day, or a time with its offset (RFC 3339).
func isoDate(d config.Date) string {
	if d.DayOnly {
		return d.Time.Format(time.DateOnly)
	}
	return d.Time.Format(time.RFC3339)
}

// Minutes is the reading time, at least 1; of a briefing's cover, the whole briefing's.
func (p *Page) Minutes() int {
	if p.path == "" {
		return 1
	}
	return p.door.minutes(p.path)
}

// Chapters are the sections of the briefing that the page is, or belongs to.
func (p *Page) Chapters() []Card { return p.once.chapters.get(p.chapters) }

func (p *Page) chapters() []Card {
	cover := p.coverPath()
	if cover == "" {
		return nil
	}
	cards := p.cards(p.door.chapters(cover))
	for i := range cards {
		cards[i].Minutes = p.door.minutes(cards[i].path)
	}
	return cards
}

// coverPath is the source path of the page's briefing; "" if there is none.
func (p *Page) coverPath() string {
	switch {
	case p.place.Briefing:
		return p.path
	case p.place.Kind == site.Section:
		return p.place.Parent
	}
	return ""
}

// Cover is the briefing that a section belongs to; nil elsewhere.
func (p *Page) Cover() *Card {
	if p.place.Kind != site.Section {
		return nil
	}
	return p.optional(p.door.card(p.place.Parent))
}

// Number is a section's, from 1; 0 elsewhere.
func (p *Page) Number() int { return p.place.Number }

// Of is how many sections there are; 0 elsewhere.
func (p *Page) Of() int { return p.place.Of }

// Pages are what a home page, a list or the list of a tag shows: the newest first.
func (p *Page) Pages() []Card { return p.once.pages.get(p.listed) }

func (p *Page) listed() []Card {
	if p.kind == tagKind {
		_, cards, _ := p.door.tagged(p.place.Address)
		return p.cards(cards)
	}
	if p.path == "" || p.kind == "all" {
		return nil
	}
	switch p.place.Kind {
	case site.Home, site.ListPage:
		return p.cards(p.door.pages(p.path, 0))
	}
	return nil
}

// Latest are the n newest dated pages of the whole site.
func (p *Page) Latest(n int) []Card { return p.cards(p.door.latest(n)) }

// Prev is the page before this one in reading order: of a briefing's first
// section, the cover. Nil if there is none.
func (p *Page) Prev() *Card {
	if p.path == "" || p.kind == "all" {
		return nil
	}
	return p.optional(p.door.prev(p.path))
}

// Next is the page after this one in reading order; nil if it is the last.
func (p *Page) Next() *Card {
	if p.path == "" || p.kind == "all" {
		return nil
	}
	return p.optional(p.door.next(p.path))
}

// Trail are the pages above this one, home first; of a one-page edition its
// briefing too.
func (p *Page) Trail() []Card { return p.cards(p.trail()) }

// OnePage is the href of the briefing's one-page edition; empty if there is
// none, and on that page itself.
func (p *Page) OnePage() string {
	cover := p.coverPath()
	if cover == "" || p.place.Single || p.kind == "all" {
		return ""
	}
	c, ok := p.door.card(cover)
	if !ok {
		return ""
	}
	return p.links.to(c.Address + onePageName)
}

// JSONLD is the page's structured data (https://schema.org) as JSON, safe
// inside a script element; empty without a base URL.
func (p *Page) JSONLD() template.JS { return p.jsonLD() }

// cards turns the site's cards into those of this page; nil where it can refer
// to nothing.
func (p *Page) cards(from []site.Card) []Card {
	if len(from) == 0 || p.links.none {
		return nil
	}
	out := make([]Card, len(from))
	for i := range from {
		out[i] = p.newCard(&from[i])
	}
	return out
}

func (p *Page) optional(c site.Card, ok bool) *Card {
	if !ok {
		return nil
	}
	card := p.newCard(&c)
	return &card
}

func (p *Page) newCard(c *site.Card) Card {
	url := p.links.to(c.Address)
	if c.Fragment != "" && url != "" {
		if c.Address == p.place.Address && p.kind != "all" {
			url = ""
		}
		url += "#" + site.EncodeFragment(c.Fragment)
	}
	return Card{
		URL: url, Title: c.Title, Dek: c.Dek, Kicker: c.Kicker, Type: c.Type,
		Date: newDate(c.Date, p.lang), Number: c.Number,
		Current: c.Path == p.path && p.kind != "all", path: c.Path,
	}
}

// text is a UI string in the page's language: the site's own, else brief's;
// empty if there is none.
func (p *Page) text(key string) string {
	strings := p.door.config().Strings
	if s := strings[p.lang][key]; s != "" {
		return s
	}
	if s := strings[baseLang(p.lang)][key]; s != "" {
		return s
	}
	return locale.T(p.lang, key)
}

// baseLang is a language without its region: "pt" of "pt-BR".
func baseLang(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	return base
}

// asset is what the template function of that name gives.
func (p *Page) asset(name string) *AssetRef {
	a := p.door.asset(name)
	if a == nil || p.links.none {
		return nil
	}
	return &AssetRef{URL: p.links.to(a.Path), Integrity: a.Integrity}
}

// pictureAddress is where a picture is published: one of static/ may have its
// hash in its name.
func (p *Page) pictureAddress(pic *site.Picture) string {
	if name, ok := strings.CutPrefix(pic.Source, "static/"); ok {
		if a := p.door.asset(name); a != nil {
			return a.Path
		}
	}
	return pic.Address
}

// want notes a content file that is published because this page shows it.
func (p *Page) want(source string) {
	if strings.HasPrefix(source, "content/") && !slices.Contains(p.wants, source) {
		p.wants = append(p.wants, source)
	}
}

// problem notes a problem. What check.severity makes of it is the builder's.
func (p *Page) problem(d diag.Diag) { p.diags = append(p.diags, d) }

// off says whether nobody wants to hear of a problem: each picture of a large
// site may have one.
func (p *Page) off(code string) bool { return p.door.config().Check.Severity[code] == "off" }

// sectionName is what prefixes a section's ids in a one-page edition.
func sectionName(c *site.Card) string {
	if c.Fragment != "" {
		return c.Fragment
	}
	return path.Base(c.Address)
}
