package asset

import (
	"strings"
	"testing"

	"brief/internal/config"
	"brief/internal/sitetest"
	"brief/internal/source"
)

// sheetWith is the theme's style sheet as a site with these settings gets it.
func sheetWith(t *testing.T, settings string) string {
	t.Helper()
	cfg, l := config.Load("brief.yaml", []byte(settings))
	if len(l) > 0 {
		t.Fatal(l)
	}
	files := sitetest.New(map[string]string{
		"static/site.css":        ":root{--accent:#b02a1a}",
		"static/fonts/o'n.woff2": "font", "static/fonts/own.woff2": "font",
	})
	a, problems := New(source.Scan(source.Input{Site: files}), []string{"site.css"}, NewMinifier(), cfg)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return string(a.Find("site.css").body)
}

func TestLookOfBriefYAMLStandsAtTheEndOfTheSheet(t *testing.T) {
	for settings, want := range map[string]string{
		"": ":root{--accent:#b02a1a}",
		"accent: {light: '#0b5fa5', dark: '#8cc7ef'}": ":root{--accent:#b02a1a}:root{--accent:#0b5fa5}" +
			"@media(prefers-color-scheme:dark){:root{--accent:#8cc7ef}}" +
			"@media(prefers-contrast:more) and (prefers-color-scheme:light){:root{--accent:#0a518d}}" +
			"@media(prefers-contrast:more) and (prefers-color-scheme:dark){:root{--accent:#8cc7ef}}" +
			"@media print{:root{--accent:#0b5fa5}}",
		"fonts: {serif: system}": `:root{--accent:#b02a1a}:root{--serif:ui-serif,Georgia,"Noto Serif","Times New Roman",serif}`,
		"fonts: {serif: public-sans, sans: public-sans}": `:root{--accent:#b02a1a}:root{--serif:"Public Sans","Sans A",system-ui,sans-serif}` +
			`:root{--sans:"Public Sans","Sans A",system-ui,sans-serif}`,
		"fonts: {sans: static/fonts/own.woff2}": `:root{--accent:#b02a1a}@font-face{font-family:site sans;` +
			`src:url(fonts/own.795ea3efa4.woff2)format("woff2");font-weight:400 700;font-display:swap}` +
			`:root{--sans:"Site Sans","Sans A",system-ui,sans-serif}`,
	} {
		if got := sheetWith(t, settings); got != want {
			t.Errorf("%q\n got %s\nwant %s", settings, got, want)
		}
	}
	if got := sheetWith(t, `fonts: {serif: "fonts/o'n.woff2"}`); !strings.Contains(got, "fonts/o") || !strings.Contains(got, ".woff2") {
		t.Errorf("a file with an odd name: %s", got)
	}
}
