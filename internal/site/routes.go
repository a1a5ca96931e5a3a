package site

import (
	"maps"
	"slices"
	"strings"
)

// Routes are all files of the output but static and media files, sorted by
// path. No two have one path. The slice is the site's own: do not change it.
func (s *Site) Routes() []Route { return s.m.routes() }

// SameRoutes says whether two sites differ in bodies at most, so that their
// routes are the same. It may be asked of nil: a site that is none has no routes.
func (s *Site) SameRoutes(other *Site) bool { return other != nil && s.m == other.m }

// KeepsRoutes says whether the routes of two sites are the same, by a look at
// none of them: an edit of a title changes no address. It may be asked of nil.
func (s *Site) KeepsRoutes(other *Site) bool {
	if other == nil {
		return false
	}
	a, b := s.Routes(), other.Routes()
	return len(a) == len(b) && &a[0] == &b[0] // there always is a page for what is not there
}

// routesAfter are the routes, which are those of the site before if all that
// makeRoutes looks at is as it was.
func (s *Site) routesAfter(before *Site) []Route {
	if before != nil && s.sameAddresses(before) {
		return before.Routes()
	}
	return s.makeRoutes()
}

func (s *Site) sameAddresses(before *Site) bool {
	m, old := s.m, before.m
	if len(m.nodes) != len(old.nodes) || (m.cfg.BaseURL == "") != (old.cfg.BaseURL == "") || (len(m.corrected) == 0) != (len(old.corrected) == 0) ||
		!slices.Equal(s.ownless(), before.ownless()) || !maps.Equal(m.editions, old.editions) || !maps.Equal(m.redirects, old.redirects) {
		return false
	}
	for i := range m.nodes {
		a, b := &m.nodes[i], &old.nodes[i]
		if a.out != b.out || a.lost != b.lost || a.listed != b.listed || a.cover != b.cover || a.place.Single != b.place.Single ||
			a.place.Address != b.place.Address || a.place.Fragment != b.place.Fragment || s.pages[i].Path != before.pages[i].Path ||
			s.pages[i] != before.pages[i] && s.pages[i].Meta.Feedback != before.pages[i].Meta.Feedback {
			return false
		}
	}
	return slices.Equal(slices.Sorted(maps.Keys(m.tags().byAddress)), slices.Sorted(maps.Keys(old.tags().byAddress)))
}

// Names of the files that are made for the site as a whole.
const (
	notFoundFile = "404.html"
	feedFile     = "feed.xml"
	rssFile      = "rss.xml"
	jsonFile     = "feed.json"
	sitemapFile  = "sitemap.xml"
	robotsFile   = "robots.txt"
	webAppFile   = "site.webmanifest"

	correctionsAddress = "corrections/"
)

func (s *Site) makeRoutes() []Route {
	routes := append([]Route{{Path: notFoundFile, Kind: RouteNotFound}}, s.ownless()...)
	if s.m.cfg.BaseURL != "" {
		routes = append(routes, Route{Path: feedFile, Kind: RouteFeed}, Route{Path: rssFile, Kind: RouteRSS},
			Route{Path: jsonFile, Kind: RouteFeedJSON}, Route{Path: sitemapFile, Kind: RouteSitemap})
	}
	if len(s.m.corrected) > 0 {
		routes = append(routes, Route{Path: correctionsAddress + indexFile, Kind: RouteCorrections})
	}
	for i := range s.m.nodes {
		n, path := &s.m.nodes[i], s.pages[i].Path
		if !n.out || n.lost || n.cover != none && n.place.Single {
			continue
		}
		routes = append(routes, Route{Path: n.place.Address + indexFile, Kind: RoutePage, Source: path})
	}
	for _, i := range s.m.editions {
		routes = append(routes, Route{Path: s.m.nodes[i].editionAddress() + indexFile, Kind: RouteAll, Source: s.pages[i].Path})
	}
	for _, a := range s.m.redirects {
		place := &s.m.nodes[a.to].place
		routes = append(routes, Route{
			Path: a.path, Kind: RouteRedirect, Source: s.pages[a.to].Path,
			To: place.Address, Fragment: place.Fragment,
		})
	}
	routes = append(append(routes, s.tagRoutes()...), s.feedbackRoutes()...)
	slices.SortFunc(routes, func(a, b Route) int { return strings.Compare(a.Path, b.Path) })
	return routes
}

// ownless are the files that brief makes where the site has none of its own in static/.
func (s *Site) ownless() (routes []Route) {
	for _, r := range []Route{{Path: robotsFile, Kind: RouteRobots}, {Path: webAppFile, Kind: RouteWebApp}} {
		if s.m.tree.Lookup(staticDir+r.Path) == nil {
			routes = append(routes, r)
		}
	}
	return routes
}

// HeldRoutes are those of the pages held back, sorted by source path. Nothing
// is published of them: they are rendered from [Site.WithHeld] for the problems
// in them. Their Path is none that a file can have.
func (s *Site) HeldRoutes() (routes []Route) {
	for _, h := range s.m.held {
		if !s.m.drafts {
			routes = append(routes, Route{Path: "/" + h.Path, Kind: RouteHeld, Source: h.Path})
		}
	}
	return routes
}

const indexFile = "index.html"

// editionAddress is where a briefing's one-page edition stands.
func (n *node) editionAddress() string { return n.place.Address + "all/" }
