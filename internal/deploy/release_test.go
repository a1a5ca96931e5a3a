package deploy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"brief/internal/output"
)

// L5: an earlier release comes back, bytes and headers, without a build; also
// when the rollback is cut off at any of its requests.
func TestRollback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		prepare := func() (*memory, *invariants) {
			m := newMemory()
			v := watch(t, m, "", version(1), version(2), version(3))
			for i := 1; i <= 3; i++ {
				v.began(m)
				mustDeploy(t, target(m, ""), version(i), Options{Gone: "off"})
			}
			v.began(m)
			m.forget()
			return m, v
		}
		m, _ := prepare()
		rep, err := Rollback(context.Background(), target(m, ""), 2, Options{})
		if err != nil || !rep.Committed {
			t.Fatalf("%s, %+v", describe(err), rep)
		}
		equalsSite(t, m, target(m, ""), version(1))
		n := m.n
		m.forget()
		if mustDeploy(t, target(m, ""), version(1), Options{}); m.n != 1 {
			t.Errorf("the same version as the rollback sent %s", m)
		}
		for at := 1; at <= n; at++ {
			m, v := prepare()
			m.kill(at)
			Rollback(context.Background(), target(m, ""), 2, Options{})
			m.before = nil
			time.Sleep(lease + time.Second)
			if m.state(t, "").Dirty { // else the cut came before it, or after the commit
				again(t, m, v, 1, fmt.Sprintf("rollback killed at %d", at))
			}
		}
		if _, err := Rollback(context.Background(), target(m, ""), 9, Options{}); err == nil {
			t.Error("a release that nobody kept came back")
		}
	})
}

// Assets stay for a week, and as long as a kept release has them; then gc deletes
// them, with the records and packs of older releases, and nothing else.
func TestGC(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "x/")
		var all []*Site
		for i := 1; i <= Kept+2; i++ {
			all = append(all, version(i))
			mustDeploy(t, tg, version(i), Options{Gone: "off"})
		}
		m.objects["x/foreign.css"] = memObject{body: []byte("theirs")}
		css := func(v int) string { f := filesOf(v); return "x/" + hashed("css/s.css", f[assetOf(f, "css/")]) }
		watch(t, m, "x/", all...)
		collect := func() *Report {
			t.Helper()
			rep, err := GC(context.Background(), tg, Options{})
			if err != nil {
				t.Fatal(describe(err))
			}
			return rep
		}
		collect()
		if _, there := m.objects[css(1)]; !there {
			t.Error("an asset went before its week was over")
		}
		time.Sleep(Grace + time.Hour)
		collect()
		if _, there := m.objects[css(1)]; there {
			t.Error("an asset of a release that nobody keeps is still there")
		}
		if _, there := m.objects[css(4)]; !there {
			t.Error("an asset of a kept release is gone")
		}
		equalsSite(t, m, tg, version(Kept+2))
		keep := map[string]bool{"x/" + stateName: true}
		for _, release := range m.state(t, "x/").History {
			key := "x/" + recordFolder + release.Record
			rec, err := parseRecord(release.Record, m.objects[key].body)
			if err != nil {
				t.Fatal(err)
			}
			keep[key] = true
			for i := range rec.Files {
				if rec.Files[i].Pack != "" {
					keep["x/"+packFolder+rec.Files[i].Pack] = true
				}
			}
		}
		for key := range m.objects {
			if strings.HasPrefix(key, "x/"+ownFolder) && !keep[key] {
				t.Errorf("%s is still there", key)
			}
			delete(keep, key)
		}
		if len(keep) > 0 {
			t.Errorf("gone: %v", keep)
		}
		m.forget()
		if rep := collect(); rep.Deleted != 0 || m.count["PUT"] > 0 {
			t.Errorf("again: %s", m)
		}
		// Whatever is kept can be published again.
		for range Kept {
			if _, err := Rollback(context.Background(), tg, Kept-1, Options{}); err != nil {
				t.Fatal(describe(err))
			}
		}
	})
}

// assetOf is the path of a version's asset in a folder.
func assetOf(files map[string]string, folder string) string {
	for name := range files {
		if strings.HasPrefix(name, folder) {
			return name
		}
	}
	return ""
}

// gc is cut off at each request, and a deploy that uses a retired asset again
// comes at the same time: the asset is there in the end.
func TestGCAndDeployAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for at := 0; at < 20; at++ {
			m := newMemory()
			tg := target(m, "")
			v := watch(t, m, "", version(1), version(2), version(3), version(4), version(5), version(6), version(7))
			for i := 1; i <= 7; i++ {
				v.began(m)
				mustDeploy(t, tg, version(i), Options{Gone: "off"})
			}
			time.Sleep(Grace + time.Hour)
			for key := range m.objects { // records and packs, which gc deletes too
				v.allowed[key] = true
			}
			if at > 0 {
				m.kill(at)
			}
			collected := make(chan struct{})
			go func() { GC(context.Background(), tg, Options{}); close(collected) }()
			v.began(m)
			if at == 0 {
				if _, err := Deploy(context.Background(), version(1), tg, Options{Gone: "off", Wait: true}); err != nil {
					t.Fatal(describe(err))
				}
			}
			<-collected
			again(t, m, v, 1, fmt.Sprintf("gc killed at %d", at))
		}
	})
}

// A preview has its own state, is hidden from search engines, and no key of it is
// one of the site's.
func TestPreview(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "laos/")
		mustDeploy(t, tg, version(1), Options{})
		p, err := tg.Preview("feature/New_Map")
		if err != nil || p.Prefix != "laos/preview/feature-new-map/" || p.BasePath != "/preview/feature-new-map/" {
			t.Fatalf("%+v, %v", p, err)
		}
		s, err := NoIndex(siteOf(map[string]string{"index.html": "<!doctype html><meta charset=utf-8><title>x</title>", "404.html": "<!doctype html><title>y</title>", "x.txt": "x"}))
		if err != nil {
			t.Fatal(err)
		}
		m.forget()
		mustDeploy(t, p, s, Options{})
		for _, l := range m.log {
			if !strings.Contains(l, " laos/preview/feature-new-map/") {
				t.Errorf("%s", l)
			}
		}
		equalsSite(t, m, tg, version(1))
		for name, want := range map[string]string{
			"index.html": "<!doctype html><meta charset=utf-8><meta name=robots content=noindex><title>x</title>",
			"404.html":   "<!doctype html><meta name=robots content=noindex><title>y</title>",
			"x.txt":      "x",
		} {
			if got := string(m.objects[p.Prefix+name].body); got != want {
				t.Errorf("%s: %s", name, got)
			}
		}
		m.forget()
		mustDeploy(t, tg, version(2), Options{Gone: "off", Verify: true})
		for _, l := range m.log {
			if strings.Contains(l, "preview/") {
				t.Errorf("the site's deploy sent %s", l)
			}
		}
		for _, bad := range []string{"", "///", strings.Repeat("x", 61)} {
			if _, err := tg.Preview(bad); err == nil {
				t.Errorf("%q is taken", bad)
			}
		}
	})
}

// The counts of requests are limits: 1 without changes, changed + 7, files + 10.
func TestRequestCounts(t *testing.T) {
	const pages = 4500
	files := func(edited int) *Site {
		s := &Site{}
		body := func(path string) string {
			var i int
			if n, _ := fmt.Sscanf(path, "p%d/index.html", &i); n == 1 && i < edited {
				return path + " edited"
			}
			return path
		}
		s.Open = func(path string) (io.ReadSeekCloser, error) {
			return nopCloser{bytes.NewReader([]byte(body(path)))}, nil
		}
		add := func(path string) {
			b := []byte(body(path))
			s.Files = append(s.Files, output.Entry{Path: path, Sum: output.SumOf(b).String(), Size: int64(len(b)), Type: output.TypeOf(path), Class: classOf(path)})
		}
		add("404.html")
		add("index.html")
		for i := range 498 {
			add(fmt.Sprintf("a/%04d.12ab34cd.css", i))
		}
		for i := range pages {
			add(fmt.Sprintf("p%d/index.html", i))
		}
		slices.SortFunc(s.Files, func(a, b output.Entry) int { return strings.Compare(a.Path, b.Path) })
		return s
	}
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w := &readers{m: m, base: "/"}
		tg := w.target() // at most eight questions to readers' address come on top
		for _, tt := range []struct {
			name         string
			edited, most int
		}{{"cold", 0, 5000 + 10}, {"unchanged", 0, 1}, {"1 % changed", 50, 50 + 7}} {
			m.forget()
			w.asked = nil
			rep := mustDeploy(t, tg, files(tt.edited), Options{})
			if rep.Stats.Total() != m.n || m.n > tt.most || len(w.asked) > maxAsked || rep.Unchanged && len(w.asked) > 0 {
				t.Errorf("%s: %d requests (%v), at most %d may be", tt.name, m.n, rep.Stats.Requests, tt.most)
			}
		}
	})
}

// everything lists all that it has, whatever part was asked for.
type everything struct{ *memory }

func (e everything) List(ctx context.Context, _, after string) ([]Info, string, error) {
	return e.memory.List(ctx, "", after)
}

// A store that does not look at the prefix had the whole site taken for old records.
func TestStoreThatListsWhatWasNotAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		mustDeploy(t, tg, version(1), Options{})
		tg.Store = everything{m}
		_, err := GC(context.Background(), tg, Options{})
		if p, ok := errors.AsType[*Problem](err); !ok || p.Kind != Stopped {
			t.Errorf("%v", err)
		}
		equalsSite(t, m, tg, version(1))
	})
}

// A page that could not be deleted keeps its assets, and for a week after it is
// gone. (A soak found that gc took them from under it.)
func TestGCWaitsForPagesThatAreStillThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		mustDeploy(t, tg, version(1), Options{})
		css := assetOf(filesOf(1), "css/")
		m.before = func(_ int, op, key string) error {
			if op == "DELETE" && strings.HasPrefix(key, "odd/") {
				return fault(op, key, Denied)
			}
			return nil
		}
		for i := 1; i <= Kept+1; i++ {
			_, err := Deploy(context.Background(), version(2*i), tg, Options{Gone: "off"})
			refused(t, err, NoAccess, "deploy-denied")
		}
		time.Sleep(Grace + time.Hour)
		there := func(want bool) {
			t.Helper()
			if _, got := m.objects[css]; got != want {
				t.Errorf("%s is there: %v, want %v", css, got, want)
			}
		}
		_, err := GC(context.Background(), tg, Options{})
		refused(t, err, NoAccess, "deploy-denied")
		there(true)
		m.before = nil
		for _, want := range []bool{true, true, false} {
			if _, err := GC(context.Background(), tg, Options{}); err != nil {
				t.Fatal(describe(err))
			}
			there(want)
			time.Sleep(Grace/2 + time.Hour)
		}
	})
}
