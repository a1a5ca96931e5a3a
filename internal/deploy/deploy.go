// Package deploy makes an object store, or a folder of a web server, equal to a
// built site, so that readers lack nothing at any instant.
//
// # What holds
//
// I1. Every page that a reader can fetch refers only to assets that are there,
// also if it was fetched up to a week ago. A page that was there before links
// only to pages that are there.
//
// I2. A deploy may be killed at any instant, and a later one, of the same site or
// another version, ends where it would have ended at once. A repeated one sends a
// single request.
//
// I3. No key is written or deleted but those of the site's own files and those
// below .brief/ at the target. Others' objects need [Options.Adopt] to be
// overwritten, and nothing lets them be deleted.
//
// I4. Nothing is deleted before the commit.
//
// I5. The epoch of the state never falls. While it is not dirty, the store is
// equal to the current release, but for what is still to be deleted and for
// assets that wait for [GC].
//
// I6. What is returned and reported is true.
//
// # How
//
// What is deployed is a list and not a folder: the manifest of the build becomes
// a [Record], with the headers of each file. The record of the last deploy tells
// what changed, without asking the store for each object. One mutable object,
// [State], says which record is current. It is written only on the condition
// that it is still what was read, so that of two deploys at once one gives way.
//
//	read the state            the same release, and nothing left to do: done, with one request
//	plan, guards              what is wrong is refused before anything is written
//	prepare                   hashes, references, and the bodies that a rollback needs
//	claim                     the state says dirty, until when, and which record is tried
//	assets                    under names of their content, only where nothing is
//	pages, lists, home, feeds each group after the one before is stored whole
//	verify                    each object has the bytes that were sent, and readers get them
//	commit                    the state names the new record, and what is to be deleted
//	purge, delete             the cache in front forgets what changed; pages that are gone go
//
// The claim comes before the first write, so that a deploy that was cut off is
// known to have been: the next one asks the store what is there. A claim ends
// after two minutes, by the store's clock and by that of whoever wants the target,
// or when that one saw it stand still for so long, whatever the clocks say; its owner
// renews it, and judges by its own clocks whether a request that begins now ends in
// time. Who was paused and wakes up writes nothing more.
//
// Assets that no page uses any more stay for those who read an old page: [GC]
// deletes them after a week, and not while one of the last five releases has them.
package deploy

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"brief/internal/diag"
	"brief/internal/output"
)

// Target is a place to publish to.
type Target struct {
	Name     string
	Store    Store
	Prefix   string                  // of all keys: empty, or ends in a slash
	Cache    map[output.Class]string // Cache-Control; where it has none, the class's own
	Protect  []string                // patterns of paths that are never written or deleted
	Compress bool                    // store text compressed by gzip
	BasePath string                  // of the site's address: "/laos/"; empty if it is not known
	Address  string                  // where readers get the site; empty if it is not known
	Reader   *http.Client            // asks there as readers do; nil for one of its own

	// Redirects says that a website endpoint of the store can lead readers on by itself.
	Redirects bool
	// Stage makes what is written from now on invisible, and Show makes it visible
	// at once. Both are nil where each object is visible as soon as it is written.
	// A fresh stage holds what is visible, and nothing of a deploy that was cut off.
	Stage func(ctx context.Context, fresh bool) error
	Show  func(ctx context.Context, id string) error
	Shown Store // what is visible; nil if that is what Store holds
	// Begin is told which release is the current one before anything is read of it,
	// and answers false if something else is visible; nil where that cannot be told.
	Begin func(id string) (shown bool)
	// Refresh tells a cache in front of the store what to forget; nil if there is
	// none. The id is the same when a call is repeated.
	Refresh func(ctx context.Context, id string, paths []string) error
}

func (t *Target) key(path string) string { return t.Prefix + path }

// Options of a deploy.
type Options struct {
	Owner    string // who deploys, for those who find the target busy
	DryRun   bool
	Deadline time.Duration // of the whole deploy, waiting included; 0 for an hour
	Adopt    bool          // objects of others may be overwritten
	NoLock   bool          // the store need not keep to conditions
	Wait     bool          // for another deploy to end
	Verify   bool          // ask the store what is there, whatever the state says
	Limit    *Limit        // how many files may be deleted; nil for the usual guards
	Gone     string        // severity of an address that is gone: "error" (also if empty), "warning" or "off"
	// Severity of findings of what readers get, by code: "error", "warning" or "off";
	// else it is that of [VerifyPublic]: but an address where nobody answers is a
	// warning without Verify, for a site may be published before its address leads to it.
	Severity map[string]string
	Plan     *Plan // the only one that may be carried out; nil for any
	Progress func(done, all int)
	Confirm  func(*Plan) bool // asked before the first write; nil for yes
}

// Report says what a deploy did.
type Report struct {
	Target    string    `json:"target"`
	Release   string    `json:"release,omitempty"` // its ID; empty if nothing was committed
	Plan      *Plan     `json:"plan"`
	Unchanged bool      `json:"unchanged"` // the target had this release already
	Committed bool      `json:"committed"`
	Deleted   int       `json:"deleted"`
	Asked     int       `json:"asked"`            // addresses that were asked for as readers do
	Purged    []string  `json:"purged,omitempty"` // addresses that the cache in front was told to forget
	Stats     Stats     `json:"stats"`
	Notices   diag.List `json:"-"` // warnings
}

var errDeadline = errors.New("the deploy took longer than it may")

// run is one deploy.
type run struct {
	target  *Target
	site    *Site
	opt     Options
	client  *client
	journal *journal
	packs   *packer
	report  *Report
	plan    *Plan
	id      string
	plain   bool // every ETag so far was an MD5
	listed  bool // the plan is of what the store says that it has
	hidden  bool // readers get something else than the current release
}

// Deploy makes a target equal to a site. The report is never nil. The error is a
// [*Problem], or that of a context that ended.
func Deploy(ctx context.Context, site *Site, t *Target, opt Options) (*Report, error) {
	var before Stats
	if opt.Deadline == 0 {
		opt.Deadline = time.Hour
	}
	bounded, cancel := context.WithTimeoutCause(ctx, opt.Deadline, errDeadline)
	defer cancel()
	for {
		r := newRun(t, opt)
		r.site = site
		err := r.deploy(bounded)
		r.client.stats.add(before)
		if opt.Wait && errors.Is(err, errTaken) && !r.journal.claimed() {
			before = r.client.stats // two found the target free, and this one came second
			r.packs.close()
			continue
		}
		return r.done(ctx, err)
	}
}

func newRun(t *Target, opt Options) *run {
	id := make([]byte, 8)
	rand.Read(id)
	r := &run{target: t, opt: opt, client: newClient(t.Store), id: hex.EncodeToString(id), plain: true}
	r.report = &Report{Target: t.Name}
	r.journal = newJournal(r.client, t.key(stateName), !opt.NoLock)
	r.client.mayWrite = r.journal.mayWrite
	r.packs = &packer{id: r.id, in: map[string]string{}}
	return r
}

// done completes the report and says what an error means.
func (r *run) done(ctx context.Context, err error) (*Report, error) {
	r.packs.close()
	r.client.mu.Lock()
	r.report.Stats = r.client.stats
	r.client.mu.Unlock()
	if err == nil {
		return r.report, nil
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		return r.report, p
	}
	switch {
	case errors.Is(err, errTaken), errors.Is(err, errLate):
		return r.report, problem(BusyTarget, "deploy-busy", err.Error()+", so that this one stopped", "see what the other published, and run this one again if it is still wanted")
	case ctx.Err() != nil:
		return r.report, ctx.Err()
	}
	if e, ok := errors.AsType[*StoreError](err); ok {
		return r.report, storeProblem(e)
	}
	return r.report, problem(Stopped, "deploy-stopped", err.Error(), "run the deploy again")
}

func (r *run) deploy(ctx context.Context) error {
	if l := guardFiles(r.site.Files, r.target); len(l) > 0 {
		return &Problem{Refused, l}
	}
	after := newRecord(r.site.Files, r.target)
	if err := r.open(ctx); err != nil {
		return err
	}
	if r.journal.state.Current.Digest == after.digest() && r.journal.state.Format != 0 && !r.journal.state.Dirty && !r.hidden && !r.opt.Verify {
		r.report.Unchanged = true
		r.report.Plan = &Plan{Target: r.target.Name, Epoch: r.journal.state.Epoch, From: after.digest(), To: after.digest(), Send: []Change{}, Delete: []string{}, Retire: []string{}}
		if r.journal.state.idle() || r.opt.DryRun {
			return nil
		}
		return r.finishEarlier(ctx)
	}
	if err := r.makePlan(ctx, after); err != nil {
		return err
	}
	if r.opt.Verify && !r.hidden && len(r.plan.Send)+len(r.plan.Delete)+len(r.plan.Retire) == 0 && r.journal.state.idle() && r.plan.From == r.plan.To {
		r.report.Unchanged = true
		return r.verifyPublic(ctx)
	}
	if err := r.guard(); err != nil {
		return err
	}
	if err := r.prepare(); err != nil {
		return err
	}
	return r.publish(ctx)
}

// open reads the state, and waits for another deploy to end if it is to.
func (r *run) open(ctx context.Context) error {
	for {
		if err := r.journal.read(ctx); err != nil {
			return err
		}
		left := r.journal.busy()
		if left == 0 || r.opt.NoLock || r.opt.DryRun {
			s := &r.journal.state
			r.hidden = r.target.Begin != nil && s.Current.ID != "" && !s.Dirty && !r.target.Begin(s.Current.ID)
			return nil
		}
		if !r.opt.Wait {
			return problem(BusyTarget, "deploy-busy", fmt.Sprintf("another deploy (%s) has this target, for %d seconds more unless it renews its claim", r.journal.state.Owner, int(left.Seconds())+1),
				"wait until it has ended, or let --wait do so; one that was killed holds its target for two minutes")
		}
		select {
		case <-time.After(min(left+time.Second, 5*time.Second)):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// makePlan compares the site with what the target has.
func (r *run) makePlan(ctx context.Context, after *Record) (err error) {
	state := &r.journal.state
	var before *Record
	s := stored{left: map[string]bool{}}
	if state.Current.Record != "" {
		if before, err = r.record(ctx, state.Current.Record); err != nil {
			return err
		}
		s.current = before.byPath()
	}
	for _, path := range state.Pending {
		s.left[path] = true
	}
	for path := range state.Retired {
		s.left[path] = true
	}
	if before == nil || state.Dirty || r.hidden || r.opt.Verify {
		for _, name := range state.Attempts {
			tried, err := r.record(ctx, name)
			if err != nil {
				return err
			}
			s.attempts = append(s.attempts, tried.byPath())
		}
		r.listed = true
		if s.listed, err = r.list(ctx, after, &s, state.Plain); err != nil {
			return err
		}
	}
	r.plan = makePlan(before, after, s, r.target.Protect)
	r.plan.Target, r.plan.Epoch, r.plan.From, r.plan.To = r.target.Name, state.Epoch, state.Current.Digest, after.digest()
	r.report.Plan = r.plan
	return nil
}

// record reads one record of this target.
func (r *run) record(ctx context.Context, name string) (*Record, error) {
	body, _, err := r.client.get(ctx, r.target.key(recordFolder+name))
	if err != nil && causeOf(err) != NotFound {
		return nil, err
	}
	var rec *Record
	if err == nil {
		rec, err = parseRecord(name, body)
	} else {
		err = errors.New("somebody deleted it")
	}
	if err != nil {
		return nil, problem(Refused, "state-damaged", fmt.Sprintf("the record %s of this target cannot be used (%v)", name, err),
			"if the state of the target is damaged, delete .brief/state.json there and deploy with --adopt")
	}
	return rec, nil
}

const (
	recordFolder = ownFolder + "manifests/"
	packFolder   = ownFolder + "packs/"
)

// list asks the store what it has at the site's paths, by which these compare
// with it, and at those that were tried. Where an ETag may be no MD5 the metadata
// tell, of what could be the same, and of what could be others'.
func (r *run) list(ctx context.Context, after *Record, s *stored, plain bool) (map[string]Info, error) {
	keys, err := r.client.list(ctx, r.target.Prefix)
	if err != nil {
		return nil, err
	}
	listed := make(map[string]Info, len(keys))
	var unsure []string
	for i := range after.Files {
		o := &after.Files[i]
		info, there := keys[r.target.key(o.Path)]
		if !there {
			continue
		}
		if _, err := r.site.stored(o); err != nil {
			return nil, r.unreadable(o, err)
		}
		listed[o.Path] = info
		unlike := info.Size == o.size() && info.ETag != o.MD5 && (!plain || !isMD5(info.ETag))
		if unlike || r.opt.Verify || len(s.known(o.Path)) > 0 && s.onlyTried(o.Path) && !s.wrote(o.Path, info) {
			unsure = append(unsure, o.Path)
		}
	}
	for _, a := range s.attempts {
		for path := range a {
			info, there := keys[r.target.key(path)]
			if _, seen := listed[path]; seen || !there || !s.onlyTried(path) {
				continue
			}
			if listed[path] = info; !s.wrote(path, info) {
				unsure = append(unsure, path)
			}
		}
	}
	heads := make([]Info, len(unsure))
	err = each(ctx, len(unsure), func(ctx context.Context, i int) (err error) {
		if heads[i], err = r.client.head(ctx, r.target.key(unsure[i])); causeOf(err) == NotFound {
			return nil // gone since it was listed: what is known of it differs from all
		}
		return err
	})
	for i, path := range unsure {
		if plain && isMD5(heads[i].ETag) {
			heads[i].Attributes.Sum = "" // the ETag says it, and cannot have been kept when the bytes changed
		}
		listed[path] = heads[i]
	}
	return listed, err
}

// guard refuses what a plan must not do.
func (r *run) guard() error {
	if r.opt.Plan != nil && (r.opt.Plan.Epoch != r.plan.Epoch || r.opt.Plan.From != r.plan.From || r.opt.Plan.To != r.plan.To) {
		return problem(Refused, "plan-outdated", "the site or what is published is not what the plan was made of", "make a new plan with --dry-run --plan-out")
	}
	l := guardPlan(r.plan, r.opt.Limit, r.opt.Gone)
	if len(r.plan.Adopt) > 0 && !r.opt.Adopt {
		for _, path := range r.plan.Adopt[:min(20, len(r.plan.Adopt))] {
			l = append(l, foreign(path))
		}
	}
	errs := slices.DeleteFunc(slices.Clone(l), func(d diag.Diag) bool { return d.Severity != diag.Error })
	if len(errs) > 0 {
		return &Problem{Refused, l}
	}
	r.report.Notices = append(r.report.Notices, l...)
	return nil
}

func foreign(path string) diag.Diag {
	return refusal(path, "foreign-object", "something that brief did not publish is at this address of the target", "see what it is; --adopt lets it be overwritten")
}
