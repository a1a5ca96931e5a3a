package site

import (
	"slices"
	"strings"
)

// Routes are all files of the output but static and media files, sorted by
// path. No two have one path. The slice is the site's own: do not change it.
func (s *Site) Routes() []Route { return s.m.routes() }

// SameRoutes says whether two sites differ in bodies at most, so that their
// routes are the same. It may be asked of nil: a site that is none has no routes.
func (s *Site) SameRoutes(other *Site) bool { return other != nil && s.m == other.m }

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
