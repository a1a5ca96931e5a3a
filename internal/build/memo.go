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
	last    *finished // nil if there is none
}

// finished is the last build that made every output: each entry, of the route
// of its index, was fresh in that snapshot.
type finished struct {
	snap    *snapshot
	entries []*entry
}

// entry is one output as it was last rendered. It is immutable.
type entry struct {
	route    site.Route
	own      []render.Read // of the source file that it shows; of a held-back page all
	shared   []int32       // numbers of facts
	file     *output.File  // without its bytes; nil if it could not be made
	wants    []string
	pictures []site.PictureUse
	diags    diag.List
	untried  bool // it was not rendered, and is not remembered: see heldBack
}

func (m *memo) get(path string) *entry {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.entries[path]
}

// put remembers a result, unless a build is the only one. A later build that wants
// the bytes of an output that is still fresh gets them by rendering it again.
func (m *memo) put(b *Builder, r site.Route, res render.Result) *entry {
	e := &entry{route: r, wants: res.Wants, pictures: res.Pictures, diags: res.Diags}
	if res.File != nil {
		f := *res.File
		if f.Body != nil {
			f.Body, f.Load = nil, func() ([]byte, error) { return b.bytesOf(r.Path) }
		}
		e.file = &f
	}
	if b.opt.Once {
		return e
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

// keep forgets all outputs but those of the snapshot, by its routes' entries
// and the others.
func (m *memo) keep(s *snapshot, entries []*entry, others ...[]*entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := len(entries)
	for _, l := range others {
		n += len(l)
	}
	if len(m.entries) != n { // in the usual case every entry was put under its own path
		kept := make(map[string]*entry, n)
		for _, l := range append(others, entries) {
			for _, e := range l {
				if e != nil && !e.untried {
					kept[e.route.Path] = e
				}
			}
		}
		m.entries = kept
	}
	m.last = &finished{s, entries}
	if m.sweep() {
		m.last = nil // its entries have the old numbers
	}
}

// fresh says whether everything that the output read is as it was; facts says
// it of the shared part.
func (s *snapshot) fresh(e *entry, r site.Route, facts []bool) bool {
	if e == nil || e.route != r || e.unread() || !e.holds(facts) {
		return false
	}
	from := s.siteOf(r)
	for i := range e.own {
		if s.fingerprintOf(from, e.own[i].Key) != e.own[i].Was {
			return false
		}
	}
	return true
}

// unread says of a file that is published as it is that it could not be read,
// which says nothing of its content: it is tried again.
func (e *entry) unread() bool {
	return e.file == nil && (e.route.Kind == site.RouteStatic || e.route.Kind == site.RouteMedia)
}

// holds says whether all facts hold that the output rests on.
func (e *entry) holds(facts []bool) bool {
	for _, id := range e.shared {
		if !facts[id] {
			return false
		}
	}
	return true
}

// differsInBodies says whether nothing but bodies can differ between two snapshots.
func (s *snapshot) differsInBodies(old *snapshot) bool {
	return s.site.SameRoutes(old.site) && s.templates == old.templates && s.cfg == old.cfg
}

// bytesOf renders an output for its bytes alone.
func (b *Builder) bytesOf(path string) ([]byte, error) {
	f, _, err := b.Get(path)
	if err != nil {
		return nil, err
	}
	return f.Bytes()
}
