//go:build unix

package source

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
)

func TestUpdateKeepsWhatDidNotChange(t *testing.T) {
	site := fstest.MapFS{"content/a.md": text("a"), "content/b.md": text("b"), "layouts/page.html": text("the site's")}
	in := Input{Site: site, Layouts: fstest.MapFS{"page.html": text("default")}}
	before := Scan(in)
	if got := before.Update([]string{"README.md", "../elsewhere", "/etc", "public/index.html"}); !sameFiles(got, before) {
		t.Error("paths that are no part of the site changed it")
	}
	site["content/b.md"] = text("b, changed")
	site["content/new/c.md"] = text("c")
	delete(site, "layouts/page.html")
	after := before.Update([]string{"content/a.md", "content/b.md", "content/new", "layouts/page.html"})
	equal(t, paths(after), []string{"content/a.md", "content/b.md", "content/new/c.md", "layouts/page.html (default)"})
	if before.Lookup("content/a.md") != after.Lookup("content/a.md") {
		t.Error("a file with the same content is another File")
	}
	if before.Lookup("content/b.md") == after.Lookup("content/b.md") {
		t.Error("a changed file is the same File")
	}
	equal(t, paths(before), []string{"content/a.md", "content/b.md", "layouts/page.html"})
}

// A folder may lose as many files as are named besides and found in it.
func TestUpdateDropsWhatIsGoneFromANamedFolder(t *testing.T) {
	site := fstest.MapFS{"content/a.md": text("a"), "content/dir/b.md": text("b"), "content/dir/c.md": text("c"), "content/dir/d.md": text("d")}
	before := Scan(Input{Site: site})
	delete(site, "content/a.md")
	delete(site, "content/dir/d.md")
	after := before.Update([]string{"content/a.md", "content/dir"})
	equal(t, paths(after), []string{"content/dir/b.md", "content/dir/c.md"})
}

// unsearchable is a disk with a folder that may be listed, and of whose names
// nothing may be known, be they there or not.
type unsearchable struct {
	fstest.MapFS
	folder string
}

func (u unsearchable) Lstat(name string) (fs.FileInfo, error) {
	if strings.HasPrefix(name, u.folder+"/") {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.Lstat(name)
}

func (u unsearchable) Open(name string) (fs.File, error) {
	if _, err := u.Lstat(name); err != nil {
		return nil, err
	}
	return u.MapFS.Open(name)
}

// A file that went from a folder just before nobody might look into it any more
// was one that cannot be read.
func TestUpdateInAFolderThatCanOnlyBeListed(t *testing.T) {
	site := unsearchable{fstest.MapFS{"content/dir/a.md": text("a"), "content/dir/b.md": text("b")}, "none"}
	before := Scan(Input{Site: site})
	delete(site.MapFS, "content/dir/b.md")
	site.folder = "content/dir"
	changed := Input{Site: site}
	before.in = changed
	for _, named := range []string{"content/dir/b.md", "content/dir/gone/c.md"} {
		after := before.Update([]string{"content/dir/b.md", named})
		equal(t, describe(after), describe(Scan(changed)))
		equal(t, paths(after), []string{"! content/dir/a.md unreadable"})
	}
}

// Texts that are too long are not read, and of one tenth of a megabyte they looked
// the same: the old length stayed.
func TestUpdateTakesInTheLengthOfATextThatIsTooLong(t *testing.T) {
	site := fstest.MapFS{"content/a.md": {Data: make([]byte, maxText+1)}}
	before := Scan(Input{Site: site})
	site["content/a.md"] = &fstest.MapFile{Data: make([]byte, maxText+2)}
	equal(t, describe(before.Update([]string{"content/a.md"})), describe(Scan(Input{Site: site})))
}

// A watcher may name only what lies in a folder that a file has become.
func TestUpdateAfterAFileBecameAFolder(t *testing.T) {
	site := fstest.MapFS{"content/a.md": text("a"), "content/b": text("b")}
	before := Scan(Input{Site: site})
	delete(site, "content/b")
	site["content/b/x.md"] = text("x")
	site["content/b/y.md"] = text("y")
	after := before.Update([]string{"content/b/x.md"})
	equal(t, describe(after), describe(Scan(Input{Site: site})))
}

// A folder that is named is as a new scan finds it, with what its links lead to:
// a preview kept the old text of a linked page when content/ had been moved away
// and back, since nobody had told it of the page's own name meanwhile.
func TestUpdateReadsAgainWhatTheLinksOfANamedFolderLeadTo(t *testing.T) {
	for _, target := range []string{"../shared/page.md", "../shared"} {
		site := t.TempDir()
		write := func(name, text string) {
			t.Helper()
			name = filepath.Join(site, name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		write("content/index.md", "home")
		write("shared/page.md", "old")
		if err := os.Symlink(target, filepath.Join(site, "content/link.md")); err != nil {
			t.Fatal(err)
		}
		in := Input{Site: Dir(site)}
		before := Scan(in)
		write("shared/page.md", "new")
		equal(t, describe(before.Update([]string{"content"})), describe(Scan(in)))
	}
}

func sameFiles(a, b *Tree) bool {
	if len(a.files) != len(b.files) {
		return false
	}
	for i := range a.files {
		if a.files[i] != b.files[i] {
			return false
		}
	}
	return true
}

// The property that an incremental build rests on: however a site changes, the
// old tree updated by the changed paths is the tree that a new scan gives.
func TestUpdateEqualsScan(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { randomEdits(t, seed, 60) })
	}
}

func FuzzUpdateEqualsScan(f *testing.F) {
	f.Add(uint64(100))
	f.Fuzz(func(t *testing.T, seed uint64) { randomEdits(t, seed, 60) })
}

func randomEdits(t *testing.T, seed uint64, edits int) {
	e := editor{t: t, rand: rand.New(rand.NewPCG(seed, 0)), site: t.TempDir(), links: seed%2 == 0}
	in := Input{
		Site:    Dir(e.site),
		Layouts: fstest.MapFS{"a.md": text("default"), "x/b.png": text("default")},
		Static:  fstest.MapFS{"site.css": text("default")},
	}
	tree := Scan(in)
	var log, pending []string
	for range edits {
		edit, changed := e.edit()
		log = append(log, edit)
		pending = append(pending, changed...)
		if e.rand.IntN(3) == 0 {
			continue // several edits come as one batch
		}
		tree = tree.Update(pending)
		pending = nil
		fresh := Scan(in)
		equal(t, describe(tree), describe(fresh))
		for i, f := range tree.Under("") {
			if string(f.Text()) != string(fresh.Under("")[i].Text()) {
				t.Errorf("%s has another text than after a scan", f.Path)
			}
		}
		if t.Failed() {
			t.Fatalf("after:\n%s", strings.Join(log, "\n"))
		}
	}
}

// editor makes random changes to a site.
type editor struct {
	t    *testing.T
	rand *rand.Rand
	site string

	links bool // it makes symbolic links: a site without any is updated in another way
}

func (e *editor) pick(from ...string) string { return from[e.rand.IntN(len(from))] }

// path is one of few, so that edits meet. Links on the way are followed as the
// system does; it may be outside of the site, and then ok is false.
func (e *editor) path() (name string, ok bool) {
	name = e.pick("content", "content", "layouts", "static", "photos")
	for range e.rand.IntN(3) {
		name += "/" + e.pick("x", "y", ".hidden", "a.md", "back\\slash")
	}
	real, err := filepath.EvalSymlinks(filepath.Join(e.site, name))
	if err != nil {
		real = filepath.Join(e.site, name) // made below, unless something is in the way
	}
	rel, err := filepath.Rel(e.site, real)
	name = filepath.Join(rel, e.pick("a.md", "b.png", "x", "y", "z.md~", ".hidden", "back\\slash", "ctl\x02", "brief.yaml"))
	return name, err == nil && filepath.IsLocal(name)
}

// file is one that is there, if there is one, as nearly every save is of one.
func (e *editor) file() (name string, ok bool) {
	var files []string
	filepath.WalkDir(e.site, func(file string, d fs.DirEntry, err error) error {
		if rel, outside := filepath.Rel(e.site, file); err == nil && outside == nil && d.Type().IsRegular() {
			files = append(files, rel)
		}
		return nil
	})
	if len(files) == 0 {
		return "", false
	}
	return e.pick(files...), true
}

// remove removes what is there; os.RemoveAll alone would open a pipe on the way
// and wait for ever.
func (e *editor) remove(name string) {
	file := filepath.Join(e.site, name)
	if _, err := os.Lstat(file); err == nil {
		os.RemoveAll(file)
	}
}

// edit makes one change and returns what it is and which paths changed.
func (e *editor) edit() (string, []string) {
	name, ok := e.path()
	if !ok {
		return "nothing", nil
	}
	if there, ok := e.file(); ok && e.rand.IntN(2) == 0 {
		name = there
	} else if e.rand.IntN(12) == 0 {
		name = e.pick("brief.yaml", "content", "layouts", "static", "photos")
	}
	file := filepath.Join(e.site, name)
	changed := []string{name}
	edit := ""
	kind := e.rand.IntN(10)
	if kind > 7 && !e.links {
		kind = 0
	}
	switch kind {
	case 0, 1, 2, 3:
		edit = "write " + name
		os.MkdirAll(filepath.Dir(file), 0o755)
		if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() {
			e.remove(name) // not through a link, nor into a pipe
		}
		os.WriteFile(file, []byte(fmt.Sprint("text ", e.rand.IntN(3))), 0o644)
		if e.rand.IntN(8) == 0 {
			edit += ", too long"
			os.Truncate(file, maxText+1+e.rand.Int64N(2))
		}
	case 4:
		edit = "remove " + name
		e.remove(name)
	case 5:
		edit = "mkdir " + name
		os.MkdirAll(file, 0o755)
	case 6:
		edit = "pipe " + name
		e.remove(name)
		syscall.Mkfifo(file, 0o644)
	case 7:
		to, ok := e.path()
		if !ok {
			return "nothing", nil
		}
		edit = "rename " + name + " to " + to
		e.remove(to)
		os.Rename(file, filepath.Join(e.site, to))
		changed = append(changed, to)
	default:
		target := e.pick("a.md", "x", "y", "..", ".", "../x", "../../photos", "../photos", "../content/x", "/etc/hostname", e.site+"/photos", "photos")
		edit = "link " + name + " to " + target
		e.remove(name)
		os.MkdirAll(filepath.Dir(file), 0o755)
		os.Symlink(target, file)
	}
	return fmt.Sprintf("%s (changed %q)", edit, changed), changed
}
