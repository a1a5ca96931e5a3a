//go:build unix

package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// describe lists a tree's files and problems, one a line.
func describe(t *Tree) []string {
	lines := []string{}
	for _, f := range t.Under("") {
		kind := ""
		if f.Default {
			kind = " default"
		}
		lines = append(lines, fmt.Sprintf("%s %d %x%s", f.Path, f.Size, f.Sum[:4], kind))
	}
	for _, p := range t.Problems() {
		lines = append(lines, fmt.Sprintf("! %q %s: %s (%s)", p.Pos.File, p.Code, p.Msg, p.Hint))
	}
	return lines
}

// paths lists a tree's files, and its problems as "! path code".
func paths(t *Tree) []string {
	lines := []string{}
	for _, f := range t.Under("") {
		if f.Default {
			lines = append(lines, f.Path+" (default)")
		} else {
			lines = append(lines, f.Path)
		}
	}
	for _, p := range t.Problems() {
		lines = append(lines, "! "+p.Pos.File+" "+p.Code)
	}
	return lines
}

func equal(t *testing.T, got, want []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func TestSiteStandsOverDefaults(t *testing.T) {
	tree := Scan(Input{
		Site: fstest.MapFS{
			"brief.yaml":        text("title: T\n"),
			"README.md":         text("no part of the site"),
			"content/index.md":  text("# Home\n"),
			"content/map.png":   text("\x89PNG"),
			"content/empty.md":  text(""),
			"layouts/page.html": text("the site's"),
		},
		Layouts: fstest.MapFS{"page.html": text("default"), "blocks/note.html": text("note")},
		Static:  fstest.MapFS{"site.css": text("a{}")},
	})
	equal(t, paths(tree), []string{
		"brief.yaml", "content/empty.md", "content/index.md", "content/map.png",
		"layouts/blocks/note.html (default)", "layouts/page.html", "static/site.css (default)",
	})
	if got := tree.Lookup("layouts/page.html").Text(); string(got) != "the site's" {
		t.Errorf("Text = %q", got)
	}
	if got := tree.Lookup("content/empty.md").Text(); got == nil || len(got) > 0 {
		t.Errorf("Text of an empty file = %#v", got)
	}
	if got := tree.Lookup("content/map.png").Text(); got != nil {
		t.Errorf("a picture is kept in memory: %q", got)
	}
	if got, err := tree.Lookup("content/map.png").Bytes(); string(got) != "\x89PNG" || err != nil {
		t.Errorf("Bytes = %q, %v", got, err)
	}
	if got := tree.Lookup("layouts/pag"); got != nil {
		t.Errorf("Lookup of no file = %v", got.Path)
	}
}

func TestSiteWithNothing(t *testing.T) {
	for _, in := range []Input{{}, {Site: fstest.MapFS{}}, {Site: Dir(filepath.Join(t.TempDir(), "none"))}} {
		tree := Scan(in)
		equal(t, describe(tree), []string{})
		equal(t, describe(tree.Update([]string{"content/a.md", "."})), []string{})
	}
}

func TestUnderTakesAllWithThePrefix(t *testing.T) {
	tree := Scan(Input{Site: fstest.MapFS{
		"content/a-b.md": text(""), "content/a.md": text(""), "content/a/x.md": text(""), "content/b.md": text(""), "static/a": text(""),
	}})
	for prefix, want := range map[string]int{"": 5, "content/": 4, "content/a": 3, "content/a/": 1, "content/a.md": 1, "content/c": 0, "z": 0, "a": 0} {
		got := tree.Under(prefix)
		if len(got) != want || slices.ContainsFunc(got, func(f *File) bool { return !strings.HasPrefix(f.Path, prefix) }) {
			t.Errorf("Under(%q) has %d files, want %d", prefix, len(got), want)
		}
	}
}

func TestLitterIsPassedOver(t *testing.T) {
	site := fstest.MapFS{"layouts/embed.go": text("package layouts"), "static/sub/x.go": text(""), "static/.DS_Store": text(""), "content/.well-known/a": text(""), "static/.well-known/.x.swp": text("")}
	for _, name := range []string{".story.md.swp", "story.md.swx", "#story.md#", ".#story.md", "story.md~", "story.md.bak", "story.md.orig", "story.md.tmp", "story.md___jb_tmp___", ".DS_Store", "Thumbs.db", "desktop.ini", "~$story.docx", "4913", ".git/config", ".env"} {
		site["content/"+name] = text("litter")
	}
	keep := []string{"content/#1.md", "content/4913.md", "content/a.swp.md", "content/code.go", "content/~home.md", "static/.well-known/security.txt"}
	for _, name := range keep {
		site[name] = text("")
	}
	equal(t, paths(Scan(Input{Site: site})), keep)
}

func TestNamesThatCannotBeAddresses(t *testing.T) {
	site := t.TempDir()
	write(t, site, "content/ok ປະເທດ.md", "")
	for _, name := range []string{"a\\b.md", "a\nb.md", "a\xffb.md", "dir\x01/x.md"} {
		write(t, site, "content/"+name, "")
	}
	equal(t, paths(Scan(Input{Site: Dir(site)})), []string{
		"content/ok ປະເທດ.md",
		"! content/a\nb.md bad-name", "! content/a\\b.md bad-name", "! content/a\xffb.md bad-name", "! content/dir\x01 bad-name",
	})
}

func TestSymbolicLinks(t *testing.T) {
	site, outside := t.TempDir(), t.TempDir()
	write(t, outside, "secret.md", "secret")
	write(t, site, "photos/a.png", "A")
	write(t, site, "photos/deep/b.png", "B")
	write(t, site, ".git/config", "secret")
	write(t, site, "content/real.md", "real")
	for link, target := range map[string]string{
		"content/file.md":      "real.md",
		"content/chain.md":     "file.md",
		"content/absolute.md":  filepath.Join(site, "content/real.md"),
		"content/photos":       "../photos",
		"content/out.md":       filepath.Join(outside, "secret.md"),
		"content/outdir":       outside,
		"content/up.md":        "../../" + filepath.Base(outside) + "/secret.md",
		"content/etc":          "/etc",
		"content/none.md":      "gone.md",
		"content/through.md":   "real.md/x",
		"content/self.md":      "self.md",
		"content/round":        ".",
		"content/site":         "..",
		"content/config":       "../.git/config",
		"photos/deep/more":     "../../content",
		"content/device.md":    "/dev/zero",
		"content/.#editing.md": "user@host.1234",
		"brief.yaml":           "photos",
		"static":               "photos",
	} {
		if err := os.Symlink(target, filepath.Join(site, link)); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, paths(Scan(Input{Site: Dir(site)})), []string{
		"content/absolute.md", "content/chain.md", "content/file.md", "content/photos/a.png", "content/photos/deep/b.png", "content/real.md",
		"static/a.png", "static/deep/b.png",
		"! brief.yaml not-a-file",
		"! content/config symlink-outside",
		"! content/device.md symlink-outside",
		"! content/etc symlink-outside",
		"! content/none.md symlink-dangling",
		"! content/out.md symlink-outside",
		"! content/outdir symlink-outside",
		"! content/photos/deep/more symlink-nested",
		"! content/round symlink-loop",
		"! content/self.md symlink-loop",
		"! content/site symlink-loop",
		"! content/through.md symlink-dangling",
		"! content/up.md symlink-outside",
		"! static/deep/more symlink-nested",
	})
}

// A hundred links to a folder of 300 files would be 30,000 files more.
func TestLinksDoNotMultiply(t *testing.T) {
	site := t.TempDir()
	for i := range 300 {
		write(t, site, fmt.Sprintf("pool/%d.md", i), "")
	}
	write(t, site, "content/a.md", "")
	for i := range 100 {
		if err := os.Symlink("../pool", filepath.Join(site, fmt.Sprintf("content/link%02d", i))); err != nil {
			t.Fatal(err)
		}
	}
	tree := Scan(Input{Site: Dir(site)})
	if n := len(tree.Under("")); n > maxLinks+1 || n < maxLinks/2 {
		t.Errorf("%d files", n)
	}
	if ps := tree.Problems(); len(ps) != 1 || ps[0].Code != "symlink-too-much" {
		t.Errorf("problems: %v", ps)
	}
	equal(t, describe(tree.Update([]string{"content/a.md"})), describe(tree))
}

func TestFilesThatAreNone(t *testing.T) {
	site := t.TempDir()
	write(t, site, "brief.yaml/x", "")
	write(t, site, "layouts", "")
	special(t, filepath.Join(site, "content"))
	equal(t, paths(Scan(Input{Site: Dir(site)})), []string{"! brief.yaml not-a-file", "! content/pipe.md not-a-file", "! content/socket not-a-file", "! layouts not-a-file"})
}

func TestSizesAreBounded(t *testing.T) {
	site := t.TempDir()
	for _, name := range []string{"content/long.md", "content/data.yaml", "content/data.csv", "layouts/page.html", "content/film.mp4", "content/most.md"} {
		write(t, site, name, "x")
	}
	// Sparse files: what is said of their size must not depend on reading them.
	for name, size := range map[string]int64{"content/long.md": maxText + 1, "content/data.yaml": 1 << 40, "content/data.csv": maxText + 1, "layouts/page.html": 1 << 40, "content/film.mp4": maxMedia + 1, "content/most.md": maxText} {
		if err := os.Truncate(filepath.Join(site, name), size); err != nil {
			t.Fatal(err)
		}
	}
	tree := Scan(Input{Site: Dir(site)})
	equal(t, paths(tree), []string{
		"content/data.csv", "content/data.yaml", "content/long.md", "content/most.md", "layouts/page.html",
		"! content/data.yaml too-long", "! content/film.mp4 too-large", "! content/long.md too-long", "! layouts/page.html too-long",
	})
	if _, err := tree.Lookup("content/long.md").Bytes(); err == nil || !strings.Contains(err.Error(), "content/long.md") {
		t.Errorf("Bytes of a text that is too long: %v", err)
	}
	if f := tree.Lookup("content/data.csv"); f.Text() != nil || f.Size != maxText+1 {
		t.Errorf("a table above 2 MB is kept in memory, or has the size %d", f.Size)
	}
}

func TestDepthIsBounded(t *testing.T) {
	site := t.TempDir()
	write(t, site, "content/"+strings.Repeat("d/", maxDepth-1)+"in.md", "")
	write(t, site, "content/"+strings.Repeat("e/", 500)+"out.md", "")
	equal(t, paths(Scan(Input{Site: Dir(site)})), []string{
		"content/" + strings.Repeat("d/", maxDepth-1) + "in.md",
		"! content" + strings.Repeat("/e", maxDepth) + " too-deep",
	})
}

// failing is a disk on which some names cannot be opened.
type failing struct {
	fstest.MapFS
	names map[string]error
}

func (f failing) Open(name string) (fs.File, error) {
	if err := f.names[name]; err != nil {
		return nil, &fs.PathError{Op: "open", Path: "/somewhere/" + name, Err: err}
	}
	return f.MapFS.Open(name)
}

func (f failing) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.names[name]; err != nil {
		return nil, &fs.PathError{Op: "open", Path: "/somewhere/" + name, Err: err}
	}
	return f.MapFS.ReadDir(name)
}

func TestUnreadable(t *testing.T) {
	site := failing{
		fstest.MapFS{"content/a.md": text("a"), "content/b.md": text("b"), "content/dir/c.md": text("c"), "content/gone.md": text("")},
		map[string]error{"content/b.md": fs.ErrPermission, "content/dir": errors.New("input/output error"), "content/gone.md": fs.ErrNotExist},
	}
	tree := Scan(Input{Site: site})
	equal(t, paths(tree), []string{"content/a.md", "! content/b.md unreadable", "! content/dir unreadable"})
	for _, p := range tree.Problems() {
		if strings.Contains(p.Msg, "somewhere") {
			t.Errorf("the message names a path of the machine: %s", p.Msg)
		}
	}
	delete(site.names, "content/dir")
	equal(t, paths(tree.Update([]string{"content/dir/c.md"})), []string{"content/a.md", "content/dir/c.md", "! content/b.md unreadable"})
}

func TestFileThatChangedAfterTheScan(t *testing.T) {
	site := t.TempDir()
	write(t, site, "content/a.png", "before")
	for _, after := range []string{"behind", "longer than before", "short", ""} {
		f := Scan(Input{Site: Dir(site)}).Lookup("content/a.png")
		if got, err := f.Bytes(); string(got) != "before" || err != nil {
			t.Fatalf("Bytes = %q, %v", got, err)
		}
		write(t, site, "content/a.png", after)
		if _, err := f.Bytes(); err == nil || !strings.Contains(err.Error(), "content/a.png") {
			t.Errorf("Bytes after a change to %q: %v", after, err)
		}
		write(t, site, "content/a.png", "before")
	}
	f := Scan(Input{Site: Dir(site)}).Lookup("content/a.png")
	if err := os.Remove(filepath.Join(site, "content/a.png")); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteTo(io.Discard); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("WriteTo after removal: %v", err)
	}
}

func TestScanDoesNotDependOnWorkers(t *testing.T) {
	site := fstest.MapFS{}
	for i := range 500 {
		site[fmt.Sprintf("content/%d/%d.md", i%7, i)] = text(fmt.Sprint(i))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := describe(Scan(Input{Site: site}))
	runtime.GOMAXPROCS(8)
	equal(t, describe(Scan(Input{Site: site})), one)
}

func TestDirStaysInside(t *testing.T) {
	parent := t.TempDir()
	write(t, parent, "secret", "secret")
	write(t, parent, "site/a/in", "in")
	for link, target := range map[string]string{"out": "../secret", "up": "..", "in": "a/in", "a/back": "../a"} {
		if err := os.Symlink(target, filepath.Join(parent, "site", link)); err != nil {
			t.Fatal(err)
		}
	}
	d := Dir(filepath.Join(parent, "site"))
	for name, ok := range map[string]bool{
		"a/in": true, "in": true, "a/back/in": true,
		"out": false, "up/secret": false, "../secret": false, "/etc/passwd": false, "a/../a/in": false, "none": false,
	} {
		got, err := fs.ReadFile(d, name)
		if (err == nil) != ok || ok && string(got) != "in" {
			t.Errorf("ReadFile(%q) = %q, %v", name, got, err)
		}
		if _, err := fs.Stat(d, name); (err == nil) != ok {
			t.Errorf("Stat(%q): %v", name, err)
		}
	}
	if list, err := fs.ReadDir(d, "up"); err == nil {
		t.Errorf("ReadDir of a link to outside lists %v", list)
	}
	if target, err := fs.ReadLink(d, "a/back"); target != "../a" || err != nil {
		t.Errorf("ReadLink = %q, %v", target, err)
	}
}

func TestWrittenTellsSpellingsApart(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "Story.md", "")
	if err := written(dir, "Story.md"); err != nil {
		t.Error(err)
	}
	if err := written(dir, "story.md"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("written of another spelling: %v", err)
	}
}

func write(tb testing.TB, dir, name, body string) {
	tb.Helper()
	file := filepath.Join(dir, name)
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = os.WriteFile(file, []byte(body), 0o644)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

func BenchmarkScan(b *testing.B) {
	site := b.TempDir()
	body := strings.Repeat("Text of a page, of some length.\n", 140)
	for i := range 10_000 {
		write(b, site, fmt.Sprintf("content/%02d/%d.md", i%100, i), fmt.Sprint(i)+body)
	}
	in := Input{Site: Dir(site)}
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Scan(in)
		}
	})
	tree := Scan(in)
	b.Run("one-changed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tree.Update([]string{"content/42/42.md"})
		}
	})
}
