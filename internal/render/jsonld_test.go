package render

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// Desks were told to search engines as persons.
func TestDesksAndThePublisherAreOrganizations(t *testing.T) {
	f := newFixture(t, `
-- brief.yaml --
base_url: https://example.org/
publisher: {name: Example Desk}
-- content/_data/people.yaml --
water: {name: The water desk, kind: organization}
nora: {name: Nora, kind: person}
-- content/index.md --
---
title: Home
---
-- content/a.md --
---
title: A
date: 2025-07-14
authors: [water, nora, {name: example desk}, {name: An agency, kind: organization}, {name: Somebody}]
---
Text.
`)
	root, err := html.Parse(strings.NewReader(f.page(t, "a/index.html")))
	if err != nil {
		t.Fatal(err)
	}
	type author struct {
		Type string `json:"@type"`
		Name string
	}
	var got struct{ Author []author }
	for n := range root.Descendants() {
		if n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "headline") {
			if err := json.Unmarshal([]byte(n.FirstChild.Data), &got); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []author{
		{Type: "Organization", Name: "The water desk"}, {Type: "Person", Name: "Nora"}, {Type: "Organization", Name: "example desk"},
		{Type: "Organization", Name: "An agency"}, {Type: "Person", Name: "Somebody"},
	}
	if d := cmp.Diff(want, got.Author); d != "" {
		t.Error(d)
	}
}

// The cover of a briefing said "1 minute" where the briefing takes nine.
func TestTheReadingTimeOfACoverIsTheBriefings(t *testing.T) {
	words := strings.Repeat("word ", 900)
	for _, edition := range []string{"chapters", "single"} {
		f := newFixture(t, `
-- layouts/base.html --
{{.Minutes}}{{range .Chapters}} {{.Minutes}}{{end}}{{if not .Title}}{{block "main" .}}{{end}}{{end}}
-- content/index.md --
---
title: Home
---
-- content/b/index.md --
---
title: Briefing
edition: `+edition+`
---
Few words.
-- content/b/10-one.md --
---
title: One
---
`+words+`
-- content/b/20-two.md --
---
title: Two
---
`+words+`
`)
		f.problems = nil
		one := f.site.Minutes("content/b/10-one.md")
		cover := f.site.Minutes("content/b/index.md")
		if one < 3 || cover < 2*one-1 || cover > 2*one {
			t.Errorf("%s: a section takes %d minutes, the cover %d", edition, one, cover)
		}
		if edition == "chapters" {
			all, page := f.render(t, "b/all/index.html"), f.render(t, "b/index.html")
			if string(all.File.Body) != string(page.File.Body) {
				t.Errorf("the cover says %q, the one-page edition %q", page.File.Body, all.File.Body)
			}
		}
	}
}
