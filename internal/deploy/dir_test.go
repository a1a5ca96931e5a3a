package deploy

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// cut is a folder whose requests fail from one on, as if the process were gone.
type cut struct {
	*Dir
	mu    sync.Mutex
	n, at int
}

func (c *cut) step(op, key string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n++; c.at > 0 && c.n >= c.at {
		return fault(op, key, Failed)
	}
	return nil
}

func (c *cut) Put(ctx context.Context, key string, b Content, a Attributes, cond Condition) (Info, error) {
	if err := c.step("PUT", key); err != nil {
		return Info{}, err
	}
	return c.Dir.Put(ctx, key, b, a, cond)
}

func (c *cut) Delete(ctx context.Context, keys []string) (map[string]error, error) {
	if err := c.step("DELETE", keys[0]); err != nil {
		return nil, err
	}
	return c.Dir.Delete(ctx, keys)
}

func (c *cut) Stage(ctx context.Context, fresh bool) error {
	if err := c.step("PUT", "stage"); err != nil {
		return err
	}
	return c.Dir.Stage(ctx, fresh)
}

func (c *cut) Show(ctx context.Context, id string) error {
	if err := c.step("PUT", "show"); err != nil {
		return err
	}
	return c.Dir.Show(ctx, id)
}

func (c *cut) target() *Target {
	return &Target{Name: "www", Store: c, BasePath: "/", Stage: c.Stage, Show: c.Show, Shown: c.Shown(), Begin: c.Begin}
}

// shows says which of two versions a folder shows: it is one of them whole, but
// for pages of the other that are still to be deleted, and assets.
func shows(t *testing.T, dir string, versions ...int) int {
	t.Helper()
	for _, v := range versions {
		whole := true
		for name, body := range filesOf(v) {
			got, err := os.ReadFile(filepath.Join(dir, "current", filepath.FromSlash(name)))
			whole = whole && err == nil && string(got) == body
		}
		if whole {
			return v
		}
	}
	t.Fatalf("the folder shows none of %v", versions)
	return 0
}

// L1: a deploy to a folder is cut off at every one of its writes: readers have the
// old release or the new one, whole, and the next run ends it. What unchanged
// releases share is one file on the disk, which no later deploy writes into.
func TestFolderCutOffAtEveryWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := map[int]int{}
		for at := 1; ; at++ {
			dir := t.TempDir()
			c := &cut{Dir: &Dir{path: dir}}
			mustDeploy(t, c.target(), version(1), Options{})
			first, err := os.Readlink(filepath.Join(dir, "current"))
			if err != nil {
				t.Fatal(err)
			}
			c.n, c.at = 0, at
			_, err = Deploy(context.Background(), version(2), c.target(), Options{Gone: "off"})
			seen[shows(t, dir, 1, 2)]++
			c.at = 0
			time.Sleep(lease + time.Second)
			mustDeploy(t, c.target(), version(2), Options{Gone: "off"})
			shows(t, dir, 2)
			if _, err := os.Stat(filepath.Join(dir, "current", "odd")); err == nil {
				t.Errorf("cut at %d: a page that is gone is still there", at)
			}
			for name, body := range filesOf(1) {
				if got, err := os.ReadFile(filepath.Join(dir, first, filepath.FromSlash(name))); err != nil || string(got) != body {
					t.Fatalf("cut at %d: the first release lost %s", at, name)
				}
			}
			rep := mustDeploy(t, c.target(), version(2), Options{})
			if rep.Stats.Total() != 1 {
				t.Errorf("cut at %d: again sent %v", at, rep.Stats.Requests)
			}
			if err == nil {
				break
			}
		}
		if seen[1] < 5 || seen[2] < 1 {
			t.Errorf("seen: %v", seen)
		}
	})
}

// Only the last releases stay, and what others put into the folder.
func TestFolderKeepsTheLastReleases(t *testing.T) {
	dir := t.TempDir()
	c := &cut{Dir: &Dir{path: dir}}
	if err := os.MkdirAll(filepath.Join(dir, "releases", "mine"), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range Kept + 3 {
		mustDeploy(t, c.target(), version(i), Options{Gone: "off"})
	}
	entries, err := os.ReadDir(filepath.Join(dir, "releases"))
	if err != nil || len(entries) != Kept+1 {
		t.Errorf("%v, %v", entries, err)
	}
	shows(t, dir, Kept+2)
	other := t.TempDir()
	if err := os.Mkdir(filepath.Join(other, "current"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenDirTarget(other); err == nil || !strings.Contains(err.Error(), "current") {
		t.Errorf("a folder of others: %v", err)
	}
}

// A folder that is left where releases are made, of a deploy that woke up long after
// another one committed, is no beginning of the next release: it lacks most files.
func TestFolderLeftWhereReleasesAreMade(t *testing.T) {
	dir := t.TempDir()
	c := &cut{Dir: &Dir{path: dir}}
	mustDeploy(t, c.target(), version(1), Options{})
	if err := os.MkdirAll(filepath.Join(dir, ".brief", "next", "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	mustDeploy(t, c.target(), version(2), Options{Gone: "off"})
	shows(t, dir, 2)
}

// Who wakes up after its claim ended changes nothing in a folder either.
func TestFolderOfWhoWakesUpTooLate(t *testing.T) {
	dir := t.TempDir()
	c := &cut{Dir: &Dir{path: dir}}
	mustDeploy(t, c.target(), version(1), Options{})
	late := guarded(t.Context(), func() error { return errLate })
	if err := c.Dir.Stage(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	body := []byte("late")
	_, err := c.Dir.Put(late, "index.html", bytesContent(body, md5Of(body)), Attributes{}, Condition{})
	if !errors.Is(err, errLate) {
		t.Errorf("PUT: %v", err)
	}
	if _, err := c.Dir.Delete(late, []string{"index.html"}); !errors.Is(err, errLate) {
		t.Errorf("DELETE: %v", err)
	}
	if err := c.Dir.Show(late, "0123456789abcdef"); !errors.Is(err, errLate) {
		t.Errorf("Show: %v", err)
	}
	shows(t, dir, 1)
	if got, err := os.ReadFile(filepath.Join(dir, ".brief", "next", "index.html")); err != nil || string(got) != filesOf(1)["index.html"] {
		t.Errorf("the next release holds %q, %v", got, err)
	}
}

// A deploy that was cut off is no reason to say that readers get other bytes: what
// it was making is none of theirs. (After a full disk, verify named half the site.)
func TestVerifyLooksAtWhatReadersGet(t *testing.T) {
	dir := t.TempDir()
	c := &cut{Dir: &Dir{path: dir}}
	mustDeploy(t, c.target(), version(1), Options{})
	c.n, c.at = 0, 9
	if _, err := Deploy(t.Context(), version(2), c.target(), Options{Gone: "off"}); err == nil {
		t.Fatal("it was not cut off")
	}
	if _, err := os.Stat(filepath.Join(dir, ".brief", "next")); err != nil {
		t.Fatal(err)
	}
	if l, _, err := Verify(t.Context(), c.target()); err != nil || len(l) > 0 {
		t.Errorf("%v, %v", l, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "current", "index.html"), []byte("by hand"), 0o644); err != nil {
		t.Fatal(err)
	}
	if l, _, err := Verify(t.Context(), c.target()); err != nil || len(l) != 1 || l[0].Code != "wrong-bytes" {
		t.Errorf("%v, %v", l, err)
	}
}
