package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/xml"
	"strings"
	"testing"
)

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func TestDrawingsLoseWhatRunsOrLoads(t *testing.T) {
	const open, end = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">`, `</svg>`
	photo := "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(leaky(t)["jpeg"])
	for in, want := range map[string]string{ // "" if nothing is changed
		`<path d="M0 0h1"/>`:                                                     "",
		`<style>.a{fill:url(#g)} a>b{c:d}</style>`:                               "",
		`<a href="https://example.org/"><text>x &amp; y</text></a>`:              "",
		`<use xlink:href="#a"/><use href='#b'/>`:                                 "",
		`<script>alert(1)</script><g/>`:                                          `<g></g>`,
		`<script/><g><foreignObject><b xmlns="x">y</b></foreignObject>t</g>`:     `<g>t</g>`,
		`<g onload="alert(1)" id="a"/>`:                                          `<g id="a"></g>`,
		`<a href="javascript:alert(1)"><text>x</text></a>`:                       `<a><text>x</text></a>`,
		"<a href=\" java\nscript:alert(1)\"/>":                                   `<a></a>`,
		`<a xlink:href="data:text/html,x"/>`:                                     `<a></a>`,
		`<a href="//elsewhere.example/"/>`:                                       `<a></a>`,
		`<image href="https://spy.example/p.png" width="1"/>`:                    `<image width="1"></image>`,
		`<use href="other.svg#a"/>`:                                              `<use></use>`,
		`<rect fill="url(https://spy.example/#a)" x="1"/>`:                       `<rect x="1"></rect>`,
		`<rect style="fill:url( '//spy.example' )"/>`:                            `<rect></rect>`,
		`<rect style="fill:u\72l(//spy.example)"/>`:                              `<rect></rect>`,
		`<style>@import "//spy.example/x.css";</style>`:                          `<style></style>`,
		`<style><![CDATA[a{background:url("https://spy.example")}]]></style>`:    `<style></style>`,
		`<style>@im<!-- -->port "//spy.example/x.css";</style>`:                  `<style></style>`, // was let through: each piece alone loads nothing
		`<style>a{fill:u<![CDATA[rl(//spy.example)]]>}</style>`:                  `<style></style>`,
		`<style>@\69mport "//spy.example/x.css";</style>`:                        `<style></style>`, // was let through: escapes counted before brackets alone
		`<style>@im<g/>port "//spy.example/x.css";</style>`:                      `<style></style>`,
		`<style>.a{fill:red}<!-- b -->.b{c:d}</style><set/>`:                     `<style>.a{fill:red}.b{c:d}</style><set></set>`,
		`<!-- ` + secret + ` --><g/>`:                                            `<g></g>`, // was left to the minifier, which may pass a file over
		`<set attributeName="href" to="javascript:alert(1)"/>`:                   ``,
		`<animate attributeName="onclick" values="a;b"/><g/>`:                    `<g></g>`,
		`<iframe src="x"/><g/>`:                                                  `<g></g>`,
		`<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script><g/>`: `<g></g>`,
		`<metadata><rdf:RDF xmlns:rdf="x">` + secret + `</rdf:RDF></metadata>`:   ``,
		`<sodipodi:namedview xmlns:sodipodi="x" a="` + secret + `"/><g/>`:        `<g></g>`,
		`<g data-place="` + secret + `" inkscape:label="x"/>`:                    `<g></g>`,
		`<image href="` + photo + `"/>`:                                          "cleaned",
		`<handler xmlns="x"/>`:                                                   ``,
	} {
		clean, taken, err := CleanSVG([]byte(open + in + end))
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		got := strings.TrimSuffix(strings.TrimPrefix(string(clean), open), end)
		switch {
		case want == "cleaned":
			if got == in || strings.Contains(got, photo) || len(taken) > 0 {
				t.Errorf("%.60s: the photo in it is as it was, %q", in, taken)
			}
		case want == "" && strings.HasPrefix(in, "<p"), want == "" && len(taken) == 0 && got == in:
		case got != want:
			t.Errorf("%s\nbecame %s\nwant   %s", in, got, want)
		}
		if bytes.Contains(clean, []byte(secret)) || bytes.Contains(clean, []byte("alert")) || bytes.Contains(clean, []byte("spy.example")) {
			t.Errorf("%s became %s", in, clean)
		}
	}
}

// Some programs name every element of a drawing with a prefix of their own: it was
// published as an empty file.
func TestDrawingsWithAPrefixAreDrawn(t *testing.T) {
	const open = `<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 4 2">`
	for in, want := range map[string]string{
		`<s:path d="M0 0h1"/>`:                                                            `<s:path d="M0 0h1"/>`,
		`<s:script>alert(1)</s:script><s:g onload="alert(1)"/>`:                           `<s:g></s:g>`,
		`<s:style>@import "//spy.example"</s:style>`:                                      `<s:style></s:style>`,
		`<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script><s:g/>`:      `<s:g></s:g>`,
		`<s:g xmlns:s="http://www.w3.org/1999/xhtml"><s:script>alert(1)</s:script></s:g>`: `<s:g></s:g>`,
	} {
		clean, _, err := CleanSVG([]byte(open + in + "</s:svg>"))
		if got := strings.TrimSuffix(strings.TrimPrefix(string(clean), open), "</s:svg>"); err != nil || got != want {
			t.Errorf("%s\nbecame %s, %v\nwant   %s", in, clean, err, want)
		}
	}
	if clean, _, err := CleanSVG([]byte(`<h:svg xmlns:h="http://www.w3.org/1999/xhtml"><h:g/></h:svg>`)); err == nil {
		t.Errorf("what is no drawing became %q", clean)
	}
}

func TestDrawingsThatCannotBeReadAreRefused(t *testing.T) {
	for _, src := range []string{
		"", "text", "<svg>", "<svg></g>", "<svg/><svg/>", "<svg><g></svg>", "<svg a=1/>", "<svg>&nbsp;</svg>",
		`<!DOCTYPE svg [<!ENTITY a "x">]><svg>&a;</svg>`,
		strings.Repeat("<g>", 5000) + strings.Repeat("</g>", 5000),
		`<?xml version="1.0" encoding="utf-7"?><svg/>`,
	} {
		if clean, _, err := CleanSVG([]byte(src)); err == nil {
			t.Errorf("%.40q became %q", src, clean)
		}
	}
}

func FuzzCleanSVG(f *testing.F) {
	f.Add(`<svg><style><![CDATA[a<b]]></style><a href="x:y" onload="z"><script>1</script></a></svg>`)
	f.Add(`<svg><style>@im<!-- -->port<g/> "x"</style></svg>`)
	f.Add(`<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:style>a<b/></s:style></s:svg>`)
	f.Add(`<svg:svg xmlns:svg="http://www.w3.org/2000/svg"><svg:g fill="url(#a)">&amp;]]&gt;</svg:g></svg:svg>`)
	f.Fuzz(func(t *testing.T, src string) {
		clean, _, err := CleanSVG([]byte(src))
		if err != nil {
			return
		}
		again, taken, err := CleanSVG(clean)
		if err != nil || len(taken) > 0 {
			t.Fatalf("%q became %q, then %q, %q, %v", src, clean, again, taken, err)
		}
		d := xml.NewDecoder(bytes.NewReader(clean))
		for {
			tok, err := d.RawToken()
			if err != nil {
				return
			}
			if e, ok := tok.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "foreignObject") {
				t.Fatalf("%q became %q", src, clean)
			}
		}
	})
}
