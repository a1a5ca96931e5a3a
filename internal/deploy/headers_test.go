package deploy

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brief/internal/output"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/rogpeppe/go-internal/txtar"
)

// filesWithHeaders are a small site's files with the headers that a build gives.
func filesWithHeaders() []output.Entry {
	s := siteOf(with(map[string]string{"old/index.html": "redirect /a/#past", "top.12ab34cd.css": "a{}", "ü/index.html": "redirect /a/"}))
	h := output.NewHeaders()
	for i := range s.Files {
		s.Files[i].Headers = h.Of(s.Files[i].Type)
	}
	return s.Files
}

// L3, S14: what is printed to be set up can be read by what it is for, and the
// three sets of rights hold no more than they need.
func TestPrintConfig(t *testing.T) {
	var b bytes.Buffer
	tg := &Target{Name: "production", Prefix: "laos/"}
	if err := PrintConfig(&b, filesWithHeaders(), tg, "bucket", "E2EXAMPLE"); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range txtar.Parse(b.Bytes()).Files {
		got[f.Name] = string(f.Data)
		if !strings.HasSuffix(f.Name, ".json") {
			continue
		}
		var v map[string]any
		if err := json.Unmarshal(f.Data, &v); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if strings.HasPrefix(f.Name, "iam-") {
			policyIsNarrow(t, f.Name, v)
		}
	}
	if want := "/%C3%BC/ /a/ 301\n"; !strings.Contains(got["_redirects"], want) || !strings.Contains(got["_redirects"], "/old/ /a/#past 301\n") {
		t.Errorf("_redirects:\n%s", got["_redirects"])
	}
	want := "/*\n  Content-Security-Policy: base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'\n  X-Content-Type-Options: nosniff\n" +
		"  Cache-Control: public, max-age=60, stale-while-revalidate=600\n" +
		"/css/*\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n/img/*\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n" +
		"/top.12ab34cd.css\n  ! Cache-Control\n  Cache-Control: public, max-age=31536000, immutable\n"
	if got["_headers"] != want {
		t.Errorf("_headers:\n%s\nwant\n%s", got["_headers"], want)
	}
	if plan := got["iam-plan.json"]; strings.Contains(plan, "Put") || strings.Contains(plan, "Delete") {
		t.Errorf("who plans may write:\n%s", plan)
	}
	var rules struct {
		Rules []struct {
			Status                                                                  string
			Filter                                                                  struct{ Prefix string }
			AbortIncompleteMultipartUpload, NoncurrentVersionExpiration, Expiration map[string]any
		}
	}
	if err := json.Unmarshal([]byte(got["lifecycle.json"]), &rules); err != nil {
		t.Fatal(err)
	}
	for _, r := range rules.Rules { // nothing that anybody put there ends by a rule that nobody enabled
		if r.Filter.Prefix != "laos/" || r.Status == "Enabled" && (r.NoncurrentVersionExpiration != nil || r.Expiration != nil) {
			t.Errorf("a rule: %+v", r)
		}
	}
	for _, part := range []string{"s3:PutObject", "s3:DeleteObject", "cloudfront:CreateInvalidation", "arn:aws:s3:::bucket/laos/*", "distribution/E2EXAMPLE"} {
		if !strings.Contains(got["iam-deploy.json"], part) {
			t.Errorf("iam-deploy.json lacks %s", part)
		}
	}
}

// policyIsNarrow says that a policy has no star for an action or for all buckets,
// and does not change who may read an object.
func policyIsNarrow(t *testing.T, name string, v map[string]any) {
	t.Helper()
	if v["Version"] != "2012-10-17" {
		t.Errorf("%s: version %v", name, v["Version"])
	}
	for _, s := range v["Statement"].([]any) {
		s := s.(map[string]any)
		for _, a := range s["Action"].([]any) {
			if strings.Contains(a.(string), "*") || a == "s3:PutObjectAcl" {
				t.Errorf("%s allows %v", name, a)
			}
		}
		if r := s["Resource"].(string); r == "*" || strings.HasPrefix(r, "arn:aws:s3:::*") {
			t.Errorf("%s is for %v", name, r)
		}
	}
}

// For each header it is said who sends it.
func TestHeaderReport(t *testing.T) {
	by := func(bucket, cache, redirects bool) map[string]string {
		m := map[string]string{}
		for _, l := range HeaderReport(filesWithHeaders(), &Target{Redirects: redirects}, bucket, cache) {
			if l.Files == 0 || l.By == byNone && l.Why == "" {
				t.Errorf("%+v", l)
			}
			m[l.Header] = l.By
		}
		return m
	}
	for _, tt := range []struct {
		bucket, cache, redirects bool
		typ, csp, location       string
	}{
		{true, true, true, byStore, byCache, byStore},
		{true, false, false, byStore, byNone, byNone},
		{false, false, false, byNone, byNone, byNone},
	} {
		got := by(tt.bucket, tt.cache, tt.redirects)
		if got["Content-Type"] != tt.typ || got["Content-Security-Policy"] != tt.csp || got["Location"] != tt.location {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

// L4: for the same aliases the store's redirect, _redirects and the page itself
// lead to the same place.
func TestRedirectsAgree(t *testing.T) {
	m := newMemory()
	tg := target(m, "")
	tg.Redirects = true
	s := siteOf(with(map[string]string{"old/index.html": "redirect /a/"}))
	mustDeploy(t, tg, s, Options{})
	o := m.objects["old/index.html"]
	if o.info.Attributes.Redirect != "/a/" || string(o.body) != "redirect /a/" || redirectsFile(s.Files) != "/old/ /a/ 301\n" {
		t.Errorf("%+v, %s, %s", o.info, o.body, redirectsFile(s.Files))
	}
}

// The call to CloudFront has its XML, its signature and its reference; a busy
// service is asked again, and an error holds no secret.
func TestCloudFront(t *testing.T) {
	answers := []int{503, 201}
	var bodies []string
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		if r.URL.Path != "/2020-05-31/distribution/E2EXAMPLE/invalidation" || !strings.Contains(r.Header.Get("Authorization"), "/us-east-1/cloudfront/aws4_request") {
			t.Errorf("%s, %s", r.URL, r.Header.Get("Authorization"))
		}
		w.WriteHeader(answers[0])
		answers = answers[1:]
	}))
	defer h.Close()
	cfg := aws.Config{Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: testKey, SecretAccessKey: testSecret}, nil
	})}
	refresh := CloudFront(cfg, h.URL, "E2EXAMPLE")
	if err := refresh(t.Context(), "ref-1", []string{"/a/", "/b&c"}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Paths struct {
			Quantity int
			Items    struct{ Path []string }
		}
		CallerReference string
	}
	if err := xml.Unmarshal([]byte(bodies[1]), &got); err != nil || got.Paths.Quantity != 2 || !slices.Equal(got.Paths.Items.Path, []string{"/a/", "/b&c"}) || got.CallerReference != "ref-1" || bodies[0] != bodies[1] {
		t.Errorf("%+v, %v in %s", got, err, bodies)
	}
	answers = []int{403}
	err := refresh(t.Context(), "ref-2", []string{"/"})
	if err == nil || strings.Contains(fmt.Sprint(err), testSecret) || strings.Contains(fmt.Sprint(err), testKey) {
		t.Errorf("%v", err)
	}
}

// The command for another cache gets the addresses, and not the store's keys.
func TestCommand(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell")
	}
	dir := t.TempDir()
	script := "cat > got; env > env; exit $(cat code)\n"
	if err := os.WriteFile(filepath.Join(dir, "purge"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	env := func() []string { return append(os.Environ(), "AWS_SECRET_ACCESS_KEY="+testSecret) }
	refresh := Command(dir, []string{"sh", "purge"}, env)
	for _, code := range []string{"0", "3"} {
		if err := os.WriteFile(filepath.Join(dir, "code"), []byte(code), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := refresh(t.Context(), "ref", []string{"/a/", "/b/"}); (err != nil) != (code != "0") {
			t.Errorf("exit %s: %v", code, err)
		}
	}
	got, _ := os.ReadFile(filepath.Join(dir, "got"))
	vars, _ := os.ReadFile(filepath.Join(dir, "env"))
	if string(got) != "/a/\n/b/\n" || strings.Contains(string(vars), testSecret) || !strings.Contains(string(vars), "BRIEF_REFRESH_ID=ref") {
		t.Errorf("%q, %s", got, vars)
	}
}
