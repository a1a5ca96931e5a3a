package site

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"brief/internal/config"
	"brief/internal/content"
)

// Tag is a label that pages have. Two that differ in letter case are one.
type Tag struct {
	Name    string // as most pages have it typed
	Address string // of its list, "tags/laos/" or "lo/tags/…/"; empty if fewer than two pages have it
	Lang    string // of the pages
}

// tagsName is the folder of the lists of tags, below that of their language.
const tagsName = "tags/"

// tag is a tag and the pages that have it.
type tag struct {
	Tag
	nodes  []int32        // sorted by path
	typed  map[string]int // how many pages spell it so
	sorted func() []int32 // nodes in the order of lists
}

// tagIndex is all tags, made when a page first asks for one.
type tagIndex struct {
	byAddress map[string]*tag
	byName    map[taggedAs]*tag
}

// taggedAs is a tag as typed on a page of a language.
type taggedAs struct{ suffix, name string }

// TagsOf are the tags of a page in the order typed, each once; of a page that
// shows sections, theirs behind its own. Nil without any.
func (s *Site) TagsOf(path string) []Tag {
	i := s.node(path)
	if i == none {
		return nil
	}
	var tags []Tag
	index := s.m.tags()
	for _, k := range append([]int32{i}, s.shown(i)...) {
		for _, name := range s.pages[k].Meta.Tags {
			t := Tag{Name: name}
			if known := index.byName[taggedAs{s.m.nodes[k].folder.suffix, name}]; known != nil && len(known.nodes) > 1 {
				t = known.Tag
			}
			if !slices.Contains(tags, t) {
				tags = append(tags, t)
			}
		}
	}
	return tags
}

func (s *Site) tagsSum(path string) Fingerprint {
	tags := s.TagsOf(path)
	if tags == nil {
		return Fingerprint{}
	}
	var buf [256]byte
	e := content.Encoding(buf[:0])
	for _, t := range tags {
		e = e.Text(t.Name).Text(t.Address).Text(t.Lang)
	}
	return e.Sum()
}

// Tagged is the tag whose list stands at an address, and the pages that have it:
// newest first, undated ones last by title. False if there is none.
func (s *Site) Tagged(address string) (Tag, []Card, bool) {
	t := s.m.tags().byAddress[address]
	if t == nil {
		return Tag{}, nil, false
	}
	return t.Tag, s.cards(t.sorted(), 0), true
}

func (s *Site) taggedSum(address string) Fingerprint {
	t := s.m.tags().byAddress[address]
	if t == nil {
		return Fingerprint{}
	}
	var buf [256]byte
	cards := s.listSum(Key{Kind: Tagged, Name: address})
	return append(content.Encoding(buf[:0]).Text(t.Name).Text(t.Lang), cards[:]...).Sum()
}

// makeTags gathers the tags of all listed pages. A section of a one-page
// briefing lends its tags to the page that it stands on.
func (s *Site) makeTags() *tagIndex {
	x := &tagIndex{byAddress: map[string]*tag{}, byName: map[taggedAs]*tag{}}
	for i := range s.m.nodes {
		n, on := &s.m.nodes[i], int32(i)
		if !n.listed || n.lost || len(s.pages[i].Meta.Tags) == 0 {
			continue
		}
		if n.cover != none && n.place.Single {
			on = n.cover
		}
		suffix := n.folder.suffix
		for _, name := range s.pages[i].Meta.Tags {
			key := taggedAs{suffix, name}
			t, known := x.byName[key]
			if !known {
				t = x.named(suffix, name, s.pages[i].Lang)
				x.byName[key] = t
			}
			if t != nil {
				t.add(on, name)
			}
		}
	}
	for address, t := range x.byAddress {
		if t.finish(s); len(t.nodes) < 2 {
			delete(x.byAddress, address)
		}
	}
	return x
}

// named is the tag of a name, new or known by another spelling; nil if no file
// can be called after it.
func (x *tagIndex) named(suffix, name, lang string) *tag {
	slug := tagSlug(name)
	if !isSlug(slug) || slug == indexFile { // a server shows a file of that name, and no folder
		return nil
	}
	address := tagsName + slug + "/"
	if suffix != "" {
		address = suffix + "/" + address
	}
	t := x.byAddress[address]
	if t == nil {
		t = &tag{Tag: Tag{Address: address, Lang: lang}, typed: map[string]int{}}
		x.byAddress[address] = t
	}
	return t
}

// tagSlug is the last part of the address of a tag's list.
func tagSlug(name string) string {
	slug := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == '/' || r == '\\' {
			return '-'
		}
		return r
	}, fold(strings.TrimSpace(name)))
	return strings.TrimLeft(slug, ".")
}

// add notes a page. Pages come sorted by path, sections of one-page briefings
// behind their cover.
func (t *tag) add(on int32, name string) {
	t.typed[name]++
	if !slices.Contains(t.nodes[max(0, len(t.nodes)-1):], on) {
		t.nodes = append(t.nodes, on)
	}
}

// finish gives a tag its name and its order.
func (t *tag) finish(s *Site) {
	slices.Sort(t.nodes)
	t.nodes = slices.Compact(t.nodes)
	best := 0
	for name, n := range t.typed {
		if n > best || n == best && name < t.Name {
			t.Name, best = name, n
		}
	}
	t.sorted = sync.OnceValue(func() []int32 {
		list := slices.Clone(t.nodes)
		slices.SortStableFunc(list, func(a, b int32) int { return s.compareInLists(a, b) })
		return list
	})
}

// compareInLists is the order of lists: newest first, undated pages last by
// title, those of one moment or title by path.
func (s *Site) compareInLists(a, b int32) int {
	p, q := &s.pages[a].Meta, &s.pages[b].Meta
	switch {
	case p.Date.IsZero() && q.Date.IsZero():
		return cmp.Or(strings.Compare(p.Title, q.Title), cmp.Compare(a, b))
	case p.Date.IsZero():
		return 1
	case q.Date.IsZero():
		return -1
	}
	return cmp.Or(q.Date.Time.Compare(p.Date.Time), cmp.Compare(a, b))
}

// tagRoutes are the lists of tags.
func (s *Site) tagRoutes() (routes []Route) {
	for address := range s.m.tags().byAddress {
		routes = append(routes, Route{Path: address + indexFile, Kind: RouteTag})
	}
	return routes
}

// isTagList says whether a folded address is kept for a list of a tag in one of
// the site's languages other than the first: "lo/tags/army/".
func (l *linker) isTagList(address string) bool {
	suffix, rest, _ := strings.Cut(address, "/")
	return strings.HasPrefix(rest, tagsName) &&
		slices.ContainsFunc(l.cfg.Languages, func(lang config.Language) bool { return strings.EqualFold(lang.Code, suffix) })
}
