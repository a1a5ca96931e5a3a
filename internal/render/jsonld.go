package render

import (
	"encoding/json"
	"strings"

	"brief/internal/config"
	"brief/internal/site"
)

// The structured data of a page, as https://schema.org names it. Values are
// plain text, equal to what the editor typed; encoding/json writes <, > and &
// as \u003c, \u003e and \u0026, so that none can end the script element.

type ldPage struct {
	Context       string       `json:"@context"`
	Type          string       `json:"@type"`
	Headline      string       `json:"headline,omitempty"` // of an article
	Name          string       `json:"name,omitempty"`     // of another page, or the site
	Description   string       `json:"description,omitempty"`
	URL           string       `json:"url,omitempty"`
	Image         []ldImage    `json:"image,omitempty"`
	DatePublished string       `json:"datePublished,omitempty"`
	DateModified  string       `json:"dateModified,omitempty"`
	Author        []ldAuthor   `json:"author,omitempty"`
	Publisher     *ldPublisher `json:"publisher,omitempty"`
	MainEntity    string       `json:"mainEntityOfPage,omitempty"`
	InLanguage    string       `json:"inLanguage"`
	Free          bool         `json:"isAccessibleForFree"`
}

type ldImage struct {
	Type   string `json:"@type"`
	URL    string `json:"contentUrl"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
}

type ldAuthor struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type ldPublisher struct {
	Type string   `json:"@type"`
	Name string   `json:"name"`
	URL  string   `json:"url,omitempty"`
	Logo *ldImage `json:"logo,omitempty"`
}

// jsonLD is the page's structured data; empty without a base URL, as all
// addresses in it must be absolute, and of 404.html.
func (p *Page) jsonLD() string {
	cfg := p.door.config()
	if cfg.BaseURL == "" || p.path == "" {
		return ""
	}
	ld := ldPage{
		Context: "https://schema.org", Description: p.Description(),
		InLanguage: p.lang, Free: true, Publisher: p.ldPublisher(cfg),
	}
	switch {
	case p.place.Kind == site.Home && !p.place.Briefing:
		ld.Type, ld.Name, ld.URL = "WebSite", p.siteTitle(), p.Canonical()
	case p.meta.Type == "page":
		ld.Type, ld.Name, ld.URL = "WebPage", p.meta.Title, p.Canonical()
	default:
		ld.Type, ld.Headline, ld.MainEntity = articleType(p.meta.Type), p.meta.Title, p.Canonical()
	}
	if s := p.Share(); s != nil {
		ld.Image = []ldImage{{"ImageObject", s.URL, s.Width, s.Height}}
	}
	if d := p.meta.Date; !d.IsZero() {
		ld.DatePublished, ld.DateModified = isoDate(d), isoDate(d)
	}
	if d := p.meta.Updated; !d.IsZero() {
		ld.DateModified = isoDate(d)
	}
	for _, a := range p.Authors() {
		kind := "Person"
		if a.Organization || strings.EqualFold(a.Name, cfg.Publisher.Name) {
			kind = "Organization" // a desk, or the publisher itself
		}
		ld.Author = append(ld.Author, ldAuthor{kind, a.Name, a.URL})
	}
	if len(ld.Author) == 0 && ld.Publisher != nil && ld.Headline != "" {
		ld.Author = []ldAuthor{{"Organization", ld.Publisher.Name, ld.Publisher.URL}}
	}
	out, err := json.Marshal(&ld)
	if err != nil {
		return "" // strings and numbers alone: it cannot fail
	}
	return string(out)
}

// articleType is the schema.org type of a page's type.
func articleType(typ string) string {
	switch typ {
	case "explainer":
		return "BackgroundNewsArticle" // "aka explainer", says schema.org
	case "analysis":
		return "AnalysisNewsArticle"
	case "report":
		return "ReportageNewsArticle"
	}
	return "NewsArticle"
}

// ldPublisher is who publishes the site; without one, nil.
func (p *Page) ldPublisher(cfg *config.Config) *ldPublisher {
	if cfg.Publisher.Name == "" {
		return nil
	}
	pub := &ldPublisher{Type: "Organization", Name: cfg.Publisher.Name, URL: cfg.Publisher.URL}
	if logo := cfg.Publisher.Logo; logo != "" {
		if a := p.door.asset(logo); a != nil {
			pub.Logo = &ldImage{Type: "ImageObject", URL: p.links.absolute(a.Path)}
		}
	}
	return pub
}

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
