package render

import (
	"strings"
	"testing"
)

// Any layout is refused with a place in it or renders to a page or a problem.
func FuzzLayout(f *testing.F) {
	for _, s := range []string{
		`{{define "main"}}<p title="{{.Title}}">{{.Dek}}</p>{{end}}`,
		`{{define "main"}}{{range $i, $p := .Pages}}{{if $i}}{{break}}{{end}}{{$p.Title}}{{end}}{{end}}`,
		`{{define "main"}}{{template "main" .}}{{end}}`,
		`{{define "main"}}{{with asset "x"}}{{.URL}}{{end}}{{t "by"}}{{.Cover.Title}}{{end}}`,
		`{{define "main"}}<script>{{.JSONLD}}</script><a href={{.Title}}>{{slice .Title 1}}{{index .Tags 0}}{{end}}`,
		`{{define "main"}}{{$x := .Site}}{{$x = .Date}}{{$x.Title}}{{(index .Pages 0).Title.Foo}}{{end}}`,
		`{{define "main"}}{{.Latest "x"}}{{printf "%d" .Latest}}{{end}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, layout string) {
		if strings.Contains(layout, "\n-- ") || strings.HasPrefix(layout, "-- ") || strings.Contains(layout, "template") {
			return // an archive, or one that may call itself a hundred thousand times
		}
		fx := newBareFixture(t, bareTheme+"-- layouts/page.html --\n"+layout+"\n-- content/index.md --\n---\ntitle: Home\ntags: [a]\n---\n")
		for _, d := range fx.problems {
			if d.Pos.File == "" || d.Code == "" || d.Msg == "" {
				t.Errorf("a problem without a place: %+v", d)
			}
		}
		res := fx.render(t, "index.html")
		if res.File == nil && !res.Diags.HasErrors() {
			t.Errorf("no file and no problem")
		}
		if res.File != nil && !fx.problems.HasErrors() && strings.Contains(string(res.File.Body), "<no value>") {
			t.Errorf("a missing value is printed")
		}
	})
}
