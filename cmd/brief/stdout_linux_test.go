package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
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
