package build

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"brief/internal/sitetest"
)

// item is one entry of a feed in any form.
type item struct {
	id, url, title, html string
	summary              string
	published, updated   time.Time
	authors              []string
}

// feeds are what the three feeds of a site hold, each checked for what its
// specification asks (S8 of the project's standards).
func feeds(t *testing.T, s state) map[string][]item {
	t.Helper()
	return map[string][]item{"atom": readAtom(t, s), "rss": readRSS(t, s), "json": readJSONFeed(t, s)}
}

func readAtom(t *testing.T, s state) (items []item) {
	t.Helper()
	type person struct {
		Name string `xml:"name"`
	}
	var f struct {
		XMLName xml.Name
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Author  person `xml:"author"`
		Link    []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entry []struct {
			ID        string   `xml:"id"`
			Title     string   `xml:"title"`
			Published string   `xml:"published"`
			Updated   string   `xml:"updated"`
			Summary   string   `xml:"summary"`
			Author    []person `xml:"author"`
			Link      struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
			Content struct {
				Type string `xml:"type,attr"`
				Text string `xml:",chardata"`
			} `xml:"content"`
		} `xml:"entry"`
	}
	readXML(t, text(t, s, "feed.xml"), &f)
	if f.XMLName.Space != "http://www.w3.org/2005/Atom" || f.ID == "" || f.Title == "" || f.Author.Name == "" || len(f.Link) != 2 || f.Link[1].Rel != "self" {
		t.Errorf("feed.xml lacks something: %+v", f)
	}
	at(t, time.RFC3339, f.Updated)
	for _, e := range f.Entry {
		if e.Content.Type != "html" {
			t.Errorf("%s: content of type %q", e.ID, e.Content.Type)
		}
		it := item{id: e.ID, url: e.Link.Href, title: e.Title, html: e.Content.Text, summary: e.Summary,
			published: at(t, time.RFC3339, e.Published), updated: at(t, time.RFC3339, e.Updated)}
		for _, a := range e.Author {
			it.authors = append(it.authors, a.Name)
		}
		items = append(items, it)
	}
	return items
}

func readRSS(t *testing.T, s state) (items []item) {
	t.Helper()
	var f struct {
		Version string `xml:"version,attr"`
		Channel struct {
			Title       string   `xml:"title"`
			Link        []string `xml:"link"`
			Description string   `xml:"description"`
			Built       string   `xml:"lastBuildDate"`
			Item        []struct {
				GUID struct {
					Value     string `xml:",chardata"`
					PermaLink string `xml:"isPermaLink,attr"`
				} `xml:"guid"`
				Title   string   `xml:"title"`
				Link    string   `xml:"link"`
				Date    string   `xml:"pubDate"`
				Updated string   `xml:"http://www.w3.org/2005/Atom updated"`
				Summary string   `xml:"description"`
				Creator []string `xml:"http://purl.org/dc/elements/1.1/ creator"`
				Content string   `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
			} `xml:"item"`
		} `xml:"channel"`
	}
	readXML(t, text(t, s, "rss.xml"), &f)
	if c := f.Channel; f.Version != "2.0" || c.Title == "" || len(c.Link) == 0 || c.Link[0] == "" || c.Description == "" {
		t.Errorf("rss.xml lacks something: %+v", c)
	}
	at(t, time.RFC1123Z, f.Channel.Built)
	for _, e := range f.Channel.Item {
		if e.GUID.PermaLink != "false" {
			t.Errorf("%s would be taken for an address", e.GUID.Value)
		}
		items = append(items, item{id: e.GUID.Value, url: e.Link, title: e.Title, html: e.Content, authors: e.Creator,
			summary:   strings.ReplaceAll(html.UnescapeString(e.Summary), "<br>", "\n"),
			published: at(t, time.RFC1123Z, e.Date), updated: at(t, time.RFC3339, e.Updated)})
	}
	return items
}

func readJSONFeed(t *testing.T, s state) (items []item) {
	t.Helper()
	var f struct {
		Version, Title string
		Home           string `json:"home_page_url"`
		Feed           string `json:"feed_url"`
		Items          []struct {
			ID, URL, Title, Summary string
			HTML                    *string `json:"content_html"`
			Published               string  `json:"date_published"`
			Modified                string  `json:"date_modified"`
			Authors                 []struct{ Name string }
		}
	}
	if err := json.Unmarshal([]byte(text(t, s, "feed.json")), &f); err != nil {
		t.Fatal(err)
	}
	if f.Version != "https://jsonfeed.org/version/1.1" || f.Title == "" || f.Home == "" || !strings.HasSuffix(f.Feed, "/feed.json") {
		t.Errorf("feed.json lacks something: %+v", f)
	}
	for _, e := range f.Items {
		if e.HTML == nil {
			t.Fatalf("%s has no content", e.ID)
		}
		it := item{id: e.ID, url: e.URL, title: e.Title, html: *e.HTML, summary: e.Summary,
			published: at(t, time.RFC3339, e.Published), updated: at(t, time.RFC3339, e.Modified)}
		for _, a := range e.Authors {
			it.authors = append(it.authors, a.Name)
		}
		items = append(items, it)
	}
	return items
}

// readXML decodes a file that has to be well-formed to its end.
func readXML(t *testing.T, src string, v any) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(src))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, src)
		}
	}
	if err := xml.Unmarshal([]byte(src), v); err != nil {
		t.Fatal(err)
	}
}

func at(t *testing.T, layout, value string) time.Time {
	t.Helper()
	moment, err := time.Parse(layout, value)
	if err != nil {
		t.Error(err)
	}
	return moment.UTC()
}

func TestTheThreeFeedsAreValidAndSayTheSame(t *testing.T) {
	for name, live := range map[string]*sitetest.Site{"article": corrected(t, "2025-07-20"), "every feature": sitetest.EveryFeature()} {
		all := feeds(t, buildAll(newBuilder(live, Options{})))
		for _, form := range []string{"rss", "json"} {
			if d := cmp.Diff(all["atom"], all[form], cmp.AllowUnexported(item{})); d != "" || len(all["atom"]) == 0 {
				t.Errorf("%s: the feeds differ (-atom +%s): %s", name, form, d)
			}
		}
	}
}

// Readers of feeds show what is fetched at once from a whole address, and run
// nothing; what a site's own templates make is no exception.
func TestFeedsHoldWhatTheirReadersCanShow(t *testing.T) {
	live := corrected(t, "2025-07-20")
	live.Write("layouts/partials/picture.html", []byte(`<picture><source srcset="{{.URL}}" type="image/webp"><img src="{{.URL}}" srcset="{{.URL}} 2x" sizes="100vw" alt="{{.Alt}}" width="{{.Width}}" height="{{.Height}}" loading="lazy"></picture><a href="../of-the-template">x</a><script src="x.js"></script>`))
	s := buildAll(newBuilder(live, Options{}))
	for form, items := range feeds(t, s) {
		for _, it := range items {
			if d := addressesOf(t, it.html); len(d) > 0 {
				t.Errorf("%s, %s: %q", form, it.title, d)
			}
		}
		whole := items[0].html
		for _, want := range []string{
			"Text with a mark.", "src=https://example.org/files/laos/camp.jpg", "href=https://example.org/files/laos/of-the-template",
			"Photo: A. Person", "A letter to the desk.", "By reading.", "href=https://example.org/files/laos/camp/#fn2",
		} {
			if !strings.Contains(whole, want) {
				t.Errorf("%s: no %s in %s", form, want, whole)
			}
		}
	}
}

// addressesOf are what a feed's HTML has that it may not have.
func addressesOf(t *testing.T, src string) (wrong []string) {
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if slices.Contains([]string{"script", "source"}, n.Data) {
			wrong = append(wrong, n.Data)
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "href", "src":
				if u, err := url.Parse(a.Val); err != nil || !u.IsAbs() {
					wrong = append(wrong, a.Key+"="+a.Val)
				}
			case "loading", "srcset", "sizes", "style":
				wrong = append(wrong, a.Key)
			}
		}
		if n.Data == "img" && attr(n, "src") == "" {
			wrong = append(wrong, "a picture without src")
		}
	}
	return wrong
}

func TestPagesNameTheFeeds(t *testing.T) {
	s := built(t, sitetest.Parse([]byte(article)))
	got := map[string]string{}
	for _, n := range nodesOf(treeOf(t, text(t, s, camp)), "link") {
		if attr(n, "rel") == "alternate" {
			got[attr(n, "type")] = attr(n, "href")
		}
	}
	want := map[string]string{
		"application/atom+xml": "/files/feed.xml", "application/rss+xml": "/files/rss.xml", "application/feed+json": "/files/feed.json",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for typ, href := range want {
		if f := s.file(strings.TrimPrefix(href, "/files/")); f == nil || !strings.HasPrefix(f.Type, typ) {
			t.Errorf("%s is not there as %s", href, typ)
		}
	}
}

// Key points stand in the summary, where they are read before the text.
func TestSummariesInFeedsHoldTheKeyPoints(t *testing.T) {
	for form, items := range feeds(t, built(t, sitetest.Parse([]byte(article)))) {
		if want := "What is known of it\nFour countries share the river.\nTwo signed."; items[0].summary != want {
			t.Errorf("%s: got %q", form, items[0].summary)
		}
	}
}

// A briefing in chapters was in the feed with its cover's text alone.
func TestFeedsHoldTheWholeOfABriefingInChapters(t *testing.T) {
	for form, items := range feeds(t, buildAll(newBuilder(sitetest.EveryFeature(), Options{}))) {
		i := slices.IndexFunc(items, func(it item) bool { return it.title == "Laos" })
		if i < 0 {
			t.Fatalf("%s: no briefing", form)
		}
		inOrder(t, items[i].html, "Why a small country matters", "The first section", "The second section", "The third section", "A source of the cover")
		if items[i].url != "https://example.org/files/laos/" {
			t.Errorf("%s: its address is %s", form, items[i].url)
		}
	}
}

// Readers who have read the wrong year have to see it: a correction makes the
// entry newer, and no other one of it.
func TestCorrectionMovesTheEntryAndLeadsIt(t *testing.T) {
	before := feeds(t, built(t, sitetest.Parse([]byte(article))))
	after := feeds(t, built(t, corrected(t, "2025-07-20T09:00:00+07:00")))
	for form := range before {
		was, is := before[form][0], after[form][0]
		if is.id != was.id || is.published != was.published || is.id != "urn:uuid:00000000-0000-4000-8000-000000000001" {
			t.Errorf("%s: the entry is another: %+v", form, is)
		}
		if !was.updated.Equal(was.published) || !is.updated.Equal(time.Date(2025, 7, 20, 2, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: updated was %v, and is %v", form, was.updated, is.updated)
		}
		if want := "<p><strong>Correction, 20 July 2025:</strong> The &lt;year> was wrong.</p>"; !strings.HasPrefix(is.html, want) {
			t.Errorf("%s: the entry begins %.120s", form, is.html)
		}
	}
}

// On the day of publication most mistakes are found, and a day is all that is
// known of their dates.
func TestCorrectionOnTheDayOfPublicationMovesTheEntry(t *testing.T) {
	s := built(t, corrected(t, "2025-07-14"))
	for form, items := range feeds(t, s) {
		if !items[0].updated.After(items[0].published) {
			t.Errorf("%s: published %v, updated %v", form, items[0].published, items[0].updated)
		}
	}
	if page := readPage(t, text(t, s, camp)).text; !strings.Contains(page, "Updated 14 July 2025") {
		t.Errorf("got %s", page)
	}
}

// The case fd-control-characters: one invisible character made readers refuse
// the whole feed, or glued words together.
func TestFeedsHoldNoCharacterThatXMLRefuses(t *testing.T) {
	s := buildAll(newBuilder(caseSite(t, "fd-control-characters", "description:", "dek:"), Options{}))
	for form, items := range feeds(t, s) {
		if len(items) != 1 || items[0].title != "East & West" {
			t.Fatalf("%s: %+v", form, items)
		}
		if got := textOf(treeOf(t, items[0].html)); !strings.HasSuffix(strings.TrimSpace(got), "end. It’s\u00a0fine.") {
			t.Errorf("%s: the text is %q", form, got)
		}
		if items[0].summary != "A ]]> b &rsquo; c" {
			t.Errorf("%s: the summary is %q", form, items[0].summary)
		}
	}
	var sitemap struct{}
	readXML(t, text(t, s, "sitemap.xml"), &sitemap)
	named := false
	for _, d := range s.problems {
		named = named || d.Code == "control-character" && d.Pos.File == "content/page.md" && d.Pos.Line == 7
	}
	if !named {
		t.Errorf("the characters are not named: %v", s.lines())
	}
}

// The case fd-dates-and-ids: dates in French that no program reads, entries that
// were new after each build, and ids that changed with the site's name.
func TestFeedDatesAndIDsStay(t *testing.T) {
	live := caseSite(t, "fd-dates-and-ids")
	live.Write("brief.yaml", []byte("title: Un\nlang: fr\nbase_url: https://example.org/\n"))
	first := buildAll(newBuilder(live, Options{AsOf: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}))
	later := buildAll(newBuilder(live, Options{AsOf: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}))
	for _, name := range []string{"feed.xml", "rss.xml", "feed.json", "sitemap.xml"} {
		if d := cmp.Diff(text(t, first, name), text(t, later, name)); d != "" {
			t.Errorf("%s changes by itself: %s", name, d)
		}
	}
	if rss := text(t, first, "rss.xml"); !strings.Contains(rss, "<pubDate>Tue, 14 May 2024 00:00:00 +0000</pubDate>") ||
		!strings.Contains(rss, "<pubDate>Fri, 01 Mar 2024 08:00:00 +0700</pubDate>") {
		t.Errorf("dates of %s", rss)
	}
	live.Write("brief.yaml", []byte("title: Deux\nlang: fr\nbase_url: https://example.com/autre/\n"))
	live.Write("content/a.md", []byte(strings.NewReplacer("Premier", "Tout autre", "A.", "Un autre texte.").Replace(live.Text("content/a.md"))))
	moved := feeds(t, buildAll(newBuilder(live, Options{})))
	for form, items := range feeds(t, first) {
		var was, is, titles []string
		for i := range items {
			was, is, titles = append(was, items[i].id), append(is, moved[form][i].id), append(titles, items[i].title)
		}
		if d := cmp.Diff(was, is); d != "" {
			t.Errorf("%s: ids changed: %s", form, d)
		}
		if d := cmp.Diff([]string{"Premier", "Second", "Troisième"}, titles); d != "" {
			t.Errorf("%s: the order: %s", form, d)
		}
	}
}
