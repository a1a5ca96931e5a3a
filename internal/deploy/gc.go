package deploy

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"brief/internal/diag"
)

// Grace is how long an asset stays that no page uses any more. It is longer than
// any page is kept by a cache, and than most tabs stay open.
const Grace = 7 * 24 * time.Hour

// GC deletes what no reader can need any more: assets that were retired longer
// ago than [Grace] and that none of the kept releases has, and the records and
// packs of other releases. It claims the target as a deploy does, so that no
// deploy brings an asset back while it goes.
func GC(ctx context.Context, t *Target, opt Options) (*Report, error) {
	r := newRun(t, opt)
	return r.done(ctx, r.gc(ctx))
}

func (r *run) gc(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	state := &r.journal.state
	r.report.Plan = &Plan{Target: r.target.Name, Epoch: state.Epoch, From: state.Current.Digest, To: state.Current.Digest, Send: []Change{}, Delete: []string{}, Retire: []string{}}
	if state.Dirty {
		return problem(Refused, "deploy-unfinished", "a deploy to this target was cut off", "run it again first")
	}
	if !state.idle() && !r.opt.DryRun { // a page that is still to be deleted needs its assets: first that, and a week from now the rest
		return r.finishEarlier(ctx)
	}
	paths, err := r.garbage(ctx)
	if err != nil {
		return err
	}
	r.report.Plan.Delete = paths
	if len(paths) == 0 || r.opt.DryRun {
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if err := r.journal.take(ctx, r.opt.Owner, func(err error) { cancel(err) }, func(*State) {}); err != nil {
		return err
	}
	left, err := r.remove(ctx, paths)
	for _, path := range left {
		r.report.Notices = append(r.report.Notices, diag.Diag{Severity: diag.Warning, Code: "not-deleted", Pos: diag.Pos{File: path}, Msg: "this could not be deleted", Hint: "see that the policy of the credentials allows it"})
	}
	return errors.Join(err, r.journal.release(ctx, func(s *State) {
		maps.DeleteFunc(s.Retired, func(path string, _ time.Time) bool {
			return slices.Contains(paths, path) && !slices.Contains(left, path)
		})
	}))
}

// garbage finds what may be deleted, sorted.
func (r *run) garbage(ctx context.Context) ([]string, error) {
	state := &r.journal.state
	keep := map[string]bool{}
	for _, release := range state.History {
		rec, err := r.record(ctx, release.Record)
		if err != nil {
			return nil, err
		}
		keep[recordFolder+release.Record] = true
		for i := range rec.Files {
			o := &rec.Files[i]
			keep[o.Path] = true
			if o.Pack != "" {
				keep[packFolder+o.Pack] = true
			}
		}
	}
	paths := []string{}
	for path, since := range state.Retired {
		if !keep[path] && r.journal.earliest().Sub(since) > Grace && !isProtected(r.target.Protect, path) {
			paths = append(paths, path)
		}
	}
	for _, folder := range []string{recordFolder, packFolder} {
		keys, err := r.client.list(ctx, r.target.key(folder))
		if err != nil {
			return nil, err
		}
		for key := range keys {
			if path := strings.TrimPrefix(key, r.target.Prefix); !keep[path] {
				paths = append(paths, path)
			}
		}
	}
	slices.Sort(paths)
	return paths, nil
}
