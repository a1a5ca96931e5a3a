package browser_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"brief/internal/browser"
	"brief/internal/build"
	"brief/internal/sitetest"
)

// TestPagesAreValidHTML asks vnu, the checker that validator.w3.org runs.
func TestPagesAreValidHTML(t *testing.T) {
	java, vnu := browser.Program(t, "java"), browser.Package(t, "vnu-jar/build/dist/vnu.jar")
	dir := t.TempDir()
	n := 0
	for _, s := range sites(t) {
		for _, p := range append(s.pages, s.moved...) {
			file := filepath.Join(dir, s.name, filepath.FromSlash(p.path))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(p.html), 0o644); err != nil {
				t.Fatal(err)
			}
			n++
		}
	}
	planted := filepath.Join(dir, "planted.html")
	if err := os.WriteFile(planted, []byte("<!doctype html><html lang=en><title>x</title><p><a href=/>a<a href=/>b"), 0o644); err != nil {
		t.Fatal(err)
	}
	// It exits with 1 where it finds something, and it has to: something is planted.
	out, _ := exec.Command(java, "-jar", vnu, "--format", "json", "--stdout", "--skip-non-html", dir).Output()
	var result struct {
		Messages []struct {
			Type, URL, Message, Extract string
		}
	}
	if err := json.Unmarshal(out, &result); err != nil {
		t.Fatalf("%v: %.500s", err, out)
	}
	found := false
	for _, m := range result.Messages {
		switch _, page, _ := strings.Cut(m.URL, filepath.Base(dir)+"/"); {
		case m.Type == "info":
		case page == "planted.html":
			found = true
		default:
			t.Errorf("%s: %s: %s", page, m.Message, m.Extract)
		}
	}
	if !found {
		t.Errorf("of %d pages vnu saw not even the fault that was planted: %.500s", n, out)
	}
}

// Lighthouse gives all it has for access, good practice and what search
// engines need. What it measures of speed depends on the machine and is told.
func TestLighthouseGivesFullMarks(t *testing.T) {
	own := sites(t)[0]
	for _, at := range []string{"index.html", "why-laos/index.html"} {
		// It fetches robots.txt as if the page did, which the page's policy
		// forbids, and takes that for a missing file: the next test has that.
		report(t, at, lighthouse(t, own.page(t, at).url, "--skip-audits=robots-txt"))
	}
}

// The one judgement that pages with a policy keep Lighthouse from: without the
// policy it reads robots.txt, and finds nothing wrong.
func TestLighthouseFindsNothingWrongInRobotsTxt(t *testing.T) {
	files := buildSite(build.Options{Input: themed(sitetest.New(map[string]string{
		"brief.yaml":       "title: Desk\nbase_url: https://example.org/\n",
		"content/index.md": "---\ntitle: Home\n---\n\nText.\n",
	})), AsOf: sitetest.AsOf()}).files
	policy := regexp.MustCompile(`<meta http-equiv=content-security-policy[^>]*>`)
	robots, policies := "", 0
	for _, f := range files {
		if f.Path == "robots.txt" {
			robots = string(f.Body)
		}
		if strings.HasPrefix(f.Type, "text/html") {
			policies += len(policy.FindAll(f.Body, -1))
			f.Body, f.Headers = policy.ReplaceAll(f.Body, nil), nil
		}
	}
	if policies == 0 || !strings.Contains(robots, "Sitemap: https://example.org/sitemap.xml") {
		t.Fatalf("%d pages had a policy, and robots.txt is %q", policies, robots)
	}
	r := lighthouse(t, browser.Serve(t, "/", files), "--only-audits=robots-txt")
	a, ok := r.Audits["robots-txt"]
	if !ok || a.Score == nil || *a.Score != 1 {
		t.Errorf("Lighthouse judges robots.txt so: %+v %s", a, a.Details)
	}
}

// judgement is what Lighthouse says of a page, as far as it is looked at here.
type judgement struct {
	Categories map[string]struct {
		Score     float64
		AuditRefs []struct {
			ID     string
			Weight float64
		}
	}
	Audits map[string]struct {
		Score                            *float64 // nil where the audit does not apply
		Title, DisplayValue, Explanation string
		Details                          json.RawMessage
	}
}

func lighthouse(t *testing.T, url string, options ...string) (r judgement) {
	t.Helper()
	node, program := browser.Program(t, "node", "nodejs"), browser.Package(t, "lighthouse/cli/index.js")
	cmd := exec.Command(node, append([]string{program, url, "--output=json", "--quiet", "--no-enable-error-reporting",
		"--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync",
	}, options...)...)
	cmd.Env = append(os.Environ(), "CHROME_PATH="+browser.Program(t, "chromium", "chromium-browser", "google-chrome"))
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, &said)
	}
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func report(t *testing.T, at string, r judgement) {
	t.Helper()
	for _, name := range []string{"accessibility", "best-practices", "seo"} {
		c, ok := r.Categories[name]
		if !ok {
			t.Errorf("%s: Lighthouse did not judge %s", at, name)
		}
		if c.Score == 1 {
			continue
		}
		t.Errorf("%s: %s: %.0f of 100", at, name, c.Score*100)
		for _, ref := range c.AuditRefs {
			if a := r.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < 1 {
				t.Errorf("%s: %s: %s %s %.400s", at, ref.ID, a.Title, a.Explanation, a.Details)
			}
		}
	}
	t.Logf("%s: performance %.0f of 100, first paint %s, largest %s, shift %s, bytes %s", at, r.Categories["performance"].Score*100,
		r.Audits["first-contentful-paint"].DisplayValue, r.Audits["largest-contentful-paint"].DisplayValue,
		r.Audits["cumulative-layout-shift"].DisplayValue, r.Audits["total-byte-weight"].DisplayValue)
}
