//go:build unix

package cache

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// What lies in an entry's place and is no file is a miss. A pipe held builds up for
// ever, and a link to what has no end took all memory.
func TestAnEntryThatIsNoFileIsAbsent(t *testing.T) {
	for name, lay := range map[string]func(path string) error{
		"a pipe":              func(path string) error { return syscall.Mkfifo(path, 0o644) },
		"a folder":            func(path string) error { return os.Mkdir(path, 0o755) },
		"a link to a device":  func(path string) error { return os.Symlink("/dev/zero", path) },
		"a link to nothing":   func(path string) error { return os.Symlink("nothing", path) },
		"a file without end":  func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 1<<40)) },
		"a file of no length": func(path string) error { return os.WriteFile(path, nil, 0o644) },
	} {
		c := Open(t.TempDir())
		k := KeyOf("x")
		if err := os.MkdirAll(filepath.Dir(c.path(k)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := lay(c.path(k)); err != nil {
			t.Fatal(err)
		}
		done := make(chan bool, 1)
		go func() { _, ok := c.Get(k); done <- ok }()
		select {
		case ok := <-done:
			if info, err := os.Stat(c.path(k)); ok || err == nil && !info.Mode().IsRegular() && c.Has(k, info.Size()-32) {
				t.Errorf("%s counts as an entry", name)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("%s is waited for", name)
		}
	}
}

// What a build was writing when it was killed would stay for ever.
func TestPruneRemovesWhatWasNeverFinished(t *testing.T) {
	c := Open(t.TempDir())
	k := KeyOf("x")
	if err := c.Put(k, []byte("bytes")); err != nil {
		t.Fatal(err)
	}
	old, young := filepath.Join(filepath.Dir(c.path(k)), "new-1"), filepath.Join(filepath.Dir(c.path(k)), "new-2")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("by"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if before := time.Now().Add(-25 * time.Hour); os.Chtimes(old, before, before) != nil {
		t.Fatal("its time cannot be set")
	}
	if err := c.Prune(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); err == nil {
		t.Error("it is still there")
	}
	if _, err := os.Stat(young); err != nil {
		t.Error("what another build may be writing is gone")
	}
}
