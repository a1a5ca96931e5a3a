package render

import "brief/internal/site"

// tagKind is the layout of the list of a tag.
const tagKind = "tag"

// Tag is a label of a page.
type Tag struct {
	Name string // as most pages have it typed
	URL  string // href of the list of its pages; empty where no other page has it
}

// Tags are the page's tags in the order typed, of a page that shows sections
// theirs too; nil without any.
func (p *Page) Tags() []Tag {
	if p.path == "" || len(p.meta.Tags) == 0 && len(p.sections()) == 0 {
		return nil
	}
	var tags []Tag
	for _, t := range p.door.tagsOf(p.path) {
		tag := Tag{Name: t.Name}
		if t.Address != "" {
			tag.URL = p.links.to(t.Address)
		}
		tags = append(tags, tag)
	}
	return tags
}

// openTag makes the page the list of the tag at its address.
func (p *Page) openTag(address string) {
	tag, _, ok := p.door.tagged(address)
	if !ok {
		return // only if the route is of another site
	}
	p.kind, p.lang = tagKind, tag.Lang
	p.place = site.Place{Kind: site.ListPage, Address: address}
	p.meta.Title, p.meta.Kicker, p.meta.Type = tag.Name, p.text("tags"), "page"
}
