package asset

import (
	"bytes"
	"encoding/xml"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSpacesRoundATspanStay: the minifier glued "29,000" and "people".
func TestSpacesRoundATspanStay(t *testing.T) {
	in := `<svg xmlns="http://www.w3.org/2000/svg">
  <title> A  chart </title>
  <text x="1">  <tspan>29,000</tspan>
    people <tspan> in </tspan><tspan>Laos</tspan>  </text>
  <g> <rect width="1" height="1"/> </g>
</svg>`
	want := `<svg xmlns="http://www.w3.org/2000/svg"><title>A chart</title><text x="1"><tspan>29,000</tspan> people <tspan> in </tspan><tspan>Laos</tspan></text><g><rect width="1" height="1"/></g></svg>`
	got, err := NewMinifier().String("image/svg+xml", in)
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
		got, err := NewMinifier().String("text/css", in)
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
	got, err := NewMinifier().String("image/svg+xml", in)
	if err != nil || got != want {
		t.Errorf("%v %s", err, cmp.Diff(want, got))
	}
}

// A drawing whose elements have a prefix was minified to nothing.
func TestDrawingsWithAPrefixAreKept(t *testing.T) {
	in := `<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><s:path d="M0 0h4v2z"/><s:text>A <s:tspan>b</s:tspan> c</s:text></s:svg>`
	if got, err := NewMinifier().String("image/svg+xml", in); err != nil || got != in {
		t.Errorf("%q, %v", got, err)
	}
}

// Three partials of the theme were published as they were typed, for the
// apostrophes in their comments.
func TestApostrophesInCommentsDoNotStopTheMinifier(t *testing.T) {
	for src, want := range map[string]string{
		"{{/* The page's own. */}}\n<p class=\"a\">\n  x</p>":      "{{/**/}}<p class=a>x</p>",
		"{{- /* A \"half */ -}}\n<p class=\"a\">\n  x</p>":         "{{- /**/ -}}<p class=a>x</p>",
		"{{/* left open's <p class=\"a\">":                         "{{/* left open's <p class=\"a\">",
		"<p class=\"a\">{{printf \"/* it's %s */\" .Title}}</p>\n": "<p class=a>{{printf \"/* it's %s */\" .Title}}</p>",
	} {
		if got, err := MinifyTemplate(NewMinifier(), src); err != nil || got != want {
			t.Errorf("%q became %q (%v), want %q", src, got, err, want)
		}
	}
}
