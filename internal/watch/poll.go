package watch

import (
	"io/fs"
	"maps"
	"os"
	"slices"
)

// poller looks at every file of a tree.
type poller struct {
	tree tree
	was  map[string]fs.FileInfo // files by path; of folders that they are there
}

func newPoller(t tree) *poller {
	p := &poller{tree: t}
	p.was = p.sweep()
	return p
}

// changes are the paths that differ from the last time, sorted.
func (p *poller) changes() []string {
	now := p.sweep()
	var changed []string
	for path, info := range now {
		if old, there := p.was[path]; !there || !same(old, info) {
			changed = append(changed, path)
		}
	}
	for path := range p.was {
		if _, there := now[path]; !there {
			changed = append(changed, path)
		}
	}
	p.was = now
	slices.Sort(changed)
	return changed
}

// same says whether a file seems to be what it was. A folder counts by being
// the same one, with the same rights: a link may lead to another.
func same(a, b fs.FileInfo) bool {
	if a.IsDir() && b.IsDir() {
		return a.Mode() == b.Mode() && os.SameFile(a, b)
	}
	return a.Mode() == b.Mode() && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

func (p *poller) sweep() map[string]fs.FileInfo {
	f := found{files: map[string]fs.FileInfo{}}
	for _, top := range p.tree.tops() {
		_ = p.tree.walk(top, &f, enterNone) // fails only where enter does
	}
	_, _ = p.tree.reach(f.links, &f, enterNone)
	all := maps.Clone(f.files)
	for _, folder := range f.folders {
		if info, err := os.Stat(p.tree.abs(folder)); err == nil {
			all[folder] = info
		}
	}
	return all
}

// enterNone watches no folder.
func enterNone(string) error { return nil }
