package build

import (
	"strings"
	"testing"

	"brief/internal/output"
	"brief/internal/sitetest"
)

// F9: a tag that two published pages share has a list of both, newest first,
// which each of them leads to; one that a single page has leads nowhere.
func TestTagsThatPagesShareHaveLists(t *testing.T) {
	live := sitetest.EveryFeature() // "laos" is on two of its pages, "army" on one
	b := newBuilder(live, Options{})
	s := buildAll(b)
	list := text(t, s, "tags/laos/index.html")
	inOrder(t, list, "<h1>laos</h1>", `href="/files/2025-second/"`, `href="/files/2025-report/"`)
	for _, page := range []string{"2025-report/index.html", "2025-second/index.html"} {
		if !strings.Contains(text(t, s, page), `<a href="/files/tags/laos/" rel=tag>laos</a>`) {
			t.Errorf("%s does not lead to the list of its tag", page)
		}
	}
	if s.file("tags/army/index.html") != nil || strings.Contains(text(t, s, "2025-report/index.html"), "tags/army") {
		t.Error("a tag of one page has a list")
	}
	if !strings.Contains(text(t, s, "2025-report/index.html"), "<li>army</li>") {
		t.Error("a tag of one page is not shown on it")
	}

	b.Update(sitetest.Edit{Op: sitetest.Set, Path: "content/2025-second.md", Key: "tags", Text: "[army, Laos]"}.Apply(live))
	s = buildAll(b)
	for _, tag := range []string{"laos", "army"} {
		inOrder(t, text(t, s, "tags/"+tag+"/index.html"), "2025-second/", "2025-report/")
	}
	b.Update(sitetest.Edit{Op: sitetest.Set, Path: "content/2025-second.md", Key: "status", Text: "withdrawn"}.Apply(live))
	if s = buildAll(b); s.file("tags/laos/index.html") != nil {
		t.Error("a tag of a withdrawn page and one other has a list")
	}
}

// H6, S19: a question to readers needs two links and an address of mail, and no
// script, form, cookie or other origin.
func TestFeedbackNeedsNoServerAndNoScript(t *testing.T) {
	live := sitetest.EveryFeature()
	live.Write("content/asks.md", []byte("---\ntitle: \"Who & why?\"\nfeedback: {question: \"Useful & clear?\", contact: desk@example.org}\n---\nText.\n"))
	s := buildAll(newBuilder(live, Options{}))
	page := text(t, s, "asks/index.html")
	const write = `<a href="mailto:desk@example.org?subject=Who%20%26%20why%3F">`
	inOrder(t, page, "Useful & clear?", `<a href="/files/feedback/asks/yes/" rel=nofollow>Yes</a>`, `<a href="/files/feedback/asks/no/" rel=nofollow>No</a>`, write, "server’s log")
	for answer, word := range map[string]string{"yes": "Yes", "no": "No"} {
		made := text(t, s, "feedback/asks/"+answer+"/index.html")
		inOrder(t, made, `<meta name=robots content="noindex">`, "<h1>Thank you</h1>", "Useful & clear? <strong>"+word+"</strong>", write, `<a href="/files/asks/">Who & why?</a>`, "server’s log")
		page += made
	}
	for _, forbidden := range []string{"<form", "<input", "<button", "<iframe", "<script src", "<script>", "document.cookie"} {
		if strings.Contains(page, forbidden) {
			t.Errorf("a page holds %q", forbidden)
		}
	}
	if strings.Contains(text(t, s, "sitemap.xml"), "feedback") || strings.Contains(text(t, s, "about/index.html"), "feedback/") {
		t.Error("pages that ask nothing, or the sitemap, know of answers")
	}
}

// The section of a briefing gave its readers no way to answer. It repeats the
// question of its cover, and leads to the same pages of thanks, unless it asks
// something itself.
func TestSectionsRepeatTheQuestionOfTheirCover(t *testing.T) {
	const why = "content/laos/20-why.md"
	live := sitetest.EveryFeature() // the cover of laos/ asks, its sections do not
	b := newBuilder(live, Options{})
	yes := `<a href="/files/feedback/laos/yes/" rel=nofollow>Yes</a>`
	for _, at := range []string{"laos/index.html", "laos/screen/index.html", "laos/why/index.html", "laos/all/index.html"} {
		inOrder(t, text(t, buildAll(b), at), "<h2>Was this useful, & clear?</h2>", yes, `<a href="/files/feedback/laos/no/" rel=nofollow>No</a>`, "mailto:desk@example.org?subject=")
	}
	b.Update(sitetest.Edit{Op: sitetest.Set, Path: "content/laos/index.md", Key: "feedback", Text: `{question: "Anything missing?"}`}.Apply(live))
	inOrder(t, text(t, buildAll(b), "laos/why/index.html"), "<h2>Anything missing?</h2>", yes)
	b.Update(sitetest.Edit{Op: sitetest.Set, Path: why, Key: "feedback", Text: `{question: "Is that why?"}`}.Apply(live))
	inOrder(t, text(t, buildAll(b), "laos/why/index.html"), "<h2>Is that why?</h2>", `<a href="/files/feedback/laos/why/yes/" rel=nofollow>Yes</a>`)
}

// An alias leads on where no server can: the page says so in words, by a link,
// to search engines, and by itself; the manifest tells those who can do better.
func TestRedirectLeadsOnInEveryWay(t *testing.T) {
	s := buildAll(newBuilder(sitetest.EveryFeature(), Options{}))
	f := s.file("older/report/index.html")
	if f == nil || f.Redirect != "/2025-report/" || f.Class != output.PageC {
		t.Fatalf("%+v", f)
	}
	inOrder(t, text(t, s, f.Path), "This page has moved.", "noindex", `<link rel=canonical href=https://example.org/files/2025-report/>`,
		`<meta http-equiv=refresh content="0; url=/files/2025-report/">`, "<a href=/files/2025-report/>")
}

// Each file that the theme brings can be a site's own.
func TestSiteBringsItsOwnIconsAndManifest(t *testing.T) {
	live := sitetest.EveryFeature()
	s := buildAll(newBuilder(live, Options{}))
	inOrder(t, text(t, s, "site.webmanifest"), `"name":"The test file"`, `"start_url":"/files/"`, `"background_color":"#fff"`, `"src":"/files/icon-192.`, `"src":"/files/icon-512.`)
	if got := s.file("site.webmanifest").Type; got != "application/manifest+json" {
		t.Errorf("its type is %s", got)
	}
	page := text(t, s, "about/index.html")
	inOrder(t, page, `rel=icon href="/files/icon.`, `rel=apple-touch-icon href="/files/icon-180.`, `rel=manifest href="/files/site.webmanifest"`)

	live.Write("static/site.webmanifest", []byte(`{"name":"Own"}`))
	live.Write("static/robots.txt", []byte("User-agent: *\nDisallow: /\n"))
	live.Write("static/icon.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`))
	own := buildAll(newBuilder(live, Options{}))
	if got := text(t, own, "site.webmanifest"); got != `{"name":"Own"}` {
		t.Errorf("the manifest is %s", got)
	}
	if got := text(t, own, "robots.txt"); got != "User-agent: *\nDisallow: /\n" {
		t.Errorf("robots.txt is %s", got)
	}
	if strings.Contains(page, "icon.svg") || page == text(t, own, "about/index.html") {
		t.Error("the icon is still the theme's")
	}
}
