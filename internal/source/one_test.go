//go:build unix

package source

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// One file is taken, or refused, as a scan of the whole site takes it.
func TestOneFileIsReadAsAScanReadsIt(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	for _, folder := range []string{"content/laos", "content/folder.md"} {
		if err := os.MkdirAll(at(folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, size := range map[string]int{"brief.yaml": 7, "content/laos/a.md": 3, "content/long.md": maxText + 1, "content/.hidden.md": 1} {
		if err := os.WriteFile(at(name), make([]byte, size), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"content/to": "laos", "content/out.md": "/dev/zero", "content/gone.md": "nothing"} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(at("content/pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	whole := Scan(Input{Site: Dir(dir)})
	want := map[string]string{
		"brief.yaml": "", "content/laos/a.md": "", "content/to/a.md": "", "content/nothing.md": "none", "content/.hidden.md": "none", "content/folder.md": "none",
		"content/long.md": "too-long", "content/out.md": "symlink-outside", "content/gone.md": "symlink-dangling", "content/pipe.md": "not-a-file", "../x": "none",
	}
	got := map[string]string{}
	for path := range want {
		f, problems := One(Dir(dir), path)
		switch scanned := whole.Lookup(path); {
		case (f == nil) != (scanned == nil) || f != nil && f.Sum != scanned.Sum:
			t.Errorf("%s: %v, and a scan has %v", path, f, scanned)
		case len(problems) > 0:
			got[path] = problems[0].Code
		case f == nil:
			got[path] = "none"
		default:
			got[path] = ""
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
