package build

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"sort"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/render"
	"brief/internal/site"
)

// releaseAbove is the number of pages above which a build lets go of each
// source text once its front matter is read, and of each parsed body once its
// page is rendered: below it they are worth keeping for the next build, above it
// they would be most of the memory, and reading a file again costs microseconds.
const releaseAbove = 1000

// All makes every output, on all workers, and yields each file with its
// problems: pages and static files in the order of their paths, then the
// content files that they want. A nil file comes with problems that belong to
// no output, or to one that could not be made. Files that were fresh carry
// Load in place of Body. The sequence ends early when ctx is done.
func (b *Builder) All(ctx context.Context) iter.Seq2[*output.File, diag.List] {
	return b.all(ctx, b.snap.Load())
}

func (b *Builder) all(ctx context.Context, s *snapshot) iter.Seq2[*output.File, diag.List] {
	return b.outputs(ctx, s, b.madeFiles)
}

// outputs are those of [Builder.All], with the pictures that are made smaller as
// filesOf has them.
func (b *Builder) outputs(ctx context.Context, s *snapshot, filesOf filesOfUse) iter.Seq2[*output.File, diag.List] {
	return func(yield func(*output.File, diag.List) bool) {
		held := b.heldBack(s)
		if l := b.problems(s, held); len(l) > 0 && !yield(nil, l) {
			return
		}
		entries := make([]*entry, len(s.routes))
		b.checkFresh(s, entries)
		templatesFail := s.judge(s.templates.Problems()).HasErrors()
		endless := 0 // pages whose templates would not come to an end
		for i, res := range b.stale(ctx, s, entries) {
			e := entries[i]
			if e == nil {
				e = b.memo.put(b, s.routes[i], res)
				entries[i] = e
			}
			file := e.file
			if res.File != nil {
				file = res.File
			}
			if !yield(file, append(b.verified(e, res), s.problemsOf(e, templatesFail)...)) {
				return
			}
			if isEndless(e.diags) {
				endless++
			}
			if endless == mostEndless {
				yield(nil, diag.List{tired(s.routes[i+1:])})
				return
			}
		}
		if ctx.Err() != nil {
			return
		}
		media, ok := b.yieldMedia(s, entries, yield)
		if ok && b.yieldDerived(ctx, s, entries, filesOf, yield) && !b.opt.Once {
			b.memo.keep(s, entries, media, held)
		}
	}
}

// mostEndless is how many pages are tried whose templates would not come to an
// end: each takes as long as a page may take, and a site has thousands.
const mostEndless = 10

func isEndless(l diag.List) bool {
	return slices.ContainsFunc(l, func(d diag.Diag) bool { return d.Code == render.EndlessTemplate })
}

// tired says that the outputs of these routes were not made.
func tired(rest []site.Route) diag.Diag {
	return diag.Diag{
		Code: render.EndlessTemplate,
		Msg:  fmt.Sprintf("the templates of %d pages go on too long, and the %d files after them were not tried", mostEndless, len(rest)),
		Hint: "mend the layouts that are named with this problem, then build again: there may be other problems behind it",
	}
}

// checkFresh fills in the entries of outputs that need no rendering.
func (b *Builder) checkFresh(s *snapshot, entries []*entry) {
	b.memo.mu.RLock()
	defer b.memo.mu.RUnlock()
	if len(b.memo.entries) == 0 {
		return
	}
	if last := b.memo.last; last != nil && s.differsInBodies(last.snap) {
		b.checkEdited(s, entries, last)
		return
	}
	facts := b.hold(s, func(site.Key) bool { return true })
	b.parallel(len(s.routes), func(i int) {
		if e := b.memo.entries[s.routes[i].Path]; s.fresh(e, s.routes[i], facts) {
			entries[i] = e
		}
	})
}

// checkEdited does so where bodies alone can differ from the last build: all
// else that an output read is as it was then, and need not be compared.
func (b *Builder) checkEdited(s *snapshot, entries []*entry, last *finished) {
	edited := s.site.Edited(last.snap.site)
	facts := b.hold(s, func(k site.Key) bool { return edited[k.Name] || k.Kind == site.Anchor })
	some := slices.Contains(facts, false)
	b.parallel(len(entries), func(i int) {
		e, r := last.entries[i], s.routes[i]
		if edited[r.Source] && s.fresh(e, r, facts) || !edited[r.Source] && !e.unread() && (!some || e.holds(facts)) {
			entries[i] = e
		}
	})
}

// stale yields every route's index in order, with the result of rendering it
// where it has no entry (or everywhere, in verify mode).
func (b *Builder) stale(ctx context.Context, s *snapshot, entries []*entry) iter.Seq2[int, render.Result] {
	return func(yield func(int, render.Result) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		next := 0
		for j := range b.renderAhead(ctx, s, func(i int) bool { return entries[i] == nil || b.opt.Verify }) {
			results := <-j.results
			if ctx.Err() != nil {
				return // some may not have been made
			}
			for n, i := range j.routes {
				for ; next < i; next++ {
					if !yield(next, render.Result{}) {
						return
					}
				}
				if !yield(i, results[n]) {
					return
				}
				results[n] = render.Result{} // it is the caller's, and not held until the last of the batch
				next = i + 1
			}
		}
		for ; next < len(s.routes) && ctx.Err() == nil; next++ {
			if !yield(next, render.Result{}) {
				return
			}
		}
	}
}

// job is routes to render, by their indexes, and where their results come.
type job struct {
	routes  []int
	results chan []render.Result
}

// renderAhead renders the wanted routes on all workers, some at a time in a
// large build, where handing each over would cost more than many a page. It sends
// them in their order, before they are done, until ctx is; then it closes the
// channel.
func (b *Builder) renderAhead(ctx context.Context, s *snapshot, wanted func(i int) bool) <-chan job {
	const ahead = 4 // jobs of each worker
	size := min(max(1, len(s.routes)/(64*b.opt.Workers)), 16)
	jobs := make(chan job, b.opt.Workers)
	order := make(chan job, ahead*b.opt.Workers)
	for range b.opt.Workers {
		go func() {
			for j := range jobs {
				j.results <- b.renderJob(ctx, s, j.routes)
			}
		}()
	}
	go func() {
		defer close(order)
		defer close(jobs)
		for next := 0; next < len(s.routes); {
			j := job{make([]int, 0, size), make(chan []render.Result, 1)}
			for ; next < len(s.routes) && len(j.routes) < size; next++ {
				if wanted(next) {
					j.routes = append(j.routes, next)
				}
			}
			for _, to := range []chan<- job{jobs, order} {
				select {
				case <-ctx.Done():
					return
				case to <- j:
				}
			}
		}
	}()
	return order
}

// renderJob renders routes one after another. Of those behind the last that
// anybody asks for, because ctx is done or as many are endless as a build tries,
// the results are empty.
func (b *Builder) renderJob(ctx context.Context, s *snapshot, routes []int) []render.Result {
	results := make([]render.Result, len(routes))
	endless := 0
	for n, i := range routes {
		if ctx.Err() != nil || endless == mostEndless {
			break
		}
		results[n] = b.render(s, s.routes[i])
		b.release(s, s.routes[i])
		if isEndless(results[n].Diags) {
			endless++
		}
	}
	return results
}

// release lets go of a rendered page's body in a large build.
func (b *Builder) release(s *snapshot, r site.Route) {
	if r.Kind == site.RoutePage && len(s.pages) > releaseAbove {
		if p := s.site.Page(r.Source); p != nil {
			p.Release()
		}
	}
}

// verified compares a fresh output with its rendering, in verify mode.
func (b *Builder) verified(e *entry, res render.Result) diag.List {
	rendered := len(res.Reads) > 0 || res.File != nil
	if !b.opt.Verify || !rendered || sameResult(e, res) {
		return nil
	}
	return diag.List{{
		Pos:  diag.Pos{File: e.route.Source},
		Code: "stale-output",
		Msg:  fmt.Sprintf("%s was taken for fresh, but renders to something else: a key is missing from its record", e.route.Path),
	}}
}

func sameResult(e *entry, res render.Result) bool {
	if (e.file == nil) != (res.File == nil) || e.file != nil && e.file.Sum != res.File.Sum {
		return false
	}
	return slices.Equal(e.wants, res.Wants) && slices.Equal(e.pictures, res.Pictures) && slices.Equal(e.diags, res.Diags)
}

// findRoute returns the route at a path of the output, media left out.
func (s *snapshot) findRoute(path string) (site.Route, bool) {
	i := sort.Search(len(s.routes), func(i int) bool { return s.routes[i].Path >= path })
	if i < len(s.routes) && s.routes[i].Path == path {
		return s.routes[i], true
	}
	return site.Route{}, false
}

// find returns the route at a path of the output; of media, whatever content
// file stands there, wanted or not.
func (s *snapshot) find(path string) (site.Route, bool) {
	if r, ok := s.findRoute(path); ok {
		return r, true
	}
	if source := s.site.MediaSource(path); source != "" {
		return s.mediaRoute(source), true
	}
	return site.Route{}, false
}

// find returns the route at a path of the output, pictures made smaller too.
func (b *Builder) find(s *snapshot, path string) (site.Route, bool) {
	if r, ok := s.find(path); ok {
		return r, true
	}
	return b.derivedRoute(path)
}

func notFound(path string) error {
	return &fs.PathError{Op: "get", Path: path, Err: fs.ErrNotExist}
}
