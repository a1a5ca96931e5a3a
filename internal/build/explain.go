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
		r, ok = b.derivedRoute(strings.TrimPrefix(s.below(where), "/"))
	}
	if !ok {
		return Explanation{}, notFound(where)
	}
	f, _, err := b.Get(r.Path)
	if err != nil {
		return Explanation{}, err
	}
	x := Explanation{File: f, Shows: r.Source}
	if e := b.memo.get(r.Path); e != nil {
		x.Publishes = e.wants
	}
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
		case read.Key.Kind == site.Config:
			if s.tree.Lookup(ConfigFile) != nil {
				sources[ConfigFile] = true
			}
		case s.tree.Lookup(read.Key.Name) != nil:
			sources[read.Key.Name] = true
		}
	}
	x.Sources = slices.Sorted(maps.Keys(sources))
	return x, nil
}

// HeldBack is the held-back page that where names, as for Explain; false if it
// names none.
func (b *Builder) HeldBack(where string) (site.Held, bool) {
	s := b.snap.Load()
	where, _, _ = strings.Cut(s.below(where), "#")
	where = strings.TrimSuffix(path.Clean(where), "/index.html")
	for _, h := range s.site.Held() {
		c, ok := s.withHeld.Card(h.Path)
		if h.Path == where || ok && c.Address == strings.TrimPrefix(where, "/")+"/" {
			return h, true
		}
	}
	return site.Held{}, false
}

// below is an address without the site's own, if it is a whole URL.
func (s *snapshot) below(where string) string {
	if u, err := url.Parse(where); err == nil && u.Host != "" {
		base, _ := url.Parse(s.cfg.BaseURL)
		return "/" + strings.TrimPrefix(u.Path, base.Path)
	}
	return where
}

// locate finds the route that an editor means. What follows "#" is a place in a
// file, unless a file has that name.
func (s *snapshot) locate(where string) (site.Route, bool) {
	where = s.below(where)
	if r, ok := s.locateFile(where); ok {
		return r, true
	}
	if file, _, ok := strings.Cut(where, "#"); ok {
		if r, ok := s.locateFile(file); ok {
			return r, true
		}
	}
	// A section of a one-page briefing has no file of its own.
	if c, ok := s.site.Card(path.Clean(where)); ok {
		return s.locateFile("/" + c.Address)
	}
	return site.Route{}, false
}

func (s *snapshot) locateFile(where string) (site.Route, bool) {
	for _, r := range s.routes {
		if r.Source != "" && r.Source == path.Clean(where) && r.Kind != site.RouteAll && r.Kind != site.RouteRedirect && r.Kind != site.RouteFeedback {
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
