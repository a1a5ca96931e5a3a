package render

import "bytes"

// sitemap is sitemap.xml: all pages that search engines may know, each with the
// day of its last change (https://www.sitemaps.org/protocol.html).
func (p *Page) sitemap(w *bytes.Buffer) {
	w.WriteString(xmlHead + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	cards := p.door.addresses()
	for i := range cards {
		c := &cards[i]
		w.WriteString("<url>")
		xmlElement(w, "loc", p.links.absolute(c.Address))
		if !c.Modified.IsZero() {
			xmlElement(w, "lastmod", isoDate(c.Modified))
		}
		w.WriteString("</url>")
	}
	if r, ok := p.door.ref("/" + correctionsAddress); ok { // it has no date of its own: each correction has changed another page
		w.WriteString("<url>")
		xmlElement(w, "loc", p.links.absolute(r.Address))
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
