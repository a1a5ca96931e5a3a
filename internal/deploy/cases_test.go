package deploy

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// caseFiles reads the finished output of a case in testdata/cases.
func caseFiles(t *testing.T, name string) map[string]string {
	t.Helper()
	files := map[string]string{}
	root := os.DirFS("testdata/cases/" + name + "/site")
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(root, p)
		files[p] = string(body)
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	return files
}

// dp-content-types: by our own table, whatever the machine's says. A feed's type
// is what makes it, which says so in the manifest; by its name alone it is XML.
func TestCaseContentTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		mustDeploy(t, target(m, ""), siteOf(caseFiles(t, "dp-content-types")), Options{})
		for name, want := range map[string]string{
			"index.html": "text/html; charset=utf-8", "css/s.1a2b3c.css": "text/css; charset=utf-8", "app.mjs": "text/javascript; charset=utf-8",
			"data.json": "application/json", "s.map": "application/json", "sitemap.xml": "application/xml; charset=utf-8", "feed.xml": "application/xml; charset=utf-8",
			"site.webmanifest": "application/manifest+json", "i.svg": "image/svg+xml", "UP.PNG": "image/png", "a.txt": "text/plain; charset=utf-8", "cap.vtt": "text/vtt; charset=utf-8",
		} {
			if got := m.objects[name].info.Attributes.Type; got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	})
}

// dp-compressed: text is stored compressed where that is asked for, with its own
// type; what is small or compressed already is stored as it is. The cache in front
// has to vary by Accept-Encoding, which stores cannot say.
func TestCaseCompressed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		tg.Compress = true
		files := caseFiles(t, "dp-compressed")
		long := "<!doctype html><title>long</title>" + strings.Repeat("<p>A paragraph of a long article.", 100)
		files["long/index.html"] = long
		mustDeploy(t, tg, siteOf(files), Options{})
		got := m.objects["long/index.html"]
		z, err := gzip.NewReader(bytes.NewReader(got.body))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(z)
		if err != nil || string(body) != long || got.info.Attributes.Encoding != "gzip" || got.info.Attributes.Type != "text/html; charset=utf-8" || strings.Contains(got.info.Attributes.Cache, "no-transform") {
			t.Errorf("%+v, %v", got.info, err)
		}
		for _, name := range []string{"img/p.9f8e7d.png", "data.csv.gz", "404.html"} {
			if o := m.objects[name]; o.info.Attributes.Encoding != "" || string(o.body) != files[name] {
				t.Errorf("%s: %+v", name, o.info)
			}
		}
		m.forget()
		if mustDeploy(t, tg, siteOf(files), Options{}); m.n != 1 {
			t.Errorf("again: %s", m)
		}
		mustDeploy(t, tg, siteOf(files), Options{Verify: true})
		if m.count["PUT"] > 0 {
			t.Errorf("with --verify: %s", m)
		}
		files["b/index.html"] = long // what was stored compressed comes back so
		mustDeploy(t, tg, siteOf(files), Options{})
		if _, err := Rollback(context.Background(), tg, 1, Options{}); err != nil {
			t.Fatal(describe(err))
		}
		if !bytes.Equal(m.objects["long/index.html"].body, got.body) {
			t.Error("the rollback stored something else")
		}
	})
}

// dp-order and dp-interrupted: forty pages and new names of assets, a store that
// is slow; at every moment what pages need is there. Every third request is
// refused and the connection breaks after fifteen uploads; the next run sends
// nothing again that is whole.
func TestCaseOrderAndInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := caseFiles(t, "dp-order")
		delete(files, "css/s.1a2b3c.css")
		delete(files, "img/p.9f8e7d.png")
		css, pic := hashed("css/s.css", "a{}"), hashed("img/p.png", "png")
		files[css], files[pic] = "a{}", "png"
		for name, body := range files {
			files[name] = strings.NewReplacer("css/s.1a2b3c.css", css, "img/p.9f8e7d.png", pic).Replace(body)
		}
		for i := range 40 {
			files[fmt.Sprintf("p%02d/index.html", i)] = fmt.Sprintf("<!doctype html><link rel=stylesheet href=/%s><img src=/%s><a href=/p%02d/>next</a>", css, pic, (i+1)%40)
		}
		m := newMemory()
		tg := target(m, "")
		v := watch(t, m, "", siteOf(files))
		v.began(m)
		var puts atomic.Int32
		m.before = func(n int, op, key string) error {
			time.Sleep(200 * time.Millisecond)
			if op == "PUT" && !strings.Contains(key, ownFolder) {
				puts.Add(1)
			}
			switch {
			case puts.Load() > 15:
				return fault(op, key, Failed)
			case n%3 == 0:
				return fault(op, key, Busy)
			}
			return nil
		}
		if _, err := Deploy(context.Background(), siteOf(files), tg, Options{}); err == nil {
			t.Fatal("the cut deploy ended well")
		}
		there := len(m.keys())
		m.before = nil
		time.Sleep(lease + time.Second)
		rep := mustDeploy(t, tg, siteOf(files), Options{})
		if got := len(rep.Plan.Send); there == 0 || got != len(files)-there {
			t.Errorf("%d of %d files were there, and %d were sent", there, len(files), got)
		}
		equalsSite(t, m, tg, siteOf(files))
	})
}

// dp-delete-race: what is gone already counts as deleted; what may not be deleted
// is an error that names it, and the others go.
func TestCaseDeleteRace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		files := caseFiles(t, "dp-order")
		before := map[string]string{"old.xml": "<x/>", "stale/index.html": "stale", "locked.html": "locked"}
		for name, body := range files {
			before[name] = body
		}
		mustDeploy(t, tg, siteOf(before), Options{})
		delete(m.objects, "old.xml")
		m.before = func(_ int, op, key string) error {
			if op == "DELETE" && key == "locked.html" {
				return fault(op, key, Denied)
			}
			return nil
		}
		limit := &Limit{N: 5}
		rep, err := Deploy(context.Background(), siteOf(files), tg, Options{Limit: limit})
		refused(t, err, NoAccess, "deploy-denied")
		if !strings.Contains(err.Error(), "locked.html") || rep.Deleted != 2 || !rep.Committed {
			t.Errorf("%v, %+v", err, rep)
		}
		m.before = nil
		if mustDeploy(t, tg, siteOf(files), Options{}); slices.Contains(m.keys(), "locked.html") {
			t.Error("the next run did not delete it")
		}
		equalsSite(t, m, tg, siteOf(files))
	})
}

// dp-thousands: 2,500 objects, of which 1,200 are stale, in a store that lists a
// thousand at a time and deletes no more at once; a page of the listing fails once.
func TestCaseThousands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		site := func(n int) *Site {
			f := map[string]string{"index.html": "home", "404.html": "none"}
			for i := range n {
				f[fmt.Sprintf("p%04d/index.html", i)] = fmt.Sprint("<!doctype html><title>", i, "</title>")
			}
			return siteOf(f)
		}
		m := newMemory()
		tg := target(m, "")
		mustDeploy(t, tg, site(2500), Options{})
		m.forget()
		lists := 0
		m.before = func(_ int, op, key string) error {
			if op == "LIST" {
				if lists++; lists == 2 {
					return fault(op, key, Broken)
				}
			}
			return nil
		}
		limit, _ := ParseLimit("48%")
		rep := mustDeploy(t, tg, site(1300), Options{Limit: &limit, Verify: true})
		if rep.Deleted != 1200 || rep.Stats.Requests["DELETE"] != 2 || rep.Stats.Requests["LIST"] != 4 || len(m.keys()) != 1302 {
			t.Errorf("%d deleted, %+v, %d left", rep.Deleted, rep.Stats, len(m.keys()))
		}
	})
}

// dp-invalidation: what changed, in every spelling of its address, after all was
// sent; a star for very many; no call without a change.
func TestCaseInvalidation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		tg.BasePath = "/laos/"
		var calls [][]string
		tg.Refresh = func(_ context.Context, _ string, paths []string) error {
			if _, there := m.objects["sitemap.xml"]; !there {
				t.Error("it was called before all was sent")
			}
			calls = append(calls, paths)
			return nil
		}
		files := map[string]string{"index.html": "home", "404.html": "none", "story/index.html": "story", "other/index.html": "other", "sitemap.xml": "map", "s.1a2b3c.css": "a{}"}
		mustDeploy(t, tg, siteOf(files), Options{})
		files["story/index.html"], files["index.html"], files["s.9a9b9c.css"] = "story, corrected", "home 2", "b{}"
		calls = nil
		mustDeploy(t, tg, siteOf(files), Options{})
		want := []string{"/laos", "/laos/", "/laos/index.html", "/laos/story", "/laos/story/", "/laos/story/index.html"}
		if len(calls) != 1 || !slices.Equal(calls[0], want) {
			t.Errorf("calls %q, want %q", calls, want)
		}
		calls = nil
		mustDeploy(t, tg, siteOf(files), Options{})
		if len(calls) != 0 {
			t.Errorf("nothing changed, and it was told of %q", calls)
		}
		for i := range 5000 {
			files[fmt.Sprintf("p%04d/index.html", i)] = "page"
		}
		mustDeploy(t, tg, siteOf(files), Options{})
		if len(calls) != 1 || !slices.Equal(calls[0], []string{"/laos/*"}) {
			t.Errorf("many pages: %.200q", calls)
		}
	})
	if got := purgePaths("/", []string{"index.html", "ü/index.html", "a b.txt"}); !slices.Equal(got, []string{"/index.html", "/", "/%C3%BC", "/%C3%BC/", "/%C3%BC/index.html", "/a%20b.txt"}) {
		t.Errorf("%q", got)
	}
}
