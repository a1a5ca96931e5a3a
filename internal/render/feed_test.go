package render

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"brief/internal/asset"
)

const feedSite = `
-- brief.yaml --
title: The site
base_url: https://example.org/x/
timezone: Asia/Vientiane
-- content/index.md --
---
title: Home
---
-- content/a.md --
---
title: A
dek: About A
date: 2025-07-14
updated: 2025-07-20T09:00:00+07:00
id: urn:uuid:00000000-0000-4000-8000-000000000000
aliases: [/old/]
---
[b](10-b.md) ![Alt](p.svg)
-- content/b.md --
---
title: B
date: 2025-07-15T10:00:00+01:00
---
Text ]]> end.
-- content/p.svg.yaml --
credit: A. Name
-- content/p.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>
-- content/laos/index.md --
---
title: Laos
date: 2025-01-02
---
Start.
-- content/laos/10-end.md --
---
title: End & more
date: 2025-01-02
---
The end.
`

func TestFeedHoldsWholeTextsWithAbsoluteAddresses(t *testing.T) {
	f := newFixture(t, strings.Replace(feedSite, "[b](10-b.md)", "[b](b.md)", 1))
	feed := f.page(t, "feed.xml")
	for _, want := range []string{
		"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><id>https://example.org/x/</id><title>The site</title>",
		`<link rel="self" href="https://example.org/x/feed.xml"/>`,
		"<updated>2025-07-20T09:00:00+07:00</updated>",
		"<id>urn:uuid:00000000-0000-4000-8000-000000000000</id><title>A</title><link href=\"https://example.org/x/a/\"/>",
		"<summary>About A</summary>",
		"href=https://example.org/x/b/", "src=https://example.org/x/p.svg",
		"Text ]]&gt; end.", "The end.",
	} {
		if !strings.Contains(feed, want) {
			t.Errorf("no %s in %s", want, feed)
		}
	}
	if n := strings.Count(feed, "<entry>"); n != 3 {
		t.Errorf("%d entries", n)
	}
	strict(t, feed)
	strict(t, f.page(t, "sitemap.xml"))
	if small, err := asset.NewMinifier().String("application/xml", feed); err != nil || len(small) < len(feed)-len(feed)/100 {
		t.Errorf("%v %s", err, cmp.Diff(small, feed))
	}
}

func strict(t *testing.T, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in %s", err, s)
		}
	}
}

func TestAFeedIDStaysWhenTheNumberOrTheTitleChanges(t *testing.T) {
	a := feedID(nil, "content/laos/10-screen.md")
	for _, other := range []string{"content/laos/20-screen.md", "content/laos/100-screen.md", "content/laos/screen.md"} {
		if b := feedID(nil, other); b != a {
			t.Errorf("%s has %s, not %s", other, b, a)
		}
	}
	for _, other := range []string{"content/10-screen.md", "content/laos/10-why.md", "content/laos/1000-screen.md"} {
		if feedID(nil, other) == a {
			t.Errorf("%s has the same", other)
		}
	}
	// Computed with another program: uuid5(NAMESPACE_URL, "content/laos/screen.md").
	if want := "urn:uuid:c2c06d4a-b0ad-524f-986e-f435b5a390e0"; a != want {
		t.Errorf("got %s, want %s", a, want)
	}
}

func TestControlCharactersAreDroppedFromXML(t *testing.T) {
	var b bytes.Buffer
	xmlElement(&b, "a", "a\x00b\x08c\x0bd\uFFFEe]]>f&g<h\tI\xffj")
	strict(t, b.String())
	var got string
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if want := "abcde]]>f&g<h\tI\uFFFDj"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestARedirectLeadsToThePage(t *testing.T) {
	for _, test := range []struct{ base, want string }{
		{"base_url: https://example.org/x/\n", "/x/a/"},
		{"", "../a/"},
	} {
		f := newFixture(t, strings.Replace(strings.Replace(feedSite, "base_url: https://example.org/x/\n", test.base, 1), "10-b.md", "b.md", 1))
		page := f.page(t, "old/index.html")
		doc, _ := html.Parse(strings.NewReader(page))
		refresh, link := "", ""
		for n := range doc.Descendants() {
			for _, a := range n.Attr {
				switch {
				case a.Key == "content" && strings.HasPrefix(a.Val, "0;"):
					refresh = a.Val
				case a.Key == "href" && n.Data == "a":
					link = a.Val
				}
			}
		}
		if refresh != "0; url="+test.want || link != test.want {
			t.Errorf("got %q and %q in %s", refresh, link, page)
		}
		if !strings.Contains(page, "noindex") || test.base != "" && !strings.Contains(page, "<link rel=canonical href=https://example.org/x/a/>") {
			t.Errorf("got %s", page)
		}
	}
}

func TestSearchEnginesMayShowPicturesInFullSizeWhereTheyMayShowThePage(t *testing.T) {
	const allowed = "<meta name=robots content=max-image-preview:large>"
	f := newFixture(t, feedSite)
	if page := f.page(t, "index.html"); strings.Count(page, "name=robots") != 1 || !strings.Contains(strings.ReplaceAll(page, `"`, ""), allowed) {
		t.Errorf("home: %s", page)
	}
	if page := f.page(t, "404.html"); strings.Contains(page, "max-image-preview") || !strings.Contains(page, "noindex") {
		t.Errorf("404: %s", page)
	}
	f = newFixture(t, strings.Replace(feedSite, "base_url: https://example.org/x/\n", "", 1))
	if page := f.page(t, "index.html"); strings.Contains(page, "name=robots") {
		t.Errorf("without an address: %s", page)
	}
}

func TestRobotsNamesTheSitemapWhereThereIsOne(t *testing.T) {
	f := newFixture(t, everything)
	want := "User-agent: *\nDisallow:\nSitemap: https://example.org/x/sitemap.xml\n"
	if got := f.page(t, "robots.txt"); got != want {
		t.Errorf("got %q", got)
	}
	f = newFixture(t, linkSite)
	if got := f.page(t, "robots.txt"); got != "User-agent: *\nDisallow:\n" {
		t.Errorf("got %q", got)
	}
}
