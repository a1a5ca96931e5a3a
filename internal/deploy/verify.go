package deploy

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"
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
	if a.Redirect != "" {
		s += fmt.Sprintf(", leading to %q", a.Redirect)
	}
	return s
}

// VerifyPublic asks for a few of a site's files as a reader's browser would, at
// most eight, past the caches and without compression. Its findings:
//
//	not-served      the answer has another status
//	wrong-bytes     another body
//	wrong-headers   another type or Cache-Control
//	missing-header  a header is missing that makes the page safer; a warning, for
//	                not every store can send it
func VerifyPublic(ctx context.Context, client *http.Client, address string, files []output.Entry, t *Target) (l diag.List, requests int, err error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, 0, err
	}
	rec := newRecord(files, t)
	headers := map[string]map[string]string{}
	for i := range files {
		headers[files[i].Path] = files[i].Headers
	}
	for _, o := range sample(rec) {
		requests++
		found, err := ask(ctx, client, base, o, headers[o.Path])
		if err != nil {
			return l, requests, problem(Unverified, "not-served", fmt.Sprintf("%s does not answer (%v)", address, err), "see the address, and that the store is public or has a cache in front")
		}
		l = append(l, found...)
	}
	return l, requests, nil
}

// sample chooses the home page, the page for wrong addresses, and one of each
// class and kind.
func sample(rec *Record) (l []*Object) {
	seen := map[string]bool{}
	for i := range rec.Files {
		o := &rec.Files[i]
		kind := string(o.Class) + " " + strings.SplitN(o.Type, "/", 2)[0]
		if o.Path == "index.html" || o.Path == "404.html" {
			kind = o.Path
		}
		if !seen[kind] && len(l) < 8 && o.Redirect == "" && o.Size < maxHeld {
			seen[kind] = true
			l = append(l, o)
		}
	}
	return l
}

func ask(ctx context.Context, client *http.Client, base *url.URL, o *Object, headers map[string]string) (l diag.List, err error) {
	path, status := strings.TrimSuffix(o.Path, "index.html"), http.StatusOK
	if o.Path == "404.html" {
		path, status = "there-is-no-such-page-"+strings.ToLower(rand.Text()[:8]), http.StatusNotFound
	}
	u := base.JoinPath(path)
	u.RawQuery = "verify=" + rand.Text()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxHeld+1))
	if err != nil {
		return nil, err
	}
	u.RawQuery = ""
	find := func(code, format string, args ...any) {
		l = append(l, refusal(o.Path, code, fmt.Sprintf(format, args...), "see "+u.String()+" and the settings of the store, and of the cache in front"))
	}
	if resp.StatusCode != status {
		find("not-served", "the answer has the status %d and not %d", resp.StatusCode, status)
		return l, nil
	}
	if output.SumOf(body).String() != o.Sum && !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		find("wrong-bytes", "readers get other bytes than were published")
	} else if bytes.HasPrefix(body, []byte("\x1f\x8b")) && o.Type != "application/gzip" {
		find("wrong-bytes", "readers who did not ask for it get compressed bytes")
	}
	if got := resp.Header.Get("Content-Type"); got != o.Type {
		find("wrong-headers", "the Content-Type is %q and not %q", got, o.Type)
	}
	if got := resp.Header.Get("Cache-Control"); got != o.Cache && o.Path != "404.html" {
		find("wrong-headers", "the Cache-Control is %q and not %q", got, o.Cache)
	}
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if resp.Header.Get(name) == "" {
			find("missing-header", "readers do not get the header %s", name)
			l[len(l)-1].Severity = diag.Warning
		}
	}
	return l, nil
}
