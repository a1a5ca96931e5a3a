package render

import (
	"bytes"
	"crypto/sha512"
	"encoding/base64"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brief/internal/output"
)

const assetTheme = `
-- layouts/base.html --
<!doctype html>{{with asset "css/site.css"}}<link rel=stylesheet href="{{.URL}}" integrity="{{.Integrity}}">{{end}}{{with asset "none.css"}}none{{end}}
-- layouts/page.html --
{{define "main"}}{{end}}
-- content/index.md --
---
title: Home
---
`

// routesOf are the paths of static files.
func (f *fixture) routesOf() string {
	var b strings.Builder
	for _, r := range f.templates.Routes() {
		b.WriteString(r.Path + "\n")
	}
	return b.String()
}

func TestAssetsThatStyleSheetsNameHaveTheirHashInTheirName(t *testing.T) {
	f := newBareFixture(t, assetTheme+`
-- static/css/site.css --
@import "more.css";
@font-face { font-family: X; src: url("../fonts/x.woff2?v=1#iefix") format("woff2"), url(data:font/woff2;base64,AA==) }
a { background: url(/img/dot.svg) ; color: #FF0000 }
b { background: url(https://example.org/x.png), url(#part) }
-- static/css/more.css --
i { color: red }
-- static/fonts/x.woff2 --
font
-- static/img/dot.svg --
<svg xmlns="http://www.w3.org/2000/svg"  width="1" height="1"></svg>
-- static/img/own.svg --
<svg xmlns="http://www.w3.org/2000/svg"  width="2" height="1"></svg>
-- static/plain.txt --
As it is.
`)
	got := f.routesOf()
	for _, name := range []string{"css/more", "css/site", "fonts/x", "img/dot"} {
		if !strings.Contains(got, name+".") {
			t.Errorf("no %s in %s", name, got)
		}
	}
	if n := strings.Count(got, "\n"); n != 6 {
		t.Errorf("%d files: %s", n, got)
	}
	for _, name := range []string{"img/own.svg\n", "plain.txt\n"} {
		if !strings.Contains(got, name) {
			t.Errorf("%s has another name: %s", name, got)
		}
	}
	a := f.templates.assets.byName["css/site.css"]
	css := f.page(t, a.path)
	for _, dep := range []string{"css/more.css", "fonts/x.woff2", "img/dot.svg"} {
		to := relative(a.path, f.templates.assets.byName[dep].path)
		if !strings.Contains(css, to) {
			t.Errorf("no %s in %s", to, css)
		}
	}
	for _, kept := range []string{"?v=1#iefix", "https://example.org/x.png", "#part"} {
		if !strings.Contains(css, kept) {
			t.Errorf("no %s in %s", kept, css)
		}
	}
	sum := sha512.Sum384([]byte(css))
	page := f.page(t, "index.html")
	if !strings.Contains(page, "sha384-"+base64.StdEncoding.EncodeToString(sum[:])) {
		t.Errorf("its integrity is not in %s", page)
	}
	if !strings.Contains(page, `href="`+a.path+`"`) || strings.Contains(page, "none") {
		t.Errorf("got %s", page)
	}
	if c := f.render(t, a.path).File.Class; c != output.Asset {
		t.Errorf("class %s", c)
	}
	if file := f.render(t, "plain.txt").File; file.Class != output.Media || file.From == nil {
		t.Errorf("got %+v", file)
	}
}

func TestStyleSheetsThatNameWhatIsNotThereOrThemselves(t *testing.T) {
	f := newBareFixture(t, assetTheme+`
-- static/css/site.css --
a { color: red }
b { background: url('../none.png') }
-- static/a.css --
@import url(b.css);
-- static/b.css --
@import "a.css";
`)
	want := `static/b.css:1:10: static/a.css imports this file, directly or by others, so that neither can have the hash of its content in its name [asset-cycle]
static/css/site.css:2:22: there is no file static/none.png [missing-asset]
`
	if diff := cmp.Diff(want, lines(f.problems)); diff != "" {
		t.Error(diff)
	}
}

func TestANewByteInAnAssetRenamesItAndWhatNamesIt(t *testing.T) {
	site := assetTheme + "-- static/css/site.css --\na{background:url(x.png)}\n-- static/css/x.png --\n"
	a, b := newBareFixture(t, site+"1"), newBareFixture(t, site+"2")
	for _, name := range []string{"css/site.css", "css/x.png"} {
		if a.templates.assets.byName[name].path == b.templates.assets.byName[name].path {
			t.Errorf("%s has the same name", name)
		}
		if a.templates.assets.fingerprint(name) == b.templates.assets.fingerprint(name) {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
}

func TestAFileThatCannotBeMinifiedIsPublishedAsItIs(t *testing.T) {
	f := newBareFixture(t, assetTheme+"-- static/x.js --\nlet = = 1\n-- static/y.json --\n{\"a\": 1.0,  \"b\": [1, 2]}\n")
	res := f.render(t, "x.js")
	if got := string(res.File.Body); got != "let = = 1\n" {
		t.Errorf("got %q", got)
	}
	if len(res.Diags) != 1 || res.Diags[0].Code != "not-minified" || res.Diags.HasErrors() {
		t.Errorf("got %v", res.Diags)
	}
	if got := f.page(t, "y.json"); got != `{"a":1,"b":[1,2]}` {
		t.Errorf("got %q", got)
	}
}

// TestSpacesRoundATspanStay: the minifier glued "29,000" and "people".
func TestSpacesRoundATspanStay(t *testing.T) {
	in := `<svg xmlns="http://www.w3.org/2000/svg">
  <title> A  chart </title>
  <text x="1">  <tspan>29,000</tspan>
    people <tspan> in </tspan><tspan>Laos</tspan>  </text>
  <g> <rect width="1" height="1"/> </g>
</svg>`
	want := `<svg xmlns="http://www.w3.org/2000/svg"><title>A chart</title><text x="1"><tspan>29,000</tspan> people <tspan> in </tspan><tspan>Laos</tspan></text><g><rect width="1" height="1"/></g></svg>`
	got, err := newMinifier().String("image/svg+xml", in)
	if err != nil || got != want {
		t.Errorf("%v %s", err, cmp.Diff(want, got))
	}
	d := xml.NewDecoder(bytes.NewReader([]byte(got)))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// What a style sheet may lose and what it may not: a shorthand keeps its
// variable, a custom property its space and its digits, a mirrored rule its
// second value, flex its zero basis (which became 0%). Family names lose their
// quotes and capitals, which mean nothing (CSS Fonts 4, section 5.1).
func TestStyleSheetsKeepTheirMeaning(t *testing.T) {
	for in, want := range map[string]string{
		`:root{--gap: ;--ratio: 0.50}`: `:root{--gap: ;--ratio:0.50}`,
		`.a{background: transparent var(--b) center/1em auto no-repeat;opacity:var(--ratio)}`:  `.a{background:var(--b)50%/1em no-repeat;opacity:var(--ratio)}`,
		`.b::before{content:"\201C";font-family:"Noto Sans Lao",serif}`:                        `.b::before{content:"\201C";font-family:noto sans lao,serif}`,
		`.c{inset-inline:0 auto;margin-inline:1rem 0;flex:0 0 0px}`:                            `.c{inset-inline:0 auto;margin-inline:1rem 0;flex:0 0 0}`,
		`.c{flex: 1 1 0}.d{flex:1}.e{flex:0 0 auto}.f{flex:1 1 0%}.flex:hover{margin:1px 0 0}`: `.c{flex:1 1 0}.d{flex:1}.e{flex:none}.f{flex:1}.flex:hover{margin:1px 0 0}`,
		`@supports (display:grid) and (not (display:inline-grid)){.d{color:#FF0000}}`:          `@supports(display:grid) and (not (display:inline-grid)){.d{color:red}}`,
		`:where(.e,.f) > p{color:rgb(0 0 0 / 50%)}`:                                            `:where(.e,.f)>p{color:rgb(0 0 0/.5)}`,
	} {
		got, err := newMinifier().String("text/css", in)
		if err != nil || got != want {
			t.Errorf("%s: %v %s", in, err, cmp.Diff(want, got))
		}
	}
}

// The case min-svg-paths: arcs without spaces between flags, a relative move
// after z, numbers such as .5.5 and 1e0. The path was drawn by hand from both
// strings: every point is the same.
func TestDrawingsKeepTheirShape(t *testing.T) {
	in := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="none" stroke="#000" d="m4 4q0-2-1.5-2.5t-.5 3zl3 3M10 10a1 1 0 01.5.5v1e0h-1zl-2-2 0 1M15 15l5 0l0 5zl-3-3l2 0"/></svg>`
	want := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="none" stroke="#000" d="m4 4q0-2-1.5-2.5t-.5 3zl3 3m3 3a1 1 0 01.5.5v1h-1zL8 8v1m7 6h5v5zl-3-3h2"/></svg>`
	got, err := newMinifier().String("image/svg+xml", in)
	if err != nil || got != want {
		t.Errorf("%v %s", err, cmp.Diff(want, got))
	}
}
