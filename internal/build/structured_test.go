package build

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"brief/internal/sitetest"
)

// article is a site whose one article has everything that metadata name.
const article = `
-- brief.yaml --
title: The test file
base_url: https://example.org/files/
timezone: Asia/Vientiane
description: Briefings that nobody wrote
publisher:
  name: Test Desk
  url: https://desk.example/
  policies: {corrections: rules.md, ethics: "https://desk.example/ethics", ownership: rules.md}
check: {severity: {vague-note: "off"}}
-- content/index.md --
---
title: Front page
---
What there is.
-- content/rules.md --
---
title: Our rules
---
We correct what was wrong.
-- content/laos/index.md --
---
title: Laos
---
All on Laos.
-- content/laos/camp.md --
---
title: 'The "camp" & <b>the river</b>'
dek: What is known of it
kicker: Security
type: explainer
date: 2025-07-14
authors: [{name: Nora Name, url: "https://desk.example/nora"}, {name: Test Desk}]
tags: [laos, army]
method: By reading.
id: urn:uuid:00000000-0000-4000-8000-000000000001
---
![A map of the river.](river.svg)
*The river, by year.* [Map: Test Desk]

> [!KEY]
> - Four countries *share* the river.
> - Two signed.[^treaty]

Text with a mark.[^plan]

![A camp.](camp.jpg)
*The camp.* [Photo: A. Person]

> [!METHOD] How
> By asking & counting.

[^treaty]: Ministry of Water, [“The treaty”](https://water.example/treaty?a=1&b=2), March 2025.
[^plan]: A letter to the desk.
-- content/laos/river.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"/>
-- content/laos/river.png --
1200x800 #336699
-- content/laos/camp.jpg --
64x48 #993333
-- content/laos/camp.jpg.yaml --
creator: Ann Person
copyright: © 2025 Ann Person
licence: https://licence.example/by
`

const camp = "laos/camp/index.html"

// corrected is the article with one entry of corrections.
func corrected(t *testing.T, date string) *sitetest.Site {
	live := sitetest.Parse([]byte(article))
	text := strings.Replace(live.Text("content/laos/camp.md"), "method:", "corrections: [{date: "+date+", text: \"The <year> was wrong.\"}]\nmethod:", 1)
	live.Write("content/laos/camp.md", []byte(text))
	return live
}

func built(t *testing.T, live *sitetest.Site) state {
	t.Helper()
	s := buildAll(newBuilder(live, Options{}))
	if len(s.problems) > 0 {
		t.Fatal(s.lines())
	}
	return s
}

// structured are a page's blocks of structured data by their types.
func structured(t *testing.T, src string) map[string]map[string]any {
	t.Helper()
	found := map[string]map[string]any{}
	for _, n := range nodesOf(treeOf(t, src), "script") {
		if attr(n, "type") != "application/ld+json" {
			continue
		}
		var data map[string]any
		if err := json.Unmarshal([]byte(n.FirstChild.Data), &data); err != nil {
			t.Fatalf("%v in %s", err, n.FirstChild.Data)
		}
		found[fmt.Sprint(data["@type"])] = data
	}
	return found
}

// An article's data: what schema.org and search engines ask of one (S1 of the
// project's standards).
func TestArticleHasCompleteStructuredData(t *testing.T) {
	s := built(t, corrected(t, "2025-07-20T09:00:00+07:00"))
	a := structured(t, text(t, s, camp))["BackgroundNewsArticle"]
	if a == nil {
		t.Fatal("no article")
	}
	validArticle(t, a)
	images, cuts := picturesOf(a)
	for _, cut := range cuts { // the shapes that search engines ask for
		if s.file(strings.TrimPrefix(cut, "https://example.org/files/")) == nil {
			t.Errorf("the picture %s is not there", cut)
		}
	}
	for _, w := range []any{
		[]any{"images", len(images), 2},
		[]any{"cut pictures", len(cuts), 3},
		[]any{"width of the first", images[0]["width"], 1200.0},
		[]any{"headline", a["headline"], `The “camp” & <b>the river</b>`},
		[]any{"section", a["articleSection"], "Security"},
		[]any{"abstract", a["abstract"], "Four countries share the river.\nTwo signed."},
		[]any{"backstory", a["backstory"], "By asking & counting.\nBy reading."},
		[]any{"published", a["datePublished"], "2025-07-14T00:00:00+07:00"},
		[]any{"modified", a["dateModified"], "2025-07-20T09:00:00+07:00"},
		[]any{"citations", fmt.Sprint(a["citation"]), "[map[@type:CreativeWork name:Ministry of Water, “The treaty”, March 2025. url:https://water.example/treaty?a=1&b=2]" +
			" map[@type:CreativeWork name:A letter to the desk.]]"},
		[]any{"corrections", fmt.Sprint(a["correction"]), "[map[@type:CorrectionComment datePublished:2025-07-20T09:00:00+07:00 text:The <year> was wrong.]]"},
		[]any{"authors", fmt.Sprint(a["author"]), "[map[@type:Person name:Nora Name url:https://desk.example/nora] map[@type:Organization name:Test Desk]]"},
	} {
		if w := w.([]any); w[1] != w[2] {
			t.Errorf("%s: got %v, want %v", w...)
		}
	}
	p := a["publisher"].(map[string]any)
	if p["correctionsPolicy"] != "https://example.org/files/rules/" || p["ethicsPolicy"] != "https://desk.example/ethics" || p["ownershipFundingInfo"] != "https://example.org/files/rules/" {
		t.Errorf("the publisher's policies are %v", p)
	}
	if src := text(t, s, camp); !strings.Contains(src, `\u003cyear> was`) {
		t.Error("< is not escaped in structured data")
	}
}

// picturesOf are an article's pictures with their rights, and the addresses of
// those that are cut to a shape.
func picturesOf(a map[string]any) (images []map[string]any, cuts []string) {
	for _, v := range a["image"].([]any) {
		if image, ok := v.(map[string]any); ok {
			images = append(images, image)
		} else {
			cuts = append(cuts, v.(string))
		}
	}
	return images, cuts
}

// validArticle checks the fields that every article has, and of those that some
// have their form.
func validArticle(t *testing.T, a map[string]any) {
	t.Helper()
	for _, key := range []string{"headline", "description", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage", "inLanguage"} {
		if a[key] == nil || a[key] == "" {
			t.Errorf("no %s", key)
		}
	}
	if a["isAccessibleForFree"] != true || a["@context"] != "https://schema.org" {
		t.Errorf("free: %v; context: %v", a["isAccessibleForFree"], a["@context"])
	}
	published, err1 := time.Parse(time.RFC3339, fmt.Sprint(a["datePublished"]))
	modified, err2 := time.Parse(time.RFC3339, fmt.Sprint(a["dateModified"]))
	if err1 != nil || err2 != nil || modified.Before(published) {
		t.Errorf("published %v (%v), modified %v (%v)", published, err1, modified, err2)
	}
	for _, author := range a["author"].([]any) {
		if author.(map[string]any)["name"] == nil {
			t.Errorf("an author without a name: %v", author)
		}
	}
	p, _ := a["publisher"].(map[string]any)
	logo, _ := p["logo"].(map[string]any)
	if p["name"] == nil || p["url"] == nil || logo["contentUrl"] == nil {
		t.Errorf("publisher: %v", p)
	}
	eachAddress(t, a)
}

// eachAddress checks that every address in structured data is a whole one.
func eachAddress(t *testing.T, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, v := range v {
			eachAddress(t, v)
		}
	case map[string]any:
		for key, v := range v {
			eachAddress(t, v)
			switch key {
			case "url", "contentUrl", "item", "mainEntityOfPage", "license", "correctionsPolicy", "ethicsPolicy":
				if u, err := url.Parse(fmt.Sprint(v)); err != nil || u.Scheme != "https" || u.Host == "" {
					t.Errorf("%s is %v", key, v)
				}
			}
		}
	}
}

// Structured data that readers cannot see on the page is taken for a trick.
func TestStructuredDataSaysWhatReadersSee(t *testing.T) {
	s := built(t, corrected(t, "2025-07-20"))
	src := text(t, s, camp)
	root := treeOf(t, src)
	seen := " " + textOf(nodesOf(root, "body")[0]) + " "
	times := map[string]bool{}
	for _, n := range nodesOf(root, "time") {
		times[attr(n, "datetime")] = true
	}
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case []any:
			for _, v := range v {
				walk(key, v)
			}
		case map[string]any:
			for key, v := range v {
				walk(key, v)
			}
		case string:
			switch key {
			case "headline", "description", "articleSection", "abstract", "backstory", "text", "name", "creditText":
				for line := range strings.SplitSeq(v, "\n") {
					if !strings.Contains(seen, strings.Join(strings.Fields(line), " ")) {
						t.Errorf("%s: nobody sees %q", key, line)
					}
				}
			case "datePublished", "dateModified":
				if !times[v[:len(time.DateOnly)]] {
					t.Errorf("%s: nobody sees %s", key, v)
				}
			}
		}
	}
	for typ, data := range structured(t, src) {
		if typ == "BackgroundNewsArticle" {
			delete(data["image"].([]any)[1].(map[string]any), "creator") // a sidecar's, which the credit abbreviates
		}
		walk("", data)
	}
	if got := textOf(nodesOf(root, ".kicker")[0]); got != "Security Explainer" {
		t.Errorf("above the headline stands %q", got)
	}
}

func TestEachFigureSaysToWhomItBelongs(t *testing.T) {
	src := text(t, built(t, sitetest.Parse([]byte(article))), camp)
	images, _ := picturesOf(structured(t, src)["BackgroundNewsArticle"])
	if figures := len(nodesOf(treeOf(t, src), "figure")); len(images) != figures {
		t.Errorf("%d pictures are named, and there are %d figures", len(images), figures)
	}
	for i, want := range []string{
		"Map: Test Desk, creator <nil>, © Map: Test Desk, licence <nil>",
		"Photo: A. Person, creator map[@type:Person name:Ann Person], © © 2025 Ann Person, licence https://licence.example/by",
	} {
		m := images[i]
		got := fmt.Sprintf("%v, creator %v, © %v, licence %v", m["creditText"], m["creator"], m["copyrightNotice"], m["license"])
		if got != want || m["@type"] != "ImageObject" {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

func TestBreadcrumbsSayTheSameToReadersAndToSearchEngines(t *testing.T) {
	s := built(t, corrected(t, "2025-07-20"))
	for at, n := range map[string]int{camp: 3, "laos/index.html": 2, "rules/index.html": 2, "corrections/index.html": 2, "index.html": 0} {
		src := text(t, s, at)
		var seen, told []string
		for _, nav := range nodesOf(treeOf(t, src), ".crumbs") {
			for i, li := range nodesOf(nav, "li") {
				address := ""
				for _, a := range nodesOf(li, "a") {
					u, _ := url.Parse("https://example.org/files/" + strings.TrimSuffix(at, "index.html"))
					u, _ = u.Parse(attr(a, "href"))
					address = u.String()
				}
				seen = append(seen, fmt.Sprintf("%d %s %s", i+1, textOf(li), address))
			}
		}
		if list := structured(t, src)["BreadcrumbList"]; list != nil {
			for _, v := range list["itemListElement"].([]any) {
				item := v.(map[string]any)
				address := ""
				if item["item"] != nil {
					address = item["item"].(string)
				}
				told = append(told, fmt.Sprintf("%v %s %s", item["position"], item["name"], address))
			}
		}
		if strings.Join(seen, "\n") != strings.Join(told, "\n") || len(seen) != n {
			t.Errorf("%s: readers see\n%s\nand search engines\n%s", at, strings.Join(seen, "\n"), strings.Join(told, "\n"))
		}
	}
}

// What Open Graph (https://ogp.me) asks for, and the size and the description of
// the picture, which has to be there.
func TestPagesSayHowTheyAreShared(t *testing.T) {
	s := built(t, sitetest.Parse([]byte(article)))
	for at, picture := range map[string]string{camp: "laos/river", "laos/index.html": "", "index.html": ""} {
		src := text(t, s, at)
		og := metas(treeOf(t, src))
		canonical := readPage(t, src).rel("canonical")
		if og["og:title"] == "" || og["og:type"] == "" || og["og:url"] != canonical || og["og:site_name"] != "The test file" || og["twitter:card"] == "" {
			t.Errorf("%s: %v", at, og)
		}
		if og["og:image"] == "" && picture == "" {
			continue
		}
		f := s.file(strings.TrimPrefix(og["og:image"], "https://example.org/files/"))
		if f == nil || !strings.HasPrefix(f.Path, picture) || f.Type != og["og:image:type"] {
			t.Fatalf("%s: the picture %s is not there as %v", at, og["og:image"], f)
		}
		body, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(body))
		if err != nil || og["og:image:width"] != strconv.Itoa(size.Width) || og["og:image:height"] != strconv.Itoa(size.Height) || size.Width < 1200 {
			t.Errorf("%s: the picture is of %v (%v), and the page says %v", at, size, err, og)
		}
		if og["og:image:alt"] != "A map of the river." {
			t.Errorf("%s: %v", at, og)
		}
	}
	og := metas(treeOf(t, text(t, s, camp)))
	if og["og:type"] != "article" || og["article:published_time"] != "2025-07-14" || og["article:section"] != "Security" || og["article:author"] != "https://desk.example/nora" {
		t.Errorf("%v", og)
	}
}

func metas(root *html.Node) map[string]string {
	found := map[string]string{}
	for _, n := range nodesOf(root, "meta") {
		for _, key := range []string{"property", "name"} {
			if name := attr(n, key); name != "" {
				found[name] = attr(n, "content")
			}
		}
	}
	return found
}

// A page without a picture of its own is shared with the home page's.
func TestPageWithoutAPictureIsSharedWithTheHomePages(t *testing.T) {
	live := sitetest.Parse([]byte(article))
	live.Write("content/index.md", []byte("---\ntitle: Front page\n---\n![A camp.](laos/camp.jpg)\n[Desk]\n"))
	og := metas(treeOf(t, text(t, built(t, live), "rules/index.html")))
	if og["og:image"] != "https://example.org/files/laos/camp.jpg" || og["og:image:width"] != "64" {
		t.Errorf("%v", og)
	}
}

// A section that shows drawings alone was shared with one of them, which no
// program that shows shared pages draws. A picture of pixels stands for it: its
// briefing's, else the home page's; a drawing only where there is no other.
func TestSectionOfDrawingsIsSharedWithPixels(t *testing.T) {
	drawing := `<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><path d="M0 0h9v9z"/></svg>`
	live := sitetest.Parse([]byte(article))
	live.Write("content/laos/30-drawn.md", []byte("---\ntitle: Drawn\ndate: 2025-07-14\n---\n![A chart.](chart.svg)\n[Desk]\n"))
	live.Write("content/laos/chart.svg", []byte(drawing))
	shared := func(picture, cover, home string) string {
		live.Write("content/laos/index.md", []byte("---\ntitle: Laos\ndate: 2025-07-14\nedition: chapters\n---\n"+cover))
		live.Write("content/index.md", []byte("---\ntitle: Front page\n---\n"+home))
		return metas(treeOf(t, text(t, built(t, live), "laos/drawn/index.html")))[picture]
	}
	const camp, river = "![A camp.](camp.jpg)\n[Desk]\n", "![The river.](laos/river.png)\n[Desk]\n"
	for _, tt := range []struct{ cover, home, want string }{
		{camp, river, "laos/camp"},
		{"", river, "laos/river"},
		{"", "", "laos/chart.svg"},
	} {
		if got := shared("og:image", tt.cover, tt.home); !strings.HasPrefix(got, "https://example.org/files/"+tt.want) {
			t.Errorf("cover %q, home page %q: shared with %s, want %s", tt.cover, tt.home, got, tt.want)
		}
	}
}

// A page that begins with an AVIF was shared with it, which most programs that show
// shared pages cannot read: the JPEG beside it, or the next picture, stands for it.
func TestPageThatBeginsWithAnAVIFIsSharedWithAnotherPicture(t *testing.T) {
	box := func(kind string, body ...[]byte) []byte {
		b := slices.Concat(body...)
		return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(8+len(b))), []byte(kind), b)
	}
	size := append(make([]byte, 4), 0, 0, 1, 64, 0, 0, 0, 240)
	avif := slices.Concat(box("ftyp", []byte("avif\x00\x00\x00\x00avifmif1")),
		box("meta", make([]byte, 4), box("hdlr"), box("iinf", make([]byte, 6)), box("iprp", box("ipco", box("ispe", size)))), box("mdat", []byte("data")))
	for _, tt := range []struct{ beside, body, want string }{
		{"", "![A camp.](laos/camp.jpg)\n[Desk]\n", "laos/camp."},
		{"content/dusk.jpg", "![A camp.](laos/camp.jpg)\n[Desk]\n", "dusk."},
		{"", "", "dusk.avif"},
	} {
		live := sitetest.Parse([]byte(article))
		live.Write("content/dusk.avif", avif)
		if tt.beside != "" {
			live.Write(tt.beside, []byte(live.Text("content/laos/camp.jpg")))
		}
		live.Write("content/evening.md", []byte("---\ntitle: Dusk\ndate: 2025-07-14\n---\n![Dusk over water.](dusk.avif)\n[Desk]\n\n"+tt.body))
		og := metas(treeOf(t, text(t, built(t, live), "evening/index.html")))
		if got := og["og:image"]; !strings.HasPrefix(got, "https://example.org/files/"+tt.want) {
			t.Errorf("beside it %q, below it %q: shared with %s, want %s", tt.beside, tt.body, got, tt.want)
		}
	}
}

// A policy that leads nowhere is told where it stands.
func TestPolicyOfThePublisherThatIsNotThereIsAnError(t *testing.T) {
	live := sitetest.Parse([]byte(article))
	live.Write("brief.yaml", []byte(strings.Replace(live.Text("brief.yaml"), "corrections: rules.md", "corrections: ruls.md", 1)))
	b := newBuilder(live, Options{})
	buildAll(b)
	got := toldOf(b, "unknown-page")
	if len(got) != 1 || got[0] != `brief.yaml:8 unknown-page: did you mean "rules.md"?` {
		t.Errorf("got %q", got)
	}
}

func TestWithoutAnAddressNothingIsSaidThatNeedsOne(t *testing.T) {
	live := corrected(t, "2025-07-20")
	live.Write("brief.yaml", []byte("title: The test file\ncheck: {severity: {vague-note: \"off\"}}\n"))
	s := buildAll(newBuilder(live, Options{}))
	for _, f := range s.files {
		if f.Type == "text/html; charset=utf-8" && (len(structured(t, text(t, s, f.Path))) > 0 || strings.Contains(text(t, s, f.Path), "og:image")) {
			t.Errorf("%s has structured data or a picture to share", f.Path)
		}
	}
	if s.file("feed.xml") != nil || s.file("rss.xml") != nil || s.file("feed.json") != nil || s.file("sitemap.xml") != nil {
		t.Errorf("got %v", s.paths())
	}
	if s.file("corrections/index.html") == nil {
		t.Error("the list of corrections needs no address")
	}
}
