package build

import (
	"slices"
	"strings"
	"testing"

	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// kitchenSink builds the site to look at, after edits of it.
func kitchenSink(t *testing.T, edits ...sitetest.Edit) state {
	t.Helper()
	live := sitetest.KitchenSink()
	for _, e := range edits {
		e.Apply(live)
	}
	s := buildAll(newBuilder(live, Options{}))
	if l := errorsOf(s); len(l) > 0 {
		t.Fatal(l)
	}
	return s
}

// preloads are the fonts that a page asks for early, without their hashes.
func preloads(t *testing.T, s state, at string) (fonts []string) {
	for _, n := range nodesOf(treeOf(t, text(t, s, at)), "link") {
		if attr(n, "rel") == "preload" {
			_, file, _ := strings.Cut(attr(n, "href"), "fonts/")
			name, _, _ := strings.Cut(file, ".")
			fonts = append(fonts, name+" "+attr(n, "type"))
		}
	}
	return fonts
}

func TestFontsOfBriefYAMLAreFetchedEarlyAndNoOthers(t *testing.T) {
	const page, lao = "river/index.html", "lao/index.html"
	for _, tt := range []struct {
		fonts string
		want  []string
	}{
		{"", []string{"newsreader-latin font/woff2", "public-sans-latin font/woff2"}},
		{"{serif: system}", []string{"public-sans-latin font/woff2"}},
		{"{serif: system, sans: system}", nil},
		{"{serif: public-sans}", []string{"public-sans-latin font/woff2"}},
		{"{serif: fonts/own.ttf}", []string{"own font/ttf", "public-sans-latin font/woff2"}},
	} {
		edits := []sitetest.Edit{{Op: sitetest.Write, Path: "static/fonts/own.ttf", Text: "a font"}}
		if tt.fonts != "" {
			edits = append(edits, sitetest.Edit{Op: sitetest.Append, Path: "brief.yaml", Text: "\nfonts: " + tt.fonts + "\n"})
		}
		s := kitchenSink(t, edits...)
		if d := cmp.Diff(tt.want, preloads(t, s, page)); d != "" {
			t.Errorf("fonts: %s: %s", tt.fonts, d)
		}
		if got := preloads(t, s, lao); got != nil {
			t.Errorf("fonts: %s: a page in Lao asks for %v, which has none of its letters", tt.fonts, got)
		}
	}
}

// sheets are the style sheets of the cover, in order.
func sheets(t *testing.T, s state) (paths []string) {
	for _, n := range nodesOf(treeOf(t, text(t, s, "river/index.html")), "link") {
		if attr(n, "rel") == "stylesheet" {
			paths = append(paths, strings.TrimPrefix(attr(n, "href"), "/desk/"))
		}
	}
	return paths
}

func TestAccentAndOwnRulesChangeTheLook(t *testing.T) {
	s := kitchenSink(t,
		sitetest.Edit{Op: sitetest.Append, Path: "brief.yaml", Text: "\naccent: {light: \"#0b5fa5\", dark: \"#8cc7ef\"}\n"},
		sitetest.Edit{Op: sitetest.Write, Path: "static/own.css", Text: ":root{--text:30rem}"})
	paths := sheets(t, s)
	if len(paths) != 2 || !strings.HasPrefix(paths[0], "site.") || !strings.HasPrefix(paths[1], "own.") {
		t.Fatalf("the style sheets are %v; own.css has to come last", paths)
	}
	css := text(t, s, paths[0])
	for _, want := range []string{"{:root{--accent:#8cc7ef}}", ":root{--accent:#0b5fa5}"} {
		if strings.LastIndex(css, want) < strings.LastIndex(css, "#ff9380") {
			t.Errorf("%s is not what holds at the end of the style sheet", want)
		}
	}
	if plain := sheets(t, kitchenSink(t)); plain[0] == paths[0] {
		t.Error("the style sheet has the name of the one without the accent, and would stay in caches")
	}
}

func TestWideTablesCanBeScrolledByTheKeyboard(t *testing.T) {
	root := treeOf(t, text(t, kitchenSink(t), "river/every-block/index.html"))
	var got [][]string
	for _, table := range nodesOf(root, "table") {
		if p := table.Parent; attr(p, "class") == "scroll" {
			got = append(got, []string{attr(p, "role"), attr(p, "tabindex"), attr(p, "aria-label")})
		} else if len(nodesOf(table, "th")) > 4 {
			t.Errorf("a table of %d columns lies in no region", len(nodesOf(table, "th")))
		}
	}
	want := [][]string{{"region", "0", "Table: Town, People, Litres a head, Pipes of lead, Treaty signed, Mayor, Last flood, Reservoirs"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Headings of the sections of a one-page edition stood on the level of the
// sections' own, so that its outline was flat.
func TestOnePageEditionHasASoundOutline(t *testing.T) {
	s := kitchenSink(t)
	for _, at := range []string{"river/all/index.html", "ferry/index.html", "river/every-block/index.html", "river/index.html"} {
		last, parts := 0, 0
		for n := range treeOf(t, text(t, s, at)).Descendants() {
			if n.Type != html.ElementNode || len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				continue
			}
			level := int(n.Data[1] - '0')
			if level > last+1 {
				t.Errorf("%s: %s %q follows a heading of level %d", at, n.Data, textOf(n), last)
			}
			part := slices.Contains(strings.Fields(attr(n.Parent, "class")), "part")
			switch {
			case part && level == 2:
				parts++
			case level == 2 && within(n, "part"):
				t.Errorf("%s: %q stands on the level of its chapter", at, textOf(n))
			}
			last = level
		}
		if want := map[string]int{"river/all/index.html": 3, "ferry/index.html": 2}[at]; parts != want {
			t.Errorf("%s has %d chapters, want %d", at, parts, want)
		}
	}
}

// within says whether an element lies in one of a class.
func within(n *html.Node, class string) bool {
	for p := range n.Ancestors() {
		if slices.Contains(strings.Fields(attr(p, "class")), class) {
			return true
		}
	}
	return false
}

// The key to the lines stands at the foot of each page, in the page's language.
func TestEveryPageSaysWhatItsLinesMean(t *testing.T) {
	s := kitchenSink(t)
	for at, want := range map[string]string{
		"index.html": "How to read the lines", "404.html": "How to read the lines", "fluss/index.html": "Was die Linien bedeuten", "lao/index.html": "ວິທີອ່ານເສັ້ນ",
	} {
		foot := nodesOf(treeOf(t, text(t, s, at)), ".foot")
		if len(foot) != 1 || !strings.Contains(textOf(foot[0]), want) || len(nodesOf(foot[0], ".lines")) != 1 {
			t.Errorf("%s does not say %q at its foot", at, want)
		}
	}
}

// Row G5, case i18n-rtl: the page is mirrored as a whole, code is not.
func TestArabicPageRunsFromRightToLeft(t *testing.T) {
	s := kitchenSink(t)
	root := nodesOf(treeOf(t, text(t, s, "nahr/index.html")), "html")[0]
	if attr(root, "lang") != "ar" || attr(root, "dir") != "rtl" {
		t.Errorf("lang %q, dir %q", attr(root, "lang"), attr(root, "dir"))
	}
	_, rule, _ := strings.Cut(text(t, s, sheets(t, s)[0]), "pre{border-block")
	rule, _, _ = strings.Cut(rule, "}")
	if !strings.Contains(rule, "direction:ltr") {
		t.Errorf("the rule for code does not keep it from left to right: %s", rule)
	}
}

// On a phone a lead map was a strip half as high as it is wide. A drawing that
// says that its edges may be cut takes the shape of a phone's lead there; a
// chart, which would lose its words, and a drawing below the lead never do.
func TestLeadMapFillsAPhone(t *testing.T) {
	drawing := func(more string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10"` + more + `><path d="M0 0h9v9z"/></svg>`
	}
	live := sitetest.New(map[string]string{
		"content/index.md":  "---\ntitle: Home\n---\n![A map.](map.svg)\n[The desk]\n\nText.\n\n![A map.](map.svg)\n[The desk]\n",
		"content/chart.md":  "---\ntitle: Chart\n---\n![A chart.](chart.svg)\n[The desk]\n",
		"content/map.svg":   drawing(` preserveAspectRatio="xMidYMid slice"`),
		"content/chart.svg": drawing(""),
	})
	b := newBuilder(live, Options{})
	s := buildAll(b)
	if home := text(t, s, "index.html"); strings.Count(home, " class=slice ") != 1 || strings.Index(home, " class=slice ") > strings.Index(home, "<p>Text.") {
		t.Errorf("not the lead alone has the class: %s", home)
	}
	if strings.Contains(text(t, s, "chart/index.html"), "class=slice") {
		t.Error("a chart has the class")
	}
	sink := kitchenSink(t)
	inOrder(t, text(t, sink, sheets(t, sink)[0]), "@media(max-width:48em){", ".lead .slice{aspect-ratio:4/3}")
	b.Update(live.Write("content/map.svg", []byte(drawing(""))))
	if strings.Contains(text(t, buildAll(b), "index.html"), "class=slice") {
		t.Error("the class stays when the drawing is another")
	}
}

// WCAG 2.2, 2.4.2: a one-page edition had the title of its cover, and every page
// of thanks that of all others.
func TestPagesHaveTitlesOfTheirOwn(t *testing.T) {
	s := buildAll(newBuilder(sitetest.EveryFeature(), Options{}))
	of := map[string]string{}
	for _, f := range s.files {
		if f.Type != "text/html; charset=utf-8" || f.Redirect != "" {
			continue
		}
		title := textOf(nodesOf(treeOf(t, text(t, s, f.Path)), "title")[0])
		if other := of[title]; other != "" {
			t.Errorf("%s and %s are both called %q", other, f.Path, title)
		}
		of[title] = f.Path
	}
	for _, want := range []string{"Laos – Read on one page – The test file", "Thank you – Yes – Laos – The test file"} {
		if of[want] == "" {
			t.Errorf("no page is called %q", want)
		}
	}
}

// Without a base URL 404.html can name no style sheet: it stood in the browser's
// own type from edge to edge, with a key to lines that it does not draw.
func TestAPageThatRefersToNothingHoldsItsStyleItself(t *testing.T) {
	for settings, want := range map[string]struct {
		style bool
		lines int
	}{
		"title: News\n": {true, 0},
		"title: News\nbase_url: https://news.example/\n": {false, 1},
	} {
		live := sitetest.New(map[string]string{"brief.yaml": settings, "content/index.md": "---\ntitle: Home\n---\n"})
		page := text(t, buildAll(newBuilder(live, Options{})), "404.html")
		root := treeOf(t, page)
		if style := len(nodesOf(root, "style")) == 1 && strings.Contains(page, "style-src 'self' 'sha256-"); style != want.style {
			t.Errorf("%q: a style that its policy allows: %v, want %v", settings, style, want.style)
		}
		if got := len(nodesOf(root, ".lines")); got != want.lines {
			t.Errorf("%q: %d keys to the lines, want %d", settings, got, want.lines)
		}
	}
}
