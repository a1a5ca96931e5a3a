package deploy

import (
	"cmp"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Dir is a folder of a web server as a Store, for a target without a prefix. In it are
//
//	current           a symbolic link to the release that readers get: what a web server is pointed at
//	releases/ID/      the last releases, files that did not change shared by hard links
//	.brief/           the state, the records, and the release that is being made
//
// A release is made beside the current one ([Dir.Stage]) and takes its place by
// one rename of the link ([Dir.Show]), so that readers see all of it at once.
// Files have no headers here: the web server gives them.
type Dir struct {
	path  string
	shown bool   // reads what readers get, whatever is being made
	begun string // the release that the next one begins as a copy of, by its path; empty for the one that readers get
}

// OpenDirTarget returns the store of a folder, which is made when it is first
// written to. It refuses a folder in which something else is named current.
func OpenDirTarget(path string) (*Dir, error) {
	info, err := os.Lstat(filepath.Join(path, "current"))
	if err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return nil, problem(Refused, "foreign-object", fmt.Sprintf("%s holds something named current that brief did not put there", filepath.ToSlash(path)), "publish to a folder of its own")
	}
	return &Dir{path: path}, nil
}

// Shown is the folder as readers get it, while a release is being made in it.
func (d *Dir) Shown() *Dir { return &Dir{path: d.path, shown: true} }

func (d *Dir) next() string { return filepath.Join(d.path, ".brief", "next") }

// file is where an object lies: in the release that is being made if there is
// one, else in the current one.
func (d *Dir) file(key string) string {
	if strings.HasPrefix(key, ownFolder) {
		return filepath.Join(d.path, filepath.FromSlash(key))
	}
	return filepath.Join(d.root(), filepath.FromSlash(key))
}

func (d *Dir) root() string {
	if d.shown {
		return filepath.Join(d.path, "current")
	}
	if _, err := os.Stat(d.next()); err == nil {
		return d.next()
	}
	return d.base()
}

func (d *Dir) base() string { return cmp.Or(d.begun, filepath.Join(d.path, "current")) }

// Begin says which release is the current one by the state, so that the next begins
// as a copy of that, if it is still there. It answers false if readers get something
// else: somebody made current lead elsewhere, or deleted what it leads to.
func (d *Dir) Begin(id string) (shown bool) {
	release := filepath.Join(d.path, "releases", id)
	is, err := os.Lstat(release)
	if err != nil || !is.IsDir() || !isRelease(id) {
		return false
	}
	d.begun = release
	got, err := os.Stat(filepath.Join(d.path, "current"))
	return err == nil && os.SameFile(is, got)
}

// failed is an error of the file system as one of a store.
func (d *Dir) failed(op, key string, err error) error {
	cause := Failed
	switch {
	case errors.Is(err, fs.ErrNotExist):
		cause = NotFound
	case errors.Is(err, fs.ErrExist):
		cause = Unmet
	case errors.Is(err, fs.ErrPermission):
		cause = Denied
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return &StoreError{Op: op, Key: key, Cause: cause, Err: err, Date: time.Now()}
}

func (d *Dir) Get(_ context.Context, key string) ([]byte, Info, error) {
	f, err := openFile(d.file(key))
	if err != nil {
		return nil, Info{}, d.failed("GET", key, err)
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	if err != nil {
		return nil, Info{}, d.failed("GET", key, err)
	}
	sum := md5.Sum(body)
	return body, Info{Key: key, Size: int64(len(body)), ETag: hex.EncodeToString(sum[:]), Date: time.Now()}, nil
}

func (d *Dir) Head(_ context.Context, key string) (Info, error) {
	info, err := d.info(d.file(key))
	if err != nil {
		return Info{}, d.failed("HEAD", key, err)
	}
	info.Key, info.Date = key, time.Now()
	return info, nil
}

// info is what lies at a name. Of what is no file (a link to a folder, or to nothing,
// a pipe), which can only be others', it says no more than that it is there.
func (d *Dir) info(name string) (Info, error) {
	f, err := openFile(name)
	if err != nil {
		if is, lerr := os.Lstat(name); lerr == nil && !is.Mode().IsRegular() {
			return Info{}, nil
		}
		return Info{}, err
	}
	defer f.Close()
	h := md5.New()
	n, err := io.Copy(h, f)
	return Info{Size: n, ETag: hex.EncodeToString(h.Sum(nil))}, err
}

// openFile opens a regular file, and waits for no pipe.
func openFile(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	is, err := f.Stat()
	if err == nil && !is.Mode().IsRegular() {
		err = errNoFile
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

var errNoFile = errors.New("it is not a file")

// Put writes a file beside its place and renames it, which leaves the same file
// of an earlier release as it is. What has a condition excludes others by a lock.
func (d *Dir) Put(ctx context.Context, key string, c Content, a Attributes, cond Condition) (Info, error) {
	if cond != (Condition{}) {
		if err := os.MkdirAll(filepath.Join(d.path, ".brief"), 0o755); err != nil {
			return Info{}, d.failed("PUT", key, err)
		}
		unlock, err := lockFile(filepath.Join(d.path, ".brief", "lock"))
		if err != nil {
			return Info{}, d.failed("PUT", key, err)
		}
		defer unlock()
		was, err := d.Head(ctx, key)
		switch there := err == nil; {
		case err != nil && causeOf(err) != NotFound:
			return Info{}, err
		case cond.Absent && there, cond.ETag != "" && was.ETag != cond.ETag:
			return Info{}, d.failed("PUT", key, fs.ErrExist)
		}
	}
	if d.leadsAway(key) {
		return Info{}, d.failed("PUT", key, errLinked)
	}
	if err := d.write(ctx, d.file(key), c); err != nil {
		return Info{}, d.failed("PUT", key, err)
	}
	return Info{Key: key, Size: c.Size, ETag: hex.EncodeToString(c.MD5[:]), Attributes: a, Date: time.Now()}, nil
}

// makeFolder makes a folder and those on the way to it, so that others may enter
// them, such as the web server: what one's own files are like does not count here.
func makeFolder(dir string) error {
	if is, err := os.Stat(dir); err == nil && is.IsDir() {
		return nil
	}
	if err := makeFolder(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		if is, serr := os.Stat(dir); serr == nil && is.IsDir() {
			return nil // another worker was here first
		}
		return err
	}
	return os.Chmod(dir, 0o755)
}

// copyFolder makes a folder that may be entered by those who may enter another.
func copyFolder(from, to string) error {
	is, err := os.Stat(from)
	if err != nil {
		return err
	}
	return cmp.Or(os.Mkdir(to, 0o700), os.Chmod(to, is.Mode().Perm()|0o700))
}

// leadsAway says whether a folder on the way to an object is a symbolic link, which
// somebody laid there: what lies behind it is in no release.
func (d *Dir) leadsAway(key string) bool {
	if strings.HasPrefix(key, ownFolder) {
		return false
	}
	for i := range len(key) {
		if key[i] != '/' {
			continue
		}
		if is, err := os.Lstat(d.file(key[:i])); err == nil && is.Mode()&fs.ModeSymlink != 0 {
			return true
		}
	}
	return false
}

var errLinked = errors.New("a folder on the way there is a symbolic link that brief did not make")

func (d *Dir) write(ctx context.Context, name string, c Content) error {
	if err := makeFolder(filepath.Dir(name)); err != nil {
		return err
	}
	in, err := c.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(name), ".brief-put-*")
	if err != nil {
		return err
	}
	h := md5.New()
	_, err = io.Copy(io.MultiWriter(out, h), in)
	if err == nil && [16]byte(h.Sum(nil)) != c.MD5 {
		err = errChanged
	}
	err = cmp.Or(err, out.Chmod(0o644), out.Close(), mayStill(ctx))
	if err == nil {
		err = os.Rename(out.Name(), name)
	}
	if err != nil {
		out.Close()
		os.Remove(out.Name())
	}
	return err
}

func (d *Dir) Delete(ctx context.Context, keys []string) (map[string]error, error) {
	failed := map[string]error{}
	for _, key := range keys {
		if err := mayStill(ctx); err != nil {
			return failed, err
		}
		if d.leadsAway(key) {
			continue // what was there has gone, and this is others'
		}
		name := d.file(key)
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed[key] = d.failed("DELETE", key, err)
			continue
		}
		for dir := filepath.Dir(key); dir != "." && os.Remove(d.file(filepath.ToSlash(dir))) == nil; dir = filepath.Dir(dir) {
		}
	}
	return failed, nil
}

// List returns all at once: a folder has no pages.
func (d *Dir) List(_ context.Context, prefix, after string) (page []Info, next string, err error) {
	root := d.root()
	if strings.HasPrefix(prefix, ownFolder) {
		root = d.path
	}
	real, err := filepath.EvalSymlinks(root)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "", nil
	case err == nil:
		root = real
	}
	err = filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, name)
		key := filepath.ToSlash(rel)
		if err != nil || !strings.HasPrefix(key, prefix) || key <= after || strings.HasPrefix(e.Name(), ".brief-put-") {
			return err
		}
		info, err := d.info(name)
		info.Key = key
		page = append(page, info)
		return err
	})
	if err != nil {
		return nil, "", d.failed("LIST", prefix, err)
	}
	slices.SortFunc(page, func(a, b Info) int { return strings.Compare(a.Key, b.Key) })
	return page, "", nil
}

// Stage makes a copy of the current release (see [Dir.Begin]), of hard links, in which all that
// follows is written. What a deploy that was cut off left there is gone on with,
// unless the copy is to be fresh.
func (d *Dir) Stage(_ context.Context, fresh bool) error {
	if fresh {
		if err := os.RemoveAll(d.next()); err != nil {
			return d.failed("PUT", "", err)
		}
	}
	if _, err := os.Stat(d.next()); err == nil {
		return nil
	}
	half := d.next() + ".half"
	if err := cmp.Or(os.RemoveAll(half), makeFolder(half)); err != nil {
		return d.failed("PUT", "", err)
	}
	from, err := filepath.EvalSymlinks(d.base())
	if err == nil {
		err = filepath.WalkDir(from, func(name string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(from, name)
			switch to := filepath.Join(half, rel); {
			case err != nil || rel == ".":
				return err
			case e.IsDir():
				return copyFolder(name, to)
			default:
				return os.Link(name, to)
			}
		})
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return d.failed("PUT", "", err)
	}
	if err := os.Rename(half, d.next()); err != nil {
		return d.failed("PUT", "", err)
	}
	return nil
}

// Show makes what was staged the current release. Of the earlier ones the last
// few stay.
func (d *Dir) Show(ctx context.Context, id string) error {
	releases, link := filepath.Join(d.path, "releases"), filepath.Join(d.path, ".brief", "current")
	if err := makeFolder(releases); err != nil {
		return d.failed("PUT", "", err)
	}
	os.Remove(link) // of a deploy that was cut off here
	if err := mayStill(ctx); err != nil {
		return err
	}
	err := os.Rename(d.next(), filepath.Join(releases, id))
	if err == nil {
		err = os.Symlink("releases/"+id, link)
	}
	if err == nil {
		err = os.Rename(link, filepath.Join(d.path, "current"))
	}
	if err != nil {
		return d.failed("PUT", "", err)
	}
	d.begun = "" // what follows is done to this one
	return d.prune(id)
}

// isRelease says whether a name is one that a release's folder has.
func isRelease(name string) bool {
	_, err := hex.DecodeString(name)
	return err == nil && len(name) == 16
}

// prune removes all but the last releases and the one with the id.
func (d *Dir) prune(id string) error {
	entries, err := os.ReadDir(filepath.Join(d.path, "releases"))
	if err != nil {
		return d.failed("LIST", "", err)
	}
	type release struct {
		name string
		time time.Time
	}
	var l []release
	for _, e := range entries {
		info, err := e.Info()
		if e.IsDir() && isRelease(e.Name()) && err == nil && e.Name() != id {
			l = append(l, release{e.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(l, func(a, b release) int { return b.time.Compare(a.time) })
	for _, r := range l[min(len(l), Kept-1):] {
		if err := os.RemoveAll(filepath.Join(d.path, "releases", r.name)); err != nil {
			return d.failed("DELETE", "", err)
		}
	}
	return nil
}
