package deploy

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// A proxy on loopback that does wrong what a rule says, to the requests that the
// rule is for.
type proxy struct {
	mu    sync.Mutex
	rule  rule
	n     int // matching requests so far
	count map[string]int
	url   string
}

// rule is a fault. Requests are matched by their method and a part of their path
// or query.
type rule struct {
	method, part string
	nth          int // only that of the matching ones; 0 for all
	do           action
}

type action string

const (
	reset     action = "reset"              // the connection breaks before the request is carried out
	lostReply action = "lost reply"         // and after it was
	answer500 action = "500"                // not carried out
	answer503 action = "503"                // not carried out, with Retry-After
	answer429 action = "429"                // not carried out
	answer409 action = "409"                // not carried out: ConditionalRequestConflict
	answer403 action = "403"                // not carried out
	answer301 action = "301"                // not carried out: PermanentRedirect, without a place
	answer408 action = "408"                // not carried out
	truncated action = "truncated reply"    // it breaks in the middle
	corrupted action = "corrupt body"       // a byte of the request is another
	wrongDate action = "wrong date"         // the store's clock is 20 minutes behind
	skewed403 action = "clock is too wrong" // it refuses once because of the clock
	delayed   action = "delay"
)

// between starts a proxy to a server for one test.
func between(t *testing.T, s *server) *proxy {
	t.Helper()
	to, err := url.Parse(s.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{count: map[string]int{}}
	forward := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host }, // the host is signed
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) },
	}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.serve(w, r, forward) }))
	t.Cleanup(h.Close)
	p.url = h.URL
	return p
}

// set makes a rule the only one; the zero rule does nothing.
func (p *proxy) set(r rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rule, p.n, p.count = r, 0, map[string]int{}
}

// requests is how many came since the rule was set.
func (p *proxy) requests() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range p.count {
		n += k
	}
	return n
}

// matches says what is to be done with a request.
func (p *proxy) matches(r *http.Request) action {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count[r.Method]++
	if p.rule.do == "" || r.Method != p.rule.method || !strings.Contains(r.URL.RequestURI(), p.rule.part) {
		return ""
	}
	p.n++
	if p.rule.nth > 0 && p.n != p.rule.nth {
		return ""
	}
	return p.rule.do
}

func (p *proxy) serve(w http.ResponseWriter, r *http.Request, forward http.Handler) {
	do := p.matches(r)
	switch do {
	case "":
		forward.ServeHTTP(w, r)
		return
	case reset:
		panic(http.ErrAbortHandler)
	case answer500, answer503, answer429, answer409, answer403, answer301, answer408, skewed403:
		refuse(w, do)
		return
	case delayed:
		time.Sleep(200 * time.Millisecond)
	case corrupted:
		body, _ := io.ReadAll(r.Body)
		if len(body) > 0 {
			body[len(body)/2] ^= 1
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	rec := httptest.NewRecorder()
	forward.ServeHTTP(rec, r)
	if do == lostReply {
		panic(http.ErrAbortHandler)
	}
	for name, values := range rec.Header() {
		w.Header()[name] = values
	}
	if do == wrongDate {
		w.Header().Set("Date", time.Now().Add(-20*time.Minute).UTC().Format(http.TimeFormat))
	}
	w.WriteHeader(rec.Code)
	body := rec.Body.Bytes()
	if do == truncated {
		w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	}
	w.Write(body)
}

// refuse answers as S3 does.
func refuse(w http.ResponseWriter, do action) {
	status, code := http.StatusInternalServerError, "InternalError"
	switch do {
	case answer503:
		status, code = http.StatusServiceUnavailable, "SlowDown"
		w.Header().Set("Retry-After", "1")
	case answer429:
		status, code = http.StatusTooManyRequests, "TooManyRequests"
	case answer409:
		status, code = http.StatusConflict, "ConditionalRequestConflict"
	case answer403:
		status, code = http.StatusForbidden, "AccessDenied"
	case answer301:
		status, code = http.StatusMovedPermanently, "PermanentRedirect"
	case answer408:
		status, code = http.StatusRequestTimeout, "RequestTimeout"
	case skewed403:
		status, code = http.StatusForbidden, "RequestTimeTooSkewed"
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	io.WriteString(w, "<Error><Code>"+code+"</Code><Message>a fault of the test</Message></Error>")
}
