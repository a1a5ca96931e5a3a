package build

import (
	"slices"

	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/render"
)

// heldEntry is what the body of a held-back page gave.
type heldEntry struct {
	body     [16]byte
	problems diag.List
}

// Problems are those that need no output: of reading, of configuration, of
// front matter, of linking and of templates, and all of held-back pages.
func (b *Builder) Problems() diag.List { return b.problems(b.snap.Load()) }

func (b *Builder) problems(s *snapshot) diag.List {
	held := map[string]bool{}
	for _, h := range s.site.Held() {
		held[h.Path] = s.site.Page(h.Path) == nil // with Drafts it is shown, and its problems count
	}
	b.memo.keepHeld(held)
	l := s.judge(slices.Concat(s.tree.Problems(), s.cfgProblems, s.dataProblems, s.siteProblems, s.templateProblems))
	for _, p := range s.pages {
		if held[p.file.Path] {
			l = append(l, warnings(s.judge(append(slices.Clip(p.problems), b.bodyProblems(p.page)...)))...)
		} else {
			l = append(l, s.judge(p.problems)...)
		}
	}
	return l
}

// problemsOf are the problems of one output. templatesFail says that an error
// of templates is reported, whose consequences on each page then need not be.
func (s *snapshot) problemsOf(e *entry, templatesFail bool) diag.List {
	l := s.judge(e.diags)
	if templatesFail {
		return slices.DeleteFunc(slices.Clone(l), func(d diag.Diag) bool { return d.Code == render.BrokenTemplate })
	}
	if e.file == nil && !l.HasErrors() {
		return e.diags // no setting makes a missing page right
	}
	return l
}

// bodyProblems parses the body of a page that is not rendered, once a version.
func (b *Builder) bodyProblems(p *content.Page) diag.List {
	b.memo.mu.Lock()
	defer b.memo.mu.Unlock()
	if e, ok := b.memo.held[p.Path]; ok && e.body == p.BodySum {
		return e.problems
	}
	_, problems := p.Doc()
	p.Release()
	if b.memo.held == nil {
		b.memo.held = map[string]heldEntry{}
	}
	b.memo.held[p.Path] = heldEntry{p.BodySum, problems}
	return problems
}

// noBaseURL says once what a site without an address goes without.
func noBaseURL() diag.Diag {
	return diag.Diag{
		Severity: diag.Warning,
		Code:     "no-base-url",
		Msg:      "the site's address is not known, so the feed, the sitemap, canonical links and share cards are left out",
		Hint:     "write base_url: https://example.org/ in brief.yaml, or give --base-url",
	}
}

// judge gives problems the severity that check.severity asks for. It is applied
// when problems are collected, so that the memo does not depend on it.
func (s *snapshot) judge(l diag.List) diag.List {
	if len(s.cfg.Check.Severity) == 0 || len(l) == 0 {
		return l
	}
	out := make(diag.List, 0, len(l))
	for _, d := range l {
		switch s.cfg.Check.Severity[d.Code] {
		case "off":
			continue
		case "warning":
			d.Severity = diag.Warning
		case "error":
			d.Severity = diag.Error
		}
		out = append(out, d)
	}
	return out
}

// warnings are the problems of a page that nobody can read yet: a colleague's
// unfinished draft never stops a build.
func warnings(l diag.List) diag.List {
	l = slices.Clone(l)
	for i := range l {
		l[i].Severity = diag.Warning
	}
	return l
}

// names are what a [diag.Want] of the kind was looked for in.
func (s *snapshot) names(kind string) []string {
	if n := s.templates.Names(kind); n != nil {
		return n
	}
	return s.site.Names(kind)
}
