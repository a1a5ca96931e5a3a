// Package site links all pages into one immutable model: addresses, order,
// lists, references, and the routes of the output.
//
// A page is, by its place:
//
//	home      content/index.md
//	briefing  an index.md whose folder holds numbered sections (the home page may be one too)
//	section   a numbered file in a folder with an index.md
//	list      an index.md without numbered sections beside it
//	page      any other Markdown file
//
// An address is the path below content/ in Unicode's composed form (NFC), letter
// case as typed, spaces turned to "-", the number left out, and ends in a slash;
// a slug stands in for the last name, of an index for its folder's. A file
// whose name ends in a language other than the site's ("10-why.lo.md") stands
// below that language ("lo/why/"), with briefings and lists of its own.
// Addresses here are as read by people; in an href they are percent-encoded.
//
// What is held back (a draft, a review, a page before its embargo or its date,
// or one expired, and the sections of such a briefing) is not published: no
// accessor gives it away but [Site.Held], and [Site.Ref] says that a link leads
// there. With Input.Drafts it is shown like any other page. What is withdrawn
// keeps its address and is on no list.
//
// Problems, errors: address-taken, reserved-address, alias-taken, bad-alias,
// bad-slug, unknown-page, unknown-author, no-home-page (a warning where no page
// is published); warnings: section-without-index,
// review-due, odd-name, windows-name.
//
// Everything that an output may know of the site has a [Key]. Fingerprint(k)
// stands for the value that the accessor of the same name returns, absence
// included: an output is fresh while every key it read keeps its fingerprint.
package site

import (
	"time"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/picture"
	"brief/internal/source"
)

// Kind says which accessor a Key stands for.
type Kind uint8

const (
	Config      Kind = iota + 1 // Config(); no name
	Meta                        // a page's own front matter and file name; Name: source path
	PlaceOf                     // Place(Name)
	Body                        // the body of the page Name
	CardOf                      // Card(Name)
	Chapters                    // Chapters(Name)
	Pages                       // Pages(Name, Arg)
	Latest                      // Latest(Arg)
	Prev                        // Prev(Name)
	Next                        // Next(Name)
	Trail                       // Trail(Name)
	Minutes                     // Minutes(Name)
	ShareOf                     // Share(Name)
	RefTo                       // Ref(Name)
	Anchor                      // Anchor(Name, Arg)
	PictureAt                   // Picture(Name)
	RecordingAt                 // Recording(Name)
	SidecarOf                   // Sidecar(Name)
	Nav                         // Nav()
	Addresses                   // Addresses()
	Corrections                 // Corrections()
	TagsOf                      // TagsOf(Name)
	Tagged                      // Tagged(Name); Name: an address
	Data                        // the file of content/_data at Name
	MediaAt                     // the content of Media(Name)
	Template                    // the closure of the template Name (render answers)
	Asset                       // the asset Name (render answers)
)

// Key names one value that an output can read.
type Key struct {
	Kind Kind
	Name string // a source path, or the name of a template or an asset
	Arg  string // a limit in decimal, or a fragment
}

// Fingerprint stands for a value. The zero Fingerprint stands for "there is none".
type Fingerprint [16]byte

// PageKind is what a page is by its place.
type PageKind string

const (
	Home     PageKind = "home"
	Briefing PageKind = "briefing"
	Section  PageKind = "section"
	ListPage PageKind = "list"
	Page     PageKind = "page"
)

// Place is where a page stands in the site.
type Place struct {
	Kind      PageKind
	Briefing  bool   // it is a briefing's cover: always for Briefing, sometimes for Home
	Single    bool   // a briefing of one page, or a section of one: sections have no page of their own
	Address   string // from the site's root, without a leading slash: "", "laos/", "laos/screen/"
	Fragment  string // of a section of a one-page briefing: "screen"; empty if it is withdrawn, as no page shows it
	Parent    string // source path of the page above that is published and not withdrawn; empty for home and where there is none
	Number    int    // of a section: 1 for the first; 0 if it is withdrawn
	Of        int    // of a section: how many are listed
	Withdrawn bool
	Held      bool // held back, and shown only because the build was asked to
}

// Card is what one page may say of another.
type Card struct {
	Path                           string // source path
	Address                        string // as in Place
	Fragment                       string
	Kind                           PageKind
	Title, Dek, Kicker, Type, Lang string
	Date, Modified                 config.Date // Modified: as of config.Meta; of a one-page briefing the latest of its sections' too
	Number                         int         // of a section: 1 for the first; else 0
}

// Share is the picture that stands for a page elsewhere. It is of pixels where
// that can be, as few programs that show it know drawings (SVG).
type Share struct {
	Picture
	Alt     string
	Credit  string // as the page's text has it; empty if it has none
	Drawing string // source path of the drawing, or AVIF, on the page that Picture is the same as; empty if the page shows Picture
}

// Picture is a picture file as a page refers to it.
type Picture struct {
	picture.Info
	Address string // from the site's root: "laos/map.png", "img/fig.jpg"
	Source  string // source path; a page that uses it wants this file published
	Problem string // why it cannot be used, in an editor's words; empty if it can

	Embedded picture.Embedded // what the file says of itself

	// Set is what pages show in its place; nil if that is the file itself.
	Set *picture.Set
}

// PictureUse is a picture that is published in all of its sizes, with the rights
// that the page that shows it knows of, or cut to the shapes of cards.
type PictureUse struct {
	Source string // source path
	Rights picture.Rights
	Crops  bool
	Focus  picture.Focus // of crops
}

// RefKind is what a link's target is.
type RefKind uint8

const (
	RefPage   RefKind = iota + 1
	RefFile           // a content file that is not Markdown: wanted by whoever links to it
	RefStatic         // a file of static/
	RefOutput         // a page or feed, named by its address ("/laos/", "/feed.xml")
)

// Ref is what a link's target turned out to be.
type Ref struct {
	Kind     RefKind
	Address  string // from the site's root
	Fragment string // the section's own, in a one-page briefing
	Source   string // source path, where there is one
	Held     bool   // the target is held back and not published
}

// Held is a page that the build leaves out.
type Held struct {
	Path, Title string
	Reason      string    // "draft", "review", "embargo", "date", "expired"
	Until       time.Time // when it goes live by itself; zero if it does not
}

// RouteKind says what is shown at a route.
type RouteKind uint8

const (
	RoutePage        RouteKind = iota + 1
	RouteAll                   // a briefing's one-page edition
	RouteNotFound              // 404.html
	RouteFeed                  // feed.xml, in Atom
	RouteRSS                   // rss.xml
	RouteFeedJSON              // feed.json
	RouteCorrections           // the page of all corrections
	RouteTag                   // the list of a tag
	RouteFeedback              // the answer To about the page Source
	RouteWebApp                // site.webmanifest
	RouteSitemap
	RouteRobots
	RouteRedirect // an alias: To is where it leads
	RouteStatic   // a file of static/, under its own name or with its hash (render makes these)
	RouteMedia    // a content file that some page wants
	RouteDerived  // a picture made smaller (build makes these)
	RouteHeld     // a held-back page: no file, but its problems
)

// Route is one file of the output and what it shows.
type Route struct {
	Path   string // of the output file: "laos/index.html"
	Kind   RouteKind
	Source string // the source path: of the page, the static file, the media file; empty for whole-site files
	To     string // of a redirect: an address from the site's root; of an answer: AnswerYes or AnswerNo

	Fragment string // of a redirect to a section of a one-page briefing: where on To it lands
}

// Input is all that Link reads.
type Input struct {
	Config *config.Config
	Tree   *source.Tree
	Pages  []*content.Page // sorted by path
	AsOf   time.Time       // the moment that embargoes and expiry are measured by
	Drafts bool            // publish what is held back too
	Prev   *Site           // the site before this change, whose probes of pictures are kept; nil for the first
	Maker  *picture.Maker  // makes pictures smaller; nil if pages show all of them as they are
}
