package browser_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"sync"
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
	all := builtOnce()
	return []site{serve(t, "this repository", all[0]), serve(t, "kitchen sink", all[1]), serve(t, "every feature", all[2])}
}

// builtOnce builds the sites for all tests: pictures take seconds.
var builtOnce = sync.OnceValue(func() [3]built {
	features := sitetest.EveryFeature()
	features.Remove("content/loose") // its links lead nowhere, which stops a build
	return [3]built{
		buildSite(build.Options{
			Input: themed(os.DirFS("../..")), BaseURL: "https://briefing.example/laos/", AsOf: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
		}),
		buildSite(build.Options{Input: themed(sitetest.KitchenSink()), AsOf: sitetest.AsOf()}),
		buildSite(build.Options{Input: themed(features), AsOf: sitetest.AsOf()}),
	}
})

func themed(root fs.FS) source.Input {
	return source.Input{Site: root, Layouts: layouts.FS, Static: static.FS}
}

// siteOf is a site of these files and the default theme.
func siteOf(t *testing.T, name string, files map[string]string) site {
	t.Helper()
	return serve(t, name, buildSite(build.Options{Input: themed(sitetest.New(files)), AsOf: sitetest.AsOf()}))
}

// built is what a build gave: files with their bytes, and its errors as text.
type built struct {
	base   string // the site's base URL
	files  []*output.File
	errors string
}

func buildSite(opt build.Options) built {
	b := build.New(opt)
	out := built{base: b.Config().BaseURL}
	var errors strings.Builder
	for f, problems := range b.All(context.Background()) {
		if problems.HasErrors() {
			_ = diag.WriteText(&errors, problems, false) // a strings.Builder takes all
		}
		if f == nil {
			continue
		}
		body, err := f.Bytes()
		if err != nil {
			fmt.Fprintln(&errors, f.Path, err)
		}
		held := *f
		held.Body = body
		out.files = append(out.files, &held)
	}
	out.errors = errors.String()
	return out
}

func serve(t *testing.T, name string, b built) site {
	t.Helper()
	if b.errors != "" {
		t.Errorf("%s: %s", name, b.errors)
	}
	base, err := url.Parse(b.base)
	if err != nil {
		t.Fatal(err)
	}
	s := site{name: name, url: browser.Serve(t, base.Path, b.files)}
	for _, f := range b.files {
		if !strings.HasPrefix(f.Type, "text/html") {
			continue
		}
		p := page{path: f.Path, url: s.url + strings.TrimSuffix(f.Path, "index.html"), html: string(f.Body)}
		if bytes.Contains(f.Body, []byte("http-equiv=refresh")) || bytes.Contains(f.Body, []byte(`http-equiv="refresh"`)) {
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
