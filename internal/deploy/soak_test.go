package deploy

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

var soak = flag.Duration("soak", 2*time.Second, "how long TestSoak goes on; 30m is a thorough one")
var soakSeed = flag.Uint64("soakseed", 0, "the seed of the first round of TestSoak; 0 for a new one")

// TestSoak deploys random versions, one to three at once, over and over, with
// kills, lost replies, refusals, pauses, rollbacks and collections at random.
// After each request the invariants are looked at; after each round a deploy
// mends all. The seed of a round that fails is printed: run it with -soakseed.
func TestSoak(t *testing.T) {
	seed := *soakSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	rounds := 0
	for end := time.Now().Add(*soak); time.Now().Before(end) && !t.Failed(); seed++ {
		rounds++
		synctest.Test(t, func(t *testing.T) { soakRound(t, seed) })
		if t.Failed() {
			t.Fatalf("the round of -soakseed %d failed", seed)
		}
	}
	t.Logf("%d rounds, the last of seed %d", rounds, seed-1)
	if rounds == 0 {
		t.Error("no round was run")
	}
}

const soakVersions = 8

func soakRound(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	m := newMemory()
	var all []*Site
	for i := range soakVersions {
		all = append(all, version(i))
	}
	v := watch(t, m, "s/", all...)
	v.pages = false // several deploys go at once: which pages are live is nobody's to say
	tg := target(m, "s/")
	for step := range 6 {
		chaos(m, r)
		var wait sync.WaitGroup
		for range 1 + r.IntN(3) {
			n, what, seed := r.IntN(soakVersions), r.IntN(10), r.Uint64()
			wait.Go(func() {
				r := rand.New(rand.NewPCG(seed, 2))
				time.Sleep(time.Duration(r.IntN(2000)) * time.Millisecond)
				var err error
				switch {
				case what == 0:
					_, err = Rollback(context.Background(), tg, 1+r.IntN(3), Options{})
				case what == 1:
					_, err = GC(context.Background(), tg, Options{})
				default:
					_, err = Deploy(context.Background(), version(n), tg, Options{Gone: "off", Limit: &Limit{N: 99}, Wait: r.IntN(2) == 0})
				}
				if _, ok := errors.AsType[*Problem](err); err != nil && !ok {
					t.Errorf("an error of no kind: %v", err)
				}
			})
		}
		wait.Wait()
		m.before, m.after = nil, nil
		if r.IntN(3) == 0 {
			time.Sleep(Grace + time.Hour)
		}
		if step%2 == 1 {
			n := r.IntN(soakVersions)
			time.Sleep(2 * lease)
			rep, err := Deploy(context.Background(), version(n), tg, Options{Gone: "off", Limit: &Limit{N: 99}, Wait: true})
			if err != nil || !rep.Committed && !rep.Unchanged {
				t.Fatalf("version %d: %s", n, describe(err))
			}
			equalsSite(t, m, tg, version(n))
			if st := m.state(t, "s/"); !st.idle() {
				t.Errorf("the state is left as %+v", st)
			}
		}
		if t.Failed() {
			t.Fatalf("step %d", step)
		}
	}
}

// chaos makes a store fail at random.
func chaos(m *memory, r *rand.Rand) {
	var mu sync.Mutex
	r = rand.New(rand.NewPCG(r.Uint64(), 3)) // not the one that goes on with the round
	kill := 1 << 30
	if r.IntN(2) == 0 {
		kill = r.IntN(40)
	}
	m.n = 0
	roll := func(n int) int {
		mu.Lock()
		defer mu.Unlock()
		return r.IntN(n)
	}
	rate := []int{1000, 20, 6}[r.IntN(3)]
	m.before = func(i int, op, key string) error {
		time.Sleep(time.Duration(roll(30)) * time.Millisecond)
		if roll(400) == 0 {
			time.Sleep(time.Duration(roll(300)) * time.Second)
		}
		switch {
		case i >= kill:
			return fault(op, key, Failed)
		case roll(rate) == 0:
			return fault(op, key, []Cause{Broken, Busy, Broken, Denied}[roll(4)])
		}
		return nil
	}
	m.after = func(_ int, op, key string) error {
		if roll(rate) == 0 {
			return fault(op, key, Broken)
		}
		return nil
	}
}
