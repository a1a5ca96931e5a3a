package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"brief/internal/diag"
	"brief/internal/source"
)

func TestWritesOnlyWhatDiffers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep/public")
	for _, step := range []struct {
		spec string
		want Stats
	}{
		{"index.html=1 a/index.html=1 a/b/c.png=1 assets/x.css=1", Stats{Written: 4}},
		{"index.html=1 a/index.html=1 a/b/c.png=1 assets/x.css=1", Stats{Unchanged: 4}},
		{"index.html=2 a/index.html=1 a/b/c.png=1 assets/y.css=1", Stats{Written: 2, Unchanged: 2, Removed: 1}},
		{"index.html=2 d/index.html=1 d/e/f.html=1", Stats{Written: 2, Unchanged: 1, Removed: 3}},
		{"index.html/now/a/folder.html=1 d=1", Stats{Written: 2, Removed: 3}},
		{"index.html=2 d/index.html=1", Stats{Written: 2, Removed: 2}},
		{"", Stats{Removed: 2}},
	} {
		stats, problems := build(dir, Options{}, files(step.spec))
		equal(t, step.spec, stats, step.want)
		equal(t, step.spec, codes(dir, problems), []string(nil))
		equal(t, step.spec, noManifest(snapshot(t, dir)), sorted(step.spec))
		m, err := ReadManifest(dir)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, step.spec, sums(m.Files), sums(entries(files(step.spec))))
		if m.Partial {
			t.Errorf("%s: the manifest is called partial", step.spec)
		}
	}
}

// A manifest that says the file is right is not believed: the bytes are.
func TestBytesThatWereChangedByHandAreRestored(t *testing.T) {
	dir := t.TempDir()
	build(dir, Options{}, files("index.html=right b.html=right c.html=right"))
	put(t, dir+"/index.html", "wrong")
	put(t, dir+"/b.html", "right and more")
	os.Remove(dir + "/c.html")
	stats, problems := build(dir, Options{}, files("index.html=right b.html=right c.html=right"))
	equal(t, "stats", stats, Stats{Written: 3})
	equal(t, "problems", problems, diag.List(nil))
	equal(t, "files", noManifest(snapshot(t, dir)), []string{"b.html=right", "c.html=right", "index.html=right"})
}

func TestNothingIsRewrittenWhenNothingChanged(t *testing.T) {
	dir := t.TempDir()
	spec := "index.html=1 a/index.html=1"
	build(dir, Options{}, files(spec))
	ops := 0
	count := func(string, string) error { ops++; return errors.New("no") }
	_, problems := build(dir, Options{Rename: count, Remove: func(string) error { return count("", "") }}, files(spec))
	if ops > 0 || problems != nil {
		t.Errorf("%d calls, %v", ops, problems)
	}
}

func TestDirectoriesThatAreNotTaken(t *testing.T) {
	parent := t.TempDir()
	put(t, parent+"/foreign/notes.txt", "mine")
	put(t, parent+"/hidden/.git/config", "mine")
	put(t, parent+"/file", "mine")
	put(t, parent+"/damaged/.brief.json", `{"format":1,"files":[`)
	put(t, parent+"/damaged/index.html", "mine")
	put(t, parent+"/future/.brief.json", `{"format":2,"files":[]}`)
	put(t, parent+"/escape/.brief.json", `{"format":1,"files":[{"path":"../file","sha256":"`+SumOf(nil).String()+`","size":0,"type":"","class":"page"}]}`)
	put(t, parent+"/site/content/index.md", "mine")
	put(t, parent+"/staged/.brief-new/thesis/work", "mine")
	put(t, parent+"/unlocked/.brief-new/site/work", "mine")
	put(t, parent+"/beside/.brief-new/lock", "")
	put(t, parent+"/beside/.brief-new/notes.txt", "mine")
	put(t, parent+"/between/.brief.json", `{"format":1,"files":[]}`)
	put(t, parent+"/between/.brief-new/lock", "")
	put(t, parent+"/between/.brief-new/thesis/work", "mine")
	os.Symlink("nowhere", parent+"/dangling")
	os.Symlink("site/content", parent+"/link")
	os.Symlink("../file", parent+"/damaged/link")
	reserved := []string{parent + "/site/content", parent + "/site/static"}
	before := snapshot(t, parent)
	for name, want := range map[string]string{
		"foreign": "output-not-ours", "hidden": "output-not-ours", "file": "output-not-ours", "file/public": "output-not-ours",
		"damaged": "output-damaged", "future": "output-damaged", "escape": "output-damaged",
		"site/content": "output-in-site", "site/content/public": "output-in-site", "site": "output-in-site", ".": "output-in-site",
		"site/static": "output-in-site", "link": "output-in-site", "link/new/public": "output-in-site",
		// Whatever lay below .brief-new was deleted.
		"staged": "output-not-ours", "unlocked": "output-not-ours", "beside": "output-not-ours", "between": "foreign-file",
		"staged/.brief-new": "output-not-ours", "new/.brief-new/public": "output-not-ours",
		"dangling": "output-not-ours", "dangling/public": "output-not-ours",
	} {
		_, problems := build(filepath.Join(parent, name), Options{Reserved: reserved}, files("index.html=new"))
		if len(problems) != 1 || problems[0].Code != want || problems[0].Hint == "" {
			t.Errorf("%s: %v, want %s", name, problems, want)
		}
		equal(t, name, snapshot(t, parent), before)
	}
	if _, problems := build(parent+"/site/public", Options{Reserved: reserved}, files("index.html=new")); problems != nil {
		t.Errorf("beside the content: %v", problems)
	}
}

func TestWhatAKilledBuildLeftIsSwept(t *testing.T) {
	for name, built := range map[string]bool{"first build": false, "later build": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if built {
				build(dir, Options{}, files("index.html=old"))
			}
			put(t, dir+"/.brief-new/lock", "")
			put(t, dir+"/.brief-new/site/a/index.html", "half")
			put(t, dir+"/.brief-new/replaced/1", "old")
			put(t, dir+"/.brief-new/.brief.json", "half")
			if _, problems := build(dir, Options{}, files("index.html=new")); problems != nil {
				t.Fatal(problems)
			}
			equal(t, "files", noManifest(snapshot(t, dir)), []string{"index.html=new"})
		})
	}
}

func TestAManifestThatNoBuildWouldReadIsNotWritten(t *testing.T) {
	dir := t.TempDir()
	build(dir, Options{}, files("index.html=old"))
	before := snapshot(t, dir)
	many := page("index.html", "new")
	many.Source = strings.Repeat("x", maxManifest) // as long as half a million files
	_, problems := build(dir, Options{}, []*File{many})
	if len(problems) != 1 || problems[0].Code != "output-failed" || !strings.Contains(problems[0].Hint, "fewer files") {
		t.Errorf("got %v", problems)
	}
	equal(t, "files", snapshot(t, dir), before)
}

func TestADanglingLinkIsToldAsSuch(t *testing.T) {
	dir := t.TempDir() + "/public"
	os.Symlink("nowhere", dir)
	_, problems := build(dir, Options{}, files("index.html=new"))
	if len(problems) != 1 || !strings.Contains(problems[0].Msg, `a symbolic link to "nowhere"`) {
		t.Errorf("got %v", problems)
	}
}

// A source that was saved during the build made the message ask whether the disk is full.
func TestASourceThatChangedIsToldToBeBuiltAgain(t *testing.T) {
	site := fstest.MapFS{"content/a.png": {Data: []byte("picture")}}
	from := source.Scan(source.Input{Site: site}).Lookup("content/a.png")
	site["content/a.png"] = &fstest.MapFile{Data: []byte("another")}
	_, problems := build(t.TempDir(), Options{}, []*File{{Path: "a.png", Class: Media, Sum: SumOf([]byte("picture")), Size: 7, From: from}})
	if len(problems) != 1 || problems[0].Code != "output-failed" || problems[0].Hint != "run the build again" {
		t.Errorf("got %+v", problems)
	}
}

func TestForeignFilesInTheWay(t *testing.T) {
	for name, c := range map[string]struct {
		setup func(dir string)
		spec  string
		want  string
	}{
		"file":             {func(d string) { put(t, d+"/new.html", "mine") }, "new.html=1", "foreign-file new.html"},
		"equal file":       {func(d string) { put(t, d+"/new.html", "1") }, "new.html=1", "foreign-file new.html"},
		"file for folder":  {func(d string) { put(t, d+"/new", "mine") }, "new/index.html=1", "foreign-file new"},
		"folder for file":  {func(d string) { put(t, d+"/new/notes", "mine") }, "new=1", "foreign-file new/notes"},
		"among our files":  {func(d string) { put(t, d+"/a/notes", "mine") }, "a=1", "foreign-file a/notes"},
		"our file, edited": {func(d string) { put(t, d+"/a/b.html", "edited") }, "a=1", "foreign-file a/b.html"},
		"link for file":    {func(d string) { os.Remove(d + "/index.html"); os.Symlink("../outside", d+"/index.html") }, "index.html=new", "foreign-file index.html"},
		"same through link": {func(d string) {
			os.Rename(d+"/a", d+"/../moved")
			os.Symlink("../moved", d+"/a")
		}, "a/b.html=old", "foreign-file a"},
		"link for folder": {func(d string) {
			os.RemoveAll(d + "/a")
			os.Symlink("../elsewhere", d+"/a")
		}, "a/b.html=new", "foreign-file a"},
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := parent + "/public"
			put(t, parent+"/outside", "mine")
			put(t, parent+"/elsewhere/b.html", "mine")
			build(dir, Options{}, files("index.html=old a/b.html=old gone.html=old"))
			c.setup(dir)
			before := snapshot(t, parent)
			stats, problems := build(dir, Options{}, files(c.spec+" other.html=new"))
			equal(t, "problems", codes(dir, problems), []string{c.want})
			equal(t, "stats", Stats{Unchanged: stats.Unchanged}, stats)
			equal(t, "files", snapshot(t, parent), before)
		})
	}
}

func TestRemovesOnlyWhatIsItsOwn(t *testing.T) {
	parent := t.TempDir()
	dir := parent + "/public"
	build(dir, Options{}, files("a/1.html=1 a/2.html=2 b/3.html=3 c/4.html=4 d/e/5.html=5 link/6.html=6"))
	put(t, dir+"/a/2.html", "edited by hand")
	put(t, dir+"/b/notes.txt", "mine")
	os.RemoveAll(dir + "/c")
	os.Rename(dir+"/link", parent+"/elsewhere")
	os.Symlink("../elsewhere", dir+"/link")
	stats, problems := build(dir, Options{}, files("index.html=1"))
	equal(t, "problems", codes(dir, problems), []string{"left-alone a/2.html"})
	if problems.HasErrors() {
		t.Error("a file that is left alone is an error")
	}
	equal(t, "stats", stats, Stats{Written: 1, Removed: 3})
	equal(t, "files", noManifest(snapshot(t, parent)), []string{
		"elsewhere/6.html=6", "public/.brief.json=" + manifestText(t, dir), "public/a/2.html=edited by hand", "public/b/notes.txt=mine", "public/index.html=1", "public/link->../elsewhere",
	})
}

func manifestText(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(dir + "/" + manifestName)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAbortLeavesEverything(t *testing.T) {
	for _, spec := range []string{"", "index.html=old"} {
		parent := t.TempDir()
		dir := parent + "/not/there/public"
		if spec != "" {
			build(dir, Options{}, files(spec))
		}
		before := snapshot(t, parent)
		w, problems := NewWriter(dir, Options{})
		if problems != nil {
			t.Fatal(problems)
		}
		for _, f := range files("index.html=new a/b.html=new") {
			if err := w.Add(f); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Abort(); err != nil {
			t.Fatal(err)
		}
		equal(t, spec, snapshot(t, parent), before)
		if _, problems := w.Commit(); !problems.HasErrors() {
			t.Error("Commit after Abort reports no error")
		}
		equal(t, spec, snapshot(t, parent), before)
	}
}

func TestOneBuildAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	first, problems := NewWriter(dir, Options{})
	if problems != nil {
		t.Fatal(problems)
	}
	_, problems = NewWriter(dir, Options{})
	equal(t, "second", codes(dir, problems), []string{"output-busy"})
	for _, f := range files("index.html=1") {
		if err := first.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	if _, problems := first.Commit(); problems != nil {
		t.Error(problems)
	}
	equal(t, "files", noManifest(snapshot(t, dir)), []string{"index.html=1"})
	if _, problems := build(dir, Options{}, files("index.html=2")); problems != nil {
		t.Error(problems)
	}
}

func TestPathsThatCannotBePublished(t *testing.T) {
	for spec, want := range map[string]string{
		"../a": "bad-output-path", "/a": "bad-output-path", "a//b": "bad-output-path", "a/./b": "bad-output-path", `a\b`: "bad-output-path",
		"a\x01b": "bad-output-path", "a\xff": "bad-output-path", ".brief.json": "bad-output-path", ".Brief.json/x": "bad-output-path", ".brief-new/site/x": "bad-output-path",
		strings.Repeat("x", 256): "bad-output-path", strings.Repeat("x/", 512) + "x": "bad-output-path",
		"a a": "colliding-output", "a A": "colliding-output", "a/b a": "colliding-output", "a a/b/c": "colliding-output",
		"A/b a": "colliding-output", "straße.html STRAẞE.html": "colliding-output", "ﬀ.html ﬀ.HTML": "colliding-output",
		"A/x a/y ປະເທດ.html .well-known/a a.b/c _x": "",
	} {
		parent := t.TempDir()
		dir := parent + "/public"
		_, problems := build(dir, Options{}, files("ok.html=1 "+spec))
		got := ""
		if len(problems) > 0 {
			got = problems[0].Code
		}
		if got != want || len(problems) > 1 {
			t.Errorf("%q: %v, want %q", spec, problems, want)
		}
		if left := snapshot(t, parent); want != "" && len(left) > 0 {
			t.Errorf("%q: written: %q", spec, left)
		}
	}
}

func TestBodiesFromElsewhere(t *testing.T) {
	from := source.Scan(source.Input{Site: fstest.MapFS{"content/a.png": {Data: []byte("picture")}}}).Lookup("content/a.png")
	sum := SumOf([]byte("picture"))
	load := func() ([]byte, error) { return []byte("picture"), nil }
	for name, c := range map[string]struct {
		file File
		want string
	}{
		"from":       {File{Sum: sum, Size: 7, From: from}, ""},
		"load":       {File{Sum: sum, Size: 7, Load: load}, ""},
		"empty":      {File{Sum: SumOf(nil)}, ""},
		"wrong sum":  {File{Sum: SumOf(nil), Size: 7, Load: load}, "output-failed a.png"},
		"wrong from": {File{Sum: SumOf(nil), Size: 7, From: from}, "output-failed a.png"},
		"nothing":    {File{Sum: sum, Size: 7}, "output-failed a.png"},
		"failing":    {File{Sum: sum, Size: 7, Load: func() ([]byte, error) { return nil, errors.New("no") }}, "output-failed a.png"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.file.Path, c.file.Class = "a.png", Media
			var want []string
			if c.want != "" {
				want = []string{c.want}
			}
			for range 2 {
				_, problems := build(dir, Options{}, []*File{&c.file})
				equal(t, "problems", codes(dir, problems), want)
			}
			if body, err := os.ReadFile(dir + "/a.png"); err == nil && SumOf(body) != c.file.Sum {
				t.Errorf("written: %q", body)
			}
		})
	}
}

func TestAddFromManyGoroutines(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	var sums []Sum
	for _, workers := range []int{1, 4} {
		dir := t.TempDir()
		w, problems := NewWriter(dir, Options{})
		if problems != nil {
			t.Fatal(problems)
		}
		var wg sync.WaitGroup
		for k := range workers {
			wg.Go(func() {
				for i := k; i < 200; i += workers {
					w.Add(page(fmt.Sprintf("p%d/q%d/index.html", i%5, i), fmt.Sprint(i)))
				}
			})
		}
		wg.Wait()
		if _, problems := w.Commit(); problems != nil {
			t.Fatal(problems)
		}
		sums = append(sums, SumOf([]byte(manifestText(t, dir))))
	}
	if sums[0] != sums[1] {
		t.Error("the manifest depends on the order of Add")
	}
}
