//go:build unix

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"brief/internal/sitetest"
)

// A pipe in the place of brief.yaml, or of the page to be translated, held up for
// ever what reads that file alone; a link to /dev/zero took all memory.
func TestWhatReadsOneFileOfTheSiteWaitsForNoPipe(t *testing.T) {
	for _, test := range []struct {
		args []string
		file string
	}{
		{[]string{"deploy", "live"}, "brief.yaml"},
		{[]string{"rollback", "live"}, "brief.yaml"},
		{[]string{"releases", "live"}, "brief.yaml"},
		{[]string{"verify", "live"}, "brief.yaml"},
		{[]string{"gc", "live"}, "brief.yaml"},
		{[]string{"new", "translation", "index.lo"}, "brief.yaml"},
		{[]string{"new", "translation", "why.lo"}, "content/why.md"},
	} {
		for code, put := range map[string]func(name string) error{
			"not-a-file":      func(name string) error { return syscall.Mkfifo(name, 0o644) },
			"symlink-outside": func(name string) error { return os.Symlink("/dev/zero", name) },
		} {
			dir := layOut(t, sitetest.New(map[string]string{"content/index.md": "---\ntitle: Home\n---\nText.\n"}))
			if err := put(filepath.Join(dir, filepath.FromSlash(test.file))); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			c := exec.CommandContext(ctx, binary(t), append(test.args, "-C", dir)...)
			out, _ := c.CombinedOutput()
			cancel()
			if got := c.ProcessState.ExitCode(); got != exitUsage || !strings.Contains(string(out), test.file+": ") || !strings.Contains(string(out), "["+code+"]") {
				t.Errorf("%v, %s: exit %d, %s", test.args, code, got, out)
			}
		}
	}
}
