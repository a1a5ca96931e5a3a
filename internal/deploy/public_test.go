package deploy

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// readers is a website over a store in memory, as a bucket's website endpoint is.
type readers struct {
	m      *memory
	base   string                              // the path of the site's address
	spoil  func(path string, r *http.Response) // nil for nothing
	gone   bool                                // nobody answers
	mu     sync.Mutex
	asked  []string
	before []string // the state as it was at each question
}

func (w *readers) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.gone {
		return nil, errors.New("no such host")
	}
	path := strings.TrimPrefix(r.URL.Path, w.base)
	if path == "" || strings.HasSuffix(path, "/") {
		path += "index.html"
	}
	w.m.mu.Lock()
	o, ok := w.m.objects[path]
	state := string(w.m.objects[stateName].body)
	status := http.StatusOK
	if !ok {
		o, status = w.m.objects["404.html"], http.StatusNotFound
	}
	w.m.mu.Unlock()
	w.mu.Lock()
	w.asked, w.before = append(w.asked, path), append(w.before, state)
	w.mu.Unlock()
	resp := &http.Response{StatusCode: status, Request: r, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(o.body))}
	resp.Header.Set("Content-Type", o.info.Attributes.Type)
	resp.Header.Set("Cache-Control", o.info.Attributes.Cache)
	if w.spoil != nil {
		w.spoil(path, resp)
	}
	return resp, nil
}

func (w *readers) target() *Target {
	tg := target(w.m, "")
	tg.Address, tg.Reader = "https://example.org"+w.base, &http.Client{Transport: w}
	return tg
}

// Before the commit readers are asked what they get, past caches: the home page, a
// wrong address, one of each kind, and of a kind what was sent. No more than eight,
// and none where nothing changed.
func TestReadersAreAskedBeforeTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &readers{m: newMemory(), base: "/"}
		mustDeploy(t, w.target(), version(1), Options{})
		w.asked, w.before = nil, nil
		rep := mustDeploy(t, w.target(), version(2), Options{Gone: "off"})
		if rep.Asked != len(w.asked) || len(w.asked) > maxAsked || !slices.Contains(w.asked, "index.html") ||
			!slices.ContainsFunc(w.asked, func(p string) bool { return strings.HasPrefix(p, "there-is-no-such-page-") }) ||
			!slices.ContainsFunc(w.asked, func(p string) bool { return strings.HasPrefix(p, "css/") }) || len(w.asked) < 5 {
			t.Errorf("asked for %q, %+v", w.asked, rep)
		}
		for _, state := range w.before {
			if st, err := parseState([]byte(state)); err != nil || !st.Dirty {
				t.Errorf("it was asked after the commit: %s", state)
			}
		}
		w.asked = nil
		if rep := mustDeploy(t, w.target(), version(2), Options{}); len(w.asked) > 0 || rep.Asked > 0 || rep.Stats.Total() != 1 {
			t.Errorf("nothing changed, and asked for %q", w.asked)
		}
		if rep := mustDeploy(t, w.target(), version(2), Options{Verify: true}); len(w.asked) < 5 || !rep.Unchanged {
			t.Errorf("with --verify, asked for %q", w.asked)
		}
	})
}

// What readers get instead of what was sent: the deploy does not commit, nothing is
// deleted, and the next one ends it. What only a cache of their own explains is told.
func TestReadersGetSomethingElse(t *testing.T) {
	body := func(text string) func(string, *http.Response) {
		return func(path string, r *http.Response) {
			if path == "index.html" {
				r.Body = io.NopCloser(strings.NewReader(text))
			}
		}
	}
	header := func(name, value string) func(string, *http.Response) {
		return func(path string, r *http.Response) { r.Header.Set(name, value) }
	}
	cached := func(path string, r *http.Response) {
		body("<!doctype html>of yesterday")(path, r)
		r.Header.Set("Age", "30")
	}
	for _, tt := range []struct {
		name, code string
		spoil      func(string, *http.Response)
		gone       bool
		opt        Options
		refused    bool
	}{
		{"other bytes", "wrong-bytes", body("<!doctype html>of another site"), false, Options{}, true},
		{"compressed", "wrong-bytes", body("\x1f\x8b..."), false, Options{}, true},
		{"another type", "wrong-headers", header("Content-Type", "application/octet-stream"), false, Options{}, true},
		{"other caching", "wrong-headers", header("Cache-Control", "max-age=86400"), false, Options{}, true},
		{"no right to read", "not-served", func(_ string, r *http.Response) { r.StatusCode = http.StatusForbidden }, false, Options{}, true},
		{"no right to read, which is known", "", func(_ string, r *http.Response) { r.StatusCode = http.StatusForbidden }, false, Options{Severity: map[string]string{"not-served": "off"}}, false},
		{"every address answers 200", "not-served", func(path string, r *http.Response) { r.StatusCode = http.StatusOK }, false, Options{}, true},
		{"a cache", "stale-cache", cached, false, Options{}, false},
		{"nobody answers", "no-answer", nil, true, Options{}, false},
		{"nobody answers, with --verify", "no-answer", nil, true, Options{Verify: true}, true},
		{"nobody answers, which is an error", "no-answer", nil, true, Options{Severity: map[string]string{"no-answer": "error"}}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				w := &readers{m: m, base: "/"}
				v := watch(t, m, "", version(1), version(2))
				v.began(m)
				mustDeploy(t, w.target(), version(1), Options{})
				release := m.state(t, "").Current.ID
				w.spoil, w.gone, tt.opt.Gone = tt.spoil, tt.gone, "off"
				v.began(m)
				rep, err := Deploy(context.Background(), version(2), w.target(), tt.opt)
				if !tt.refused {
					if err != nil || !rep.Committed || tt.code == "" && len(rep.Notices) > 0 || tt.code != "" && (len(rep.Notices) != 1 || rep.Notices[0].Code != tt.code) {
						t.Errorf("%s, notices %v", describe(err), rep.Notices)
					}
					return
				}
				refused(t, err, Unverified, tt.code)
				st := m.state(t, "")
				if rep.Committed || st.Current.ID != release || !st.Dirty || !st.Until.IsZero() || m.count["DELETE"] > 0 {
					t.Errorf("%+v, %+v", rep, st)
				}
				w.spoil, w.gone = nil, false
				again(t, m, v, 2, tt.name)
			})
		})
	}
}

// A cache that is told after the commit may have what it likes before it, and a
// header that no store can send is no matter of each deploy.
func TestWhatIsNoMatterOfADeploy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &readers{m: newMemory(), base: "/", spoil: func(path string, r *http.Response) {
			if path == "index.html" {
				r.Body = io.NopCloser(strings.NewReader("of yesterday"))
				r.Header.Set("X-Cache", "Hit from cloudfront")
			}
		}}
		tg := w.target()
		told := 0
		tg.Refresh = func(context.Context, string, []string) error { told++; return nil }
		s := siteOf(filesOf(1))
		for i := range s.Files {
			s.Files[i].Headers = map[string]string{"X-Content-Type-Options": "nosniff"}
		}
		if rep := mustDeploy(t, tg, s, Options{}); len(rep.Notices) > 0 || told != 1 {
			t.Errorf("notices %v, told %d times", rep.Notices, told)
		}
		rep := mustDeploy(t, tg, s, Options{Verify: true})
		codes := map[string]int{}
		for _, d := range rep.Notices {
			codes[d.Code]++
		}
		if codes["stale-cache"] != 1 || codes["missing-header"] < 4 {
			t.Errorf("with --verify: %v", rep.Notices)
		}
	})
}

// A site that is a part of a host keeps the slash of its home page, and has no page
// for wrong addresses of its own.
func TestReadersOfAPartOfAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &readers{m: newMemory(), base: "/laos/", spoil: func(path string, r *http.Response) {
			if r.StatusCode == http.StatusNotFound {
				r.Body = io.NopCloser(strings.NewReader("the host's own"))
			}
		}}
		mustDeploy(t, w.target(), version(1), Options{})
		if !slices.Contains(w.asked, "index.html") {
			t.Errorf("asked for %q", w.asked)
		}
	})
}

// However many kinds of files there are, at most eight are asked for, and the
// home page and a wrong address are among them.
func TestSampleIsBounded(t *testing.T) {
	files := filesOf(1)
	for i, ext := range []string{"png", "mp4", "mp3", "woff2", "txt", "json", "pdf", "svg", "wasm", "zip"} {
		files["a"+strconv.Itoa(i)+"."+ext], files["b"+strconv.Itoa(i)+".1a2b3c4d."+ext] = ext, ext
	}
	l := sample(newRecord(siteOf(files).Files, &Target{}), nil)
	if len(l) != maxAsked || l[0].Path != "index.html" || l[1].Path != "404.html" {
		t.Errorf("%d, the first %s and %s", len(l), l[0].Path, l[1].Path)
	}
}
