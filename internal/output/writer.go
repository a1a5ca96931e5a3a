package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"brief/internal/diag"
)

// Options of a Writer.
type Options struct {
	Drafts bool
	// Reserved are directories (absolute) that the output must not be, hold or lie in: the site's content, layouts and static.
	Reserved []string
	// Rename, if not nil, stands in for os.Rename and Remove for os.Remove: tests count and stop there.
	Rename func(from, to string) error
	Remove func(path string) error
	// Wrote, if not nil, is told of each file that changed or is new, once all are in place.
	Wrote func(path string)
}

// Writer writes one build into a directory. Nothing outside its staging
// directory changes before Commit. Every Writer ends with Commit or Abort.
type Writer struct {
	dir    string
	opt    Options
	made   string   // the topmost directory that NewWriter made for the output; empty if it was there
	lock   *os.File // held from NewWriter to Commit or Abort
	old    map[string]owned
	last   *Manifest // what the directory has; nil if none
	buffer sync.Pool // of *[]byte, for comparing and copying

	mu      sync.Mutex // guards all below
	names   names
	files   []*addition
	staging map[string]bool // staging folders that are there
	real    map[string]bool // whether an output folder is there and no symbolic link
	failed  diag.List       // what Add could not take; then nothing may be committed
}

// owned is what the manifest says of a path: its sum or, after builds that were
// stopped, its possible sums.
type owned []Sum

// has reports whether the bytes with the sum are ours.
func (o owned) has(sum Sum) bool {
	for _, s := range o {
		if s == sum {
			return true
		}
	}
	return false
}

// errBusy says that another process holds the lock.
var errBusy = errors.New("it is in use")

// Problem is an error with its diagnostic: what [Writer.Add] returns.
type Problem struct{ Diag diag.Diag }

func (p *Problem) Error() string { return p.Diag.Pos.File + ": " + p.Diag.Msg }

// problem returns an error about a file or folder.
func problem(file, code, msg, hint string) diag.Diag {
	return diag.Diag{Pos: diag.Pos{File: filepath.ToSlash(file)}, Severity: diag.Error, Code: code, Msg: msg, Hint: hint}
}

// NewWriter takes the directory, which is made if it does not exist. It
// refuses, with a problem and without touching it, a directory that
//
//   - holds files and no manifest (output-not-ours) or a damaged one
//     (output-damaged), is no directory, or is or lies in a staging directory
//     (output-not-ours);
//   - has in its staging directory what no build puts there: foreign-file with
//     a manifest, output-not-ours without;
//   - is, holds or lies in a reserved one (output-in-site);
//   - another build is writing to (output-busy);
//   - cannot be read or written (output-failed).
//
// What a build that was stopped left in the staging directory is removed.
func NewWriter(dir string, opt Options) (*Writer, diag.List) {
	if opt.Rename == nil {
		opt.Rename = os.Rename
	}
	if opt.Remove == nil {
		opt.Remove = os.Remove
	}
	w := &Writer{
		dir:     dir,
		opt:     opt,
		names:   names{files: map[string]string{}, folders: map[string]string{}},
		staging: map[string]bool{},
		real:    map[string]bool{},
	}
	w.buffer.New = func() any { b := make([]byte, 64<<10); return &b }
	for _, d := range []*diag.Diag{inSite(dir, opt.Reserved), inStaging(dir), dangling(dir), foreign(dir)} {
		if d != nil {
			return nil, diag.List{*d}
		}
	}
	if d := w.begin(); d != nil {
		w.end()
		return nil, diag.List{*d}
	}
	return w, nil
}

// Last is what the directory held when the Writer took it, by its manifest; nil
// if it had none. Do not change it.
func (w *Writer) Last() *Manifest { return w.last }

// begin makes the staging directory, locks it, and reads the manifest.
func (w *Writer) begin() *diag.Diag {
	failed := func(err error) *diag.Diag {
		d := problem(w.dir, "output-failed", fmt.Sprintf("nothing can be written here (%v)", reason(err)), "see who may write to the folder, or choose another with -o")
		return &d
	}
	w.made = firstMissing(w.dir)
	err := w.enter()
	if err == errBusy {
		w.made = "" // the other's by now
		d := problem(w.dir, "output-busy", "another build is writing to this folder", "wait until it has ended, or choose another folder with -o")
		return &d
	}
	if err != nil {
		return failed(err)
	}
	if d := foreign(w.dir); d != nil { // once more: now no other build changes it
		return d
	}
	w.last, err = ReadManifest(w.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d := unread(w.dir, err)
		return &d
	}
	if err := w.sweep(); err != nil {
		return failed(err)
	}
	if w.last != nil {
		w.old = make(map[string]owned, len(w.last.Files))
		sums := make([]Sum, len(w.last.Files)) // one allocation for all
		for i, e := range w.last.Files {
			sums[i], _ = parseSum(e.Sum)
			if o, again := w.old[e.Path]; again {
				w.old[e.Path] = append(o, sums[i])
			} else {
				w.old[e.Path] = sums[i : i+1 : i+1]
			}
		}
	}
	return nil
}

// enter makes the staging directory and locks it. Another build that ends at
// this moment may remove it before it is locked.
func (w *Writer) enter() (err error) {
	staging := w.path(stagingName)
	for range 10 {
		if err := os.MkdirAll(w.dir, 0o755); err != nil {
			return err
		}
		if err := os.Mkdir(staging, 0o755); err != nil && !errors.Is(err, fs.ErrExist) && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if info, err := os.Lstat(staging); err == nil && !info.IsDir() {
			return fmt.Errorf("%s is not a folder", stagingName)
		}
		if w.lock, err = lock(w.lockName()); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return err
}

// sweep removes what builds put into the staging directory, but for the lock,
// and nothing else.
func (w *Writer) sweep() (err error) {
	for _, name := range []string{newName, goneName, manifestName} {
		err = errors.Join(err, os.RemoveAll(w.path(stagingName+"/"+name)))
	}
	return err
}

// end removes the staging directory and gives the lock back. It removes the
// directories that NewWriter made if nothing has come into them.
func (w *Writer) end() error {
	if w.lock == nil {
		w.removeMade()
		return nil
	}
	err := w.sweep()
	if os.Remove(w.lockName()) == nil {
		os.Remove(w.path(stagingName))
		w.lock.Close()
	} else { // a system that removes no open file
		w.lock.Close()
		os.Remove(w.lockName())
		os.Remove(w.path(stagingName))
	}
	w.lock = nil
	w.removeMade()
	return err
}

// removeMade removes the output directory and those above it, up to the topmost
// that NewWriter made, as far as they are empty.
func (w *Writer) removeMade() {
	if w.made == "" {
		return
	}
	for dir := filepath.Clean(w.dir); os.Remove(dir) == nil && dir != w.made; {
		dir = filepath.Dir(dir)
	}
}

// Abort drops what was staged and leaves the directory as it was. After Commit
// it does nothing.
func (w *Writer) Abort() error { return w.end() }

const (
	lockName = "lock"
	newName  = "site"     // the staged files
	goneName = "replaced" // files and folders in whose place another kind comes
)

func (w *Writer) lockName() string { return w.path(stagingName + "/" + lockName) }

// path returns the path on disk of one in the output.
func (w *Writer) path(name string) string {
	return w.dir + string(filepath.Separator) + filepath.FromSlash(name)
}

// stage returns the path on disk at which a file is staged.
func (w *Writer) stage(name string) string { return w.path(stagingName + "/" + newName + "/" + name) }

// firstMissing returns the topmost part of a path that does not exist.
func firstMissing(dir string) string {
	missing := ""
	for dir = filepath.Clean(dir); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); !errors.Is(err, fs.ErrNotExist) {
			return missing
		}
		missing = dir
		if filepath.Dir(dir) == dir {
			return missing
		}
	}
}

// unread is the problem of a directory whose manifest cannot be read. One that
// may only not be looked at may well be whole: nobody is told to delete it.
func unread(dir string, err error) diag.Diag {
	if errors.Is(err, fs.ErrPermission) {
		return problem(dir, "output-failed", fmt.Sprintf("the list of this folder's files, %s, cannot be read (%s)", manifestName, oneLine(err)),
			"see who may read it, or choose another folder with -o")
	}
	return problem(dir, "output-damaged", fmt.Sprintf("the list of this folder's files, %s, is damaged (%s)", manifestName, oneLine(err)),
		"if the folder holds nothing but a built site, delete it and build again; else choose another with -o")
}

// oneLine is an error's text without what would break a message's line.
func oneLine(err error) string { return strings.Join(strings.Fields(reason(err).Error()), " ") }

// reason is an error without the path that the operating system's errors carry,
// since the place is named already.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		return l.Err
	}
	return err
}
