package picture

import "sync"

// room is memory that is given out by the byte. A demand for more than there is
// of it waits until it is all free.
type room struct {
	mu   *sync.Mutex
	more *sync.Cond
	size int64
	left *int64
}

func newRoom(size int64) room {
	mu, left := &sync.Mutex{}, size
	return room{mu, sync.NewCond(mu), size, &left}
}

func (r room) take(n int64) {
	if r.mu == nil {
		return // the zero room has no bounds
	}
	n = min(n, r.size)
	r.mu.Lock()
	for *r.left < n {
		r.more.Wait()
	}
	*r.left -= n
	r.mu.Unlock()
}

func (r room) give(n int64) {
	if r.mu == nil {
		return
	}
	r.mu.Lock()
	*r.left += min(n, r.size)
	r.mu.Unlock()
	r.more.Broadcast()
}

// turns bound how many pictures are worked on at a time, apart by what for: one
// that a browser waits for comes before those of a whole site, though it was asked
// for later.
type turns struct {
	single chan struct{} // one variant
	plans  chan struct{} // what a page says of it
	sets   chan struct{} // all
}

func newTurns(n int) turns {
	return turns{make(chan struct{}, n), make(chan struct{}, n), make(chan struct{}, n)}
}
