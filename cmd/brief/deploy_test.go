//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"brief/internal/gateway"
)

// objectStore is a real store on loopback, and what was said of it.
type objectStore struct {
	*gateway.Server
	env  []string // of a deploy: credentials, and nothing of the machine's own
	said bytes.Buffer
}

// startStore starts a store with a bucket that all may read.
func startStore(t *testing.T) *objectStore {
	t.Helper()
	s := &objectStore{Server: gateway.Start(t, gateway.Options{})}
	s.MakePublic(t)
	s.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "SOURCE_DATE_EPOCH=1767225600",
		"AWS_ACCESS_KEY_ID=" + gateway.Key, "AWS_SECRET_ACCESS_KEY=" + gateway.Secret,
	}
	return s
}

// site lays a version of the site that is killed out, with the store as its target.
func (s *objectStore) site(t *testing.T, version int) string {
	t.Helper()
	dir := layOut(t, killSite(version))
	settings := fmt.Sprintf("base_url: %s/\ncheck: {severity: {address-gone: \"off\"}}\ndeploy:\n  live: {url: \"s3://site\", region: us-east-1, endpoint: \"%s\", path_style: true}\n", s.Website, s.Endpoint)
	if err := os.WriteFile(filepath.Join(dir, "brief.yaml"), []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// command is brief with the store's credentials. All that it says is kept.
func (s *objectStore) command(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(binary(t), append([]string{"-C", dir}, args...)...)
	c.Env = s.env
	return c
}

// run runs brief, which must end with this code, and returns what it said.
func (s *objectStore) run(t *testing.T, code int, dir string, args ...string) string {
	t.Helper()
	out, err := s.command(t, dir, args...).CombinedOutput()
	s.said.Write(out)
	got := 0
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		got = e.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if got != code {
		t.Fatalf("brief %s: exit %d, want %d\n%s", strings.Join(args, " "), got, code, out)
	}
	return string(out)
}

// tree are the files in the store, without brief's own.
func (s *objectStore) tree(t *testing.T) tree {
	t.Helper()
	files := tree{}
	err := filepath.WalkDir(s.Dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(s.Dir, name)
		if rel = filepath.ToSlash(rel); strings.HasPrefix(rel, ".") {
			return nil
		}
		body, err := os.ReadFile(name)
		files[rel] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// get asks the website endpoint as a reader does.
func (s *objectStore) get(t *testing.T, path string) (int, string, http.Header) {
	t.Helper()
	resp, err := http.Get(s.Website + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body), resp.Header
}

// crawl follows all that pages refer to, from the home page on.
func (s *objectStore) crawl(t *testing.T) (pages int) {
	t.Helper()
	return s.crawlFrom(t, "/")
}

func (s *objectStore) crawlFrom(t *testing.T, home string) (pages int) {
	t.Helper()
	refs := regexp.MustCompile(`(?:href|src)="?(/[^"\s>#?]*)`)
	seen, next := map[string]bool{home: true}, []string{home}
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		status, body, header := s.get(t, path)
		if status != http.StatusOK {
			t.Errorf("%s answers %d", path, status)
			continue
		}
		if !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			continue
		}
		pages++
		for _, m := range refs.FindAllStringSubmatch(body, -1) {
			if !seen[m[1]] {
				seen[m[1]] = true
				next = append(next, m[1])
			}
		}
	}
	return pages
}

// inBrowser opens a page in Chromium and says that it has a heading, and that
// nothing which the browser asks for is missing. Where there is no Chromium this
// is left out; CI installs it.
func (s *objectStore) inBrowser(t *testing.T, path string) {
	t.Helper()
	name, err := exec.LookPath("chromium")
	if err != nil {
		t.Log("chromium is not installed: the page is not opened in it")
		return
	}
	to, err := url.Parse(s.Website)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	status := map[string]int{}
	between := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) },
		ModifyResponse: func(r *http.Response) error {
			mu.Lock()
			defer mu.Unlock()
			status[r.Request.URL.Path] = r.StatusCode
			return nil
		},
	})
	defer between.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, name, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--user-data-dir="+t.TempDir(),
		"--virtual-time-budget=5000", "--dump-dom", between.URL+path)
	dom, err := c.Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	if !bytes.Contains(dom, []byte("<h1")) {
		t.Errorf("%s has no heading in the browser:\n%.500s", path, dom)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(status) < 3 {
		t.Errorf("%s: the browser asked for no more than %v", path, status)
	}
	for asked, code := range status {
		if want := map[bool]int{true: http.StatusNotFound, false: http.StatusOK}[asked == "/no-such-page/"]; code != want && code != http.StatusNotModified {
			t.Errorf("%s: the browser got %d for %s", path, code, asked)
		}
	}
}

// The whole way with the real program and a real store: publish, read it as
// readers do, be killed in the middle of the next version, find the store whole,
// be told that it is busy, go on, be terminated, go back. No secret is told.
func TestDeployEndToEnd(t *testing.T) {
	s := startStore(t)
	one, two := s.site(t, 1), s.site(t, 2)

	s.run(t, exitFindings, one, "deploy", "live", "--dry-run", "--exit-code", "--plan-out", filepath.Join(one, "plan.json"))
	if n := len(s.tree(t)); n != 0 {
		t.Fatalf("a dry run wrote %d files", n)
	}
	s.run(t, exitOK, one, "deploy", "live")
	if n := s.crawl(t); n < 80 {
		t.Errorf("%d pages were found", n)
	}
	s.inBrowser(t, "/")
	s.inBrowser(t, "/no-such-page/")
	if status, body, header := s.get(t, "/no-such-page/"); status != http.StatusNotFound || !strings.Contains(body, "<h1") || header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("a wrong address answers %d, %.100q", status, body)
	}
	if out := s.run(t, exitOK, one, "deploy", "live"); !strings.Contains(out, "nothing changed (1 request,") {
		t.Errorf("again: %s", out)
	}
	s.run(t, exitOK, one, "verify", "live")
	old := s.tree(t)

	// At an address where something else answers nothing is committed.
	if out := s.run(t, exitUnverified, two, "deploy", "live", "--base-url", s.Endpoint+"/", "--max-delete", "90%"); !strings.Contains(out, "[not-served]") {
		t.Errorf("at another address: %s", out)
	}
	if out := s.run(t, exitOK, one, "releases", "live"); strings.Count(out, "\n") != 2 || !strings.Contains(out, "run it again") {
		t.Errorf("after that: %s", out)
	}
	s.run(t, exitOK, one, "deploy", "live", "--max-delete", "90%")
	if err := os.RemoveAll(filepath.Join(two, "public")); err != nil { // it is of that address
		t.Fatal(err)
	}

	killed := s.killInTheMiddle(t, two)
	if !killed {
		t.Error("no kill came in the middle, so the test saw nothing")
	}
	s.inBrowser(t, "/") // of either version, and whole
	if out := s.run(t, exitBusy, two, "deploy", "live"); !strings.Contains(out, "has this target") {
		t.Errorf("after the kill: %s", out)
	}
	s.run(t, exitOK, two, "deploy", "live", "--no-lock", "--max-delete", "90%") // not to wait for two minutes
	s.crawl(t)
	s.run(t, exitOK, two, "verify", "live")

	s.terminate(t, one)
	out := s.run(t, exitOK, one, "deploy", "live", "--json", "--max-delete", "90%")
	var report struct {
		Committed bool
		Exit      int
		Stats     struct{ Requests map[string]int }
	}
	if err := json.Unmarshal([]byte(out[strings.Index(out, "{"):]), &report); err != nil || !report.Committed || report.Exit != 0 || report.Stats.Requests["PUT"] == 0 {
		t.Errorf("%+v, %v", report, err)
	}
	s.run(t, exitOK, one, "rollback", "live")
	s.inBrowser(t, "/")
	if s.crawl(t); t.Failed() {
		t.FailNow()
	}
	s.run(t, exitOK, one, "rollback", "live")
	for name, body := range old {
		if got := s.tree(t)[name]; got != body {
			t.Errorf("after going back twice, %s holds %.80q", name, got)
			break
		}
	}
	s.run(t, exitOK, one, "releases", "live")
	s.run(t, exitOK, one, "gc", "live")

	// dp-sub-prefix: an address and a prefix that differ are told of.
	if out := s.run(t, exitOK, one, "deploy", "live", "--dry-run", "--base-url", s.Website+"/other/"); !strings.Contains(out, `has the path "/other/" and the target the prefix ""`) {
		t.Errorf("no warning: %s", out)
	}
	s.run(t, exitOK, one, "deploy", "live", "--preview", "New map")
	shown := s.tree(t)
	if page := shown["preview/new-map/index.html"]; !strings.Contains(page, "<meta name=robots content=noindex>") || strings.Contains(shown["index.html"], "noindex") {
		t.Errorf("the preview's page is %.300q", page)
	}
	if n := s.crawlFrom(t, "/preview/new-map/"); n < 80 {
		t.Errorf("the preview has %d pages", n)
	}
	s.noSecrets(t, one)
}

// killInTheMiddle kills deploys until one was killed after it began to write, and
// looks what it left each time.
func (s *objectStore) killInTheMiddle(t *testing.T, dir string) bool {
	t.Helper()
	before := s.tree(t)
	for delay := 20 * time.Millisecond; delay < 5*time.Second; delay = delay * 3 / 2 {
		c := s.command(t, dir, "deploy", "live", "--no-lock", "--max-delete", "90%", "--from", s.built(t, dir))
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(delay)
		c.Process.Kill()
		done := c.Wait() == nil
		got := s.tree(t)
		s.whole(t, before, got)
		changed := 0
		for name, body := range got {
			if before[name] != body {
				changed++
			}
		}
		if done {
			return false
		}
		if changed > 5 {
			t.Logf("killed after %v, with %d files new or changed", delay, changed)
			return true
		}
	}
	return false
}

// whole says that what pages need is there, and that those that were there before
// link to pages that are.
func (s *objectStore) whole(t *testing.T, before, now tree) {
	t.Helper()
	for _, r := range references(now, s.Website+"/") {
		_, there := now[r.to]
		_, old := before[r.from]
		if !there && (old || !strings.HasSuffix(r.to, ".html")) {
			t.Errorf("%s refers to %s, which is not there", r.from, r.to)
		}
	}
}

// built builds a site once, so that a kill hits the deploy and not the build.
func (s *objectStore) built(t *testing.T, dir string) string {
	t.Helper()
	out := filepath.Join(dir, "public")
	if _, err := os.Stat(out); err != nil {
		s.run(t, exitOK, dir, "build")
	}
	return out
}

// terminate ends a deploy as CI does. It gives its claim back.
func (s *objectStore) terminate(t *testing.T, dir string) {
	t.Helper()
	from, before := s.built(t, dir), s.tree(t)
	for delay := 30 * time.Millisecond; delay < 5*time.Second; delay = delay * 3 / 2 {
		c := s.command(t, dir, "deploy", "live", "--max-delete", "90%", "--from", from)
		var said bytes.Buffer
		c.Stdout, c.Stderr = &said, &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(delay)
		c.Process.Signal(syscall.SIGTERM)
		c.Wait()
		s.said.Write(said.Bytes())
		s.whole(t, before, s.tree(t))
		state, err := os.ReadFile(filepath.Join(s.Dir, ".brief", "state.json"))
		if err != nil {
			t.Fatal(err)
		}
		switch code := c.ProcessState.ExitCode(); {
		case code == exitOK:
			t.Log("no signal came in the middle")
			return
		case bytes.Contains(state, []byte(`"dirty": true`)):
			if code != exitTerminate || bytes.Contains(state, []byte(`"until"`)) {
				t.Errorf("exit %d; %s", code, said.String())
			}
			return
		}
	}
}

// noSecrets looks for the credentials in all that was said and stored.
func (s *objectStore) noSecrets(t *testing.T, dir string) {
	t.Helper()
	if plan, err := os.ReadFile(filepath.Join(dir, "plan.json")); err != nil {
		t.Error(err)
	} else {
		s.said.Write(plan)
	}
	err := filepath.WalkDir(s.Dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			body, _ := os.ReadFile(name)
			s.said.Write(body)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	for _, secret := range []string{gateway.Key, gateway.Secret, "Signature=", "X-Amz-"} {
		if bytes.Contains(s.said.Bytes(), []byte(secret)) {
			t.Errorf("%q is told somewhere", secret)
		}
	}
}
