package watch

import (
	"bytes"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The rules of the package's comment.
const (
	oneSave  = 2 * time.Millisecond
	longSave = 150 * time.Millisecond
	storm    = 50 * time.Millisecond
	quiet    = 200 * time.Millisecond
	patience = 400 * time.Millisecond
	halfDone = 150 * time.Millisecond
	shrunk   = 20 * time.Millisecond
	atLatest = time.Second // whatever a file looks like
)

// pending collects changes until a batch of them is due.
type pending struct {
	root  string
	known Known

	first, last time.Time            // of the events; zero if there are none
	changed     map[string]time.Time // each path with its last event
	half        map[string]time.Time // those that looked half done, or went, with the event after which they did
	before      time.Time            // when the last batch was taken
}

func newPending(root string, known Known) *pending {
	return &pending{root: root, known: known, changed: map[string]time.Time{}, half: map[string]time.Time{}}
}

func (p *pending) add(now time.Time, paths ...string) {
	if len(paths) == 0 {
		return
	}
	if len(p.changed) == 0 {
		p.first = now
	}
	p.last = now
	for _, path := range paths {
		p.changed[path] = now
	}
}

// went notes that paths were last told to be gone.
func (p *pending) went(paths ...string) {
	for _, path := range paths {
		p.half[path] = p.changed[path]
	}
}

func (p *pending) exists(path string) bool {
	_, err := os.Lstat(filepath.Join(p.root, filepath.FromSlash(path)))
	return err == nil
}

// due is when the batch is to go out, as far as can be said now; any is false
// if there is nothing to send.
func (p *pending) due(now time.Time) (at time.Time, any bool) {
	if len(p.changed) == 0 {
		return time.Time{}, false
	}
	at = earlier(p.last.Add(oneSave), p.first.Add(longSave))
	if p.first.Sub(p.before) < storm {
		at = earlier(p.last.Add(quiet), p.first.Add(patience))
	}
	if now.Before(at) {
		return at, true
	}
	// It is time: the files are looked at, and each can ask for a little more.
	for path, event := range p.changed {
		wait := p.wait(path)
		if wait == halfDone {
			p.half[path] = event
		} else if p.half[path].Equal(event) && p.exists(path) {
			wait = halfDone // it is whole again, and the event that says so is under way: one save, not two
		}
		if until := event.Add(wait); until.After(at) {
			at = until
		}
	}
	return earlier(at, p.first.Add(atLatest)), true
}

// wait is for how long after its last event a path may be a save half done.
func (p *pending) wait(path string) time.Duration {
	size, known := p.known(path)
	name := filepath.Join(p.root, filepath.FromSlash(path))
	info, err := os.Stat(name)
	switch {
	case err != nil && known:
		return halfDone
	case err != nil || !info.Mode().IsRegular():
		return 0
	case info.Size() == 0, strings.HasSuffix(path, ".md") && unclosed(name):
		return halfDone
	case known && info.Size() < size-size/4:
		return shrunk
	}
	return 0
}

// unclosed says whether a Markdown file begins with front matter that does not
// end. One too long to be read is as it is.
func unclosed(name string) bool {
	const most = 2 << 20
	f, err := openWithoutWait(name)
	if err != nil {
		return false
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil || len(text) > most {
		return false
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	rest, begun := bytes.CutPrefix(text, []byte("---\n"))
	if !begun {
		rest, begun = bytes.CutPrefix(text, []byte("---\r\n"))
	}
	return begun && !bytes.HasPrefix(rest, []byte("---")) && !bytes.Contains(rest, []byte("\n---"))
}

// batch is what has been collected.
func (p *pending) batch(note string) Batch {
	return Batch{Paths: within(slices.Sorted(maps.Keys(p.changed))), First: p.first, Note: note}
}

// sent begins anew.
func (p *pending) sent(now time.Time) {
	if len(p.changed) > 0 {
		p.before = now
	}
	clear(p.changed)
	clear(p.half)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
