package deploy

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"brief/internal/gateway"
	"brief/internal/output"
)

// TestConformance is what every Store has to pass. A new one needs one more
// entry here.
func TestConformance(t *testing.T) {
	for _, s := range []struct {
		name    string
		open    func(*testing.T) Store
		headers bool // it keeps them
	}{
		{"memory", func(*testing.T) Store { m := newMemory(); m.page = 7; return m }, true},
		{"directory", func(t *testing.T) Store { return &Dir{path: t.TempDir()} }, false},
		{"versitygw with versions", func(t *testing.T) Store { return start(t, gateway.Options{Versions: true}).store(t) }, true},
		{"versitygw", func(t *testing.T) Store { return start(t, gateway.Options{}).store(t) }, true},
	} {
		t.Run(s.name, func(t *testing.T) { conform(t, s.open(t), s.headers) })
	}
}

func conform(t *testing.T, s Store, headers bool) {
	ctx := context.Background()
	if d, ok := s.(*Dir); ok {
		if err := d.Stage(ctx, true); err != nil {
			t.Fatal(err)
		}
	}
	want := func(what string, err error, cause Cause) {
		t.Helper()
		if err == nil || causeOf(err) != cause {
			t.Errorf("%s: %v (cause %d), want cause %d", what, err, causeOf(err), cause)
		}
	}
	put := func(key, body string, a Attributes, c Condition) (Info, error) {
		return s.Put(ctx, key, bytesContent([]byte(body), md5.Sum([]byte(body))), a, c)
	}
	_, _, err := s.Get(ctx, "absent")
	want("GET of nothing", err, NotFound)
	_, err = s.Head(ctx, "absent")
	want("HEAD of nothing", err, NotFound)

	full := Attributes{Type: "text/html; charset=utf-8", Cache: "public, max-age=60, stale-while-revalidate=600", Language: "lo", Redirect: "/a/", Sum: output.SumOf([]byte("one")).String()}
	info, err := put("a/index.html", "one", full, Condition{Absent: true})
	if sum := md5.Sum([]byte("one")); err != nil || info.ETag != hex.EncodeToString(sum[:]) || info.Date.IsZero() {
		t.Fatalf("PUT: %+v, %v", info, err)
	}
	body, got, err := s.Get(ctx, "a/index.html")
	if err != nil || string(body) != "one" || got.ETag != info.ETag || got.Size != 3 || headers && got.Attributes != full {
		t.Errorf("GET: %q, %+v, %v", body, got, err)
	}
	got, err = s.Head(ctx, "a/index.html")
	if err != nil || got.ETag != info.ETag || got.Size != 3 || headers && got.Attributes != full {
		t.Errorf("HEAD: %+v, %v", got, err)
	}
	_, err = put("a/index.html", "two", full, Condition{Absent: true})
	want("PUT where something is", err, Unmet)
	_, err = put("a/index.html", "two", full, Condition{ETag: strings.Repeat("0", 32)})
	want("PUT over something else", err, Unmet)
	if _, err = put("a/index.html", "two", Attributes{Type: "text/plain"}, Condition{ETag: info.ETag}); err != nil {
		t.Errorf("PUT over what is known: %v", err)
	}
	if got, err = s.Head(ctx, "a/index.html"); err != nil || headers && got.Attributes != (Attributes{Type: "text/plain"}) {
		t.Errorf("headers after they changed: %+v, %v", got, err)
	}

	oneWinner(t, func() error {
		_, err := put("race", "x", Attributes{Type: "text/plain"}, Condition{Absent: true})
		return err
	})

	keys := []string{"a/index.html", "race", "sp ace+%&'#?.txt", "ລາວ/ü.html", strings.Repeat("long", 60) + ".html", ".well-known/security.txt", "x<y>.txt"}
	for i := range 9 {
		keys = append(keys, fmt.Sprintf("many/%d.txt", i))
	}
	for _, key := range keys[2:] {
		if _, err := put(key, key, Attributes{Type: "text/plain"}, Condition{}); err != nil {
			t.Errorf("PUT %q: %v", key, err)
		}
		if body, _, err := s.Get(ctx, key); err != nil || string(body) != key {
			t.Errorf("GET %q: %q, %v", key, body, err)
		}
	}
	slices.Sort(keys)
	if got := listAll(t, s, ""); !slices.Equal(got, keys) {
		t.Errorf("LIST:\n%q\nwant\n%q", got, keys)
	}
	if got := listAll(t, s, "many/"); len(got) != 9 {
		t.Errorf("LIST of a prefix: %q", got)
	}
	failed, err := s.Delete(ctx, []string{"many/1.txt", "never there", "many/2.txt"})
	if err != nil || len(failed) > 0 {
		t.Errorf("DELETE: %v, %v", failed, err)
	}
	if got := listAll(t, s, "many/"); len(got) != 7 {
		t.Errorf("LIST after DELETE: %q", got)
	}
	wrong := bytesContent([]byte("a body"), md5.Sum([]byte("another")))
	if _, err := s.Put(ctx, "wrong", wrong, Attributes{Type: "text/plain"}, Condition{}); err == nil {
		t.Error("PUT of other bytes than their MD5 says was taken")
	}
}

// oneWinner says that of many writes at once one succeeds.
func oneWinner(t *testing.T, write func() error) {
	t.Helper()
	var wait sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 12 {
		wait.Go(func() {
			err := write()
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won++
			case causeOf(err) != Unmet && causeOf(err) != Broken:
				t.Errorf("a race: %v", err)
			}
		})
	}
	wait.Wait()
	if won != 1 {
		t.Errorf("a race had %d winners", won)
	}
}

func listAll(t *testing.T, s Store, prefix string) (keys []string) {
	t.Helper()
	after := ""
	for range 100 {
		page, next, err := s.List(context.Background(), prefix, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range page {
			if !strings.HasPrefix(info.Key, ownFolder) {
				keys = append(keys, info.Key)
			}
		}
		if next == "" {
			return keys
		}
		after = next
	}
	t.Fatal("LIST does not end")
	return nil
}
