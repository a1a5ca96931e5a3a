package site

import (
	"path"
	"slices"
	"strings"
	"sync"

	"brief/internal/content"
	"brief/internal/diag"
)

// linker is a model under construction and the problems found on the way.
type linker struct {
	*model
	pages    []*content.Page
	folders  map[folderKey]*folder
	prefixes map[folderKey]string // address of a folder, with or without pages
	problems diag.List
}

// folder is the pages of one language in one directory.
type folder struct {
	folderKey
	address  string
	index    int32   // or none
	above    int32   // the nearest listed index of a directory above, or none
	sections []int32 // numbered files
	chain    []int32 // pages that follow each other, in order
}

// folderKey names a folder: a translation (10-why.lo.md) is a page of its
// language's folder, so that each language has its own briefings and lists.
type folderKey struct{ dir, suffix string }

// Link makes the model. The Site is never nil; problems are colliding
// addresses, reserved ones, unknown pages in nav, sections without an index, ….
// It reads no body.
func Link(in Input) (*Site, diag.List) {
	l := &linker{
		model: &model{
			cfg: in.Config, tree: in.Tree, asOf: in.AsOf, drafts: in.Drafts,
			nodes:     make([]node, len(in.Pages)),
			byPath:    numbered(in.Prev, in.Pages),
			byAddress: make(map[string]int32, len(in.Pages)),
			editions:  map[string]int32{},
			redirects: map[string]alias{},
			composed:  map[string]string{},
			probes:    keepProbes(in.Prev, in.Tree),
			maker:     in.Maker,
		},
		pages:    in.Pages,
		folders:  map[folderKey]*folder{},
		prefixes: map[folderKey]string{},
	}
	l.gather()
	l.hold()
	l.locate()
	l.order()
	l.claimAddresses()
	l.claimRedirects()
	l.checkRedirects()
	l.checkHome()
	l.gatherCorrections()
	l.readNav()
	l.checkPolicies()
	l.readPeople()
	l.remind()
	l.oddNames()
	l.compose()
	l.tellTwinsApart()
	s := &Site{m: l.model, pages: l.pages}
	if in.Prev != nil {
		in.Prev.Routes() // made now if they were not, so that it holds on to no site before it
	}
	l.routes = sync.OnceValue(func() []Route { return s.routesAfter(in.Prev) })
	l.tags = sync.OnceValue(s.makeTags)
	l.model.near = sync.OnceValue(s.makeNear)
	return s, l.problems
}

// numbered are the numbers of pages by their paths: those of the site before, if the
// paths are the same, as they are after most saves.
func numbered(before *Site, pages []*content.Page) map[string]int32 {
	if before != nil && slices.EqualFunc(before.pages, pages, func(a, b *content.Page) bool { return a.Path == b.Path }) {
		return before.m.byPath
	}
	byPath := make(map[string]int32, len(pages))
	for i, p := range pages {
		byPath[p.Path] = int32(i)
	}
	return byPath
}

// gather sorts the pages into folders.
func (l *linker) gather() {
	var last *folder // pages come sorted by path: mostly the folder is that of the page before
	for k, p := range l.pages {
		i := int32(k)
		suffix := p.Suffix
		if suffix == l.cfg.Lang {
			suffix = ""
		}
		if last == nil || last.dir != p.Dir || last.suffix != suffix {
			key := folderKey{p.Dir, suffix}
			if last = l.folders[key]; last == nil {
				last = &folder{folderKey: key, index: none, above: none}
				l.folders[key] = last
			}
		}
		n := &l.nodes[k]
		n.folder, n.parent, n.cover, n.prev, n.next = last, none, none, none, none
		switch {
		case !p.IsIndex():
			if p.Number >= 0 {
				last.sections = append(last.sections, i)
			}
		case last.index == none: // index.md and, where en is the site's language, index.en.md: the second loses its address
			last.index = i
		}
	}
}

// locate gives each page its place and its parent.
func (l *linker) locate() {
	for _, f := range l.folders {
		f.address = l.prefix(f.folderKey)
		f.above = l.above(f.folderKey)
		if f.index != none {
			l.makeBriefing(f)
		}
	}
	for i := range l.nodes {
		l.locatePage(int32(i))
	}
}

// makeBriefing finds the sections of a folder's index and numbers those listed.
func (l *linker) makeBriefing(f *folder) {
	cover := &l.nodes[f.index]
	cover.place.Kind = ListPage
	if f.dir == contentDir {
		cover.place.Kind = Home
	}
	if len(f.sections) == 0 {
		return
	}
	if cover.place.Kind == ListPage {
		cover.place.Kind = Briefing
	}
	cover.place.Briefing = true
	cover.place.Single = l.pages[f.index].Meta.Edition != "chapters"
	slices.SortFunc(f.sections, func(a, b int32) int {
		if d := l.pages[a].Number - l.pages[b].Number; d != 0 {
			return d
		}
		return int(a - b)
	})
	for _, i := range f.sections {
		n := &l.nodes[i]
		n.cover = f.index
		if n.listed {
			cover.chapters = append(cover.chapters, i)
			n.place.Number = len(cover.chapters)
		}
	}
}

// locatePage fills what is left of a page's Place.
func (l *linker) locatePage(i int32) {
	n, p := &l.nodes[i], l.pages[i]
	f := n.folder
	place := &n.place
	switch {
	case n.cover != none:
		place.Kind, place.Of = Section, len(l.nodes[n.cover].chapters)
		place.Single = l.nodes[n.cover].place.Single
	case place.Kind == "":
		place.Kind = Page
	}
	switch name := slug(p); {
	case p.IsIndex():
		place.Address = f.address
	case !place.Single:
		place.Address = f.address + name + "/"
	default:
		place.Address = f.address
		if n.listed {
			place.Fragment = name // else its text is nowhere on the page
		}
	}
	n.parent = f.above
	if f.index != none && f.index != i {
		if c := &l.nodes[f.index]; c.listed || n.cover != none && c.out {
			n.parent = f.index
		}
	}
	if n.parent != none {
		place.Parent = l.pages[n.parent].Path
	}
	if p.Number >= 0 && n.cover == none && f.index == none {
		l.warnSection(p)
	}
}

const (
	contentDir = "content"
	staticDir  = "static/"
)

// above is the nearest listed index in a directory above, or none.
func (l *linker) above(k folderKey) int32 {
	for dir := k.dir; dir != contentDir && dir != "."; {
		dir = path.Dir(dir)
		if f := l.folders[folderKey{dir, k.suffix}]; f != nil && f.index != none && l.nodes[f.index].listed {
			return f.index
		}
	}
	return none
}

// prefix is the address of a folder: the names of its directories, where an
// index may give another name by its slug; a translation's begins with its
// language, and takes the slug of the site's language where it has none.
func (l *linker) prefix(k folderKey) string {
	if k.dir == contentDir || k.dir == "." {
		if k.suffix == "" {
			return ""
		}
		return k.suffix + "/"
	}
	if a, ok := l.prefixes[k]; ok {
		return a
	}
	name := segment(path.Base(k.dir))
	for _, suffix := range []string{k.suffix, ""} {
		if f := l.folders[folderKey{k.dir, suffix}]; f != nil && f.index != none && l.pages[f.index].Meta.Slug != "" {
			name = slug(l.pages[f.index])
			break
		}
	}
	a := l.prefix(folderKey{path.Dir(k.dir), k.suffix}) + name + "/"
	l.prefixes[k] = a
	return a
}

// slug is the last part of a page's address: its slug, else its name, of an
// index its folder's.
func slug(p *content.Page) string {
	name := p.Name
	if p.IsIndex() {
		name = path.Base(p.Dir)
	}
	if p.Meta.Slug != "" && isSlug(p.Meta.Slug) {
		name = p.Meta.Slug
	}
	return segment(name)
}

// compose remembers the files whose names are not in NFC, so that a link may
// spell them either way. Only names beyond ASCII can be.
func (l *linker) compose() {
	for _, dir := range []string{contentDir + "/", staticDir} {
		for _, f := range l.tree.Under(dir) {
			if nfc := normal(f.Path); nfc != f.Path {
				if _, taken := l.composed[nfc]; !taken {
					l.composed[nfc] = f.Path
				}
			}
		}
	}
}

// isMedia says whether a content file is published when a page refers to it: it
// is no page, and neither it nor a folder of it is set apart by a leading "_", as
// content/_data is.
func isMedia(path string) bool {
	return strings.HasPrefix(path, contentDir+"/") && !strings.HasSuffix(path, ".md") && !strings.Contains(path, "/_")
}
