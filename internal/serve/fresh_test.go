package serve

import (
	"context"
	"fmt"
	"net/http/httptest"
	"path"
	"reflect"
	"slices"
	"strings"
	"time"

	"brief/internal/diag"
)

// addresses are all that a server of the site can be asked for now.
func (l *live) addresses(s *Server) (all []string) {
	for f := range s.opt.Builder.All(context.Background()) {
		if f != nil {
			all = append(all, s.Prefix()+escape(f.Path))
			if dir, ok := strings.CutSuffix(f.Path, "index.html"); ok {
				all = append(all, s.Prefix()+escape(dir), s.Prefix()+escape(path.Clean(dir)))
			}
		}
	}
	return all
}

// sameAsFresh waits until every address, of now and of before, answers as a
// server would that was started now, and fails the test if that never comes.
// It returns the addresses of now.
func (l *live) sameAsFresh(story string, before ...string) []string {
	l.t.Helper()
	fresh := New(Options{Builder: l.builder(), Dir: l.dir})
	all := l.addresses(fresh)
	wanted := map[string]*httptest.ResponseRecorder{} // what the fresh one answers, which has no reason to change
	want := func(a string) *httptest.ResponseRecorder {
		if wanted[a] == nil {
			wanted[a] = get(fresh, a)
		}
		return wanted[a]
	}
	asked := slices.Concat(before, all)
	slices.Sort(asked)
	asked = slices.Compact(asked)
	diff, first := "", "" // what differs, and where that was last
	for end := time.Now().Add(soon); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if first != "" {
			if _, diff = l.differs(want, first); diff != "" {
				continue
			}
		}
		if first, diff = l.differs(want, asked...); diff == "" {
			return all
		}
	}
	l.t.Fatalf("the preview differs from a new one%s:\n%s", story, diff)
	return nil
}

// sameProblemsAsFresh waits until the panel lists what that of a server would
// that was started now, and fails the test if that never comes. Not every
// problem is seen at an address: that a link leads nowhere is none of a page.
func (l *live) sameProblemsAsFresh(story string) {
	l.t.Helper()
	want, err := New(Options{Builder: l.builder(), Dir: l.dir}).problemsNow(l.t.Context())
	l.check(err)
	var got diag.List
	for end := time.Now().Add(soon); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		got, err = l.server.problemsNow(l.t.Context())
		l.check(err)
		if reflect.DeepEqual(got, want) {
			return
		}
	}
	l.t.Errorf("only the old preview's panel%s lists\n%sonly a new one's\n%s", story, missing(got, want), missing(want, got))
}

// missing is what all has and other has not, a line each.
func missing(all, other diag.List) string {
	var b strings.Builder
	for _, one := range all {
		if !slices.ContainsFunc(other, func(o diag.Diag) bool { return reflect.DeepEqual(one, o) }) {
			fmt.Fprintf(&b, "%+v\n", one)
		}
	}
	return b.String()
}

// differs says at which address the running server answers otherwise than is
// wanted, and how: empty if at none. A page whose source is broken may keep its last
// good version, but has the same problems.
func (l *live) differs(wanted func(address string) *httptest.ResponseRecorder, addresses ...string) (address, how string) {
	for _, a := range addresses {
		now, want := get(l.server, a), wanted(a)
		if sameAnswer(now, want) {
			continue
		}
		got, expected := stateOrNone(now), stateOrNone(want)
		switch {
		case want.Code == 404 && strings.Contains(now.Header().Get("Cache-Control"), "immutable"):
			continue // a smaller picture that a page had: its name holds its hash, so that it is never an old one
		case len(got.Errors) > 0 && reflect.DeepEqual(got.Errors, expected.Errors):
			continue // the last good version under the same problems
		case len(got.Errors) > 0 && want.Code == 404 && strings.HasPrefix(got.Errors[0].Place, "content/"):
			continue // the address is gone because the front matter that says it is broken
		}
		return a, fmt.Sprintf("%s: status %d %.2000q\nwant %d %.2000q", a, now.Code, now.Body, want.Code, want.Body)
	}
	return "", ""
}

func sameAnswer(a, b *httptest.ResponseRecorder) bool {
	return a.Code == b.Code && a.Body.String() == b.Body.String() && reflect.DeepEqual(a.Header(), b.Header())
}

func stateOrNone(w *httptest.ResponseRecorder) (st state) {
	if found := theScript().FindStringSubmatch(w.Body.String()); found != nil {
		_ = unmarshalState(found[2], &st)
	}
	return st
}
