package site

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// order puts the pages in the order of lists, once for the whole site, and
// deals them out to the lists from it: newest first, undated last by title, and
// pages of one moment or title by path.
func (l *linker) order() {
	all := make([]int32, 0, len(l.nodes))
	for i := range l.nodes {
		if n := &l.nodes[i]; n.listed && n.cover == none {
			all = append(all, int32(i))
		}
	}
	slices.SortFunc(all, l.newestFirst)
	for _, i := range all {
		n := &l.nodes[i]
		if n.parent != none {
			c := &l.nodes[n.parent].children
			*c = append(*c, i)
		}
		if n.place.Kind == Page || n.place.Briefing && n.folder.suffix == "" {
			if !l.pages[i].Meta.Date.IsZero() && n.folder.suffix == "" {
				l.latest = append(l.latest, i)
			}
		}
		if f := l.chainOf(i); f != nil {
			f.chain = append(f.chain, i)
		}
	}
	for _, f := range l.folders {
		l.chain(f.chain)
	}
	for i := range l.nodes {
		n := &l.nodes[i]
		if !n.listed || !n.place.Briefing || n.place.Single || len(n.chapters) == 0 {
			continue
		}
		l.chain(n.chapters)
		n.next = n.chapters[0]
	}
}

// chainOf is the folder among whose pages a page is read: its own; of a
// one-page briefing, the one above, in whose list it stands. Nil for other
// indexes, which have no neighbours.
func (l *linker) chainOf(i int32) *folder {
	n := &l.nodes[i]
	switch {
	case n.place.Kind == Page:
		return n.folder
	case n.place.Kind == Briefing && n.place.Single:
		return l.folders[folderKey{path.Dir(n.folder.dir), n.folder.suffix}]
	}
	return nil
}

// chain makes pages each other's neighbours.
func (l *linker) chain(list []int32) {
	for k := 1; k < len(list); k++ {
		l.nodes[list[k]].prev = list[k-1]
		l.nodes[list[k-1]].next = list[k]
	}
}

func (l *linker) newestFirst(a, b int32) int {
	da, db := l.pages[a].Meta.Date, l.pages[b].Meta.Date
	switch {
	case da.IsZero() != db.IsZero():
		if da.IsZero() {
			return 1
		}
		return -1
	case da.IsZero():
		if c := strings.Compare(l.pages[a].Meta.Title, l.pages[b].Meta.Title); c != 0 {
			return c
		}
	default:
		if c := cmp.Compare(l.nodes[b].when, l.nodes[a].when); c != 0 {
			return c
		}
		if c := db.Time.Compare(da.Time); c != 0 {
			return c
		}
	}
	return cmp.Compare(a, b) // pages are sorted by path
}
