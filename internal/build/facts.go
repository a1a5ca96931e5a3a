package build

import (
	"slices"

	"brief/internal/render"
	"brief/internal/site"
)

// facts holds each read that is shared between outputs once: the configuration,
// templates, assets, the targets of links. Half of what a page reads is so, and
// at each build a fact is compared once, however many outputs rest on it.
type facts struct {
	reads []render.Read
	ids   map[render.Read]int32
	swept int // how many there were after the last sweep
}

// id returns the fact's number.
func (f *facts) id(r render.Read) int32 {
	if id, ok := f.ids[r]; ok {
		return id
	}
	if f.ids == nil {
		f.ids = map[render.Read]int32{}
	}
	id := int32(len(f.reads))
	f.reads, f.ids[r] = append(f.reads, r), id
	return id
}

// split sorts what a page read into reads of its own source file and numbers
// of shared facts.
func (f *facts) split(reads []render.Read, source string) (own []render.Read, shared []int32) {
	n := 0
	for i := range reads {
		if reads[i].Key.Name == source {
			n++
		}
	}
	own, shared = make([]render.Read, 0, n), make([]int32, 0, len(reads)-n)
	for _, r := range reads {
		if r.Key.Name == source {
			own = append(own, r)
		} else {
			shared = append(shared, f.id(r))
		}
	}
	return own, shared
}

// reads returns all that the output at a path rests on, what belongs to its own
// source first; nil if it was never made.
func (m *memo) reads(path string) []render.Read {
	m.mu.RLock()
	defer m.mu.RUnlock()
	e := m.entries[path]
	if e == nil {
		return nil
	}
	reads := slices.Clone(e.own)
	for _, id := range e.shared {
		reads = append(reads, m.facts.reads[id])
	}
	return reads
}

// hold says of each fact whether it is as it was. Only those of the wanted keys
// are compared; the others hold.
func (b *Builder) hold(s *snapshot, wanted func(site.Key) bool) []bool {
	facts := b.memo.facts.reads
	ok := make([]bool, len(facts))
	b.parallel(len(facts), func(i int) {
		ok[i] = !wanted(facts[i].Key) || s.fingerprint(facts[i].Key) == facts[i].Was
	})
	return ok
}

// sweep drops facts that no entry rests on, once they may be as many as the
// others. It says whether it did, which gives facts other numbers.
func (m *memo) sweep() bool {
	if len(m.facts.reads) < 2*m.facts.swept+1024 {
		return false
	}
	var kept facts
	for path, e := range m.entries {
		moved := *e
		moved.shared = make([]int32, len(e.shared))
		for i, id := range e.shared {
			moved.shared[i] = kept.id(m.facts.reads[id])
		}
		m.entries[path] = &moved
	}
	kept.swept = len(kept.reads)
	m.facts = kept
	return true
}
