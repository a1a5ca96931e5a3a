package build

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"brief/internal/output"
	"brief/internal/sitetest"

	"golang.org/x/net/html"
)

// sitesShown are the sites whose every output is looked at.
func sitesShown() map[string]*sitetest.Site {
	return map[string]*sitetest.Site{"every feature": sitetest.EveryFeature(), "kitchen sink": sitetest.KitchenSink()}
}

// shownAt is the address that they are built for.
const shownAt = "https://example.org/files/"

// eachOutput calls f for every output of the sites.
func eachOutput(t *testing.T, f func(t *testing.T, s state, file *output.File, body string)) {
	for name, live := range sitesShown() {
		t.Run(name, func(t *testing.T) {
			live.Remove("content/loose/leaf.md") // full of mistakes, on purpose
			s := buildAll(newPlainBuilder(live, Options{BaseURL: shownAt}))
			if len(s.files) < 10 {
				t.Fatalf("only %d files", len(s.files))
			}
			for _, file := range s.files {
				f(t, s, file, text(t, s, file.Path))
			}
		})
	}
}

// N1, S15: every page says early in its head, and once, what it loads, with the
// hashes of what stands inline as a browser reads it.
func TestEveryPageHasAStrictPolicy(t *testing.T) {
	eachOutput(t, func(t *testing.T, s state, file *output.File, body string) {
		if strings.HasPrefix(file.Type, "text/html") {
			checkPolicy(t, file.Path, body)
		}
	})
}

// A site's own layouts may hold style sheets and scripts inline, whose hashes
// are those of the bytes that the minifier leaves of them.
func TestPolicyAllowsWhatLayoutsHoldInline(t *testing.T) {
	live := sitetest.EveryFeature()
	live.Write("layouts/partials/mark.html", []byte("<style>\n  .mark { color : #ff0000 }\n</style><script>\n  // A remark\n  var a = 1 ;\n</script><script type=\"application/json\">{ \"a\" : 1 }</script>"))
	s := buildAll(newPlainBuilder(live, Options{}))
	body := text(t, s, "index.html")
	if got := checkPolicy(t, "index.html", body); got != 2 {
		t.Errorf("%d hashes, want 2: %s", got, body)
	}
	if strings.Contains(body, "#ff0000") || strings.Contains(body, "A remark") {
		t.Errorf("it is not minified: %s", body)
	}
}

// checkPolicy compares a page's policy with one made of what a parser finds in
// the page, and returns how many hashes it holds.
func checkPolicy(t *testing.T, path, body string) (hashes int) {
	t.Helper()
	var policies []string
	sources := map[string][]string{}
	loads := false
	for n := range treeOf(t, body).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.Data == "meta" && strings.EqualFold(attr(n, "http-equiv"), "content-security-policy"):
			policies = append(policies, attr(n, "content"))
			if loads || n.Parent.Data != "head" {
				t.Errorf("%s: the policy stands behind what it is to rule", path)
			}
		case n.Data == "style", n.Data == "script" && !has(n, "src") && !strings.HasSuffix(attr(n, "type"), "json"):
			sum := sha256.Sum256([]byte(textOf(n)))
			source := " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
			if !slices.Contains(sources[n.Data], source) {
				sources[n.Data] = append(sources[n.Data], source)
				hashes++
			}
			loads = true
		case n.Data == "link" && attr(n, "rel") != "canonical", n.Data == "script":
			loads = true
		}
	}
	want := "default-src 'none';img-src 'self';style-src 'self'" + strings.Join(sources["style"], "") +
		";script-src 'self'" + strings.Join(sources["script"], "") +
		";font-src 'self';media-src 'self';manifest-src 'self';form-action 'none';base-uri 'none'"
	if len(policies) != 1 || policies[0] != want {
		t.Errorf("%s: the policy is\n%q\nwant\n%q", path, policies, want)
	}
	return hashes
}

// A strict policy blocks style attributes and event handlers: no page, picture
// or text of a feed has any.
func TestNoOutputHoldsStyleAttributesOrHandlers(t *testing.T) {
	eachOutput(t, func(t *testing.T, s state, file *output.File, body string) {
		for _, doc := range documents(t, file, body) {
			for n := range doc.Descendants() {
				for _, a := range n.Attr {
					if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
						t.Errorf("%s: <%s %s=%q>", file.Path, n.Data, a.Key, a.Val)
					}
				}
				if n.Type == html.ElementNode && n.Data == "script" && file.Type == "image/svg+xml" {
					t.Errorf("%s: a picture holds a script", file.Path)
				}
			}
		}
	})
}

// documents are the trees of markup in a file: of a page and of a drawing one,
// of a feed one for each text in it.
func documents(t *testing.T, file *output.File, body string) (docs []*html.Node) {
	t.Helper()
	switch {
	case strings.HasPrefix(file.Type, "text/html"), file.Type == "image/svg+xml":
		return []*html.Node{treeOf(t, body)}
	case strings.Contains(file.Type, "xml"):
		d := xml.NewDecoder(strings.NewReader(body))
		for {
			tok, err := d.Token()
			if err == io.EOF {
				return docs
			}
			if err != nil {
				t.Fatalf("%s: %v", file.Path, err)
			}
			if chars, ok := tok.(xml.CharData); ok && strings.Contains(string(chars), "<") {
				docs = append(docs, treeOf(t, string(chars)))
			}
		}
	}
	return nil
}

// What a server sends with each file is in the manifest: the headers of its
// kind, and nothing that could block what a page's own policy allows.
func TestManifestHoldsTheHeadersOfEveryFile(t *testing.T) {
	const page = "Content-Security-Policy: base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none' / X-Content-Type-Options: nosniff"
	for name, live := range sitesShown() {
		t.Run(name, func(t *testing.T) {
			live.Remove("content/loose/leaf.md") // full of mistakes, on purpose
			dir := t.TempDir() + "/public"
			if res, err := newPlainBuilder(live, Options{}).WriteDir(t.Context(), dir, output.Options{}); err != nil || res.Problems.HasErrors() {
				t.Fatal(err, errorsOf(state{problems: res.Problems}))
			}
			m, err := output.ReadManifest(dir)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]int{}
			for _, e := range m.Files {
				var lines []string
				for _, key := range slices.Sorted(maps.Keys(e.Headers)) {
					if key == "Content-Language" { // a test of its own
						continue
					}
					lines = append(lines, key+": "+e.Headers[key])
				}
				want := "X-Content-Type-Options: nosniff"
				if strings.HasPrefix(e.Type, "text/html") || strings.Contains(e.Type, "xml") {
					want = page
				}
				if got := strings.Join(lines, " / "); got != want {
					t.Errorf("%s (%s): headers\n%s\nwant\n%s", e.Path, e.Type, got, want)
				}
				seen[want]++
			}
			if len(seen) != 2 || seen[page] < 5 {
				t.Errorf("seen: %v", seen)
			}
		})
	}
}

// An incremental build remembers headers and redirects as it does bytes.
func TestHeadersOfFreshFiles(t *testing.T) {
	b := newBuilder(sitetest.EveryFeature(), Options{})
	first := buildAll(b)
	if d := buildAll(b).diff(first); d != "" {
		t.Error(d)
	}
	f := first.file("old-report/index.html")
	if f == nil || f.Redirect != "/2025-report/" || f.Headers["X-Content-Type-Options"] != "nosniff" {
		t.Errorf("the redirect is %s", fmt.Sprint(f))
	}
}

// N2: whatever a browser fetches by itself for a page, a style sheet, a drawing
// or a web app manifest comes from the site. Links that a reader may follow
// lead where they will.
func TestNothingIsLoadedFromElsewhere(t *testing.T) {
	eachOutput(t, func(t *testing.T, s state, file *output.File, body string) {
		var loads []string
		switch {
		case strings.HasPrefix(file.Type, "text/html"), file.Type == "image/svg+xml":
			for n := range treeOf(t, body).Descendants() {
				loads = append(loads, loadedBy(n)...)
			}
			for _, n := range nodesOf(treeOf(t, body), "style") {
				loads = append(loads, sheetLoads(textOf(n))...)
			}
		case strings.HasPrefix(file.Type, "text/css"):
			loads = sheetLoads(body)
		case file.Type == "application/manifest+json":
			var app struct {
				Start string                 `json:"start_url"`
				Icons []struct{ Src string } `json:"icons"`
			}
			if err := json.Unmarshal([]byte(body), &app); err != nil {
				t.Errorf("%s: %v", file.Path, err)
			}
			if loads = []string{app.Start}; len(app.Icons) == 0 {
				t.Errorf("%s names no icon", file.Path)
			}
			for _, icon := range app.Icons {
				loads = append(loads, icon.Src)
			}
		default:
			return
		}
		base, err := url.Parse(shownAt + file.Path)
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range loads {
			u, err := base.Parse(address)
			if err != nil || u.Host != base.Host {
				t.Errorf("%s loads %q", file.Path, address)
				continue
			}
			name, below := strings.CutPrefix(u.Path, "/files/")
			if name == "" || strings.HasSuffix(name, "/") {
				name += "index.html"
			}
			if !below || s.file(name) == nil {
				t.Errorf("%s loads %q, which is not there", file.Path, address)
			}
		}
	})
}

// loadedBy are the addresses that a browser fetches because of an element, or
// that programs which show the page elsewhere do.
func loadedBy(n *html.Node) (loads []string) {
	if n.Type != html.ElementNode {
		return nil
	}
	for _, a := range n.Attr {
		switch {
		case a.Key == "href" && n.Data != "a" && a.Namespace == "", // link, image and use of SVG
			a.Key == "href" && a.Namespace == "xlink",
			slices.Contains([]string{"src", "poster", "data", "action", "formaction", "background", "manifest", "ping"}, a.Key):
			loads = append(loads, a.Val)
		case a.Key == "srcset" || a.Key == "imagesrcset":
			for part := range strings.SplitSeq(a.Val, ",") {
				loads = append(loads, strings.Fields(part)[0])
			}
		case a.Key == "content" && attr(n, "property") == "og:image":
			loads = append(loads, a.Val)
		case a.Key == "style", slices.Contains([]string{"fill", "stroke", "filter", "mask", "clip-path"}, a.Key):
			loads = append(loads, sheetLoads(a.Val)...)
		}
	}
	return loads
}

// sheetLoads are the addresses in a style sheet; those that name a part of the
// document itself are left out.
func sheetLoads(css string) (loads []string) {
	for {
		i, j := strings.Index(css, "url("), strings.Index(css, "@import")
		if i < 0 && j < 0 {
			return loads
		}
		if i < 0 || j >= 0 && j < i {
			css = css[j+len("@import"):]
			if rest := strings.TrimLeft(css, " "); rest != "" && (rest[0] == '"' || rest[0] == '\'') {
				address, _, _ := strings.Cut(rest[1:], rest[:1])
				loads = append(loads, address)
			}
			continue
		}
		css = css[i+len("url("):]
		address, _, _ := strings.Cut(css, ")")
		if address = strings.Trim(address, `"' `); !strings.HasPrefix(address, "#") {
			loads = append(loads, address)
		}
	}
}

// The resolver finds what it is there to find.
func TestTheResolverFindsForeignLoads(t *testing.T) {
	const far = "https://far.example/x"
	for _, src := range []string{
		`<img src=` + far + `>`, `<img srcset="` + far + ` 2x">`, `<link rel=stylesheet href=` + far + `>`, `<script src=` + far + `></script>`,
		`<video poster=` + far + `>`, `<meta property=og:image content=` + far + `>`, `<form action=` + far + `>`, `<svg><image href=` + far + ` /></svg>`,
		`<svg><use xlink:href=` + far + ` /></svg>`, `<svg><path fill="url(` + far + `)"/></svg>`, `<p style="background:url('` + far + `')">`,
	} {
		var loads []string
		for n := range treeOf(t, src).Descendants() {
			loads = append(loads, loadedBy(n)...)
		}
		if !slices.Contains(loads, far) {
			t.Errorf("%s: found %q", src, loads)
		}
	}
	for _, css := range []string{`a{b:url(` + far + `)}`, `a{b:url("` + far + `")}`, `@import "` + far + `";`, `@import url(` + far + `);`} {
		if loads := sheetLoads(css); !slices.Contains(loads, far) {
			t.Errorf("%s: found %q", css, loads)
		}
	}
	for n := range treeOf(t, `<a href=`+far+`>x</a>`).Descendants() {
		if loads := loadedBy(n); loads != nil {
			t.Errorf("a link is no load: %q", loads)
		}
	}
}
