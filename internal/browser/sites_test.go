package browser_test

import (
	"bytes"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"brief/internal/browser"
	"brief/internal/build"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// site is a finished site that is served.
type site struct {
	name  string
	url   string // of its home page, with a slash at its end
	pages []page // of its HTML files those that show something
	moved []page // those that lead a reader on: redirects
}

type page struct {
	path string // "why-laos/index.html"
	url  string // where it is served
	html string
}

// sites are this repository's own, one that shows every block of the language
// and every kind of page, and one with templates of its own.
func sites(t *testing.T) []site {
	t.Helper()
	theme := source.Input{Layouts: layouts.FS, Static: static.FS}
	own, sink, every := theme, theme, theme
	own.Site = os.DirFS("../..")
	sink.Site = sitetest.KitchenSink()
	all := sitetest.EveryFeature()
	all.Remove("content/loose") // its links lead nowhere, which stops a build
	every.Site = all
	return []site{
		buildAndServe(t, "this repository", build.Options{
			Input: own, BaseURL: "https://briefing.example/laos/", AsOf: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
		}),
		buildAndServe(t, "kitchen sink", build.Options{Input: sink, AsOf: sitetest.AsOf()}),
		buildAndServe(t, "every feature", build.Options{Input: every, AsOf: sitetest.AsOf()}),
	}
}

// siteOf is a site of these files and the default theme.
func siteOf(t *testing.T, name string, files map[string]string) site {
	t.Helper()
	return buildAndServe(t, name, build.Options{
		Input: source.Input{Site: sitetest.New(files), Layouts: layouts.FS, Static: static.FS}, AsOf: sitetest.AsOf(),
	})
}

func buildAndServe(t *testing.T, name string, opt build.Options) site {
	t.Helper()
	b := build.New(opt)
	var files []*output.File
	for f, problems := range b.All(t.Context()) {
		if problems.HasErrors() {
			var text strings.Builder
			_ = diag.WriteText(&text, problems, false) // a strings.Builder takes all
			t.Errorf("%s: %s", name, &text)
		}
		if f != nil {
			files = append(files, f)
		}
	}
	base, err := url.Parse(b.Config().BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	s := site{name: name, url: browser.Serve(t, base.Path, files)}
	for _, f := range files {
		if !strings.HasPrefix(f.Type, "text/html") {
			continue
		}
		body, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		p := page{path: f.Path, url: s.url + strings.TrimSuffix(f.Path, "index.html"), html: string(body)}
		if bytes.Contains(body, []byte("http-equiv=refresh")) || bytes.Contains(body, []byte(`http-equiv="refresh"`)) {
			s.moved = append(s.moved, p)
		} else {
			s.pages = append(s.pages, p)
		}
	}
	if len(s.pages) < 3 {
		t.Fatalf("%s has only %d pages: too little would be seen", name, len(s.pages))
	}
	return s
}

// page is the page at a path of the output.
func (s site) page(t *testing.T, at string) page {
	t.Helper()
	for _, p := range s.pages {
		if p.path == at {
			return p
		}
	}
	t.Fatalf("%s has no page %s", s.name, at)
	return page{}
}

// name is the page's among the tests, where a slash would begin another: "river.all".
func (p page) name() string {
	at := strings.TrimSuffix(strings.TrimSuffix(p.path, "index.html"), "/")
	if at == "" {
		return "home"
	}
	return strings.ReplaceAll(at, "/", ".")
}
