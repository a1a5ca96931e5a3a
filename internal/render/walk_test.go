package render

import (
	"fmt"
	"strings"
	"testing"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/source"

	"github.com/google/go-cmp/cmp"
)

// loadLayouts loads a theme of base.html, page.html and the given files.
func loadLayouts(t *testing.T, archive string) (*Templates, diag.List) {
	t.Helper()
	files := mapFS("-- layouts/base.html --\n<!doctype html><title>{{.HeadTitle}}</title>{{block \"main\" .}}{{end}}\n" +
		"-- layouts/page.html --\n{{define \"main\"}}<p>{{.Title}}{{end}}\n" + archive)
	cfg, l := config.Load("brief.yaml", nil)
	if len(l) > 0 {
		t.Fatal(l)
	}
	return Load(source.Scan(source.Input{Site: files}), cfg)
}

func TestMistakesInTemplatesAreFoundAtLoad(t *testing.T) {
	for _, test := range []struct{ name, files, want string }{
		{"nothing wrong", "", ""},
		{
			"a field that does not exist",
			"-- layouts/page.html --\n{{define \"main\"}}\n<p>{{.Titel}}\n{{end}}\n",
			"layouts/page.html:2:6: a Page has no .Titel [template-field]\n",
		},
		{
			"a part of a value",
			"-- layouts/page.html --\n{{define \"main\"}}{{.Site.Titel}}{{end}}\n",
			"layouts/page.html:1:25: a Site has no .Titel [template-field]\n",
		},
		{
			"in a partial, once for all page kinds",
			"-- layouts/page.html --\n{{define \"main\"}}{{template \"partials/a.html\" .}}{{end}}\n-- layouts/partials/a.html --\n{{with .Date}}{{.Iso}}{{end}}\n",
			"layouts/partials/a.html:1:17: a Date has no .Iso [template-field]\n",
		},
		{
			"in a range, with variables",
			"-- layouts/page.html --\n{{define \"main\"}}{{range $i, $a := .Authors}}{{$i}}{{$a.Nmae}}{{.Url}}{{end}}{{end}}\n",
			"layouts/page.html:1:56: an Author has no .Nmae [template-field]\nlayouts/page.html:1:65: an Author has no .Url [template-field]\n",
		},
		{
			"a method's arguments",
			"-- layouts/page.html --\n{{define \"main\"}}{{range .Latest}}{{.Title}}{{end}}{{len (.Latest 5)}}{{end}}\n",
			"layouts/page.html:1:26: .Latest takes one argument, and has 0 [template-field]\n",
		},
		{
			"the dollar is the dot that the template was called with",
			"-- layouts/page.html --\n{{define \"main\"}}{{range .Pages}}{{template \"partials/a.html\" .}}{{end}}{{end}}\n-- layouts/partials/a.html --\n{{$.Title}}{{$.Site.Title}}\n",
			"layouts/partials/a.html:1:15: a Card has no .Site [template-field]\n",
		},
		{
			"a template without a value",
			"-- layouts/page.html --\n{{define \"main\"}}{{template \"partials/a.html\"}}{{end}}\n-- layouts/partials/a.html --\n{{.Title}}\n",
			"layouts/partials/a.html:1:3: this template is called without a value, so that there is no .Title [template-field]\n",
		},
		{
			"a template that does not exist",
			"-- layouts/page.html --\n{{define \"main\"}}\n  {{template \"partials/bylin.html\" .}}{{end}}\n",
			"layouts/page.html:2:14: there is no template \"partials/bylin.html\" [unknown-template]\n",
		},
		{
			"a template that calls itself by way of another", // twice in one page it ran for hours
			"-- layouts/page.html --\n{{define \"main\"}}{{template \"partials/a.html\" .}}{{end}}\n-- layouts/partials/a.html --\n<b>{{template \"partials/b.html\" .}}</b>\n-- layouts/partials/b.html --\n{{range .Chapters}}{{template \"partials/a.html\" $}}{{end}}\n",
			"layouts/partials/b.html:1:31: \"partials/a.html\" would be called again while it is running, without end [template-recursion]\n",
		},
		{
			"templates that call the next one twice, twenty deep", // a million runs for one page
			"-- layouts/page.html --\n{{define \"main\"}}{{template \"p/0.html\"}}{{end}}\n" + doublingPartials(20),
			"layouts/base.html: a page would run more than 10000 templates, as they call each other again and again [template-too-large]\n",
		},
		{
			"a layout that calls the document round it",
			"-- layouts/home.html --\n{{define \"main\"}}\n<p>{{template \"base.html\" .}}{{end}}\n",
			"layouts/home.html:2:15: \"base.html\" would be called again while it is running, without end [template-recursion]\n",
		},
		{
			"a range over a number", // it counted for minutes
			"-- layouts/page.html --\n{{define \"main\"}}{{range 1000000000}}x{{end}}{{end}}\n",
			"layouts/page.html:1:26: range needs a list, and 1000000000 is a number [template-field]\n",
		},
		{
			"a range over a number by other ways",
			"-- layouts/page.html --\n{{define \"main\"}}{{$n := 1000000000}}\n{{range $n}}{{end}}\n{{range len .Title}}{{end}}\n{{range or .Tags 7}}{{end}}\n" +
				"{{with 7}}{{range .}}{{end}}{{end}}\n{{template \"partials/a.html\" 7}}{{$l := .Tags}}\n{{if .Title}}{{$l = 7}}{{end}}{{range $l}}{{end}}\n{{range .Minutes}}{{end}}{{end}}\n" +
				"-- layouts/partials/a.html --\n{{range $i, $x := .}}{{end}}\n",
			"layouts/page.html:2:9: range needs a list, and $n is a number [template-field]\n" +
				"layouts/page.html:3:9: range needs a list, and len .Title is a number [template-field]\n" +
				"layouts/page.html:4:9: range needs a list, and or .Tags 7 is a number [template-field]\n" +
				"layouts/page.html:5:19: range needs a list, and . is a number [template-field]\n" +
				"layouts/page.html:7:21: $l cannot be a number in one place and something else in another [template-field]\n" +
				"layouts/page.html:8:9: range needs a list, and .Minutes is a number [template-field]\n" +
				"layouts/partials/a.html:1:19: range needs a list, and . is a number [template-field]\n",
		},
		{
			"an empty base.html", // every page was empty
			"-- layouts/base.html --\n",
			"layouts/base.html: \"main\" is called nowhere in this file, so that every page would be empty [layout-without-main]\n",
		},
		{
			"a base.html that does not call main",
			"-- layouts/base.html --\n<!doctype html><title>{{.HeadTitle}}</title>{{block \"body\" .}}{{end}}\n",
			"layouts/base.html: \"main\" is called nowhere in this file, so that every page would be empty [layout-without-main]\n",
		},
		{
			"a byte order mark",
			"-- layouts/page.html --\n\ufeff{{define \"main\"}}{{.Titel}}{{end}}\n",
			"layouts/page.html:1:20: a Page has no .Titel [template-field]\n",
		},
		{
			"a file in another encoding",
			"-- layouts/page.html --\n{{define \"main\"}}\n<p>caf\xe9{{end}}\n",
			"layouts/page.html:2:7: this file is not in UTF-8: the character here cannot be read [not-utf-8]\n",
		},
		{
			"a function that does not exist, and a wrong argument",
			"-- layouts/page.html --\n{{define \"main\"}}{{upper .Title}}{{asset .Title}}{{t \"contnts\"}}{{end}}\n",
			"layouts/page.html:1:20: there is no function upper [template-function]\n" +
				"layouts/page.html:1:36: asset needs a name in quotes [template-function]\n" +
				"layouts/page.html:1:54: there is no text named \"contnts\" [unknown-string]\n",
		},
		{
			"a value without a text of its own",
			"-- layouts/page.html --\n{{define \"main\"}}{{.Date}} {{.Authors}}{{end}}\n",
			"layouts/page.html:1:20: .Date is a Date, which has no text of its own [template-field]\n" +
				"layouts/page.html:1:30: .Authors is a list, which has no text of its own [template-field]\n",
		},
		{
			"a syntax error",
			"-- layouts/page.html --\n{{define \"main\"}}\n<p>{{if .Title}}\n{{end}}\n",
			"layouts/page.html:4: this template cannot be read: unexpected EOF [template-syntax]\n",
		},
		{
			"an attribute that is left open",
			"-- layouts/page.html --\n{{define \"main\"}}\n<p>\n<a href=\"{{.Site.Home}}>home</a>{{end}}\n",
			"layouts/page.html: values cannot be made safe here: it ends inside a tag, an attribute or a script [template-escape]\n",
		},
		{
			"a branch that leaves a tag open",
			"-- layouts/page.html --\n{{define \"main\"}}\n<p>\n<a {{if .Title}}href=\"{{end}}\">x</a>{{end}}\n",
			"layouts/page.html:3:9: values cannot be made safe here: its branches end in different places, " +
				"such as inside and outside a tag [template-escape]\n",
		},
		{
			"a block's type is its own",
			"-- layouts/blocks/xyz.html --\n<p>{{.Label}}{{.Titel}}\n",
			"layouts/blocks/xyz.html:1:16: a Block has no .Titel [template-field]\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, l := loadLayouts(t, test.files)
			if diff := cmp.Diff(test.want, lines(l)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAMistakeInATemplateComesWithASuggestion(t *testing.T) {
	ts, l := loadLayouts(t, "-- layouts/page.html --\n{{define \"main\"}}{{.Titel}}{{end}}\n")
	l = l.Suggest(ts.Names)
	if len(l) != 1 || l[0].Hint != `did you mean "Title"?` {
		t.Errorf("got %+v", l)
	}
	if l[0].Excerpt != `{{define "main"}}{{.Titel}}{{end}}` || l[0].Len != len(".Titel") {
		t.Errorf("got %+v", l[0])
	}
}

// doublingPartials are n files that call the next one twice each.
func doublingPartials(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "-- layouts/p/%d.html --\n{{template \"p/%d.html\"}}{{template \"p/%d.html\"}}\n", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "-- layouts/p/%d.html --\nx\n", n)
	return b.String()
}
