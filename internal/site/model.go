package site

import (
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/picture"
	"brief/internal/source"
)

// Site is the linked model. It is immutable and safe for concurrent use.
type Site struct {
	m     *model
	pages []*content.Page // by node; all that Replace changes
	held  bool            // see WithHeld
}

// model is what metadata and file names decide. Sites that differ in bodies share it.
type model struct {
	cfg    *config.Config
	tree   *source.Tree
	asOf   time.Time
	drafts bool

	nodes     []node            // one a page, sorted by path
	byPath    map[string]int32  // source path -> node
	byAddress map[string]int32  // folded address -> node; held-back pages too, sections of one-page briefings not
	editions  map[string]int32  // folded address of a one-page edition -> node of its cover
	redirects map[string]alias  // by folded output path
	statics   map[string]string // folded name of a static file -> source path
	composed  map[string]string // NFC -> source path, for paths that are not in NFC
	twins     map[string]string // source path -> address, for pictures whose own name is another one's on many a disk
	twinAt    map[string]string // that address -> source path

	latest    []int32 // as Latest
	addresses []int32 // as Addresses
	nav       []int32 // as Nav
	corrected []int32 // the pages of Corrections, sorted by path
	people    []string
	held      []Held
	change    time.Time

	routes   func() []Route    // made at first use
	tags     func() *tagIndex  // made at first use
	near     func() *nearIndex // made at first use
	lists    sync.Map          // listKey -> Fingerprint
	pictures sync.Map          // target -> *pictureEntry
	probes   *probes

	recordings sync.Map // target -> *recordingEntry

	unread atomic.Bool    // a picture, a film or sound could not be read
	maker  *picture.Maker // may be nil
}

// node is one page's place among the others.
type node struct {
	place    Place
	folder   *folder
	parent   int32   // the page above, or none
	cover    int32   // of a section: its briefing's index; else none
	prev     int32   // or none
	next     int32   // or none
	chapters []int32 // of a briefing: its sections in order
	children []int32 // of an index: what it lists, in order
	out      bool    // published, or shown all the same: accessors know it
	listed   bool    // out and not withdrawn: lists and neighbours know it
	lost     bool    // another page has its address: it has no route

	sums  nodeSums
	share atomic.Pointer[shareEntry]
}

// none stands for no node.
const none = -1

// Replace returns the site with one page replaced by a version whose MetaSum is
// the same: only keys that depend on its body change. Any other page is a
// mistake of the caller, and panics.
func (s *Site) Replace(p *content.Page) *Site {
	i, ok := s.m.byPath[p.Path]
	if !ok || s.pages[i].MetaSum != p.MetaSum {
		panic("site: Replace needs a page that differs in its body alone: " + p.Path)
	}
	next := &Site{m: s.m, pages: slices.Clone(s.pages), held: s.held}
	next.pages[i] = p
	return next
}

// Edited returns the source paths of the pages whose text differs from what it
// was in a site of [Site.SameRoutes], with those of the covers above them, whose
// length and anchors come from it too. Every key keeps its fingerprint but those
// that are named after one of these pages, and those of kind Anchor, whose
// names have more than one spelling.
func (s *Site) Edited(old *Site) map[string]bool {
	edited := map[string]bool{}
	for i, p := range s.pages {
		if p == old.pages[i] {
			continue
		}
		edited[p.Path] = true
		if cover := s.m.nodes[i].cover; cover != none {
			edited[s.pages[cover].Path] = true
		}
	}
	return edited
}

// WithHeld returns the same site as its held-back pages see it: its accessors
// and fingerprints know all of them, for their problems to be found. Nothing
// for readers may be made of it.
func (s *Site) WithHeld() *Site { return &Site{m: s.m, pages: s.pages, held: true} }

// Config returns the site's configuration.
func (s *Site) Config() *config.Config { return s.m.cfg }

// node returns the node of a published source path, or none.
func (s *Site) node(path string) int32 {
	if i, ok := s.m.byPath[path]; ok && (s.held || s.m.nodes[i].out) {
		return i
	}
	return none
}

// Page returns the content page of a published source path, or nil.
func (s *Site) Page(path string) *content.Page {
	if i := s.node(path); i != none {
		return s.pages[i]
	}
	return nil
}

// Place says where a published page stands.
func (s *Site) Place(path string) (Place, bool) {
	if i := s.node(path); i != none {
		return s.m.nodes[i].place, true
	}
	return Place{}, false
}

// Card describes a published page for others.
func (s *Site) Card(path string) (Card, bool) { return s.cardAt(s.node(path)) }

func (s *Site) cardAt(i int32) (Card, bool) {
	if i == none {
		return Card{}, false
	}
	return s.card(i), true
}

func (s *Site) card(i int32) Card {
	p, place := s.pages[i], &s.m.nodes[i].place
	return Card{
		Path: p.Path, Address: place.Address, Fragment: place.Fragment, Kind: place.Kind,
		Title: p.Meta.Title, Dek: p.Meta.Dek, Kicker: p.Meta.Kicker, Type: p.Meta.Type, Lang: p.Lang,
		Date: p.Meta.Date, Modified: s.modified(i), Number: place.Number,
	}
}

// cards returns at most limit cards, all if limit is not positive; nil for none.
func (s *Site) cards(list []int32, limit int) []Card {
	list = cut(list, limit)
	if len(list) == 0 {
		return nil
	}
	cards := make([]Card, len(list))
	for k, i := range list {
		cards[k] = s.card(i)
	}
	return cards
}

func cut(list []int32, limit int) []int32 {
	if limit > 0 && limit < len(list) {
		return list[:limit]
	}
	return list
}

// list returns the nodes that a key of a list stands for.
func (s *Site) list(kind Kind, path string) []int32 {
	switch kind {
	case Latest:
		return s.m.latest
	case Nav:
		return s.m.nav
	case Addresses:
		return s.m.addresses
	case Tagged:
		if t := s.m.tags().byAddress[path]; t != nil {
			return t.sorted()
		}
		return nil
	}
	i := s.node(path)
	switch {
	case i == none:
		return nil
	case kind == Chapters:
		return s.m.nodes[i].chapters
	case kind == Pages:
		return s.m.nodes[i].children
	}
	return nil
}

// Chapters are the sections of a briefing in the order of their numbers; nil for any other page.
func (s *Site) Chapters(path string) []Card { return s.cards(s.list(Chapters, path), 0) }

// Pages are what an index lists: the briefings and lists in folders below and
// the pages in its own, sections left out; newest first, undated ones last by
// title; at most limit, all if limit is 0. What stands in a folder without an
// index is listed by the next index above. Nil for any other page.
func (s *Site) Pages(path string, limit int) []Card { return s.cards(s.list(Pages, path), limit) }

// Latest are the newest dated pages of the site, at most limit, all if limit is
// 0. Sections, lists and translations are left out.
func (s *Site) Latest(limit int) []Card { return s.cards(s.m.latest, limit) }

// Nav are the pages of brief.yaml's nav, those held back or withdrawn left out.
func (s *Site) Nav() []Card { return s.cards(s.m.nav, 0) }

// Addresses are all published pages with an address of their own that search
// engines may know, sorted by address.
func (s *Site) Addresses() []Card { return s.cards(s.m.addresses, 0) }

// Prev is the page before in reading order: the section before (of the first,
// the cover), or the dated page before in its folder's list. False if there is none.
func (s *Site) Prev(path string) (Card, bool) { return s.cardAt(s.prev(path)) }

// Next is the page after in reading order: the section after (of the last,
// none), or the dated page after in its folder's list; of the cover of a briefing
// with chapters, the first one. False if there is none.
func (s *Site) Next(path string) (Card, bool) { return s.cardAt(s.next(path)) }

func (s *Site) prev(path string) int32 {
	if i := s.node(path); i != none {
		return s.m.nodes[i].prev
	}
	return none
}

func (s *Site) next(path string) int32 {
	if i := s.node(path); i != none {
		return s.m.nodes[i].next
	}
	return none
}

// Trail are the pages above, home first, without the page itself.
func (s *Site) Trail(path string) []Card { return s.cards(s.trail(s.node(path), nil), 0) }

// trail appends the pages above a node to list.
func (s *Site) trail(i int32, list []int32) []int32 {
	if i == none {
		return list
	}
	from := len(list)
	for i = s.m.nodes[i].parent; i != none; i = s.m.nodes[i].parent {
		list = append(list, i)
	}
	slices.Reverse(list[from:])
	return list
}

// DataFile returns a file of content/_data by its name ("people.yaml"), or nil.
func (s *Site) DataFile(name string) *source.File { return s.m.tree.Lookup(dataDir + name) }

const dataDir = "content/_data/"

// Held are the pages left out, and, with Drafts, those shown all the same; sorted by path.
func (s *Site) Held() []Held { return s.m.held }

// NextChange is the next moment at which the output changes by itself: a page
// goes live or expires. It is zero if there is none.
func (s *Site) NextChange() time.Time { return s.m.change }

// Names are the names that a [diag.Want] of the kind was looked for in: "author"
// (ids). Nil for any other kind; see LinkHint for links and pictures.
func (s *Site) Names(kind string) []string {
	if kind == "author" {
		return s.m.people
	}
	return nil
}

// limit reads a Key's Arg; 0 for anything that is no positive number.
func limit(arg string) int {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
