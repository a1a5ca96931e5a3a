package watch

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"brief/internal/source"
)

// tree is the part of a disk that a site reads.
type tree struct {
	root string // absolute, without symbolic links
}

// found is what a walk over a tree comes upon.
type found struct {
	folders []string               // paths, each before what it holds
	files   map[string]fs.FileInfo // of everything but folders; nil if they are not asked for
	links   []string               // paths of symbolic links
}

// deepest is how many folders inside each other are followed, as in a scan.
const deepest = 64

// abs is where a path of the tree is on the disk.
func (t tree) abs(p string) string { return filepath.Join(t.root, filepath.FromSlash(p)) }

// rel is the path of a name on the disk; false if it lies outside.
func (t tree) rel(name string) (string, bool) {
	r, err := filepath.Rel(t.root, name)
	if err != nil || r != "." && !filepath.IsLocal(r) {
		return "", false
	}
	return filepath.ToSlash(r), true
}

// tops are the paths at which a site begins.
func (t tree) tops() (tops []string) {
	entries, _ := os.ReadDir(t.root) // an unreadable folder holds nothing that could be watched
	for _, e := range entries {
		if source.Reads(e.Name()) {
			tops = append(tops, e.Name())
		}
	}
	return tops
}

// walk visits what is at a path and below it. enter is called for each folder
// before it is listed, so that nothing that comes into it later is missed.
func (t tree) walk(p string, f *found, enter func(folder string) error) error {
	info, err := os.Lstat(t.abs(p))
	if err != nil {
		return nil // it has gone again
	}
	return t.visit(p, info.Mode().Type(), f, enter)
}

func (t tree) visit(p string, mode fs.FileMode, f *found, enter func(string) error) error {
	switch {
	case mode&fs.ModeSymlink != 0:
		f.links = append(f.links, p)
	case !mode.IsDir():
		return t.file(p, f)
	case strings.Count(p, "/") > deepest:
		return nil
	default:
		return t.folder(p, f, enter)
	}
	return t.file(p, f)
}

func (t tree) folder(p string, f *found, enter func(string) error) error {
	f.folders = append(f.folders, p)
	if err := enter(p); err != nil {
		return err
	}
	entries, _ := os.ReadDir(t.abs(p)) // what could be listed, even after an error
	for _, e := range entries {
		below := path.Join(p, e.Name())
		if source.Ignored(below) {
			continue
		}
		if err := t.visit(below, e.Type(), f, enter); err != nil {
			return err
		}
	}
	return nil
}

func (t tree) file(p string, f *found) error {
	if f.files == nil {
		return nil
	}
	if info, err := os.Stat(t.abs(p)); err == nil {
		f.files[p] = info
	} else if info, err := os.Lstat(t.abs(p)); err == nil {
		f.files[p] = info // a link to nothing
	}
	return nil
}
