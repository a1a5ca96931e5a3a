// Package cache keeps the results of costly work on disk: the hash of an action
// (everything that its result depends on) leads to the bytes that it gave.
//
// A cache may be copied to another machine, cut short or deleted at any time.
// Each entry begins with the SHA-256 of the rest: one that is damaged counts as
// absent. Entries are written whole under a name of their own and then renamed,
// so that any number of builds may share a folder. Nothing but entries, and new ones
// that were never finished, is ever removed from it.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Key is the hash of an action.
type Key [sha256.Size]byte

// KeyOf is the key of an action that is told by parts: its kind, the version of
// what carries it out, and all its inputs.
func KeyOf(parts ...string) Key {
	h := sha256.New()
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p))
		h.Write(sum[:]) // of equal length, so that parts cannot run into each other
	}
	return Key(h.Sum(nil))
}

// Cache is a set of entries. It is safe for concurrent use.
type Cache struct {
	dir string // empty: in memory

	mu   sync.Mutex
	held map[Key][]byte // of a cache in memory
	used map[Key]bool
}

// Open returns the cache in a folder, which is made with the first entry.
func Open(dir string) *Cache { return &Cache{dir: dir, used: map[Key]bool{}} }

// InMemory returns an empty cache that ends with the process.
func InMemory() *Cache { return &Cache{held: map[Key][]byte{}, used: map[Key]bool{}} }

// ignore keeps a cache out of version control.
const ignore = "# What brief has made and can make again. Safe to delete.\n*\n"

// path is where an entry lies.
func (c *Cache) path(k Key) string {
	name := hex.EncodeToString(k[:])
	return filepath.Join(c.dir, name[:2], name[2:])
}

// Use notes that an entry is of use, so that Prune keeps it. Get and Put do so too.
func (c *Cache) Use(k Key) {
	c.mu.Lock()
	c.used[k] = true
	c.mu.Unlock()
}

// Get returns an entry; false if there is none, or a damaged one. Do not change
// the bytes.
func (c *Cache) Get(k Key) ([]byte, bool) {
	c.Use(k)
	if c.dir == "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		b, ok := c.held[k]
		return b, ok
	}
	b, err := read(c.path(k))
	if err != nil || len(b) < sha256.Size {
		return nil, false
	}
	sum, b := b[:sha256.Size], b[sha256.Size:]
	if got := sha256.Sum256(b); !bytes.Equal(got[:], sum) {
		return nil, false
	}
	return b, true
}

// Has says whether there is an entry of a size, without a look at its bytes.
func (c *Cache) Has(k Key, size int64) bool {
	c.Use(k)
	if c.dir == "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		b, ok := c.held[k]
		return ok && int64(len(b)) == size
	}
	info, err := os.Stat(c.path(k))
	return err == nil && info.Mode().IsRegular() && info.Size() == sha256.Size+size
}

// mostEntry is how many bytes an entry may have: many times what a picture has.
const mostEntry = 1 << 30

var errNoEntry = errors.New("it is no entry")

// read reads a file. It waits for no pipe that lies in its place, and reads nothing
// that has no end.
func read(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() > mostEntry {
		return nil, errNoEntry
	}
	b := make([]byte, info.Size())
	_, err = io.ReadFull(f, b)
	return b, err
}

// Put stores an entry. After an error, which is the disk's, the cache is as it was.
func (c *Cache) Put(k Key, data []byte) error {
	c.Use(k)
	if c.dir == "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.held[k] = bytes.Clone(data)
		return nil
	}
	path := c.path(k)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if note := filepath.Join(c.dir, ".gitignore"); absent(note) {
		if err := os.WriteFile(note, []byte(ignore), 0o644); err != nil {
			return err
		}
	}
	out, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	_, err = out.Write(append(sum[:], data...))
	err = errors.Join(err, out.Close())
	if err == nil {
		err = os.Rename(out.Name(), path)
	}
	if err != nil {
		os.Remove(out.Name())
	}
	return err
}

func absent(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// Prune removes every entry that was of no use since the cache was opened.
func (c *Cache) Prune() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dir == "" {
		for k := range c.held {
			if !c.used[k] {
				delete(c.held, k)
			}
		}
		return nil
	}
	folders, err := os.ReadDir(c.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, folder := range folders {
		if folder.IsDir() && len(folder.Name()) == 2 {
			err = errors.Join(err, c.pruneFolder(folder.Name()))
		}
	}
	return err
}

func (c *Cache) pruneFolder(name string) error {
	dir := filepath.Join(c.dir, name)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	kept := 0
	for _, e := range entries {
		k, ok := keyOfName(name + e.Name())
		if ok && c.used[k] || !ok && !isLeft(e) {
			kept++ // in use, or a file of another's, or a new entry that another build is writing
			continue
		}
		if gone := os.Remove(filepath.Join(dir, e.Name())); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	if kept == 0 {
		os.Remove(dir)
	}
	return err
}

// isLeft says whether a file is a new entry that a build began to write and was
// killed at: none takes a day.
func isLeft(e fs.DirEntry) bool {
	if !strings.HasPrefix(e.Name(), "new-") || !e.Type().IsRegular() {
		return false
	}
	info, err := e.Info()
	return err == nil && time.Since(info.ModTime()) > 24*time.Hour
}

// keyOfName reads what path made of a key.
func keyOfName(name string) (k Key, ok bool) {
	if len(name) != hex.EncodedLen(len(k)) || strings.ToLower(name) != name {
		return k, false
	}
	_, err := hex.Decode(k[:], []byte(name))
	return k, err == nil
}
