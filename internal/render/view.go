package render

import "html/template"

// This file holds the values that a template gets. They are plain, and hold
// what they say and no way to anything else; what a page can ask for are the
// methods of [Page].

// SiteView is the site as every page sees it.
type SiteView struct {
	Title, Description string
	Lang               string
	Home               string // href; empty where a page can refer to nothing
	Nav                []Card
	Feed               string         // href of the feed in Atom; empty without a base URL
	RSS, JSONFeed      string         // hrefs of the same in RSS and as a JSON Feed
	WebApp             string         // href of site.webmanifest; empty where a page can refer to nothing
	Corrections        string         // href of the list of all corrections; empty if there are none
	Publisher          *PublisherView // nil if none is named
}

// PublisherView is who publishes the site.
type PublisherView struct{ Name, URL string }

// Card is another page as a template sees it.
type Card struct {
	URL, Title, Dek, Kicker, Type string
	Date                          *Date
	Number                        int
	Minutes                       int  // of a chapter; 0 elsewhere
	Current                       bool // it is the page itself

	path string // source path
}

// Date is a date for people and for machines.
type Date struct {
	ISO  string // 2025-07-14, or RFC 3339 with a time
	Text string // 14 July 2025
}

// Author is a byline.
type Author struct {
	Name, URL, Role string
	Organization    bool // a desk or an agency, not one person
}

// Image is a picture for an <img>.
type Image struct {
	URL, Alt, Type string
	Width, Height  int  // pixels; 0 if not known
	Lead           bool // not to be loaded late
	Slice          bool // a drawing that fills any shape, as a map does: what lies at its edges may be cut

	// Element is the whole <img>, with all sizes of the picture, in a <picture>
	// where there are other formats of it.
	Element template.HTML

	source                string // source path
	fileWidth, fileHeight int    // of the file at URL

	// Of a picture that is derived into several:
	srcset, sizes string       // of the <img> itself; empty if there is one size
	sources       []candidates // in other formats, the one preferred first
	tint          tint         // to be shown while it is loaded; 0 if nothing is
}

// Media is a film or sound for a <video> or an <audio>.
type Media struct {
	URL, Alt, Type string
	Width, Height  int    // pixels, of a film
	Poster         string // href of the picture shown before a film plays; empty without one
	Captions       string // href of a film's captions (WebVTT); empty without
	Transcript     string // href of a page or a file with what is said and shown; empty without

	// Element is the whole <video> or <audio>, with its controls and captions.
	Element template.HTML

	sound bool // there is some to be heard
}

// Heading is a line of the contents.
type Heading struct {
	ID   string
	HTML template.HTML
	Text string
	Sub  []Heading
}

// Note is a footnote.
type Note struct {
	Number int
	ID     string
	HTML   template.HTML
	Back   []Back
}

// Back is a link from a note to its mark.
type Back struct {
	URL   string
	Label string // "a", "b", …
	Name  string // for screen readers: "Back to mention a of source 1"
}

// Part is one section inside a one-page edition.
type Part struct {
	ID, Title, Dek string
	Number         int
	Lead, Body     template.HTML
}

// AssetRef is a file of static/ under its hashed name.
type AssetRef struct {
	URL       string
	Integrity string // sha384-…
}

// FontRef is a font's file under its hashed name.
type FontRef struct {
	URL  string
	Type string // font/woff2
}

// BlockView is what a template of layouts/blocks/ sees as its dot.
type BlockView struct {
	Type    string // of the block: "note"
	Option  string
	Label   string        // the type's name in the page's language: "Note"
	Name    string        // what to call it in an attribute: the title as plain text, else the label
	Title   template.HTML // as typed, "" if none
	Body    template.HTML // of a box of items: what stands before them
	Items   []Item        // of a timeline, of people, of a glossary, of questions; nil elsewhere
	After   template.HTML // what stands after the items
	Image   *Image        // of a figure
	Media   *Media        // of a film or sound, whose Type is "video" or "audio"; else nil
	Href    string        // of a figure that is a link; else empty
	Caption template.HTML
	Credit  template.HTML
}

// Item is one point of a box of items.
type Item struct {
	ID   string        // of a term or a question; empty elsewhere
	Term template.HTML // the name, the term, the question, the date as typed
	Role template.HTML // of a person; "" if none
	Body template.HTML
	From *Date  // of a timeline; nil if the term is no date
	To   *Date  // the end of a span; else nil
	Span string // "day", "month", "year", or "span" with a To; "" without a From
}
