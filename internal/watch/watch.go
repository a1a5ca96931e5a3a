// Package watch turns what happens to a site's files into batches of changed
// paths, as [brief/internal/build.Builder.Update] takes them.
//
// # What it promises
//
// After the last change to a file that the site reads, a batch comes that names
// the file or a folder round it, whatever wrote it: in place, by a new file
// renamed over the old, by a backup and a new file, by deleting and creating.
// Folders that come, go and move are followed, and so are symbolic links to
// places inside the site, through other links too; what becomes readable is read.
// What editors and systems leave behind causes no batch.
//
// # When a batch comes
//
//   - 2 ms after the last of the events that follow each other that closely, 150 ms
//     after the first at the latest: one save is one batch.
//   - If it would follow another batch within 50 ms, after 200 ms of quiet, 400 ms
//     after its first event at the latest: a storm of saves is a few batches.
//   - It waits for a file that looks like a save half done, as long as that has
//     been so for less than 150 ms: one that was there and is gone (vim leaves no
//     file for milliseconds), one that is empty, Markdown whose "---" is not closed,
//     and for the report that it is whole again; and, for 20 ms, for one that has
//     lost more than a quarter of its length.
//
// # How it is told
//
// The system reports changes in folders (fsnotify). Where it cannot, for want of
// watches or on a disk of another machine, all files are looked at four times a
// second instead. A report that the system lost is a batch of everything (".").
// Both are told in [Batch.Note], with the limit's name. Of a file with several names
// (hard links) it tells by one of them: those are looked at besides. A second name
// that a file gets in a folder that the site does not read is not noticed until the
// file is saved by a rename or the watcher starts anew.
package watch

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Options of a Watcher. Only Dir must be set.
type Options struct {
	Dir  string // the site's folder
	Poll bool   // look at the files again and again instead of being told

	// Every is how often polling looks; 0 means four times a second.
	Every time.Duration

	remote func(folder string) string // stands in for remote in tests
}

// Batch is what changed since the last one.
type Batch struct {
	Paths []string  // files and folders, slash-separated from the site's folder, sorted; "." is everything
	First time.Time // when the first of the changes was noticed
	Note  string    // what the one at the keyboard should know of the way of watching; mostly empty
}

// Known says what the site was last read to have at a path: of a file its
// length in bytes, of a folder 0; ok is false if there was nothing.
type Known func(path string) (size int64, ok bool)

// Watcher watches one site. Make it before the site is first read, so that no
// change falls between the two, and let it run afterwards.
type Watcher struct {
	opt  Options
	root string    // absolute, without symbolic links
	tell *notifier // nil when polling
	also *twins    // what the system does not tell of all; nil when polling
	poll *poller   // nil when told
	note string    // to go out with the next batch
}

// New begins to watch. It fails if there is no such folder.
func New(opt Options) (*Watcher, error) {
	if opt.Every <= 0 {
		opt.Every = 250 * time.Millisecond
	}
	root, err := filepath.Abs(opt.Dir)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return nil, err
	}
	w := &Watcher{opt: opt, root: root}
	if opt.Poll {
		w.startPolling("")
		return w, nil
	}
	if opt.remote == nil {
		opt.remote = remote
	}
	w.tell, err = newNotifier(tree{root}, opt.remote)
	if err != nil {
		w.startPolling(limitNote(err))
		return w, nil
	}
	w.also = newTwins(tree{root})
	return w, nil
}

// startPolling looks at all files from now on.
func (w *Watcher) startPolling(note string) {
	if w.tell != nil {
		w.tell.close()
		w.tell, w.also = nil, nil
	}
	w.poll = newPoller(tree{w.root})
	w.note = note
}

// Run sends batches until ctx is done. Changes that come while a batch is not
// yet taken join it.
func (w *Watcher) Run(ctx context.Context, known Known, out chan<- Batch) {
	defer func() {
		if w.tell != nil {
			w.tell.close()
		}
	}()
	p := newPending(w.root, known)
	alarm := time.NewTimer(time.Hour)
	defer alarm.Stop()
	look := time.NewTicker(w.opt.Every)
	defer look.Stop()
	for {
		var ready chan<- Batch
		var batch Batch
		now := time.Now()
		at, any := p.due(now)
		if any && !now.Before(at) {
			w.latest(p) // a file that was away is back: one save, not two
			now = time.Now()
			at, any = p.due(now)
		}
		if any && !now.Before(at) {
			ready, batch = out, p.batch(w.note)
		} else if any {
			alarm.Reset(at.Sub(now))
		} else if w.note != "" {
			ready, batch = out, Batch{First: now, Note: w.note}
		}
		select {
		case <-ctx.Done():
			return
		case ready <- batch:
			w.note = ""
			p.sent(time.Now())
		case <-alarm.C:
		case e, ok := <-w.events():
			w.told(p, e, ok)
		case err := <-w.failures():
			w.failed(p, err)
		case <-look.C:
			w.look(p)
		}
	}
}

// latest takes in what is to be known before a batch goes out.
func (w *Watcher) latest(p *pending) {
	if w.poll != nil {
		w.look(p)
		return
	}
	select {
	case e, ok := <-w.events():
		w.told(p, e, ok)
	default:
	}
}

// told takes in one event, and all that wait behind it.
func (w *Watcher) told(p *pending, e event, ok bool) {
	for ok {
		paths, err := w.tell.take(e, p.known)
		p.add(time.Now(), paths...)
		if e.Has(fsnotify.Create) && len(paths) > 0 {
			w.also.came(paths[0])
		}
		if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
			p.went(paths[:min(1, len(paths))]...) // not what links lead to now
		}
		if err != nil {
			w.failed(p, err)
			return
		}
		select {
		case e, ok = <-w.events():
			continue
		default:
			return
		}
	}
	w.startPolling("the system has stopped reporting changes; all files are looked at instead")
	p.add(time.Now(), ".")
}

// failed does what can be done when reports were lost or cannot be had.
func (w *Watcher) failed(p *pending, err error) {
	p.add(time.Now(), ".")
	if errors.Is(err, errOverflow) {
		w.note = limitNote(err)
		w.also.stale = true
		err = w.tell.again()
	}
	if err != nil {
		w.startPolling(limitNote(err))
	}
}

// look polls, or sees whether the site's folder is still the one that is watched.
func (w *Watcher) look(p *pending) {
	if w.poll != nil {
		p.add(time.Now(), w.poll.changes()...)
		return
	}
	p.add(time.Now(), w.also.changes(time.Now())...)
	if w.tell.stands() {
		return
	}
	p.add(time.Now(), ".")
	w.also.stale = true
	if err := w.tell.again(); err != nil {
		w.startPolling(limitNote(err))
	}
}

func (w *Watcher) events() <-chan event {
	if w.tell == nil {
		return nil
	}
	return w.tell.events()
}

func (w *Watcher) failures() <-chan error {
	if w.tell == nil {
		return nil
	}
	return w.tell.failures
}

// within drops paths that lie in a folder that is among them, of a sorted list.
func within(paths []string) []string {
	if slices.Contains(paths, ".") {
		return []string{"."}
	}
	var kept []string
	named := map[string]bool{}
	for _, p := range paths {
		below := false
		for i := range len(p) {
			below = below || p[i] == '/' && named[p[:i]]
		}
		if !below {
			named[p] = true
			kept = append(kept, p)
		}
	}
	return kept
}
