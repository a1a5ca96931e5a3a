package main

import (
	"debug/elf"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// A static binary runs where there is nothing else: no interpreter, no
// libraries, no environment, no files but the site's.
func TestTheBinaryNeedsNothingBesideItself(t *testing.T) {
	path := binary(t)
	if runtime.GOOS == "linux" {
		f, err := elf.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, p := range f.Progs {
			if p.Type == elf.PT_INTERP {
				t.Error("the binary names an interpreter, so it is linked dynamically")
			}
		}
		if libs, err := f.ImportedLibraries(); len(libs) > 0 || err != nil && !errors.Is(err, elf.ErrNoSymbols) {
			t.Errorf("the binary needs %v (%v)", libs, err)
		}
	}

	// A folder that holds the program and a site, for a root of its own where the
	// test may make one.
	root := t.TempDir()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "brief"), body, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(root, "site"), everyFeature()); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(filepath.Join(root, "brief"), "build", "--as-of", "2026-01-01", "-C", filepath.Join(root, "site"))
	if confine(c, root) {
		c = exec.Command("/brief", "build", "--as-of", "2026-01-01", "-C", "/site")
		confine(c, root)
		c.Dir = "/"
	}
	c.Env = []string{}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	alone := readTree(t, filepath.Join(root, "site", "public"))
	sameTrees(t, "without anything else", alone, buildTo(t, layOut(t, everyFeature()), filepath.Join(t.TempDir(), "out")))
}

// The same input gives the same bytes, whatever the machine is set to.
func TestTheBytesDoNotDependOnTheMachine(t *testing.T) {
	site := everyFeature()
	want := buildTo(t, layOut(t, site), filepath.Join(t.TempDir(), "out"))
	deep := filepath.Join(t.TempDir(), "some where", "deeper")
	if err := os.CopyFS(deep, site); err != nil {
		t.Fatal(err)
	}
	long := time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC)
	err := filepath.WalkDir(deep, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chtimes(path, long, long))
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]struct {
		env   []string
		umask string
	}{
		"one thread":            {[]string{"GOMAXPROCS=1"}, "022"},
		"eight threads":         {[]string{"GOMAXPROCS=8"}, "022"},
		"another zone":          {[]string{"TZ=Asia/Vientiane"}, "022"},
		"another language":      {[]string{"LANG=lo_LA.UTF-8", "LC_ALL=tr_TR.UTF-8"}, "022"},
		"an umask of one's own": {nil, "077"},
		"a collector in haste":  {[]string{"GOGC=5"}, "022"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			c := exec.Command("sh", "-c", "umask "+v.umask+`; exec "$@"`, "sh",
				binary(t), "build", "-q", "--as-of", "2026-01-01", "-C", deep, "-o", out)
			c.Env = append(os.Environ(), v.env...)
			if talk, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, talk)
			}
			sameTrees(t, name, readTree(t, out), want)
			var mask fs.FileMode = 0o022
			if v.umask == "077" {
				mask = 0o077
			}
			sameModes(t, out, mask)
		})
	}
}

// sameModes says that files are 0644 and folders 0755 but for the umask.
func sameModes(t *testing.T, dir string, umask fs.FileMode) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := 0o644 &^ umask
		if d.IsDir() {
			want = 0o755 &^ umask
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
