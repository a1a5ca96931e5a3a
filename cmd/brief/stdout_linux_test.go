package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// On a full disk "brief list" once blamed the command line, and a build that
// had written the site said that the folder was as it was.
func TestAStandardOutputThatIsFullIsTold(t *testing.T) {
	dir := layOut(t, killSite(1))
	for _, args := range [][]string{{"version"}, {"help"}, {"list"}, {"list", "--json"}, {"explain", "/"}, {"build", "--format", "json", "-o", t.TempDir()}} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		var stderr strings.Builder
		c := exec.Command(binary(t), append(args, "-C", dir)...)
		c.Stdout, c.Stderr = full, &stderr
		c.Run()
		full.Close()
		if code := c.ProcessState.ExitCode(); code != exitBuild || !strings.Contains(stderr.String(), "standard output cannot be written") {
			t.Errorf("%v: exit %d, %q", args, code, stderr.String())
		}
	}
}

// Where the log was on a full disk, a warning that could not be written there kept a
// deploy from publishing, and a build that had written the site ended as a command
// that was not understood.
func TestALogThatIsFullStopsNothing(t *testing.T) {
	dir, to := layOut(t, sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\nText.\n", "brief.yaml": "deploy: {live: {url: ../www}}\n",
	})), t.TempDir()
	broken := layOut(t, sitetest.New(map[string]string{"content/index.md": "---\ntitle: Home\n---\nSee [it](gone.md).\n"}))
	for _, test := range []struct {
		args []string
		code int
		made string // a file that it writes
	}{
		{[]string{"build", "-C", dir, "-o", to}, exitOK, filepath.Join(to, "index.html")},
		{[]string{"deploy", "live", "--yes", "-C", dir}, exitOK, filepath.Join(filepath.Dir(dir), "www", "current", "index.html")},
		{[]string{"check", "-C", dir}, exitOK, ""},
		{[]string{"build", "-C", broken}, exitBuild, ""},
	} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		c := exec.Command(binary(t), test.args...)
		c.Stderr = full
		c.Run()
		full.Close()
		if code := c.ProcessState.ExitCode(); code != test.code {
			t.Errorf("%v: exit %d, want %d", test.args, code, test.code)
		}
		if test.made != "" {
			if _, err := os.Stat(test.made); err != nil {
				t.Errorf("%v: %v", test.args, err)
			}
		}
	}
}
