package render

import (
	"net/url"
	"strings"

	"brief/internal/config"
	"brief/internal/site"
)

// feedbackKind is the layout of the page of an answer.
const feedbackKind = "feedback"

// Feedback is what a page asks its readers. An answer is a plain link to a page
// of its own, which needs neither script nor form, and shows in the server's log.
type Feedback struct {
	Question string
	Yes, No  string // hrefs
	Contact  string // as typed: an address of mail, or of the web; empty without one
	Write    string // href of the contact; empty without one
	Answer   string // on the page of an answer, what it is: "yes" or "no"; else empty
	Page     *Card  // on the page of an answer, the page asked about; else nil
}

// Feedback is what the page asks: of a section that asks nothing itself, what
// its briefing does. Nil if nothing is asked.
func (p *Page) Feedback() *Feedback { return p.once.feedback.get(p.feedback) }

func (p *Page) feedback() *Feedback {
	asks, about := p.asks()
	if asks == (config.Feedback{}) || p.place.Withdrawn || p.links.none {
		return nil
	}
	f := &Feedback{
		Question: asks.Question, Contact: asks.Contact,
		Yes: p.links.to(site.FeedbackAddress(about, site.AnswerYes)),
		No:  p.links.to(site.FeedbackAddress(about, site.AnswerNo)),
	}
	if f.Question == "" {
		f.Question = p.text("feedback_question")
	}
	subject := p.meta.Title
	if p.kind == feedbackKind {
		f.Answer = strings.TrimSuffix(p.answer, "/")
		if f.Page = p.optional(p.door.card(p.about)); f.Page != nil {
			subject = f.Page.Title
		}
	}
	if f.Write = f.Contact; strings.Contains(f.Contact, "@") {
		f.Write = "mailto:" + f.Contact + "?subject=" + strings.ReplaceAll(url.QueryEscape(subject), "+", "%20") // RFC 6068, section 2
	}
	return f
}

// asks is the question that stands on the page, and the address of the page that
// asks it. Readers find the way to be heard at the same place of each page of a
// briefing (WCAG 2.2, 3.2.6).
func (p *Page) asks() (asks config.Feedback, about string) {
	if p.meta.Feedback != (config.Feedback{}) || p.place.Kind != site.Section {
		return p.meta.Feedback, p.place.Address
	}
	cover, ok := p.door.place(p.place.Parent)
	if !ok || cover.Withdrawn { // no page of an answer about it
		return asks, ""
	}
	if c := p.door.meta(p.place.Parent); c != nil {
		asks = c.Meta.Feedback
	}
	return asks, cover.Address
}

// openFeedback makes the page that of an answer about another page.
func (p *Page) openFeedback(r site.Route) {
	p.kind, p.about, p.answer = feedbackKind, r.Source, r.To
	place, _ := p.door.place(r.Source)
	p.place.Address = place.Address
	c := p.door.meta(r.Source)
	if c == nil {
		return // only if the route is of another site
	}
	p.lang = c.Lang
	p.meta.Title, p.meta.Type, p.meta.Feedback = p.text("feedback_thanks"), "page", c.Meta.Feedback
}
