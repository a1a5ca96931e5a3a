package serve

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"brief/internal/build"
	"brief/internal/diag"
	"brief/internal/output"
)

// shown is what an address shows.
type shown struct {
	status int          // of HTTP
	file   *output.File // nil if nothing could be made, now or before
	to     string       // of a redirect: where it leads; empty for others
	state  state
}

// state is what the script knows of its page.
type state struct {
	Errors   []problem `json:"errors,omitempty"`   // laid over the page
	Last     bool      `json:"last,omitempty"`     // below them is the page as it last was without errors
	Warnings []problem `json:"warnings,omitempty"` // in the panel
	Held     string    `json:"held,omitempty"`     // why readers would not see the page: "draft", …
	Until    string    `json:"until,omitempty"`    // RFC 3339; when it goes live by itself
	Texts    []string  `json:"texts,omitempty"`    // the content files that it shows: what a check finds in them is the page's
	Version  string    `json:"version"`

	// Files are what the page has under names that stay when the bytes change, by
	// the paths of their addresses, unescaped, each with what stands for its bytes.
	Files map[string]string `json:"files,omitempty"`
}

// problem is a problem as the script shows it.
type problem struct {
	Place    string `json:"place"` // "content/why.md:14:23"
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Msg      string `json:"msg"`
	Hint     string `json:"hint,omitempty"`
	Lines    string `json:"lines,omitempty"` // of the source, with carets
	Href     string `json:"href,omitempty"`  // opens the place in the editor
	Command  string `json:"command,omitempty"`
}

// show finds what stands at an address, given from the site's root without a
// leading slash. With ctx ends the wait for a picture that is made only now.
func (s *Server) show(ctx context.Context, address string) shown {
	name := address
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if !fs.ValidPath(name) || strings.Contains(name, `\`) {
		return s.missing()
	}
	if v, ok := s.view(ctx, name); ok {
		return s.of(name, v)
	}
	if v, ok := s.lost(name); ok {
		return v
	}
	if name == address {
		if _, ok := s.view(ctx, address+"/index.html"); ok {
			return shown{status: http.StatusFound, to: address + "/"}
		}
	}
	return s.missing()
}

// view is the builder's, for what a build would write alone. The wait for a
// picture that is made smaller ends with ctx.
func (s *Server) view(ctx context.Context, name string) (build.View, bool) {
	turn := s.turnNow()
	v, ok := s.opt.Builder.View(ctx, name)
	if !ok && hasHash(name) && s.published(turn)[name] {
		v, ok = s.opt.Builder.View(ctx, name) // a picture whose page was not asked for since the last change
	}
	if !ok || v.File != nil && v.File.Class == output.Media && !s.isWanted(turn, v) {
		return build.View{}, false
	}
	s.want(turn, v)
	return v, true
}

// want notes what a view wants, unless the site has changed since the turn that
// it was asked for at: it may be of the site before.
func (s *Server) want(turn int, v build.View) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn != turn {
		return
	}
	for _, source := range v.Wants {
		s.wanted[source] = true
	}
}

// isWanted says whether a content file is published. If no page that was shown
// since the last change wants it, all are asked.
func (s *Server) isWanted(turn int, v build.View) bool {
	s.mu.Lock()
	known := s.wanted[v.Source] || !strings.HasPrefix(v.Source, "content/")
	s.mu.Unlock()
	return known || s.published(turn)[v.File.Path]
}

// published are the paths of all outputs at a turn. They are made for it once.
func (s *Server) published(turn int) map[string]bool {
	s.mu.Lock()
	all := s.all
	s.mu.Unlock()
	if all != nil {
		return all
	}
	all = s.opt.Builder.Paths(context.Background())
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn == turn {
		s.all = all
	}
	return all
}

// hasHash says whether a name is like that of a picture made smaller, whose last
// part but one is a hash ([picture.Variant.Path]).
func hasHash(name string) bool {
	parts := strings.Split(name[strings.LastIndexByte(name, '/')+1:], ".")
	if len(parts) < 3 {
		return false
	}
	hash := parts[len(parts)-2]
	return len(hash) >= 8 && strings.Trim(hash, "0123456789abcdef") == ""
}

// of is what a view shows: with an error, the last good version.
func (s *Server) of(name string, v build.View) shown {
	out := shown{status: http.StatusOK, file: v.File, state: s.stateOf(v)}
	switch {
	case len(out.state.Errors) == 0 && v.File != nil:
		s.keepGood(name, v)
	default:
		if g, ok := s.goodAt(name); ok && g.source == v.Source && !redirects(v.File) {
			out.file, out.state.Last = g.file, true
		} else if v.File == nil {
			out.status = http.StatusInternalServerError
		}
	}
	if redirects(out.file) {
		out.status, out.to = http.StatusFound, out.file.Redirect
	}
	return out
}

// lost is an address that a page had until its front matter was broken: its
// slug may be in it. The page is still there, under what is wrong with it.
func (s *Server) lost(name string) (shown, bool) {
	g, ok := s.goodAt(name)
	if !ok || g.source == "" {
		return shown{}, false
	}
	l := s.opt.Builder.Broken(g.source)
	if len(l) == 0 {
		return shown{}, false
	}
	out := shown{status: http.StatusOK, file: g.file}
	out.state.Errors, out.state.Warnings = s.problems(l)
	out.state.Texts = []string{g.source}
	out.state.Last = true
	return out, true
}

// missing is the site's own page for what is not there.
func (s *Server) missing() shown {
	out := shown{status: http.StatusNotFound}
	if v, ok := s.opt.Builder.View(context.Background(), "404.html"); ok {
		out = s.of("404.html", v)
		out.status = http.StatusNotFound
	}
	return out
}

func (s *Server) stateOf(v build.View) (st state) {
	st.Errors, st.Warnings = s.problems(v.Problems)
	st.Texts = v.Texts
	for address, sum := range v.Files {
		if st.Files == nil {
			st.Files = make(map[string]string, len(v.Files))
		}
		st.Files[s.Prefix()+address] = sum
	}
	if v.Held != nil {
		st.Held = v.Held.Reason
		if !v.Held.Until.IsZero() {
			st.Until = v.Held.Until.Format(time.RFC3339)
		}
	}
	return st
}

// problems are a list's errors and warnings.
func (s *Server) problems(l diag.List) (errors, warnings []problem) {
	for i := range l {
		p := s.problem(&l[i])
		if l[i].Severity == diag.Error {
			errors = append(errors, p)
		} else {
			warnings = append(warnings, p)
		}
	}
	return errors, warnings
}

func (s *Server) problem(d *diag.Diag) problem {
	p := problem{Place: d.Pos.String(), Severity: d.Severity.String(), Code: d.Code, Msg: d.Msg, Hint: d.Hint}
	if d.Excerpt != "" {
		p.Lines = s.lines(d)
	}
	if d.Pos.File != "" {
		p.Href, p.Command = s.opt.Editor.link(s.opt.Dir, d.Pos)
	}
	return p
}

// version stands for all that is shown.
func (v *shown) version() string {
	h := sha256.New()
	if v.file != nil {
		h.Write(v.file.Sum[:])
	}
	st := v.state
	st.Version = ""
	text, _ := json.Marshal(st) // plain strings cannot fail
	h.Write(text)
	h.Write([]byte{byte(v.status >> 8), byte(v.status)})
	h.Write([]byte(v.to))
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// goodPages are pages as they last were without an error, by address. There are
// at most a few hundred, those shown last. Redirects are none: nothing can be laid
// over one, and one of before leads to an old page.
type goodPages struct {
	byName map[string]goodPage
	names  []string // oldest first
}

type goodPage struct {
	file   *output.File
	source string
}

const mostGood = 300

func (s *Server) keepGood(name string, v build.View) {
	if !isHTML(v.File) || redirects(v.File) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	g := &s.good
	if g.byName == nil {
		g.byName = map[string]goodPage{}
	}
	if _, known := g.byName[name]; !known {
		g.names = append(g.names, name)
		if len(g.names) > mostGood {
			delete(g.byName, g.names[0])
			g.names = g.names[1:]
		}
	}
	g.byName[name] = goodPage{v.File, v.Source}
}

func (s *Server) goodAt(name string) (goodPage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ok := s.good.byName[name]
	return g, ok
}

func isHTML(f *output.File) bool { return f != nil && strings.HasPrefix(f.Type, "text/html") }

func redirects(f *output.File) bool { return f != nil && f.Redirect != "" }
