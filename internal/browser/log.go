package browser

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	devlog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// Log is what a page did since it was opened.
type Log struct {
	// Console holds a line each message of the console, uncaught error, load
	// that failed and violation of the content security policy, as
	// "error: …"; empty if all is well.
	Console []string
	// Requests are those that the page made, itself the first, in their order.
	Requests []Request
}

// isBrowsersOwn says whether the browser asks for an address by itself, of a page
// that names no icon (a redirect), whenever it pleases.
func isBrowsersOwn(url string) bool { return strings.HasSuffix(url, "/favicon.ico") }

// Request is a request of a page. Data and blob URLs are no requests, and
// /favicon.ico is one of the browser's own.
type Request struct {
	URL    string
	Status int    // of the answer; 0 if there is none (yet)
	Type   string // of the answer: "text/css"
	Failed string // why there is no answer, as "net::ERR_BLOCKED_BY_CSP"; else empty
}

// Log returns what the page did so far.
func (p *Page) Log() Log {
	p.log.mu.Lock()
	defer p.log.mu.Unlock()
	l := Log{Console: slices.Clone(p.log.console)}
	for _, r := range p.log.requests {
		l.Requests = append(l.Requests, *r)
	}
	return l
}

// log gathers events as the browser sends them.
type log struct {
	mu       sync.Mutex
	console  []string
	requests []*Request
	byID     map[network.RequestID]*Request
}

func (l *log) hear(event any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, a := range e.Args {
			words = append(words, strings.Trim(string(a.Value), `"`)+a.Description)
		}
		l.console = append(l.console, fmt.Sprintf("%s: %s", e.Type, strings.Join(words, " ")))
	case *runtime.EventExceptionThrown:
		d := e.ExceptionDetails
		line := "exception: " + d.Text
		if d.Exception != nil {
			line += " " + d.Exception.Description
		}
		l.console = append(l.console, line)
	case *devlog.EventEntryAdded:
		if isBrowsersOwn(e.Entry.URL) {
			return
		}
		l.console = append(l.console, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
	case *network.EventRequestWillBeSent:
		url := e.Request.URL
		if strings.HasPrefix(url, "data:") || strings.HasPrefix(url, "blob:") || isBrowsersOwn(url) {
			return
		}
		if l.byID == nil {
			l.byID = map[network.RequestID]*Request{}
		}
		r := &Request{URL: e.Request.URL}
		l.requests = append(l.requests, r)
		l.byID[e.RequestID] = r
	case *network.EventResponseReceived:
		if r := l.byID[e.RequestID]; r != nil {
			r.Status, r.Type = int(e.Response.Status), e.Response.MimeType
		}
	case *network.EventLoadingFailed:
		if r := l.byID[e.RequestID]; r != nil {
			r.Failed = e.ErrorText
		}
	}
}
