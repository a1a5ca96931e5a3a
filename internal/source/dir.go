package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// Why a symbolic link is not followed.
var (
	errOutside = errors.New("it leads out of the site")
	errHidden  = errors.New("it leads to a hidden file")
	errLoop    = errors.New("it leads back to itself")
)

// dir is a directory of the disk. Its exported methods follow links only inside
// the directory, which costs some calls for each; a scan, which knows of every
// name whether it is a link, uses openPlain.
type dir struct {
	real string // absolute, and without symbolic links if it exists
}

// Dir is a directory of the disk as a file system that a [Scan] can trust: it
// follows a symbolic link only to a place inside the directory. The directory
// need not exist; it is then empty.
func Dir(path string) fs.FS {
	real, err := filepath.Abs(path)
	if err != nil {
		real = path // there is no working directory; what is opened will say so
	}
	if followed, err := filepath.EvalSymlinks(real); err == nil {
		real = followed
	}
	return &dir{real}
}

// resolve returns the name, inside the directory, that a name leads to when all
// symbolic links on the way are followed.
func (d *dir) resolve(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", fs.ErrInvalid
	}
	real, err := filepath.EvalSymlinks(filepath.Join(d.real, filepath.FromSlash(name)))
	switch _, system := errors.AsType[*fs.PathError](err); {
	case errors.Is(err, syscall.ENOTDIR):
		return "", fs.ErrNotExist
	case err != nil && !system:
		return "", errLoop // EvalSymlinks has no error value for it
	case err != nil:
		return "", err
	}
	rel, err := filepath.Rel(d.real, real)
	if err != nil || !filepath.IsLocal(rel) {
		return "", errOutside
	}
	return filepath.ToSlash(rel), nil
}

// path returns the path on disk of a name that is known to hold no link.
func (d *dir) path(name string) string {
	if name == "." {
		return d.real
	}
	return d.real + string(filepath.Separator) + filepath.FromSlash(name)
}

// Open implements [fs.FS].
func (d *dir) Open(name string) (fs.File, error) {
	real, err := d.resolve(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: reason(err)}
	}
	return os.OpenFile(d.path(real), os.O_RDONLY|openFlags, 0)
}

// ReadDir implements [fs.ReadDirFS].
func (d *dir) ReadDir(name string) ([]fs.DirEntry, error) {
	real, err := d.resolve(name)
	if err != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: reason(err)}
	}
	return os.ReadDir(d.path(real))
}

// Stat implements [fs.StatFS].
func (d *dir) Stat(name string) (fs.FileInfo, error) {
	real, err := d.resolve(name)
	if err != nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: reason(err)}
	}
	return os.Lstat(d.path(real))
}

// Lstat implements [fs.ReadLinkFS]. On systems that take "A.md" for "a.md" it
// finds only the name as it is written, like ReadDir: else a file that was
// renamed from one to the other would stand in the tree twice.
func (d *dir) Lstat(name string) (fs.FileInfo, error) {
	parent, base := split(name)
	real, err := d.resolve(parent)
	if err == nil && (runtime.GOOS == "darwin" || runtime.GOOS == "windows") {
		err = written(d.path(real), base)
	}
	if err != nil {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: reason(err)}
	}
	return os.Lstat(filepath.Join(d.path(real), base))
}

// ReadLink implements [fs.ReadLinkFS].
func (d *dir) ReadLink(name string) (string, error) {
	parent, base := split(name)
	real, err := d.resolve(parent)
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: reason(err)}
	}
	return os.Readlink(filepath.Join(d.path(real), base))
}

// split returns the folder and the last part of a name.
func split(name string) (parent, base string) {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return ".", name
}

// written fails unless the directory lists the name in just this spelling.
func written(path, name string) error {
	list, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	if name != "." && !slices.ContainsFunc(list, func(e fs.DirEntry) bool { return e.Name() == name }) {
		return fs.ErrNotExist
	}
	return nil
}

// openPlain opens a name whose folders hold no symbolic link. It waits for
// nothing, and gives an error for anything but a regular file.
func openPlain(fsys fs.FS, name string) (fs.File, fs.FileInfo, error) {
	var f fs.File
	var err error
	if d, ok := fsys.(*dir); ok {
		f, err = openFile(d.path(name))
	} else {
		f, err = fsys.Open(name)
	}
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &irregular{info.Mode()}
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// irregular says that there is something other than a file.
type irregular struct{ mode fs.FileMode }

func (*irregular) Error() string { return "it is not a file" }

// resolve returns the name that a symbolic link leads to, without links. File
// systems other than the disk follow their links themselves.
func resolve(fsys fs.FS, name string) (string, error) {
	if d, ok := fsys.(*dir); ok {
		return d.resolve(name)
	}
	return name, nil
}

// listPlain lists a folder that is reached without symbolic links.
func listPlain(fsys fs.FS, name string) ([]fs.DirEntry, error) {
	if d, ok := fsys.(*dir); ok {
		return os.ReadDir(d.path(name))
	}
	return fs.ReadDir(fsys, name)
}
