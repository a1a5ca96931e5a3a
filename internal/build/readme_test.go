package build

import (
	"os"
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// What the README shows under "Make it yours" is tried as it stands there.
func TestWhatTheREADMEShowsWorks(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, yours, _ := strings.Cut(string(readme), "## Make it yours")
	_, settings, _ := strings.Cut(yours, "```yaml\n")
	settings, _, ok := strings.Cut(settings, "```")
	if !ok {
		t.Fatal("the README shows no settings")
	}
	_, rule, _ := strings.Cut(yours, "tokens anew: `")
	rule, _, ok = strings.Cut(rule, "`")
	if !ok {
		t.Fatal("the README shows no rule")
	}
	s := kitchenSink(t,
		sitetest.Edit{Op: sitetest.Append, Path: "brief.yaml", Text: strings.ReplaceAll("\n"+settings, "\n  ", "\n")},
		sitetest.Edit{Op: sitetest.Write, Path: "static/own.css", Text: rule},
		sitetest.Edit{Op: sitetest.Write, Path: "layouts/partials/byline.html", Text: "<p>Own byline"},
		sitetest.Edit{Op: sitetest.Write, Path: "layouts/blocks/quote-of-the-day.html", Text: "<aside>{{.Label}}: {{.Body}}</aside>"},
		sitetest.Edit{Op: sitetest.Append, Path: "content/about.md", Text: "\n> [!QUOTE-OF-THE-DAY]\n> Words.\n"},
	)
	paths := sheets(t, s)
	for at, want := range map[string]string{
		paths[0]:           "--accent:#0b5fa5",
		paths[1]:           "--text:30rem",
		"river/index.html": ">Read it all<",
		"ferry/index.html": "<p>Own byline",
		"about/index.html": "<aside>Quote of the day: <p>Words.</p></aside>",
	} {
		if !strings.Contains(text(t, s, at), want) {
			t.Errorf("%s does not hold %s", at, want)
		}
	}
	if fonts := preloads(t, s, "river/index.html"); len(fonts) != 1 {
		t.Errorf("the system's serif is fetched: %v", fonts)
	}
}
