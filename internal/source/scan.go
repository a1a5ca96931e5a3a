package source

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

// Scan reads every file of a site. What it could not take (a symbolic link out
// of the site, a device, an unreadable or too large file, a name that no
// address can hold) stands in [Tree.Problems].
func Scan(in Input) *Tree {
	var defaults, own, linked []*entry
	var links []string
	var both sync.WaitGroup
	both.Go(func() { defaults = readDefaults(in) })
	if in.Site != nil {
		w := &walk{fsys: in.Site}
		w.top()
		links = w.links
		slices.Sort(links)
		sortEntries(w.entries)
		own = read(in.Site, w.entries, nil, &in)
		linked = read(in.Site, follow(in.Site, links), nil, &in)
	}
	both.Wait()
	return newTree(in, defaults, own, links, linked)
}

// readDefaults reads the layers that are laid under the site's files.
func readDefaults(in Input) (defaults []*entry) {
	for _, d := range []struct {
		name string
		fsys fs.FS
	}{{"layouts", in.Layouts}, {"static", in.Static}} {
		defaults = append(defaults, read(d.fsys, layer(d.fsys, d.name), nil, &Input{})...)
	}
	for _, e := range defaults {
		if e.file != nil {
			e.file.Default = true
		}
	}
	sortEntries(defaults)
	return defaults
}

// Update returns the tree after changes to the named paths of the site (files
// or directories, from the site's root; those that no longer exist are dropped;
// "." is everything). It equals a fresh Scan as far as those paths go, and has
// the receiver's *File wherever the content is the same. The receiver stays as
// it is. Paths that no scan looks at do no harm: a watcher names them where a
// symbolic link leads there.
func (t *Tree) Update(paths []string) *Tree {
	if t.in.Site == nil {
		return t
	}
	named := t.named(paths)
	if len(named) == 0 {
		return t
	}
	links := slices.DeleteFunc(slices.Clone(t.links), func(link string) bool { return below(link, named) })

	w := &walk{fsys: t.in.Site}
	for _, path := range slices.Sorted(maps.Keys(named)) {
		switch {
		case path == ".":
			w.top()
		case inScope(path) && (!hidden(path) || withheld(path)) && !below(parent(path), named):
			w.root(path)
		}
	}
	sortEntries(w.entries)
	fresh := read(t.in.Site, w.entries, t, &t.in)
	if len(t.links)+len(w.links) == 0 {
		if next, ok := t.replace(named, fresh); ok {
			return next
		}
	}
	own := merge(without(t.own, named), fresh, func(e *entry) string { return e.path })
	links = append(links, w.links...)
	slices.Sort(links)

	// Links are listed again each time, since what they lead to may have
	// changed in any way. Only the files among the named paths, by the name that
	// a link gives them or by their own, are read again.
	linked := follow(t.in.Site, links)
	for i := range linked {
		e := linked[i]
		if e.problem == nil && !below(e.name, named) && !below(e.path, named) {
			e.file = t.linkedFile(e.path, e.name)
		}
	}
	return newTree(t.in, t.defaults, own, links, read(t.in.Site, linked, t, &t.in))
}

// replace returns the tree with other versions of the named files, as nearly
// every save makes it. It answers false if they are not all that was found, or
// not all of them were there.
func (t *Tree) replace(named map[string]bool, fresh []*entry) (*Tree, bool) {
	if len(fresh) != len(named) {
		return nil, false
	}
	next := *t
	next.own, next.files = slices.Clone(t.own), slices.Clone(t.files)
	for _, e := range fresh {
		i, ok := find(t.own, e.path)
		if !ok || !named[e.path] || !t.own[i].plain() || !e.plain() {
			return nil, false
		}
		at, ok := slices.BinarySearchFunc(t.files, e.path, func(f *File, path string) int { return strings.Compare(f.Path, path) })
		if !ok || t.files[at] != t.own[i].file {
			return nil, false
		}
		next.own[i], next.files[at] = e, e.file
	}
	return &next, true
}

// named returns the paths that must be looked at for changes at the given ones:
// those whose folders are, and were, real folders, or else the folder's.
func (t *Tree) named(paths []string) map[string]bool {
	named := map[string]bool{}
	folders := map[string]bool{} // checked already
	for _, p := range paths {
		p = path.Clean(p)
		if p != "." && (strings.HasPrefix(p, "/") || p == ".." || strings.HasPrefix(p, "../")) {
			continue
		}
		at := t.nearest(p, folders)
		named[at] = true
		if real, err := resolve(t.in.Site, at); err == nil && real != at {
			// A change that was seen through a link is one of the link's target.
			named[t.nearest(path.Join(real, p[len(at):]), folders)] = true
		}
	}
	return named
}

// nearest returns the path, or the first folder on its way that is no plain
// folder now or was none at the time of the last scan.
func (t *Tree) nearest(p string, folders map[string]bool) string {
	for i := range len(p) {
		if p[i] != '/' {
			continue
		}
		folder := p[:i]
		if folders[folder] {
			continue
		}
		info, err := fs.Lstat(t.in.Site, folder)
		if !addressable(folder) || closed(err) {
			return parent(folder)
		}
		if err != nil || !info.IsDir() || t.standsAt(folder) {
			return folder
		}
		folders[folder] = true
	}
	if _, err := fs.Lstat(t.in.Site, p); !addressable(p) || closed(err) {
		return parent(p) // only a listing of its folder can find it
	}
	return p
}

// closed says of an error of looking at a name that there may be something or nothing.
func closed(err error) bool { return err != nil && !errors.Is(err, fs.ErrNotExist) }

// standsAt reports whether the last scan found something other than a folder.
func (t *Tree) standsAt(path string) bool {
	if _, ok := slices.BinarySearch(t.links, path); ok {
		return true
	}
	_, ok := find(t.own, path)
	return ok
}

// linkedFile returns the file that a link led to, if it is read under the name.
func (t *Tree) linkedFile(path, name string) *File {
	if i, ok := find(t.linked, path); ok && t.linked[i].name == name && t.linked[i].problem == nil {
		return t.linked[i].file
	}
	return nil
}

// below reports whether the path, or a folder that it lies in, is named.
func below(path string, named map[string]bool) bool {
	if named["."] || named[path] {
		return true
	}
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '/' && named[path[:i]] {
			return true
		}
	}
	return false
}

// without returns sorted entries but those that are named or lie in a named
// folder. Of many entries few go, which are looked for rather than the others.
func without(entries []*entry, named map[string]bool) []*entry {
	if named["."] {
		return nil
	}
	type stretch struct{ from, to int }
	var gone []stretch
	for path := range named {
		at := func(path string) int { i, _ := find(entries, path); return i }
		gone = append(gone, stretch{at(path), at(path + "\x00")}, stretch{at(path + "/"), at(path + "0")}) // "0" comes after "/"
	}
	slices.SortFunc(gone, func(a, b stretch) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	kept := make([]*entry, 0, len(entries)+len(named))
	next := 0
	for _, g := range gone {
		if next < g.from {
			kept = append(kept, entries[next:g.from]...)
		}
		next = max(next, g.to)
	}
	return append(kept, entries[next:]...)
}

// merge joins two lists sorted by path; of equal paths those of a come first.
// Either list may be returned, if the other is empty.
func merge[T any](a, b []T, path func(T) string) []T {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	out := make([]T, 0, len(a)+len(b))
	for len(b) > 0 {
		// As a rule one list is short: what comes before its next is taken at once.
		n, _ := slices.BinarySearchFunc(a, path(b[0]), func(e T, p string) int {
			if path(e) <= p {
				return -1
			}
			return 1
		})
		out, a = append(out, a[:n]...), a[n:]
		out, b = append(out, b[0]), b[1:]
	}
	return append(out, a...)
}

// parent returns the folder that a path lies in.
func parent(name string) string { return path.Dir(name) }

func sortEntries(entries []*entry) {
	slices.SortStableFunc(entries, func(a, b *entry) int { return strings.Compare(a.path, b.path) })
}

// find returns the first entry at the path.
func find(entries []*entry, path string) (int, bool) {
	return slices.BinarySearchFunc(entries, path, func(e *entry, path string) int { return strings.Compare(e.path, path) })
}
