package deploy

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// overHTTP is a store in memory behind the protocol of S3, without a network, so
// that hours of waiting are no time at all.
type overHTTP struct {
	m *memory
	// up and down are how long a byte of a request and of an answer takes; pause is
	// how long a request stands still before its body is read. By method and key.
	up, down, pause func(method, key string) time.Duration
	lose            func(method, key string) error // instead of an answer; nil for none
}

func (o *overHTTP) store(t *testing.T) *S3 {
	t.Helper()
	haveCredentials(t)
	st, err := OpenS3(t.Context(), S3Options{Bucket: "site", Region: "us-east-1", Endpoint: "http://s3.test", PathStyle: true, transport: o})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func (o *overHTTP) RoundTrip(r *http.Request) (*http.Response, error) {
	key := strings.TrimPrefix(r.URL.Path, "/site/")
	per := func(f func(string, string) time.Duration) time.Duration {
		if f == nil {
			return 0
		}
		return f(r.Method, key)
	}
	if d := per(o.pause); d > 0 {
		time.Sleep(d) // as a process that is stopped does, which sees no deadline
	}
	if o.lose != nil {
		if err := o.lose(r.Method, key); err != nil {
			return nil, err
		}
	}
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(&slowly{r: r.Body, ctx: r.Context(), each: per(o.up)})
		r.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	resp := &http.Response{StatusCode: 200, Request: r, Header: http.Header{"Date": {time.Now().UTC().Format(http.TimeFormat)}}}
	answer, info, err := o.answer(r, key, body)
	if err != nil {
		resp.StatusCode = map[Cause]int{NotFound: 404, Unmet: 412, Denied: 403}[causeOf(err)]
		answer = []byte("<Error><Code>X</Code></Error>")
	} else if info.ETag != "" {
		resp.Header.Set("Etag", `"`+info.ETag+`"`)
		resp.Header.Set("Content-Type", info.Attributes.Type)
		resp.Header.Set("X-Amz-Meta-Sha256", info.Attributes.Sum)
	}
	if r.Method == http.MethodHead {
		resp.ContentLength, answer = info.Size, nil
	} else {
		resp.ContentLength = int64(len(answer))
	}
	resp.Header.Set("Content-Length", fmt.Sprint(resp.ContentLength))
	resp.Body = io.NopCloser(&slowly{r: bytes.NewReader(answer), ctx: r.Context(), each: per(o.down)})
	return resp, nil
}

func (o *overHTTP) answer(r *http.Request, key string, body []byte) ([]byte, Info, error) {
	ctx := context.Background() // what has arrived is done, whoever still waits
	switch r.Method {
	case http.MethodPut:
		a := Attributes{Type: r.Header.Get("Content-Type"), Cache: r.Header.Get("Cache-Control"), Sum: r.Header.Get("X-Amz-Meta-Sha256")}
		cond := Condition{Absent: r.Header.Get("If-None-Match") == "*", ETag: strings.Trim(r.Header.Get("If-Match"), `"`)}
		info, err := o.m.Put(ctx, key, bytesContent(body, md5Of(body)), a, cond)
		return nil, info, err
	case http.MethodHead:
		info, err := o.m.Head(ctx, key)
		return nil, info, err
	case http.MethodPost:
		var in struct {
			Object []struct{ Key string }
		}
		err := xml.Unmarshal(body, &in)
		for _, k := range in.Object {
			_, derr := o.m.Delete(ctx, []string{k.Key})
			err = errors.Join(err, derr)
		}
		return []byte("<DeleteResult></DeleteResult>"), Info{}, err
	}
	return o.m.Get(ctx, key)
}

// slowly reads a byte at a time.
type slowly struct {
	r    io.Reader
	ctx  context.Context
	each time.Duration
}

func (s *slowly) Read(p []byte) (int, error) {
	if s.each == 0 || len(p) == 0 {
		return s.r.Read(p)
	}
	select {
	case <-time.After(s.each):
		return s.r.Read(p[:1])
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}

// A store that takes or gives a byte a second: each request is given up, and the
// deploy ends in bounded time, says that it was stopped, and harms nobody. Where
// only some answers crawl, and they are short, it goes on.
func TestAByteASecond(t *testing.T) {
	page := func(method, key string) time.Duration {
		if method == http.MethodPut && strings.HasSuffix(key, "a/index.html") {
			return time.Second
		}
		return 0
	}
	all := func(string, string) time.Duration { return time.Second }
	state := func(method, key string) time.Duration {
		if method == http.MethodGet && strings.HasSuffix(key, stateName) {
			return time.Second
		}
		return 0
	}
	for _, tt := range []struct {
		name     string
		up, down func(string, string) time.Duration
		deadline time.Duration
		within   time.Duration
		stops    bool
	}{
		{"a page is taken so", page, nil, 0, 10 * time.Minute, true},
		{"all is taken so", all, nil, 0, 10 * time.Minute, true},
		{"the state is given so", nil, state, 0, 10 * time.Minute, true},
		{"all is given so", nil, all, 0, 10 * time.Minute, true},
		{"a page is taken so, with a deadline", page, nil, time.Minute, 2 * time.Minute, true},
		{"answers that have no body are given so", nil, page, 0, time.Minute, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				v := watch(t, m, "", version(1), version(2))
				v.began(m)
				mustDeploy(t, target(m, ""), version(1), Options{})
				o := &overHTTP{m: m, up: tt.up, down: tt.down}
				tg := target(m, "")
				tg.Store = o.store(t)
				began := time.Now()
				v.began(m)
				rep, err := Deploy(context.Background(), version(2), tg, Options{Gone: "off", Deadline: tt.deadline})
				if tt.stops {
					refused(t, err, Stopped, "deploy-stopped")
				} else if err != nil {
					t.Error(describe(err))
				}
				if d := time.Since(began); d > tt.within || rep.Committed == tt.stops {
					t.Errorf("it took %v, committed %v", d, rep.Committed)
				}
				o.up, o.down = nil, nil
				again(t, m, v, 2, tt.name)
			})
		})
	}
}

// headersLate is how net/http says that no headers came in time.
type headersLate struct{}

func (headersLate) Error() string        { return "net/http: timeout awaiting response headers" }
func (headersLate) Timeout() bool        { return true }
func (headersLate) Temporary() bool      { return true }
func (headersLate) Is(target error) bool { return target == context.DeadlineExceeded }

// A server that answers nothing in time, and says so before the deadline of the
// request does, is asked again. (It ended the deploy, in net/http's words.)
func TestAnswerThatIsLateIsAskedForAgain(t *testing.T) {
	for _, at := range []string{"GET .brief/state.json", "PUT .brief/state.json", "PUT css/", "PUT a/index.html", "POST "} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			mustDeploy(t, target(m, ""), version(1), Options{})
			o := &overHTTP{m: m}
			var lost atomic.Bool
			o.lose = func(method, key string) error {
				if strings.HasPrefix(method+" "+key, at) && lost.CompareAndSwap(false, true) {
					return headersLate{}
				}
				return nil
			}
			tg := target(m, "")
			tg.Store = o.store(t)
			rep := mustDeploy(t, tg, version(2), Options{Gone: "off"})
			if rep.Stats.Retries != 1 || !rep.Committed {
				t.Errorf("%s: %+v", at, rep.Stats)
			}
			equalsSite(t, m, target(m, ""), version(2))
		})
	}
}

// A process stops after its write was signed and before the bytes went, another
// deploy commits, and the process wakes up: the write must not go out any more,
// neither of a page nor of a deletion. (The look before the signature was an age ago.)
func TestWriteThatWakesUpTooLate(t *testing.T) {
	for _, at := range []string{"PUT css/", "PUT a/index.html", "PUT feed.xml", "POST ", "PUT .brief/state.json"} {
		t.Run(at, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				mustDeploy(t, target(m, ""), version(1), Options{})
				var asleep atomic.Bool
				skip := 0
				if at == "PUT .brief/state.json" {
					skip = 1 // the claim is another matter: nobody has the target before it
				}
				o := &overHTTP{m: m}
				o.pause = func(method, key string) time.Duration {
					if strings.HasPrefix(method+" "+key, at) {
						if skip--; skip < 0 {
							asleep.Store(true)
						}
					}
					if asleep.Load() { // the whole process
						return 10 * time.Minute
					}
					return 0
				}
				tg := target(m, "")
				tg.Store = o.store(t)
				done := make(chan error, 1)
				go func() {
					_, err := Deploy(context.Background(), version(2), tg, Options{Gone: "off"})
					done <- err
				}()
				time.Sleep(5 * time.Minute)
				if !asleep.Load() {
					t.Fatal("the deploy never came to this request")
				}
				mustDeploy(t, target(m, ""), version(3), Options{Gone: "off"})
				equalsSite(t, m, target(m, ""), version(3))
				writes := m.writes()
				refused(t, <-done, BusyTarget, "deploy-busy")
				if m.writes() != writes {
					t.Errorf("it wrote after all: %v", m.log[len(m.log)-3:])
				}
				equalsSite(t, m, target(m, ""), version(3))
				m.forget()
				if mustDeploy(t, target(m, ""), version(3), Options{}); m.n != 1 {
					t.Errorf("the same again sent %s", m)
				}
			})
		})
	}
}
