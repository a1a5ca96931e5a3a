package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What fills base.html's blocks is escaped for the place where they stand,
// wherever that is, though all kinds of pages are escaped as one.
func TestWhatFillsABlockIsEscapedForItsPlace(t *testing.T) {
	const hostile = `"'<script>alert(1)</script>&amp; javascript:`
	for name, base := range map[string]string{
		"text":                 `<p>{{block "main" .}}{{end}}</p>`,
		"title":                `<title>{{block "main" .}}{{end}}</title>`,
		"quoted attribute":     `<p title="{{block "main" .}}{{end}}">x</p>`,
		"address":              `<a href="{{block "main" .}}{{end}}">x</a>`,
		"script":               `<script>var a = {{block "main" .}}{{end}};</script>`,
		"style":                `<style>p { color: {{block "main" .}}{{end}} }</style>`,
		"two places":           `<p title="{{block "main" .}}{{end}}">{{template "main" .}}</p>`,
		"a partial's argument": `{{template "partials/a.html" .}}{{block "main" .}}{{end}}`,
		"nothing fills it":     `<p>{{block "main" .}}{{end}}{{block "aside" .}}<i title="{{.Title}}">{{.Title}}</i>{{end}}</p>`,
	} {
		t.Run(name, func(t *testing.T) {
			f := newBareFixture(t, "-- layouts/base.html --\n"+base+`
-- layouts/partials/a.html --
<b title="{{.Title}}">{{.Title}}</b>
-- layouts/home.html --
{{define "main"}}{{.Title}}{{end}}
-- layouts/page.html --
{{define "main"}}{{.Title}}{{.Description}}{{end}}
-- content/index.md --
---
`+fmt.Sprintf("title: %q\n---\n", hostile)+`
-- content/a.md --
---
`+fmt.Sprintf("title: %q\ntype: page\n---\n", hostile))
			for _, r := range f.site.Routes() {
				if !strings.HasSuffix(r.Path, "index.html") {
					continue
				}
				var got, want bytes.Buffer
				p := newPage(&door{t: f.templates, s: f.site}, r)
				s := f.templates.sets[p.kind]
				if l := s.execute(&got, p, p); len(l) > 0 {
					t.Fatal(l)
				}
				p = newPage(&door{t: f.templates, s: f.site}, r)
				if l := s.interpret(&want, p, p); len(l) > 0 {
					t.Fatal(l)
				}
				if diff := cmp.Diff(want.String(), got.String()); diff != "" {
					t.Errorf("%s:\n%s", r.Path, diff)
				}
			}
		})
	}
}

// What is sound only together with the base is escaped together with it.
func TestALayoutMayFillTheInsideOfATag(t *testing.T) {
	f := newBareFixture(t, `
-- layouts/base.html --
<p {{block "main" .}}{{end}}>{{.Title}}</p>
-- layouts/page.html --
{{define "main"}}title='{{.Title}}'{{end}}
-- layouts/home.html --
{{define "main"}}title="{{.Title}}"{{end}}
-- content/index.md --
---
title: Home & "away"
---
`)
	if got, want := f.page(t, "index.html"), `<p title="Home & “away”">Home & “away”</p>`; !strings.HasSuffix(got, want) {
		t.Errorf("got %s, want %s at its end", got, want)
	}
}

// A definition with the name that html/template gives to one for an attribute was
// run there, though it was escaped for text, and its quotes ended the attribute.
func TestNoDefinitionStandsInForAnEscapedOne(t *testing.T) {
	f := newBareFixture(t, `
-- layouts/base.html --
{{define "m"}}{{.Title}}{{end}}
{{define "m$htmltemplate_stateAttr_delimDoubleQuote"}}{{.Title}}{{end}}
<p>{{template "m$htmltemplate_stateAttr_delimDoubleQuote" .}}<i title="{{template "m" .}}">x</i>{{block "main" .}}{{end}}
`)
	for _, d := range f.problems {
		if d.Code == "template-syntax" && d.Pos.Line == 2 && d.Pos.Col == 12 {
			return
		}
	}
	t.Errorf("%v", f.problems)
}

// Templates were run up to their first field to have them escaped: one that counts
// to the end of all numbers before that ran on.
func TestWhatIsRefusedIsNotRun(t *testing.T) {
	for _, forever := range []string{"{{range 9223372036854775807}}{{end}}", "{{range 9223372036854775807}}{{end}}<p title="} {
		ended := make(chan bool)
		go func() {
			_, l := loadLayouts(t, "-- layouts/base.html --\n"+forever+"{{block \"main\" .}}{{end}}\n")
			ended <- l.HasErrors()
		}()
		select {
		case failed := <-ended:
			if !failed {
				t.Errorf("%s is taken", forever)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s runs on", forever)
		}
	}
}

// Ranges that write nothing ran on in templates that are not compiled, as one that
// gives a variable a new value is.
func TestRangesThatWriteNothingEnd(t *testing.T) {
	lists := strings.Repeat("{{range $.Site.Nav}}", 9)
	nav, pages := "", ""
	for i := range 8 {
		nav += fmt.Sprintf("p%d.md, ", i)
		pages += fmt.Sprintf("-- content/p%d.md --\n---\ntitle: P\n---\n", i)
	}
	f := newBareFixture(t, `
-- brief.yaml --
nav: [`+nav+`]
-- layouts/base.html --
{{$x := 1}}`+lists+"{{$x = 2}}"+strings.Repeat("{{end}}", 9)+`{{block "main" .}}{{end}}
-- layouts/home.html --
{{define "main"}}{{.Title}}{{end}}
-- content/index.md --
---
title: Home
---
`+pages)
	for _, r := range f.site.Routes() {
		if r.Path != "index.html" {
			continue
		}
		p := newPage(&door{t: f.templates, s: f.site}, r)
		var out bytes.Buffer
		if l := f.templates.sets["home"].execute(&out, p, p); len(l) != 1 || l[0].Code != "template-endless" {
			t.Errorf("%v", l)
		}
	}
}

// A text that was doubled a few times took gigabytes, though it was never written.
func TestTextsOfTemplatesAreBounded(t *testing.T) {
	for name, grow := range map[string]string{
		"assigned": `{{$s := printf "%999999d" 1}}` + strings.Repeat(`{{$s = printf "%s%s" $s $s}}`, 6),
		"printed":  `{{$s := printf "%999999d" 1}}` + strings.Repeat(`{{$s = print $s $s}}`, 6),
		"escaped":  `{{$s := printf "%999999d" 1}}` + strings.Repeat(`{{$s = print $s (html $s) (js $s) (urlquery $s)}}`, 4),
		"nested":   `{{with printf "%999999d" 1}}` + strings.Repeat(`{{with printf "%s%s" . .}}`, 6) + strings.Repeat("{{end}}", 7),
		"verbs":    `{{with printf "` + strings.Repeat("%999999d", 40) + `" 1}}{{end}}`,
		"repeated": `{{with printf "%999999d" 1}}{{with printf "` + strings.Repeat("%[1]s", 40) + `" .}}{{end}}{{end}}`,
	} {
		f := newBareFixture(t, "-- layouts/base.html --\n"+grow+`{{block "main" .}}{{end}}
-- layouts/home.html --
{{define "main"}}{{.Title}}{{end}}
-- content/index.md --
---
title: Home
---
`)
		p := newPage(&door{t: f.templates, s: f.site}, f.site.Routes()[0])
		for _, r := range f.site.Routes() {
			if r.Path == "index.html" {
				p = newPage(&door{t: f.templates, s: f.site}, r)
			}
		}
		var out bytes.Buffer
		if l := f.templates.sets["home"].execute(&out, p, p); len(l) != 1 || l[0].Code != "template-endless" {
			t.Errorf("%s: %v", name, l)
		}
	}
}

// Each box may be as large as a page, and a page has many: forty of them took
// gigabytes. One that needs too much time stops the boxes after it.
func TestBoxesOfAPageAreBoundedTogether(t *testing.T) {
	people := "> [!PEOPLE]\n" + strings.Repeat("> - **A**, b — c\n", 100) + "\n"
	for name, template := range map[string]string{
		"large": "{{range .Items}}{{range $.Items}}" + strings.Repeat("y", 500) + "{{end}}{{end}}", // 5 MB
		"long":  strings.Repeat("{{range $.Items}}", 4) + strings.Repeat("{{end}}", 4),
	} {
		f := newBareFixture(t, `
-- layouts/base.html --
{{block "main" .}}{{end}}
-- layouts/home.html --
{{define "main"}}{{.Body}}{{end}}
-- layouts/blocks/people.html --
`+template+`
-- content/index.md --
---
title: Home
---
`+strings.Repeat(people, 40))
		for _, r := range f.site.Routes() {
			if r.Path != "index.html" {
				continue
			}
			p := newPage(&door{t: f.templates, s: f.site}, r)
			body := p.Body()
			l := p.diags.Dedupe()
			if len(l) != 1 || l[0].Code != EndlessTemplate || l[0].Pos.File != "layouts/blocks/people.html" {
				t.Errorf("%s: %v", name, l)
			}
			if len(p.diags) != 1 || len(body) > maxPage {
				t.Errorf("%s: %d boxes were tried and failed, and the body has %d MB", name, len(p.diags), len(body)>>20)
			}
		}
	}
}
