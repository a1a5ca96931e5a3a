package deploy

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	lease      = 120 * time.Second // of a claim, by the store's clock
	renewAfter = lease * 2 / 3
	// Until then the owner may begin a write: it ends before the claim does.
	writeUntil = lease - timeout
	// How long a run that is to end waits for answers about its claim.
	parting = 3 * time.Second
)

var (
	errTaken = errors.New("another deploy has taken the target")
	errLate  = errors.New("the claim on the target ran out before it could be renewed")
)

// journal is the state object as this run last read or wrote it, and its claim.
type journal struct {
	client *client
	key    string
	locks  bool // writes are conditional; false with --no-lock

	turn   chan struct{} // holds one token, which who reads or writes takes: not a mutex, since requests take long and may be given up
	state  State         // Format is 0 before there is one
	etag   string
	exists bool
	date   time.Time       // the store's clock when state was read or written, …
	at     time.Time       // … and this machine's
	mine   map[string]bool // nonces that this run wrote, or may have written
	stop   func()          // ends the renewals

	watched string    // the nonce of another's claim that this run waits for, …
	since   time.Time // … and since when it has been the same

	claim struct {
		sync.Mutex
		since time.Time // when the request of the claim, or of its last renewal, was sent; zero without a claim
		lost  error     // why it is gone
	}
}

func newJournal(c *client, key string, locks bool) *journal {
	j := &journal{client: c, key: key, locks: locks, mine: map[string]bool{}, turn: make(chan struct{}, 1)}
	j.turn <- struct{}{}
	return j
}

// read reads the state, before anything is claimed; a target that was never published to has an empty one.
func (j *journal) read(ctx context.Context) error {
	body, info, err := j.client.get(ctx, j.key)
	if causeOf(err) == NotFound {
		j.state, j.exists, j.etag = State{}, false, ""
		j.date, j.at = time.Time{}, time.Now()
		if e, ok := errors.AsType[*StoreError](err); ok {
			j.date = e.Date
		}
		return nil
	}
	if err != nil {
		return err
	}
	s, err := parseState(body)
	if err != nil {
		return problem(Refused, "state-damaged", fmt.Sprintf("the state of this target, %s, cannot be used (%v)", j.key, err),
			"another version of brief may have written it; if it is damaged, delete it and deploy with --adopt")
	}
	j.state, j.exists, j.etag = *s, true, info.ETag
	j.date, j.at = info.Date, time.Now()
	if j.date.IsZero() {
		j.date = j.at
	}
	return nil
}

// current is the state as it is now, while renewals may change it.
func (j *journal) current() State {
	<-j.turn
	defer func() { j.turn <- struct{}{} }()
	return j.state.clone()
}

// ignoreConditions makes all later writes unconditional.
func (j *journal) ignoreConditions() {
	<-j.turn
	defer func() { j.turn <- struct{}{} }()
	j.locks = false
}

// latest is the later of the two clocks, the store's and this machine's: a claim
// that lasts until then is over by neither too early.
func (j *journal) latest() time.Time {
	if now := time.Now().UTC(); now.After(j.now()) {
		return now
	}
	return j.now()
}

// earliest is the earlier of the two clocks: what is a week old by it is so by both.
func (j *journal) earliest() time.Time {
	if now := time.Now().UTC(); now.Before(j.now()) {
		return now
	}
	return j.now()
}

// now is the store's clock.
func (j *journal) now() time.Time {
	if j.date.IsZero() { // nothing was read: this machine's serves until the store says more
		return time.Now().UTC()
	}
	return j.date.Add(time.Since(j.at)).UTC()
}

// busy returns how long the claim of another may last; 0 if nobody has one. It is
// over when its time is, by the store's clock and by this machine's, of which each
// may be wrong; or when it was not renewed for a whole lease, as long as this run
// looked on, for which no clock needs to be right.
func (j *journal) busy() time.Duration {
	if j.state.Until.IsZero() {
		return 0
	}
	now := time.Now()
	if j.watched != j.state.Nonce {
		j.watched, j.since = j.state.Nonce, now
	}
	left := max(j.state.Until.Sub(j.now()), j.state.Until.Sub(now.Round(0)))
	return max(0, min(left, lease-now.Sub(j.since)))
}

// write changes the state on the condition that it is what this run knows. A
// reply that was lost is settled by the nonce: who wrote last is asked of the
// store. What has begun is awaited even if ctx ends, for a little while: whether
// this run has the claim should be known, so that it can be given back.
func (j *journal) write(ctx context.Context, change func(*State)) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	ctx, cancel := outlast(ctx)
	defer cancel()
	return j.exchange(ctx, change)
}

// exchange puts a changed state in the place of the one that is known, until ctx ends.
func (j *journal) exchange(ctx context.Context, change func(*State)) error {
	select {
	case <-j.turn:
		defer func() { j.turn <- struct{}{} }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	for range 3 {
		next := j.state.clone()
		next.Format = stateFormat
		change(&next)
		next.Nonce = rand.Text()
		j.mine[next.Nonce] = true
		done, err := j.put(ctx, next)
		if done || err != nil {
			return err
		}
	}
	return errTaken
}

// outlast returns a context that ends a little after ctx.
func outlast(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(parting):
			cancel(context.Cause(ctx))
		case <-longer.Done():
		}
	})
	return longer, func() { stop(); cancel(nil) }
}

// put writes one state. It is not done, and may be tried again with what is
// stored by now, if an earlier write of this run that was given up came through.
func (j *journal) put(ctx context.Context, next State) (done bool, err error) {
	cond := Condition{ETag: j.etag, Absent: !j.exists}
	if !j.locks {
		cond = Condition{}
	}
	body := next.encode()
	info, err := j.client.put(ctx, j.key, bytesContent(body, md5.Sum(body)), stateAttributes(), cond)
	if c := causeOf(err); c == Unmet || c == NotFound && cond.ETag != "" {
		read, found, err := j.client.get(ctx, j.key)
		if err != nil && causeOf(err) != NotFound {
			return false, err
		}
		s, err := parseState(read)
		if err != nil || !j.mine[s.Nonce] {
			return false, j.lose(errTaken)
		}
		j.state, j.exists, j.etag = *s, true, found.ETag
		return s.Nonce == next.Nonce, nil
	}
	if err != nil {
		return false, err
	}
	j.state, j.exists, j.etag = next, true, info.ETag
	if !info.Date.IsZero() {
		j.date, j.at = info.Date, time.Now()
	}
	return true, nil
}

func stateAttributes() Attributes {
	return Attributes{Type: "application/json", Cache: "no-store"}
}

// lose ends the claim for a reason, the first of which counts.
func (j *journal) lose(why error) error {
	j.claim.Lock()
	defer j.claim.Unlock()
	if j.claim.lost == nil {
		j.claim.lost = why
	}
	return j.claim.lost
}

// take claims the target for a lease and keeps it by renewals, until release.
// What else the claim says of the state is in change.
func (j *journal) take(ctx context.Context, owner string, lost func(error), change func(*State)) error {
	began := time.Now()
	err := j.write(ctx, func(s *State) {
		s.Epoch++
		s.Owner = owner
		s.Until = j.latest().Add(lease)
		change(s)
	})
	if err != nil {
		if ctx.Err() != nil || causeOf(err) == Broken {
			j.disown(ctx)
		}
		return err
	}
	j.renewed(began)
	stop, ended := make(chan struct{}), make(chan struct{})
	j.stop = func() { close(stop); <-ended }
	go func() {
		defer close(ended)
		j.renew(ctx, stop, lost)
	}()
	return nil
}

// renewed says that the lease counts from a moment on.
func (j *journal) renewed(from time.Time) {
	j.claim.Lock()
	defer j.claim.Unlock()
	j.claim.since = from
}

// claimed reports whether this run ever had the claim.
func (j *journal) claimed() bool {
	j.claim.Lock()
	defer j.claim.Unlock()
	return !j.claim.since.IsZero()
}

// renew renews the claim in time until it is stopped. If it cannot, the claim is
// lost, and so are all writes that have not begun.
func (j *journal) renew(ctx context.Context, stop <-chan struct{}, lost func(error)) {
	for {
		select {
		case <-stop:
			return
		case <-ctx.Done():
			return
		case <-time.After(renewAfter):
		}
		began := time.Now()
		if err := j.write(ctx, func(s *State) { s.Until = j.latest().Add(lease) }); err != nil {
			if ctx.Err() == nil {
				lost(j.lose(err))
			}
			return
		}
		j.renewed(began)
	}
}

// mayWrite is nil while the claim lasts for a whole request more. Of the two
// clocks of this machine the one counts that went further: one of them stands
// still while a process, the other while a whole machine sleeps.
func (j *journal) mayWrite() error {
	j.claim.Lock()
	defer j.claim.Unlock()
	if j.claim.lost != nil {
		return j.claim.lost
	}
	since, now := j.claim.since, time.Now()
	if !since.IsZero() && max(now.Sub(since), now.Round(0).Sub(since.Round(0))) > writeUntil {
		return errLate
	}
	return nil
}

// release gives the claim back with a last change of the state, also when ctx has
// ended: the next deploy would have to wait until the claim ends by its time.
func (j *journal) release(ctx context.Context, change func(*State)) error {
	if j.stop != nil {
		j.stop()
		j.stop = nil
	}
	ctx, cancel := outlast(ctx)
	defer cancel()
	return j.exchange(ctx, func(s *State) {
		s.Until, s.Owner = time.Time{}, ""
		change(s)
	})
}

// disown gives back a claim of which no answer came: the store may have it. If it
// cannot be asked, the claim ends by its time.
func (j *journal) disown(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), parting)
	defer cancel()
	body, info, err := j.client.get(ctx, j.key)
	if err != nil {
		return
	}
	if s, err := parseState(body); err == nil && j.mine[s.Nonce] {
		j.state, j.exists, j.etag = *s, true, info.ETag
		j.release(ctx, func(*State) {})
	}
}
