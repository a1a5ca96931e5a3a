package render

import (
	"strings"
	"testing"

	"brief/internal/config"
	"brief/internal/source"
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

// A style sheet's files are found where they stand, whatever the sheet.
func FuzzStyleSheet(f *testing.F) {
	for _, s := range []string{
		`@import "a.css"; @import url('b.css') print; a{background:url( x.png )}`,
		`@font-face{src:url("../x.woff2?#iefix")}`, `url(`, `a{b:url("x`, "@import\n'\\61.css';", `a{flex:1 1 0px}`, "\xff{url(\x00)}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		src := []byte(sheet)
		at := 0
		for _, r := range cssRefs("css/x.css", src) {
			if r.start < at || r.end <= r.start || r.end > len(src) {
				t.Fatalf("a file at %d to %d of %d", r.start, r.end, len(src))
			}
			at = r.end
		}
		same := rewriteCSS("css/x.css", src, cssRefs("css/x.css", src), func(string) string { return "" })
		if string(same) != sheet {
			t.Errorf("got %q", same)
		}
		cfg, _ := config.Load("brief.yaml", nil)
		ts, _ := Load(source.Scan(source.Input{Site: mapFS("-- static/css/x.css --\n")}), cfg)
		minified(ts.min, "static/css/x.css", src)
	})
}

func FuzzRelative(f *testing.F) {
	f.Add("laos/why/", "laos/screen/")
	f.Add("", "")
	f.Add("a/", "a:b/")
	f.Fuzz(func(t *testing.T, from, to string) {
		for _, s := range []string{from, to} {
			if strings.HasPrefix(s, "/") || strings.Contains(s, "//") || strings.Contains(s, "./") || s == "." || s == ".." || strings.HasSuffix(s, "/.") || strings.HasSuffix(s, "/..") {
				return // no address
			}
		}
		got := relative(from, to)
		// Follow it as a browser does (RFC 3986, section 5.2).
		dir := from[:strings.LastIndexByte(from, '/')+1]
		rest := strings.TrimPrefix(got, "./")
		for {
			after, ok := strings.CutPrefix(rest, "../")
			if !ok {
				break
			}
			rest = after
			dir = dir[:strings.LastIndexByte(strings.TrimSuffix(dir, "/"), '/')+1]
		}
		if want := encode(to, pathSafe); encode(dir, pathSafe)+rest != want {
			t.Errorf("%q from %q leads to %q, not %q", got, from, encode(dir, pathSafe)+rest, want)
		}
	})
}
