//go:build linux || darwin

package source

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"brief/internal/cache"
)

// A photograph that is as it was is not read again, and one that is not always is,
// though it be as long as it was and say that it is as old.
func TestSumsTellAnotherFileFromTheSame(t *testing.T) {
	photo := bytes.Repeat([]byte("photo "), worthSumming)
	other := bytes.Repeat([]byte("other "), worthSumming)
	for _, c := range []struct {
		name   string
		change func(file string) error // nil if nothing changes
		read   bool
	}{
		{name: "nothing changed"},
		{"written in place", func(file string) error { return os.WriteFile(file, other, 0o644) }, true},
		{"written in place, with the time of before", func(file string) error {
			info, err := os.Stat(file)
			return errors.Join(err, os.WriteFile(file, other, 0o644), os.Chtimes(file, info.ModTime(), info.ModTime()))
		}, true},
		{"another in its place", func(file string) error {
			return errors.Join(os.WriteFile(file+".new", other, 0o644), os.Rename(file+".new", file))
		}, true},
		{"longer", func(file string) error { return os.WriteFile(file, append(other, '.'), 0o644) }, true},
		{"its rights changed", func(file string) error { return os.Chmod(file, 0o600) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			site, kept := t.TempDir(), cache.Open(t.TempDir())
			file := filepath.Join(site, "content", "a.jpg")
			if err := errors.Join(os.Mkdir(filepath.Dir(file), 0o755), os.WriteFile(file, photo, 0o644)); err != nil {
				t.Fatal(err)
			}
			first := NewSums(kept)
			first.settles = func(fs.File) (time.Duration, bool) { return 0, true }
			counted := &reads{FS: os.DirFS(site)}
			Scan(Input{Site: counted, Sums: first})
			if err := first.Save(); err != nil || counted.bytes != len(photo) {
				t.Fatal(err, counted.bytes)
			}
			if c.change != nil {
				if err := c.change(file); err != nil {
					t.Fatal(err)
				}
			}
			counted.bytes = 0
			got := Scan(Input{Site: counted, Sums: NewSums(kept)}).Lookup("content/a.jpg")
			if read := counted.bytes > 0; read != c.read {
				t.Errorf("it was read: %v", read)
			}
			if want := Scan(Input{Site: os.DirFS(site)}).Lookup("content/a.jpg"); got.Sum != want.Sum || got.Size != want.Size {
				t.Error("it has another hash than when it is read")
			}
		})
	}
}

// Within one tick of a clock a file can change twice, and its times but once.
func TestSumsOfFilesThatChangedJustNowAreNotTrusted(t *testing.T) {
	site, kept := t.TempDir(), cache.InMemory()
	file := filepath.Join(site, "content", "a.jpg")
	if err := errors.Join(os.Mkdir(filepath.Dir(file), 0o755), os.WriteFile(file, make([]byte, worthSumming), 0o644)); err != nil {
		t.Fatal(err)
	}
	sums := NewSums(kept)
	sums.settles = func(fs.File) (time.Duration, bool) { return time.Hour, true }
	counted := &reads{FS: os.DirFS(site)}
	for range 2 {
		Scan(Input{Site: counted, Sums: sums})
	}
	if err := sums.Save(); err != nil {
		t.Fatal(err)
	}
	if _, saved := kept.Get(sumsKey()); saved || counted.bytes != 2*worthSumming {
		t.Errorf("saved: %v, read: %d bytes", saved, counted.bytes)
	}
}

// A hash that is not the file's, with all that the system says of it, made every
// build fail, however often one was told to run it again.
func TestASumThatProvesWrongIsForgotten(t *testing.T) {
	site, kept := t.TempDir(), cache.InMemory()
	file := filepath.Join(site, "content", "a.jpg")
	if err := errors.Join(os.Mkdir(filepath.Dir(file), 0o755), os.WriteFile(file, make([]byte, worthSumming), 0o644)); err != nil {
		t.Fatal(err)
	}
	sums := NewSums(kept)
	sums.settles = func(fs.File) (time.Duration, bool) { return 0, true }
	right := Scan(Input{Site: Dir(site), Sums: sums}).Lookup("content/a.jpg").Sum
	wrong := sums.seen["content/a.jpg"]
	wrong.Sum = make([]byte, len(right))
	sums.seen["content/a.jpg"] = wrong
	if err := sums.Save(); err != nil {
		t.Fatal(err)
	}
	if _, err := Scan(Input{Site: Dir(site), Sums: NewSums(kept)}).Lookup("content/a.jpg").Bytes(); !errors.Is(err, ErrChanged) {
		t.Fatal(err)
	}
	again := Scan(Input{Site: Dir(site), Sums: NewSums(kept)}).Lookup("content/a.jpg")
	if _, err := again.Bytes(); err != nil || again.Sum != right {
		t.Errorf("the second time: %x, %v", again.Sum, err)
	}
}

// Of a small site's pictures each was read three times in a build.
func TestHeldFilesAreReadOnce(t *testing.T) {
	counted := &reads{FS: fstest.MapFS{
		"content/a.png":    {Data: make([]byte, 300)},
		"static/large.jpg": {Data: make([]byte, 3000)},
		"static/z.jpg":     {Data: make([]byte, 600)},
	}}
	tree := Scan(Input{Site: counted, Hold: 1000})
	for path, again := range map[string]int{"content/a.png": 0, "static/z.jpg": 0, "static/large.jpg": 2 * 3000} {
		f := tree.Lookup(path)
		counted.bytes = 0
		var written bytes.Buffer
		body, err := f.Bytes()
		_, err2 := f.WriteTo(&written)
		if errors.Join(err, err2) != nil || !bytes.Equal(body, written.Bytes()) || Sum(sha256.Sum256(body)) != f.Sum {
			t.Errorf("%s: %v, %v, %d bytes, %d written", path, err, err2, len(body), written.Len())
		}
		if counted.bytes != again {
			t.Errorf("%s: %d bytes were read again, want %d", path, counted.bytes, again)
		}
		if f.Text() != nil {
			t.Errorf("%s is text", path)
		}
	}
}

// What was saved by another version, or is no list of hashes, is as if there were none.
func TestSumsThatCannotBeReadAreNone(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `{"content/a.jpg":{"Sum":"AA=="}}`, `{"content/a.jpg":7}`} {
		kept := cache.InMemory()
		if err := kept.Put(sumsKey(), []byte(text)); err != nil {
			t.Fatal(err)
		}
		site := t.TempDir()
		if err := errors.Join(os.Mkdir(filepath.Join(site, "content"), 0o755), os.WriteFile(filepath.Join(site, "content", "a.jpg"), make([]byte, worthSumming), 0o644)); err != nil {
			t.Fatal(err)
		}
		counted := &reads{FS: os.DirFS(site)}
		Scan(Input{Site: counted, Sums: NewSums(kept)})
		if counted.bytes != worthSumming {
			t.Errorf("%q: %d bytes read", text, counted.bytes)
		}
	}
}

// reads counts the bytes that are read of a file system.
type reads struct {
	fs.FS
	bytes int
}

func (r *reads) Open(name string) (fs.File, error) {
	f, err := r.FS.Open(name)
	return &countedFile{f, r}, err
}

func (r *reads) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(r.FS, name) }
func (r *reads) Lstat(name string) (fs.FileInfo, error)     { return fs.Lstat(r.FS, name) }
func (r *reads) ReadLink(name string) (string, error)       { return fs.ReadLink(r.FS, name) }

type countedFile struct {
	fs.File
	all *reads
}

func (f *countedFile) Read(b []byte) (int, error) {
	n, err := f.File.Read(b)
	f.all.bytes += n
	return n, err
}
