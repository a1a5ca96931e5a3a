package render

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/xml"
	"path"
	"strings"
	"time"

	"brief/internal/content"
	"brief/internal/markdown"
	"brief/internal/site"
)

// feedLength is how many pages the feed holds.
const feedLength = 20

// feed is feed.xml: the newest pages with their whole text (Atom, RFC 4287).
func (p *Page) feed(w *bytes.Buffer) {
	d, cfg := p.door, p.door.config()
	w.WriteString(`<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"`)
	xmlAttr(w, "xml:lang", cfg.Lang)
	w.WriteString(">")
	xmlElement(w, "id", cfg.BaseURL)
	xmlElement(w, "title", siteTitle(d))
	xmlElement(w, "subtitle", cfg.Description)
	xmlLink(w, "", cfg.BaseURL)
	xmlLink(w, "self", p.links.absolute("feed.xml"))
	name := cfg.Publisher.Name
	if name == "" {
		name = siteTitle(d)
	}
	xmlAuthor(w, Author{Name: name, URL: cfg.Publisher.URL})

	cards := d.latest(feedLength)
	latest := time.Unix(0, 0).UTC() // a feed without entries still needs a time, and there is no clock
	for i := range cards {
		if t := changed(&cards[i]); t.After(latest) {
			latest = t
		}
	}
	xmlElement(w, "updated", latest.Format(time.RFC3339))
	for i := range cards {
		p.entry(w, &cards[i])
	}
	w.WriteString("</feed>")
}

// changed is when a page last changed, as its editor says.
func changed(c *site.Card) time.Time {
	if !c.Updated.IsZero() {
		return c.Updated.Time
	}
	return c.Date.Time
}

// entry appends one page of a feed.
func (p *Page) entry(w *bytes.Buffer, c *site.Card) {
	one := newPage(p.door, site.Route{Kind: site.RoutePage, Source: c.Path})
	one.links.full = true
	w.WriteString("<entry>")
	xmlElement(w, "id", feedID(p.door.meta(c.Path), c.Path))
	xmlElement(w, "title", c.Title)
	xmlLink(w, "", p.links.absolute(c.Address))
	xmlElement(w, "published", c.Date.Time.Format(time.RFC3339))
	xmlElement(w, "updated", changed(c).Format(time.RFC3339))
	for _, a := range one.Authors() {
		xmlAuthor(w, a)
	}
	xmlElement(w, "summary", one.Description())
	var html bytes.Buffer
	html.WriteString(string(one.Lead()))
	html.WriteString(string(one.Body()))
	for _, part := range one.Parts() {
		html.WriteString("<h2 id=")
		html.WriteString(part.ID)
		html.WriteString(">")
		html.Write(appendText(nil, part.Title))
		html.WriteString("</h2>")
		html.WriteString(string(part.Lead))
		html.WriteString(string(part.Body))
	}
	if html.Len() > 0 {
		w.WriteString(`<content type="html">`)
		xmlText(w, html.String())
		w.WriteString("</content>")
	}
	w.WriteString("</entry>")
	p.diags = append(p.diags, one.diags...)
	for _, source := range one.wants {
		p.want(source)
	}
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

// sitemap is sitemap.xml: all pages that search engines may know, each with the
// day of its last change (https://www.sitemaps.org/protocol.html).
func (p *Page) sitemap(w *bytes.Buffer) {
	w.WriteString(`<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	cards := p.door.addresses()
	for i := range cards {
		c := &cards[i]
		w.WriteString("<url>")
		xmlElement(w, "loc", p.links.absolute(c.Address))
		last := c.Updated
		if last.IsZero() {
			last = c.Date
		}
		if !last.IsZero() {
			xmlElement(w, "lastmod", isoDate(last))
		}
		w.WriteString("</url>")
	}
	w.WriteString("</urlset>")
}

// robots is robots.txt (RFC 9309): everything may be read.
func (p *Page) robots(w *bytes.Buffer) {
	w.WriteString("User-agent: *\nDisallow:\n")
	if base := p.door.config().BaseURL; base != "" {
		w.WriteString("Sitemap: " + base + "sitemap.xml\n")
	}
}

// redirect is a page that leads from an old address to the page's new one.
func (p *Page) redirect(w *bytes.Buffer, r site.Route) {
	fragment := ""
	if r.Fragment != "" {
		fragment = "#" + site.EncodeFragment(r.Fragment)
	}
	to := p.links.to(r.To) + fragment
	w.WriteString("<!doctype html><html lang=")
	w.Write(markdown.AppendAttr(nil, p.lang))
	w.WriteString("><head><meta charset=utf-8><title>")
	w.Write(appendText(nil, to))
	w.WriteString("</title><meta name=robots content=\"noindex\">")
	if absolute := p.links.absolute(r.To); absolute != "" {
		w.WriteString("<link rel=canonical href=")
		w.Write(markdown.AppendAttr(nil, absolute))
		w.WriteString(">")
	}
	// encode leaves no character that would end this value.
	w.WriteString(`<meta http-equiv=refresh content="0;url=` + to + `"></head><body><a href=`)
	w.Write(markdown.AppendAttr(nil, to))
	w.WriteString(">")
	w.Write(appendText(nil, to))
	w.WriteString("</a></body></html>")
}

func xmlElement(w *bytes.Buffer, name, text string) {
	if text == "" {
		return
	}
	w.WriteString("<" + name + ">")
	xmlText(w, text)
	w.WriteString("</" + name + ">")
}

func xmlLink(w *bytes.Buffer, rel, href string) {
	w.WriteString("<link")
	if rel != "" {
		xmlAttr(w, "rel", rel)
	}
	xmlAttr(w, "href", href)
	w.WriteString("/>")
}

func xmlAuthor(w *bytes.Buffer, a Author) {
	if a.Name == "" {
		return
	}
	w.WriteString("<author>")
	xmlElement(w, "name", a.Name)
	xmlElement(w, "uri", a.URL)
	w.WriteString("</author>")
}

func xmlAttr(w *bytes.Buffer, name, value string) {
	w.WriteString(" " + name + `="`)
	xmlText(w, value)
	w.WriteString(`"`)
}

// xmlText writes text that may stand in an element or in an attribute. What XML
// 1.0, section 2.2, does not allow is dropped: one such character would make
// readers refuse the whole file.
func xmlText(w *bytes.Buffer, s string) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', 0x20 <= r && r <= 0xD7FF, 0xE000 <= r && r <= 0xFFFD, 0x10000 <= r && r <= 0x10FFFF:
			return r
		}
		return -1
	}, s)
	xml.EscapeText(w, []byte(s)) // a bytes.Buffer takes everything
}
