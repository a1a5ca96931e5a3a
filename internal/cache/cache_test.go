package cache

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestAnEntryIsWhatWasPut(t *testing.T) {
	for name, c := range map[string]*Cache{"on disk": Open(filepath.Join(t.TempDir(), "a", "b")), "in memory": InMemory()} {
		k := KeyOf("encode", "1", "photo")
		if _, ok := c.Get(k); ok {
			t.Errorf("%s: an entry before any was put", name)
		}
		if err := c.Put(k, []byte("bytes")); err != nil {
			t.Fatal(err)
		}
		if b, ok := c.Get(k); !ok || string(b) != "bytes" {
			t.Errorf("%s: %q, %v", name, b, ok)
		}
		if !c.Has(k, 5) || c.Has(k, 6) || c.Has(KeyOf("encode", "1photo"), 5) {
			t.Errorf("%s: Has tells another size, or another key", name)
		}
	}
}

// A copy that broke off, or a disk that lied, must never reach a reader.
func TestADamagedEntryIsAbsent(t *testing.T) {
	c := Open(t.TempDir())
	k := KeyOf("x")
	if err := c.Put(k, []byte("some bytes")); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(c.path(k))
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		flipped := bytes.Clone(whole)
		flipped[n] ^= 1
		for _, bad := range [][]byte{whole[:n], flipped} {
			if err := os.WriteFile(c.path(k), bad, 0o644); err != nil {
				t.Fatal(err)
			}
			if b, ok := c.Get(k); ok {
				t.Fatalf("damaged at byte %d, and %q came back", n, b)
			}
		}
	}
	if err := c.Put(k, []byte("some bytes")); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Get(k); !ok {
		t.Error("what is put again is not there")
	}
}

func TestPruneKeepsWhatWasUsedAndWhatIsNotOurs(t *testing.T) {
	dir := t.TempDir()
	first := Open(dir)
	for _, name := range []string{"a", "b"} {
		if err := first.Put(KeyOf(name), []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	foreign := filepath.Join(filepath.Dir(first.path(KeyOf("b"))), "notes.txt")
	if err := os.WriteFile(foreign, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	second := Open(dir)
	second.Get(KeyOf("a"))
	if err := second.Prune(); err != nil {
		t.Fatal(err)
	}
	if _, ok := second.Get(KeyOf("a")); !ok {
		t.Error("what was used is gone")
	}
	if _, ok := second.Get(KeyOf("b")); ok {
		t.Error("what was not used is there")
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Error("a file of someone else's is gone:", err)
	}
	if note, err := os.ReadFile(filepath.Join(dir, ".gitignore")); err != nil || !bytes.Contains(note, []byte("\n*\n")) {
		t.Errorf(".gitignore: %q, %v", note, err)
	}
}
