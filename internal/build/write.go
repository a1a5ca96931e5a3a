package build

import (
	"context"
	"errors"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/site"
)

// Result is what a build into a directory did.
type Result struct {
	output.Stats
	Pages    int       // files that show a content file of their own: no 404.html, redirects or lists that brief makes
	Problems diag.List // sorted, each once; with an error among them nothing was written
	Refused  bool      // the directory could not be taken: nothing was rendered
}

// WriteDir builds into a directory. With one error, of any file, the directory
// stays as it was; the problems are those of the whole run all the same.
func (b *Builder) WriteDir(ctx context.Context, dir string, opt output.Options) (Result, error) {
	s := b.snap.Load()
	var res Result
	w, l := output.NewWriter(dir, opt)
	if l.HasErrors() {
		res.Refused, res.Problems = true, s.finished(l)
		return res, nil
	}
	failed := false
	for f, problems := range b.all(ctx, s) {
		l = append(l, problems...)
		failed = failed || problems.HasErrors()
		if f == nil || failed {
			continue // go on for the findings
		}
		if err := w.Add(f); err != nil {
			l, failed = append(l, problemOf(err)), true
		}
		if b.opt.Once {
			s.templates.Reuse(f)
		}
	}
	if err := ctx.Err(); err != nil {
		w.Abort()
		return res, err
	}
	if !failed { // else an address may be gone because of what is wrong
		gone := s.judge(s.gone(w.Last()))
		l, failed = append(l, gone...), gone.HasErrors()
	}
	for i := range s.routes {
		if s.routes[i].Kind == site.RoutePage {
			res.Pages++
		}
	}
	if failed {
		w.Abort()
	} else {
		stats, problems := w.Commit()
		res.Stats, l = stats, append(l, problems...)
	}
	res.Problems = s.finished(l)
	return res, nil
}

// problemOf is the problem that an output error carries.
func problemOf(err error) diag.Diag {
	var p *output.Problem
	if errors.As(err, &p) {
		return p.Diag
	}
	return diag.Diag{Code: "output-failed", Msg: err.Error()}
}

// finished sorts problems, drops repetitions and what is too much of a file, and
// adds suggestions. The list given is not to be used after that.
func (s *snapshot) finished(l diag.List) diag.List {
	l.Sort()
	return s.suggested(l.Dedupe().Cap(diag.PerFile))
}

// suggested adds what may have been meant.
func (s *snapshot) suggested(l diag.List) diag.List { return s.mendLinks(l.Suggest(s.names)) }

// linkHints is how many links get a hint that needs a look at the whole site: a
// site whose every link broke gains nothing from ten thousand.
const linkHints = 200

// mendLinks adds to broken links what to type instead. The list is changed.
func (s *snapshot) mendLinks(l diag.List) diag.List {
	n := 0
	for i := range l {
		d := &l[i]
		if d.Hint != "" || d.Want.Kind != site.WantLink && d.Want.Kind != site.WantPicture {
			continue
		}
		if n++; n > linkHints {
			break
		}
		d.Hint = s.site.LinkHint(d.Want.Kind, d.Pos.File, d.Want.Name)
	}
	return l
}
