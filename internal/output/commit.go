package output

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"brief/internal/diag"
)

// Stats says what a Commit did, in files.
type Stats struct{ Written, Unchanged, Removed int }

// Commit brings the staged files into place in the order that the package
// describes, and gives the directory back. Problems that are found before
// anything changes leave the directory as it was:
//
//   - those of Add;
//   - foreign-file: something that is not brief's lies at a path that is to be written.
//
// If the disk then fails (output-failed), the directory is as a kill would
// leave it. A file that only the last manifest has but that someone changed
// since stays, with the warning left-alone.
func (w *Writer) Commit() (Stats, diag.List) {
	c := &commit{Writer: w, folders: map[string]folder{}, replaced: map[string]bool{}}
	c.run()
	if err := w.end(); err != nil {
		c.problems = append(c.problems, w.disk(stagingName, err))
	}
	return c.stats, c.problems
}

// commit is one run of Commit.
type commit struct {
	*Writer
	next     *Manifest
	move     []*addition // what is staged, sorted by folders
	remove   []removal
	bare     bool              // nothing was in the output
	folders  map[string]folder // of the output, as far as files move there
	replaced map[string]bool   // files and folders that must go for another kind to come
	gone     int               // how many went

	stats    Stats
	problems diag.List
}

// disk is the problem of a call on a path in the output that failed.
func (w *Writer) disk(name string, err error) diag.Diag {
	hint := "see whether the disk is full, and build again"
	switch {
	case errors.Is(err, errTooManyFiles):
		hint = "publish fewer files, or make two sites of this one"
	case errors.Is(err, fs.ErrPermission):
		hint = "see who may write to the folder, and build again"
	}
	return problem(w.path(name), "output-failed", fmt.Sprintf("this cannot be written (%v)", reason(err)), hint)
}

func (c *commit) run() {
	if c.problems = c.failed; len(c.problems) > 0 {
		return
	}
	if c.lock == nil {
		c.problems = diag.List{problem(c.dir, "output-failed", "this build has ended already", "")}
		return
	}
	c.plan()
	if c.check(); c.problems.HasErrors() {
		return
	}
	c.real = map[string]bool{} // what Add saw may have changed
	for _, step := range []func() (string, error){c.announce, c.moveAll, c.removeAll, c.conclude} {
		if name, err := step(); err != nil {
			c.problems = append(c.problems, c.disk(name, err))
			return
		}
	}
	if c.opt.Wrote != nil {
		for _, a := range c.move {
			c.opt.Wrote(a.Path)
		}
	}
}

// plan makes the manifest and the lists of what is to be moved and removed.
func (c *commit) plan() {
	slices.SortFunc(c.files, func(a, b *addition) int { return strings.Compare(a.Path, b.Path) })
	c.next = &Manifest{Format: manifestFormat, Drafts: c.opt.Drafts, Files: make([]Entry, len(c.files))}
	for i, a := range c.files {
		c.next.Files[i] = a.Entry
		if a.staged {
			c.move = append(c.move, a)
		}
	}
	c.stats.Unchanged = len(c.files) - len(c.move)
	slices.SortFunc(c.move, func(a, b *addition) int { return compareFolders(a.Path, b.Path) })
	if c.last != nil {
		c.planRemovals()
	}
}

// compareFolders sorts paths so that all files below a folder stand together.
func compareFolders(a, b string) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			switch {
			case a[i] == '/':
				return -1
			case b[i] == '/':
				return 1
			}
			return cmp.Compare(a[i], b[i])
		}
	}
	return cmp.Compare(len(a), len(b))
}

// announce replaces the manifest by one that owns the old files and the new.
func (c *commit) announce() (string, error) {
	if len(c.move)+len(c.remove) == 0 {
		return "", nil
	}
	both := &Manifest{Format: manifestFormat, Drafts: c.opt.Drafts, Partial: true, Files: c.next.Files}
	if c.last != nil {
		both.Drafts = both.Drafts || c.last.Drafts
		both.Files = slices.Concat(c.next.Files, c.last.Files)
		slices.SortStableFunc(both.Files, func(a, b Entry) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Sum, b.Sum))
		})
		both.Files = slices.CompactFunc(both.Files, func(a, b Entry) bool { return a.Path == b.Path && a.Sum == b.Sum })
	}
	return manifestName, c.writeManifest(both.append(nil))
}

// conclude writes the manifest of just this build, unless it is there.
func (c *commit) conclude() (string, error) {
	data := c.next.append(nil)
	if len(c.move)+len(c.remove) == 0 && c.last != nil {
		if was, err := os.ReadFile(c.path(manifestName)); err == nil && string(was) == string(data) {
			return "", nil
		}
	}
	return manifestName, c.writeManifest(data)
}

// writeManifest puts a manifest in place, unless it is one that no build would
// read again.
func (c *commit) writeManifest(data []byte) error {
	if len(data) > maxManifest {
		return errTooManyFiles
	}
	name := c.path(stagingName + "/" + manifestName)
	if err := os.WriteFile(name, data, 0o644); err != nil {
		return err
	}
	return c.opt.Rename(name, c.path(manifestName))
}

// When files move. In each step but the second, files go in the order of their
// class. What is new has nothing that refers to it yet, but for what is new, so
// that folders may move before single files there.
const (
	assets = iota
	fresh
	changed
	steps
)

func (a *addition) step() int {
	switch {
	case a.Class == Asset || a.Class == Media:
		return assets
	case a.isNew:
		return fresh
	}
	return changed
}

// rank is a class's place in the order of writing.
func rank(c Class) int {
	switch c {
	case Asset:
		return 0
	case Media:
		return 1
	case PageC:
		return 2
	case List:
		return 3
	case Feed:
		return 4
	}
	return 5
}

// moveAll renames the staged files into place.
func (c *commit) moveAll() (string, error) {
	for step := range steps {
		var single []*addition
		if name, err := c.moveFolder(".", c.move, step, &single); err != nil {
			return name, err
		}
		slices.SortStableFunc(single, func(a, b *addition) int { return cmp.Compare(rank(a.Class), rank(b.Class)) })
		for _, a := range single {
			if err := c.moveFile(a); err != nil {
				return a.Path, err
			}
		}
	}
	return "", nil
}

// moveFolder moves the folders below one, whose files are given, as far as they
// are of this step only and not there yet; it adds the other files of the step
// to single.
func (c *commit) moveFolder(dir string, files []*addition, step int, single *[]*addition) (string, error) {
	for len(files) > 0 {
		sub, ok := subfolder(dir, files[0].Path)
		if !ok {
			if files[0].step() == step {
				*single = append(*single, files[0])
			}
			files = files[1:]
			continue
		}
		n := 0
		some, all := false, true
		for n < len(files) && strings.HasPrefix(files[n].Path, sub+"/") {
			of := files[n].step() == step
			some, all = some || of, all && of
			n++
		}
		below := files[:n]
		files = files[n:]
		switch {
		case !some:
		case all && c.isAbsent(sub):
			if err := c.moveWhole(sub); err != nil {
				return sub, err
			}
			c.stats.Written += n
		default:
			if name, err := c.moveFolder(sub, below, step, single); err != nil {
				return name, err
			}
		}
	}
	return "", nil
}

// subfolder returns the folder directly below dir that the path lies in.
func subfolder(dir, name string) (string, bool) {
	start := 0
	if dir != "." {
		start = len(dir) + 1
	}
	i := strings.IndexByte(name[start:], '/')
	if i < 0 {
		return "", false
	}
	return name[:start+i], true
}
