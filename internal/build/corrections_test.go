package build

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"brief/internal/sitetest"
)

// lastmods are the addresses of a sitemap with their dates, empty without one;
// it is checked for what https://www.sitemaps.org/protocol.html asks.
func lastmods(t *testing.T, s state) map[string]string {
	t.Helper()
	var f struct {
		URL []struct {
			Loc     string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 loc"`
			LastMod string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 lastmod"`
		} `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
	}
	src := text(t, s, "sitemap.xml")
	readXML(t, src, &f)
	found := map[string]string{}
	for _, u := range f.URL {
		if _, again := found[u.Loc]; again || !strings.HasPrefix(u.Loc, "https://example.org/") {
			t.Errorf("the address %s", u.Loc)
		}
		if u.LastMod != "" {
			_, day := time.Parse(time.DateOnly, u.LastMod)
			if _, moment := time.Parse(time.RFC3339, u.LastMod); day != nil && moment != nil {
				t.Errorf("%s: %s is no date", u.Loc, u.LastMod)
			}
		}
		found[u.Loc] = u.LastMod
	}
	if other := regexp.MustCompile(`<(priority|changefreq)`).FindString(src); other != "" || len(found) == 0 {
		t.Errorf("%q in %s", other, src)
	}
	return found
}

// changed are the addresses whose date differs.
func changed(was, is map[string]string) (addresses []string) {
	for address, date := range is {
		if was[address] != date {
			addresses = append(addresses, address)
		}
	}
	slices.Sort(addresses)
	return addresses
}

// Dates of files and of builds stood in sitemaps, so that search engines saw
// every page change each time, and stopped believing them.
func TestSitemapDatesAreThePagesOwn(t *testing.T) {
	was := lastmods(t, built(t, sitetest.Parse([]byte(article))))
	clone := sitetest.Parse([]byte(article))
	for _, f := range clone.MapFS {
		f.ModTime = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	again := lastmods(t, buildAll(newBuilder(clone, Options{AsOf: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})))
	if d := cmp.Diff(was, again); d != "" {
		t.Error(d)
	}
	is := lastmods(t, built(t, corrected(t, "2025-07-20")))
	if got := changed(was, is); !slices.Equal(got, []string{"https://example.org/files/laos/camp/"}) || is[got[0]] != "2025-07-20" {
		t.Errorf("a correction changes %q", got)
	}
	if _, listed := is["https://example.org/files/corrections/"]; !listed {
		t.Error("the list of corrections is not in the sitemap")
	}
}

// A section of a one-page briefing has no address: what changes is the page
// that shows it.
func TestCorrectionOfASectionIsItsPages(t *testing.T) {
	build := func(edition, corrections string) state {
		return built(t, sitetest.New(map[string]string{
			"brief.yaml":          "title: T\nbase_url: https://example.org/\n",
			"content/index.md":    "---\ntitle: Home\n---\n",
			"content/b/index.md":  "---\ntitle: B\ndate: 2025-07-01\nedition: " + edition + "\n---\nCover.\n",
			"content/b/10-one.md": "---\ntitle: One\ndate: 2025-07-01\n" + corrections + "---\nOne.\n",
		}))
	}
	for edition, address := range map[string]string{"single": "b/", "chapters": "b/one/"} {
		was, is := build(edition, ""), build(edition, "corrections: [{date: 2025-07-09, text: Wrong.}]\n")
		if got := changed(lastmods(t, was), lastmods(t, is)); !slices.Equal(got, []string{"https://example.org/" + address}) {
			t.Errorf("%s: a correction changes %q", edition, got)
		}
		page := text(t, is, address+"index.html")
		if a := structured(t, page)["BackgroundNewsArticle"]; a["dateModified"] != "2025-07-09T00:00:00Z" || len(a["correction"].([]any)) != 1 {
			t.Errorf("%s: the data say %v", edition, a)
		}
		if got := textsOf(nodesOf(treeOf(t, page), ".fix")); len(got) != 1 || got[0] != "Correction, 9 July 2025. Wrong. Corrections" {
			t.Errorf("%s: the notice is %q", edition, got)
		}
		for form, items := range feeds(t, is) {
			if items[0].updated.Day() != 9 || !strings.HasPrefix(items[0].html, "<p><strong>Correction, 9 July 2025:</strong> Wrong.</p>") {
				t.Errorf("%s, %s: %+v", edition, form, items[0])
			}
		}
		if list := text(t, is, "corrections/index.html"); !strings.Contains(list, map[string]string{"single": `href="/b/#one"`, "chapters": `href="/b/one/"`}[edition]) {
			t.Errorf("%s: no way to the page in %s", edition, list)
		}
	}
}

// One entry of corrections in front matter changes six places.
func TestOneEntryOfCorrectionsChangesSixPlaces(t *testing.T) {
	was, is := built(t, sitetest.Parse([]byte(article))), built(t, corrected(t, "2025-07-20"))
	before, after := text(t, was, camp), text(t, is, camp)
	root := treeOf(t, after)

	if got := textsOf(nodesOf(root, ".fix")); len(got) != 1 || got[0] != "Correction, 20 July 2025. The <year> was wrong. Corrections" {
		t.Errorf("the notice at the top: %q", got)
	}
	log := nodesOf(root, "footer")
	if got := textOf(log[len(log)-1]); !strings.Contains(got, "20 July 2025, Correction: The <year> was wrong.") {
		t.Errorf("the log at the foot: %q", got)
	}
	page := readPage(t, after)
	if !slices.Contains(page.ids, "_correction1") || !slices.ContainsFunc(page.links, func(l link) bool { return l.href == "#_correction1" }) {
		t.Error("the notice does not lead to the log")
	}
	if !strings.Contains(page.text, "Updated 20 July 2025") {
		t.Error("the page does not say when it was last updated")
	}
	a, b := structured(t, before)["BackgroundNewsArticle"], structured(t, after)["BackgroundNewsArticle"]
	if a["correction"] != nil || len(b["correction"].([]any)) != 1 {
		t.Errorf("structured data: %v", b["correction"])
	}
	if a["dateModified"] != "2025-07-14T00:00:00+07:00" || b["dateModified"] != "2025-07-20T00:00:00+07:00" || a["datePublished"] != b["datePublished"] {
		t.Errorf("dates: %v, then %v", a["dateModified"], b["dateModified"])
	}
	if x, y := feeds(t, was)["atom"][0], feeds(t, is)["atom"][0]; !y.updated.After(x.updated) || !strings.Contains(y.html, "The &lt;year> was wrong.") {
		t.Error("the feed has nothing of it")
	}
	if was.file("corrections/index.html") != nil {
		t.Error("a site without corrections lists them")
	}
	list := treeOf(t, text(t, is, "corrections/index.html"))
	main := nodesOf(list, "main")[0]
	if got := textOf(main); !strings.Contains(got, "The <year> was wrong.") || !strings.Contains(got, "20 July 2025") {
		t.Errorf("the site's list: %q", got)
	}
	if h := textsOf(nodesOf(main, "h1")); len(h) != 1 || h[0] != "Corrections" {
		t.Errorf("its headline: %q", h)
	}
	if !strings.Contains(after, `href="/files/corrections/"`) || strings.Contains(before, `href="/files/corrections/"`) {
		t.Error("the footer leads to the list if there is one, and only then")
	}
}

// The newest stands first, and pages that no list has are in none of these.
func TestListOfCorrectionsHasTheNewestFirst(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\n",
		"content/a.md":     "---\ntitle: A\ndate: 2025-01-01\ncorrections:\n  - {date: 2025-01-03, text: Second.}\n  - {date: 2025-01-02, kind: clarification, text: Third.}\n---\nText.\n",
		"content/b.md":     "---\ntitle: B\ncorrections: [{date: 2025-01-04, text: First.}]\n---\nText.\n",
		"content/c.md":     "---\ntitle: C\nstatus: withdrawn\ncorrections: [{date: 2025-01-05, text: Withdrawn.}]\n---\nText.\n",
		"content/d.md":     "---\ntitle: D\nstatus: draft\ncorrections: [{date: 2025-01-06, text: Secret.}]\n---\nText.\n",
	})
	src := text(t, buildAll(newBuilder(live, Options{})), "corrections/index.html")
	got := readPage(t, src).text
	inOrder(t, got, "Correction, 4 January 2025 B First.", "Correction, 3 January 2025 A Second.", "Clarification, 2 January 2025 A Third.")
	if strings.Contains(got, "Withdrawn") || strings.Contains(got, "Secret") {
		t.Errorf("got %s", got)
	}
}

// Its publisher is one of its authors here, and named once.
func TestAnArticleSaysHowToCiteIt(t *testing.T) {
	s := built(t, corrected(t, "2025-07-20"))
	for _, n := range nodesOf(treeOf(t, text(t, s, camp)), "section") {
		if attr(n, "aria-label") != "Cite this page" {
			continue
		}
		want := "Cite this page Nora Name, Test Desk, The “camp” & <b>the river</b>, 14 July 2025. Updated 20 July 2025. https://example.org/files/laos/camp/"
		if got := strings.Join(strings.Fields(strings.Join(textsOf(nodesOf(n, "h2")), " ")+" "+strings.Join(textsOf(nodesOf(n, "p")), " ")), " "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		return
	}
	t.Error("it does not")
}
