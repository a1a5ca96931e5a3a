package picture

import (
	"context"
	"fmt"
	"sync"

	"brief/internal/cache"
)

// flights are works on sets that are under way: whoever asks for one that is
// waits for it, and none is done twice at the same time. The zero value is ready.
type flights struct {
	mu    sync.Mutex
	under map[cache.Key]*flight
}

// flight is a work that is under way.
type flight struct {
	done    chan struct{} // closed when it has ended
	waiting int           // how many wait for it
	leave   func()        // tells it that nobody does
	set     *Set
	err     error
}

// do returns what the work of a key gives. Its context ends when all who asked for
// it have gone; whoever goes gets the error of ctx at once.
func (fs *flights) do(ctx context.Context, k cache.Key, work func(context.Context) (*Set, error)) (*Set, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	fs.mu.Lock()
	f := fs.under[k]
	if f == nil {
		own, leave := context.WithCancel(context.WithoutCancel(ctx))
		f = &flight{done: make(chan struct{}), leave: leave}
		if fs.under == nil {
			fs.under = map[cache.Key]*flight{}
		}
		fs.under[k] = f
		go fs.run(own, k, f, work)
	}
	f.waiting++
	fs.mu.Unlock()
	select {
	case <-f.done:
		return f.set, f.err
	case <-ctx.Done():
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if f.waiting--; f.waiting == 0 {
		f.leave()
		fs.end(k, f) // who comes now finds nothing that was given up
	}
	return nil, ctx.Err()
}

func (fs *flights) run(ctx context.Context, k cache.Key, f *flight, work func(context.Context) (*Set, error)) {
	defer func() {
		if bad := recover(); bad != nil {
			f.set, f.err = nil, fmt.Errorf("%w: %v", errUnfinished, bad) // what was not foreseen is no end of a preview
		}
		fs.mu.Lock()
		fs.end(k, f)
		fs.mu.Unlock()
		close(f.done)
		f.leave()
	}()
	f.set, f.err = work(ctx)
}

var errUnfinished = fmt.Errorf("%w: it was not finished", ErrUnread)

func (fs *flights) end(k cache.Key, f *flight) {
	if fs.under[k] == f {
		delete(fs.under, k)
	}
}
