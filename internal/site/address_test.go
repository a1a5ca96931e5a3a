package site

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/source"
)

func TestAliasBecomesAFile(t *testing.T) {
	for typed, want := range map[string]string{
		"/old/": "old/index.html", "/old": "old/index.html", "old": "old/index.html", "/old/index.html": "old/index.html",
		"/old.html": "old.html", "/a/b.c/": "a/b.c/index.html", "/a//b/./c/": "a/b/c/index.html", "/a/../b/": "b/index.html",
		"/%C3%A9/": "é/index.html", "/e\u0301/": "é/index.html", "/a b/": "a b/index.html",
		"": "", "/": "", "//": "", "//example.org/": "", "/..": "", "/../a/": "", "/%2e%2e/a/": "", "/a/../..": "",
		"https://example.org/": "", "mailto:x": "", "/a?b": "", "/a#b": "", "/%zz": "", "/a\\b/": "", "/a\nb/": "", "/%00/": "", "/\xff/": "",
	} {
		if got, ok := aliasFile(typed); got != want || ok != (want != "") {
			t.Errorf("aliasFile(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
}

// What object stores and file systems refuse was found by the writer alone.
func TestAliasAndSlugFitInAPath(t *testing.T) {
	part := strings.Repeat("x", maxPart)
	for file, fits := range map[string]bool{
		part + "/index.html":                                 true,
		part + "x/index.html":                                false,
		strings.Repeat(part+"/", 4)[:maxPath-6] + "/a.html":  false,
		strings.Repeat("x/", (maxPath-10)/2) + "index.html":  true,
		strings.Repeat("x/", (maxPath-10)/2) + "/index.html": false,
		".well-known/a/index.html":                           true,
		"a/.well-known/index.html":                           false,
		".well-known/.a/index.html":                          false,
	} {
		if why := unpublishable(file); (why == "") != fits {
			t.Errorf("%.30q… of %d bytes: %q", file, len(file), why)
		}
	}
	for slug, fits := range map[string]bool{part: true, part + "x": false, ".x": false, "x.": true, strings.Repeat("ລ", 86): false} {
		if isSlug(slug) != fits {
			t.Errorf("slug %.30q…: %v", slug, !fits)
		}
	}
}

// FuzzAddress: whatever a file, its slug and its aliases are called, no route
// leads out of the output or to the place of another one.
func FuzzAddress(f *testing.F) {
	f.Add("10-screen", "why-laos", "/old/")
	f.Add("...", "..", "/../x")
	f.Add("index.html", "404.html", "/404.html")
	f.Add("a b\u0301", "\u00a0.", "/a/all/")
	f.Add("all", "", "/laos/all/")
	f.Add("a", "", "/x.html")
	f.Add("x.html", ".x", "/x.html/z.html")
	cfg, _ := config.Load(configFile, nil)
	tree := source.Scan(source.Input{})
	f.Fuzz(func(t *testing.T, name, slug, alias string) {
		if name == "" || name == "." || name == ".." || strings.Contains(name, "/") || !utf8.ValidString(name) {
			return // no file is called so
		}
		pages := []*content.Page{
			{Path: "content/" + name + ".md", Dir: "content", Number: -1, Name: name, Meta: config.Meta{Title: "T", Aliases: []string{alias, alias + "/y/"}}},
			{Path: "content/" + name + "/10-a.md", Dir: "content/" + name, Number: 10, Name: "a", Meta: config.Meta{Title: "T", Slug: slug}},
			{Path: "content/" + name + "/index.md", Dir: "content/" + name, Number: -1, Name: "index", Meta: config.Meta{Title: "T", Slug: slug, Edition: "chapters"}},
			{Path: "content/index.md", Dir: "content", Number: -1, Name: "index", Meta: config.Meta{Title: "T"}},
		}
		s, l := Link(Input{Config: cfg, Tree: tree, Pages: pages, AsOf: noon(2025, 8, 1)})
		seen := map[string]RouteKind{}
		for _, r := range s.Routes() {
			if !fs.ValidPath(r.Path) || strings.Contains(r.Path, `\`) && !strings.Contains(name, `\`) {
				t.Errorf("%+v is no path; problems: %v", r, l)
			}
			if key := fold(r.Path); seen[key] != 0 {
				t.Errorf("%+v is not the only one of its path", r)
			} else {
				seen[key] = r.Kind
			}
			if r.Kind == RouteRedirect && len(r.Path) > maxPath {
				t.Errorf("%.40q… is longer than any file's path", r.Path)
			}
		}
		for p, kind := range seen {
			for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
				if other := seen[dir]; other == RouteRedirect || other != 0 && kind == RouteRedirect {
					t.Errorf("%q is a file, and the folder of %q; problems: %v", dir, p, l)
				}
			}
		}
	})
}
