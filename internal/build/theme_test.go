package build

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
)

// The contents dropped a heading of level 3 that none of level 2 stands above,
// and those of level 3 in the sections of a one-page edition.
func TestContentsLinkToEveryHeadingInOrder(t *testing.T) {
	const body = "### Early\n\nText.\n\n### Second early\n\nText.\n\n## One *more*\n\n### Below\n\n#### Too deep\n\n### Below\n\n## Two\n"
	live := sitetest.New(map[string]string{
		"content/index.md":      "---\ntitle: Home\n---\n",
		"content/page.md":       "---\ntitle: Page\n---\nText.\n\n" + body,
		"content/laos/index.md": "---\ntitle: Laos\n---\n### Before\n\n## On the cover\n",
		"content/laos/10-a.md":  "---\ntitle: Part A\n---\n" + body,
		"content/laos/20-b.md":  "---\ntitle: Part B\n---\n## Last\n",
	})
	s := buildAll(newBuilder(live, Options{}))
	for at, want := range map[string]int{"page/index.html": 6, "laos/index.html": 11} {
		root := treeOf(t, text(t, s, at))
		toc := nodesOf(root, ".toc")
		if len(toc) != 1 {
			t.Fatalf("%s has %d lists of contents", at, len(toc))
		}
		var links, headings []string
		for _, a := range nodesOf(toc[0], "a") {
			links = append(links, attr(a, "href")+" "+textOf(a))
		}
		for n := range nodesOf(root, ".body")[0].Descendants() {
			part := n.Data == "h4" && n.Parent.Data == "section" // a heading of level 3 in a section of a one-page edition
			if n.Data == "h2" || n.Data == "h3" || part {
				id := attr(n, "id")
				if id == "" {
					id = attr(n.Parent, "id") // the heading of a part
				}
				headings = append(headings, "#"+id+" "+textOf(n))
			}
		}
		if d := cmp.Diff(headings, links); d != "" || len(links) != want {
			t.Errorf("%s: %d links, want %d: headings (-) and links (+): %s", at, len(links), want, d)
		}
	}
}

// A list of one heading stood beside the text that this heading is in.
func TestContentsOfOneHeadingAreNotShown(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\n",
		"content/one.md":   "---\ntitle: Page\n---\nText.\n\n## One\n",
		"content/two.md":   "---\ntitle: Page\n---\nText.\n\n## One\n\n### Two\n",
	})
	s := buildAll(newBuilder(live, Options{}))
	for at, want := range map[string]int{"one/index.html": 0, "two/index.html": 1} {
		if got := len(nodesOf(treeOf(t, text(t, s, at)), ".toc")); got != want {
			t.Errorf("%s has %d lists of contents, want %d", at, got, want)
		}
	}
}

func TestCaptionAndCreditOfPlainMarkdownAreAFigures(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\nText.\n\n![A map.](map.svg)\n*Where it lies.* [Map: the desk]\n\n![Another.](map.svg)\n[The desk]\n",
		"content/map.svg":  `<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><path d="M0 0h9v9z"/></svg>`,
	})
	root := treeOf(t, text(t, buildAll(newBuilder(live, Options{})), "index.html"))
	var got [][]string
	for _, f := range nodesOf(root, "figure") {
		if imgs := nodesOf(f, "img"); len(imgs) != 1 || len(nodesOf(f, "figcaption")) != 1 {
			t.Errorf("%d pictures and %d captions in a figure", len(imgs), len(nodesOf(f, "figcaption")))
		}
		got = append(got, append(textsOf(nodesOf(f, ".credit")), textsOf(nodesOf(f, "figcaption"))...))
	}
	want := [][]string{
		{"[Map: the desk]", "Where it lies. [Map: the desk]"},
		{"[The desk]", "[The desk]"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestFeedHoldsTheTwentyNewest(t *testing.T) {
	files := map[string]string{
		"brief.yaml":       "title: Feed\nbase_url: https://example.org/\n",
		"content/index.md": "---\ntitle: Home\n---\n",
	}
	var want []string
	for day := 25; day >= 1; day-- {
		files[fmt.Sprintf("content/p%02d.md", day)] = fmt.Sprintf("---\ntitle: Page %d\ndate: 2024-05-%02d\n---\nText.\n", day, day)
		if day > 5 {
			want = append(want, fmt.Sprintf("Page %d", day))
		}
	}
	var got []string
	for i, entry := range strings.Split(text(t, buildAll(newBuilder(sitetest.New(files), Options{})), "feed.xml"), "<entry>") {
		if i > 0 {
			_, title, _ := strings.Cut(entry, "<title>")
			title, _, _ = strings.Cut(title, "<")
			got = append(got, title)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Marks that show nothing have a meaning: where a line may break and where it
// may not. Minifiers took them for white space.
func TestMarksThatCannotBeSeenStay(t *testing.T) {
	const marked = "one\u200btwo\u00a0three\u202ffour\u2060five"
	live := sitetest.New(map[string]string{
		"brief.yaml":                  "title: " + marked + "\nbase_url: https://example.org/\nraw_html: [wbr, p]\n",
		"content/index.md":            "---\ntitle: Home " + marked + "\ndek: Dek " + marked + "\n---\n" + marked + " a&nbsp;b&#8203;c<wbr>d \u00a0 e\n\n<p>raw " + marked + " \u00a0 f</p>\n",
		"layouts/partials/pages.html": "<p class=own>a&nbsp;b&#8203;c<wbr>d \u00a0 " + marked + "</p>",
		"static/plain.html":           "<!doctype html><title>x</title><p>a&nbsp;b&#8203;c<wbr>d  \u00a0 " + marked,
		"static/words.json":           `{"a":  "` + marked + ` \u00a0 \u200b"}`,
		"static/drawing.svg":          `<svg xmlns="http://www.w3.org/2000/svg"><text>` + marked + `</text></svg>`,
		"static/data.xml":             "<a>\n<b>" + marked + "</b></a>",
		"static/own.css":              ".a::before { content: '" + marked + "' }",
	})
	s := buildAll(newBuilder(live, Options{}))
	if l := errorsOf(s); len(l) > 0 {
		t.Fatal(l)
	}
	root := treeOf(t, text(t, s, "index.html"))
	texts := textsOf(nodesOf(root, "p"))
	for _, want := range []string{
		marked + " a\u00a0b\u200bcd \u00a0 e", "raw " + marked + " \u00a0 f", "Dek " + marked, "a\u00a0b\u200bcd \u00a0 " + marked,
	} {
		if !slices.Contains(texts, want) {
			t.Errorf("no paragraph is %q: %q", want, texts)
		}
	}
	if n := len(nodesOf(root, "wbr")); n != 2 {
		t.Errorf("%d of 2 wbr", n)
	}
	if h1 := textsOf(nodesOf(root, "h1")); !slices.Equal(h1, []string{"Home " + marked}) {
		t.Errorf("the headline is %q", h1)
	}
	for _, n := range nodesOf(root, "meta") {
		if attr(n, "name") == "description" && attr(n, "content") != "Dek "+marked {
			t.Errorf("the description is %q", attr(n, "content"))
		}
	}
	for _, script := range nodesOf(root, "script") {
		if !strings.Contains(textOf(script), marked) {
			t.Errorf("the data is %s", textOf(script))
		}
	}
	plain := treeOf(t, text(t, s, "plain.html"))
	if got := textsOf(nodesOf(plain, "p")); !slices.Equal(got, []string{"a\u00a0b\u200bcd \u00a0 " + marked}) || len(nodesOf(plain, "wbr")) != 1 {
		t.Errorf("plain.html: %q", got)
	}
	for _, f := range s.files {
		if name, _, _ := strings.Cut(f.Path, "."); slices.Contains([]string{"words", "drawing", "data", "own", "feed"}, name) && !strings.Contains(text(t, s, f.Path), marked) {
			t.Errorf("%s: %s", f.Path, text(t, s, f.Path))
		}
	}
}

// The byline once stood and fell with the date: a section's author vanished.
func TestAuthorsAreNamedOnAPageWithoutADate(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\n[a page](a.md)\n",
		"content/a.md":     "---\ntitle: A\nauthors: [{name: Ann Lee}]\n---\nText.\n",
	})
	page := text(t, buildAll(newBuilder(live, Options{})), "a/index.html")
	if !strings.Contains(page, "<strong>By Ann Lee</strong>") || strings.Contains(page, "<time") {
		t.Errorf("%s", page)
	}
}

// "The desk, The dam, The desk, 25 November 2026": who is the author and the
// publisher was named twice, and so was a briefing that is the whole site.
func TestCitationNamesNobodyTwice(t *testing.T) {
	const article = "---\ntitle: The dam\ndate: 2024-01-02\nauthors: [{name: %s}]\n---\nText.\n"
	for _, c := range []struct{ settings, author, want string }{
		{"title: News\n", "Ann", "Ann, The dam, News, 2 January 2024. "},
		{"title: News\npublisher: {name: Desk}\n", "Ann", "Ann, The dam, Desk, 2 January 2024. "},
		{"title: News\npublisher: {name: Desk}\n", "Desk", "Desk, The dam, 2 January 2024. "},
		{"title: The dam\n", "Ann", "Ann, The dam, 2 January 2024. "},
	} {
		live := sitetest.New(map[string]string{
			"brief.yaml":       c.settings + "base_url: https://news.example/\n",
			"content/index.md": fmt.Sprintf(article, c.author),
		})
		foot := nodesOf(treeOf(t, text(t, buildAll(newBuilder(live, Options{AsOf: sitetest.AsOf()})), "index.html")), ".foot")[0]
		var cited string
		for _, p := range nodesOf(foot, "p") {
			if len(nodesOf(p, "cite")) == 1 {
				cited = textOf(p)
			}
		}
		if want := c.want + "https://news.example/"; cited != want {
			t.Errorf("%q by %s is cited as %q, want %q", c.settings, c.author, cited, want)
		}
	}
}
