package build

import (
	"context"
	"embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"

	"golang.org/x/net/html"
)

//go:embed testdata/fm-*
var frontMatterCases embed.FS

// caseFiles are the files of a case as pages of a site, with a home page. Keys
// of other programs are written as brief's own by the pairs of strings.
func caseFiles(t *testing.T, name string, pairs ...string) map[string]string {
	t.Helper()
	files := map[string]string{
		"brief.yaml":       "title: Cases\nbase_url: https://example.org/\n",
		"content/index.md": "---\ntitle: Home\n---\n",
	}
	dir := "testdata/" + name
	entries, err := frontMatterCases.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatal("no files", err)
	}
	for _, e := range entries {
		body, err := fs.ReadFile(frontMatterCases, dir+"/"+e.Name())
		if err != nil {
			t.Fatal(err)
		}
		files["content/"+e.Name()] = strings.NewReplacer(pairs...).Replace(string(body))
	}
	return files
}

// shown is what a page and the feed say of a title.
type shown struct{ h1, title, share, jsonld, feed string }

func titlesOf(t *testing.T, s state, path, feedID string) (got shown) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text(t, s, path)))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch {
		case n.Data == "h1":
			got.h1 = strings.Join(strings.Fields(innerText(n)), " ")
		case n.Data == "title" && n.Parent.Data == "head":
			got.title = innerText(n)
		case n.Data == "meta" && attr(n, "property") == "og:title":
			got.share = attr(n, "content")
		case n.Data == "script" && attr(n, "type") == "application/ld+json":
			var graph any
			if err := json.Unmarshal([]byte(innerText(n)), &graph); err != nil {
				t.Fatalf("%s: JSON-LD does not parse: %v", path, err)
			}
			got.jsonld += fmt.Sprint(graph)
		}
	}
	var feed struct {
		Entry []struct {
			Title string `xml:"title"`
			Link  struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(text(t, s, "feed.xml")), &feed); err != nil {
		t.Fatal("the feed does not parse: ", err)
	}
	for _, e := range feed.Entry {
		if e.Link.Href == feedID {
			got.feed = e.Title
		}
	}
	return got
}

func innerText(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// Other programs print 83 for the title 0123, 62702 for 0xF4EE, 1000 for 1_000
// and nothing for null and ~: YAML's own idea of what they are.
func TestTitlesStayAsTheyWereTyped(t *testing.T) {
	s := buildAll(newBuilder(sitetest.New(caseFiles(t, "fm-numeric-title")), Options{}))
	if len(s.problems) > 0 {
		t.Fatal(s.problems)
	}
	home := readPage(t, text(t, s, "index.html")).text
	for name, want := range map[string]string{
		"t1": "1984", "t2": "0123", "t3": "21E08", "t4": "0xF4EE", "t5": "2024-05-01",
		"t6": "yes", "t7": "12:30:45", "t8": "1_000", "t9": "null", "t10": "~",
	} {
		got := titlesOf(t, s, name+"/index.html", "https://example.org/"+name+"/")
		if got.h1 != want || got.share != want || got.feed != want {
			t.Errorf("%s: heading %q, share card %q, feed %q; want %q", name, got.h1, got.share, got.feed, want)
		}
		if !strings.HasPrefix(got.title, want) || !strings.Contains(got.jsonld, "headline:"+want) {
			t.Errorf("%s: <title> %q, JSON-LD %s; want %q", name, got.title, got.jsonld, want)
		}
		if !strings.Contains(" "+home+" ", " "+want+" ") {
			t.Errorf("%s: the home page's list lacks %q", name, want)
		}
	}
}

// West of Greenwich other programs show the day before. That no zone of the
// machine has a say is the test of reproducibility in cmd/brief; here the
// site's zone has one, and moves no day.
func TestDayIsThatDayInEveryZone(t *testing.T) {
	for _, zone := range []string{"America/Los_Angeles", "UTC", "Asia/Tokyo", "Pacific/Kiritimati", "America/Sao_Paulo"} {
		files := caseFiles(t, "fm-date-only")
		files["brief.yaml"] += "timezone: " + zone + "\n"
		s := buildAll(newBuilder(sitetest.New(files), Options{}))
		body := text(t, s, "page/index.html")
		if !strings.Contains(body, `datetime="2024-05-14"`) || !strings.Contains(readPage(t, body).text, "14 May 2024") {
			t.Errorf("%s: the page does not show 14 May 2024", zone)
		}
		if !strings.Contains(text(t, s, "feed.xml"), "<published>2024-05-14T00:00:00") {
			t.Errorf("%s: the feed does not say 2024-05-14", zone)
		}
	}
}

// Text between two rules was taken for metadata elsewhere, and lost.
func TestRulesInTheBodyEndNoFrontMatter(t *testing.T) {
	// The indented rule stands in a block of text, which x-note is.
	files := caseFiles(t, "fm-rule-in-body", "note: |", "x-note: |")
	files["content/starts-with-rule.md"] += "\n# Not metadata\n"
	files["brief.yaml"] += "check: {severity: {missing-title: warning}}\n"
	s := buildAll(newBuilder(sitetest.New(files), Options{}))
	if s.problems.HasErrors() {
		t.Fatal(s.problems)
	}
	body := text(t, s, "page/index.html")
	inOrder(t, readPage(t, body).text, "One.", "Two: key: value", "Three.", "--- title : sample ---", "Heading", "Four.")
	if n := strings.Count(body, "<hr>"); n != 2 {
		t.Errorf("the page has %d rules, not 2", n)
	}
	body = text(t, s, "starts-with-rule/index.html")
	inOrder(t, readPage(t, body).text, "Just prose: with a colon.", "More.")
	if n := strings.Count(body, "<hr>"); n != 2 {
		t.Errorf("the page that begins with a rule has %d rules, not 2", n)
	}
}

// Other programs name no file, or a line that is off by one, or the first
// broken file of seven only.
func TestBrokenFrontMatterIsNamedByFileAndLine(t *testing.T) {
	files := caseFiles(t, "fm-error-location")
	broken := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool {
		return name == "brief.yaml" || name == "content/index.md"
	})
	good := map[string]string{"brief.yaml": files["brief.yaml"], "content/index.md": files["content/index.md"]}
	dir := filepath.Join(t.TempDir(), "public")
	writeTo(t, newBuilder(sitetest.New(good), Options{}), dir)
	before := diskTree(t, dir)

	res := writeTo(t, newBuilder(sitetest.New(files), Options{}), dir)
	want := map[string]struct {
		line    int
		excerpt string
		hint    string // what it says among other things
	}{
		"content/at.md":            {2, "title: @home", `title: "@home"`},
		"content/colon.md":         {2, "title: Laos: the story", `title: "Laos: the story"`},
		"content/dots.md":          {4, "...", "---"},
		"content/missing-colon.md": {3, `linkTitle "Functions"`, `linkTitle: "Functions"`},
		"content/quote.md":         {2, `title: "A`, `closing "`},
		"content/tab.md":           {3, "    date: 2024-05-14", "spaces"},
		"content/unclosed.md":      {1, "---", "after line 3"},
	}
	for _, name := range broken {
		i := slices.IndexFunc(res.Problems, func(d diag.Diag) bool { return d.Pos.File == name && d.Severity == diag.Error })
		if i < 0 {
			t.Errorf("%s: no error", name)
			continue
		}
		d, w := res.Problems[i], want[name]
		if d.Pos.Line != w.line || strings.ReplaceAll(d.Excerpt, "\t", "    ") != w.excerpt || !strings.Contains(d.Hint, w.hint) {
			t.Errorf("%s: line %d %q, hint %q; want line %d %q, hint with %q", name, d.Pos.Line, d.Excerpt, d.Hint, w.line, w.excerpt, w.hint)
		}
	}
	if len(broken) != len(want) {
		t.Errorf("the case has %d files, not %d", len(broken), len(want))
	}
	if after := diskTree(t, dir); !maps.Equal(before, after) {
		t.Error("the output of the last good build has changed")
	}
}

func writeTo(t *testing.T, b *Builder, dir string) Result {
	t.Helper()
	res, err := b.WriteDir(context.Background(), dir, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Elsewhere 2024-02-30 is published as 1 January 0001 and 20240514 as 23 August 1970.
func TestImpossibleDatesAreErrorsWithTheFormThatIsTaken(t *testing.T) {
	b := newBuilder(sitetest.New(caseFiles(t, "fm-impossible-dates")), Options{})
	s := buildAll(b)
	for name, hint := range map[string]string{
		"d1": "2025-07-14",                                               // 2024-02-30
		"d2": "2024-06-05 for 5 June 2024, or 2024-05-06 for 6 May 2024", // 05/06/2024
		"d3": "2024-05-14",                                               // 14 May 2024
		"d4": "2024-05-04",                                               // 2024-5-4
		"d5": "2024-05-14",                                               // 20240514
		"d6": "2025-07-14T09:00:00+07:00",                                // 2024-05-14 25:00
	} {
		i := slices.IndexFunc(s.problems, func(d diag.Diag) bool { return d.Pos.File == "content/"+name+".md" })
		if i < 0 {
			t.Errorf("%s: nothing is said", name)
			continue
		}
		if d := s.problems[i]; d.Severity != diag.Error || d.Pos.Line != 3 || !strings.Contains(d.Hint, hint) {
			t.Errorf("%s: %v:%d, hint %q; want an error in line 3 whose hint has %q", name, d.Severity, d.Pos.Line, d.Hint, hint)
		}
	}
	dir := filepath.Join(t.TempDir(), "public")
	if writeTo(t, b, dir); len(diskTree(t, filepath.Dir(dir))) > 0 {
		t.Error("pages with dates that nobody wrote were published")
	}
}

// Elsewhere a title breaks out of <title>, of JSON-LD or of the feed, or shows
// "&amp;amp;". Here it is as typed but for its quotation marks, which are English.
func TestSpecialCharactersOfTitlesAreShownAsTyped(t *testing.T) {
	const want = `Entre l’Afrique & “l’Asie” <b>x</b> </title><script>alert(1)</script> 🌏`
	long := strings.Repeat("A long title of ten words that does not end. ", 9) + "End"
	files := caseFiles(t, "fm-special-characters", "description:", "dek:")
	files["content/long.md"] = "---\ntitle: " + long + "\ndate: 2024-05-14\n---\n\nText.\n"
	s := buildAll(newBuilder(sitetest.New(files), Options{}))
	if len(s.problems) > 0 {
		t.Fatal(s.problems)
	}
	for path, want := range map[string]string{"page/": want, "long/": long} {
		got := titlesOf(t, s, path+"index.html", "https://example.org/"+path)
		if got.h1 != want || got.share != want || got.feed != want || !strings.HasPrefix(got.title, want) || !strings.Contains(got.jsonld, want) {
			t.Errorf("%s: heading %q\nshare card %q\nfeed %q\n<title> %q\nJSON-LD %s", path, got.h1, got.share, got.feed, got.title, got.jsonld)
		}
	}
	for _, f := range s.files {
		if f.Class != output.PageC && f.Class != output.List {
			continue // in a feed the text of a page is HTML within XML, which is escaped as a whole
		}
		body := text(t, s, f.Path)
		for _, bad := range []string{"&amp;amp;", "&amp;#39;", "&amp;#34;", "&amp;quot;", "&amp;lt;"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s escapes twice: %s", f.Path, bad)
			}
		}
		root, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Data == "b" || n.Data == "script" && strings.HasPrefix(innerText(n), "alert") {
				t.Errorf("%s has an element <%s> that comes from a title", f.Path, n.Data)
			}
		}
	}
}

// To the second, and its pictures, feed entry and place in the sitemap with it.
func TestEmbargoHoldsBackEveryByteOfPageAndMedia(t *testing.T) {
	embargo := time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC)
	files := map[string]string{
		"brief.yaml":       "base_url: https://example.org/\ntimezone: Asia/Vientiane\n",
		"content/index.md": "---\ntitle: Home\n---\n",
		"content/early.md": "---\ntitle: Secretword\ndate: 2025-07-14\nembargo: 2026-03-01T09:00:00+07:00\n---\n" +
			"![Secretpicture.](secretfile.png)\n*Secretcaption.* [Secretcredit]\n\nSecrettext: [the data](secretdata.csv).\n",
		"content/secretfile.png": "8x8 #123456",
		"content/secretdata.csv": "a,b\nSecretvalue,2\n",
	}
	found := func(asOf time.Time) (words, paths []string) {
		s := buildAll(newBuilder(sitetest.New(files), Options{AsOf: asOf}))
		if s.problems.HasErrors() {
			t.Fatal(s.problems)
		}
		for _, f := range s.files {
			body := text(t, s, f.Path)
			if strings.Contains(strings.ToLower(body), "secret") {
				words = append(words, f.Path)
			}
			if strings.Contains(f.Path, "secret") || strings.Contains(f.Path, "early") {
				paths = append(paths, f.Path)
			}
		}
		return words, paths
	}
	if words, paths := found(embargo.Add(-time.Second)); len(words)+len(paths) > 0 {
		t.Errorf("a second before, %v give it away, and %v are published", words, paths)
	}
	words, paths := found(embargo.Add(time.Second))
	for _, want := range []string{"early/index.html", "feed.xml", "index.html"} {
		if !slices.Contains(words, want) {
			t.Errorf("a second after, %s says nothing of it", want)
		}
	}
	if want := []string{"early/index.html", "secretdata.csv", "secretfile.png"}; !slices.Equal(paths, want) {
		t.Errorf("a second after, %v are published, not %v", paths, want)
	}
}

// A day is over at midnight of the site's zone, a time at its second.
func TestPageToBeReviewedIsWarnedOfOnceItsDayIsOver(t *testing.T) {
	files := map[string]string{
		"brief.yaml":         "base_url: https://example.org/\ntimezone: Asia/Vientiane\n",
		"content/index.md":   "---\ntitle: Home\n---\n",
		"content/day.md":     "---\ntitle: Day\nreview_by: 2026-03-01\n---\n",
		"content/time.md":    "---\ntitle: Time\nreview_by: 2026-03-01T10:00:00+07:00\n---\n",
		"content/expired.md": "---\ntitle: Gone\ndate: 2025-01-01\nexpires: 2025-02-01\nreview_by: 2025-01-02\n---\n",
	}
	for _, test := range []struct {
		asOf string
		want []string
	}{
		{"2026-03-01T09:59:59+07:00", nil},
		{"2026-03-01T10:00:00+07:00", []string{"content/time.md:3"}},
		{"2026-03-01T23:59:59+07:00", []string{"content/time.md:3"}},
		{"2026-03-02T00:00:00+07:00", []string{"content/day.md:3", "content/time.md:3"}},
	} {
		asOf, err := time.Parse(time.RFC3339, test.asOf)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range buildAll(newBuilder(sitetest.New(files), Options{AsOf: asOf})).problems {
			if d.Code != "review-due" || d.Severity != diag.Warning {
				t.Errorf("as of %s: %v", test.asOf, d)
			}
			got = append(got, fmt.Sprintf("%s:%d", d.Pos.File, d.Pos.Line))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("as of %s: %v, want %v", test.asOf, got, test.want)
		}
	}
}

// A file of values with a slip in it was passed over in silence, until someone used it.
func TestFilesOfValuesAreChecked(t *testing.T) {
	live := sitetest.New(map[string]string{
		"brief.yaml":               "base_url: https://example.org/\n",
		"content/index.md":         "---\ntitle: Home\n---\n",
		"content/_data/good.yaml":  "- a\n- b: [1, 2]\n",
		"content/_data/good.json":  `{"a": [1, 2]}`,
		"content/_data/good.csv":   "a,b\n1,\"2, 3\"\n",
		"content/_data/twice.yaml": "a: 1\nb: 2\na: 3\n",
		"content/_data/cut.json":   "{\"a\": [1, 2\n",
		"content/_data/comma.json": "{\n\"a\": 1\n\"b\": 2}",
		"content/_data/long.csv":   "a,b\n1,2,3\n4,5\n",
		"content/_data/quote.csv":  "a,b\n\"1,2\n",
	})
	b := newBuilder(live, Options{})
	check := func(want ...string) {
		t.Helper()
		var got []string
		for _, d := range buildAll(b).problems {
			got = append(got, fmt.Sprintf("%s:%d %s", strings.TrimPrefix(d.Pos.File, dataDir), d.Pos.Line, d.Code))
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check("comma.json:3 data-syntax", "cut.json:1 data-syntax", "long.csv:2 data-syntax", "quote.csv:2 data-syntax", "twice.yaml:3 duplicate-key")
	for _, name := range []string{"comma.json", "cut.json", "quote.csv"} {
		b.Update(live.Remove(dataDir + name))
	}
	check("long.csv:2 data-syntax", "twice.yaml:3 duplicate-key")
}

// The manual said that the line of sources_note stands above the sources, and each
// correction below the headline.
func TestFrontMatterStandsWhereTheManualSays(t *testing.T) {
	s := built(t, sitetest.New(map[string]string{"brief.yaml": "base_url: https://example.org/\n", "content/index.md": `---
title: Home
date: 2025-07-14
sources_note: As of March.
corrections:
  - {date: 2025-07-20, text: The first.}
  - {date: 2025-07-21, text: The second.}
---
Text.[^a]

[^a]: Kontur, July 2025.
`}))
	_, page, _ := strings.Cut(text(t, s, "index.html"), "<h1>")
	at := 0
	for _, part := range []string{"The second.", "Text.", "Kontur, July 2025.", "As of March.", "The second.", "The first."} {
		i := strings.Index(page[at:], part)
		if i < 0 {
			t.Fatalf("%q is not where it should be in %s", part, page)
		}
		at += i + len(part)
	}
	if strings.Count(page, "The first.") != 1 {
		t.Errorf("the first correction stands elsewhere too: %s", page)
	}
	help, err := os.ReadFile("../../cmd/brief/help/frontmatter.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a line below the sources", "The latest stands below the headline"} {
		if !strings.Contains(string(help), want) {
			t.Errorf("the manual lacks %q", want)
		}
	}
}

// What stands in YAML is no Markdown, which the manual did not say: a caption that was
// moved from the text into the file beside its picture showed its asterisks.
func TestTextsInYAMLAreShownAsTyped(t *testing.T) {
	s := built(t, sitetest.New(map[string]string{
		"brief.yaml": "base_url: https://example.org/\n", "content/map.png": "40x30 #336699",
		"content/map.png.yaml": "alt: A *map*\ncaption: \"*The [river](/)*\"\ncredit: The *desk*\n",
		"content/index.md":     "---\ntitle: A *home*\ndek: With [a link](/)\n---\n![](map.png)\n",
	}))
	page := text(t, s, "index.html")
	for _, want := range []string{"<h1>A *home*</h1>", ">With [a link](/)<", `alt="A *map*"`, ">*The [river](/)*<", "[The *desk*]"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in %s", want, page)
		}
	}
	for topic, want := range map[string]string{"frontmatter": "They are no Markdown", "syntax": "in plain words without * and links"} {
		if help, err := os.ReadFile("../../cmd/brief/help/" + topic + ".txt"); err != nil || !strings.Contains(string(help), want) {
			t.Errorf("help %s lacks %q (%v)", topic, want, err)
		}
	}
}
