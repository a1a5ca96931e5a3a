package source

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"sync"
	"time"

	"brief/internal/cache"
)

// Sums remembers the hashes of large files from one run to the next, so that a
// site's photographs are not read through each time only to find that they are
// the same. Whatever cannot be trusted is read: a file is the one that was
// hashed only if the system gives it the same number, length and times.
//
// One of these times no program can set, if the file system keeps it: that of the
// last change of anything about the file. A change is missed only if the file is
// still being changed, in the eyes of the system, since the one before, so that a
// file is remembered once it has been left alone for some time. A nil *Sums
// remembers nothing.
type Sums struct {
	cache *cache.Cache

	// settles is how long after a file's last change its times tell the next one;
	// false if they never do.
	settles func(fs.File) (time.Duration, bool)

	mu    sync.Mutex
	known map[string]summed // by name in the site, as it was last time
	seen  map[string]summed // as it is now
	fresh bool              // there is something in seen that is not in known
}

// stamp is what a system says of a file's content.
type stamp struct {
	Size              int64
	Modified, Changed int64 // ns since 1970
	Device, Number    uint64
}

type summed struct {
	Stamp stamp
	Sum   []byte // SHA-256
}

const worthSumming = 64 << 10 // bytes; what is smaller is read as quickly as it is looked up

// onDisk is when a disk has what was written to it. Until then a program that has
// the file in its memory (mmap) goes on to change it, and the system notes only
// the first time of many: Linux looks for what is to be written every 5 s, and
// takes what is 30 s old (dirty_writeback_centisecs, dirty_expire_centisecs).
const onDisk = time.Minute

// sumsKey is where a cache holds the hashes. The last part changes with their form.
func sumsKey() cache.Key { return cache.KeyOf("sums of source files", "3") }

// NewSums returns the hashes that were saved in a cache; none if there are none,
// or they cannot be read.
func NewSums(c *cache.Cache) *Sums {
	s := &Sums{cache: c, settles: settles, known: map[string]summed{}, seen: map[string]summed{}}
	if text, ok := c.Get(sumsKey()); ok && json.Unmarshal(text, &s.known) != nil {
		s.known = map[string]summed{}
	}
	return s
}

// Save writes the hashes of the files that were read since NewSums, if they are
// not those that were saved already.
func (s *Sums) Save() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.fresh {
		return nil
	}
	text, err := json.Marshal(s.seen)
	if err != nil {
		return err
	}
	s.fresh = false
	return s.cache.Put(sumsKey(), text)
}

// forget drops the hash of a file that has another: a disk that failed, or a copy
// that somebody changed.
func (s *Sums) forget(name string) {
	s.mu.Lock()
	delete(s.known, name)
	delete(s.seen, name)
	s.fresh = true
	s.mu.Unlock()
	_ = s.Save() // where it cannot be kept, there was none
}

// find returns the hash of an open file, if it is the one that was hashed.
func (s *Sums) find(name string, info fs.FileInfo) (sum Sum, ok bool) {
	if s == nil || info.Size() < worthSumming {
		return sum, false
	}
	st, ok := stampOf(info)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, from := range []map[string]summed{s.seen, s.known} {
		if was := from[name]; ok && was.Stamp == st && len(was.Sum) == len(sum) {
			s.seen[name] = was
			return Sum(was.Sum), true
		}
	}
	return sum, false
}

// note remembers the hash of a file that has been read, given what the system
// said of it before and says after.
func (s *Sums) note(name string, sum Sum, f fs.File, before, after fs.FileInfo) {
	if s == nil || after.Size() < worthSumming {
		return
	}
	settled, tells := s.settles(f)
	was, ok := stampOf(before)
	is, ok2 := stampOf(after)
	if last := max(is.Changed, is.Modified); !tells || !ok || !ok2 || was != is || time.Since(time.Unix(0, last)) < settled {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.known[name]; old.Stamp != is || !bytes.Equal(old.Sum, sum[:]) {
		s.fresh = true
	}
	s.seen[name] = summed{is, sum[:]}
}
