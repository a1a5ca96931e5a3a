package render

import (
	"html/template"

	"brief/internal/markdown"
	"brief/internal/site"
)

// text is the body of one content file as it shows on one page. In a one-page
// edition a page has several: then the ids of all but the first begin with the
// section's name and a dash, and the notes of all are one list.
type text struct {
	page   *Page
	path   string // source path
	at     string // its address: in a one-page edition, that of its own page
	doc    *markdown.Doc
	id     string   // of the section in a one-page edition: "screen"; else empty
	prefix string   // of its ids: "screen-"; else empty
	notes  []noteAt // where its notes stand in the page's list; nil for the only text of a page
	card   site.Card

	renamed map[string]string // old ids of places of the body, each with its new one
}

// own is the text of the page's own file.
func (p *Page) own() *text { return p.allTexts()[0] }

// allTexts are the page's own text and, in a one-page edition, its sections'.
func (p *Page) allTexts() []*text {
	if p.texts != nil {
		return p.texts
	}
	p.texts = []*text{p.newText(p.path, p.place.Address)}
	if p.kind != "all" && !(p.place.Briefing && p.place.Single) {
		return p.texts
	}
	for _, c := range p.door.chapters(p.path) {
		t := p.newText(c.Path, c.Address)
		t.card, t.id = c, sectionName(&c)
		t.prefix = t.id + "-"
		p.texts = append(p.texts, t)
	}
	numberNotes(p.texts)
	return p.texts
}

// newText parses a body, and takes over the problems found in it.
func (p *Page) newText(path, address string) *text {
	doc, problems := &markdown.Doc{}, p.diags
	var renamed map[string]string
	if path != "" {
		if d, l := p.door.body(path); d != nil {
			doc, problems, renamed = d, append(problems, l...), p.door.anchors(path)
		}
	}
	p.diags = problems
	if len(doc.Pictures) > 1 {
		targets := make([]string, 0, len(doc.Pictures))
		for _, pic := range doc.Pictures {
			if dest, ok := site.Target(path, pic.Src); ok {
				targets = append(targets, dest.Name)
			}
		}
		p.door.prepare(targets)
	}
	return &text{page: p, path: path, at: address, doc: doc, renamed: renamed}
}

// Lead is the lead figure, which stands before the text; empty if there is none.
func (p *Page) Lead() template.HTML {
	return p.once.lead.get(func() template.HTML { return p.own().lead() })
}

// Body is the text, without its lead figure and its notes.
func (p *Page) Body() template.HTML {
	return p.once.body.get(func() template.HTML { return p.own().body() })
}

func (t *text) lead() template.HTML {
	if t.doc.Lead == nil {
		return ""
	}
	return template.HTML(t.block(nil, t.doc.Lead, true))
}

func (t *text) body() template.HTML {
	f := &t.doc.Fragment
	if l := t.page.terms(); l != nil {
		linked := l.Link(*f)
		f = &linked
	}
	return t.html(f)
}

// terms links the terms that the page's glossaries explain: those of its own
// file and, in a one-page edition, of its sections. It is nil if there are none.
func (p *Page) terms() *markdown.Linker {
	return p.once.terms.get(func() *markdown.Linker {
		var terms []markdown.Term
		var of []*text
		for _, t := range p.allTexts() {
			for _, term := range t.doc.Terms {
				terms, of = append(terms, term), append(of, t)
			}
		}
		if len(terms) == 0 {
			return nil
		}
		return markdown.NewLinker(terms, func(i int) string {
			href := p.own().inPage(of[i].prefix + terms[i].ID)
			return string(append(markdown.AppendAttr([]byte("<a class=term href="), href), '>'))
		})
	})
}

// html is a fragment with its holes filled.
func (t *text) html(f *markdown.Fragment) template.HTML {
	if len(f.Holes) == 0 {
		return template.HTML(f.HTML)
	}
	b := t.page.door.t.scratch()
	defer t.page.door.t.reuse(b)
	*b = t.fill((*b)[:0], f)
	return template.HTML(*b)
}

// Parts are the sections of a one-page edition; nil on other pages.
func (p *Page) Parts() []Part {
	return p.once.parts.get(func() []Part {
		var parts []Part
		for _, t := range p.allTexts()[1:] {
			parts = append(parts, Part{
				ID: t.id, Title: t.card.Title, Dek: t.card.Dek, Number: t.card.Number,
				Lead: t.lead(), Body: lowered(t.body()),
			})
		}
		return parts
	})
}

// Contents are the page's h2 headings with their h3, and any h3 before the first
// h2 as a line of its own; in a one-page edition, the sections with their h2 and
// h3. Nil if there are fewer than two: a list of one line leads nowhere that the
// page does not show by itself.
func (p *Page) Contents() []Heading {
	return p.once.contents.get(func() []Heading {
		var out []Heading
		for i, t := range p.allTexts() {
			under := i > 0 // something stands above that a heading of level 3 belongs to
			if under {
				title := string(appendText(nil, t.card.Title))
				out = append(out, Heading{ID: t.id, HTML: template.HTML(title), Text: t.card.Title})
			}
			for _, h := range t.doc.Headings {
				line := Heading{ID: t.prefix + h.ID, HTML: template.HTML(h.HTML), Text: h.Text}
				switch {
				case h.Level > 3:
				case i > 0, h.Level == 3 && under:
					last := &out[len(out)-1]
					last.Sub = append(last.Sub, line)
				default:
					out = append(out, line)
					under = under || h.Level == 2
				}
			}
		}
		if len(out) == 1 && len(out[0].Sub) == 0 {
			return nil
		}
		return out
	})
}

// once holds what a page computes at most once, however often a template asks.
type once struct {
	site     lazy[*SiteView]
	lead     lazy[template.HTML]
	body     lazy[template.HTML]
	parts    lazy[[]Part]
	contents lazy[[]Heading]
	notes    lazy[[]Note]
	chapters lazy[[]Card]
	pages    lazy[[]Card]
	feedback lazy[*Feedback]
	terms    lazy[*markdown.Linker]

	corrections lazy[[]Correction]
}

type lazy[T any] struct {
	value T
	done  bool
}

func (l *lazy[T]) get(f func() T) T {
	if !l.done {
		l.value, l.done = f(), true
	}
	return l.value
}
