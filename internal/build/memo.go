package build

import (
	"sync"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/render"
	"brief/internal/site"
)

// memo remembers, for every output and every page held back, what it read and what it was. It holds no
// bodies: one that is wanted again is rendered again.
type memo struct {
	mu      sync.RWMutex
	entries map[string]*entry // by output path
	facts   facts
}

// entry is one output as it was last rendered. It is immutable.
type entry struct {
	route  site.Route
	own    []render.Read // of the source file that it shows; of a held-back page all
	shared []int32       // numbers of facts
	file   *output.File  // without its bytes; nil if it could not be made
	wants  []string
	diags  diag.List
}

func (m *memo) get(path string) *entry {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.entries[path]
}

// put remembers a result. A later build that wants the bytes of an output that
// is still fresh gets them by rendering it again.
func (m *memo) put(b *Builder, r site.Route, res render.Result) *entry {
	e := &entry{route: r, wants: res.Wants, diags: res.Diags}
	if res.File != nil {
		f := *res.File
		if f.Body != nil {
			f.Body, f.Load = nil, func() ([]byte, error) { return b.bytesOf(r.Path) }
		}
		e.file = &f
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil {
		m.entries = map[string]*entry{}
	}
	if r.Kind == site.RouteHeld {
		e.own = res.Reads // facts are as readers see them
	} else {
		e.own, e.shared = m.facts.split(res.Reads, r.Source)
	}
	m.entries[r.Path] = e
	return e
}

// keep forgets all outputs but those of the entries.
func (m *memo) keep(entries []*entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.sweep()
	if len(m.entries) == len(entries) {
		return // the usual case: every entry was put under its own path
	}
	kept := make(map[string]*entry, len(entries))
	for _, e := range entries {
		if e != nil {
			kept[e.route.Path] = e
		}
	}
	m.entries = kept
}

// fresh says whether everything that the output read is as it was; facts says
// it of the shared part.
func (s *snapshot) fresh(e *entry, r site.Route, facts []bool) bool {
	if e == nil || e.route != r {
		return false
	}
	for _, id := range e.shared {
		if !facts[id] {
			return false
		}
	}
	from := s.siteOf(r)
	for i := range e.own {
		if s.fingerprintOf(from, e.own[i].Key) != e.own[i].Was {
			return false
		}
	}
	return true
}

// bytesOf renders an output for its bytes alone.
func (b *Builder) bytesOf(path string) ([]byte, error) {
	f, _, err := b.Get(path)
	if err != nil {
		return nil, err
	}
	return f.Bytes()
}
