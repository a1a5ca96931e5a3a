package deploy

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

const (
	maxTries   = 8
	firstPause = 200 * time.Millisecond
	maxPause   = 20 * time.Second
	timeout    = 30 * time.Second // of one request, and a second more for each 256 KB that it carries
	maxWorkers = 32
)

// Stats counts requests as they were sent, repeats included.
type Stats struct {
	Requests map[string]int `json:"requests"` // by verb: GET, HEAD, PUT, DELETE, LIST
	Sent     int64          `json:"sent"`     // bytes of bodies
	Retries  int            `json:"retries"`
	Slowed   int            `json:"slowed"` // how often the store asked for fewer requests at once
}

// Total is the number of all requests.
func (s *Stats) Total() (n int) {
	for _, k := range s.Requests {
		n += k
	}
	return n
}

// add adds the requests of an earlier try.
func (s *Stats) add(t Stats) {
	for verb, n := range t.Requests {
		s.Requests[verb] += n
	}
	s.Sent, s.Retries, s.Slowed = s.Sent+t.Sent, s.Retries+t.Retries, s.Slowed+t.Slowed
}

// Cost is what the requests cost at the list price of Amazon S3, in US dollars:
// 5 for a million that write or list, 0.40 for a million others; deleting is free.
func (s *Stats) Cost() float64 {
	return 5e-6*float64(s.Requests["PUT"]+s.Requests["LIST"]) + 0.4e-6*float64(s.Requests["GET"]+s.Requests["HEAD"])
}

// client sends requests to a store: again after what may pass, fewer at once
// when the store asks for that, and writes only as long as mayWrite lets it.
type client struct {
	store Store
	limit limiter

	mu    sync.Mutex
	stats Stats

	mayWrite func() error // whether a write may begin now; nil for always
}

func newClient(s Store) *client {
	c := &client{store: s, stats: Stats{Requests: map[string]int{}}}
	c.limit.most = maxWorkers
	return c
}

// try sends one request until it is done, fails for good or was tried eight
// times: after pauses that double on the average, of 0.1 to 30 seconds, and not
// before the store says. All eight take more than ten seconds.
func (c *client) try(ctx context.Context, verb string, size int64, write bool, send func(context.Context) error) error {
	pause := firstPause
	for n := 1; ; n++ {
		if err := c.limit.enter(ctx); err != nil {
			return err
		}
		err := c.once(ctx, verb, size, write, send)
		cause := causeOf(err)
		if c.limit.leave(err == nil, cause == Busy) {
			c.mu.Lock()
			c.stats.Slowed++
			c.mu.Unlock()
		}
		if err == nil || n == maxTries || cause != Busy && cause != Broken && (cause != Skewed || n > 1) {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		c.mu.Lock()
		c.stats.Retries++
		c.mu.Unlock()
		wait := rand.N(pause) + pause/2
		if e, ok := errors.AsType[*StoreError](err); ok {
			wait = max(wait, min(e.Wait, 2*time.Minute))
		}
		pause = min(2*pause, maxPause)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (c *client) once(ctx context.Context, verb string, size int64, write bool, send func(context.Context) error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if write && c.mayWrite != nil {
		if err := c.mayWrite(); err != nil {
			return err
		}
	}
	c.mu.Lock()
	c.stats.Requests[verb]++
	c.stats.Sent += size
	c.mu.Unlock()
	one, cancel := context.WithTimeout(ctx, timeout+time.Duration(size/(256<<10))*time.Second)
	defer cancel()
	if write && c.mayWrite != nil {
		one = guarded(one, c.mayWrite)
	}
	err := send(one)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case one.Err() != nil:
		return &StoreError{Op: verb, Cause: Broken, Err: errors.New("no answer in time")}
	}
	return err
}

func (c *client) get(ctx context.Context, key string) (body []byte, info Info, err error) {
	err = c.try(ctx, "GET", 0, false, func(ctx context.Context) (err error) {
		body, info, err = c.store.Get(ctx, key)
		return err
	})
	return body, info, err
}

func (c *client) head(ctx context.Context, key string) (info Info, err error) {
	err = c.try(ctx, "HEAD", 0, false, func(ctx context.Context) (err error) {
		info, err = c.store.Head(ctx, key)
		return err
	})
	return info, err
}

func (c *client) put(ctx context.Context, key string, body Content, a Attributes, cond Condition) (info Info, err error) {
	err = c.try(ctx, "PUT", body.Size, true, func(ctx context.Context) (err error) {
		info, err = c.store.Put(ctx, key, body, a, cond)
		return err
	})
	return info, err
}

func (c *client) delete(ctx context.Context, keys []string) (failed map[string]error, err error) {
	err = c.try(ctx, "DELETE", 0, true, func(ctx context.Context) (err error) {
		failed, err = c.store.Delete(ctx, keys)
		return err
	})
	return failed, err
}

// list returns all objects below a prefix, by their keys.
func (c *client) list(ctx context.Context, prefix string) (map[string]Info, error) {
	all := map[string]Info{}
	after := ""
	for {
		var page []Info
		var next string
		err := c.try(ctx, "LIST", 0, false, func(ctx context.Context) (err error) {
			page, next, err = c.store.List(ctx, prefix, after)
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, info := range page {
			if !strings.HasPrefix(info.Key, prefix) { // of another site, perhaps: nothing is to be concluded from it
				return nil, &StoreError{Op: "LIST", Key: prefix, Err: fmt.Errorf("it lists %q, which was not asked for", info.Key)}
			}
			all[info.Key] = info
		}
		if next == "" {
			return all, nil
		}
		if next <= after {
			return nil, &StoreError{Op: "LIST", Key: prefix, Err: errors.New("its pages do not go on")}
		}
		after = next
	}
}

// limiter lets a number of requests go at once: half as many after the store
// asked for fewer, one more after fifty that went well.
type limiter struct {
	mu      sync.Mutex
	most    int // requests at once
	now     int
	good    int // since most last changed
	waiting []chan struct{}
	lowest  int // the least that most ever was; 0 if it never fell
}

func (l *limiter) enter(ctx context.Context) error {
	l.mu.Lock()
	if l.now < l.most {
		l.now++
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.waiting = append(l.waiting, turn)
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		for i, w := range l.waiting {
			if w == turn {
				l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
				return context.Cause(ctx)
			}
		}
		l.now-- // the turn came at this very moment
		l.wake()
		return context.Cause(ctx)
	}
}

// leave ends a request, and reports whether fewer go at once from now on.
func (l *limiter) leave(good, busy bool) (slowed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now--
	switch {
	case busy && l.good > 0 || busy && l.lowest == 0: // several refusals at once count as one
		l.most, l.good, slowed = max(1, l.most/2), 0, true
		if l.lowest == 0 || l.most < l.lowest {
			l.lowest = l.most
		}
	case good:
		if l.good++; l.good >= 50 && l.most < maxWorkers {
			l.most, l.good = l.most+1, 0
		}
	}
	l.wake()
	return slowed
}

func (l *limiter) wake() {
	for l.now < l.most && len(l.waiting) > 0 {
		l.now++
		close(l.waiting[0])
		l.waiting = l.waiting[1:]
	}
}
