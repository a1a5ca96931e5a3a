package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"brief/internal/diag"
)

// inSite returns a problem if the directory is, holds or lies in one of the
// reserved ones, by name or through symbolic links.
func inSite(dir string, reserved []string) *diag.Diag {
	dir = followed(dir)
	for _, r := range reserved {
		real := followed(r)
		if !within(dir, real) && !within(real, dir) {
			continue
		}
		d := problem(dir, "output-in-site", "the output must not be, hold or lie in "+filepath.ToSlash(r)+", which holds the site's own files", "choose another folder with -o")
		return &d
	}
	return nil
}

// LiesIn reports whether a path is a folder or lies in it, by name or through
// symbolic links. Neither need exist.
func LiesIn(path, dir string) bool { return within(followed(path), followed(dir)) }

// followed returns the absolute path with the symbolic links of its existing
// part followed.
func followed(dir string) string {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	for at, rest := abs, ""; ; {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, rest)
		}
		if filepath.Dir(at) == at {
			return abs
		}
		at, rest = filepath.Dir(at), filepath.Join(filepath.Base(at), rest)
	}
}

// within reports whether a path is a directory or lies in it. Directories that
// exist are known by identity, since disks may know one by several spellings.
func within(path, dir string) bool {
	if rel, err := filepath.Rel(dir, path); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return true
	}
	want, err := os.Stat(dir)
	if err != nil {
		return false
	}
	for {
		if info, err := os.Stat(path); err == nil && os.SameFile(info, want) {
			return true
		}
		if filepath.Dir(path) == path {
			return false
		}
		path = filepath.Dir(path)
	}
}

// inStaging returns a problem if the directory is, or lies in, one in which
// builds are prepared: what lies there is removed.
func inStaging(dir string) *diag.Diag {
	for at := followed(dir); filepath.Dir(at) != at; at = filepath.Dir(at) {
		if fold(filepath.Base(at)) == stagingName {
			return notOurs(dir, "a folder named "+stagingName+" is where brief prepares a build, so that it cannot be the output", "choose another folder with -o")
		}
	}
	return nil
}

// dangling returns a problem if the directory, or the nearest one above it that
// there is something of, is a symbolic link to what does not exist.
func dangling(dir string) *diag.Diag {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if to, err := os.Readlink(at); err == nil {
			return notOurs(at, fmt.Sprintf("this is a symbolic link to %q, which does not exist", filepath.ToSlash(to)), "make the folder that it leads to, or choose another with -o")
		}
		if filepath.Dir(at) == at {
			return nil
		}
	}
}
