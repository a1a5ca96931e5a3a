package source

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestSiteStandsOverDefaults(t *testing.T) {
	tree := Scan(Input{
		Site: fstest.MapFS{
			"brief.yaml":                      {Data: []byte("title: T\n")},
			"README.md":                       {Data: []byte("no part of the site")},
			"content/index.md":                {Data: []byte("# Home\n")},
			"content/map.png":                 {Data: []byte("\x89PNG")},
			"content/script.go":               {Data: []byte("package x")},
			"layouts/page.html":               {Data: []byte("site")},
			"static/.well-known/security.txt": {Data: []byte("Contact: x")},
			"static/.htaccess":                {Data: []byte("x")},
			"static/embed.go":                 {Data: []byte("package static")},
		},
		Layouts: fstest.MapFS{"page.html": {Data: []byte("default")}, "base.html": {Data: []byte("base")}, "embed.go": {Data: []byte("x")}},
		Static:  fstest.MapFS{"site.css": {Data: []byte("a{}")}},
	})
	want := []string{
		"brief.yaml", "content/index.md", "content/map.png", "content/script.go",
		"layouts/base.html default", "layouts/page.html", "static/.well-known/security.txt", "static/site.css default",
	}
	var got []string
	for _, f := range tree.Under("") {
		name := f.Path
		if f.Default {
			name += " default"
		}
		got = append(got, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
