package deploy

import (
	"crypto/md5"
	"net/url"
	"slices"
	"strings"
)

func md5Of(body []byte) [16]byte { return md5.Sum(body) }

// maxPurge is how many addresses are named one by one. Above it those below one
// folder of the site become one with a star, and above that again all the site.
// CloudFront takes 15 with a star at a time.
const maxPurge = 15

// purge is what the cache in front is to forget with this plan, and with an
// earlier call that was not made; nil if nothing. New files are in no cache,
// but the page for wrong addresses may be, at theirs.
func (r *run) purge(earlier *Purge) *Purge {
	var files []string
	for _, c := range r.plan.Send {
		if !c.object.immutable() {
			files = append(files, c.Path)
		}
	}
	files = append(files, r.plan.Delete...)
	base := r.target.BasePath
	if base == "" {
		base = "/" + r.target.Prefix
	}
	paths := purgePaths(base, files)
	if earlier != nil {
		paths = append(paths, earlier.Paths...)
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	if len(paths) == 0 {
		return nil
	}
	if len(paths) > 3*maxPurge {
		paths = []string{base + "*"}
	}
	return &Purge{ID: r.id, Paths: paths}
}

// purgePaths are the addresses of files, with all their spellings.
func purgePaths(base string, files []string) (paths []string) {
	if len(files) > maxPurge {
		var tops []string
		for _, f := range files {
			top, _, below := strings.Cut(f, "/")
			if below {
				top += "*" // the folder's address without a slash, too
			}
			tops = append(tops, top)
		}
		slices.Sort(tops)
		tops = slices.Compact(tops)
		if len(tops) > maxPurge {
			return []string{base + "*"}
		}
		for _, top := range tops {
			if name, ok := strings.CutSuffix(top, "*"); ok {
				paths = append(paths, base+escaped(name)+"*")
			} else {
				paths = append(paths, addresses(base, top)...)
			}
		}
		return paths
	}
	for _, f := range files {
		paths = append(paths, addresses(base, f)...)
	}
	return paths
}

// addresses are the ways in which readers ask for a file: a page with and
// without index.html, and without the slash.
func addresses(base, file string) []string {
	full := base + escaped(file)
	dir, isIndex := strings.CutSuffix(full, "index.html")
	switch {
	case !isIndex:
		return []string{full}
	case dir == "/":
		return []string{full, dir}
	}
	return []string{strings.TrimSuffix(dir, "/"), dir, full}
}

func escaped(path string) string { return (&url.URL{Path: path}).EscapedPath() }
