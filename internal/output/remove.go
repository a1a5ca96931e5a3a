package output

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"brief/internal/diag"
)

// removal is a file that only the last manifest has.
type removal struct {
	path string
	rank int
}

// planRemovals lists what is to be removed, those first that refer to others.
func (c *commit) planRemovals() {
	for _, e := range c.last.Files {
		if c.has(e.Path) || len(c.remove) > 0 && c.remove[len(c.remove)-1].path == e.Path {
			continue
		}
		c.remove = append(c.remove, removal{e.Path, rank(e.Class)})
	}
	slices.SortFunc(c.remove, func(a, b removal) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), strings.Compare(b.path, a.path))
	})
}

// has reports whether the new manifest has the path.
func (c *commit) has(name string) bool {
	_, ok := slices.BinarySearchFunc(c.next.Files, name, func(e Entry, name string) int { return strings.Compare(e.Path, name) })
	return ok
}

// hasBelow reports whether the new manifest has a file in the folder.
func (c *commit) hasBelow(dir string) bool {
	i, _ := slices.BinarySearchFunc(c.next.Files, dir+"/", func(e Entry, prefix string) int { return strings.Compare(e.Path, prefix) })
	return i < len(c.next.Files) && strings.HasPrefix(c.next.Files[i].Path, dir+"/")
}

// removeAll removes what only the last manifest has, and the folders that are
// empty then.
func (c *commit) removeAll() (string, error) {
	for _, r := range c.remove {
		removed, err := c.removeFile(r.path)
		if err != nil {
			return r.path, err
		}
		if removed {
			c.stats.Removed++
		}
		c.removeFolders(path.Dir(r.path))
	}
	return "", nil
}

// removeFile removes one file if its bytes are ours, and reports whether it did.
func (c *commit) removeFile(name string) (bool, error) {
	if !c.isReal(path.Dir(name)) {
		return false, nil // removed by hand, or a symbolic link to what is not ours
	}
	info, err := os.Lstat(c.path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case info.IsDir() || c.isRespelt(name, info):
		return false, nil // the file is gone, something else has its name
	}
	if !info.Mode().IsRegular() || !c.isOurs(name) {
		d := problem(c.path(name), "left-alone", "this is not published any more, but it was changed by hand and therefore left where it is", "delete it if it is not wanted")
		d.Severity = diag.Warning
		c.problems = append(c.problems, d)
		return false, nil
	}
	return true, c.opt.Remove(c.path(name))
}

// isRespelt reports whether the file at an old path is a new one, on a disk
// that does not tell case apart.
func (c *commit) isRespelt(name string, info fs.FileInfo) bool {
	other, ok := c.names.files[fold(name)]
	if !ok {
		return false
	}
	found, err := os.Lstat(c.path(other))
	return err == nil && os.SameFile(info, found)
}

// removeFolders removes a folder that a file of ours was in, and those round
// it, as far as they are empty. A build that was killed may have begun with it.
func (c *commit) removeFolders(dir string) {
	for ; dir != "." && !c.hasBelow(dir); dir = path.Dir(dir) {
		if _, err := os.Lstat(c.path(dir)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if !c.isReal(dir) || c.opt.Remove(c.path(dir)) != nil {
			return // a symbolic link, or somebody else has something in it
		}
		delete(c.real, dir)
	}
}
