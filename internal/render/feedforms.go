package render

import (
	"bytes"
	"strings"
	"time"
)

// writeAtom writes a feed in Atom (RFC 4287).
func (p *Page) writeAtom(w *bytes.Buffer) {
	f := p.newFeed()
	w.WriteString(xmlHead + `<feed xmlns="http://www.w3.org/2005/Atom"`)
	xmlAttr(w, "xml:lang", f.lang)
	w.WriteString(">")
	xmlElement(w, "id", f.home)
	xmlElement(w, "title", f.title)
	xmlElement(w, "subtitle", f.description)
	atomLink(w, "", f.home)
	atomLink(w, "self", p.links.absolute("feed.xml"))
	atomAuthor(w, f.author)
	xmlElement(w, "updated", f.updated.Format(time.RFC3339))
	for i := range f.entries {
		atomEntry(w, &f.entries[i])
	}
	w.WriteString("</feed>")
}

func atomEntry(w *bytes.Buffer, e *feedEntry) {
	w.WriteString("<entry")
	if e.lang != "" {
		xmlAttr(w, "xml:lang", e.lang)
	}
	w.WriteString(">")
	xmlElement(w, "id", e.id)
	xmlElement(w, "title", e.title)
	atomLink(w, "", e.url)
	xmlElement(w, "published", e.published.Format(time.RFC3339))
	xmlElement(w, "updated", e.updated.Format(time.RFC3339))
	for _, a := range e.authors {
		atomAuthor(w, a)
	}
	for _, tag := range e.tags {
		w.WriteString("<category")
		xmlAttr(w, "term", tag)
		w.WriteString("/>")
	}
	xmlElement(w, "summary", strings.Join(e.summary, "\n"))
	if e.html != "" {
		w.WriteString(`<content type="html">`)
		xmlText(w, e.html)
		w.WriteString("</content>")
	}
	w.WriteString("</entry>")
}

func atomLink(w *bytes.Buffer, rel, href string) {
	w.WriteString("<link")
	if rel != "" {
		xmlAttr(w, "rel", rel)
	}
	xmlAttr(w, "href", href)
	w.WriteString("/>")
}

func atomAuthor(w *bytes.Buffer, a Author) {
	if a.Name == "" {
		return
	}
	w.WriteString("<author>")
	xmlElement(w, "name", a.Name)
	xmlElement(w, "uri", a.URL)
	w.WriteString("</author>")
}

// writeRSS writes a feed in RSS 2.0 (https://www.rssboard.org/rss-specification),
// with what it lacks from other vocabularies: the whole text, the names of the
// authors (RSS has room for mail addresses alone), and when an item changed.
func (p *Page) writeRSS(w *bytes.Buffer) {
	f := p.newFeed()
	w.WriteString(xmlHead + `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>`)
	xmlElement(w, "title", f.title)
	xmlElement(w, "link", f.home)
	description := f.description
	if description == "" {
		description = f.title // RSS needs one
	}
	xmlElement(w, "description", description)
	xmlElement(w, "language", f.lang)
	xmlElement(w, "lastBuildDate", f.updated.Format(time.RFC1123Z)) // of the content, says the specification
	w.WriteString(`<atom:link rel="self" type="application/rss+xml"`)
	xmlAttr(w, "href", p.links.absolute("rss.xml"))
	w.WriteString("/>")
	for i := range f.entries {
		rssItem(w, &f.entries[i])
	}
	w.WriteString("</channel></rss>")
}

func rssItem(w *bytes.Buffer, e *feedEntry) {
	w.WriteString("<item>")
	xmlElement(w, "title", e.title)
	xmlElement(w, "link", e.url)
	w.WriteString(`<guid isPermaLink="false">`)
	xmlText(w, e.id)
	w.WriteString("</guid>")
	xmlElement(w, "pubDate", e.published.Format(time.RFC1123Z)) // RFC 822 with a year of four digits
	xmlElement(w, "atom:updated", e.updated.Format(time.RFC3339))
	for _, a := range e.authors {
		xmlElement(w, "dc:creator", a.Name)
	}
	for _, tag := range e.tags {
		xmlElement(w, "category", tag)
	}
	var lines []string // an item's description is HTML
	for _, line := range e.summary {
		lines = append(lines, string(appendText(nil, line)))
	}
	xmlElement(w, "description", strings.Join(lines, "<br>"))
	xmlElement(w, "content:encoded", e.html)
	w.WriteString("</item>")
}

// writeJSONFeed writes a feed as a JSON Feed (https://www.jsonfeed.org/version/1.1/).
func (p *Page) writeJSONFeed(w *bytes.Buffer) {
	f := p.newFeed()
	var j jsonText
	j.open('{')
	j.member("version", "https://jsonfeed.org/version/1.1")
	j.member("title", f.title)
	j.member("home_page_url", f.home)
	j.member("feed_url", p.links.absolute("feed.json"))
	j.member("description", f.description)
	j.member("language", f.lang)
	j.feedAuthors([]Author{f.author})
	j.key("items")
	j.open('[')
	for i := range f.entries {
		j.feedItem(&f.entries[i])
	}
	j.close(']')
	j.close('}')
	w.Write(j)
}

func (j *jsonText) feedItem(e *feedEntry) {
	j.open('{')
	j.member("id", e.id)
	j.member("url", e.url)
	j.member("title", e.title)
	j.key("content_html") // needed, even if it is empty
	j.text(e.html)
	j.member("summary", strings.Join(e.summary, "\n"))
	j.member("image", e.image)
	j.member("date_published", e.published.Format(time.RFC3339))
	j.member("date_modified", e.updated.Format(time.RFC3339))
	j.feedAuthors(e.authors)
	if len(e.tags) > 0 {
		j.key("tags")
		j.open('[')
		for _, tag := range e.tags {
			j.text(tag)
		}
		j.close(']')
	}
	j.member("language", e.lang)
	j.close('}')
}

func (j *jsonText) feedAuthors(authors []Author) {
	if len(authors) == 0 {
		return
	}
	j.key("authors")
	j.open('[')
	for _, a := range authors {
		j.open('{')
		j.member("name", a.Name)
		j.member("url", a.URL)
		j.close('}')
	}
	j.close(']')
}
