package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// hub holds the streams of all browsers.
type hub struct {
	mu      sync.Mutex
	streams map[*stream]bool
}

// stream is one browser's connection.
type stream struct {
	tabs map[string]string // the addresses of its open pages (paths as in a URL), each with the version it knows
	send chan message      // what it is to be told; never blocks, see tell
}

// message is one event.
type message struct {
	kind string // "page" or "site"
	data any
}

// news tells that a page is another now.
type news struct {
	Path    string `json:"path"`
	Version string `json:"version"`
}

const (
	mostTabs = 100              // of one browser that are followed
	beat     = 15 * time.Second // how often a silent stream shows that it lives
)

// tell hands a message to the stream. One that takes none any more is cut off;
// its browser connects again and catches up.
func (st *stream) tell(m message) (ok bool) {
	select {
	case st.send <- m:
		return true
	default:
		return false
	}
}

// refresh tells every stream which of its pages changed and returns the paths
// that are open, sorted.
func (h *hub) refresh(version func(path string) string) []string {
	now := map[string]string{}
	var open []string
	h.mu.Lock()
	for st := range h.streams {
		for path := range st.tabs {
			now[path] = ""
		}
	}
	h.mu.Unlock()
	for path := range now {
		now[path] = version(path) // without the lock: pages are made
		open = append(open, path)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for st := range h.streams {
		for path, was := range st.tabs {
			if v, ok := now[path]; ok && v != was {
				st.tabs[path] = v
				h.deliver(st, message{"page", news{path, v}})
			}
		}
	}
	slices.Sort(open)
	return open
}

// tellAll hands a message to every stream.
func (h *hub) tellAll(m message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for st := range h.streams {
		h.deliver(st, m)
	}
}

// deliver is called with the lock held.
func (h *hub) deliver(st *stream, m message) {
	if h.streams[st] && !st.tell(m) {
		delete(h.streams, st)
		close(st.send)
	}
}

func (h *hub) enter(st *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.streams[st] = true
}

func (h *hub) leave(st *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.streams, st)
}

// any says whether a browser is connected.
func (h *hub) any() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.streams) > 0
}

// serveEvents holds a stream open. Each "tab" of the query is a page that is
// shown, by the path of its address, a space and its version.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	flush, ok := w.(http.Flusher)
	if !ok || r.Method != http.MethodGet {
		http.Error(w, "this is a stream", http.StatusBadRequest)
		return
	}
	st := &stream{tabs: map[string]string{}, send: make(chan message, 2*mostTabs)}
	for _, tab := range r.URL.Query()["tab"] {
		if path, version, _ := strings.Cut(tab, " "); len(st.tabs) < mostTabs {
			st.tabs[path] = version
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies shall pass each event on
	fmt.Fprint(w, "retry: 500\n\n")
	flush.Flush()

	s.hub.enter(st)
	defer s.hub.leave(st)
	s.hub.refresh(s.versionOf) // what changed while nobody listened
	s.wakeCheck()
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case m, open := <-st.send:
			if !open {
				return
			}
			text, _ := json.Marshal(m.data) // plain strings and numbers cannot fail
			fmt.Fprintf(w, "event: %s\ndata: %s\n\n", m.kind, text)
		case <-tick.C:
			fmt.Fprint(w, ": still here\n\n")
		}
		flush.Flush()
	}
}
