//go:build unix

package main

import (
	"bytes"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A deploy is stopped in its middle, as a machine that sleeps does it, for longer
// than its claim lasts. Another one takes over and commits. The first wakes up,
// sees that the target is not its own any more, and ends as one that found it
// busy; not a byte of it is written after that. (It takes as long as a claim does:
// two minutes in which hardly anything is done.)
func TestDeployThatSleepsTooLong(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as a claim lasts")
	}
	t.Parallel()
	s := startStore(t)
	sites := []string{s.site(t, 1), s.site(t, 2), s.site(t, 3)}
	s.run(t, exitOK, sites[0], "deploy", "live")
	old := s.tree(t)

	s.built(t, sites[1])
	s.throughSlowProxy(t, sites[1])
	c := s.command(t, sites[1], "deploy", "live", "--max-delete", "100%", "--from", filepath.Join(sites[1], "public"))
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	for end := time.Now().Add(time.Minute); !changed(old, s.tree(t)); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the deploy never wrote a page")
		}
	}
	if err := c.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if state, err := os.ReadFile(filepath.Join(s.Dir, ".brief", "state.json")); err != nil || !strings.Contains(string(state), `"dirty": true`) {
		t.Fatalf("it was not stopped in its middle: %s, %v", state, err)
	}
	s.whole(t, old, s.tree(t))
	if out := s.run(t, exitBusy, sites[2], "deploy", "live"); !strings.Contains(out, "has this target") {
		t.Errorf("while it sleeps: %s", out)
	}
	s.run(t, exitOK, sites[2], "deploy", "live", "--wait", "--max-delete", "100%")
	now := s.tree(t)

	if err := c.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitBusy || !strings.Contains(said.String(), "[deploy-busy]") {
		t.Errorf("who woke up ends with %d: %s", code, said.String())
	}
	for name, body := range s.tree(t) {
		if now[name] != body {
			t.Errorf("%s was written by who woke up", name)
		}
	}
	s.run(t, exitOK, sites[2], "verify", "live")
	if out := s.run(t, exitOK, sites[2], "deploy", "live"); !strings.Contains(out, "nothing changed (1 request,") {
		t.Errorf("again: %s", out)
	}
	if n := s.crawl(t); n < 80 {
		t.Errorf("%d pages were found", n)
	}
}

// throughSlowProxy leads a site's deploys through a proxy that takes its time, so
// that there is a middle in which to stop them.
func (s *objectStore) throughSlowProxy(t *testing.T, dir string) {
	t.Helper()
	to, err := url.Parse(s.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		time.Sleep(200 * time.Millisecond)
		r.SetURL(to)
		r.Out.Host = r.In.Host // it is signed
	}})
	t.Cleanup(h.Close)
	name := filepath.Join(dir, "brief.yaml")
	settings, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, bytes.ReplaceAll(settings, []byte(s.Endpoint), []byte(h.URL)), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// changed reports whether a page of before holds something else now.
func changed(before, now tree) bool {
	for name, body := range before {
		if strings.HasSuffix(name, ".html") && now[name] != body {
			return true
		}
	}
	return false
}
