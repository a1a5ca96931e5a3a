package check

import (
	"strings"
	"testing"
)

func TestMistakesOfHTMLAreFound(t *testing.T) {
	for _, tt := range []struct{ name, code, main string }{
		{"end tag of nothing", "html-stray-end", `<p>a</p></em>`},
		{"end tag of a paragraph that a block ended", "html-stray-end", `<p>a<div>b</div></p>`},
		{"element that is not closed", "html-unclosed", `<p><em>a</p>`},
		{"elements that overlap", "html-unclosed", `<p><b><i>a</b></i></p>`},
		{"section that is not closed", "html-unclosed", `<section><p>a</p>`},
		{"slash that closes nothing", "html-unclosed", `<p><span/>a</span></p>`},
		{"paragraph in a paragraph's text", "html-nesting", `<p><em><p>a</p></em>`},
		{"block in a span", "html-nesting", `<p>b</p><span><div>a</div></span>`},
		{"paragraph in a heading", "html-nesting", `<h2>a<p>b</p></h2>`},
		{"block in a link in a span", "html-nesting", `<span><a href=./>home<div>a</div></a></span>`},
		{"link in a link", "html-nesting", `<p><a href=./>one <a href=./>two</a></a></p>`},
		{"button in a link", "html-nesting", `<p><a href=./>one <button>two</button></a></p>`},
		{"form in a form", "html-nesting", `<form action=./><p>a</p><form action=./><p>b</p></form></form>`},
		{"cell outside a row", "html-nesting", `<table><tr><th scope=col>a</th></tr><tbody><td>b</td></tbody></table>`},
		{"caption outside a figure", "html-nesting", `<div><figcaption>a</figcaption></div>`},
		{"div in a list", "html-nesting", `<ul><li>a</li><div>b</div></ul>`},
		{"attribute twice", "html-duplicate-attribute", `<p class=a class=b>a</p>`},
		{"lost quote", "html-attribute", `<p class="a" "b>a</p>`},
		{"id with a space", "html-attribute", `<p id="a b">a</p>`},
		{"empty id", "html-attribute", `<p id="">a</p>`},
		{"date that is none", "html-attribute", `<p><time datetime="25/11/2026">a</time></p>`},
		{"element that is none", "html-unknown", `<p><blok>a</blok></p>`},
		{"element that was one", "html-obsolete", `<p><font>a</font></p>`},
		{"style attribute", "inline-style", `<p style="color:red">a</p>`},
		{"event attribute", "inline-script", `<p onclick="x()">a</p>`},
		{"data that is no JSON", "malformed-json", `<script type=application/ld+json>{"a":1,}</script>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := with("")
			files["index.html"] = page(tt.main)
			l := checked(t, based(), files)
			if len(l) == 0 {
				t.Fatal("nothing was found")
			}
			for _, c := range codes(l) {
				if c != tt.code {
					t.Errorf("found %v, want %s", codes(l), tt.code)
					break
				}
			}
		})
	}
}

func TestPageWithoutDoctypeIsFound(t *testing.T) {
	files := with("")
	files["index.html"] = strings.TrimPrefix(page("<p>a</p>"), "<!doctype html>")
	wantOne(t, checked(t, based(), files), "html-doctype")
}

func TestFilesThatProgramsCannotReadAreFound(t *testing.T) {
	for _, tt := range []struct{ path, body, code string }{
		{"feed.xml", `<feed><entry></feed>`, "malformed-xml"},
		{"feed.xml", `<feed>a & b</feed>`, "malformed-xml"},
		{"feed.xml", "<feed>\x01</feed>", "malformed-xml"},
		{"sitemap.xml", ``, "malformed-xml"},
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg"><path d=M0></svg>`, "malformed-xml"},
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>`, "inline-script"},
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`, "inline-script"},
		{"site.webmanifest", `{"name":`, "malformed-json"},
		{"a.json", `{'a':1}`, "malformed-json"},
		{"feed.xml", `<feed xmlns="http://www.w3.org/2005/Atom"><content type="html">&lt;p>&lt;em>a&lt;/p></content></feed>`, "html-unclosed"},
	} {
		wantOne(t, checked(t, based(), map[string]string{tt.path: tt.body}), tt.code)
	}
}

// The page's own policy, N1: what would undo it, and what it forgets.
func TestPoliciesThatAllowTooMuchOrTooLittle(t *testing.T) {
	policy := func(p string) string {
		return strings.Replace(document(`<style>a{color:red}</style>`, "<p>a</p>"), "default-src 'none';style-src 'self'", p, 1)
	}
	const hash = "'sha256-6hWWMOcF+mJesSJGYhmK2lkIIEw9Xc5XKGLPVzh8yxs='"
	for _, tt := range []struct{ name, policy, code string }{
		{"inline allowed", "default-src 'none'; style-src 'unsafe-inline'", "unsafe-policy"},
		{"eval allowed", "default-src 'none'; script-src 'unsafe-eval'; style-src " + hash, "unsafe-policy"},
		{"anything", "default-src *; style-src " + hash, "unsafe-policy"},
		{"any secure site", "default-src 'none'; img-src https:; style-src " + hash, "unsafe-policy"},
		{"style sheet forgotten", "default-src 'none'; style-src 'self'", "policy-hash"},
		{"style sheet forgotten by default", "default-src 'self'", "policy-hash"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantOne(t, checked(t, based(), map[string]string{"index.html": policy(tt.policy)}), tt.code)
		})
	}
	sound := policy("default-src 'none'; style-src 'self' " + hash)
	if l := checked(t, based(), map[string]string{"index.html": sound}); len(l) > 0 {
		t.Errorf("a sound policy: %v", l)
	}
	for header, code := range map[string]string{
		"frame-ancestors 'none'; base-uri 'none'": "",
		"style-src 'self'":                        "policy-hash",
		"script-src 'self' 'unsafe-inline'":       "unsafe-policy",
	} {
		s, f := New(based()), file("index.html", sound)
		f.Headers = map[string]string{"Content-Security-Policy": header}
		s.Put(f)
		if l := s.All(); strings.Join(codes(l), " ") != code {
			t.Errorf("the header %q: found %v, want %q", header, codes(l), code)
		}
	}
}

func TestPageWithoutAPolicyIsToldOf(t *testing.T) {
	bare := strings.Replace(page("<p>a</p>"), "http-equiv=content-security-policy", "name=x", 1)
	wantOne(t, checked(t, based(), map[string]string{"index.html": bare}), "no-policy")
}

// A search engine wants a file of one line in static/ as a proof; it is no page.
func TestTextThatIsCalledHTMLIsNoPage(t *testing.T) {
	if l := checked(t, based(), map[string]string{"google1234.html": "google-site-verification: google1234.html"}); len(l) > 0 {
		t.Errorf("found %v", l)
	}
	wantOne(t, checked(t, based(), map[string]string{"proof.html": "see /home/anna/proof"}), "leak-path")
}

func TestFocusThatCannotBeSeenIsFound(t *testing.T) {
	for css, bad := range map[string]bool{
		`a:focus{outline:none}`:                                 true,
		`@media print{a:focus{outline:0 !important;color:red}}`: true,
		`a:focus{outline:none;box-shadow:0 0 0 3px blue}`:       false,
		`:focus:not(:focus-visible){outline:none}`:              false,
		`a:focus-visible{outline:2px solid}`:                    false,
		`/* a:focus{outline:none} */`:                           false,
	} {
		if l := checked(t, based(), map[string]string{"site.css": css}); (len(l) == 1 && l[0].Code == "focus-hidden") != bad || !bad && len(l) > 0 {
			t.Errorf("%s: found %v", css, codes(l))
		}
	}
}

// FuzzHTML holds the parser and every rule to any input: no panic, no loop, and
// nodes that lie inside their parents.
func FuzzHTML(f *testing.F) {
	f.Add(page(`<p>a<div></p><a href=x><a href=y>`))
	f.Add(`<table><tr><td><p><b></table></b><svg><title></svg><style>`)
	f.Add(strings.Repeat("<div>", 300) + strings.Repeat("</p>", 300))
	f.Add(`<svg><foreignObject><p></svg></p><noscript><p>a`)
	for _, s := range seeds() {
		f.Add(page(s.main))
	}
	f.Fuzz(func(t *testing.T, body string) {
		d := parseHTML([]byte(body), false)
		for i := range d.nodes {
			n := &d.nodes[i]
			if n.end <= int32(i) || int(n.end) > len(d.nodes) || n.parent >= int32(i) || n.parent != none && n.end > d.nodes[n.parent].end {
				t.Fatalf("node %d: parent %d, end %d of %d", i, n.parent, n.end, len(d.nodes))
			}
		}
		s := New(based())
		if err := s.Put(file("index.html", body)); err != nil {
			t.Fatal(err)
		}
		s.All()
	})
}

func FuzzOtherFiles(f *testing.F) {
	for path, body := range sound() {
		f.Add(path, body)
	}
	f.Add("site.css", `a{b:url(`)
	f.Add("site.css", `@import "`)
	f.Fuzz(func(t *testing.T, path, body string) {
		s := New(based())
		if err := s.Put(file(path, body)); err != nil {
			t.Fatal(err)
		}
		s.All()
	})
}

// A template's slip in a loop, or a hostile file, repeats one mistake without end.
func TestOneMistakeWithoutEndIsToldABoundedNumberOfTimes(t *testing.T) {
	const times = 50_000
	for name, body := range map[string]string{
		"stray end tags":    page(strings.Repeat("</em>", times)),
		"unclosed elements": page(strings.Repeat("<em>", times)),
		"overlaps":          page(strings.Repeat("<b><i></b>", times) + strings.Repeat("</u>", times)),
		"paragraphs":        page(strings.Repeat("<p><em>", times)),
		"fragments":         page(strings.Repeat(`<a href=#none>a b</a><i id=`+"x"+`></i>`, times/10)),
		"labels":            page(`<div id=x>` + strings.Repeat("<i></i>", times) + `</div>` + strings.Repeat(`<b aria-labelledby="x x x" role=button></b>`, times/10)),
		"navigations":       page(strings.Repeat("<nav></nav>", times)),
		"access keys":       page(strings.Repeat("<i accesskey=a></i>", times)),
	} {
		s := New(based())
		s.Put(file("index.html", body))
		if l := s.All(); len(l) == 0 || len(l) > 3*maxFindings {
			t.Errorf("%s: %d findings", name, len(l))
		}
	}
}
