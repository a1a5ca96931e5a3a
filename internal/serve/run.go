package serve

import (
	"context"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"brief/internal/diag"
	"brief/internal/watch"
)

// Change is what came of one batch of changes, for the terminal.
type Change struct {
	Paths []string      // what changed in the site; empty if time alone passed
	Open  []string      // the addresses that were made again for open tabs, sorted
	Took  time.Duration // from taking the batch to the tabs being told
	New   diag.List     // problems that there were not before
	Gone  int           // how many there were and are not any more
	Left  diag.List     // all that are known of now
	Note  string        // what the watcher had to say
}

// Run follows the site until ctx is done: each batch of the watcher, and the
// moments at which pages go live or expire if now is set. Each change is
// reported, from one goroutine.
func (s *Server) Run(ctx context.Context, batches <-chan watch.Batch, now func() time.Time, report func(Change)) {
	known := knownProblems{pages: map[string]bool{}}
	known.take(s.opt.Builder.Found()) // which has been said
	for {
		alarm, stop := s.nextMoment(now)
		var c Change
		var start time.Time
		select {
		case <-ctx.Done():
			stop()
			return
		case b := <-batches:
			start = time.Now()
			c.Paths, c.Note = b.Paths, b.Note
			if len(b.Paths) > 0 {
				c.Open = s.Update(b.Paths)
			}
		case <-alarm:
			start = time.Now()
			c.Open = s.Pass(now())
		}
		stop()
		c.Took = time.Since(start)
		c.New, c.Gone, c.Left = known.take(known.found(s, &c))
		report(c)
	}
}

// nextMoment rings when the site next changes by itself; never if now is nil.
func (s *Server) nextMoment(now func() time.Time) (<-chan time.Time, func()) {
	next := s.opt.Builder.Site().NextChange()
	if now == nil || next.IsZero() {
		return nil, func() {}
	}
	// A clock may be set anew: a long wait is made in parts.
	t := time.NewTimer(min(max(0, next.Sub(now()))+time.Millisecond, time.Hour))
	return t.C, func() { t.Stop() }
}

// mostLooked is how many pages are made after a change for the problems in
// their texts.
const mostLooked = 50

// found are the problems that the preview knows of: those that need no output,
// and those of pages that are open, that changed, or that had some before.
func (k *knownProblems) found(s *Server, c *Change) diag.List {
	names := slices.Collect(maps.Keys(k.pages))
	for _, p := range c.Paths {
		if address, ok := s.opt.Builder.AddressOf(p); ok {
			address, _, _ = strings.Cut(address, "#")
			names = append(names, path.Join(address, "index.html"))
		}
	}
	for _, address := range c.Open {
		names = append(names, path.Join(strings.TrimPrefix(address, s.Prefix()), "index.html"))
	}
	slices.Sort(names)
	names = slices.Compact(names)
	l := s.opt.Builder.Found()
	var more diag.List
	for _, name := range names[:min(len(names), mostLooked)] {
		v, _ := s.opt.Builder.View(context.Background(), name)
		if len(v.Problems) == 0 {
			delete(k.pages, name)
			continue
		}
		k.pages[name] = true
		more = append(more, v.Problems...)
	}
	if len(more) == 0 {
		return l // in order
	}
	l = append(l, more...)
	l.Sort()
	return l.Dedupe()
}

// knownProblems are those that were reported, so that each is once.
type knownProblems struct {
	last  diag.List // as they were last found
	told  map[told]bool
	pages map[string]bool // outputs whose texts have problems
}

// told is what makes a problem the same one after an edit, which may move it.
type told struct{ file, code, msg string }

func toldOf(d *diag.Diag) told { return told{d.Pos.File, d.Code, d.Msg} }

// take compares a sorted list with the last one.
func (k *knownProblems) take(l diag.List) (fresh diag.List, gone int, all diag.List) {
	// Most edits change no problem, and a site may have ten thousand.
	same := slices.EqualFunc(l, k.last, func(a, b diag.Diag) bool { return toldOf(&a) == toldOf(&b) })
	k.last = l
	if same {
		return nil, 0, l
	}
	now := make(map[told]bool, len(l))
	for i := range l {
		id := toldOf(&l[i])
		if !now[id] && !k.told[id] {
			fresh = append(fresh, l[i])
		}
		now[id] = true
	}
	for id := range k.told {
		if !now[id] {
			gone++
		}
	}
	k.told = now
	return fresh, gone, l
}

// URL is the site's address at a host with its port.
func (s *Server) URL(host string) string {
	return (&url.URL{Scheme: "http", Host: host, Path: s.Prefix()}).String()
}
