package picture

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"brief/internal/cache"
	"brief/internal/source"
)

// Maker makes pictures smaller, each once: what it has made it keeps in a cache,
// by the hash of the picture and all that its bytes depend on. It is safe for
// concurrent use, and bounds the memory that pictures take at any time.
type Maker struct {
	// Progress, if not nil, is told how many pictures have been worked on, and of
	// how many so far: each time that another one has to be made, and when it is.
	// It is called by one goroutine at a time, and set before anything is made.
	Progress func(done, wanted int)

	cache    *cache.Cache
	spare    *cache.Cache // for what cannot be written to the other, as in a folder that is read only
	room     room
	avifRoom room          // besides, for what AVIF is encoded in
	turns    chan struct{} // as many as pictures are worked on at a time
	encoded  atomic.Int64

	mu   sync.Mutex
	sets map[cache.Key]*making

	count        sync.Mutex
	done, wanted int
}

// making is a set that is being made, or was.
type making struct {
	once sync.Once
	set  *Set
	err  error
}

// NewMaker returns a Maker that keeps what it makes in a cache.
func NewMaker(c *cache.Cache) *Maker {
	return &Maker{cache: c, spare: cache.InMemory(), room: newRoom(maxMemory), avifRoom: newRoom(avifRoom), turns: make(chan struct{}, runtime.GOMAXPROCS(0)), sets: map[cache.Key]*making{}}
}

// Set is what a picture is derived into. It is immutable.
type Set struct {
	Variants []Variant // by format in the recipe's order, the fallback last; each ascending in width
	Opaque   bool      // nothing shines through; false of crops
	Colour   [3]byte   // sRGB, of an opaque picture: its dominant one, to be shown while it is loaded

	key cache.Key
}

// Action is the hash of the picture and of all that the bytes of its variants depend on.
func (s *Set) Action() [32]byte { return s.key }

// Hash is what stands for a picture, its recipe and its rights in the names of
// its variants: ten hexadecimal digits.
func (s *Set) Hash(rights Rights) string {
	k := cache.KeyOf("name", string(s.key[:]), rights.text())
	return hex.EncodeToString(k[:5])
}

// Wanted says whether a picture is derived into others: a photo or a drawing of
// pixels that does not move, unless it is small and shown by every browser. A
// recipe without formats wants nothing.
func (r Recipe) Wanted(info Info) bool {
	const small = 320
	if len(r.Formats) == 0 {
		return false
	}
	switch info.Type {
	case "image/jpeg", "image/png", "image/gif", "image/webp":
		return !info.Animated && (info.Inks || info.Turned || info.Width > small)
	}
	return false
}

// Variant is one derived picture.
type Variant struct {
	Format        string // avif, webp, jpeg or png
	Width, Height int    // pixels
	Size          int64  // bytes, without what is added by WithRights
	Crop          bool   // it shows a part of the picture
	Sum           string // SHA-256 of these bytes, in hexadecimal

	key cache.Key
}

// Type is the variant's media type.
func (v *Variant) Type() string { return "image/" + v.Format }

// Fallback are the variants of the last format, which every browser shows.
func (s *Set) Fallback() []Variant {
	last := s.Variants[len(s.Variants)-1].Format
	return s.Variants[slices.IndexFunc(s.Variants, func(v Variant) bool { return v.Format == last }):]
}

// Encoded is how many pictures were encoded, and not found in the cache.
func (m *Maker) Encoded() int { return int(m.encoded.Load()) }

// Prune removes from the cache what was of no use since it was opened.
func (m *Maker) Prune() error { return m.cache.Prune() }

// text is the recipe, with what carries it out, as part of a key.
func (r Recipe) text() string {
	b, err := json.Marshal(r)
	if err != nil {
		panic("picture: a Recipe always has a JSON form: " + err.Error())
	}
	return r.encoders() + "\n" + string(b)
}

// Of says what a picture is derived into, and makes it if it is not at hand. An
// error says what is wrong with the file, in words as those of Probe; one with
// [ErrUnread] in its chain says nothing of its content.
func (m *Maker) Of(f *source.File, info Info, recipe Recipe) (*Set, error) {
	return m.set(m.key("set", f, recipe.text()), func() (*Set, error) {
		return m.make(f, info, recipe)
	})
}

func (m *Maker) key(kind string, f *source.File, more ...string) cache.Key {
	return cache.KeyOf(append([]string{kind, string(f.Sum[:])}, more...)...)
}

func (m *Maker) get(k cache.Key) ([]byte, bool) {
	if b, ok := m.cache.Get(k); ok {
		return b, true
	}
	return m.spare.Get(k)
}

func (m *Maker) put(k cache.Key, b []byte) {
	if m.cache.Put(k, b) != nil {
		m.spare.Put(k, b) // memory takes everything
	}
}

// set returns the set of a key from memory, from the cache, or from work.
func (m *Maker) set(k cache.Key, work func() (*Set, error)) (*Set, error) {
	m.mu.Lock()
	s := m.sets[k]
	if s == nil {
		s = &making{}
		m.sets[k] = s
	}
	m.mu.Unlock()
	s.once.Do(func() {
		s.err = errUnfinished
		if s.set = m.cached(k); s.set != nil {
			s.err = nil
			return
		}
		s.set, s.err = work()
	})
	if s.err != nil {
		m.mu.Lock() // another try may go well
		if m.sets[k] == s {
			delete(m.sets, k)
		}
		m.mu.Unlock()
	}
	return s.set, s.err
}

var errUnfinished = fmt.Errorf("%w: it was not finished", ErrUnread)

// cached is a set whose every variant is in the cache; nil if there is none.
func (m *Maker) cached(k cache.Key) *Set {
	b, ok := m.get(k)
	if !ok {
		return nil
	}
	s := &Set{key: k}
	if json.Unmarshal(b, s) != nil || len(s.Variants) == 0 {
		return nil
	}
	for i := range s.Variants {
		v := &s.Variants[i]
		v.key = variantKey(k, v)
		if !m.cache.Has(v.key, v.Size) && !m.spare.Has(v.key, v.Size) {
			return nil
		}
	}
	return s
}

func variantKey(set cache.Key, v *Variant) cache.Key {
	return cache.KeyOf("variant", string(set[:]), v.Format, fmt.Sprint(v.Width, "x", v.Height))
}

// make derives a set and keeps it: the pictures first, then what names them.
func (m *Maker) make(f *source.File, info Info, recipe Recipe) (*Set, error) {
	k := m.key("set", f, recipe.text())
	e := encoder{recipe.Quality, m.avifRoom}
	d, err := m.work(f, info, func(data []byte) (derived, error) { return e.derive(data, info, recipe) })
	if err != nil {
		return nil, err
	}
	return m.keep(k, d, false), nil
}

// work has a picture worked on once there is room for its pixels.
func (m *Maker) work(f *source.File, info Info, do func([]byte) (derived, error)) (derived, error) {
	m.tell(0, 1)
	defer m.tell(1, 0)
	m.turns <- struct{}{} // before it is read: a page may have a thousand
	defer func() { <-m.turns }()
	data, err := f.Bytes()
	if err != nil {
		return derived{}, fmt.Errorf("%w: %w", ErrUnread, err)
	}
	if err := checkHead(data, info.Type); err != nil {
		return derived{}, err
	}
	need := memory(data, info)
	if need > maxMemory {
		return derived{}, errLarge(info)
	}
	need += int64(len(data))
	m.room.take(need)
	defer m.room.give(need)
	d, err := do(data)
	collect(need)
	return d, err
}

// tell counts pictures that were made, and that are to be.
func (m *Maker) tell(done, wanted int) {
	m.count.Lock()
	defer m.count.Unlock()
	m.done, m.wanted = m.done+done, m.wanted+wanted
	if m.Progress != nil {
		m.Progress(m.done, m.wanted)
	}
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// collect frees the memory of large pictures at once: how far a build lets its
// garbage grow is measured by pages, and one picture has a thousand times as much.
func collect(bytes int64) {
	const large = 4 << 20
	if bytes > large {
		runtime.GC()
	}
}

func (m *Maker) keep(k cache.Key, d derived, crop bool) *Set {
	s := &Set{Opaque: d.opaque, Colour: d.colour, key: k}
	for _, r := range d.all {
		v := Variant{Format: r.format, Width: r.width, Height: r.height, Size: int64(len(r.body)), Crop: crop, Sum: sumOf(r.body)}
		v.key = variantKey(k, &v)
		m.put(v.key, r.body)
		s.Variants = append(s.Variants, v)
		m.encoded.Add(1)
	}
	text, err := json.Marshal(s)
	if err != nil {
		panic("picture: a Set always has a JSON form: " + err.Error())
	}
	m.put(k, text)
	return s
}

// Bytes are a variant's, as [Maker.Of] said, or [Maker.Crops] with the focus: from
// the cache, or made again if they are there no longer.
func (m *Maker) Bytes(f *source.File, info Info, recipe Recipe, focus Focus, v *Variant) ([]byte, error) {
	if b, ok := m.get(v.key); ok {
		return b, nil
	}
	again := m.make
	if v.Crop {
		again = func(f *source.File, info Info, recipe Recipe) (*Set, error) { return m.cut(f, info, recipe, focus) }
	}
	if _, err := again(f, info, recipe); err != nil {
		return nil, fmt.Errorf("%s %w", f.Path, err)
	}
	if b, ok := m.get(v.key); ok {
		return b, nil
	}
	return nil, fmt.Errorf("%s: what is made of it cannot be read back", f.Path)
}

// Path is where a variant is published: beside the picture's own address, with
// its width and a hash of the picture and of all that its bytes depend on in its
// name. The name is in lower case, so that no two differ in letter case alone.
func (v *Variant) Path(address, hash string) string {
	dir, name := "", address
	if i := strings.LastIndexByte(address, '/'); i >= 0 {
		dir, name = address[:i+1], address[i+1:]
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	ext := v.Format
	if ext == "jpeg" {
		ext = "jpg"
	}
	size := strconv.Itoa(v.Width)
	if v.Crop {
		size += "x" + strconv.Itoa(v.Height)
	}
	return dir + strings.ToLower(name) + "-" + size + "." + hash + "." + ext
}

// room is memory that is given out by the byte. A demand for more than there is
// of it waits until it is all free.
type room struct {
	mu   *sync.Mutex
	more *sync.Cond
	size int64
	left *int64
}

func newRoom(size int64) room {
	mu, left := &sync.Mutex{}, size
	return room{mu, sync.NewCond(mu), size, &left}
}

func (r room) take(n int64) {
	if r.mu == nil {
		return // the zero room has no bounds
	}
	n = min(n, r.size)
	r.mu.Lock()
	for *r.left < n {
		r.more.Wait()
	}
	*r.left -= n
	r.mu.Unlock()
}

func (r room) give(n int64) {
	if r.mu == nil {
		return
	}
	r.mu.Lock()
	*r.left += min(n, r.size)
	r.mu.Unlock()
	r.more.Broadcast()
}
