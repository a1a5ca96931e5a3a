package watch

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"brief/internal/source"
)

// reach is what the symbolic links of a site depend on beyond themselves.
type reach struct {
	way  map[string]bool // every name that is looked up on the way: whatever happens at one can change where a link leads
	ends map[string]bool // the places that links lead to, reached without links
}

// mostHops is how many links one name may lead through, as on Linux
// (path_resolution(7)).
const mostHops = 40

// reach follows links, and visits what is where they lead, as a scan does: of
// the links that stand in a linked folder, those to files are followed too.
// enter is called for each folder before a name in it is looked up, so that
// nothing that happens there later is missed.
func (t tree) reach(links []string, f *found, enter func(folder string) error) (reach, error) {
	r := reach{way: map[string]bool{}, ends: map[string]bool{}}
	for _, link := range links {
		end, err := t.follow(link, r.way, enter)
		if err != nil {
			return r, err
		}
		if end != "." && !source.Ignored(end) { // else a scan says that it is not followed
			r.ends[end] = true
		}
	}
	inner := found{files: f.files}
	for _, end := range slices.Sorted(maps.Keys(r.ends)) {
		if err := t.walk(end, &inner, enter); err != nil {
			return r, err
		}
	}
	for _, link := range inner.links {
		end, err := t.follow(link, r.way, enter)
		if err != nil {
			return r, err
		}
		if info, err := os.Lstat(t.abs(end)); err == nil && !info.IsDir() && !source.Ignored(end) {
			r.ends[end] = true
			if err := t.file(end, &inner); err != nil {
				return r, err
			}
		}
	}
	f.folders = append(f.folders, inner.folders...)
	return r, nil
}

// follow looks up where a link leads, name by name, and adds each name to way.
// The end is "." if it leads nowhere, or out of the site.
func (t tree) follow(link string, way map[string]bool, enter func(folder string) error) (end string, err error) {
	at, rest := path.Dir(link), []string{path.Base(link)}
	for hops := 0; len(rest) > 0; {
		name := rest[0]
		rest = rest[1:]
		switch {
		case name == "" || name == ".":
			continue
		case name == ".." && at == ".":
			if rest = t.inside(filepath.Join(append([]string{t.root, ".."}, rest...)...), nil); rest == nil {
				return ".", nil
			}
			continue
		case name == "..":
			at = path.Dir(at)
			continue
		}
		if err := enter(at); err != nil {
			return ".", err
		}
		at = path.Join(at, name)
		way[at] = true
		info, err := os.Lstat(t.abs(at))
		if err != nil {
			return ".", nil
		}
		if info.Mode()&os.ModeSymlink == 0 {
			continue
		}
		to, err := os.Readlink(t.abs(at))
		if hops++; err != nil || hops > mostHops {
			return ".", nil
		}
		if filepath.IsAbs(to) {
			at, rest = ".", t.inside(to, rest)
			if rest == nil {
				return ".", nil
			}
			continue
		}
		at, rest = path.Dir(at), append(strings.Split(filepath.ToSlash(to), "/"), rest...)
	}
	return at, nil
}

// inside is where a name on the disk, and more parts below it, lie inside the
// tree, in parts; nil if that is outside. Of what leads outside first and back
// in, only the end is known: what happens outside is not watched.
func (t tree) inside(name string, more []string) (parts []string) {
	p, inside := t.rel(name)
	if inside {
		return append(strings.Split(p, "/"), more...)
	}
	real, err := filepath.EvalSymlinks(filepath.Join(append([]string{name}, more...)...))
	if err != nil {
		return nil
	}
	if p, inside = t.rel(real); !inside {
		return nil
	}
	return strings.Split(p, "/")
}

// concerns says whether what happens at a path changes what a link leads to.
func (r *reach) concerns(p string) bool {
	if r.way[p] || r.ends[p] {
		return true
	}
	for i := range len(p) {
		if p[i] == '/' && r.ends[p[:i]] {
			return true
		}
	}
	return false
}
