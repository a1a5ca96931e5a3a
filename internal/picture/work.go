package picture

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime"

	"brief/internal/cache"
	"brief/internal/source"
)

// work is what is to be done to a picture: its sizes, or its crops.
type work struct {
	key   cache.Key // of the set
	file  *source.File
	info  Info
	draft drafter
}

// plan returns the set of a work from memory, from the cache, or from a look at
// the picture.
func (m *Maker) plan(w *work) (*Set, error) {
	if s := m.known(w.key); s != nil {
		return s, nil
	}
	return m.planning.do(context.Background(), w.key, func(ctx context.Context) (*Set, error) {
		if s := m.known(w.key); s != nil {
			return s, nil
		}
		if s := m.kept(w.key); s != nil {
			return m.know(s), nil
		}
		if !m.OnRequest {
			return m.carryOut(ctx, w, m.turns.sets, everyVariant)
		}
		if s := m.planned(w.key); s != nil {
			return m.know(s), nil
		}
		return m.carryOut(ctx, w, m.turns.plans, noVariant)
	})
}

func everyVariant(*Variant) bool { return true }

func noVariant(*Variant) bool { return false }

// known is a set that this process knows of; nil if it does not.
func (m *Maker) known(k cache.Key) *Set {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sets[k]
}

func (m *Maker) know(s *Set) *Set {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s.made != nil || m.sets[s.key] == nil {
		m.sets[s.key] = s
	}
	return m.sets[s.key]
}

// carryOut works on a picture as far as its set needs it, and makes the wanted
// variants, when it is its turn. What is at hand is not made again.
func (m *Maker) carryOut(ctx context.Context, w *work, turn chan struct{}, wanted func(*Variant) bool) (*Set, error) {
	known := m.planned(w.key)
	if known != nil && m.atHand(known, wanted) {
		d := &draft{bodies: make([][]byte, len(known.Variants))}
		d.encode = func(int) ([]byte, error) { return nil, errUnfinished } // the cache lost it this instant
		return m.finish(ctx, known, d, wanted)
	}
	m.tell(0, 1)
	defer m.tell(1, 0)
	select {
	case turn <- struct{}{}: // before it is read: a page may have a thousand
		defer func() { <-turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	data, err := w.file.Bytes()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	if err := checkHead(data, w.info.Type); err != nil {
		return nil, err
	}
	need := memory(data, w.info)
	if need > maxMemory {
		return nil, errLarge(w.info)
	}
	need += int64(len(data))
	m.room.take(need)
	defer m.room.give(need)
	defer collect(need)
	var variants []Variant
	if known != nil {
		variants = known.Variants
	}
	d, err := w.draft(data, variants)
	if err != nil {
		return nil, err
	}
	set := &Set{Variants: d.variants, Opaque: d.opaque, Colour: d.colour, key: w.key}
	for i := range set.Variants {
		v := &set.Variants[i]
		if v.key = variantKey(w.key, v); d.bodies[i] != nil {
			m.put(v.key, d.bodies[i])
			m.encoded.Add(1)
		}
	}
	if known == nil && m.OnRequest {
		m.keep(set)
	}
	return m.finish(ctx, set, d, wanted)
}

// finish makes what is wanted of a draft, and keeps it: the pictures first, then
// what names them once all are there.
func (m *Maker) finish(ctx context.Context, s *Set, d *draft, wanted func(*Variant) bool) (*Set, error) {
	made := make([]Made, len(s.Variants))
	for i := range s.Variants {
		if d.bodies[i] == nil && !wanted(&s.Variants[i]) {
			made = nil
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err // what was made is found by who asks next
		}
		body, err := m.bodyOf(d, s.Variants[i].key, i)
		if err != nil {
			return nil, err
		}
		if made != nil {
			made[i] = madeOf(body)
		}
	}
	if made == nil {
		return m.know(s), nil
	}
	whole := *s
	whole.made = made
	m.keep(&whole)
	return m.know(&whole), nil
}

// bodyOf is a variant of a draft, from the cache or made now.
func (m *Maker) bodyOf(d *draft, k cache.Key, i int) ([]byte, error) {
	if b := d.bodies[i]; b != nil {
		return b, nil
	}
	if b, ok := m.get(k); ok {
		return b, nil
	}
	b, err := d.encode(i)
	if err == nil {
		m.put(k, b)
		m.encoded.Add(1)
	}
	return b, err
}

// tell counts pictures that were worked on, and that are to be.
func (m *Maker) tell(done, wanted int) {
	m.count.Lock()
	defer m.count.Unlock()
	m.done, m.wanted = m.done+done, m.wanted+wanted
	if m.Progress != nil {
		m.Progress(m.done, m.wanted)
	}
}

func madeOf(body []byte) Made { return Made{int64(len(body)), sha256.Sum256(body)} }

// collect frees the memory of large pictures at once: how far a build lets its
// garbage grow is measured by pages, and one picture has a thousand times as much.
func collect(bytes int64) {
	const large = 4 << 20
	if bytes > large {
		runtime.GC()
	}
}

// record is a set as it is kept: under its own key if all of it is there, else
// under that of its plan.
type record struct {
	Variants []recordOf
	Opaque   bool
	Colour   [3]byte
}

type recordOf struct {
	Variant
	Size int64  `json:",omitempty"`
	Sum  string `json:",omitempty"` // hexadecimal
}

func planKey(set cache.Key) cache.Key { return cache.KeyOf("plan", string(set[:])) }

func variantKey(set cache.Key, v *Variant) cache.Key {
	return cache.KeyOf("variant", string(set[:]), v.Format, fmt.Sprint(v.Width, "x", v.Height))
}

// keep puts into the cache what is known of a set.
func (m *Maker) keep(s *Set) {
	r, k := record{Variants: make([]recordOf, len(s.Variants)), Opaque: s.Opaque, Colour: s.Colour}, planKey(s.key)
	for i := range s.Variants {
		r.Variants[i].Variant = s.Variants[i]
		if s.made != nil {
			k = s.key
			r.Variants[i].Size, r.Variants[i].Sum = s.made[i].Size, hex.EncodeToString(s.made[i].Sum[:])
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		panic("picture: a record always has a JSON form: " + err.Error())
	}
	m.put(k, text)
}

// kept is a set whose every variant is in the cache; nil if there is none.
func (m *Maker) kept(k cache.Key) *Set {
	s, r := m.read(k, k)
	if s == nil {
		return nil
	}
	s.made = make([]Made, len(s.Variants))
	for i := range s.Variants {
		made := &s.made[i]
		made.Size = r.Variants[i].Size
		if n, err := hex.Decode(made.Sum[:], []byte(r.Variants[i].Sum)); err != nil || n != len(made.Sum) {
			return nil
		}
		if k := s.Variants[i].key; !m.cache.Has(k, made.Size) && !m.spare.Has(k, made.Size) {
			return nil
		}
	}
	return s
}

// planned is a set of which the cache knows what it is to be; nil if it does not.
func (m *Maker) planned(k cache.Key) *Set {
	s, _ := m.read(planKey(k), k)
	if s != nil {
		for i := range s.Variants {
			m.cache.Use(s.Variants[i].key) // the smallest are there
		}
	}
	return s
}

func (m *Maker) read(at, set cache.Key) (*Set, *record) {
	b, ok := m.get(at)
	if !ok {
		return nil, nil
	}
	var r record
	if json.Unmarshal(b, &r) != nil || len(r.Variants) == 0 {
		return nil, nil
	}
	s := &Set{Opaque: r.Opaque, Colour: r.Colour, key: set, Variants: make([]Variant, len(r.Variants))}
	for i := range s.Variants {
		v := &s.Variants[i]
		*v = r.Variants[i].Variant
		v.key = variantKey(set, v)
	}
	return s, &r
}

// atHand says whether all wanted variants of a set, and some, lie in the cache,
// whole.
func (m *Maker) atHand(s *Set, wanted func(*Variant) bool) bool {
	some := false
	for i := range s.Variants {
		if v := &s.Variants[i]; wanted(v) {
			if _, some = m.get(v.key); !some {
				return false
			}
		}
	}
	return some
}
