package output

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A page's body in these tests is a list of the paths that it refers to, and a
// version: "v1,assets/x.css,a/index.html".
func references(body string) []string { return strings.Split(body, ",")[1:] }

// rebuilds are changes of a site, old to new, in which a wrong order shows.
var rebuilds = []struct{ name, old, new string }{
	{"first build", "",
		`index.html=v1,assets/x.css,a/index.html a/index.html=v1,assets/x.css,a/p.png,b/q.png a/p.png=P b/index.html=v1,a/p.png b/q.png=Q
		 assets/x.css=X list/index.html=v1,assets/x.css feed.xml=v1`},
	{"assets renamed, pages come and go",
		`index.html=v1,assets/x.css,a/index.html a/index.html=v1,assets/x.css,a/p.png a/p.png=P1 assets/x.css=X feed.xml=v1 gone/index.html=v1,assets/x.css,index.html gone/p.png=P`,
		`index.html=v2,assets/y.css,new/index.html,new/deep/index.html a/index.html=v2,assets/y.css,a/p.png,new/index.html,t/list/index.html,feed/new.xml a/p.png=P2 assets/y.css=Y feed.xml=v2
		 new/index.html=v1,assets/y.css,new/n.png,a/index.html new/n.png=N new/deep/index.html=v1,other/o.png other/o.png=O t/list/index.html=v1,new/index.html feed/new.xml=v1`},
	{"all go", `index.html=v1,assets/x.css a/b/index.html=v1,assets/x.css assets/x.css=X`, `index.html=v2`},
	{"file to folder and back", `a=v1 b/index.html=v1 b/c/d.png=D index.html=v1,assets/x.css assets/x.css=X`, `a/index.html=v1,assets/x.css b=v1 index.html=v1,assets/x.css assets/x.css=X`},
}

// killed is what a hook panics with: the process is gone, nothing is tidied up.
type killed struct{}

// stopAt makes hooks that stop before the nth call, by a panic or, if the disk
// fails, by errors from then on.
func stopAt(n int, fail error) (opt Options, calls *int) {
	calls = new(int)
	stop := func() error {
		*calls++
		if *calls <= n {
			return nil
		}
		if fail == nil {
			panic(killed{})
		}
		return fail
	}
	opt.Rename = func(from, to string) error {
		if err := stop(); err != nil {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
		return os.Rename(from, to)
	}
	opt.Remove = func(path string) error {
		if err := stop(); err != nil {
			return &fs.PathError{Op: "remove", Path: path, Err: err}
		}
		return os.Remove(path)
	}
	return opt, calls
}

// buildUntilKilled reports whether the build came to its end.
func buildUntilKilled(t *testing.T, dir string, opt Options, list []*File) (ended bool) {
	w, problems := NewWriter(dir, opt)
	if problems != nil {
		t.Fatal(problems)
	}
	defer func() {
		if r := recover(); r == (any)(killed{}) {
			w.lock.Close() // as the system does for a process that is gone
		} else if r != nil {
			panic(r)
		}
	}()
	for _, f := range list {
		if err := w.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	if _, problems := w.Commit(); problems.HasErrors() {
		t.Fatal(problems)
	}
	return true
}

// checkWhole checks what a reader may rely on between two builds.
func checkWhole(t *testing.T, dir string, old, new []*File) {
	t.Helper()
	at := func(list []*File, path string) *File {
		if i := slices.IndexFunc(list, func(f *File) bool { return f.Path == path }); i >= 0 {
			return list[i]
		}
		return nil
	}
	there := map[string]string{}
	for _, line := range snapshot(t, dir) {
		if path, body, ok := strings.Cut(line, "="); ok && path != manifestName && !strings.HasPrefix(path, stagingName) {
			there[path] = body
		}
	}
	// A path that turns from file to folder or back has no order to keep.
	turned := func(path string) bool { return path == "a" || path == "b/index.html" }
	for path, body := range there {
		before, after := at(old, path), at(new, path)
		switch {
		case path == "foreign/notes.txt":
			continue
		case before != nil && string(before.Body) == body, after != nil && string(after.Body) == body:
		default:
			t.Errorf("%s is neither the old nor the new file: %q", path, body)
		}
		for _, to := range references(body) {
			_, ok := there[to]
			isAsset := strings.HasPrefix(to, "assets/") || strings.HasSuffix(to, ".png")
			stays := before != nil && after != nil
			if !ok && (isAsset || stays) && !turned(to) {
				t.Errorf("%s (%q) refers to %s, which is not there", path, body, to)
			}
		}
	}
	if there["foreign/notes.txt"] != "mine" {
		t.Error("a foreign file was touched")
	}
	m, err := ReadManifest(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for path := range there {
		if path != "foreign/notes.txt" && (m == nil || !slices.ContainsFunc(m.Files, func(e Entry) bool { return e.Path == path })) {
			t.Errorf("%s is owned by no manifest", path)
		}
	}
}

// start makes a directory with the old site and a foreign file in it.
func start(t *testing.T, old []*File) string {
	dir := filepath.Join(t.TempDir(), "public")
	if _, problems := build(dir, Options{}, old); problems != nil {
		t.Fatal(problems)
	}
	put(t, dir+"/foreign/notes.txt", "mine")
	return dir
}

func TestKilledAtEveryStep(t *testing.T) {
	for _, r := range rebuilds {
		t.Run(r.name, func(t *testing.T) {
			old, new := files(r.old), files(r.new)
			wantOld, wantNew := snapshot(t, start(t, old)), snapshot(t, start(t, new))
			for n := 0; ; n++ {
				dir := start(t, old)
				opt, _ := stopAt(n, nil)
				ended := buildUntilKilled(t, dir, opt, new)
				checkWhole(t, dir, old, new)
				if t.Failed() {
					t.Fatalf("after %d steps: %q", n, snapshot(t, dir))
				}
				// Whatever is built next, nothing of the killed build is left.
				if _, problems := build(dir, Options{}, old); problems != nil {
					t.Fatal(problems)
				}
				equal(t, fmt.Sprintf("old, after %d steps", n), snapshot(t, dir), wantOld)
				opt, _ = stopAt(n, nil)
				buildUntilKilled(t, dir, opt, new)
				if _, problems := build(dir, Options{}, new); problems != nil {
					t.Fatal(problems)
				}
				equal(t, fmt.Sprintf("new, after %d steps", n), snapshot(t, dir), wantNew)
				if ended {
					return
				}
			}
		})
	}
}

func TestDiskThatFailsAtEveryStep(t *testing.T) {
	for _, r := range rebuilds {
		t.Run(r.name, func(t *testing.T) {
			old, new := files(r.old), files(r.new)
			want := snapshot(t, start(t, new))
			for n := 0; ; n++ {
				dir := start(t, old)
				opt, calls := stopAt(n, syscall.ENOSPC)
				_, problems := build(dir, opt, new)
				checkWhole(t, dir, old, new)
				if _, err := os.Lstat(dir + "/" + stagingName); !errors.Is(err, fs.ErrNotExist) {
					t.Error("the staging directory is left")
				}
				if *calls <= n {
					return
				}
				for _, p := range problems {
					if p.Code != "output-failed" || !strings.HasPrefix(p.Pos.File, dir) || !strings.Contains(p.Msg, "no space") {
						t.Errorf("problem: %+v", p)
					}
				}
				if _, problems := build(dir, Options{}, new); problems != nil {
					t.Fatal(problems)
				}
				equal(t, fmt.Sprintf("after %d steps", n), snapshot(t, dir), want)
				if t.Failed() {
					return
				}
			}
		})
	}
}

// However often builds of random sites are killed, the next one that ends gives
// just what it would give in an empty directory.
func TestRandomBuildsConverge(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 0))
		dir := filepath.Join(t.TempDir(), "public")
		var spec string
		for range 12 {
			spec = randomSite(r)
			opt, _ := stopAt(r.IntN(20), nil)
			if r.IntN(2) == 0 {
				opt = Options{}
			}
			buildUntilKilled(t, dir, opt, files(spec))
		}
		if _, problems := build(dir, Options{}, files(spec)); problems != nil {
			t.Fatal(problems)
		}
		clean := filepath.Join(t.TempDir(), "public")
		build(clean, Options{}, files(spec))
		equal(t, fmt.Sprint("seed ", seed), snapshot(t, dir), snapshot(t, clean))
	}
}

// randomSite has few paths, so that they meet; no file is another's folder.
func randomSite(r *rand.Rand) string {
	taken := names{files: map[string]string{}, folders: map[string]string{}}
	var spec []string
	for range r.IntN(10) {
		path := ""
		for range 1 + r.IntN(3) {
			path += "/" + []string{"a", "b", "index.html", "p.png", "assets"}[r.IntN(5)]
		}
		if path = path[1:]; taken.add(path) == "" {
			spec = append(spec, fmt.Sprintf("%s=v%d", path, r.IntN(2)))
		}
	}
	return strings.Join(spec, " ")
}
