//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Who stops a build by Ctrl-C, or a CI that ends it, finds the old site or the
// new one, and an exit code that tells.
func TestAnInterruptedBuildLeavesTheOldSiteOrTheNew(t *testing.T) {
	before, after := layOut(t, killSite(1)), layOut(t, killSite(2))
	dirOld := filepath.Join(t.TempDir(), "old")
	old := buildTo(t, before, dirOld)
	want := buildTo(t, after, filepath.Join(t.TempDir(), "new"))
	for _, test := range []struct {
		signal syscall.Signal
		code   int
	}{{syscall.SIGINT, exitInterrupt}, {syscall.SIGTERM, exitTerminate}, {syscall.SIGHUP, exitHangUp}} {
		out := filepath.Join(t.TempDir(), "out")
		code := exitOK
		for range 10 { // a build may be done before the signal comes
			if err := os.RemoveAll(out); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(out, os.DirFS(dirOld)); err != nil {
				t.Fatal(err)
			}
			c, ended := launch(t, after, out)
			waitForStaging(out, ended)
			if err := c.Process.Signal(test.signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			<-ended
			if code = c.ProcessState.ExitCode(); code != exitOK {
				break
			}
		}
		if code != test.code {
			t.Errorf("%v: exit %d, want %d", test.signal, code, test.code)
		}
		got := readTree(t, out)
		if got["index.html"] == old["index.html"] {
			sameTrees(t, test.signal.String(), got, old)
		} else {
			sameTrees(t, test.signal.String(), got, want)
		}
	}
}
