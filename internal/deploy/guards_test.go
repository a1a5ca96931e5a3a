package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"brief/internal/output"
)

// with returns version 1 of the small site with files added, or taken away by an
// empty body.
func with(changes map[string]string) map[string]string {
	f := filesOf(1)
	maps.Copy(f, changes)
	for name, body := range f {
		if body == "" {
			delete(f, name)
		}
	}
	return f
}

// What is wrong with the files themselves is refused before anything is sent.
func TestRefusedBeforeTheFirstWrite(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		files      map[string]string
		requests   int
	}{
		{"empty folder", "empty-site", map[string]string{}, 0},
		{"no home page", "empty-site", with(map[string]string{"index.html": ""}), 0},
		{"no 404", "empty-site", with(map[string]string{"404.html": ""}), 0},
		{"environment", "private-file", with(map[string]string{".env": "X=1"}), 0},
		{"repository", "private-file", with(map[string]string{".git/config": "x"}), 0},
		{"editor's backup", "private-file", with(map[string]string{"a/index.html~": "x"}), 0},
		{"vim", "private-file", with(map[string]string{"a/.index.html.swp": "x"}), 0},
		{"key file", "private-file", with(map[string]string{"deploy.pem": "x"}), 0},
		{"case", "colliding-keys", with(map[string]string{"Notes.txt": "x"}), 0},
		{"form of letters", "colliding-keys", with(map[string]string{"é.txt": "x", "e\u0301.txt": "y"}), 0},
		{"file and folder", "colliding-keys", with(map[string]string{"a/index.html/x.txt": "x"}), 0},
		{"long", "long-key", with(map[string]string{strings.Repeat(strings.Repeat("x", 200)+"/", 5) + strings.Repeat("y", 20) + ".txt": "x"}), 0},
		{"protected", "protected-file", with(map[string]string{"keep/x.txt": "x"}), 0},
		{"private key", "secret-in-file", with(map[string]string{"k.txt": "-----BEGIN RSA PRIVATE KEY-----\n"}), 2},
		{"access key", "secret-in-file", with(map[string]string{"k.txt": "id " + testKey + " x"}), 2},
		{"dead reference", "missing-target", with(map[string]string{"c/index.html": `<img src="/img/none.png">`}), 2},
		{"dead link", "missing-target", with(map[string]string{"c/index.html": `<a href=../nowhere/>x</a>`}), 2},
		{"dead picture of a set", "missing-target", with(map[string]string{"c/index.html": `<img srcset="/notes.txt 1x, /none.webp 2x">`}), 2},
		{"dead reference of a style sheet", "missing-target", with(map[string]string{"x.css": `a{background:url("none.png")}`}), 2},
		{"asset that is gone", "missing-target", with(map[string]string{hashed("img/p.png", "picture 0"): ""}), 2},
	} {
		m := newMemory()
		tg := target(m, "")
		tg.Protect = []string{"keep/*"}
		_, err := Deploy(context.Background(), siteOf(tt.files), tg, Options{})
		refused(t, err, Refused, tt.code)
		if m.n != tt.requests || m.count["PUT"] > 0 {
			t.Errorf("%s: %s", tt.name, m)
		}
	}
	m := newMemory()
	s := siteOf(with(map[string]string{".well-known/security.txt": "x", "c/index.html": `<a href="https://x.org/y">x</a><a href="//x.org">y</a><a href="mailto:a@b.c">m</a><a href="#top">t</a><a href="?q">q</a><a href="../a/">a</a><style>b{background:url(data:x)}</style>`, "AKIAnote.txt": "AKIA is how they begin"}))
	mustDeploy(t, target(m, ""), s, Options{})
}

// What a plan would take from readers is refused: all other tools wiped the site
// when the folder was empty.
func TestPlansThatTakeTooMuch(t *testing.T) {
	page := func(i int) string { return fmt.Sprintf("p%02d/index.html", i) }
	site := func(n int) *Site {
		f := map[string]string{"index.html": "home", "404.html": "none"}
		for i := range n {
			f[page(i)] = fmt.Sprint("page ", i)
		}
		return siteOf(f)
	}
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		mustDeploy(t, target(m, ""), site(98), Options{})
		m.forget()
		none := func(opt Options, n int, code string) {
			t.Helper()
			_, err := Deploy(context.Background(), site(n), target(m, ""), opt)
			refused(t, err, Refused, code)
			if m.count["PUT"] > 0 {
				t.Errorf("%s was sent", m)
			}
		}
		none(Options{}, 60, "too-many-deletions")
		none(Options{Limit: &Limit{N: 37}}, 60, "too-many-deletions")
		none(Options{Limit: &Limit{N: 37, Percent: true}}, 60, "too-many-deletions")
		none(Options{Limit: &Limit{}}, 97, "too-many-deletions")
		mustDeploy(t, target(m, ""), site(73), Options{})
		rep := mustDeploy(t, target(m, ""), site(3), Options{Limit: &Limit{N: 95, Percent: true}})
		if rep.Deleted != 70 || len(m.keys()) != 5 {
			t.Errorf("%d deleted, %v left", rep.Deleted, m.keys())
		}
		none2 := site(0)
		_, err := Deploy(context.Background(), none2, target(m, ""), Options{})
		refused(t, err, Refused, "smaller-site")
	})
}

// All files may go if all may, also those of a deploy that was cut off: what 100 of
// 100 is counted of were those of the last release alone, and a preview was refused.
func TestAllMayGoIfAllMay(t *testing.T) {
	site := func(name string, n int) *Site {
		f := map[string]string{"index.html": "home", "404.html": "none"}
		for i := range n {
			f[fmt.Sprintf("%s%d/index.html", name, i)] = "page"
		}
		return siteOf(f)
	}
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		all := Options{Limit: &Limit{N: 100, Percent: true}, Gone: "off"}
		mustDeploy(t, target(m, ""), site("a", 40), all)
		m.kill(30)
		if _, err := Deploy(context.Background(), site("b", 40), target(m, ""), all); err == nil {
			t.Fatal("it was not cut off")
		}
		m.before = nil
		time.Sleep(lease + time.Second)
		if rep := mustDeploy(t, target(m, ""), site("c", 3), all); rep.Deleted < 60 {
			t.Errorf("%d deleted", rep.Deleted)
		}
		equalsSite(t, m, target(m, ""), site("c", 3))
	})
}

// F5: an address that was published stays, or leads on.
func TestAddressThatWouldBeGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		old, s := version(1), version(2)
		for i := range old.Files {
			if old.Files[i].Class == output.PageC {
				old.Files[i].Source = "content/" + old.Files[i].Path + ".md"
			}
		}
		mustDeploy(t, target(m, ""), old, Options{})
		_, err := Deploy(context.Background(), s, target(m, ""), Options{})
		refused(t, err, Refused, "address-gone")
		rep := mustDeploy(t, target(m, ""), s, Options{Gone: "warning", DryRun: true})
		if len(rep.Notices) != 2 || rep.Notices[0].Code != "address-gone" {
			t.Errorf("notices: %v", rep.Notices)
		}
		moved := siteOf(with(map[string]string{"odd/index.html": "redirect /a/", "odd/deep/index.html": "redirect /a/"}))
		tg := target(m, "")
		tg.Redirects = true
		mustDeploy(t, tg, moved, Options{})
		if got := m.objects["odd/index.html"].info.Attributes.Redirect; got != "/a/" {
			t.Errorf("the redirect leads to %q", got)
		}
	})
}

// A store that takes every write is found out before anything of the site is
// sent, and used only by who asks for it.
func TestStoreWithoutConditions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.lawless = true
		_, err := Deploy(context.Background(), version(1), target(m, ""), Options{})
		refused(t, err, Refused, "no-lock")
		if m.writes() > 0 {
			t.Errorf("%s was sent", m)
		}
		mustDeploy(t, target(m, ""), version(1), Options{NoLock: true})
		mustDeploy(t, target(m, ""), version(2), Options{NoLock: true, Gone: "off"})
		equalsSite(t, m, target(m, ""), version(2))
	})
}

// What is stored is not what was sent: the deploy does not commit. An ETag that
// is no MD5, as of a store that encrypts, is no harm.
func TestWrongBytesAreFoundBeforeTheCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.changed = func(m *memory, key string) {
			if key == "b/index.html" {
				o := m.objects[key]
				o.body = []byte("something else")
				m.objects[key] = o
			}
		}
		m.encrypted = true
		rep, err := Deploy(context.Background(), version(1), target(m, ""), Options{})
		refused(t, err, Unverified, "wrong-bytes")
		if rep.Committed || m.state(t, "").Current.ID != "" {
			t.Error("it was committed")
		}
		m.changed = nil
		mustDeploy(t, target(m, ""), version(1), Options{})
		equalsSite(t, m, target(m, ""), version(1))
		m.forget()
		mustDeploy(t, target(m, ""), version(1), Options{Verify: true})
		if m.count["PUT"] > 0 || m.count["GET"] > 2 {
			t.Errorf("dp-multipart-etag: the same again sent %s", m)
		}
	})
}

// --verify finds what was changed or deleted by hand, and headers that differ.
func TestVerifyMends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		mustDeploy(t, tg, version(1), Options{})
		spoil := func() {
			delete(m.objects, "a/index.html")
			o := m.objects["b/index.html"]
			o.body, o.info.ETag = []byte(strings.Repeat("x", len(o.body))), strings.Repeat("a", 32)
			m.objects["b/index.html"] = o
			o = m.objects["feed.xml"]
			o.info.Attributes.Cache = "no-store"
			m.objects["feed.xml"] = o
		}
		spoil()
		l, _, err := Verify(context.Background(), tg)
		if err != nil || len(l) != 3 || l[0].Code != "missing-object" || l[1].Code != "wrong-bytes" || l[2].Code != "wrong-headers" {
			t.Errorf("found %v, %v", l, err)
		}
		rep := mustDeploy(t, tg, version(1), Options{Verify: true})
		if len(rep.Plan.Send) != 3 || !rep.Committed {
			t.Errorf("%+v", rep.Plan)
		}
		equalsSite(t, m, tg, version(1))
		if l, _, err := Verify(context.Background(), tg); err != nil || len(l) > 0 {
			t.Errorf("after that: %v, %v", l, err)
		}
	})
}

// Headers are part of what is published: other tools missed a change of them.
func TestChangedHeadersAreSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		mustDeploy(t, tg, version(1), Options{})
		tg.Cache = map[output.Class]string{output.PageC: "no-cache"}
		rep := mustDeploy(t, tg, version(1), Options{})
		for _, c := range rep.Plan.Send {
			if c.Class != output.PageC || c.Why != "headers" {
				t.Errorf("sent: %+v", c)
			}
		}
		equalsSite(t, m, tg, version(1))
	})
}

// A listing that is old, or lacks what is new, has nothing wrong deleted; one
// that never ends stops the deploy.
func TestListingsThatAreWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		v := watch(t, m, "", version(1), version(2))
		v.began(m)
		mustDeploy(t, target(m, ""), version(1), Options{})
		stale := &lister{memory: m}
		v.began(m)
		mustDeploy(t, &Target{Name: "t", Store: stale, BasePath: "/"}, version(2), Options{Gone: "off", Verify: true})
		equalsSite(t, m, target(m, ""), version(2))
		stale.endless = true
		_, err := Deploy(context.Background(), version(1), &Target{Name: "t", Store: stale, BasePath: "/"}, Options{Gone: "off", Verify: true})
		refused(t, err, Stopped, "deploy-stopped")
		equalsSite(t, m, target(m, ""), version(2))
	})
}

// lister lists nothing, or the same page for ever.
type lister struct {
	*memory
	endless bool
}

func (l *lister) List(ctx context.Context, prefix, after string) ([]Info, string, error) {
	if l.endless {
		return []Info{{Key: "a"}}, "a", nil
	}
	return nil, "", nil
}

// A file that changes while it is published stops the deploy.
func TestFileThatChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		s := version(1)
		open := s.Open
		n := 0
		s.Open = func(path string) (io.ReadSeekCloser, error) {
			if path == "b/index.html" {
				if n++; n > 1 {
					return nopCloser{strings.NewReader("saved again")}, nil
				}
			}
			return open(path)
		}
		rep, err := Deploy(context.Background(), s, target(m, ""), Options{})
		refused(t, err, Stopped, "file-changed")
		if _, sent := m.objects["b/index.html"]; sent || rep.Committed {
			t.Error("it was sent")
		}
	})
}

// The cache in front fails: the site is published, and the next run repeats only
// that call, by the same reference.
func TestCacheInFrontFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tg := target(m, "")
		var ids []string
		var last []string
		fail := true
		tg.Refresh = func(_ context.Context, id string, paths []string) error {
			ids, last = append(ids, id), paths
			if fail {
				return errors.New("no answer")
			}
			return nil
		}
		rep, err := Deploy(context.Background(), version(1), tg, Options{})
		refused(t, err, Stopped, "purge-failed")
		if !rep.Committed || m.state(t, "").Dirty {
			t.Errorf("%+v", rep)
		}
		fail = false
		m.forget()
		rep = mustDeploy(t, tg, version(1), Options{})
		if !rep.Unchanged || len(ids) != 2 || ids[0] != ids[1] || m.writes() > 0 || len(last) == 0 {
			t.Errorf("ids %v, paths %v, %s", ids, last, m)
		}
		mustDeploy(t, tg, version(1), Options{})
		if len(ids) != 2 {
			t.Error("it was called without need")
		}
	})
}

// The folder of a build is published as its manifest says, and not otherwise.
func TestOpenDir(t *testing.T) {
	build := func(drafts bool) string {
		dir := filepath.Join(t.TempDir(), "public")
		w, l := output.NewWriter(dir, output.Options{Drafts: drafts})
		if len(l) > 0 {
			t.Fatal(l)
		}
		for name, body := range filesOf(1) {
			if err := w.Add(&output.File{Path: name, Class: classOf(name), Type: output.TypeOf(name), Sum: output.SumOf([]byte(body)), Size: int64(len(body)), Body: []byte(body)}); err != nil {
				t.Fatal(err)
			}
		}
		if _, l := w.Commit(); len(l) > 0 {
			t.Fatal(l)
		}
		return dir
	}
	write := func(dir, name, body string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	dir := build(false)
	s, l := OpenDir(dir)
	if len(l) > 0 {
		t.Fatal(l)
	}
	m := newMemory()
	mustDeploy(t, target(m, ""), s, Options{})
	equalsSite(t, m, target(m, ""), s)
	for _, tt := range []struct {
		code string
		do   func(dir string)
	}{
		{"unlisted-file", func(dir string) { write(dir, ".env", "X") }},
		{"file-changed", func(dir string) { write(dir, "feed.xml", "longer than before, by far") }},
		{"file-changed", func(dir string) { os.Remove(filepath.Join(dir, "feed.xml")) }},
		{"not-built", func(dir string) { os.Remove(filepath.Join(dir, ".brief.json")) }},
		{"not-built", func(dir string) { write(dir, ".brief.json", "{}") }},
	} {
		dir := build(false)
		tt.do(dir)
		if _, l := OpenDir(dir); len(l) != 1 || l[0].Code != tt.code {
			t.Errorf("%v, want %s", l, tt.code)
		}
	}
	if _, l := OpenDir(build(true)); len(l) != 1 || l[0].Code != "built-with-drafts" {
		t.Errorf("drafts: %v", l)
	}
}
