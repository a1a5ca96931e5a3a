package deploy

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// clock is a store whose Date is wrong.
type clock struct {
	Store
	ahead func() time.Duration
}

func (c *clock) wrong(i Info, err error) (Info, error) {
	if !i.Date.IsZero() {
		i.Date = i.Date.Add(c.ahead())
	}
	return i, err
}

func (c *clock) Get(ctx context.Context, key string) ([]byte, Info, error) {
	body, i, err := c.Store.Get(ctx, key)
	i, err = c.wrong(i, err)
	return body, i, err
}

func (c *clock) Put(ctx context.Context, key string, b Content, a Attributes, cond Condition) (Info, error) {
	return c.wrong(c.Store.Put(ctx, key, b, a, cond))
}

func by(d time.Duration) func() time.Duration { return func() time.Duration { return d } }

// A deploy takes its time, and another one comes: whoever of the two sees a clock of
// the store that is wrong, or jumps, the claim is not stolen, and who waits gets
// the target when the first is through.
func TestClaimIsNotStolenByAWrongClock(t *testing.T) {
	const off = 20 * time.Minute
	var jumps atomic.Int64
	jumping := func() time.Duration {
		return []time.Duration{0, off, 0, -off}[jumps.Add(1)%4]
	}
	for _, tt := range []struct {
		name          string
		owner, second func() time.Duration
	}{
		{"right", by(0), by(0)},
		{"the second's store is ahead", by(0), by(off)},
		{"and behind", by(0), by(-off)},
		{"the owner's store is ahead", by(off), by(0)},
		{"and behind", by(-off), by(0)},
		{"for both ahead", by(off), by(off)},
		{"for both behind", by(-off), by(-off)},
		{"it jumps", jumping, jumping},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory()
				v := watch(t, m, "", version(1), version(2), version(3))
				v.pages = false // two deploys go at once
				mustDeploy(t, target(m, ""), version(1), Options{})
				at := func(ahead func() time.Duration, slow time.Duration) *Target {
					tg := target(m, "")
					tg.Store = &clock{slowed{m, slow}, ahead}
					return tg
				}
				first := make(chan error, 1)
				began := time.Now()
				var ended time.Time
				go func() {
					_, err := Deploy(context.Background(), version(2), at(tt.owner, 25*time.Second), Options{Gone: "off"})
					ended = time.Now()
					first <- err
				}()
				for range 8 { // at all times of the lease and of its renewals
					time.Sleep(30 * time.Second)
					if len(first) > 0 || m.state(t, "").Until.IsZero() {
						continue
					}
					_, err := Deploy(context.Background(), version(3), at(tt.second, 0), Options{Gone: "off"})
					refused(t, err, BusyTarget, "deploy-busy")
				}
				if _, err := Deploy(context.Background(), version(3), at(tt.second, 0), Options{Gone: "off", Wait: true}); err != nil {
					t.Error(describe(err))
				}
				if err := <-first; err != nil {
					t.Errorf("the owner: %s", describe(err))
				}
				if ended.Sub(began) < lease+timeout {
					t.Errorf("the owner took only %v: the test sees too little", ended.Sub(began))
				}
				equalsSite(t, m, target(m, ""), version(3))
			})
		})
	}
}

// slowed takes its time for each request.
type slowed struct {
	Store
	d time.Duration
}

func (s slowed) Put(ctx context.Context, key string, b Content, a Attributes, cond Condition) (Info, error) {
	if cond.ETag == "" { // the state is written at once, so that renewals come in time
		time.Sleep(s.d)
	}
	return s.Store.Put(ctx, key, b, a, cond)
}

// After a kill the target is free again within a lease for who waits, however wrong
// the clock was by which the claim was made.
func TestClaimEndsWhateverTheClocks(t *testing.T) {
	for _, off := range []time.Duration{0, -20 * time.Minute, 20 * time.Minute, 1000 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory()
			mustDeploy(t, target(m, ""), version(1), Options{})
			tg := target(m, "")
			tg.Store = &clock{m, by(off)}
			m.kill(8)
			if _, err := Deploy(context.Background(), version(2), tg, Options{Gone: "off"}); err == nil || m.state(t, "").Until.IsZero() {
				t.Fatalf("the kill left no claim: %v", err)
			}
			m.before = nil
			began := time.Now()
			mustDeploy(t, target(m, ""), version(2), Options{Gone: "off", Wait: true})
			if d := time.Since(began); d < lease-10*time.Second || d > lease+10*time.Second {
				t.Errorf("by a clock %v off, it took %v", off, d)
			}
		})
	}
}

// A store's clock that is a month ahead makes no asset old.
func TestGCByAWrongClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		for i := range Kept + 2 {
			mustDeploy(t, target(m, ""), version(i), Options{Gone: "off"})
		}
		css := assetOf(filesOf(0), "css/")
		tg := target(m, "")
		tg.Store = &clock{m, by(30 * 24 * time.Hour)}
		for _, there := range []bool{true, false} {
			if _, err := GC(context.Background(), tg, Options{}); err != nil {
				t.Fatal(describe(err))
			}
			if _, got := m.objects[css]; got != there {
				t.Errorf("%s is there: %v, want %v", css, got, there)
			}
			time.Sleep(Grace + time.Hour)
		}
	})
}
