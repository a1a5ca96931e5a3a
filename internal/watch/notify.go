package watch

import (
	"errors"
	"fmt"
	"maps"
	"os"
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
//
// A report is of a moment that has passed, while whatever is looked up is as it
// is now. So that nothing falls between the two,
//
//   - a folder is watched before anything in it is looked up;
//   - what a link leads to is a change when it becomes known, since reports of
//     it may have been passed over while the link, or the way, was not there;
//   - reports of folders that come and go change what is watched whether or not
//     the site reads the folder;
//   - a folder that is met under a new name before the report of its move is
//     watched anew: the system has one watch for it, which ends with the move.
type notifier struct {
	tree     tree
	remote   func(folder string) string
	watcher  *fsnotify.Watcher
	failures chan error
	root     os.FileInfo              // of the site's folder as it is watched; nil if it is not
	folders  map[string]watchedFolder // by path
	at       map[identity]string      // the paths of those that are watched
	links    map[string]bool          // paths of the site's own links
	reach    reach                    // of the links
}

// watchedFolder is a folder in which something happens that counts.
type watchedFolder struct {
	id   identity
	told bool        // the system tells of it; else we may not look into it
	mode os.FileMode // whose change may open or close it
}

func newNotifier(t tree, remote func(folder string) string) (*notifier, error) {
	// Room for what comes while a batch is under way, in the order of what the
	// system itself keeps.
	watcher, err := fsnotify.NewBufferedWatcher(1 << 14)
	if err != nil {
		return nil, err
	}
	n := &notifier{tree: t, remote: remote, watcher: watcher, failures: make(chan error, 16)}
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
	n.root, n.folders, n.at = nil, map[string]watchedFolder{}, map[identity]string{}
	n.links, n.reach = map[string]bool{}, reach{}
	if err := n.enter("."); err != nil {
		return err
	}
	for _, top := range n.tree.tops() {
		if _, err := n.add(top); err != nil {
			return err
		}
	}
	_, err := n.follow()
	return err
}

// stands says whether the site's folder is the one that is watched. One that is
// gone may come back.
func (n *notifier) stands() bool {
	is, err := os.Stat(n.tree.root)
	return err != nil || n.root != nil && os.SameFile(is, n.root)
}

// enter watches one folder. If it has gone again, or something else is there, that
// is told of by the folder round it, which is watched already.
func (n *notifier) enter(folder string) error {
	if n.folders[folder].told {
		return nil
	}
	info, ok := n.folderAt(folder)
	if !ok {
		return nil
	}
	if kind := n.remote(n.tree.abs(folder)); kind != "" {
		return &remoteError{kind}
	}
	id := identityOf(info)
	if old, met := n.at[id]; met && id != (identity{}) {
		n.leave(old)
	}
	switch err := n.watcher.Add(n.tree.abs(folder)); {
	case errors.Is(err, os.ErrPermission): // the scan says what is wrong
		n.folders[folder] = watchedFolder{id, false, info.Mode()}
	case errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return nil
	case err != nil:
		return err
	default:
		if now, ok := n.folderAt(folder); !ok || !os.SameFile(now, info) {
			_ = n.watcher.Remove(n.tree.abs(folder)) // another has taken its place meanwhile
			return nil
		}
		n.folders[folder], n.at[id] = watchedFolder{id, true, info.Mode()}, folder
	}
	if folder == "." {
		n.root = info
	}
	return nil
}

// folderAt is the folder at a path, if there is one and no link. The way to the
// site itself may lead through links.
func (n *notifier) folderAt(p string) (os.FileInfo, bool) {
	look := os.Lstat
	if p == "." {
		look = os.Stat
	}
	info, err := look(n.tree.abs(p))
	return info, err == nil && info.IsDir()
}

// leave ends the watch of one folder.
func (n *notifier) leave(folder string) {
	_ = n.watcher.Remove(n.tree.abs(folder)) // one that is gone is forgotten already
	if id := n.folders[folder].id; n.at[id] == folder {
		delete(n.at, id)
	}
	delete(n.folders, folder)
}

// add watches what is at a path, and below it. It says whether there are links.
func (n *notifier) add(p string) (links bool, err error) {
	var f found
	err = n.tree.walk(p, &f, n.enter)
	for _, link := range f.links {
		n.links[link] = true
	}
	return len(f.links) > 0, err
}

// drop forgets what was at a path, and below it. It says whether there were links.
func (n *notifier) drop(p string) (links bool) {
	links = n.links[p]
	delete(n.links, p)
	if _, folder := n.folders[p]; !folder {
		return links
	}
	for folder := range n.folders {
		if folder == p || strings.HasPrefix(folder, p+"/") {
			n.leave(folder) // one that moved would report under its old name
		}
	}
	for link := range n.links {
		if strings.HasPrefix(link, p+"/") {
			delete(n.links, link)
			links = true
		}
	}
	return links
}

// follow watches what the links lead to, and the folders on the way there, and
// nothing else outside of what the site reads itself. It returns the places to
// which none led before.
func (n *notifier) follow() (fresh []string, err error) {
	before := n.reach
	used := map[string]bool{".": true}
	n.reach, err = n.tree.reach(slices.Sorted(maps.Keys(n.links)), &found{}, func(folder string) error {
		used[folder] = true
		return n.enter(folder)
	})
	if err != nil {
		return nil, err
	}
	for folder := range n.folders {
		if !used[folder] && !source.Reads(folder) {
			n.leave(folder)
		}
	}
	for end := range n.reach.ends {
		if !before.ends[end] {
			fresh = append(fresh, end)
		}
	}
	return fresh, nil
}

// take follows an event and returns the paths that it changed.
func (n *notifier) take(e event, known Known) ([]string, error) {
	p, inside := n.tree.rel(e.Name)
	if e.Name == "" || !inside || e.Op == fsnotify.Chmod && !n.opens(p, known) {
		return nil, nil
	}
	moved := e.Op == fsnotify.Chmod || e.Has(fsnotify.Create) || e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename)
	if p == "." {
		if moved {
			n.root = nil
		}
		return nil, nil
	}
	reads, led := source.Reads(p), n.reach.concerns(p)
	if !reads && (!led || source.Ignored(p) && !n.reach.way[p]) {
		return nil, nil
	}
	changed := []string{p}
	if !moved {
		return changed, nil
	}
	links := n.drop(p)
	if reads {
		more, err := n.add(p)
		if err != nil {
			return changed, err
		}
		links = links || more
	}
	if !links && !led {
		return changed, nil
	}
	fresh, err := n.follow()
	return append(changed, fresh...), err
}

// opens says whether what is at a path may have become readable, or may be so no
// more. Programs touch files and folders for less, which is no change.
func (n *notifier) opens(p string, known Known) bool {
	info, err := os.Lstat(n.tree.abs(p))
	switch folder, watched := n.folders[p]; {
	case err != nil: // it has gone, as another report says
		return false
	case info.IsDir():
		return watched && folder.mode != info.Mode()
	case !info.Mode().IsRegular():
		return false
	}
	f, err := os.OpenFile(n.tree.abs(p), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err == nil {
		f.Close()
	}
	_, read := known(p)
	return read == errors.Is(err, os.ErrPermission)
}

// remoteError says that others write to a disk than this system, which tells of
// what happens here alone.
type remoteError struct{ kind string }

func (e *remoteError) Error() string { return "they lie on a disk of another system, " + e.kind }

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
	if far, ok := errors.AsType[*remoteError](err); ok {
		return "files lie on a disk that other systems write to (" + far.kind + "), which are not told of here, so " + instead
	}
	return fmt.Sprintf("folders cannot be watched (%v), so %s", err, instead)
}
