package watch

import (
	"io/fs"
	"maps"
	"os"
	"time"
)

// twins are the files that have several names (hard links): the system tells of a
// change by that name alone by which it was made, which may be any other of the
// site, or lie outside of it. So these few are looked at again and again.
type twins struct {
	tree  tree
	poll  *poller
	names []string  // of those that had several names when all were last looked at
	stale bool      // there may be others
	next  time.Time // when they are looked at again
}

// idle is how much longer than a look at many files takes nothing is done after it.
const idle = 20

func newTwins(t tree) *twins {
	tw := &twins{tree: t, stale: true}
	tw.poll = pollerOf(t, tw.files)
	return tw
}

// files are those with several names.
func (tw *twins) files() map[string]fs.FileInfo {
	single := func(_ string, info fs.FileInfo) bool { return !info.Mode().IsRegular() || linksOf(info) < 2 }
	if tw.stale {
		tw.stale = false
		all := tw.tree.all()
		maps.DeleteFunc(all, single)
		tw.names = tw.names[:0]
		for name := range all {
			tw.names = append(tw.names, name)
		}
		return all
	}
	some := make(map[string]fs.FileInfo, len(tw.names))
	for _, name := range tw.names {
		if info, err := os.Stat(tw.tree.abs(name)); err == nil {
			some[name] = info
		}
	}
	maps.DeleteFunc(some, single)
	return some
}

// came notes that something is new at a path: it may have other names.
func (tw *twins) came(p string) {
	info, err := os.Stat(tw.tree.abs(p))
	tw.stale = tw.stale || err == nil && (info.IsDir() || linksOf(info) > 1)
}

// changes are the paths that differ from the last time, sorted. One that has
// just got, or lost, its second name is among them: it may have changed before.
func (tw *twins) changes(now time.Time) []string {
	if !tw.stale && len(tw.names) == 0 || now.Before(tw.next) {
		return nil
	}
	changed := tw.poll.changes()
	tw.next = now.Add(idle * time.Since(now))
	return changed
}
