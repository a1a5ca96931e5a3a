package deploy

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"
)

// maxAsked is how many addresses are asked for at most to see what readers get.
const maxAsked = 8

// VerifyPublic asks for a few of a site's files at the target's address, as a
// reader's browser would but past the caches and without compression. Its
// findings are errors, but for the last two:
//
//	no-answer       nobody answers there
//	not-served      the answer has another status
//	wrong-bytes     another body
//	wrong-headers   another type or Cache-Control
//	missing-header  a header is missing that makes the page safer: not every
//	                store can send it
//	stale-cache     a cache answered, with what was there before
func VerifyPublic(ctx context.Context, t *Target, files []output.Entry) (l diag.List, requests int, err error) {
	look := *t
	look.Redirects = true // pages that lead on are not asked for, whoever does the leading
	return askPublic(ctx, &look, newRecord(files, &look), files, nil)
}

// askPublic does so, of the files of each kind one that was sent if there is one.
func askPublic(ctx context.Context, t *Target, rec *Record, files []output.Entry, sent map[string]bool) (l diag.List, requests int, err error) {
	base, err := url.Parse(t.Address)
	if err != nil {
		return nil, 0, err
	}
	headers := make(map[string]map[string]string, len(files))
	for i := range files {
		headers[files[i].Path] = files[i].Headers
	}
	asked := sample(rec, sent)
	found := make([]diag.List, len(asked))
	err = each(ctx, len(asked), func(ctx context.Context, i int) (err error) {
		found[i], err = ask(ctx, t.reader(), base, asked[i], headers[asked[i].Path])
		if err == nil || ctx.Err() != nil {
			return err
		}
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // the rest of it is the address
		}
		found[i] = diag.List{refusal("", "no-answer", fmt.Sprintf("%s does not answer (%v)", t.Address, err), "see the site's address, and that the store is public or has a cache in front")}
		return nil
	})
	return slices.Concat(found...), len(asked), err
}

// reader is who asks for pages as readers do.
func (t *Target) reader() *http.Client {
	if t.Reader != nil {
		return t.Reader
	}
	return &http.Client{Timeout: timeout}
}

// verifyPublic sees before the commit that readers get what was sent. Whether a
// browser gets all headers that it could is no matter of a single deploy, and
// what a cache still has is none where it is told after the commit.
func (r *run) verifyPublic(ctx context.Context) error {
	if r.target.Address == "" || r.target.Show != nil { // a folder shows nothing of it yet
		return nil
	}
	sent := make(map[string]bool, len(r.plan.Send))
	for i := range r.plan.Send {
		sent[r.plan.Send[i].Path] = true
	}
	l, n, err := askPublic(ctx, r.target, r.plan.after, r.site.Files, sent)
	r.report.Asked = n
	if err != nil {
		return err
	}
	l = slices.DeleteFunc(l, func(d diag.Diag) bool {
		return r.opt.Severity[d.Code] == "off" ||
			!r.opt.Verify && (d.Code == "missing-header" || d.Code == "stale-cache" && r.target.Refresh != nil)
	})
	for i := range l {
		switch {
		case r.opt.Severity[l[i].Code] == "warning", l[i].Code == "no-answer" && !r.opt.Verify && r.opt.Severity["no-answer"] == "":
			l[i].Severity = diag.Warning // a site may be published before its address leads to it
		case r.opt.Severity[l[i].Code] == "error":
			l[i].Severity = diag.Error
		}
	}
	l = once(l, "no-answer")
	if l.HasErrors() {
		return &Problem{Unverified, l}
	}
	r.report.Notices = append(r.report.Notices, l...)
	return nil
}

// once keeps the first problem of a code: it is the same for all files.
func once(l diag.List, code string) diag.List {
	seen := false
	return slices.DeleteFunc(l, func(d diag.Diag) bool {
		again := seen && d.Code == code
		seen = seen || d.Code == code
		return again
	})
}

// sample chooses the home page, the page for wrong addresses, and one of each
// class and kind.
func sample(rec *Record, sent map[string]bool) (l []*Object) {
	at := map[string]int{}
	for i := range rec.Files {
		o := &rec.Files[i]
		if o.Redirect != "" || o.Size >= maxHeld {
			continue
		}
		kind := string(o.Class) + " " + strings.SplitN(o.Type, "/", 2)[0]
		if o.Path == "index.html" || o.Path == "404.html" {
			kind = o.Path
		}
		switch n, ok := at[kind]; {
		case !ok:
			at[kind] = len(l)
			l = append(l, o)
		case sent[o.Path] && !sent[l[n].Path]:
			l[n] = o
		}
	}
	first := func(o *Object) int { // whatever else there is, these two are asked for
		return slices.Index([]string{"404.html", "index.html"}, o.Path)
	}
	slices.SortStableFunc(l, func(a, b *Object) int { return cmp.Compare(first(b), first(a)) })
	return l[:min(len(l), maxAsked)]
}

func ask(ctx context.Context, client *http.Client, base *url.URL, o *Object, headers map[string]string) (l diag.List, err error) {
	path, status := strings.TrimSuffix(o.Path, "index.html"), http.StatusOK
	if o.Path == "404.html" {
		path, status = "there-is-no-such-page-"+strings.ToLower(rand.Text()[:8]), http.StatusNotFound
	}
	u := *base
	if path != "" { // which would take the slash at the end away
		u = *base.JoinPath(path)
	}
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
	if o.Path == "404.html" && strings.Trim(base.Path, "/") != "" {
		return nil, nil // a host has one page for wrong addresses, and this site is not all of it
	}
	switch same, packed := output.SumOf(body).String() == o.Sum, bytes.HasPrefix(body, []byte("\x1f\x8b")); {
	case same:
	case packed && o.Type != "application/gzip":
		find("wrong-bytes", "readers who did not ask for it get compressed bytes")
	case fromCache(resp.Header):
		find("stale-cache", "a cache still gives readers what was there before")
		l[len(l)-1].Severity = diag.Warning
		return l, nil
	default:
		find("wrong-bytes", "readers get other bytes than were published")
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

// fromCache reports whether an answer says that a cache had it (RFC 9111, section
// 5.1; RFC 9211; X-Cache as CloudFront and others send it).
func fromCache(h http.Header) bool {
	if age, err := strconv.Atoi(h.Get("Age")); err == nil && age > 0 {
		return true
	}
	for _, name := range []string{"X-Cache", "Cf-Cache-Status", "Cache-Status"} {
		if strings.Contains(strings.ToLower(h.Get(name)), "hit") {
			return true
		}
	}
	return false
}
