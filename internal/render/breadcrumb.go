package render

import (
	"html/template"
	"strconv"

	"brief/internal/site"
)

// Breadcrumbs are the pages above this one, home first, and the page itself,
// whose card has no URL. Nil where nothing stands above.
func (p *Page) Breadcrumbs() []Card {
	trail := p.Trail()
	if len(trail) == 0 {
		return nil
	}
	return append(trail[:len(trail):len(trail)], Card{Title: p.crumb(), Current: true})
}

// crumb is the page's own name in the breadcrumbs.
func (p *Page) crumb() string {
	if p.kind == "all" {
		return p.text("read_on_one_page") // its briefing, of the same title, stands before it
	}
	return p.Title()
}

// BreadcrumbLD is what Breadcrumbs say as structured data, safe inside a script
// element: a BreadcrumbList of schema.org, whose last item is the page itself.
// Empty without a base URL, and where nothing stands above.
func (p *Page) BreadcrumbLD() template.JS {
	trail := p.trail()
	if len(trail) == 0 || p.door.config().BaseURL == "" {
		return ""
	}
	j := make(jsonText, 0, 160+160*len(trail))
	j.open('{')
	j.member("@context", "https://schema.org")
	j.member("@type", "BreadcrumbList")
	j.key("itemListElement")
	j.open('[')
	for i := range trail {
		j.listItem(i+1, trail[i].Title, p.links.absolute(trail[i].Address))
	}
	j.listItem(len(trail)+1, p.crumb(), "")
	j.close(']')
	j.close('}')
	return template.JS(j)
}

func (j *jsonText) listItem(position int, name, item string) {
	j.typed("ListItem")
	j.key("position")
	*j = strconv.AppendInt(*j, int64(position), 10)
	j.member("name", name)
	j.member("item", item)
	j.close('}')
}

// trail are the pages above, of a one-page edition its briefing too.
func (p *Page) trail() []site.Card {
	switch p.kind {
	case correctionsKind, tagKind:
		home, ok := p.door.card(homePath)
		if !ok {
			return nil
		}
		return []site.Card{home}
	case feedbackKind:
		trail := p.door.trail(p.about)
		if page, ok := p.door.card(p.about); ok && p.about != homePath {
			trail = append(trail[:len(trail):len(trail)], page)
		}
		return trail
	case "all":
		trail := p.door.trail(p.path)
		if cover, ok := p.door.card(p.path); ok {
			trail = append(trail[:len(trail):len(trail)], cover)
		}
		return trail
	}
	if p.path == "" {
		return nil
	}
	return p.door.trail(p.path)
}
