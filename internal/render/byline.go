package render

import (
	"slices"

	"brief/internal/config"
)

// Authors are the bylines in the order typed.
func (p *Page) Authors() []Author { return authors(p.door, p.meta.Authors) }

// authors are bylines with what content/_data/people.yaml says of them.
func authors(d *door, from []config.Author) []Author {
	if len(from) == 0 {
		return nil
	}
	out := make([]Author, len(from))
	for i, a := range from {
		out[i] = Author(a.Person)
		if a.ID == "" {
			continue
		}
		if p, ok := d.people()[a.ID]; ok {
			out[i] = Author(p)
		} else if a.Name == "" {
			out[i].Name = a.ID // reported by the site
		}
	}
	return out
}

// Publication is who publishes the page, to cite it by: the publisher, else the
// site. It is empty where that is named already, as an author or the title.
func (p *Page) Publication() string {
	name := p.Site().Title
	if by := p.Site().Publisher; by != nil {
		name = by.Name
	}
	if name == p.Title() || slices.ContainsFunc(p.Authors(), func(a Author) bool { return a.Name == name }) {
		return ""
	}
	return name
}

// TypeLabel is the page's type in its language: "Explainer"; empty of a page
// that is no article.
func (p *Page) TypeLabel() string {
	switch p.meta.Type {
	case "", "page":
		return ""
	}
	return p.text(p.meta.Type)
}
