package deploy

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"brief/internal/diag"
)

// publish carries the plan out, unless it is only to be shown.
func (r *run) publish(ctx context.Context) error {
	if r.opt.DryRun {
		return nil
	}
	if r.opt.Confirm != nil && !r.opt.Confirm(r.plan) {
		return problem(Refused, "not-confirmed", "nothing was published", "")
	}
	name, err := r.storeOwn(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	first := !r.journal.state.Locks
	if err := r.journal.take(ctx, r.opt.Owner, func(err error) { cancel(err) }, func(s *State) {
		s.Dirty = true
		s.Attempts = append(s.Attempts, name)
		// An asset that is in use again is as old as its next end. What is to be deleted
		// stays so until the commit, even if it comes back: it is known to be ours by it.
		after := r.plan.after.byPath()
		maps.DeleteFunc(s.Retired, func(p string, _ time.Time) bool { return after[p] != nil })
	}); err != nil {
		return err
	}
	if err := r.send(ctx, first); err != nil {
		r.giveBack(ctx)
		return err
	}
	if err := r.verifyPublic(ctx); err != nil {
		r.giveBack(ctx)
		return err
	}
	if err := r.commit(ctx, name); err != nil {
		r.giveBack(ctx)
		return err
	}
	return r.finish(ctx)
}

// storeOwn stores what this deploy keeps under .brief/: the packs and the
// record, whose name is returned. Nothing refers to them before the claim.
func (r *run) storeOwn(ctx context.Context) (string, error) {
	for i, name := range r.packs.names {
		c, err := r.packs.content(i)
		if err != nil {
			return "", err
		}
		if _, err := r.client.put(ctx, r.target.key(packFolder+name), c, Attributes{Type: "application/zip", Cache: "no-store"}, Condition{}); err != nil {
			return "", err
		}
	}
	body, name := r.plan.after.encode()
	_, err := r.client.put(ctx, r.target.key(recordFolder+name), bytesContent(body, md5Of(body)), Attributes{Type: "application/gzip", Cache: "no-store"}, Condition{})
	return name, err
}

// send writes all files, group by group.
func (r *run) send(ctx context.Context, first bool) error {
	if first && !r.opt.NoLock {
		if err := r.probe(ctx); err != nil {
			return err
		}
	}
	if r.target.Stage != nil {
		if err := r.target.Stage(ctx, !r.listed); err != nil {
			return err
		}
	}
	var mu sync.Mutex
	done := 0
	for g := range groups {
		var l []*Change
		for i := range r.plan.Send {
			if c := &r.plan.Send[i]; c.group == g {
				l = append(l, c)
			}
		}
		err := each(ctx, len(l), func(ctx context.Context, i int) error {
			if err := r.sendOne(ctx, l[i]); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			if r.opt.Progress != nil {
				r.opt.Progress(done, len(r.plan.Send))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// probe finds out whether the store keeps to conditions, without which two
// deploys at once would both think that the target is theirs.
func (r *run) probe(ctx context.Context) error {
	state := r.journal.current()
	body := state.encode()
	for _, cond := range []Condition{{Absent: true}, {ETag: "00000000000000000000000000000000"}} {
		_, err := r.client.put(ctx, r.journal.key, bytesContent(body, md5Of(body)), stateAttributes(), cond)
		if err == nil {
			r.journal.ignoreConditions() // the state was overwritten with itself: its ETag may be another
			return problem(Refused, "no-lock", "this store writes even if the condition of a write does not hold, so that two deploys at once would not know of each other",
				"see that no two run at once, and deploy with --no-lock")
		}
		if causeOf(err) != Unmet {
			return err
		}
	}
	return nil
}

// sendOne writes one file and sees that its bytes arrived.
func (r *run) sendOne(ctx context.Context, c *Change) error {
	o, key := c.object, r.target.key(c.Path)
	content, err := r.site.content(o)
	if err != nil {
		return problem(Stopped, "file-changed", fmt.Sprintf("%s: %v", o.Path, err), "build the site again, and run the deploy again")
	}
	info, err := r.client.put(ctx, key, content, o.attributes(), Condition{Absent: c.isNew})
	if causeOf(err) == Unmet && c.isNew {
		return r.settle(ctx, c)
	}
	if err != nil {
		return err
	}
	return r.arrived(ctx, o, info)
}

// settle looks at an object that is where none was known to be: this run's own,
// if the reply to its first try was lost, or one that an earlier release had.
func (r *run) settle(ctx context.Context, c *Change) error {
	info, err := r.client.head(ctx, r.target.key(c.Path))
	if err != nil && causeOf(err) != NotFound {
		return err
	}
	if err == nil && info.Attributes.Sum == c.object.Sum && info.Size == c.object.size() {
		if info.Attributes == c.object.attributes() {
			return r.arrived(ctx, c.object, info)
		}
	} else if err == nil && !r.opt.Adopt {
		d := foreign(c.Path)
		return &Problem{Stopped, diag.List{d}}
	}
	again := *c
	again.isNew = false
	return r.sendOne(ctx, &again)
}

// arrived compares an ETag with the MD5 of what was sent. If it is another, the
// bytes are read back: some stores encrypt, and then it says nothing.
func (r *run) arrived(ctx context.Context, o *Object, info Info) error {
	if info.ETag == o.MD5 {
		return nil
	}
	r.client.mu.Lock()
	r.plain = false
	r.client.mu.Unlock()
	if o.Size > maxHeld {
		head, err := r.client.head(ctx, r.target.key(o.Path))
		if err != nil || head.Size == o.size() && head.Attributes.Sum == o.Sum {
			return err
		}
		return notArrived(o)
	}
	body, _, err := r.client.get(ctx, r.target.key(o.Path))
	if err != nil {
		return err
	}
	if sum := md5Of(body); hex.EncodeToString(sum[:]) != o.MD5 {
		return notArrived(o)
	}
	return nil
}

func notArrived(o *Object) error {
	return problem(Unverified, "wrong-bytes", fmt.Sprintf("the store has other bytes at %q than were sent", o.Path), "run the deploy again; if it happens again, something between here and the store changes what is sent")
}

// commit makes the new release the current one.
func (r *run) commit(ctx context.Context, name string) error {
	if r.target.Show != nil {
		if err := r.target.Show(guarded(ctx, r.client.mayWrite), r.id); err != nil {
			return err
		}
	}
	change := func(s *State) {
		s.Dirty, s.Attempts = false, nil
		s.Locks = s.Locks || !r.opt.NoLock // as the probe found
		s.Plain = r.plain && (s.Plain || len(r.plan.Send) > 0)
		s.Current = Release{ID: r.id, Record: name, Digest: r.plan.To, Time: r.journal.now().Truncate(time.Second), Pages: r.plan.after.pages(), Files: len(r.plan.after.Files)}
		s.History = slices.Insert(s.History, 0, s.Current)
		s.History = s.History[:min(len(s.History), Kept)]
		retired := r.journal.latest().Truncate(time.Second) // should a clock be wrong, assets stay for too long
		if len(s.Pending) > 0 {
			s.retireAnew(retired)
		}
		s.Pending = r.pending(s.Pending)
		for _, path := range r.plan.Retire {
			if s.Retired == nil {
				s.Retired = map[string]time.Time{}
			}
			if s.Retired[path].IsZero() {
				s.Retired[path] = retired
			}
		}
		if r.target.Refresh != nil {
			s.Purge = r.purge(s.Purge)
		}
	}
	var err error
	state := r.journal.current()
	if len(r.pending(state.Pending)) == 0 && (r.target.Refresh == nil || r.purge(state.Purge) == nil) {
		err = r.journal.release(ctx, change) // the commit is the last there is to do
	} else {
		err = r.journal.write(ctx, change)
	}
	if err == nil {
		r.report.Committed, r.report.Release = true, r.id
	}
	return err
}

// pending is what is to be deleted after the commit: what was left to be, and what
// goes now, but for what the new release has again. Sorted.
func (r *run) pending(left []string) []string {
	after := r.plan.after.byPath()
	l := slices.DeleteFunc(slices.Concat(left, r.plan.Delete), func(p string) bool { return after[p] != nil })
	slices.Sort(l)
	return slices.Compact(l)
}

// giveBack ends the claim of a deploy that stopped by itself, if it still can. The
// state stays dirty.
func (r *run) giveBack(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), parting)
	defer cancel()
	r.journal.release(ctx, func(*State) {}) // else the claim ends by its time
}

// finishEarlier does what an earlier deploy left to do after its commit.
func (r *run) finishEarlier(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if err := r.journal.take(ctx, r.opt.Owner, func(err error) { cancel(err) }, func(s *State) {
		if len(s.Pending) > 0 {
			s.retireAnew(r.journal.latest().Truncate(time.Second))
		}
	}); err != nil {
		return err
	}
	return r.finish(ctx)
}

// finish does what comes after a commit: the cache in front forgets what
// changed, and what is gone is deleted. Both can be repeated without harm. That
// one fails keeps neither the other nor the commit.
func (r *run) finish(ctx context.Context) error {
	state := r.journal.current()
	if state.Until.IsZero() {
		return nil
	}
	purged, left := state.Purge, state.Pending
	if r.target.Refresh == nil { // brief.yaml names no cache any more
		purged = nil
	}
	var errs []error
	if state.Purge != nil && r.target.Refresh != nil {
		if err := r.target.Refresh(ctx, state.Purge.ID, state.Purge.Paths); err != nil {
			errs = append(errs, problem(Stopped, "purge-failed", fmt.Sprintf("the new site is published, but the cache in front of the store was not told so (%v)", err), "run the deploy again: it does only what is missing"))
		} else {
			r.report.Purged, purged = state.Purge.Paths, nil
		}
	}
	var err error
	if left, err = r.remove(ctx, state.Pending); err != nil {
		errs = append(errs, err)
	}
	err = r.journal.release(ctx, func(s *State) { s.Purge, s.Pending = purged, left })
	return errors.Join(append(errs, err)...)
}

// remove deletes paths, and returns those that are still to be deleted.
func (r *run) remove(ctx context.Context, paths []string) (left []string, err error) {
	for batch := range slices.Chunk(paths, 1000) {
		keys := make([]string, len(batch))
		for i, path := range batch {
			keys[i] = r.target.key(path)
		}
		failed, derr := r.client.delete(ctx, keys)
		if derr != nil {
			left, err = append(left, batch...), errors.Join(err, derr)
			continue
		}
		r.report.Deleted += len(batch) - len(failed)
		for i, path := range batch {
			if f := failed[keys[i]]; f != nil {
				left, err = append(left, path), errors.Join(err, f)
			}
		}
	}
	return left, err
}

// each calls do for 0 to n-1, several at once, and stops at the first error.
func each(ctx context.Context, n int, do func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wait sync.WaitGroup
	next := make(chan int)
	for range min(n, maxWorkers) {
		wait.Go(func() {
			for i := range next {
				if err := do(ctx, i); err != nil {
					cancel(err)
					return
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	wait.Wait()
	return context.Cause(ctx)
}
