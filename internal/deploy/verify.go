package deploy

import (
	"context"
	"fmt"
	"slices"

	"brief/internal/diag"
)

// Verify compares all that a target stores with its current release, headers
// included. Its findings are errors:
//
//	missing-object  a file is not there
//	wrong-bytes     it holds something else
//	wrong-headers   it is served with other headers
//
// A folder has no headers to compare.
func Verify(ctx context.Context, t *Target) (diag.List, Stats, error) {
	r := newRun(t, Options{})
	if t.Shown != nil {
		r.client.store = t.Shown
	}
	l, err := r.verify(ctx)
	rep, err := r.done(ctx, err)
	return l, rep.Stats, err
}

func (r *run) verify(ctx context.Context) (diag.List, error) {
	if err := r.journal.read(ctx); err != nil {
		return nil, err
	}
	state := &r.journal.state
	if state.Current.Record == "" {
		return nil, problem(Refused, "no-such-release", "nothing was published to this target yet", "")
	}
	rec, err := r.record(ctx, state.Current.Record)
	if err != nil {
		return nil, err
	}
	found := make(diag.List, len(rec.Files))
	err = each(ctx, len(rec.Files), func(ctx context.Context, i int) error {
		o := &rec.Files[i]
		info, err := r.client.head(ctx, r.target.key(o.Path))
		switch {
		case causeOf(err) == NotFound:
			found[i] = refusal(o.Path, "missing-object", "this is published, and it is not there", "run the deploy again with --verify")
			return nil
		case err != nil:
			return err
		case info.Size != o.size(), (state.Plain && isMD5(info.ETag)) && info.ETag != o.MD5, info.ETag != o.MD5 && info.Attributes.Sum != o.Sum:
			found[i] = refusal(o.Path, "wrong-bytes", "the store holds other bytes than were published", "run the deploy again with --verify")
		case info.Attributes.Type != "" && info.Attributes != o.attributes():
			found[i] = refusal(o.Path, "wrong-headers", fmt.Sprintf("this is stored as %s, and was published as %s", describeHeaders(info.Attributes), describeHeaders(o.attributes())), "run the deploy again with --verify")
		}
		return nil
	})
	return slices.DeleteFunc(found, func(d diag.Diag) bool { return d.Code == "" }), err
}

func describeHeaders(a Attributes) string {
	s := fmt.Sprintf("%q, %q", a.Type, a.Cache)
	if a.Encoding != "" {
		s += fmt.Sprintf(", encoded by %s", a.Encoding)
	}
	if a.Language != "" {
		s += fmt.Sprintf(", in %q", a.Language)
	}
	if a.Redirect != "" {
		s += fmt.Sprintf(", leading to %q", a.Redirect)
	}
	return s
}
