package check

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/output"
)

// sound is a site with an address of every kind, all of which lead somewhere.
func sound() map[string]string {
	return map[string]string{
		"index.html": document(`<link rel=canonical href="https://b.example/laos/"><link rel=stylesheet href="/laos/site.css"><link rel=alternate type=application/atom+xml href="/laos/feed.xml">`+
			`<link rel=manifest href="/laos/site.webmanifest"><meta property="og:image" content="https://b.example/laos/Map.png"><meta property="og:url" content="https://b.example/laos/">`+
			`<script type=application/ld+json>{"@context":"https://schema.org","image":[{"contentUrl":"https://b.example/laos/Map.png"}],"mainEntityOfPage":"https://b.example/laos/why/","author":{"url":"https://elsewhere.example/"}}</script>`,
			`<h2 id="über-uns">Us</h2><p><a href="#%C3%BCber-uns">us</a> <a href="#über-uns">us</a> <a href=#top>top</a> <a href=why/#pay>pay</a> <a href="/laos/why/?a=1#pay">pay</a> <a href="https://b.example/laos/why/">why</a> `+
				`<a href=https://elsewhere.example/x#y>elsewhere</a> <a href=mailto:a@b.example>write</a> <a href="my%20paper,%20two.pdf">paper</a></p>`+
				`<p><img src=Map.png srcset="Map.png 640w, Map-2.png 1280w" alt="A map of the river."></p>`),
		"why/index.html":     strings.Replace(page(`<h2 id=pay>Pay</h2><p><a href=../>home</a> <a href=./#pay>pay</a> <img src=../Map.png alt></p>`), "<title>The dam", "<title>Why", 1),
		"old/index.html":     `<!doctype html><html lang=en dir=ltr><title>Moved</title><meta http-equiv=refresh content="0;url=../why/#pay"><link rel=canonical href="https://b.example/laos/why/"><a href=../why/>Why</a>`,
		"404.html":           strings.Replace(page(`<p><a href=/laos/>home</a></p>`), "<title>The dam", "<title>Not found", 1),
		"Map.png":            "x",
		"Map-2.png":          "x",
		"my paper, two.pdf":  "x",
		"f.woff2":            "x",
		"icon.svg":           `<svg xmlns="http://www.w3.org/2000/svg"><defs><path id="a" d="M0 0h1"/></defs><use href="#a"/></svg>`,
		"site.css":           `@font-face{src:url(f.woff2)}/* url(gone.png) */a{background:url("Map.png")}a::after{content:"url(x)"}`,
		"site.webmanifest":   `{"name":"The site","start_url":"./","icons":[{"src":"icon.svg"}]}`,
		"feed.xml":           `<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://b.example/laos/feed.xml"/><entry><link href="https://b.example/laos/why/"/><content type="html">&lt;p>&lt;a href="https://b.example/laos/why/#pay">pay&lt;/a> &lt;img src="https://b.example/laos/Map.png" alt="">&lt;/p></content></entry></feed>`,
		"sitemap.xml":        `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://b.example/laos/</loc></url></urlset>`,
		"robots.txt":         "User-agent: *\nSitemap: https://b.example/laos/sitemap.xml\n",
		"feed.json":          `{"version":"https://jsonfeed.org/version/1.1","feed_url":"https://b.example/laos/feed.json","items":[{"url":"https://b.example/laos/why/","content_html":"<p><a href=\"https://b.example/laos/why/\">why</a></p>"}]}`,
		"data/numbers.csv":   "a,b\n",
		"data/geo.geojson":   `{"type":"Point","coordinates":[1,2]}`,
		".well-known/x.json": `{}`,
	}
}

func TestSoundSiteHasNoFindings(t *testing.T) {
	if l := checked(t, based(), sound()); len(l) > 0 {
		t.Errorf("found %v", l)
	}
}

// Each of these leads nowhere in one way, in a site that is sound but for it.
func TestSeededAddressesThatLeadNowhereAreFound(t *testing.T) {
	for _, tt := range []struct{ name, code, in, old, new string }{
		{"fragment of the page", "broken-fragment", "index.html", "#%C3%BCber-uns", "#ueber-uns"},
		{"fragment of another page", "broken-fragment", "index.html", "why/#pay>", "why/#pays>"},
		{"fragment by the whole address", "broken-fragment", "index.html", "?a=1#pay", "?a=1#pays"},
		{"link to no page", "broken-link", "index.html", "https://b.example/laos/why/\">why", "https://b.example/laos/wy/\">why"},
		{"link without its slash", "broken-link", "why/index.html", "<a href=../>", "<a href=../why>"},
		{"link out of the site", "broken-link", "why/index.html", "<a href=../>", "<a href=../../>"},
		{"picture", "missing-file", "why/index.html", "../Map.png", "Map.png"},
		{"srcset", "missing-file", "index.html", "Map-2.png", "Map-3.png"},
		{"letter case of a picture", "letter-case", "index.html", "src=Map.png", "src=map.png"},
		{"letter case of a page", "letter-case", "index.html", "why/#pay>", "Why/#pay>"},
		{"url() of a style sheet", "missing-asset", "site.css", "Map.png", "Mop.png"},
		{"font of a style sheet", "missing-asset", "site.css", "f.woff2", "g.woff2"},
		{"og:image", "missing-file", "index.html", `og:image" content="https://b.example/laos/Map.png`, `og:image" content="https://b.example/laos/share.png`},
		{"og:image that is not whole", "relative-address", "index.html", `og:image" content="https://b.example/laos/Map.png`, `og:image" content="/laos/Map.png`},
		{"canonical", "broken-link", "index.html", `canonical href="https://b.example/laos/"`, `canonical href="https://b.example/laos/x/"`},
		{"style sheet", "missing-file", "index.html", "/laos/site.css", "/laos/style.css"},
		{"entry of a feed", "broken-link", "feed.xml", `<entry><link href="https://b.example/laos/why/"`, `<entry><link href="https://b.example/laos/wy/"`},
		{"text of a feed", "broken-fragment", "feed.xml", "#pay", "#pays"},
		{"picture of a feed", "missing-file", "feed.xml", "Map.png", "Mop.png"},
		{"address in a feed that is not whole", "relative-address", "feed.xml", `src="https://b.example/laos/Map.png`, `src="Map.png`},
		{"text of a JSON feed", "broken-link", "feed.json", `\"https://b.example/laos/why/`, `\"https://b.example/laos/wy/`},
		{"structured data", "missing-file", "index.html", `contentUrl":"https://b.example/laos/Map.png`, `contentUrl":"https://b.example/laos/Mop.png`},
		{"page of structured data", "broken-link", "index.html", `mainEntityOfPage":"https://b.example/laos/why/`, `mainEntityOfPage":"https://b.example/laos/wy/`},
		{"sitemap", "broken-link", "sitemap.xml", "laos/</loc>", "laos/gone/</loc>"},
		{"robots.txt", "missing-file", "robots.txt", "sitemap.xml", "sitemaps.xml"},
		{"web manifest", "missing-file", "site.webmanifest", "icon.svg", "icon.png"},
		{"redirect", "broken-fragment", "old/index.html", "url=../why/#pay", "url=../why/#pays"},
		{"link that runs a program", "unsafe-link", "index.html", "mailto:a@b.example", "javascript:alert(1)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := sound()
			changed := strings.Replace(files[tt.in], tt.old, tt.new, 1)
			if changed == files[tt.in] {
				t.Fatalf("%s has no %q", tt.in, tt.old)
			}
			files[tt.in] = changed
			wantOne(t, checked(t, based(), files), tt.code)
		})
	}
}

// A feed repeats the text of pages: one dead link in one page was four findings,
// one of them at its line and three without a place.
func TestWhatAFeedRepeatsIsToldAtThePageAlone(t *testing.T) {
	const dead = "https://b.example/laos/gone/"
	files := sound()
	feeds := map[string][2]string{
		"feed.xml":  {"https://b.example/laos/why/#pay", dead},
		"feed.json": {`href=\"https://b.example/laos/why/`, `href=\"` + dead},
	}
	for name, f := range feeds {
		files[name] = strings.Replace(files[name], f[0], f[1], 1)
	}
	l := checked(t, based(), files)
	if got := codes(l); !slices.Equal(got, []string{"broken-link", "broken-link"}) {
		t.Errorf("of feeds alone: found %v, want one of each feed", got)
	}
	files["why/index.html"] = strings.Replace(files["why/index.html"], "<a href=../>", "<a href=../gone/>", 1)
	l = checked(t, based(), files)
	wantOne(t, l, "broken-link")
	if len(l) == 1 && !strings.Contains(l[0].Msg, `"../gone/"`) {
		t.Errorf("it says %q", l[0].Msg)
	}
}

// The address of a namespace is a name: no browser loads it.
func TestNamespaceOfAStyleSheetIsNoAddress(t *testing.T) {
	for _, rule := range []string{`@namespace svg url(http://www.w3.org/2000/svg);`, `@namespace url("http://www.w3.org/1999/xhtml;x");`, `@NAMESPACE "http://www.w3.org/2000/svg"`} {
		files := sound()
		files["site.css"] = rule + files["site.css"]
		if rule[len(rule)-1] != ';' { // it ends with the file
			files["site.css"] = rule
		}
		if l := checked(t, based(), files); len(l) > 0 {
			t.Errorf("%s: found %v", rule, l)
		}
	}
	files := sound()
	files["site.css"] = `@namespace svg url(http://www.w3.org/2000/svg);` + strings.Replace(files["site.css"], "f.woff2", "g.woff2", 1)
	wantOne(t, checked(t, based(), files), "missing-asset")
}

// Nothing that a reader's browser loads may come from elsewhere (N2).
func TestWhatIsLoadedFromOtherSitesIsFound(t *testing.T) {
	for _, tt := range []struct{ name, in, old, new string }{
		{"picture", "why/index.html", "../Map.png", "https://cdn.example/Map.png"},
		{"picture without a scheme", "why/index.html", "../Map.png", "//cdn.example/Map.png"},
		{"srcset", "index.html", "Map-2.png", "https://cdn.example/Map-2.png"},
		{"style sheet", "index.html", "/laos/site.css", "https://cdn.example/site.css"},
		{"script", "why/index.html", "<h2 id=pay>", "<script src=https://cdn.example/x.js></script><h2 id=pay>"},
		{"frame", "why/index.html", "<h2 id=pay>", `<iframe title=Film src=https://cdn.example/x></iframe><h2 id=pay>`},
		{"form", "why/index.html", "<h2 id=pay>", `<form action=https://cdn.example/x><button>Send</button></form><h2 id=pay>`},
		{"font", "site.css", "f.woff2", "https://cdn.example/f.woff2"},
		{"import", "site.css", "@font-face", `@import "https://cdn.example/x.css";@font-face`},
		{"drawing", "icon.svg", `href="#a"`, `href="https://cdn.example/a.svg#a"`},
		{"style of a drawing", "icon.svg", `<defs>`, `<style>a{fill:url(https://cdn.example/a.svg#b)}</style><defs>`},
		{"feed", "feed.xml", `src="https://b.example/laos/Map.png`, `src="https://cdn.example/Map.png`},
		{"structured data", "index.html", `contentUrl":"https://b.example/laos/Map.png`, `contentUrl":"https://cdn.example/Map.png`},
		{"connection ahead", "index.html", `<link rel=manifest`, `<link rel=preconnect href=https://cdn.example><link rel=manifest`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := sound()
			changed := strings.Replace(files[tt.in], tt.old, tt.new, 1)
			if changed == files[tt.in] {
				t.Fatalf("%s has no %q", tt.in, tt.old)
			}
			files[tt.in] = changed
			l := checked(t, based(), files)
			wantOne(t, l, "foreign-origin")
			if len(l) > 0 && !strings.Contains(l[0].Msg, "cdn.example") {
				t.Errorf("the message does not name the site: %s", l[0].Msg)
			}
		})
	}
}

func TestAddressesAreReadAsBrowsersReadThem(t *testing.T) {
	for _, tt := range []struct {
		base, from, address string
		want                target
	}{
		{at, "index.html", "why/", target{path: "why/index.html"}},
		{at, "why/index.html", "../x/./y.png", target{path: "x/y.png"}},
		{at, "why/index.html", "", target{path: "why/index.html"}},
		{at, "why/index.html", "?a", target{path: "why/index.html"}},
		{at, "why/index.html", "#a%20b", target{path: "why/index.html", fragment: "a b"}},
		{at, "why/index.html", "..", target{path: "index.html"}},
		{at, "a/b/c/index.html", "../../", target{path: "a/index.html"}},
		{at, "index.html", "/laos/a", target{path: "a"}},
		{at, "index.html", "/laos", target{path: "index.html"}},
		{at, "index.html", "/vietnam/", target{where: outside, host: "the same host outside /laos/"}},
		{at, "index.html", "https://b.example/laos/%C3%A9/", target{path: "é/index.html"}},
		{at, "index.html", "https://b.example.evil/laos/", target{where: outside, host: "b.example.evil"}},
		{at, "index.html", "HTTPS://b.example/laos/", target{where: outside, host: "b.example"}},
		{at, "index.html", "//c.example/x", target{where: outside, host: "c.example"}},
		{at, "index.html", "../x", target{where: nowhere}},
		{at, "index.html", "http:", target{where: nowhere}},
		{at, "index.html", " JavaScript:x", target{where: unsafe, scheme: "javascript"}},
		{at, "index.html", "tel:1", target{where: other, scheme: "tel"}},
		{at, "index.html", "a:b/", target{where: other, scheme: "a"}},
		{"", "why/index.html", "/x/", target{path: "x/index.html"}},
		{"", "why/index.html", "https://b.example/", target{where: outside, host: "b.example"}},
	} {
		if got := newBase(tt.base).resolve(tt.from, tt.address); got != tt.want {
			t.Errorf("%q from %s: %+v, want %+v", tt.address, tt.from, got, tt.want)
		}
	}
}

func TestCandidatesOfSrcset(t *testing.T) {
	for srcset, want := range map[string][]candidate{
		"":                             nil,
		"a.png":                        {{"a.png", 0}},
		"a.png 1x, b.png 2x":           {{"a.png", 0}, {"b.png", 0}},
		" a,b.png 320w,\n c.png  640w": {{"a,b.png", 320}, {"c.png", 640}},
		"a.png,b.png":                  {{"a.png,b.png", 0}},
		"a.png, b.png":                 {{"a.png", 0}, {"b.png", 0}},
		",,a.png 99999999w":            {{"a.png", 0}},
	} {
		got := candidates(srcset)
		if len(got) != len(want) {
			t.Errorf("%q: %v, want %v", srcset, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%q: %v, want %v", srcset, got, want)
			}
		}
	}
}

// A preview puts a file again and asks for its findings: they are those of a new set.
func TestFilePutAgainIsCheckedAsInANewSet(t *testing.T) {
	s := New(based())
	for path, body := range sound() {
		if err := s.Put(file(path, body)); err != nil {
			t.Fatal(err)
		}
	}
	if l := s.Page("index.html"); len(l) > 0 {
		t.Fatalf("found %v", l)
	}
	s.Put(file("why/index.html", strings.Replace(sound()["why/index.html"], "id=pay", "id=wages", 1)))
	wantOne(t, s.Page("old/index.html"), "broken-fragment")
	if l := s.Page("index.html"); len(l) == 0 || l[0].Code != "broken-fragment" {
		t.Errorf("found %v", l)
	}
	s.Put(file("why/index.html", sound()["why/index.html"]))
	s.Drop("Map-2.png")
	wantOne(t, s.Page("index.html"), "missing-file")
	s.Put(file("map-2.png", "x"))
	wantOne(t, s.Page("index.html"), "letter-case")
	if l := s.Page("nothing.html"); l != nil {
		t.Errorf("a page that is not there: %v", l)
	}
}

func TestSeverityIsTheSites(t *testing.T) {
	files := with(`<p><a href=./>here</a> <a href=gone/>gone</a></p>`)
	opt := Options{Config: &config.Config{BaseURL: at, Check: config.Check{Severity: map[string]string{"vague-link": "error", "broken-link": "off"}}}}
	l := checked(t, opt, files)
	wantOne(t, l, "vague-link")
	if !l.HasErrors() {
		t.Error("vague-link is no error")
	}
}

// A slip in a layout is on every page, and one line says so.
func TestWhatAllPagesHaveIsToldOnce(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		files[name+"/index.html"] = strings.Replace(page("<p style=color:red>x</p>"), "<title>The dam", "<title>"+name, 1)
	}
	l := checked(t, based(), files)
	wantOne(t, l, "inline-style")
	if len(l) == 1 && !strings.HasPrefix(l[0].Msg, "5 files, such as /a/, /b/, /c/: ") {
		t.Errorf("it says %q", l[0].Msg)
	}
}

// The order in which files come, and the number of goroutines, change nothing.
func TestSameFilesGiveTheSameFindingsInTheSameOrder(t *testing.T) {
	files := sound()
	for i, seed := range seeds() {
		files[fmt.Sprintf("s%d/index.html", i)] = strings.Replace(page(seed.main), "<title>The dam", fmt.Sprintf("<title>Seed %d", i), 1)
	}
	var want diag.List
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 5 {
		names := slices.Sorted(maps.Keys(files))
		r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		s := New(based())
		err := s.PutAll(func(yield func(*output.File) bool) {
			for _, n := range names {
				if !yield(file(n, files[n])) {
					return
				}
			}
		}, 1+round)
		if err != nil {
			t.Fatal(err)
		}
		got := s.All()
		if len(got) < len(seeds()) {
			t.Fatalf("only %d findings", len(got))
		}
		if round > 0 && !slices.Equal(got, want) {
			t.Fatalf("round %d found\n%v\nand not\n%v", round, got, want)
		}
		want = got
	}
}

// 20,000 small texts left 12 GB of garbage, as each brought a compressor of its own.
func TestSmallFilesTakeLittleMemory(t *testing.T) {
	const n, each = 500, 256 << 10 // bytes; a compressor takes more than twice that
	s := New(based())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range n {
		if err := s.Put(file(fmt.Sprintf("%d.txt", i), "x")); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if took := (after.TotalAlloc - before.TotalAlloc) / n; took > each {
		t.Errorf("a file of one letter takes %d KB", took>>10)
	}
}
