package build

import (
	"context"
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
	File      *output.File // nil for a picture that is published in other sizes alone
	Shows     string       // the source file it shows; empty for whole-site files
	Recipe    string       // how a picture was made of that file, in words; empty for all else
	Headers   []string     // "Name: value", sorted
	Templates []string     // the layout and the blocks, each once, in the order of use
	Sources   []string     // the files it read something of, sorted
	Publishes []string     // the content files that are published because of it, sorted
	Made      []string     // the outputs that are made of a picture, sorted
	ShownBy   []string     // the outputs because of which a file of content/ or a picture is published, sorted
}

// Explain says what made the output that where names: a path of the output
// ("why/index.html"), an address ("/why/"), a URL, or a source file
// ("content/10-why.md"). The error is an [fs.ErrNotExist] if there is none.
func (b *Builder) Explain(where string) (Explanation, error) {
	s := b.snap.Load()
	r, ok := s.locate(where)
	if !ok || r.Kind == site.RouteMedia {
		return b.explainWanted(s, strings.TrimPrefix(s.below(where), "/"), r.Source)
	}
	return b.explainRoute(s, r)
}

// explainWanted explains a file that is published because pages want it: the file
// of content/ itself, or what is made of it. Which these are only the pages tell,
// once all are rendered.
func (b *Builder) explainWanted(s *snapshot, path, source string) (x Explanation, err error) {
	published := b.Paths(context.Background())
	r, ok := s.mediaRoute(source), false
	if source != "" {
		ok = published[r.Path]
	} else if r, ok = b.derivedRoute(path); ok {
		source = r.Source
	}
	if ok {
		if x, err = b.explainRoute(s, r); err != nil {
			return x, err
		}
	}
	x.Shows = source
	if r.Kind == site.RouteDerived {
		x.Recipe = b.derived.at(r.Path).variant.InWords(s.site.Recipe())
		for _, name := range []string{source, source + ".yaml"} {
			if s.tree.Lookup(name) != nil {
				x.Sources = append(x.Sources, name)
			}
		}
	} else {
		x.Made = b.derived.ofSource(source)
	}
	if !ok && len(x.Made) == 0 {
		return Explanation{}, notFound(path)
	}
	x.ShownBy = b.showing(s, r, source)
	return x, nil
}

// showing are the outputs that want a file of content/, or what is made of it at
// the route's path.
func (b *Builder) showing(s *snapshot, r site.Route, source string) (paths []string) {
	b.memo.mu.RLock()
	defer b.memo.mu.RUnlock()
	for path, e := range b.memo.entries {
		if e.route.Kind == site.RouteHeld {
			continue
		}
		shows := r.Kind == site.RouteMedia && slices.Contains(e.wants, source)
		for _, use := range e.pictures {
			if shows || use.Source != source {
				continue
			}
			_, files, err := b.plannedFiles(context.Background(), s, use)
			shows = err == nil && (r.Kind == site.RouteMedia || slices.ContainsFunc(files, func(f *derivedFile) bool { return f.file.Path == r.Path }))
		}
		if shows {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// explainRoute explains the output of a route.
func (b *Builder) explainRoute(s *snapshot, r site.Route) (Explanation, error) {
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
			for _, t := range s.templates.Chain(read.Key.Name) {
				if !slices.Contains(x.Templates, t) {
					x.Templates = append(x.Templates, t)
				}
			}
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
