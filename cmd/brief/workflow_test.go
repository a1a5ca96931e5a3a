//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// workflow is what of .github/workflows/publish.yml a machine that runs it does by commands.
type workflow struct {
	Env  map[string]string
	Jobs map[string]struct {
		Steps []struct{ Name, Run, Uses string }
	}
}

// The example for CI is run as it stands, in the order of its steps, on this
// repository's own site, with a real store: a pull request is told what it would
// change and changes nothing, main is published, and published again without a
// change. (The steps of others, which fetch the code and take a role, are not run.)
func TestPublishWorkflow(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repository, ".github", "workflows", "publish.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var w workflow
	if err := yaml.Unmarshal(text, &w); err != nil {
		t.Fatal(err)
	}
	s := startStore(t)
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS(filepath.Join(repository, "content"))); err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile(filepath.Join(repository, "brief.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	settings = fmt.Appendf(settings, "\ndeploy:\n  live: {url: \"s3://site\", region: us-east-1, endpoint: \"%s\", path_style: true}\n", s.Endpoint)
	if err := os.WriteFile(filepath.Join(dir, "brief.yaml"), settings, 0o644); err != nil {
		t.Fatal(err)
	}
	summary := filepath.Join(dir, "summary.md")
	given := map[string]string{"${{ vars.BRIEF_BASE_URL }}": s.Website + "/", "${{ vars.BRIEF_TARGET }}": "live"}
	job := func(name string, commands int) {
		t.Helper()
		n := 0
		for _, step := range w.Jobs[name].Steps {
			if step.Run == "" {
				continue
			}
			n++
			c := exec.Command("bash", "-e", "-o", "pipefail", "-c", strings.ReplaceAll(step.Run, "go run ./cmd/brief", binary(t)))
			c.Dir, c.Env = dir, append(s.env, "CI=true", "GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY="+summary, "GITHUB_RUN_ID=1", "SOURCE_DATE_EPOCH=1798761600")
			for key, value := range w.Env {
				if to, ok := given[value]; ok {
					value = to
				}
				c.Env = append(c.Env, key+"="+value)
			}
			out, err := c.CombinedOutput()
			s.said.Write(out)
			if err != nil || strings.Contains(string(out), "::error") || strings.Contains(string(out), "::warning") {
				t.Fatalf("%s, %s: %v\n%s", name, step.Name, err, out)
			}
		}
		if n != commands {
			t.Errorf("%s has %d commands, want %d", name, n, commands)
		}
	}
	last := func(want string) {
		t.Helper()
		got, err := os.ReadFile(summary)
		if err != nil || !strings.Contains(string(got[strings.LastIndex(string(got), "###"):]), want) {
			t.Errorf("the summary is %s, %v; want %q", got, err, want)
		}
	}
	job("plan", 2)
	if n := len(s.tree(t)); n != 0 {
		t.Errorf("a pull request published %d files", n)
	}
	last("Nothing was sent.")
	job("publish", 3)
	if n := s.crawl(t); n < 5 {
		t.Errorf("%d pages were found", n)
	}
	last("| sent | bytes |")
	job("plan", 2)
	job("publish", 3)
	last("Nothing changed.")
}
