package render

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"brief/layouts"
	"brief/static"
)

// What browsers paint round a page is the paper that it stands on, in both schemes.
func TestColoursRoundThePageAreThoseOfItsPaper(t *testing.T) {
	css, err := static.FS.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	var papers []string
	for _, m := range regexp.MustCompile(`--paper:(#[0-9a-f]+)`).FindAllStringSubmatch(string(css), -1) {
		papers = append(papers, m[1])
	}
	head, err := layouts.FS.ReadFile("partials/head.html")
	if err != nil {
		t.Fatal(err)
	}
	themes := regexp.MustCompile(`<meta name="theme-color" content="(#[0-9a-f]+)" media="\(prefers-color-scheme: (light|dark)\)">`).FindAllStringSubmatch(string(head), -1)
	if len(themes) != 2 || len(papers) < 2 || themes[0][2] != "light" || themes[1][2] != "dark" {
		t.Fatalf("colours for browsers %q, paper %q", themes, papers)
	}
	if papers[0] != paper || themes[0][1] != paper || !slices.Contains(papers[1:], themes[1][1]) {
		t.Errorf("browsers are told %q and %q, the paper is %q", themes[0][1], themes[1][1], papers)
	}
}

// A site's name, and addresses that hold at any place, with a base URL or without.
func TestWebAppManifest(t *testing.T) {
	const files = "-- content/index.md --\n---\ntitle: A \"quoted\" <name>\n---\n-- brief.yaml --\nlang: ar\n"
	for base, want := range map[string]struct{ start, icon string }{
		"":                                     {"./", "icon-192."},
		"base_url: https://example.org/a/b/\n": {"/a/b/", "/a/b/icon-192."},
	} {
		var app webApp
		f := newFixture(t, files+base)
		f.problems = nil
		if err := json.Unmarshal([]byte(f.page(t, "site.webmanifest")), &app); err != nil {
			t.Fatal(err)
		}
		if app.Name != `A "quoted" <name>` && app.Name != `A “quoted” <name>` || app.Dir != "rtl" || app.Lang != "ar" || app.Start != want.start || len(app.Icons) != 3 ||
			!strings.HasPrefix(app.Icons[1].Src, want.icon) || app.Icons[1].Sizes != "192x192" {
			t.Errorf("%q: %+v", base, app)
		}
	}
}
