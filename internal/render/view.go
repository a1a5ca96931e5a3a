package render

import "html/template"

// Page is what a layout sees as its dot. (Contract: methods of these names.)
//
//	.Kind        home, briefing, section, list, page, all, notfound
//	.Site        *SiteView: .Title .Description .Lang .Home (href) .Nav []Card .Feed (href, or "") .Publisher (.Name .URL)
//	.Lang .Dir   of the page: "lo", "ltr"
//	.Title .Dek .Kicker .Type .Method .SourcesNote   as typed
//	.HeadTitle   for <title>
//	.Description for search engines: the dek, else the beginning of the text
//	.Canonical   absolute address, or "" without a base URL
//	.Robots      "noindex" or ""
//	.Date .Updated   *Date, nil if none
//	.Authors     []Author
//	.Tags        []string
//	.Minutes     int
//	.Share       *Image with an absolute URL, nil if none
//	.JSONLD      template.JS, "" without a base URL
//	.Lead        template.HTML, the lead figure
//	.Body        template.HTML
//	.Contents    []Heading, h2 with their h3
//	.Notes       []Note, of the whole page
//	.Parts       []Part, the sections of a one-page edition
//	.Chapters    []Card, a briefing's sections, for its cover, its sections and its one-page edition
//	.Cover       *Card, the briefing that a section belongs to
//	.Number .Of  int, of a section
//	.Pages       []Card, what a home or list page lists
//	.Latest 5    []Card
//	.Prev .Next  *Card
//	.Trail       []Card
//	.OnePage     href of the one-page edition, "" if there is none
//	.Withdrawn   bool
//
// Functions: asset "site.css" (*AssetRef, nil if there is no such file), t "contents" (UI string in the page's language).
type Page struct{}

// Card is another page as a template sees it.
type Card struct {
	URL, Title, Dek, Kicker, Type string
	Date                          *Date
	Number                        int
	Minutes                       int  // of a chapter; 0 elsewhere
	Current                       bool // it is the page itself
}

// Date is a date for people and for machines.
type Date struct {
	ISO  string // 2025-07-14, or RFC 3339 with a time
	Text string // 14 July 2025
}

// Author is a byline.
type Author struct{ Name, URL, Role string }

// Image is a picture for an <img>.
type Image struct {
	URL, Alt, Type string
	Width, Height  int  // pixels; 0 if not known
	Lead           bool // not to be loaded late
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

// BlockView is what a template of layouts/blocks/ sees as its dot.
type BlockView struct {
	Type    string // of the block: "note"
	Option  string
	Label   string        // the type's name in the page's language: "Note"
	Title   template.HTML // as typed, "" if none
	Body    template.HTML
	Image   *Image // of a figure
	Caption template.HTML
	Credit  template.HTML
}
