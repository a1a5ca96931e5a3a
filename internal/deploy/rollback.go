package deploy

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"brief/internal/output"
)

// Rollback publishes the release again that was current n deploys ago, from what
// the target keeps: no build is needed. It is a deploy as any other, but for the
// guards against taking pages away. The report and the error are as of [Deploy].
func Rollback(ctx context.Context, t *Target, n int, opt Options) (*Report, error) {
	r := newRun(t, opt)
	r.opt.Gone, r.opt.Limit = "off", &Limit{N: 1 << 30}
	return r.done(ctx, r.rollback(ctx, n))
}

func (r *run) rollback(ctx context.Context, n int) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	history := r.journal.state.History
	if n < 1 || n >= len(history) {
		return problem(Refused, "no-such-release", fmt.Sprintf("there is no release %d before the current one; %d are kept", n, max(0, len(history)-1)), "'brief releases "+r.target.Name+"' lists them")
	}
	rec, err := r.record(ctx, history[n].Record)
	if err != nil {
		return err
	}
	old := rec.manifest()
	r.site = &Site{Files: old.Files, Open: r.bodies(ctx, rec)}
	after := newRecord(old.Files, r.target)
	for i := range after.Files {
		after.Files[i].Pack = rec.Files[i].Pack
	}
	if err := r.makePlan(ctx, after); err != nil {
		return err
	}
	if err := r.guard(); err != nil {
		return err
	}
	if err := r.prepare(); err != nil {
		return err
	}
	return r.publish(ctx)
}

// bodies opens files of a release from its packs, and what its name says the
// content of from where readers get it.
func (r *run) bodies(ctx context.Context, rec *Record) func(string) (io.ReadSeekCloser, error) {
	files := rec.byPath()
	type pack struct {
		name string
		body []byte
	}
	last := make(chan pack, 1) // the pack that was read last: most bodies lie in one
	last <- pack{}
	return func(path string) (io.ReadSeekCloser, error) {
		o := files[path]
		if o.Pack == "" {
			body, err := r.published(ctx, o)
			return nopCloser{bytes.NewReader(body)}, err
		}
		p := <-last
		defer func() { last <- p }()
		if p.name != o.Pack {
			body, _, err := r.client.get(ctx, r.target.key(packFolder+o.Pack))
			if err != nil {
				return nil, err
			}
			p = pack{o.Pack, body}
		}
		body, err := unpack(p.body, o.Sum)
		return nopCloser{bytes.NewReader(body)}, err
	}
}

// published reads a file back from its own key.
func (r *run) published(ctx context.Context, o *Object) ([]byte, error) {
	body, _, err := r.client.get(ctx, r.target.key(o.Path))
	if err != nil {
		return nil, err
	}
	if o.Encoding == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		if body, err = io.ReadAll(io.LimitReader(z, o.Size+1)); err != nil {
			return nil, err
		}
	}
	if output.SumOf(body).String() != o.Sum {
		return nil, errors.New("what is stored is not what that release had")
	}
	return body, nil
}

// Releases returns the releases that a target keeps, the current one first; and
// whether a deploy was cut off or is under way.
func Releases(ctx context.Context, t *Target) (history []Release, dirty bool, err error) {
	r := newRun(t, Options{})
	if err := r.journal.read(ctx); err != nil {
		_, err = r.done(ctx, err)
		return nil, false, err
	}
	return r.journal.state.History, r.journal.state.Dirty, nil
}

// Published is the manifest of the current release; nil if there is none.
func Published(ctx context.Context, t *Target) (*output.Manifest, error) {
	r := newRun(t, Options{})
	err := r.journal.read(ctx)
	var rec *Record
	if err == nil && r.journal.state.Current.Record != "" {
		rec, err = r.record(ctx, r.journal.state.Current.Record)
	}
	if err != nil {
		_, err = r.done(ctx, err)
		return nil, err
	}
	return rec.manifestOrNil(), nil
}
