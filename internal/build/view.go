package build

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/render"
	"brief/internal/site"
	"brief/internal/source"
)

// View is what a preview shows at a path of the output.
type View struct {
	File   *output.File // with its bytes at hand; nil if it could not be made
	Source string       // the source file that it shows; empty for whole-site files
	Held   *site.Held   // why readers would not see it; nil if they would
	Texts  []string     // the content files whose text it shows, sorted; nil of what is no page
	Wants  []string     // source paths of the content files that are published because of it, sorted

	// Files are those content files by their addresses (from the site's root, without
	// a leading slash), each with what stands for its bytes. They keep their names
	// when they change, so that the output's own bytes do not tell. Nil if there are none.
	Files map[string]string

	// Problems are those that concern the output, as a build reports them: of
	// rendering it, of the files it shows, of the layouts it needs if one is
	// broken, and the errors of brief.yaml, which decides how every page looks.
	Problems diag.List
}

// View makes the output at a path; false if there is none. Unlike [Builder.Get]
// it leaves nothing behind: whoever looks at one site for days, edit by edit,
// needs no more memory than at first. A page does not wait for its pictures to be
// made; the wait for one of them ends with ctx, without a file.
func (b *Builder) View(ctx context.Context, path string) (View, bool) {
	s := b.snap.Load()
	r, ok := b.find(s, path)
	if !ok {
		return View{}, false
	}
	res := b.renderFound(ctx, s, r)
	if r.Kind == site.RouteDerived && res.File == nil && len(res.Diags) == 0 {
		return View{}, false
	}
	b.remember(s, &res)
	v := View{File: res.File, Source: r.Source, Held: s.heldPage(r.Source), Wants: res.Wants, Files: s.filesOf(res.Wants)}
	for _, p := range s.shownBy(r) {
		v.Texts = append(v.Texts, p.file.Path)
	}
	slices.Sort(v.Texts)
	l := s.problemsAt(r, res.Diags)
	if v.File == nil && !l.HasErrors() {
		l = slices.Clone(res.Diags) // no setting makes a missing page right
	}
	v.Problems = s.finished(l)
	return v, true
}

// filesOf are content files by address, with what stands for their bytes.
func (s *snapshot) filesOf(sources []string) map[string]string {
	if len(sources) == 0 {
		return nil
	}
	files := make(map[string]string, len(sources))
	for _, source := range sources {
		if f := s.tree.Lookup(source); f != nil {
			files[s.site.MediaAddress(source)] = hex.EncodeToString(f.Sum[:6])
		}
	}
	return files
}

// heldPage says why the page of a source file is held back; nil if it is not.
func (s *snapshot) heldPage(path string) *site.Held {
	held := s.site.Held()
	if i := slices.IndexFunc(held, func(h site.Held) bool { return h.Path == path }); i >= 0 {
		return &held[i]
	}
	return nil
}

// problemsAt are the problems that concern a route whose rendering found some.
func (s *snapshot) problemsAt(r site.Route, rendering diag.List) diag.List {
	l := slices.Clone(rendering)
	if slices.ContainsFunc(l, func(d diag.Diag) bool { return d.Code == render.BrokenTemplate }) {
		l = slices.DeleteFunc(l, func(d diag.Diag) bool { return d.Code == render.BrokenTemplate })
		l = append(l, onlyErrors(s.templates.Problems())...)
	}
	shown := s.shownBy(r)
	for _, p := range shown {
		l = append(l, p.problems...)
	}
	of := func(d diag.Diag) bool {
		return r.Source != "" && d.Pos.File == r.Source ||
			slices.ContainsFunc(shown, func(p *parsed) bool { return p.file.Path == d.Pos.File })
	}
	for _, found := range []diag.List{s.tree.Problems(), s.siteProblems} {
		for _, d := range found {
			if of(d) {
				l = append(l, d)
			}
		}
	}
	if r.Kind == site.RoutePage || r.Kind == site.RouteAll || r.Kind == site.RouteNotFound {
		l = append(l, onlyErrors(s.cfgProblems)...)
	}
	return s.judge(l)
}

// shownBy are the content files whose text a route shows: a page's own, and the
// sections of a briefing on one page.
func (s *snapshot) shownBy(r site.Route) []*parsed {
	i, ok := s.parsedAt(r.Source)
	if !ok {
		return nil
	}
	shown := s.pages[i : i+1 : i+1]
	place, _ := s.site.Place(r.Source)
	if r.Kind != site.RouteAll && !(place.Briefing && place.Single) {
		return shown
	}
	for _, p := range s.pages {
		if cover := s.pages[i].page; p.page.Dir == cover.Dir && p.page.Suffix == cover.Suffix && p.page.Number >= 0 {
			shown = append(shown, p)
		}
	}
	return shown
}

func (s *snapshot) parsedAt(path string) (int, bool) {
	return slices.BinarySearchFunc(s.pages, path, func(p *parsed, path string) int { return strings.Compare(p.file.Path, path) })
}

func onlyErrors(l diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(l), func(d diag.Diag) bool { return d.Severity != diag.Error })
}

// Broken are the problems of a content file's own front matter and place,
// sorted: what keeps it from being read as it is meant. Nil if there are none,
// or no such file.
func (b *Builder) Broken(path string) diag.List {
	s := b.snap.Load()
	i, ok := s.parsedAt(path)
	if !ok {
		return nil
	}
	return s.finished(s.severities(onlyErrors(s.pages[i].problems)))
}

// Check makes every output for the problems alone and returns those of the
// whole run, sorted, each once. It ends early with ctx's error.
func (b *Builder) Check(ctx context.Context) (diag.List, error) {
	s := b.snap.Load()
	var l diag.List
	for _, problems := range b.all(ctx, s) {
		l = append(l, problems...)
	}
	return s.finished(l), ctx.Err()
}

// Has says what was last read at a path of the site: of a file its length in
// bytes, of a folder 0; ok is false if there was nothing.
func (b *Builder) Has(path string) (size int64, ok bool) {
	tree := b.snap.Load().tree
	if f := tree.Lookup(path); f != nil && !f.Default {
		return f.Size, true
	}
	return 0, slices.ContainsFunc(tree.Under(path+"/"), func(f *source.File) bool { return !f.Default })
}

// SetAsOf makes another moment the one that embargoes and expiry are measured
// by, as a new Builder of that moment would.
func (b *Builder) SetAsOf(t time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opt.AsOf = t
	old := b.snap.Load()
	s := *old
	s.link(old, b.opt)
	s.route(old)
	b.snap.Store(&s)
}

// AddressOf is where a content file's text is shown: an address from the site's
// root without a leading slash, with the fragment of a section that has no page
// of its own; false if it is shown nowhere.
func (b *Builder) AddressOf(path string) (address string, ok bool) {
	place, ok := b.snap.Load().site.Place(path)
	if place.Fragment != "" {
		return place.Address + "#" + place.Fragment, ok
	}
	return place.Address, ok
}
