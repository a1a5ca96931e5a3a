package picture

import (
	"context"
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
	// OnRequest puts off the making of pictures until somebody asks for them: what
	// pages say of them is known once the smallest are made, so that a preview shows
	// a page early. Without it all are made while they are decoded for that, which
	// costs less in all. What is made is the same. It is set before anything is
	// asked for.
	OnRequest bool

	// Progress, if not nil, is told how many pictures have been worked on, and of
	// how many so far: each time that another one has to be made, and when it is.
	// It is called by one goroutine at a time, and set before anything is made.
	Progress func(done, wanted int)

	cache    *cache.Cache
	spare    *cache.Cache // for what cannot be written to the other, as in a folder that is read only
	room     room
	avifRoom room // where AVIF is made, for what each step works in
	turns    turns
	encoded  atomic.Int64

	planning, making flights

	mu   sync.Mutex
	sets map[cache.Key]*Set

	count        sync.Mutex
	done, wanted int
}

// NewMaker returns a Maker that keeps what it makes in a cache.
func NewMaker(c *cache.Cache) *Maker {
	return &Maker{
		cache: c, spare: cache.InMemory(), room: newRoom(maxMemory), avifRoom: newRoom(avifRoom),
		turns: newTurns(runtime.GOMAXPROCS(0)), sets: map[cache.Key]*Set{},
	}
}

// Set is what a picture is derived into: all that a page says of it. It is immutable.
type Set struct {
	Variants []Variant // by format in the recipe's order, the fallback last; each ascending in width
	Opaque   bool      // nothing shines through; false of crops
	Colour   [3]byte   // sRGB, of an opaque picture: its dominant one, to be shown while it is loaded

	key  cache.Key
	made []Made // of each variant; nil if not all were there when the set was looked at
}

// Made is a derived picture that is there.
type Made struct {
	Size int64    // bytes, without what is added by WithRights
	Sum  [32]byte // SHA-256 of these bytes
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
	case "image/avif":
		return !info.Animated && info.AsIs == "" && info.Width > small
	}
	return false
}

// Missed is why nothing is derived of an AVIF of which a recipe would derive pictures
// if it could be read, as an error says it; "" of all others.
func (r Recipe) Missed(info Info) string {
	why := info.AsIs
	if info.AsIs = ""; why == "" || !r.Wanted(info) {
		return ""
	}
	return why
}

// Variant is one derived picture.
type Variant struct {
	Format        string // avif, webp, jpeg or png
	Width, Height int    // pixels
	Crop          bool   // it shows a part of the picture
	Lossless      bool   `json:",omitempty"` // a WebP that is so; nothing of the others

	key cache.Key
}

// encoding is the format as the encoder knows it.
func (v *Variant) encoding() string {
	if v.Lossless {
		return losslessWebP
	}
	return v.Format
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

// Of says what a picture is derived into. An error says what is wrong with the
// file, in words as those of Probe; one with [ErrUnread] in its chain says nothing
// of its content.
func (m *Maker) Of(f *source.File, info Info, recipe Recipe) (*Set, error) {
	return m.plan(m.sizes(f, info, recipe))
}

// sizes is the work on a picture in all of its sizes.
func (m *Maker) sizes(f *source.File, info Info, recipe Recipe) *work {
	e := &encoder{quality: recipe.Quality}
	if slices.Contains(recipe.Formats, "avif") {
		e.room = m.avifRoom
	}
	return &work{
		key: m.key("set", f, recipe.text()), file: f, info: info,
		draft: func(data []byte, known []Variant) (*draft, error) { return e.sizesOf(data, info, recipe, known) },
	}
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

// Make makes what [Maker.Of] said, or [Maker.Crops] with the focus, and returns it
// for each variant. It ends early with ctx's error, and what nobody waits for any
// more is not begun.
func (m *Maker) Make(ctx context.Context, f *source.File, info Info, recipe Recipe, focus Focus, s *Set) ([]Made, error) {
	if known := m.known(s.key); known != nil && known.made != nil {
		return known.made, nil
	}
	w := m.workOf(f, info, recipe, focus, s.Variants[0].Crop)
	set, err := m.making.do(ctx, w.key, func(ctx context.Context) (*Set, error) {
		if s := m.kept(w.key); s != nil {
			return m.know(s), nil
		}
		return m.carryOut(ctx, w, m.turns.sets, everyVariant)
	})
	if err != nil {
		return nil, err
	}
	return set.made, nil
}

// Bytes are a variant's, as Make makes them: from the cache, or made now, and it
// alone. That waits for no whole set, and the same variant is made once for all who
// ask for it. It ends as Make does.
func (m *Maker) Bytes(ctx context.Context, f *source.File, info Info, recipe Recipe, focus Focus, v *Variant) ([]byte, error) {
	if b, ok := m.get(v.key); ok {
		return b, nil
	}
	w := m.workOf(f, info, recipe, focus, v.Crop)
	_, err := m.making.do(ctx, v.key, func(ctx context.Context) (*Set, error) {
		return m.carryOut(ctx, w, m.turns.single, func(other *Variant) bool { return other.key == v.key })
	})
	if err != nil {
		return nil, fmt.Errorf("%s %w", f.Path, err)
	}
	if b, ok := m.get(v.key); ok {
		return b, nil
	}
	return nil, fmt.Errorf("%s: what is made of it cannot be read back", f.Path)
}

func (m *Maker) workOf(f *source.File, info Info, recipe Recipe, focus Focus, crop bool) *work {
	if crop {
		return m.crops(f, info, recipe, focus)
	}
	return m.sizes(f, info, recipe)
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
