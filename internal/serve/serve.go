// Package serve is the preview: a server over a [build.Builder] that shows a
// site as readers will get it, and follows each save.
//
// # What is answered
//
// Every output of the site at its address below the path of its base URL: the
// bytes that a build writes, with the headers of its manifest, and in HTML one
// script more ([Handler] says where). "/why" leads to "/why/", an alias to its
// page, anything else to the site's own page for what is not there, with the
// status 404. There is no list of folders and no file that is no output; a
// content file is answered only if a page that is shown wants it.
//
// Nothing is kept by browsers unasked but what has its hash in its name: an
// editor shall never see an old page.
//
// # Who is answered
//
// Requests whose Host is this machine by name or address, or one that was
// allowed: else a page of another site, whose name is made to lead here (DNS
// rebinding), could read drafts. A foreign Origin is refused. With a token,
// everybody but this machine must show it once.
//
// # How a page stays current
//
// The script hands the page's address to a worker that all tabs of a browser
// share. The worker holds one stream of server-sent events (HTML standard,
// section 9.2), below the site's own path; the page's policy forbids it such
// connections, so it is the worker's file that has a policy of its own. When the
// site changes, the pages that are open are made again, and the worker fetches
// those that differ and hands them to their tabs, which change the document in
// place. A page is told of by a version, which depends on nothing but what is
// shown, so that a server that was started anew has the same ones. Drawings, films
// and whatever else keeps its name when it changes are part of what is shown.
//
// # What is wrong is shown
//
// While a page has an error, its last good version is served, and the script
// lays the problems over it. Warnings, and the problems of the rest of the site,
// are in a panel.
package serve

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"brief/internal/build"
	"brief/internal/diag"
)

// Options of a Server. Only Builder must be set.
type Options struct {
	Builder *build.Builder
	Dir     string                                   // the site's folder, absolute, for the editor's links
	Editor  Editor                                   // opens a place in a file
	Check   func(context.Context) (diag.List, error) // all problems of the site; nil for [build.Builder.Check]

	Hosts []string // names allowed in a request's Host besides this machine's own
	Open  bool     // bound to more than this machine: any address, though no name, is allowed as Host
	Token string   // what others than this machine must show; empty if none
}

// Server is a preview of one site.
type Server struct {
	opt Options
	hub hub

	mu        sync.Mutex
	good      goodPages
	wanted    map[string]bool // content files that pages shown since the last change want
	all       map[string]bool // every output, once it was asked for; nil before
	turn      int             // changes so far
	stopCheck func()          // ends a search for problems that is under way; nil before the first
	site      siteProblems
}

// New makes a preview of a builder's site.
func New(opt Options) *Server {
	s := &Server{opt: opt, wanted: map[string]bool{}}
	s.site.wake = make(chan struct{}, 1)
	if s.opt.Check == nil {
		s.opt.Check = opt.Builder.Check
	}
	s.hub.streams = map[*stream]bool{}
	return s
}

// Prefix is the path below which the site stands: "/", or "/laos/".
func (s *Server) Prefix() string {
	u, err := url.Parse(s.opt.Builder.Config().BaseURL)
	if err != nil || u.Path == "" {
		return "/"
	}
	return strings.TrimSuffix(u.Path, "/") + "/"
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.admit(w, r) {
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "a preview can only be read", http.StatusMethodNotAllowed)
		return
	}
	prefix := s.Prefix()
	rest, below := strings.CutPrefix(r.URL.Path, prefix)
	switch {
	case !below && (r.URL.Path == "/" || r.URL.Path+"/" == prefix):
		redirect(w, r, (&url.URL{Path: prefix}).EscapedPath())
	case !below:
		s.notFound(w, r)
	case strings.HasPrefix(rest, own):
		s.serveOwn(w, r, strings.TrimPrefix(rest, own))
	default:
		s.serveOutput(w, r, rest)
	}
}

// Update takes in changes of the site's files and tells the tabs that show
// something else now. It returns the addresses that were made again for them.
func (s *Server) Update(paths []string) []string {
	s.opt.Builder.Update(paths)
	return s.changed()
}

// Pass makes it another moment: what was held back may be live now.
func (s *Server) Pass(now time.Time) []string {
	s.opt.Builder.SetAsOf(now)
	return s.changed()
}

func (s *Server) changed() []string {
	s.mu.Lock()
	s.turn++
	s.all = nil
	clear(s.wanted)
	if s.stopCheck != nil {
		s.stopCheck()
	}
	s.mu.Unlock()
	open := s.hub.refresh(s.versionOf)
	s.wakeCheck()
	return open
}

// versionOf stands for what is shown at an address, the path of a URL.
func (s *Server) versionOf(address string) string {
	path, err := url.PathUnescape(address)
	rest, below := strings.CutPrefix(path, s.Prefix())
	if err != nil || !below {
		return ""
	}
	v := s.show(context.Background(), rest)
	return v.version()
}

func redirect(w http.ResponseWriter, r *http.Request, to string) {
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusFound)
}
