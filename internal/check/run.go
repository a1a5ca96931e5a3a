package check

import (
	"iter"
	"runtime"

	"brief/internal/diag"
	"brief/internal/output"
)

// Result is what a check of a whole site found.
type Result struct {
	Problems diag.List // the build's own and those of the finished files, sorted, each once
	Files    int       // that were checked
	Partial  bool      // files are missing because of an error that is among the problems
}

// Run checks the files that a build yields, each with its problems; a nil file
// comes with problems that belong to none, or to one that could not be made. In
// a partial result links to what is not there are left out: they are no mistakes
// of their own. The error is that of reading a file.
func Run(all iter.Seq2[*output.File, diag.List], opt Options) (Result, error) {
	var res Result
	var built diag.List
	files := func(yield func(*output.File) bool) {
		for f, l := range all {
			built = append(built, l...)
			if f == nil {
				res.Partial = res.Partial || l.HasErrors()
				continue
			}
			if res.Files++; !yield(f) {
				return
			}
		}
	}
	set := New(opt)
	if err := set.PutAll(files, runtime.GOMAXPROCS(0)); err != nil {
		return res, err
	}
	found := set.All()
	if res.Partial {
		found = withoutMissing(found)
	}
	res.Problems = Merge(built, found)
	return res, nil
}
