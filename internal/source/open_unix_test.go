//go:build unix

package source

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
)

// A system gives the number of a closed file to the next one that is opened. Who
// closed the first a second time closed the other's, and read it.
func TestAClosedFileIsNotTheNextOne(t *testing.T) {
	site := t.TempDir()
	write(t, site, "a.md", "one")
	write(t, site, "b.md", "two")
	first, err := openFile(filepath.Join(site, "a.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := openFile(filepath.Join(site, "b.md"))
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 3)
	if n, err := first.Read(buf); n > 0 || err == nil {
		t.Errorf("a closed file reads %q, %v", buf[:n], err)
	}
	if err := first.Close(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("closed again: %v", err)
	}
	if n, err := second.Read(buf); string(buf[:n]) != "two" {
		t.Errorf("the other file reads %q, %v", buf[:n], err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}
