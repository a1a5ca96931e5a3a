package build

import (
	"slices"
	"strings"
	"testing"

	"brief/internal/diag"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// casePage builds a case and returns its page, parsed as a browser does, and
// the problems of the case by place and code.
func casePage(t *testing.T, name string) (root *html.Node, problems []string) {
	t.Helper()
	s, l := buildCase(t, name)
	root, err := html.Parse(strings.NewReader(text(t, s, "page/index.html")))
	if err != nil {
		t.Fatal(err)
	}
	return root, codes(l)
}

// codes are problems as line and code.
func codes(l diag.List) (out []string) {
	for _, line := range told(l) {
		place, _, _ := strings.Cut(strings.TrimPrefix(line, "page.md:"), ": ")
		out = append(out, place)
	}
	return out
}

// find returns the elements of a name below a node, in order.
func find(n *html.Node, name string) (out []*html.Node) {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == name {
			out = append(out, c)
		}
	}
	return out
}

// wordsOf is all text below a node, space by space.
func wordsOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func isIn(n *html.Node, name string) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n.Data == name {
			return true
		}
	}
	return false
}

// The case md-figure-in-list: a captioned picture cut a list in two, and its
// tags were shown as code.
func TestFiguresAndCodeStandInsideTheirListItems(t *testing.T) {
	root, problems := casePage(t, "md-figure-in-list")
	if len(problems) > 0 {
		t.Error(problems)
	}
	body := find(root, "main")[0]
	lists := slices.DeleteFunc(find(body, "ol"), func(n *html.Node) bool { return has(n, "role") || has(n, "start") })
	if len(lists) != 1 {
		t.Fatalf("%d numbered lists", len(lists))
	}
	var items []*html.Node
	for c := range lists[0].ChildNodes() {
		if c.Type == html.ElementNode {
			items = append(items, c)
		}
	}
	if len(items) != 3 || len(find(items[0], "figure")) != 1 || len(find(items[1], "figure")) != 1 || len(find(items[2], "pre")) != 1 {
		t.Errorf("the items hold %v", wordsOf(lists[0]))
	}
	if got, want := wordsOf(lists[0]), "First stepThe river, 2024Second stepnestedA bridgeThird stepecho hello"; got != want {
		t.Errorf("the list says %q, want %q", got, want)
	}
}

// The case md-figure-not-in-paragraph: browsers made empty paragraphs of a
// figure inside one.
func TestNoFigureStandsInAParagraph(t *testing.T) {
	root, problems := casePage(t, "md-figure-not-in-paragraph")
	if len(problems) > 0 {
		t.Error(problems)
	}
	figures := find(root, "figure")
	if len(figures) != 3 {
		t.Errorf("%d figures", len(figures))
	}
	for _, f := range figures {
		if isIn(f, "p") {
			t.Error("a figure stands in a paragraph")
		}
	}
	for _, p := range find(root, "p") {
		if wordsOf(p) == "" && len(find(p, "img")) == 0 {
			t.Error("there is an empty paragraph")
		}
	}
	all := wordsOf(find(root, "main")[0])
	inOrder(t, all, "Before.", "Caption one", "Inside the sentence.", "L", "R", "After.")
	for _, once := range []string{"Before.", "Caption one", "After."} {
		if n := strings.Count(all, once); n != 1 {
			t.Errorf("%q stands there %d times", once, n)
		}
	}
}

// The case md-caption-markup: asterisks and brackets were shown, or came into
// the alternative text.
func TestCaptionHasMarkupAndTheAlternativeTextHasNone(t *testing.T) {
	root, problems := casePage(t, "md-caption-markup")
	if len(problems) > 0 {
		t.Error(problems)
	}
	caption := find(root, "figcaption")[0]
	if got := wordsOf(caption); got != "Mekong at dusk, see map & ‘notes’" && got != "Mekong at dusk, see map & 'notes'" {
		t.Errorf("caption %q", got)
	}
	if em := find(caption, "em"); len(em) != 1 || wordsOf(em[0]) != "Mekong" {
		t.Error("no emphasis in the caption")
	}
	if a := find(caption, "a"); len(a) != 1 || attr(a[0], "href") != "https://example.org/map" {
		t.Error("no link in the caption")
	}
	if alt := attr(find(root, "img")[0], "alt"); alt != "River at dusk" {
		t.Errorf("alt %q", alt)
	}
}

// The case md-details-and-raw-html: the whole block vanished in silence, or
// half of it stayed. Each piece is told, and nothing is written.
func TestRawHTMLIsToldPieceByPieceOrShownWhole(t *testing.T) {
	s, problems := buildCase(t, "md-details-and-raw-html")
	want := []string{"8 raw-html", "15 raw-html", "19 raw-html", "21 html-comment"}
	if d := cmp.Diff(want, codes(problems)); d != "" {
		t.Error(d)
	}
	p := readPage(t, text(t, s, "page/index.html"))
	inOrder(t, p.text, "Before.", "bold", "inside", "After.")
	if strings.Contains(p.text, "editor note") {
		t.Error("the comment is shown")
	}

	live := caseSite(t, "md-details-and-raw-html")
	live.Write("brief.yaml", []byte("base_url: https://example.org/\nraw_html: [details, summary, figure, figcaption]\ncheck: {severity: {missing-credit: \"off\"}}\n"))
	allowed := buildAll(newBuilder(live, Options{}))
	if d := cmp.Diff([]string{"21 html-comment"}, slices.Compact(codes(allowed.problems))); d != "" {
		t.Error(d)
	}
	root, _ := html.Parse(strings.NewReader(text(t, allowed, "page/index.html")))
	details := find(root, "details")
	if len(details) != 1 || wordsOf(details[0]) != "Morebold inside" || len(find(details[0], "strong")) != 1 {
		t.Error("the details are not whole")
	}
	if f := find(root, "figcaption"); len(f) == 0 || wordsOf(f[len(f)-1]) != "Cap" {
		t.Error("the figure is not whole")
	}
}

// The case md-footnote-in-heading: the number of the note came into the
// heading's id, the contents, the title and the feed.
func TestNoteInAHeadingIsNoPartOfItsName(t *testing.T) {
	s, problems := buildCase(t, "md-footnote-in-heading")
	if d := cmp.Diff([]string{"14 vague-note", "15 vague-note"}, codes(problems)); d != "" {
		t.Error(d)
	}
	root, _ := html.Parse(strings.NewReader(text(t, s, "page/index.html")))
	h := find(root, "h2")[0]
	if attr(h, "id") != "a-humanitarian-screen" || wordsOf(h) != "A humanitarian screen1" || len(find(h, "a")) != 1 {
		t.Errorf("heading #%s %q", attr(h, "id"), wordsOf(h))
	}
	for _, a := range find(root, "a") {
		if attr(a, "href") == "#a-humanitarian-screen" && wordsOf(a) != "A humanitarian screen" {
			t.Errorf("the contents say %q", wordsOf(a))
		}
	}
	p := readPage(t, text(t, s, "page/index.html"))
	if n := strings.Count(p.text, "First note."); n != 1 {
		t.Errorf("the note stands there %d times", n)
	}
	checkLinks(t, s, "/")
	for _, name := range []string{"feed.xml", "index.html"} {
		if strings.Contains(text(t, s, name), "screen1") || strings.Contains(text(t, s, name), "screen[") {
			t.Errorf("%s holds the number", name)
		}
	}
}

// The case md-footnote-repeat: ids came twice, one back link served three
// marks, and a note's misspelt name passed in silence.
func TestNoteUsedAgainHasALinkBackToEachMark(t *testing.T) {
	s, problems := buildCase(t, "md-footnote-repeat")
	want := []string{"6 undefined-note", "8 vague-note", "9 vague-note", "10 unused-note"}
	if d := cmp.Diff(want, codes(problems)); d != "" {
		t.Error(d)
	}
	p := readPage(t, text(t, s, "page/index.html"))
	noRepeats(t, p.ids)
	inOrder(t, p.text, "A 1 B 2 C 1 D 1 E[^missing]", "Ay.", "Bee.")
	if strings.Contains(p.text, "Never used") || strings.Count(p.text, "Ay.") != 1 {
		t.Error("the notes are not those that are used")
	}
	names := map[string]bool{}
	root, _ := html.Parse(strings.NewReader(text(t, s, "page/index.html")))
	for _, a := range find(root, "a") {
		if strings.HasPrefix(attr(a, "href"), "#fnref") {
			names[attr(a, "aria-label")] = true
		}
	}
	if len(names) != 4 {
		t.Errorf("the links back are called %v", names)
	}
	checkLinks(t, s, "/")
}

// The case md-duplicate-heading-ids: two headings had one id, and the contents
// led two lines to one place.
func TestEqualHeadingsHaveIDsOfTheirOwn(t *testing.T) {
	s, problems := buildCase(t, "md-duplicate-heading-ids")
	if len(problems) > 0 {
		t.Error(problems)
	}
	noRepeats(t, readPage(t, text(t, s, "page/index.html")).ids)
	root, _ := html.Parse(strings.NewReader(text(t, s, "page/index.html")))
	var got []string
	for _, h := range find(root, "h2") {
		if id := attr(h, "id"); id != "" {
			got = append(got, id)
		}
	}
	want := []string{"why-laos", "why-laos-2", "why-laos-1", "sources-1", "sources"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	var contents []string
	for _, a := range find(root, "a") {
		if id, ok := strings.CutPrefix(attr(a, "href"), "#"); ok && slices.Contains(want, id) {
			contents = append(contents, id)
		}
	}
	if len(contents) > 0 && !slices.Equal(contents, want) {
		t.Errorf("the contents lead to %v", contents)
	}
}
