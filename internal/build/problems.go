package build

import (
	"fmt"
	"slices"

	"brief/internal/diag"
	"brief/internal/render"
	"brief/internal/site"
)

// Problems are those that need no output: of reading, of configuration, of
// front matter, of linking and of templates, and all of held-back pages.
func (b *Builder) Problems() diag.List {
	s := b.snap.Load()
	return b.problems(s, b.heldBack(s))
}

// heldBack renders the pages held back, for the problems in them, where what
// they read is not as it was. Some at a time, so that templates that would not
// come to an end do not hold up the build at each of thousands.
func (b *Builder) heldBack(s *snapshot) []*entry {
	const stretch = 128 // the same on all machines, as are the pages not tried
	entries := make([]*entry, len(s.held))
	endless := 0
	for from := 0; from < len(entries); from += stretch {
		rest := entries[from:]
		if endless >= mostEndless {
			for i := range rest {
				rest[i] = &entry{route: s.held[from+i], untried: true}
			}
			rest[0].diags = diag.List{tiredOfHeld(endless, len(rest))}
			break
		}
		rest = rest[:min(stretch, len(rest))]
		b.parallel(len(rest), func(i int) { rest[i] = b.heldEntry(s, s.held[from+i]) })
		for _, e := range rest {
			if isEndless(e.diags) {
				endless++
			}
		}
	}
	return entries
}

// heldEntry is a page held back as it was rendered for this snapshot.
func (b *Builder) heldEntry(s *snapshot, r site.Route) *entry {
	e := b.memo.get(r.Path)
	fresh := s.fresh(e, r, nil)
	if fresh && !b.opt.Verify {
		return e
	}
	res := b.render(s, r)
	if p := s.withHeld.Page(r.Source); p != nil && len(s.pages) > releaseAbove {
		p.Release()
	}
	if !fresh {
		return b.memo.put(b, r, res)
	}
	if l := b.verified(e, res); len(l) > 0 {
		return &entry{route: r, diags: append(l, e.diags...)}
	}
	return e
}

// tiredOfHeld says that pages held back were not looked at.
func tiredOfHeld(endless, rest int) diag.Diag {
	return diag.Diag{
		Code: render.EndlessTemplate,
		Msg:  fmt.Sprintf("the templates of %d pages held back go on too long, and the %d held back after them were not tried", endless, rest),
		Hint: "mend the layouts that are named with this problem",
	}
}

func (b *Builder) problems(s *snapshot, held []*entry) diag.List {
	fonts := s.cfg.CheckFonts(func(file string) bool { return s.tree.Lookup("static/"+file) != nil })
	l := s.judge(slices.Concat(s.tree.Problems(), s.cfgProblems, fonts, s.dataProblems, s.siteProblems, s.templates.Problems()))
	for _, p := range s.pages {
		if len(held) > 0 && held[0].route.Source == p.file.Path {
			l = append(l, warnings(s.judge(slices.Concat(p.problems, held[0].diags)))...)
			held = held[1:]
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

// noBaseURL says once what a site without an address goes without.
func noBaseURL() diag.Diag {
	return diag.Diag{
		Severity: diag.Warning,
		Code:     "no-base-url",
		Msg:      "the site's address is not known, so the feed, the sitemap, canonical links and share cards are left out",
		Hint:     "write base_url: https://example.org/ in brief.yaml, or give --base-url",
	}
}

// judge gives problems the severity that check.severity asks for, and a lenient
// build. It is applied when problems are collected, so that the memo does not
// depend on it.
func (s *snapshot) judge(l diag.List) diag.List { return s.excuse(s.severities(l)) }

// excuse makes problems in the files of pages held back warnings, if the build is lenient.
func (s *snapshot) excuse(l diag.List) diag.List {
	if len(s.excused) == 0 {
		return l
	}
	own := false // it may be the memo's
	for i := range l {
		if l[i].Severity != diag.Error {
			continue
		}
		if _, held := slices.BinarySearch(s.excused, l[i].Pos.File); !held {
			continue
		}
		if !own {
			l, own = slices.Clone(l), true
		}
		l[i].Severity = diag.Warning
	}
	return l
}

// severities gives problems the severity that check.severity asks for.
func (s *snapshot) severities(l diag.List) diag.List {
	if len(s.cfg.Check.Severity) == 0 || len(l) == 0 {
		return l
	}
	var out diag.List // grown as needed: of most pages nothing is left
	for i := range l {
		severity := s.cfg.Check.Severity[l[i].Code]
		if severity == "off" {
			continue
		}
		d := l[i]
		switch severity {
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
