//go:build linux

package output

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// limitFiles lets no file of this process grow above a size, which fails like a
// full disk: after a part has been written.
func limitFiles(t *testing.T, size uint64) (lift func()) {
	t.Helper()
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	set := func(l syscall.Rlimit) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			t.Fatal(err)
		}
	}
	set(syscall.Rlimit{Cur: size, Max: was.Max})
	return func() { set(was) }
}

// The limit would also stop what go test writes for this process, so the test
// runs in one of its own.
func TestFullDisk(t *testing.T) {
	if os.Getenv("FULL_DISK") == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$", "-test.v")
		cmd.Env = append(os.Environ(), "FULL_DISK=1")
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Count(string(out), "--- PASS: TestFullDisk/") != 4 {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	var many []*File
	for i := range 100 {
		many = append(many, page(fmt.Sprintf("p/%d.html", i), "small"))
	}
	for name, list := range map[string][]*File{
		"a page":       {page("a.html", "small"), page("b.html", string(make([]byte, 5000)))},
		"the manifest": many,
	} {
		for _, old := range []string{"", "a.html=old c.html=old"} {
			t.Run(name, func(t *testing.T) {
				parent := t.TempDir()
				dir := filepath.Join(parent, "public")
				if old != "" {
					build(dir, Options{}, files(old))
				}
				before := snapshot(t, parent)
				lift := limitFiles(t, 4096)
				_, problems := build(dir, Options{}, list)
				lift()
				if len(problems) != 1 || problems[0].Code != "output-failed" {
					t.Errorf("problems: %v", problems)
				}
				equal(t, "files", snapshot(t, parent), before)
				if _, problems := build(dir, Options{}, list); problems != nil {
					t.Error(problems)
				}
			})
		}
	}
}
