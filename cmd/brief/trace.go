package main

import (
	"slices"
	"strings"
	"sync"
	"time"

	"brief/internal/site"
)

// trace is what -v says of a build: what was rendered, how long each took, and
// which files were written. Nil says nothing.
type trace struct {
	mu       sync.Mutex
	rendered []timed
	wrote    []string
}

type timed struct {
	name string
	took time.Duration
}

func (t *trace) render(r site.Route, took time.Duration) {
	name := r.Path
	if r.Kind == site.RouteHeld {
		name = r.Source + " (held back)"
	}
	t.mu.Lock()
	t.rendered = append(t.rendered, timed{name, took})
	t.mu.Unlock()
}

func (t *trace) write(path string) { t.wrote = append(t.wrote, path) }

// sayTrace tells of it in the order of paths, as workers finish in any.
func (a *app) sayTrace() {
	if a.trace == nil {
		return
	}
	slices.SortFunc(a.trace.rendered, func(x, y timed) int { return strings.Compare(x.name, y.name) })
	for _, r := range a.trace.rendered {
		a.say("rendered %s (%.2f ms)", r.name, float64(r.took.Microseconds())/1000)
	}
	slices.Sort(a.trace.wrote)
	for _, path := range a.trace.wrote {
		a.say("wrote %s", path)
	}
}
