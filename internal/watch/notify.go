package watch

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"

	"brief/internal/source"

	"github.com/fsnotify/fsnotify"
)

type event = fsnotify.Event

// errOverflow says that the system had more to report than it keeps.
var errOverflow = fsnotify.ErrEventOverflow

// notifier is told by the system of what happens in the folders of a tree. Only
// folders are watched: a watched file is lost when another is renamed over it.
type notifier struct {
	tree     tree
	watcher  *fsnotify.Watcher
	failures chan error
	folders  map[string]bool // those watched
	links    map[string]bool
	targets  []string // what the links lead to
}

func newNotifier(t tree) (*notifier, error) {
	// Room for what comes while a batch is under way, in the order of what the
	// system itself keeps.
	watcher, err := fsnotify.NewBufferedWatcher(1 << 14)
	if err != nil {
		return nil, err
	}
	n := &notifier{tree: t, watcher: watcher, failures: make(chan error, 16)}
	go func() {
		for err := range watcher.Errors { // it must be read, or nothing goes on
			select {
			case n.failures <- err:
			default: // the first ones ask for all to be looked at again
			}
		}
	}()
	if err := n.again(); err != nil {
		n.close()
		return nil, err
	}
	return n, nil
}

func (n *notifier) events() <-chan event { return n.watcher.Events }

func (n *notifier) close() { _ = n.watcher.Close() } // nothing can be done about it

// again watches everything as it is now.
func (n *notifier) again() error {
	for _, name := range n.watcher.WatchList() {
		_ = n.watcher.Remove(name) // one that is gone already
	}
	n.folders, n.links, n.targets = map[string]bool{}, map[string]bool{}, nil
	if err := n.enter("."); err != nil {
		return err
	}
	for _, top := range n.tree.tops() {
		if err := n.add(top); err != nil {
			return err
		}
	}
	return n.follow()
}

// enter watches one folder.
func (n *notifier) enter(folder string) error {
	if n.folders[folder] {
		return nil
	}
	err := n.watcher.Add(n.tree.abs(folder))
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, os.ErrPermission) {
		return nil // it has gone again, or the scan will say what is wrong
	}
	if err == nil {
		n.folders[folder] = true
	}
	return err
}

// add watches what is at a path, and below it.
func (n *notifier) add(p string) error {
	var f found
	err := n.tree.walk(p, &f, n.enter)
	for _, link := range f.links {
		n.links[link] = true
	}
	return err
}

// follow watches what the links lead to, and the folders on the way there.
func (n *notifier) follow() error {
	n.targets = n.tree.targets(slices.Sorted(maps.Keys(n.links)))
	for _, t := range n.targets {
		for dir := path.Dir(t); dir != "."; dir = path.Dir(dir) {
			if err := n.enter(dir); err != nil {
				return err
			}
		}
		if err := n.tree.walk(t, &found{}, n.enter); err != nil {
			return err
		}
	}
	return nil
}

// drop forgets what was at a path, and below it.
func (n *notifier) drop(p string) {
	delete(n.links, p)
	if !n.folders[p] {
		return
	}
	for folder := range n.folders {
		if folder == p || strings.HasPrefix(folder, p+"/") {
			// A folder that moved would report under its old name.
			_ = n.watcher.Remove(n.tree.abs(folder)) // one that is gone is forgotten already
			delete(n.folders, folder)
		}
	}
	for link := range n.links {
		if strings.HasPrefix(link, p+"/") {
			delete(n.links, link)
		}
	}
}

// take follows an event and returns the paths that it changed.
func (n *notifier) take(e event) ([]string, error) {
	p, inside := n.tree.rel(e.Name)
	if e.Name == "" || !inside || e.Op == fsnotify.Chmod {
		return nil, nil
	}
	linked := concerns(p, n.targets)
	if p == "." || source.Ignored(p) || !source.Reads(p) && !linked {
		return nil, nil
	}
	if !e.Has(fsnotify.Create) && !e.Has(fsnotify.Remove) && !e.Has(fsnotify.Rename) {
		return []string{p}, nil
	}
	links := len(n.links)
	n.drop(p)
	if err := n.add(p); err != nil {
		return []string{p}, err
	}
	if linked || links > 0 || len(n.links) > 0 {
		return []string{p}, n.follow()
	}
	return []string{p}, nil
}

// limitNote says what the system's limit was, and what is done instead.
func limitNote(err error) string {
	const instead = "all files are looked at four times a second instead"
	switch {
	case errors.Is(err, errOverflow):
		return "more changed at once than the system reports (fs.inotify.max_queued_events); everything was read again"
	case errors.Is(err, syscall.ENOSPC):
		return "the system lets no more folders be watched, so " + instead +
			"; to raise the limit: sudo sysctl fs.inotify.max_user_watches=524288"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "too many programs watch folders, so " + instead +
			"; to raise the limit: sudo sysctl fs.inotify.max_user_instances=1024"
	}
	return fmt.Sprintf("folders cannot be watched (%v), so %s", err, instead)
}
