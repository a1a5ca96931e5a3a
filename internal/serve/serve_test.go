package serve

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"brief/internal/build"
	"brief/internal/cache"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/picture"
	"brief/internal/sitetest"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// newServer is a preview of a site in memory.
func newServer(live *sitetest.Site, drafts bool) *Server {
	b := build.New(build.Options{
		Input: newInput(live),
		AsOf:  sitetest.AsOf(), Drafts: drafts, Lenient: true, Pictures: onRequest(),
	})
	return New(Options{Builder: b})
}

func newInput(live *sitetest.Site) source.Input {
	return source.Input{Site: live, Layouts: layouts.FS, Static: static.FS}
}

// onRequest makes pictures as a preview does.
func onRequest() *picture.Maker {
	m := picture.NewMaker(cache.InMemory())
	m.OnRequest = true
	return m
}

// get asks for the path of an address; headers are "Name: value".
func get(s http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	return ask(s, http.MethodGet, path, headers...)
}

func ask(s http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost:4000"+path, nil)
	r.RemoteAddr = "127.0.0.1:5000"
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// theScript is the one script that a preview adds.
func theScript() *regexp.Regexp {
	return regexp.MustCompile(`<script type="module" src="([^"]*)" data-preview="([^"]*)"></script>`)
}

// stateIn is what a page's script knows.
func stateIn(t testing.TB, page string) (st state) {
	t.Helper()
	found := theScript().FindAllStringSubmatch(page, -1)
	if len(found) != 1 {
		t.Fatalf("%d scripts of the preview in\n%s", len(found), page)
	}
	if err := unmarshalState(found[0][2], &st); err != nil {
		t.Fatal(err)
	}
	return st
}

func unmarshalState(attribute string, st *state) error {
	return json.Unmarshal([]byte(html.UnescapeString(attribute)), st)
}

func without(page []byte) []byte { return theScript().ReplaceAll(page, nil) }

// What an editor sees is what a build writes: every file, by its bytes but for
// the one script, its type, and the headers of the manifest.
func TestThePreviewHasTheBytesAndHeadersOfABuild(t *testing.T) {
	for _, drafts := range []bool{false, true} {
		live := sitetest.EveryFeature()
		live.Remove("content/loose") // their mistakes would keep the site from being built
		live.Remove("content/review.md")
		s := newServer(live, drafts)
		out := filepath.Join(t.TempDir(), "out")
		res, err := s.opt.Builder.WriteDir(t.Context(), out, output.Options{Drafts: drafts})
		if err != nil || res.Problems.HasErrors() {
			t.Fatal(err, res.Problems)
		}
		m, err := output.ReadManifest(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range m.Files {
			address := s.Prefix() + escape(strings.TrimSuffix(e.Path, "index.html"))
			w := get(s, address)
			want, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(e.Path)))
			if err != nil {
				t.Fatal(err)
			}
			status := http.StatusOK
			if e.Redirect != "" {
				status = http.StatusFound
			}
			if w.Code != status && e.Path != "404.html" {
				t.Errorf("%s: status %d, want %d", address, w.Code, status)
			}
			if got := w.Header().Get("Location"); got != e.Redirect {
				t.Errorf("%s leads to %q, want %q", address, got, e.Redirect)
			}
			body := w.Body.Bytes()
			if strings.HasPrefix(e.Type, "text/html") {
				if n := len(theScript().FindAll(body, -1)); n != 1 {
					t.Errorf("%s has %d scripts of the preview", address, n)
				}
				body = without(body)
			}
			if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != e.Sum || !bytes.Equal(body, want) {
				t.Errorf("%s: other bytes than %s", address, e.Path)
			}
			if got := w.Header().Get("Content-Type"); got != e.Type {
				t.Errorf("%s: type %q, want %q", address, got, e.Type)
			}
			for name, value := range e.Headers {
				if got := w.Header().Get(name); got != value {
					t.Errorf("%s: %s is %q, want %q", address, name, got, value)
				}
			}
			cache := "no-cache" // an editor shall never see an old page
			if e.Class == output.Asset {
				cache = e.Class.CacheControl()
			}
			if got := w.Header().Get("Cache-Control"); got != cache {
				t.Errorf("%s: Cache-Control is %q, want %q", address, got, cache)
			}
		}
		if len(m.Files) < 30 {
			t.Errorf("only %d files were compared", len(m.Files))
		}
	}
}

func small(files map[string]string) *sitetest.Site {
	all := map[string]string{
		"content/index.md":      "---\ntitle: Home\n---\nSee [why](10-why.md).\n\n![A dot.](dot.png)\n*A dot.* [Nobody]\n",
		"content/why.md":        "---\ntitle: Why\naliases: [/old-why/]\n---\nBecause.\n",
		"content/secret.md":     "---\ntitle: Secret\nstatus: draft\n---\nHidden words.\n",
		"content/dot.png":       "4x4 #336699",
		"content/dot.png.yaml":  "credit: Nobody\n",
		"content/unused.png":    "4x4 #336699",
		"content/_data/x.yaml":  "a: 1\n",
		"static/hand.html":      "<!doctype html><title>By hand</title><p>By hand.",
		"static/notes/long.txt": strings.Repeat("0123456789", 300),
	}
	all["content/index.md"] = strings.Replace(all["content/index.md"], "10-why.md", "why.md", 1)
	for name, text := range files {
		all[name] = text
	}
	return sitetest.New(all)
}

func TestAddressesAreThoseOfAServer(t *testing.T) {
	s := newServer(small(nil), false)
	for _, test := range []struct {
		path   string
		status int
		holds  string // in the body, or the Location
	}{
		{"/", 200, "Home"},
		{"/why/", 200, "Because."},
		{"/why/index.html", 200, "Because."},
		{"/why", 302, "/why/"},
		{"/why?x=1", 302, "/why/?x=1"},
		{"/old-why/", 302, "/why/"},
		{"/hand.html", 200, "By hand."},
		{"/dot.png", 200, "PNG"},
		{"/nothing/", 404, "<h1"},
		{"/secret/", 404, "<h1"},
		{"/WHY/", 404, ""},
		{"/unused.png", 404, ""}, // no page wants it, so no build writes it
		{"/dot.png.yaml", 404, ""},
		{"/_data/x.yaml", 404, ""},
		{"/brief.yaml", 404, ""},
		{"/why.md", 404, ""},
		{"/.brief.json", 404, ""},
		{"/.brief/nothing", 404, ""},
		{"/.brief/idiomorph.LICENSE", 404, ""},
	} {
		w := get(s, test.path)
		got := w.Body.String() + w.Header().Get("Location")
		if w.Code != test.status || !strings.Contains(got, test.holds) {
			t.Errorf("%s: status %d, want %d with %q in\n%s", test.path, w.Code, test.status, test.holds, got)
		}
	}
	for path, want := range map[string]int{"/": 405, "/why/": 405} {
		if w := ask(s, http.MethodPost, path); w.Code != want {
			t.Errorf("POST %s: status %d, want %d", path, w.Code, want)
		}
	}
}

func TestBelowThePathOfTheBaseURL(t *testing.T) {
	s := newServer(small(map[string]string{"brief.yaml": "base_url: https://drafts.example/preview/\n"}), false)
	w := get(s, "/preview/why/")
	if w.Code != 200 || theScript().FindStringSubmatch(w.Body.String())[1] != "/preview/.brief/preview.js" {
		t.Errorf("status %d, and the script is asked for outside the path:\n%s", w.Code, w.Body)
	}
	for path, to := range map[string]string{"/": "/preview/", "/preview": "/preview/"} {
		if w := get(s, path); w.Code != 302 || w.Header().Get("Location") != to {
			t.Errorf("%s: status %d, leads to %q, want %q", path, w.Code, w.Header().Get("Location"), to)
		}
	}
	for _, path := range []string{"/why/", "/.brief/preview.js", "/previewer/"} {
		if w := get(s, path); w.Code != 404 {
			t.Errorf("%s: status %d, want 404", path, w.Code)
		}
	}
	for _, path := range []string{"/preview/.brief/preview.js", "/preview/.brief/worker.js", "/preview/.brief/problems"} {
		if w := get(s, path); w.Code != 200 {
			t.Errorf("%s: status %d, want 200", path, w.Code)
		}
	}
}

func TestHeadRangesAndCompression(t *testing.T) {
	s := newServer(small(nil), false)
	whole := get(s, "/notes/long.txt")
	if w := ask(s, http.MethodHead, "/notes/long.txt"); w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") != "3000" {
		t.Errorf("HEAD: status %d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
	if w := ask(s, http.MethodHead, "/nothing/"); w.Code != 404 || w.Body.Len() != 0 {
		t.Errorf("HEAD of nothing: status %d, %d bytes", w.Code, w.Body.Len())
	}
	if w := get(s, "/notes/long.txt", "Range: bytes=5-9", "Accept-Encoding: gzip"); w.Code != 206 || w.Body.String() != "56789" {
		t.Errorf("range: status %d, %q", w.Code, w.Body)
	}
	if w := get(s, "/dot.png", "Range: bytes=1-3"); w.Code != 206 || w.Body.String() != "PNG" {
		t.Errorf("range of a picture: status %d, %q", w.Code, w.Body)
	}
	if w := get(s, "/notes/long.txt", "If-None-Match: "+whole.Header().Get("ETag")); w.Code != 304 {
		t.Errorf("unchanged: status %d, want 304", w.Code)
	}
	for accepted, want := range map[string]string{"gzip, br": "gzip", "br": "", "gzip;q=0": "", "*": "gzip", "": ""} {
		w := get(s, "/notes/long.txt", "Accept-Encoding: "+accepted)
		if got := w.Header().Get("Content-Encoding"); got != want {
			t.Fatalf("Accept-Encoding %q: Content-Encoding is %q, want %q", accepted, got, want)
		}
		body := io.Reader(w.Body)
		if want == "gzip" {
			z, err := gzip.NewReader(body)
			if err != nil {
				t.Fatal(err)
			}
			body = z
		}
		if text, _ := io.ReadAll(body); string(text) != whole.Body.String() {
			t.Errorf("Accept-Encoding %q: other text", accepted)
		}
	}
	if w := get(s, "/dot.png", "Accept-Encoding: gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a picture is compressed once more")
	}
}

// A page of another site, whose name is made to lead to this machine, could
// read drafts; Hugo 0.165 answers it.
func TestForeignHostsAndOriginsAreRefused(t *testing.T) {
	s := newServer(small(nil), true)
	s.opt.Hosts = []string{"tunnel.example"}
	for _, host := range []string{"localhost", "localhost:4000", "LOCALHOST.", "127.0.0.1:4000", "127.0.0.1", "[::1]:4000", "[::1]", "site.localhost:1", "tunnel.example", "tunnel.example:8443"} {
		if w := get(s, "/why/", "Host: "+host); w.Code != 200 {
			t.Errorf("Host %s: status %d, want 200", host, w.Code)
		}
	}
	for _, host := range []string{"evil.example", "evil.example:4000", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.5:4000", "", "notlocalhost", "tunnel.example.evil.example"} {
		for _, path := range []string{"/why/", "/.brief/events", "/.brief/problems"} {
			if w := get(s, path, "Host: "+host); w.Code != 403 || strings.Contains(w.Body.String(), "Because") {
				t.Errorf("Host %q asked for %s: status %d, %s", host, path, w.Code, w.Body)
			}
		}
	}
	for _, header := range []string{"Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"} {
		for _, path := range []string{"/why/", "/.brief/events", "/.brief/problems"} {
			w := get(s, path, header)
			if w.Code != 403 || w.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s asked for %s: status %d, want 403", header, path, w.Code)
			}
		}
	}
	if w := get(s, "/why/", "Origin: http://localhost:4000"); w.Code != 200 {
		t.Errorf("its own origin: status %d", w.Code)
	}
	if w := get(s, "/why/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"); w.Code != 200 {
		t.Errorf("a link from another site: status %d", w.Code)
	}
}

// Others in the network need the address that was printed.
func TestOthersNeedTheToken(t *testing.T) {
	s := newServer(small(nil), true)
	s.opt.Token, s.opt.Open = "letmein", true
	from := func(path string, headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "http://192.168.1.5:4000"+path, nil)
		r.RemoteAddr = "192.168.1.9:5000"
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	for _, path := range []string{"/why/", "/why/?token=letmei", "/why/?token=", "/.brief/events", "/.brief/worker.js"} {
		if w := from(path); w.Code != 403 || strings.Contains(w.Body.String(), "Because") {
			t.Errorf("%s without the token: status %d", path, w.Code)
		}
	}
	w := from("/why/?token=letmein&x=1")
	if w.Code != 302 || w.Header().Get("Location") != "/why/?x=1" {
		t.Errorf("with the token: status %d, leads to %q", w.Code, w.Header().Get("Location"))
	}
	if w := from("/why/", "Cookie: "+strings.Split(w.Header().Get("Set-Cookie"), ";")[0]); w.Code != 200 {
		t.Errorf("with the cookie: status %d", w.Code)
	}
	if w := from("//evil.example/?token=letmein"); strings.HasPrefix(w.Header().Get("Location"), "//") {
		t.Errorf("it leads to another host: %q", w.Header().Get("Location"))
	}
	if w := get(s, "/why/"); w.Code != 200 {
		t.Errorf("this machine itself: status %d", w.Code)
	}
}

func at(file string, line, col int) diag.Pos { return diag.Pos{File: file, Line: line, Col: col} }
