package render

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"brief/internal/site"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// hrefs are the values of all attributes that hold an address, in order.
func hrefs(t *testing.T, page string) (out []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "href" || a.Key == "src" {
				out = append(out, a.Val)
			}
		}
	}
	return out
}

// bareTheme shows a page's own words and nothing else.
const bareTheme = `
-- layouts/base.html --
<!doctype html><title>{{.HeadTitle}}</title>{{block "main" .}}{{end}}
-- layouts/page.html --
{{define "main"}}{{.Lead}}{{.Body}}{{range .Parts}}<section id="{{.ID}}"><h2>{{.Title}}</h2>{{.Lead}}{{.Body}}</section>{{end}}{{range .Notes}}<p id="{{.ID}}">{{.HTML}}{{range .Back}}<a href="{{.URL}}">{{.Label}}</a>{{end}}</p>{{end}}{{end}}
-- layouts/blocks/figure.html --
<figure><img src="{{.Image.URL}}" alt="{{.Image.Alt}}">{{.Caption}}</figure>
-- layouts/blocks/note.html --
<div>{{.Label}}: {{.Body}}</div>
`

const linkSite = `
-- content/index.md --
---
title: Home
---
[self](#) [a](a.md) [a, part](a.md#b%20c) [file](data.csv?x=1) [out](https://example.org/?a=b&c=d) [mail](mailto:a@example.org) [address](/laos/one/) [one](laos/10-one.md#army)
-- content/a.md --
---
title: A
---
## B {#b}

[home](index.md) [in](#b) [cover](laos/index.md) [folder](laos/) [briefing](short/10-end.md) [its part](short/10-end.md#x)
-- content/data.csv --
a,b
-- content/laos/index.md --
---
title: Laos
date: 2025-01-02
edition: chapters
---
[one](10-one.md) [two's part](20-two.md#army)
-- content/laos/10-one.md --
---
title: One
date: 2025-01-02
---
## Army

[cover](index.md) [in](#army) [two](20-two.md#army) [a](../a.md)
-- content/laos/20-two.md --
---
title: Two
date: 2025-01-02
---
## Army

[one](10-one.md)
-- content/short/index.md --
---
title: Short
date: 2025-01-02
---
[end](10-end.md) [its part](10-end.md#x)
-- content/short/10-end.md --
---
title: End
date: 2025-01-02
---
## X

[start](index.md) [in](#x)
`

func TestLinksAreRelativeWithoutABaseURLAndBeginWithItsPathWithOne(t *testing.T) {
	for _, test := range []struct{ base, path, want string }{
		{"", "index.html", "./ a/ data.csv?x=1 https://example.org/?a=b&c=d mailto:a@example.org laos/one/ laos/one/#army"},
		{"", "a/index.html", "../ #b ../laos/ ../laos/ ../short/#end ../short/#end-x"},
		{"", "laos/index.html", "one/ two/#army"},
		{"", "laos/one/index.html", "../ #army ../two/#army ../../a/"},
		{"", "laos/all/index.html", "#one #two-army ./ #one-army #two-army ../../a/ #one"},
		{"", "short/index.html", "#end #end-x ./ #end-x"},
		{"https://example.org/x/", "index.html", "/x/ /x/a/ /x/data.csv?x=1 https://example.org/?a=b&c=d mailto:a@example.org /x/laos/one/ /x/laos/one/#army"},
		{"https://example.org/x/", "laos/one/index.html", "/x/laos/ #army /x/laos/two/#army /x/a/"},
		{"https://example.org", "laos/all/index.html", "#one #two-army /laos/all/ #one-army #two-army /a/ #one"},
	} {
		config := ""
		if test.base != "" {
			config = "-- brief.yaml --\nbase_url: " + test.base + "\n"
		}
		f := newBareFixture(t, config+bareTheme+strings.Replace(linkSite, " [a, part](a.md#b%20c)", "", 1))
		got := strings.Join(hrefs(t, f.page(t, test.path)), " ")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s of %s:\n%s", test.path, test.base, diff)
		}
	}
}

func TestLinksThatLeadNowhereAreToldWithTheirPlace(t *testing.T) {
	f := newBareFixture(t, bareTheme+`
-- content/index.md --
---
title: Home
---
[x](nope.md) [y](a.md#nowhere) [z](/none/) [d](draft.md)

![](a.png) ![Alt](none.png) ![Alt](https://example.org/a.png)

![Alt](bad.png)

> [!XYZ] Title
> Body stays.
-- content/a.md --
---
title: A
---
-- content/draft.md --
---
title: D
status: draft
---
-- content/bad.png --
no picture
`)
	res := f.render(t, "index.html")
	got := regexp.MustCompile(`cannot be used: it .* \[`).ReplaceAllString(lines(res.Diags), "cannot be used: it … [")
	want := `content/index.md:4:1: no page for the link "nope.md" [broken-link]
content/index.md:4:14: content/a.md has no place named "#nowhere" [broken-fragment]
content/index.md:4:32: no page for the link "/none/" [broken-link]
content/index.md:4:44: the link "draft.md" leads to a page that is held back [link-to-held-page]
content/index.md:6:1: there is no picture "a.png" (looked for content/a.png) [missing-picture]
content/index.md:6:12: there is no picture "none.png" (looked for content/none.png) [missing-picture]
content/index.md:6:29: the picture "https://example.org/a.png" is not a file of this site [remote-picture]
content/index.md:8:1: the picture "bad.png" cannot be used: it … [bad-picture]
content/index.md:10:3: there is no kind of box named "xyz" [unknown-block]
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if res.File == nil || !strings.Contains(string(res.File.Body), "Body stays.") {
		t.Error("the page is not shown for all that")
	}
}

func TestAPageWantsTheFilesThatItShowsAndLinksTo(t *testing.T) {
	f := newBareFixture(t, bareTheme+`
-- static/s.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>
-- content/index.md --
---
title: Home
---
[x](data.csv) ![Alt](p.svg) ![Alt](/s.svg) [x](data.csv)
-- content/data.csv --
1
-- content/p.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>
-- content/other.csv --
2
`)
	if diff := cmp.Diff([]string{"content/data.csv", "content/p.svg"}, f.render(t, "index.html").Wants); diff != "" {
		t.Error(diff)
	}
}

func TestOnePageEditionHasOneListOfNotesAndNoIDTwice(t *testing.T) {
	f := newFixture(t, everything)
	page := f.page(t, "laos/all/index.html")
	doc, _ := html.Parse(strings.NewReader(page))
	var ids, links []string
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				if slices.Contains(ids, a.Val) {
					t.Errorf("id %q twice", a.Val)
				}
				ids = append(ids, a.Val)
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
				links = append(links, a.Val[1:])
			}
		}
	}
	for _, l := range links {
		if !slices.Contains(ids, l) {
			t.Errorf("a link to #%s, which is not there", l)
		}
	}
	for _, id := range []string{"one", "two", "one-army", "two-army", "fn1", "fn2", "fn3", "fnref3", "fnref3-2"} {
		if !slices.Contains(ids, id) {
			t.Errorf("no id %q", id)
		}
	}
	if !strings.Contains(page, `<link rel=canonical href="https://example.org/x/laos/">`) {
		t.Error("its canonical address is not the cover")
	}
	for _, words := range []string{"Cover text", "One text", "Two text"} {
		if strings.Count(page, words) < 1 || strings.Count(page, words+"<sup") != 1 {
			t.Errorf("%q is there %d times", words, strings.Count(page, words))
		}
	}
}

func TestNotFoundPageRefersToNothingWithoutABaseURL(t *testing.T) {
	f := newFixture(t, strings.Replace(everything, "base_url: https://example.org/x/\n", "", 1))
	page := f.page(t, "404.html")
	for _, h := range hrefs(t, page) {
		if !strings.HasPrefix(h, "#") && !strings.HasPrefix(h, "https://example.org/?") {
			t.Errorf("it refers to %q", h)
		}
	}
	f = newFixture(t, everything)
	for _, h := range hrefs(t, f.page(t, "404.html")) {
		if !strings.HasPrefix(h, "#") && !strings.HasPrefix(h, "/x/") && !strings.HasPrefix(h, "https://example.org/") {
			t.Errorf("it refers to %q", h)
		}
	}
}

func TestABoxTypeIsAddedByATemplateAlone(t *testing.T) {
	text := "\n-- content/index.md --\n---\ntitle: Home\n---\n> [!XYZ|wide] A title\n> Text.\n\n> [!XZY]\n> Text.\n"
	f := newFixture(t, "-- layouts/blocks/xyz.html --\n<div class=\"xyz {{.Option}}\"><b>{{.Title}}</b>{{.Body}}</div>\n"+text)
	res := f.render(t, "index.html")
	if !strings.Contains(string(res.File.Body), `<div class="xyz wide"><b>A title</b><p>Text.</p></div>`) {
		t.Errorf("the box is not there: %s", res.File.Body)
	}
	l := res.Diags.Suggest(f.templates.Names)
	if len(l) != 1 || l[0].Code != "unknown-block" || !strings.HasPrefix(l[0].Hint, `did you mean "xyz"?`) {
		t.Errorf("a mistyped one: %v", l)
	}
	if l[0].Pos.Line != 7 {
		t.Errorf("at %v", l[0].Pos)
	}
}

func TestOverridingAPartialChangesOnlyPagesThatPrintIt(t *testing.T) {
	before := newFixture(t, everything)
	after := newFixture(t, everything+"\n-- layouts/partials/byline.html --\n{{with .Authors}}<p>By {{range .}}{{.Name}} {{end}}</p>{{end}}\n")
	for _, path := range everyHTML(before) {
		a, b := before.render(t, path), after.render(t, path)
		printsByline := strings.Contains(string(a.File.Body), "<p class=by>") && path != "404.html"
		if changed := string(a.File.Body) != string(b.File.Body); changed != printsByline {
			t.Errorf("%s changed: %v; it has a byline: %v", path, changed, printsByline)
		}
	}
}

func TestAPartThatIsNotThereIsToldWithItsPlace(t *testing.T) {
	f := newBareFixture(t, "-- layouts/base.html --\n{{/* A comment.\n   Of two lines. */}}\n<p>{{.HeadTitle}}</p>\n<p>  {{.Cover.Title}}</p>{{block \"main\" .}}{{end}}\n-- layouts/page.html --\n"+
		"{{define \"main\"}}{{end}}\n-- content/index.md --\n---\ntitle: Home\n---\n")
	res := f.render(t, "index.html")
	want := "layouts/base.html:4:14: .Cover.Title asks for a part of something that the page content/index.md does not have [template-value]\n"
	if got := lines(res.Diags); got != want || res.File != nil {
		t.Error(cmp.Diff(want, got))
	}
}

func TestAnUnsafeValueIsAProblem(t *testing.T) {
	f := newBareFixture(t, "-- layouts/base.html --\n<a href=\"{{.Method}}\">x</a>{{block \"main\" .}}{{end}}\n-- layouts/page.html --\n{{define \"main\"}}{{end}}\n"+
		"-- content/index.md --\n---\ntitle: Home\nmethod: javascript:alert(1)\n---\n")
	res := f.render(t, "index.html")
	if len(res.Diags) != 1 || res.Diags[0].Code != "unsafe-value" {
		t.Errorf("got %v", res.Diags)
	}
}

func TestABrokenLayoutIsToldOnceAndStopsThePagesThatUseIt(t *testing.T) {
	f := newBareFixture(t, bareTheme+"-- layouts/section.html --\n{{define \"main\"}}{{.Titel}}{{end}}\n"+linkSite)
	if got := lines(f.problems); got != "layouts/section.html:1:20: a Page has no .Titel [template-field]\n" {
		t.Errorf("got %s", got)
	}
	if res := f.render(t, "laos/one/index.html"); res.File != nil || len(res.Diags) != 1 || res.Diags[0].Code != "broken-template" {
		t.Errorf("a page with a broken layout was made")
	}
	if res := f.render(t, "a/index.html"); res.File == nil {
		t.Errorf("a page with another layout was not made: %v", res.Diags)
	}
}

// Every read is recorded with the fingerprint that the site and the templates give.
func TestReadsAreDistinctAndHaveTheirFingerprints(t *testing.T) {
	f := newFixture(t, everything)
	for _, r := range append(f.site.Routes(), f.templates.Routes()...) {
		seen := map[site.Key]bool{}
		res := f.templates.Render(f.site, r, Mode{})
		for _, read := range res.Reads {
			if seen[read.Key] {
				t.Errorf("%s: %v twice", r.Path, read.Key)
			}
			seen[read.Key] = true
			was := f.site.Fingerprint(read.Key)
			if read.Key.Kind == site.Template || read.Key.Kind == site.Asset {
				was = f.templates.Fingerprint(read.Key)
			}
			if read.Was != was {
				t.Errorf("%s: %v has another fingerprint", r.Path, read.Key)
			}
		}
		if len(seen) == 0 {
			t.Errorf("%s read nothing", r.Path)
		}
	}
}

func TestForgottenKindsAreNotRecorded(t *testing.T) {
	f := newFixture(t, everything)
	for _, r := range f.site.Routes() {
		for _, read := range f.templates.Render(f.site, r, Mode{Forget: site.CardOf}).Reads {
			if read.Key.Kind == site.CardOf {
				t.Fatalf("%s recorded %v", r.Path, read.Key)
			}
		}
	}
}

// One output, served at two places, has no broken link at either.
func TestWithoutABaseURLTheOutputWorksBelowAnyPath(t *testing.T) {
	f := newFixture(t, strings.Replace(everything, "base_url: https://example.org/x/\n", "", 1))
	files := map[string]bool{}
	var pages []string
	for _, r := range append(f.site.Routes(), f.templates.Routes()...) {
		files[r.Path] = true
		if strings.HasSuffix(r.Path, ".html") && r.Path != "404.html" {
			pages = append(pages, r.Path)
			for _, w := range f.render(t, r.Path).Wants {
				files[strings.TrimPrefix(w, "content/")] = true
			}
		}
	}
	for _, root := range []string{"https://host.example/", "https://host.example/a/b/"} {
		for _, page := range pages {
			at, err := url.Parse(root + strings.TrimSuffix(page, "index.html"))
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hrefs(t, f.page(t, page)) {
				to, err := at.Parse(h)
				if err != nil {
					t.Errorf("%s: %v", page, err)
					continue
				}
				if to.Host != "host.example" {
					continue
				}
				path, ok := strings.CutPrefix(to.Path, at.Path[:len(root)-len("https://host.example")])
				if path == "" || strings.HasSuffix(path, "/") {
					path += "index.html"
				}
				if !ok || !files[path] {
					t.Errorf("%s at %s: %q leads to nothing", page, root, h)
				}
			}
		}
	}
}

func TestALayoutWithoutMainIsToldAtLoad(t *testing.T) {
	_, l := loadLayouts(t, "-- layouts/section.html --\n<p>{{.Title}}</p>\n")
	want := "layouts/section.html: this layout has no {{define \"main\"}}, so that its pages would be empty [layout-without-main]\n"
	if got := lines(l); got != want {
		t.Error(cmp.Diff(want, got))
	}
}
