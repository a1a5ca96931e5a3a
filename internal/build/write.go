package build

import (
	"context"

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
	var entries []output.Entry
	for f, problems := range b.All(ctx) {
		l = append(l, problems...)
		failed = failed || problems.HasErrors()
		if f == nil || failed {
			continue // go on for the findings
		}
		if f.Class == output.PageC || f.Class == output.List {
			res.Pages++
		}
		if d := w.Add(f); d != nil {
			l, failed = append(l, d...), failed || d.HasErrors()
		}
		entries = append(entries, output.EntryOf(f))
	}
	_ = entries
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

// finished sorts problems, drops repetitions and adds suggestions.
func (s *snapshot) finished(l diag.List) diag.List {
	l.Sort()
	return l.Dedupe().Suggest(s.names)
}
