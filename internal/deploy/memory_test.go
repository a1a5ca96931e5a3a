package deploy

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"
)

// memory is a Store in memory, in which everything can be looked at after each
// request that changes something.
type memory struct {
	mu      sync.Mutex
	objects map[string]memObject
	count   map[string]int
	log     []string // "PUT key", "DELETE key", …

	page      int  // objects of a page of a listing; 0 for 1,000
	lawless   bool // conditions are not kept to
	encrypted bool // ETags are no MD5s
	changed   func(m *memory, key string)
	// before is asked before a request is carried out, after when it was: an error
	// is what the client gets.
	before, after func(n int, op, key string) error
	n             int
}

type memObject struct {
	body []byte
	info Info
}

func newMemory() *memory { return &memory{objects: map[string]memObject{}, count: map[string]int{}} }

func fault(op, key string, cause Cause) error {
	return &StoreError{Op: op, Key: key, Cause: cause, Err: errors.New("a fault of the test")}
}

// request runs one request between the two hooks.
func (m *memory) request(ctx context.Context, op, key string, do func() error) error {
	m.mu.Lock()
	m.n++
	n := m.n
	m.count[op]++
	m.log = append(m.log, op+" "+key)
	before, after := m.before, m.after
	m.mu.Unlock()
	if before != nil {
		if err := before(n, op, key); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	err := do()
	if err == nil && (op == "PUT" || op == "DELETE") && m.changed != nil {
		m.changed(m, key)
	}
	m.mu.Unlock()
	if after != nil {
		if ferr := after(n, op, key); ferr != nil {
			return ferr
		}
	}
	return err
}

func (m *memory) Get(ctx context.Context, key string) (body []byte, info Info, err error) {
	err = m.request(ctx, "GET", key, func() error {
		o, ok := m.objects[key]
		if !ok {
			return fault("GET", key, NotFound)
		}
		body, info = slices.Clone(o.body), o.info
		info.Date = time.Now()
		return nil
	})
	return body, info, err
}

func (m *memory) Head(ctx context.Context, key string) (info Info, err error) {
	err = m.request(ctx, "HEAD", key, func() error {
		o, ok := m.objects[key]
		if !ok {
			return fault("HEAD", key, NotFound)
		}
		info = o.info
		info.Date = time.Now()
		return nil
	})
	return info, err
}

func (m *memory) Put(ctx context.Context, key string, c Content, a Attributes, cond Condition) (info Info, err error) {
	body, err := readAll(c)
	if err != nil {
		return Info{}, err
	}
	err = m.request(ctx, "PUT", key, func() error {
		old, there := m.objects[key]
		if !m.lawless && (cond.Absent && there || cond.ETag != "" && old.info.ETag != cond.ETag) {
			return fault("PUT", key, Unmet)
		}
		sum := md5.Sum(body)
		if sum != c.MD5 {
			return fault("PUT", key, Failed)
		}
		if m.encrypted {
			sum[0] ^= 1
		}
		info = Info{Key: key, Size: int64(len(body)), ETag: hex.EncodeToString(sum[:]), Attributes: a}
		m.objects[key] = memObject{body, info}
		info.Date = time.Now()
		return nil
	})
	return info, err
}

func (m *memory) Delete(ctx context.Context, keys []string) (failed map[string]error, err error) {
	if len(keys) > 1000 {
		return nil, fault("DELETE", "", Failed)
	}
	failed = map[string]error{}
	for _, key := range keys { // one by one, so that each is a moment to look at
		if err := m.request(ctx, "DELETE", key, func() error { delete(m.objects, key); return nil }); err != nil {
			if causeOf(err) != Denied {
				return failed, err
			}
			failed[key] = err
		}
	}
	return failed, nil
}

func (m *memory) List(ctx context.Context, prefix, after string) (page []Info, next string, err error) {
	err = m.request(ctx, "LIST", prefix, func() error {
		var keys []string
		for key := range m.objects {
			if strings.HasPrefix(key, prefix) && key > after {
				keys = append(keys, key)
			}
		}
		sort.Strings(keys)
		size := m.page
		if size == 0 {
			size = 1000
		}
		if len(keys) > size {
			keys, next = keys[:size], keys[size-1]
		}
		for _, key := range keys {
			info := m.objects[key].info
			info.Attributes = Attributes{}
			page = append(page, info)
		}
		return nil
	})
	return page, next, err
}

// kill makes every request from the nth on fail as if the process were gone.
func (m *memory) kill(n int) {
	m.n = 0
	m.before = func(i int, op, key string) error {
		if i >= n {
			return fault(op, key, Failed)
		}
		return nil
	}
}

// keys are the keys of readers' objects, sorted.
func (m *memory) keys() (l []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key := range m.objects {
		if !strings.Contains(key, ownFolder) {
			l = append(l, key)
		}
	}
	slices.Sort(l)
	return l
}

// own is the state of a target in the store.
func (m *memory) state(t *testing.T, prefix string) *State {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := parseState(m.objects[prefix+stateName].body)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// writes is how many of the requests so far changed something, .brief/ left out.
func (m *memory) writes() (n int) {
	for _, l := range m.log {
		if (strings.HasPrefix(l, "PUT") || strings.HasPrefix(l, "DELETE")) && !strings.Contains(l, ownFolder) {
			n++
		}
	}
	return n
}

func (m *memory) forget() { m.n, m.log, m.count = 0, nil, map[string]int{} }

func (m *memory) String() string { return fmt.Sprint(m.log) }

// readAll reads what is sent.
func readAll(c Content) ([]byte, error) {
	f, err := c.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b bytes.Buffer
	b.Grow(int(c.Size))
	_, err = io.Copy(&b, f)
	return b.Bytes(), err
}
