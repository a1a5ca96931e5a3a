package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// requestsOf counts the requests of the deploy that the tests cut off.
func requestsOf(t *testing.T) int {
	m := newMemory()
	mustDeploy(t, target(m, ""), version(1), Options{})
	m.forget()
	mustDeploy(t, target(m, ""), version(2), Options{Gone: "off"})
	if m.n < 10 {
		t.Fatalf("the deploy has %d requests: the tests see too little", m.n)
	}
	return m.n
}

// again deploys a version twice after what happened, past the lease of whoever
// was cut off: the first makes the target equal to it, the second asks once (I2).
func again(t *testing.T, m *memory, v *invariants, n int, what string) {
	t.Helper()
	m.before, m.after = nil, nil
	time.Sleep(lease + time.Second)
	v.began(m)
	tg := target(m, v.prefix)
	rep, err := Deploy(context.Background(), version(n), tg, Options{Gone: "off"})
	if err != nil {
		t.Fatalf("%s: version %d: %s", what, n, describe(err))
	}
	if !rep.Committed && !rep.Unchanged {
		t.Errorf("%s: version %d: neither committed nor unchanged", what, n)
	}
	equalsSite(t, m, tg, version(n))
	if st := m.state(t, v.prefix); !st.idle() || !st.Until.IsZero() || len(st.Attempts) > 0 {
		t.Errorf("%s: the state is left as %+v", what, st)
	}
	m.forget()
	mustDeploy(t, tg, version(n), Options{})
	if m.n != 1 {
		t.Errorf("%s: version %d again sent %s", what, n, m)
	}
	if t.Failed() {
		t.Fatalf("%s: version %d", what, n)
	}
}

// A deploy of version 2 over version 1 is killed at every one of its requests;
// then the same, the older, or a newer version is deployed (I1 at the kill and
// all through, I2 after). A first prototype without the dirty mark said "nothing
// to do" over a half-new site.
func TestKilledAtEveryRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := requestsOf(t)
		for at := 1; at <= n; at++ {
			for _, then := range []int{2, 1, 3} {
				m := newMemory()
				v := watch(t, m, "", version(1), version(2), version(3))
				v.began(m)
				mustDeploy(t, target(m, ""), version(1), Options{})
				m.kill(at)
				v.began(m)
				if _, err := Deploy(context.Background(), version(2), target(m, ""), Options{Gone: "off"}); err == nil && at < n-1 {
					t.Fatalf("killed at %d, it ended well", at)
				}
				again(t, m, v, then, fmt.Sprintf("killed at request %d of %d", at, n))
			}
		}
	})
}

// A first deploy is killed at every request: what it wrote is its own afterwards,
// and no stranger's.
func TestFirstDeployKilledAtEveryRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for at := 1; at < 60; at++ {
			m := newMemory()
			v := watch(t, m, "p/", version(1), version(2))
			m.kill(at)
			v.began(m)
			_, err := Deploy(context.Background(), version(1), target(m, "p/"), Options{})
			again(t, m, v, 2, fmt.Sprintf("killed at request %d", at))
			if err == nil {
				return
			}
		}
		t.Error("the deploy never ended")
	})
}

// A deploy is interrupted at every one of its requests, of which the store hears
// or does not: no claim is left that the next one would have to wait for. The
// claim itself, whose answer nobody waited for, once held a target of CI for two
// minutes.
func TestInterruptedAtEveryRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := requestsOf(t)
		for _, tt := range []struct {
			name              string
			deaf              bool          // the store carries it out all the same, …
			carried, answered time.Duration // … after a while, and its answer takes another
		}{
			{name: "not carried out"},
			{name: "carried out", deaf: true},
			{name: "carried out later", deaf: true, carried: time.Second},
			{name: "answered too late", deaf: true, answered: time.Minute},
		} {
			for at := 1; at <= n; at++ {
				what := fmt.Sprintf("interrupted at request %d of %d, %s", at, n, tt.name)
				m := newMemory()
				v := watch(t, m, "", version(1), version(2))
				v.began(m)
				mustDeploy(t, target(m, ""), version(1), Options{})
				ctx, interrupt := context.WithCancel(context.Background())
				m.n = 0
				m.before = func(i int, op, key string) error {
					if i == at {
						interrupt()
						time.Sleep(tt.carried)
					}
					return nil
				}
				m.after = func(i int, op, key string) error {
					if i == at {
						time.Sleep(tt.answered)
					}
					return nil
				}
				tg := target(m, "")
				if tt.deaf {
					tg.Store = deaf{m}
				}
				v.began(m)
				rep, err := Deploy(ctx, version(2), tg, Options{Gone: "off"})
				if err == nil && !rep.Committed {
					t.Errorf("%s: it says that all is well", what)
				}
				time.Sleep(2 * time.Second)
				m.mu.Lock() // a write that was given up may still be under way
				m.before, m.after = nil, nil
				m.mu.Unlock()
				if st := m.state(t, ""); !st.Until.IsZero() || st.Owner != "" {
					t.Errorf("%s: the claim is left: %+v", what, st)
				}
				mustDeploy(t, target(m, ""), version(2), Options{Gone: "off"})
				time.Sleep(2 * time.Minute) // what was carried out late is no harm
				equalsSite(t, m, target(m, ""), version(2))
			}
		}
	})
}

// deaf is a store that carries out a write which was given up, as one does that
// had the whole request when the connection was closed.
type deaf struct{ *memory }

func (d deaf) Put(ctx context.Context, key string, c Content, a Attributes, cond Condition) (Info, error) {
	type answer struct {
		info Info
		err  error
	}
	answered := make(chan answer, 1)
	go func() {
		info, err := d.memory.Put(context.WithoutCancel(ctx), key, c, a, cond)
		answered <- answer{info, err}
	}()
	select {
	case r := <-answered:
		return r.info, r.err
	case <-ctx.Done():
		return Info{}, ctx.Err()
	}
}

// Each request fails once, before or after it was carried out, and the deploy
// ends as if nothing had been: a reply that was lost is no other deploy.
func TestEachRequestFailsOnce(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cause Cause
		after bool
	}{
		{"reset", Broken, false}, {"reply lost", Broken, true}, {"slow down", Busy, false}, {"clock", Skewed, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := requestsOf(t)
				for at := 1; at <= n; at++ {
					m := newMemory()
					v := watch(t, m, "", version(1), version(2))
					v.began(m)
					mustDeploy(t, target(m, ""), version(1), Options{})
					m.n = 0
					hook := func(i int, op, key string) error {
						if i == at {
							return fault(op, key, tt.cause)
						}
						return nil
					}
					if tt.after {
						m.after = hook
					} else {
						m.before = hook
					}
					v.began(m)
					epoch := m.state(t, "").Epoch
					rep := mustDeploy(t, target(m, ""), version(2), Options{Gone: "off"})
					equalsSite(t, m, target(m, ""), version(2))
					if st := m.state(t, ""); st.Epoch != epoch+1 || !st.idle() || !rep.Committed || rep.Stats.Retries != 1 {
						t.Errorf("at request %d: epoch %d after %d, %+v, %+v", at, st.Epoch, epoch, rep.Stats, st)
					}
				}
			})
		})
	}
}

// A store that asks for fewer requests gets fewer at once.
func TestStoreThatIsBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.before = func(i int, op, key string) error {
			if i%3 == 0 {
				return fault(op, key, Busy)
			}
			return nil
		}
		rep := mustDeploy(t, target(m, ""), version(1), Options{})
		equalsSite(t, m, target(m, ""), version(1))
		if all := rep.Stats.Total(); rep.Stats.Slowed == 0 || float64(all) > 1.6*float64(all-rep.Stats.Retries) {
			t.Errorf("every third refused: %+v", rep.Stats)
		}
		began := time.Now()
		m.before = func(i int, op, key string) error {
			if time.Since(began) < 10*time.Second {
				return fault(op, key, Busy)
			}
			return nil
		}
		mustDeploy(t, target(m, ""), version(2), Options{Gone: "off"})
		equalsSite(t, m, target(m, ""), version(2))
	})
}

// Retry-After is kept to.
func TestStoreSaysHowLongToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		began := time.Now()
		m.before = func(i int, op, key string) error {
			if i == 1 {
				return &StoreError{Op: op, Key: key, Cause: Busy, Wait: 45 * time.Second, Err: errors.New("later")}
			}
			return nil
		}
		mustDeploy(t, target(m, ""), version(1), Options{})
		if d := time.Since(began); d < 45*time.Second || d > 60*time.Second {
			t.Errorf("it waited %v", d)
		}
	})
}

// A store that never answers, or only breaks, ends the deploy in bounded time,
// and every request was bounded.
func TestStoreThatHangs(t *testing.T) {
	for _, hang := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			m.before = func(i int, op, key string) error {
				if i <= 6 {
					return nil
				}
				if hang {
					time.Sleep(timeout + time.Second)
				}
				return fault(op, key, Broken)
			}
			began := time.Now()
			rep, err := Deploy(context.Background(), version(1), target(m, ""), Options{})
			p, ok := errors.AsType[*Problem](err)
			if !ok || p.Kind != Stopped && p.Kind != BusyTarget || rep.Committed {
				t.Errorf("hang %v: %s, %+v", hang, describe(err), rep)
			}
			if d := time.Since(began); d > 10*time.Minute {
				t.Errorf("it took %v", d)
			}
		})
	}
}

// A store that answers, but ever so slowly, is given up at the deadline; the claim
// is given back, and the next run goes on.
func TestStoreThatIsTooSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		v := watch(t, m, "", version(1))
		m.before = func(_ int, op, key string) error {
			if strings.HasPrefix(key, ownFolder) {
				return nil
			}
			time.Sleep(25 * time.Second)
			return nil
		}
		began := time.Now()
		rep, err := Deploy(context.Background(), version(1), target(m, ""), Options{Deadline: time.Minute})
		refused(t, err, Stopped, "deploy-stopped")
		if d := time.Since(began); d < time.Minute || d > 2*time.Minute || rep.Committed {
			t.Errorf("it took %v; %+v", d, rep)
		}
		if st := m.state(t, ""); !st.Dirty || !st.Until.IsZero() {
			t.Errorf("the state is left as %+v", st)
		}
		again(t, m, v, 1, "after the deadline")
	})
}

// What is refused for good is not asked for again, and stops the deploy where it
// harms nobody.
func TestStoreRefusesOneKind(t *testing.T) {
	for _, tt := range []struct {
		op, part string
		before   []string // nothing that begins so was sent
		commits  bool
	}{
		{"GET", ownFolder + "state.json", []string{"PUT", "DELETE"}, false},
		{"PUT", ownFolder + "state.json", []string{"PUT css", "PUT a/", "DELETE"}, false},
		{"PUT", "css/", []string{"PUT a/", "PUT index.html", "PUT feed", "DELETE"}, false},
		{"PUT", "a/index.html", []string{"PUT index.html", "PUT feed", "DELETE"}, false},
		{"DELETE", "odd/index.html", nil, true},
	} {
		t.Run(tt.op+" "+tt.part, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				v := watch(t, m, "", version(1), version(2))
				v.began(m)
				mustDeploy(t, target(m, ""), version(1), Options{})
				m.forget()
				m.before = func(_ int, op, key string) error {
					if op == tt.op && strings.Contains(key, tt.part) {
						return fault(op, key, Denied)
					}
					return nil
				}
				rep, err := Deploy(context.Background(), version(2), target(m, ""), Options{Gone: "off"})
				refused(t, err, NoAccess, "deploy-denied")
				if !strings.Contains(err.Error(), tt.part) || rep.Committed != tt.commits || rep.Stats.Retries != 0 {
					t.Errorf("%v; committed %v, %+v", err, rep.Committed, rep.Stats)
				}
				for _, l := range m.log {
					for _, b := range tt.before {
						if strings.HasPrefix(l, b) && l != tt.op+" "+tt.part {
							t.Errorf("%s was sent after all", l)
						}
					}
				}
				if tt.commits {
					if st := m.state(t, ""); st.Dirty || !slices.Equal(st.Pending, []string{"odd/index.html"}) {
						t.Errorf("what is left to do: %+v", st)
					}
				}
				again(t, m, v, 2, "after the refusal")
			})
		})
	}
}

// Two and ten deploys of different versions at once: one at a time commits, the
// others say so, and one whole version is there at the end.
func TestDeploysAtOnce(t *testing.T) {
	for _, n := range []int{2, 10} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			var all []*Site
			for i := range n + 1 {
				all = append(all, version(i))
			}
			v := watch(t, m, "", all...)
			v.began(m)
			mustDeploy(t, target(m, ""), version(0), Options{})
			m.before = func(i int, _, _ string) error {
				time.Sleep(time.Duration(i*7%13) * time.Millisecond)
				return nil
			}
			v.began(m)
			won := make([]bool, n+1)
			var wait sync.WaitGroup
			for i := 1; i <= n; i++ {
				wait.Go(func() {
					rep, err := Deploy(context.Background(), version(i), target(m, ""), Options{Gone: "off", Wait: i%2 == 0})
					if p, ok := errors.AsType[*Problem](err); err != nil && (!ok || p.Kind != BusyTarget) {
						t.Errorf("version %d: %s", i, describe(err))
					}
					won[i] = err == nil && rep.Committed
				})
			}
			wait.Wait()
			st := m.state(t, "")
			if !st.idle() || !slices.Contains(won, true) {
				t.Fatalf("won %v, state %+v", won, st)
			}
			for i := 1; i <= n; i++ {
				if newRecord(version(i).Files, target(m, "")).digest() == st.Current.Digest {
					if !won[i] {
						t.Errorf("version %d is current and did not say so", i)
					}
					equalsSite(t, m, target(m, ""), version(i))
				}
			}
		})
	}
}

// The owner of a claim sleeps past its lease, another deploy commits, and the
// owner wakes up: it writes nothing more, and says that it stopped.
func TestOwnerThatWasPaused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := requestsOf(t)
		for at := 4; at <= n; at++ {
			m := newMemory()
			mustDeploy(t, target(m, ""), version(1), Options{})
			v := watch(t, m, "", version(1), version(2), version(3))
			v.began(m)
			slow := &paused{Store: m, at: at, until: time.Now().Add(10 * time.Minute)}
			done := make(chan error, 1)
			var rep *Report
			go func() {
				var err error
				rep, err = Deploy(context.Background(), version(2), &Target{Name: "p", Store: slow, BasePath: "/"}, Options{Gone: "off"})
				done <- err
			}()
			time.Sleep(5 * time.Minute)
			v.began(m)
			mustDeploy(t, target(m, ""), version(3), Options{Gone: "off"})
			equalsSite(t, m, target(m, ""), version(3))
			err := <-done
			if err != nil {
				p, ok := errors.AsType[*Problem](err)
				if !ok || p.Kind != BusyTarget && p.Kind != Stopped {
					t.Errorf("paused at %d: %s", at, describe(err))
				}
			} else if !rep.Committed {
				t.Errorf("paused at %d: no error, and nothing committed", at)
			}
			equalsSite(t, m, target(m, ""), version(3))
			if t.Failed() {
				t.Fatalf("paused at request %d", at)
			}
		}
	})
}

// paused stands still from one request on until a moment, as a process does that
// is stopped; time goes on, so that afterwards each request is out of time.
type paused struct {
	Store
	mu    sync.Mutex
	n, at int
	until time.Time
}

func (p *paused) wait(ctx context.Context) error {
	p.mu.Lock()
	p.n++
	stop := p.n >= p.at
	p.mu.Unlock()
	if stop {
		time.Sleep(time.Until(p.until))
	}
	return ctx.Err()
}

func (p *paused) Get(ctx context.Context, key string) ([]byte, Info, error) {
	if err := p.wait(ctx); err != nil {
		return nil, Info{}, err
	}
	return p.Store.Get(ctx, key)
}

func (p *paused) Put(ctx context.Context, key string, c Content, a Attributes, cond Condition) (Info, error) {
	if err := p.wait(ctx); err != nil {
		return Info{}, err
	}
	return p.Store.Put(ctx, key, c, a, cond)
}

func (p *paused) Delete(ctx context.Context, keys []string) (map[string]error, error) {
	if err := p.wait(ctx); err != nil {
		return nil, err
	}
	return p.Store.Delete(ctx, keys)
}
