//go:build unix

package deploy

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// pages are the paths of all pages in a folder's current release, sorted.
func pages(t *testing.T, dir string) (l []string) {
	t.Helper()
	list, _, err := (&Dir{path: dir}).Shown().List(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range list {
		if strings.HasSuffix(i.Key, ".html") {
			l = append(l, i.Key)
		}
	}
	return l
}

// Somebody points the web server's link at an earlier release by hand, or deletes
// the releases. A deploy then said that nothing had changed, or sent the one file
// that had: readers got a mixture of two releases, or a site of one file.
func TestFolderThatWasChangedByHandIsWholeAgain(t *testing.T) {
	for name, change := range map[string]func(dir, first string) error{
		"current leads to an earlier release": func(dir, first string) error {
			current := filepath.Join(dir, "current")
			return errors.Join(os.Remove(current), os.Symlink(first, current))
		},
		"current is gone":       func(dir, _ string) error { return os.Remove(filepath.Join(dir, "current")) },
		"the releases are gone": func(dir, _ string) error { return os.RemoveAll(filepath.Join(dir, "releases")) },
	} {
		for _, next := range []int{2, 3} {
			dir := t.TempDir()
			c := &cut{Dir: &Dir{path: dir}}
			mustDeploy(t, c.target(), version(1), Options{})
			first, err := os.Readlink(filepath.Join(dir, "current"))
			if err != nil {
				t.Fatal(err)
			}
			mustDeploy(t, c.target(), version(2), Options{Gone: "off"})
			if err := change(dir, first); err != nil {
				t.Fatal(err)
			}
			later := &cut{Dir: &Dir{path: dir}} // another process
			if rep := mustDeploy(t, later.target(), version(next), Options{Gone: "off"}); rep.Unchanged {
				t.Errorf("%s: nothing changed, it says", name)
			}
			shows(t, dir, next)
			other := t.TempDir()
			mustDeploy(t, (&cut{Dir: &Dir{path: other}}).target(), version(next), Options{})
			if got, want := pages(t, dir), pages(t, other); !slices.Equal(got, want) {
				t.Errorf("%s: there are %v, want %v", name, got, want)
			}
			if l, _, err := Verify(t.Context(), later.target()); err != nil || len(l) > 0 {
				t.Errorf("%s: %v, %v", name, l, err)
			}
			if rep := mustDeploy(t, later.target(), version(next), Options{}); !rep.Unchanged || rep.Stats.Total() != 1 {
				t.Errorf("%s: again sent %v", name, rep.Stats.Requests)
			}
		}
	}
}

// What others lay into the folder of a web server may be no file. A link to another
// folder, or to nothing, kept each deploy from going on after one that had been cut
// off, and a pipe held it up for ever.
func TestFolderWithLinksAndPipesOfOthers(t *testing.T) {
	dir, away := t.TempDir(), t.TempDir()
	c := &cut{Dir: &Dir{path: dir}}
	mustDeploy(t, c.target(), version(1), Options{})
	in := func(name string) string { return filepath.Join(dir, "current", name) }
	for _, err := range []error{os.Symlink(away, in("media")), os.Symlink("nothing", in("gone")), os.Symlink("round", in("round")), syscall.Mkfifo(in("pipe"), 0o644)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	mustDeploy(t, c.target(), version(1), Options{Verify: true})
	c.n, c.at = 0, 9
	if _, err := Deploy(t.Context(), version(2), c.target(), Options{Gone: "off"}); err == nil {
		t.Fatal("it was not cut off")
	}
	c.at = 0
	mustDeploy(t, c.target(), version(2), Options{Gone: "off", NoLock: true})
	shows(t, dir, 2)
	for _, name := range []string{"media", "gone", "round", "pipe"} {
		if _, err := os.Lstat(in(name)); err != nil {
			t.Errorf("what others put there is gone: %v", err)
		}
	}
}

// A folder of the site was moved away and a link laid in its place: what lies there
// is in no release, and neither written nor deleted.
func TestFolderBehindALinkOfOthersStaysAsItIs(t *testing.T) {
	for name, theirs := range map[string]bool{"with a file of that name": true, "empty": false} {
		dir, away := t.TempDir(), t.TempDir()
		c := &cut{Dir: &Dir{path: dir}}
		mustDeploy(t, c.target(), version(1), Options{})
		if theirs {
			if err := os.WriteFile(filepath.Join(away, "index.html"), []byte("theirs"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		look := func(when string) {
			t.Helper()
			got, err := os.ReadFile(filepath.Join(away, "index.html"))
			if theirs && string(got) != "theirs" || !theirs && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s, %s: it holds %q, %v", name, when, got, err)
			}
		}
		replace := func(folder string) {
			t.Helper()
			at := filepath.Join(dir, "current", folder)
			if err := errors.Join(os.RemoveAll(at), os.Symlink(away, at)); err != nil {
				t.Fatal(err)
			}
		}
		replace("odd") // version 2 has no such page
		mustDeploy(t, c.target(), version(2), Options{Gone: "off"})
		look("a page gone")
		replace("a")
		if _, err := Deploy(t.Context(), version(3), c.target(), Options{Gone: "off"}); err == nil {
			t.Errorf("%s: a page behind the link is said to be published", name)
		}
		look("a page changed")
	}
}

// Where new files are the owner's alone (umask 077), the web server could read each
// file and enter none of the folders.
func TestFolderMayBeEnteredByTheWebServer(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	dir := filepath.Join(t.TempDir(), "srv", "www")
	c := &cut{Dir: &Dir{path: dir}}
	mustDeploy(t, c.target(), version(1), Options{})
	if err := os.Chmod(filepath.Join(dir, "current", "odd"), 0o775); err != nil { // by somebody who knows why
		t.Fatal(err)
	}
	mustDeploy(t, c.target(), version(3), Options{Gone: "off"})
	if info, err := os.Stat(filepath.Join(dir, "current", "odd")); err != nil || info.Mode().Perm() != 0o775 {
		t.Errorf("what rights somebody gave became %v, %v", info, err)
	}
	mustDeploy(t, c.target(), version(4), Options{Gone: "off"})
	current, err := filepath.EvalSymlinks(filepath.Join(dir, "current"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(current, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := e.Info(); err != nil || info.Mode().Perm()&0o004 == 0 || e.IsDir() && info.Mode().Perm()&0o001 == 0 {
			t.Errorf("%s has the rights %v, %v", name, info.Mode(), err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for up := filepath.Dir(current); up != filepath.Dir(filepath.Dir(dir)); up = filepath.Dir(up) {
		if info, err := os.Stat(up); err != nil || info.Mode().Perm() != 0o755 {
			t.Errorf("%s has the rights %v, %v", up, info.Mode(), err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "releases")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("%v, %v", info, err)
	}
}
