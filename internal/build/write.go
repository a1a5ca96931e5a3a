package build

import (
	"context"
	"errors"

	"brief/internal/diag"
	"brief/internal/output"
)

// Result is what a build into a directory did.
type Result struct {
	output.Stats
	Pages    int       // files of class page or list
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
		if f.Class == output.PageC || f.Class == output.List {
			res.Pages++
		}
		if err := w.Add(f); err != nil {
			l, failed = append(l, problemOf(err)), true
		}
	}
	if err := ctx.Err(); err != nil {
		w.Abort()
		return res, err
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

// finished sorts problems, drops repetitions and adds suggestions.
func (s *snapshot) finished(l diag.List) diag.List {
	l.Sort()
	return l.Dedupe().Suggest(s.names)
}
