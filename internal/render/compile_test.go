package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"brief/internal/site"

	"github.com/google/go-cmp/cmp"
)

// both makes a page by the compiled program and by html/template.
func (f *fixture) both(t *testing.T, r site.Route) (compiled, interpreted string) {
	t.Helper()
	var a, b bytes.Buffer
	p := newPage(&door{t: f.templates, s: f.site}, r)
	s := f.templates.sets[p.kind]
	if l := s.ready(); len(l) > 0 {
		t.Fatal(l)
	}
	if s.compiled == nil {
		t.Fatalf("the set %s is not compiled", s.name)
	}
	out, ok, _ := s.compiled.execute(nil, p, p)
	if !ok {
		t.Fatalf("%s is left to html/template", r.Path)
	}
	a.Write(out)
	p = newPage(&door{t: f.templates, s: f.site}, r)
	if l := s.interpret(&b, p, p); len(l) > 0 {
		t.Fatal(l)
	}
	return a.String(), b.String()
}

func (f *fixture) sameBothWays(t *testing.T) {
	t.Helper()
	for _, r := range f.site.Routes() {
		if r.Kind != site.RoutePage && r.Kind != site.RouteAll && r.Kind != site.RouteTag && r.Kind != site.RouteFeedback && r.Kind != site.RouteNotFound {
			continue
		}
		compiled, interpreted := f.both(t, r)
		if diff := cmp.Diff(interpreted, compiled); diff != "" {
			t.Errorf("%s:\n%s", r.Path, diff)
		}
	}
}

func TestCompiledTemplatesGiveWhatHTMLTemplateGives(t *testing.T) {
	newFixture(t, everything).sameBothWays(t)
	newFixture(t, strings.Replace(everything, "base_url: https://example.org/x/\n", "", 1)).sameBothWays(t)
	for _, s := range injections() {
		newFixture(t, injected(s)).sameBothWays(t)
	}
}

// A value in every context that compiled templates know, and the constructs
// that templates are made of.
const contexts = `
-- layouts/base.html --
<!doctype html><title>{{.Method}}</title>
<a href="{{.Method}}">{{.Method}}</a><a href="/{{.Method}}">x</a><a href="/x?y={{.Method}}">x</a><a href="#{{.Method}}">x</a>
<p title="{{.Method}}" class='{{.Method}}'>{{.Number}} {{printf "%s of %d" .Method .Minutes}} {{printf "%q" .Method}}</p>
{{$m := .Method}}{{if and $m (not .Dek)}}{{$m}}{{else}}none{{end}}{{with $t := .Tags}}{{range $i, $tag := .}}{{$i}}{{$tag.Name}}{{$.Method}}{{$t | len | print}}{{end}}{{end}}
{{range .Pages}}{{.Title}}{{else}}no pages{{end}}{{with .Date}}{{.Text}}{{else}}no date{{end}}
{{if eq .Method "javascript:alert(1)" "&"}}one of them{{end}}{{template "partials/a.html" .Site}}{{define "own"}}<i>{{.}}</i>{{end}}{{template "own" .Method}}{{block "main" .}}{{end}}
-- layouts/partials/a.html --
<b>{{.Title}}</b>{{with or .Publisher .Publisher}}{{.Name}}{{end}}
-- layouts/page.html --
{{define "main"}}{{end}}
`

func TestCompiledContextsGiveWhatHTMLTemplateGives(t *testing.T) {
	theme := strings.Replace(contexts, "{{$t | len | print}}", "", 1)
	for _, s := range append(injections(), "https://example.org/a", "http://x", "#a", "../a/b", "a/b-c_d.e~", "%41%zz", "mailto:a@b", "tel:1") {
		field, _ := json.Marshal(s)
		newBareFixture(t, theme+fmt.Sprintf("-- content/index.md --\n---\ntitle: Home\nmethod: %s\ntags: [a, b]\n---\n", field)).sameBothWays(t)
	}
}

// The default theme is compiled whole: a construct that is not known would make
// each page cost several times as much.
func TestTheDefaultThemeIsCompiled(t *testing.T) {
	f := newFixture(t, "-- content/index.md --\n---\ntitle: Home\n---\n")
	for _, name := range f.templates.setNames() {
		s := f.templates.sets[name]
		if l := s.ready(); len(l) > 0 {
			t.Errorf("%s: %v", name, l)
		} else if s.compiled == nil {
			t.Errorf("%s is not compiled", name)
		}
	}
}

// What is not known runs in html/template, and gives the same as ever.
func TestATemplateThatIsNotCompiledRunsAllTheSame(t *testing.T) {
	f := newBareFixture(t, contexts+"-- content/index.md --\n---\ntitle: Home\ntags: [a, b]\n---\n")
	if f.page(t, "index.html"); f.templates.sets["home"].compiled != nil {
		t.Error("len in a pipeline is compiled: give this test another construct")
	}
	if got := f.page(t, "index.html"); !strings.Contains(got, "0a") || !strings.Contains(got, "1b") {
		t.Errorf("got %s", got)
	}
}

// The default templates are not checked at a start, so they are here.
func TestTheDefaultThemeHasNoMistake(t *testing.T) {
	f := newFixture(t, "-- layouts/blocks/own.html --\n<p>A site's own template makes all of them be checked.</p>\n-- content/index.md --\n---\ntitle: Home\n---\n")
	if len(f.problems) > 0 {
		t.Errorf("got %s", lines(f.problems))
	}
}
