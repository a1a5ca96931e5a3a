package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"brief/internal/output"
)

// Store is an object store, as far as deploys need one. Keys are whole keys in
// UTF-8, the prefix included. Any number of goroutines may call it. Its errors
// are [*StoreError]s, or those of a context that ended.
//
// A store has to give what TestConformance asks of it: above all that a write
// with a condition has exactly one winner.
type Store interface {
	// Get reads a small object whole: none of brief's own is larger than [maxRead].
	Get(ctx context.Context, key string) (body []byte, info Info, err error)
	// Head says what Get would, without the body.
	Head(ctx context.Context, key string) (Info, error)
	// Put writes an object as a whole: nobody ever reads half of it. The Info has ETag and Date.
	Put(ctx context.Context, key string, c Content, a Attributes, cond Condition) (Info, error)
	// Delete removes up to 1,000 objects. One that is not there counts as removed.
	// A key that could not be removed has its error in failed.
	Delete(ctx context.Context, keys []string) (failed map[string]error, err error)
	// List returns the objects whose keys begin with prefix and come after the key
	// after, in the order of their bytes, a page at a time. The last page has an
	// empty next, which else is the after of the next page. Attributes are not known.
	List(ctx context.Context, prefix, after string) (page []Info, next string, err error)
}

// guardKey is the key of what may end a write at the last moment.
type guardKey struct{}

// guarded lets a store ask, right before it hands bytes on, whether they may
// still go: a process may have been stopped for long since the write began.
func guarded(ctx context.Context, mayWrite func() error) context.Context {
	return context.WithValue(ctx, guardKey{}, mayWrite)
}

// mayStill says whether a write that began may go on; it is nil for all that is no write.
func mayStill(ctx context.Context) error {
	if may, ok := ctx.Value(guardKey{}).(func() error); ok {
		return may()
	}
	return nil
}

// Condition is under which a write takes place; the zero Condition is always.
type Condition struct {
	Absent bool   // If-None-Match: *: there is no object (RFC 9110, section 13.1.2)
	ETag   string // If-Match: the object is still this one; empty if it may be any
}

// Content is what an object holds.
type Content struct {
	Size int64
	MD5  [16]byte
	Sum  output.Sum                        // of what is sent
	Open func() (io.ReadSeekCloser, error) // from the beginning, once for each try
}

// Attributes are what an object is served with.
type Attributes struct {
	Type     string // Content-Type
	Cache    string // Cache-Control
	Encoding string // Content-Encoding; empty or "gzip"
	Language string // Content-Language; empty if it is not known
	Redirect string // where a website endpoint leads a reader instead; empty for none
	Sum      string // hexadecimal SHA-256 of the file, before it was encoded; kept as metadata; empty if it has none
}

// like reports whether readers are served alike.
func (a Attributes) like(b Attributes) bool {
	a.Sum, b.Sum = "", ""
	return a == b
}

// Info is what a store says of an object.
type Info struct {
	Key        string
	Size       int64
	ETag       string // without quotes
	Attributes Attributes
	Date       time.Time // when the store answered, by its own clock; zero if it does not say
}

// Cause is why a store did not do what it was asked for.
type Cause uint8

const (
	Failed    Cause = iota // for good, in a way that no other cause says
	NotFound               // no such object (404)
	Unmet                  // the condition of a write does not hold (412)
	Denied                 // no, or not enough, rights (401, 403)
	Missing                // no such bucket
	Elsewhere              // the bucket is in another region (301, 400)
	Busy                   // slow down (429, 503)
	Broken                 // it may work when tried again: a lost connection, a time-out, 408, 409, 5xx
	Skewed                 // this machine's clock is wrong (403 RequestTimeTooSkewed)
)

// StoreError is what went wrong with one request.
type StoreError struct {
	Op    string // GET, HEAD, PUT, DELETE or LIST
	Key   string // or the prefix of a LIST
	Cause Cause
	Wait  time.Duration // Retry-After; 0 if the store did not say
	Date  time.Time     // when the store answered, by its own clock; zero if it does not say
	Err   error         // in the words of the store; never holds a key, token or signature
}

func (e *StoreError) Error() string { return fmt.Sprintf("%s %s: %v", e.Op, e.Key, e.Err) }

func (e *StoreError) Unwrap() error { return e.Err }

// causeOf is the cause of an error of a Store.
func causeOf(err error) Cause {
	if e, ok := errors.AsType[*StoreError](err); ok {
		return e.Cause
	}
	return Failed
}

// maxRead is how many bytes of an object are read at most.
const maxRead = 96 << 20
