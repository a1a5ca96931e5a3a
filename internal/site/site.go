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
// Everything that an output may know of the site has a [Key]. Fingerprint(k)
// stands for the value that the accessor of the same name returns, absence
// included: an output is fresh while every key it read keeps its fingerprint.
package site

import (
	"time"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/picture"
	"brief/internal/source"
)

// Kind says which accessor a Key stands for.
type Kind uint8

const (
	Config    Kind = iota + 1 // Config(); no name
	Meta                      // a page's own front matter and file name; Name: source path
	PlaceOf                   // Place(Name)
	Body                      // the body of the page Name
	CardOf                    // Card(Name)
	Chapters                  // Chapters(Name)
	Pages                     // Pages(Name, Arg)
	Latest                    // Latest(Arg)
	Prev                      // Prev(Name)
	Next                      // Next(Name)
	Trail                     // Trail(Name)
	Minutes                   // Minutes(Name)
	ShareOf                   // Share(Name)
	RefTo                     // Ref(Name)
	Anchor                    // Anchor(Name, Arg)
	PictureAt                 // Picture(Name)
	Nav                       // Nav()
	Addresses                 // Addresses()
	Data                      // the file of content/_data at Name
	Template                  // the closure of the template Name (render answers)
	Asset                     // the asset Name (render answers)
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
	Fragment  string // of a section of a one-page briefing: "screen"
	Parent    string // source path of the page above; empty for home and where no index stands above
	Number    int    // of a section: 1 for the first
	Of        int    // of a section: how many there are
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
	Date, Updated                  config.Date
	Number                         int // of a section: 1 for the first; else 0
}

// Share is the picture that stands for a page elsewhere: its lead picture, else its first.
type Share struct {
	Picture
	Alt string
}

// Picture is a picture file as a page refers to it.
type Picture struct {
	picture.Info
	Address string // from the site's root: "laos/map.png", "img/fig.jpg"
	Source  string // source path; a page that uses it wants this file published
	Problem string // why it cannot be used, in an editor's words; empty if it can
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
	RoutePage     RouteKind = iota + 1
	RouteAll                // a briefing's one-page edition
	RouteNotFound           // 404.html
	RouteFeed
	RouteSitemap
	RouteRobots
	RouteRedirect // an alias: To is where it leads
	RouteStatic   // a file of static/, under its own name or with its hash (render makes these)
	RouteMedia    // a content file that some page wants
)

// Route is one file of the output and what it shows.
type Route struct {
	Path   string // of the output file: "laos/index.html"
	Kind   RouteKind
	Source string // the source path: of the page, the static file, the media file; empty for whole-site files
	To     string // of a redirect: an address from the site's root

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
}

// Site is the linked model. It is immutable and safe for concurrent use.
type Site struct{}

// Link makes the model. The Site is never nil; problems are colliding
// addresses, reserved ones, unknown pages in nav, sections without an index, ….
func Link(in Input) (*Site, diag.List) { panic("contract") }

// Replace returns the site with one page replaced by a version whose MetaSum is
// the same: only keys that depend on its body change.
func (s *Site) Replace(p *content.Page) *Site { panic("contract") }

// Fingerprint stands for the value of a key; zero if there is none.
func (s *Site) Fingerprint(k Key) Fingerprint { panic("contract") }

// Routes are all files of the output but static and media files, sorted by path.
func (s *Site) Routes() []Route { panic("contract") }

// Config returns the site's configuration.
func (s *Site) Config() *config.Config { panic("contract") }

// Page returns the content page of a published source path, or nil.
func (s *Site) Page(path string) *content.Page { panic("contract") }

// Place says where a published page stands.
func (s *Site) Place(path string) (Place, bool) { panic("contract") }

// Card describes a published page for others.
func (s *Site) Card(path string) (Card, bool) { panic("contract") }

// Chapters are the sections of a briefing in the order of their numbers.
func (s *Site) Chapters(path string) []Card { panic("contract") }

// Pages are what a home or list page lists: for its folder, the briefings and
// lists in folders below and the pages in it, newest first, undated ones last
// by title; at most limit, all if limit is 0.
func (s *Site) Pages(path string, limit int) []Card { panic("contract") }

// Latest are the newest dated pages of the site, sections of briefings left out.
func (s *Site) Latest(limit int) []Card { panic("contract") }

// Prev is the page before in reading order: the section before (of the first,
// none), or the page before in its folder's list.
func (s *Site) Prev(path string) (Card, bool) { panic("contract") }

// Next is the page after in reading order; of a briefing's cover, the first section.
func (s *Site) Next(path string) (Card, bool) { panic("contract") }

// Trail are the pages above, home first, without the page itself.
func (s *Site) Trail(path string) []Card { panic("contract") }

// Minutes is the reading time of a page's body, of a one-page briefing its
// sections' too; at least 1.
func (s *Site) Minutes(path string) int { panic("contract") }

// Share is the picture that stands for the page.
func (s *Site) Share(path string) (Share, bool) { panic("contract") }

// Dest is a link's destination, taken apart.
type Dest struct {
	Name     string // what Ref, Anchor and Picture take: "content/laos/20-why.md", "content/laos/" (a folder's index), "/laos/"; "" for "#x", the page itself
	Query    string // as typed, with its "?"; empty if there is none
	Fragment string // percent-decoded, without "#"; empty if there is none
}

// Target resolves a link as typed in the file from ("content/laos/10-screen.md").
// ok is false for an address outside the site: with a scheme, or "//host".
func Target(from, dest string) (d Dest, ok bool) { panic("contract") }

// Ref says what the target is; false if there is no such thing.
func (s *Site) Ref(target string) (Ref, bool) { panic("contract") }

// Anchor says which id a fragment of a page lands on (anchors: old to new); false if none.
func (s *Site) Anchor(path, fragment string) (string, bool) { panic("contract") }

// Picture describes the picture at a target; false if there is no such file.
func (s *Site) Picture(target string) (Picture, bool) { panic("contract") }

// Nav are the pages of brief.yaml's nav.
func (s *Site) Nav() []Card { panic("contract") }

// Addresses are all published pages with an address of their own that search
// engines may know, sorted by address.
func (s *Site) Addresses() []Card { panic("contract") }

// DataFile returns a file of content/_data by its name ("people.yaml"), or nil.
func (s *Site) DataFile(name string) *source.File { panic("contract") }

// Held are the pages left out, and, with Drafts, those shown all the same; sorted by path.
func (s *Site) Held() []Held { panic("contract") }

// NextChange is the next moment at which the output changes by itself; zero if there is none.
func (s *Site) NextChange() time.Time { panic("contract") }

// Names are the names that a [diag.Want] of the kind was looked for in.
func (s *Site) Names(kind string) []string { panic("contract") }
