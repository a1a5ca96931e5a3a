package build

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"brief/internal/output"
	"brief/internal/site"
)

// Explanation says what made a file.
type Explanation struct {
	File      *output.File
	Shows     string   // the source file it shows; empty for whole-site files
	Headers   []string // "Name: value", sorted
	Templates []string // the layout and the blocks, in the order of use
	Sources   []string // the files it read something of, sorted
	Publishes []string // the content files that are published because of it, sorted
}

// Explain says what made the output that where names: a path of the output
// ("why/index.html"), an address ("/why/"), a URL, or a source file
// ("content/10-why.md"). The error is an [fs.ErrNotExist] if there is none.
func (b *Builder) Explain(where string) (Explanation, error) {
	s := b.snap.Load()
	r, ok := s.locate(where)
	if !ok {
		return Explanation{}, notFound(where)
	}
	f, _, err := b.Get(r.Path)
	if err != nil {
		return Explanation{}, err
	}
	x := Explanation{File: f, Shows: r.Source, Publishes: b.memo.get(r.Path).wants}
	for _, name := range slices.Sorted(maps.Keys(f.Headers)) {
		x.Headers = append(x.Headers, name+": "+f.Headers[name])
	}
	sources := map[string]bool{}
	for _, read := range b.memo.reads(r.Path) {
		switch {
		case read.Key.Kind == site.Template:
			x.Templates = append(x.Templates, s.templates.Chain(read.Key.Name)...)
		case read.Key.Kind == site.Asset:
			if name := "static/" + read.Key.Name; s.tree.Lookup(name) != nil {
				sources[name] = true
			}
		case s.tree.Lookup(read.Key.Name) != nil:
			sources[read.Key.Name] = true
		}
	}
	x.Sources = slices.Sorted(maps.Keys(sources))
	return x, nil
}

// locate finds the route that an editor means.
func (s *snapshot) locate(where string) (site.Route, bool) {
	if u, err := url.Parse(where); err == nil && u.Host != "" {
		base, _ := url.Parse(s.cfg.BaseURL)
		where = "/" + strings.TrimPrefix(u.Path, base.Path)
	}
	for _, r := range s.routes {
		if r.Source != "" && r.Source == path.Clean(where) && r.Kind != site.RouteAll {
			return r, true
		}
	}
	where = strings.TrimPrefix(where, "/")
	for _, p := range []string{where, path.Join(where, "index.html")} {
		if r, ok := s.find(p); ok {
			return r, true
		}
	}
	return s.find(strings.TrimPrefix(path.Clean(where), "content/"))
}
