package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// A target in a folder of the site's own became part of the site: each release in
// static/ was published in the next one, and one beside brief.yaml kept its state in
// .brief, which may be deleted at any time.
func TestATargetAmongTheSitesOwnFilesIsRefused(t *testing.T) {
	for url, code := range map[string]int{
		"content": exitUsage, "static/www": exitUsage, "layouts": exitUsage, "public": exitUsage, ".brief/www": exitUsage, "./": exitUsage, "linked": exitUsage,
		"www": exitOK, "../beside": exitOK,
	} {
		dir := filepath.Join(layOut(t, sitetest.New(map[string]string{
			"site/content/index.md": "---\ntitle: Home\n---\nText.\n",
			"site/brief.yaml":       "deploy:\n  live:\n    url: " + url + "\n",
		})), "site")
		if err := os.Symlink("content", filepath.Join(dir, "linked")); err != nil {
			t.Fatal(err)
		}
		c := exec.Command(binary(t), "deploy", "live", "--yes", "-C", dir)
		out, _ := c.CombinedOutput()
		if got := c.ProcessState.ExitCode(); got != code || code != exitOK && !strings.Contains(string(out), "publish to a folder beside") {
			t.Errorf("%s: exit %d, %s", url, got, out)
		}
		_, state := os.Stat(filepath.Join(dir, url, ".brief", "state.json"))
		if _, built := os.Stat(filepath.Join(dir, "public")); (code == exitOK) != (built == nil) || (code == exitOK) != (state == nil) {
			t.Errorf("%s: built %v, published %v", url, built, state)
		}
	}
}
