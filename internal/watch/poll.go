package watch

import (
	"crypto/sha256"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"syscall"
	"time"
)

// poller looks at files of a tree.
type poller struct {
	tree  tree
	files func() map[string]fs.FileInfo // those that are looked at, by path, as they are now
	was   map[string]fs.FileInfo        // as they were the last time

	// young are the hashes of files that had changed just before they were looked
	// at: a disk's clock is coarse, and the next change may leave them the same time.
	young map[string]youngFile
}

type youngFile struct {
	hash  [sha256.Size]byte
	still bool // else it was so the last time, and is looked at no more
}

// youngFor is the step of the coarsest clock, that of FAT.
const youngFor = 2 * time.Second

// newPoller looks at every file, and at folders for being there.
func newPoller(t tree) *poller { return pollerOf(t, t.all) }

func pollerOf(t tree, files func() map[string]fs.FileInfo) *poller {
	p := &poller{tree: t, files: files, was: files()}
	p.young = p.hashes(p.was, time.Now())
	return p
}

// changes are the paths that differ from the last time, sorted.
func (p *poller) changes() []string {
	now := p.files()
	young := p.hashes(now, time.Now())
	var changed []string
	for path, info := range now {
		old, there := p.was[path]
		before := p.young[path]
		if !there || !same(old, info) || before.still && before.hash != young[path].hash {
			changed = append(changed, path)
		}
	}
	for path := range p.was {
		if _, there := now[path]; !there {
			changed = append(changed, path)
		}
	}
	p.was, p.young = now, young
	slices.Sort(changed)
	return changed
}

// hashes are those of the files that are young, or were so the last time.
func (p *poller) hashes(files map[string]fs.FileInfo, now time.Time) map[string]youngFile {
	hashes := map[string]youngFile{}
	for path, info := range files {
		young := now.Sub(info.ModTime()).Abs() < youngFor
		if (young || p.young[path].still) && info.Mode().IsRegular() && info.Size() <= mostHashed {
			hashes[path] = youngFile{hashOf(p.tree.abs(path)), young}
		}
	}
	return hashes
}

// mostHashed is how many bytes a file may have to be looked into.
const mostHashed = 4 << 20

// hashOf is the hash of a file's content; of what cannot be read that of nothing.
func hashOf(name string) (sum [sha256.Size]byte) {
	f, err := openWithoutWait(name)
	if err != nil {
		return sum
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(f, mostHashed)); err != nil {
		return sum
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// openWithoutWait opens what was a file a moment ago. A pipe that took its place is
// not waited for.
func openWithoutWait(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, fs.ErrInvalid
	}
	return f, nil
}

// same says whether a file seems to be what it was. Who copies one over another can
// give it that one's length and time, but for the time of the copy itself. A folder
// counts by being the same one, with the same rights: a link may lead to another.
func same(a, b fs.FileInfo) bool {
	if a.IsDir() && b.IsDir() {
		return a.Mode() == b.Mode() && os.SameFile(a, b)
	}
	return a.Mode() == b.Mode() && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && changedAt(a) == changedAt(b) && os.SameFile(a, b)
}

// all are the files that the site reads, by their paths, and the folders.
func (t tree) all() map[string]fs.FileInfo {
	f := found{files: map[string]fs.FileInfo{}}
	for _, top := range t.tops() {
		_ = t.walk(top, &f, enterNone) // fails only where enter does
	}
	_, _ = t.reach(f.links, &f, enterNone)
	all := maps.Clone(f.files)
	for _, folder := range f.folders {
		if info, err := os.Stat(t.abs(folder)); err == nil {
			all[folder] = info
		}
	}
	return all
}

// enterNone watches no folder.
func enterNone(string) error { return nil }
