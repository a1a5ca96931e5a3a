package build

import (
	"slices"
	"sync"

	"brief/internal/diag"
	"brief/internal/site"
)

// Found are the problems that need no output, as [Builder.Problems], in the
// form in which a run reports them.
//
// A preview asks at each edit, and most edits change no problem: then those of
// the last time are the answer, of which a site may have ten thousand.
func (b *Builder) Found() diag.List {
	s := b.snap.Load()
	held := b.heldBack(s)
	f := &b.found
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.snap == nil || f.byText || !slices.Equal(f.held, held) || !s.sameProblems(f.snap) {
		f.list = s.finished(b.problems(s, held))
		f.byText = slices.ContainsFunc(f.list, func(d diag.Diag) bool {
			return d.Want.Kind == site.WantLink || d.Want.Kind == site.WantPicture
		})
	}
	f.snap, f.held = s, held
	return slices.Clone(f.list)
}

// foundProblems are what Found last answered, and from what.
type foundProblems struct {
	mu     sync.Mutex
	snap   *snapshot
	held   []*entry
	list   diag.List
	byText bool // the hints of some depend on the texts of other pages
}

// sameProblems says whether two snapshots have the same problems that need no
// output, and all that their hints depend on but texts. It may say no wrongly.
func (s *snapshot) sameProblems(old *snapshot) bool {
	return s.cfg == old.cfg && s.templates == old.templates && s.site.SameRoutes(old.site) &&
		sameList(s.siteProblems, old.siteProblems) && sameList(s.dataProblems, old.dataProblems) &&
		sameList(s.tree.Problems(), old.tree.Problems()) &&
		slices.EqualFunc(s.pages, old.pages, func(a, b *parsed) bool { return a == b || sameList(a.problems, b.problems) })
}

func sameList(a, b diag.List) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0] || slices.Equal(a, b))
}
