package output

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// folder is what is at a folder's path in the output.
type folder uint8

const (
	unknown folder = iota
	absent         // nothing
	there          // a folder
	taken          // a file of the last build, which must go
	blocked        // something that is not ours
)

// check looks at every place that a file is to be moved to, before anything
// changes, and notes which files are new.
func (c *commit) check() {
	c.bare = c.isBare()
	for _, a := range c.move {
		switch c.look(path.Dir(a.Path)) {
		case absent, taken:
			a.isNew = true
		case there:
			c.checkFile(a)
		}
	}
	c.folders["."] = there
}

// isBare reports whether the output holds nothing that could be in the way.
func (c *commit) isBare() bool {
	list, err := os.ReadDir(c.dir)
	return err == nil && !slices.ContainsFunc(list, func(e fs.DirEntry) bool {
		return e.Name() != stagingName && e.Name() != manifestName
	})
}

// look returns what is at a folder's path.
func (c *commit) look(dir string) folder {
	switch {
	case c.bare:
		return absent
	case dir == ".":
		return there
	}
	if known := c.folders[dir]; known != unknown {
		return known
	}
	state := c.look(path.Dir(dir))
	switch state {
	case taken:
		state = absent
	case there:
		info, err := os.Lstat(c.path(dir))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			state = absent
		case err != nil:
			state = blocked
			c.problems = append(c.problems, c.disk(dir, err))
		case info.IsDir():
		case c.isOurs(dir):
			state = taken
			c.replaced[dir] = true
		default:
			state = blocked
			c.foreign(dir)
		}
	}
	c.folders[dir] = state
	return state
}

// isAbsent reports whether nothing is at a folder's path, by now.
func (c *commit) isAbsent(dir string) bool {
	state := c.folders[dir]
	return state == absent || state == unknown && c.bare
}

// checkFile looks at the place of one file, whose folder is there.
func (c *commit) checkFile(a *addition) {
	info, err := os.Lstat(c.path(a.Path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		a.isNew = true
	case err != nil:
		c.problems = append(c.problems, c.disk(a.Path, err))
	case info.IsDir():
		a.isNew = true
		c.replaced[a.Path] = true
		c.checkFolder(a.Path)
	case !info.Mode().IsRegular() || !c.owns(a.Path, info):
		c.foreign(a.Path)
	}
}

// checkFolder reports all in a folder that is not ours, since it must go.
func (c *commit) checkFolder(dir string) {
	list, err := os.ReadDir(c.path(dir))
	if err != nil {
		c.problems = append(c.problems, c.disk(dir, err))
	}
	for _, e := range list {
		name := dir + "/" + e.Name()
		switch {
		case e.IsDir():
			c.checkFolder(name)
		case !c.isOurs(name):
			c.foreign(name)
		}
	}
}

func (c *commit) foreign(name string) {
	c.problems = append(c.problems, problem(c.path(name), "foreign-file", "something that brief did not write is in the way here, so nothing was changed",
		"move it away, or rename what is to be published here"))
}

// owns reports whether the file at a path is one that the manifest names,
// perhaps, where the disk does not tell case apart, in another spelling.
func (c *commit) owns(name string, info fs.FileInfo) bool {
	if len(c.old[name]) > 0 {
		return true
	}
	key := fold(name)
	for other := range c.old {
		if fold(other) == key {
			if found, err := os.Lstat(c.path(other)); err == nil && os.SameFile(info, found) {
				return true
			}
		}
	}
	return false
}

// isOurs reports whether a regular file has bytes that the manifest gives it.
// The folders on its way are none of its business.
func (c *commit) isOurs(name string) bool {
	sums := c.old[name]
	if len(sums) == 0 {
		return false
	}
	f, err := openFile(c.path(name))
	if err != nil {
		return false
	}
	defer f.Close()
	buf := c.buffer.Get().(*[]byte)
	defer c.buffer.Put(buf)
	sum, _, err := sumOf(f, *buf)
	return err == nil && sums.has(sum)
}

// moveFile moves one staged file into place.
func (c *commit) moveFile(a *addition) error {
	if err := c.mkdir(path.Dir(a.Path)); err != nil {
		return err
	}
	if c.replaced[a.Path] {
		if err := c.displace(a.Path); err != nil {
			return err
		}
	}
	if err := c.opt.Rename(c.stage(a.Path), c.path(a.Path)); err != nil {
		return err
	}
	c.stats.Written++
	return nil
}

// moveWhole moves a staged folder to where nothing is.
func (c *commit) moveWhole(dir string) error {
	if err := c.mkdir(path.Dir(dir)); err != nil {
		return err
	}
	return c.opt.Rename(c.stage(dir), c.path(dir))
}

// mkdir makes a folder of the output, and those on its way.
func (c *commit) mkdir(dir string) error {
	if c.folders[dir] == there {
		return nil
	}
	if err := c.mkdir(path.Dir(dir)); err != nil {
		return err
	}
	if c.replaced[dir] {
		if err := c.displace(dir); err != nil {
			return err
		}
	}
	if err := os.Mkdir(c.path(dir), 0o755); err != nil {
		if info, found := os.Lstat(c.path(dir)); found != nil || !info.IsDir() {
			return err
		}
	}
	c.folders[dir] = there
	return nil
}

// displace moves what is ours out of the way, into the staging directory, and
// counts the files that are removed by that.
func (c *commit) displace(name string) error {
	folder := c.path(stagingName + "/" + goneName)
	if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	c.gone++
	if err := c.opt.Rename(c.path(name), folder+string(os.PathSeparator)+strconv.Itoa(c.gone)); err != nil {
		return err
	}
	delete(c.replaced, name)
	before := len(c.remove)
	c.remove = slices.DeleteFunc(c.remove, func(r removal) bool {
		return r.path == name || strings.HasPrefix(r.path, name+"/")
	})
	c.stats.Removed += before - len(c.remove)
	return nil
}
