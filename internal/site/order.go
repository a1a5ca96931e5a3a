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
	for _, i := range l.newestFirst() {
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
		l.chain(append([]int32{int32(i)}, n.chapters...))
	}
}

// chainOf is the folder among whose pages a page is read: its own; of a
// one-page briefing, the one above, in whose list it stands. Nil for other
// indexes, and for undated pages, such as one about sources: nobody reads on
// from it to the next in the alphabet.
func (l *linker) chainOf(i int32) *folder {
	n := &l.nodes[i]
	switch {
	case l.pages[i].Meta.Date.IsZero():
		return nil
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

// dated is what a dated page is sorted by. Held apart from the nodes, thousands
// of them are sorted in a few pages of memory.
type dated struct {
	seconds, nanos int64
	node           int32
}

// newestFirst are the listed pages that are no sections, in the order of lists.
func (l *linker) newestFirst() []int32 {
	dates := make([]dated, 0, len(l.nodes))
	var undated []int32
	for i := range l.nodes {
		n, d := &l.nodes[i], &l.pages[i].Meta.Date
		switch {
		case !n.listed || n.cover != none:
		case d.IsZero():
			undated = append(undated, int32(i))
		default:
			dates = append(dates, dated{d.Time.Unix(), int64(d.Time.Nanosecond()), int32(i)})
		}
	}
	slices.SortFunc(dates, func(a, b dated) int {
		if a.seconds != b.seconds {
			return cmp.Compare(b.seconds, a.seconds)
		}
		return cmp.Or(cmp.Compare(b.nanos, a.nanos), cmp.Compare(a.node, b.node)) // pages are sorted by path
	})
	slices.SortFunc(undated, func(a, b int32) int {
		return cmp.Or(strings.Compare(l.pages[a].Meta.Title, l.pages[b].Meta.Title), cmp.Compare(a, b))
	})
	list := make([]int32, 0, len(dates)+len(undated))
	for _, d := range dates {
		list = append(list, d.node)
	}
	return append(list, undated...)
}
