package render

import (
	"html"
	"html/template"
	"strings"
	"time"

	"brief/internal/config"
	"brief/internal/site"
)

// Structured data of a page in the words of https://schema.org, as JSON-LD 1.1.
// Every value is plain text that readers see on the page too, and every address
// a whole one; so there is none without a base URL.

// jsonLD is the page's structured data; empty without a base URL, and of pages
// that are not made from a file.
func (p *Page) jsonLD() template.JS {
	cfg := p.door.config()
	if cfg.BaseURL == "" || p.path == "" {
		return ""
	}
	p.fillAll() // figures, boxes and notes are known once they are filled
	room := p.door.t.scratch()
	defer p.door.t.reuse(room)
	j := jsonText((*room)[:0])
	j.open('{')
	j.member("@context", "https://schema.org")
	article := false
	switch {
	case p.place.Kind == site.Home && !p.place.Briefing:
		j.member("@type", "WebSite")
		j.member("name", p.siteTitle())
		j.member("url", p.Canonical())
	case p.meta.Type == "page":
		j.member("@type", "WebPage")
		j.member("name", p.meta.Title)
		j.member("url", p.Canonical())
	default:
		article = true
		j.member("@type", articleType(p.meta.Type))
		j.member("headline", p.meta.Title)
		j.member("mainEntityOfPage", p.Canonical())
	}
	j.member("description", p.Description())
	j.ldImages(p)
	j.ldDates(p.meta.Date, p.modified())
	j.ldAuthors(p, cfg, article)
	j.key("publisher")
	j.ldPublisher(p, cfg)
	if article {
		j.member("articleSection", p.meta.Kicker)
	}
	j.member("abstract", strings.Join(p.keyPoints(), "\n"))
	if article {
		j.member("backstory", p.backstory())
	}
	j.ldCitations(p.Notes())
	j.ldCorrections(p)
	j.member("inLanguage", p.lang)
	j.key("isAccessibleForFree")
	j = append(j, "true}"...)
	*room = j
	return template.JS(j)
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

// ldImages adds an ImageObject for each figure, with its rights, and the URLs of
// the picture that stands for the page: where it is cut for cards, one a shape;
// else only on a page without a figure. A drawing that there is as pixels too is
// named by those, which more programs can read.
func (j *jsonText) ldImages(p *Page) {
	share := p.share()
	if len(p.figures) == 0 && share == nil {
		return
	}
	var cards []Image
	if share != nil {
		side, _ := p.said(&share.Picture)
		cards = p.cardPictures(p.path, share, &side)
	}
	j.key("image")
	j.open('[')
	for i := range p.figures {
		f := &p.figures[i]
		url, width, height := p.links.whole(f.image.URL), f.image.fileWidth, f.image.fileHeight
		if share != nil && share.Drawing != "" && share.Drawing == f.image.source {
			if url, width, height = p.links.absolute(p.pictureAddress(&share.Picture)), share.Width, share.Height; len(cards) > 0 {
				url, width, height = cards[0].URL, cards[0].Width, cards[0].Height
			}
		}
		j.typed("ImageObject")
		j.member("contentUrl", url)
		j.number("width", width)
		j.number("height", height)
		j.ldRights(f)
		j.close('}')
	}
	for i := range cards {
		j.text(cards[i].URL)
	}
	if len(p.figures) == 0 && len(cards) == 0 {
		j.text(p.links.absolute(p.pictureAddress(&share.Picture)))
	}
	j.close(']')
}

// ldRights says to whom a picture belongs. One with a credit alone has it for
// its notice of copyright too, as search engines want to have one of the two.
func (j *jsonText) ldRights(f *figure) {
	credit := plainText(string(f.credit))
	j.member("creditText", credit)
	if f.side.Creator != "" {
		j.object("creator", "Person")
		j.member("name", f.side.Creator)
		j.close('}')
	}
	switch {
	case f.side.Copyright != "":
		j.member("copyrightNotice", f.side.Copyright)
	case f.side.Creator == "":
		j.member("copyrightNotice", credit)
	}
	if strings.HasPrefix(f.side.Licence, "https://") || strings.HasPrefix(f.side.Licence, "http://") {
		j.member("license", f.side.Licence)
	}
}

// ldDates adds when the page was published and last changed, each with its
// offset from UTC: a day begins in the site's zone.
func (j *jsonText) ldDates(published, modified config.Date) {
	if !published.IsZero() {
		j.moment("datePublished", published)
	}
	if !modified.IsZero() {
		j.moment("dateModified", modified)
	}
}

func (j *jsonText) moment(name string, d config.Date) {
	j.key(name)
	j.next()
	*j = append(d.Time.AppendFormat(append(*j, '"'), time.RFC3339), '"')
}

// ldAuthors adds the bylines; of an article without one, the publisher.
func (j *jsonText) ldAuthors(p *Page, cfg *config.Config, article bool) {
	all := p.Authors()
	if len(all) == 0 && !article {
		return
	}
	j.key("author")
	j.open('[')
	for _, a := range all {
		typ := "Person"
		if a.Organization || strings.EqualFold(a.Name, cfg.Publisher.Name) {
			typ = "Organization" // a desk, or the publisher itself
		}
		j.typed(typ)
		j.member("name", a.Name)
		j.member("url", a.URL)
		j.close('}')
	}
	if len(all) == 0 {
		j.typed("Organization")
		j.publisherName(p, cfg)
		j.close('}')
	}
	j.close(']')
}

// publisherName adds the name and the site of who publishes: as brief.yaml
// says, else the site itself.
func (j *jsonText) publisherName(p *Page, cfg *config.Config) {
	if cfg.Publisher.Name == "" {
		j.member("name", p.siteTitle())
		j.member("url", cfg.BaseURL)
		return
	}
	j.member("name", cfg.Publisher.Name)
	url := cfg.Publisher.URL
	if url == "" {
		url = cfg.BaseURL
	}
	j.member("url", url)
}

// ldPublisher adds who publishes the site, with a logo (else the site's icon)
// and the pages that say by which rules.
func (j *jsonText) ldPublisher(p *Page, cfg *config.Config) {
	j.typed("Organization")
	j.publisherName(p, cfg)
	logo := cfg.Publisher.Logo
	if logo == "" {
		logo = "icon.svg"
	}
	if a := p.door.asset(logo); a != nil {
		j.object("logo", "ImageObject")
		j.member("contentUrl", p.links.absolute(a.Path))
		j.close('}')
	}
	for _, policy := range cfg.Publisher.Policies {
		j.member(policyProperty(policy.Kind), p.policyURL(policy.Page))
	}
	j.close('}')
}

// policyProperty is the name that schema.org has for a kind of policy.
func policyProperty(kind string) string {
	switch kind {
	case "corrections":
		return "correctionsPolicy"
	case "ethics":
		return "ethicsPolicy"
	case "unnamed_sources":
		return "unnamedSourcesPolicy"
	case "feedback":
		return "actionableFeedbackPolicy"
	case "ownership":
		return "ownershipFundingInfo"
	}
	return ""
}

// policyURL is where a policy can be read: a page of content/, or a web address;
// empty if the page is not published.
func (p *Page) policyURL(page string) string {
	if strings.Contains(page, "://") {
		return page
	}
	r, ok := p.door.ref("content/" + page)
	if !ok || r.Held {
		return ""
	}
	url := p.links.absolute(r.Address)
	if r.Fragment != "" {
		url += "#" + site.EncodeFragment(r.Fragment)
	}
	return url
}

// ldCitations adds the page's notes, each with the first web address in it.
func (j *jsonText) ldCitations(notes []Note) {
	if len(notes) == 0 {
		return
	}
	j.key("citation")
	j.open('[')
	for i := range notes {
		text := string(notes[i].HTML)
		j.typed("CreativeWork")
		j.member("name", plainText(text))
		j.member("url", firstAddress(text))
		j.close('}')
	}
	j.close(']')
}

// firstAddress is the first web address that a piece of a page's HTML links to;
// empty if there is none.
func firstAddress(h string) string {
	const link = "<a href="
	for {
		i := strings.Index(h, link)
		if i < 0 {
			return ""
		}
		h = h[i+len(link):]
		value, quote := h, ""
		if h != "" && (h[0] == '"' || h[0] == '\'') {
			value, quote = h[1:], h[:1]
		}
		if !strings.HasPrefix(value, "http") {
			continue
		}
		end := " >"
		if quote != "" {
			end = quote
		}
		if n := strings.IndexAny(value, end); n >= 0 {
			return html.UnescapeString(value[:n])
		}
	}
}

func (j *jsonText) ldCorrections(p *Page) {
	all := p.ownCorrections()
	if len(all) == 0 {
		return
	}
	j.key("correction")
	j.open('[')
	for i := range all {
		j.typed("CorrectionComment")
		j.member("text", all[i].Text)
		j.moment("datePublished", all[i].Date)
		j.close('}')
	}
	j.close(']')
}

// keyPoints are the lines of the page's boxes of key points, as plain text.
func (p *Page) keyPoints() (lines []string) {
	for _, b := range p.keys {
		for line := range strings.Lines(plainText(string(b))) {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

// backstory is how the page was reported, as it says in its boxes and at its end.
func (p *Page) backstory() string {
	var parts []string
	for _, b := range p.methods {
		parts = append(parts, plainText(string(b)))
	}
	if p.meta.Method != "" {
		parts = append(parts, p.meta.Method)
	}
	return strings.Join(parts, "\n")
}
