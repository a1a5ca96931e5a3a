package serve

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"brief/internal/browser"
	"brief/internal/diag"
	"brief/layouts"
)

// long is a page of many paragraphs, a fold, a field and a picture.
func long(change string, at int) string {
	var b strings.Builder
	b.WriteString("> [!MORE] Details\n> Folded text.\n\n![A dot.](dot.png)\n*A dot.* [Nobody]\n")
	for i := range 80 {
		text := "Some words that fill a line or two of the page, so that there is something to scroll over."
		if i == at {
			text = change
		}
		fmt.Fprintf(&b, "\nParagraph %d. %s\n", i, text)
	}
	return article("Long", b.String())
}

// until waits in the page until an expression is true.
func until(p *browser.Page, expression string) bool {
	return browser.Eval[bool](p, `(async () => {
		for (let end = Date.now() + 10000; Date.now() < end;) {
			if (`+expression+`) return true;
			await new Promise(done => requestAnimationFrame(done));
		}
		return false;
	})()`)
}

// loaded marks the document, so that a test sees whether it was loaded again.
const loaded = `(window.loadedOnce = true)`

// clean fails the test if the page complained of anything.
func clean(t *testing.T, p *browser.Page) {
	t.Helper()
	if log := p.Log().Console; len(log) != 0 {
		t.Errorf("the console says %s", strings.Join(log, "\n"))
	}
}

// Row B1.
func TestInABrowserAnEditChangesThePageInPlace(t *testing.T) {
	b := browser.Start(t)
	l := startLive(t, map[string]string{
		"content/index.md": article("Home", "x"), "content/long.md": long("", -1), "content/other.md": article("Other", "x"),
		"content/dot.png": "40x40 #336699", "static/own.css": ":root{--own:one}",
	})
	p := b.Open(t, l.http.URL+"/long/", browser.View{})
	browser.Eval[bool](p, loaded)
	browser.Eval[bool](p, `(() => {
		document.querySelector("details").open = true;
		document.querySelector("header a").focus({preventScroll: true});
		[...document.querySelectorAll("p")].find(p => p.textContent.startsWith("Paragraph 40.")).scrollIntoView({block: "center"});
		return true;
	})()`)
	before := browser.Eval[float64](p, "scrollY")
	l.write("content/long.md", long("EDITED-1", 40))
	if !until(p, `document.body.textContent.includes("EDITED-1")`) {
		t.Fatal("the edit never came")
	}
	if after := browser.Eval[float64](p, "scrollY"); after < before-2 || after > before+2 || before == 0 {
		t.Errorf("the page scrolled from %v to %v", before, after)
	}
	for what, expression := range map[string]string{
		"the page was loaded again":        "window.loadedOnce",
		"the focus was lost":               `document.activeElement === document.querySelector("header a")`,
		"an open fold was closed":          `document.querySelector("details").open`,
		"the title is another":             `document.title.includes("Long")`,
		"there is more than one script":    `document.querySelectorAll("script[data-preview]").length == 1`,
		"the version is that of the first": `JSON.parse(document.querySelector("script[data-preview]").dataset.preview).version.length > 4`,
	} {
		if !browser.Eval[bool](p, expression) {
			t.Error(what)
		}
	}

	// What changed off screen is brought into view, and marked.
	l.write("content/long.md", strings.Replace(long("EDITED-1", 40), "Paragraph 3. Some", "Paragraph 3. EDITED-2", 1))
	if !until(p, `document.body.textContent.includes("EDITED-2") && document.querySelector("brief-preview").shadowRoot.querySelector(".mark")`) {
		t.Error("what changed is not marked")
	}
	if !browser.Eval[bool](p, `(() => {
		const box = [...document.querySelectorAll("p")].find(p => p.textContent.includes("EDITED-2")).getBoundingClientRect();
		return box.top >= 0 && box.bottom <= innerHeight;
	})()`) {
		t.Error("what changed is not in view")
	}

	// A style sheet is swapped, and nothing else.
	requests := len(p.Log().Requests)
	l.write("static/own.css", ":root{--own:two}")
	if !until(p, `getComputedStyle(document.documentElement).getPropertyValue("--own") == "two"`) {
		t.Error("the new style sheet never came")
	}
	if !browser.Eval[bool](p, `window.loadedOnce && document.querySelectorAll('link[href*="own."]').length == 1`) {
		t.Error("for a style sheet the page was loaded again, or the old one stayed")
	}
	for _, r := range p.Log().Requests[requests:] {
		if strings.HasSuffix(r.URL, "/long/") && r.Type == "Document" {
			t.Errorf("a style sheet made the page load %s", r.URL)
		}
	}

	// An edit of another page is none of this one.
	version := `JSON.parse(document.querySelector("script[data-preview]").dataset.preview).version`
	was := browser.Eval[string](p, version)
	l.write("content/other.md", article("Other", "EDITED"))
	l.waitFor("/other/", 200, "EDITED")
	if now := browser.Eval[string](p, version); now != was {
		t.Error("another page's edit changed this one")
	}
	clean(t, p)
}

// The policy of an open page lacks the hash of an inline style sheet that was
// changed: the page was loaded again for each edit of one.
func TestInABrowserAnInlineStyleSheetIsSwapped(t *testing.T) {
	b := browser.Start(t)
	base, err := layouts.FS.ReadFile("base.html")
	if err != nil {
		t.Fatal(err)
	}
	with := func(sheets string) string {
		return strings.Replace(string(base), "<head>", "<head>"+sheets, 1)
	}
	l := startLive(t, map[string]string{
		"content/index.md": article("Home", "x"), "content/long.md": long("", -1), "content/dot.png": "40x40 #336699",
		"static/own.css": ":root{--later:own}", "layouts/base.html": with("<style>:root{--inline:one;--later:one}</style>"),
	})
	p := b.Open(t, l.http.URL+"/long/", browser.View{})
	browser.Eval[bool](p, loaded)
	browser.Eval[bool](p, `(scrollTo(0, 700), true)`)
	value := func(name string) string {
		return `getComputedStyle(document.documentElement).getPropertyValue("--` + name + `")`
	}
	for _, edit := range []struct{ sheets, inline, second string }{
		{"<style>:root{--inline:two;--later:two}</style>", "two", ""},
		{"<style>:root{--inline:three;--later:three}</style><style media=screen>:root{--second:new}</style>", "three", "new"},
		{"<style media=print>:root{--second:paper}</style><style>:root{--inline:one;--later:one}</style>", "one", ""},
		{"<style>:root{--inline:four}</style>", "four", ""},
	} {
		l.write("layouts/base.html", with(edit.sheets))
		if !until(p, fmt.Sprintf("%s == %q && %s == %q", value("inline"), edit.inline, value("second"), edit.second)) {
			t.Fatalf("%s: the inline sheets say %q and %q", edit.sheets, browser.Eval[string](p, value("inline")), browser.Eval[string](p, value("second")))
		}
		if got := browser.Eval[string](p, value("later")); got != "own" {
			t.Errorf("%s: the sheet that comes later says %q", edit.sheets, got)
		}
	}
	if !browser.Eval[bool](p, "window.loadedOnce && scrollY == 700") {
		t.Error("the page was loaded again, or scrolled")
	}
	clean(t, p)
}

// A stream for each tab took all six connections that browsers have to a
// server: from the seventh tab on nothing was loaded.
func TestInABrowserAllTabsShareOneConnection(t *testing.T) {
	b := browser.Start(t)
	files := map[string]string{"content/index.md": article("Home", "x")}
	for i := range 8 {
		files[fmt.Sprintf("content/p%d.md", i)] = article("P", "FIRST")
	}
	l := startLive(t, files)
	tabs := []*browser.Page{b.Open(t, l.http.URL+"/p0/", browser.View{})}
	for i := range 8 {
		tabs = append(tabs, tabs[0].Beside(fmt.Sprintf("%s/p%d/", l.http.URL, i), browser.View{}))
	}
	streams := func() (n, followed int) {
		l.server.hub.mu.Lock()
		defer l.server.hub.mu.Unlock()
		for st := range l.server.hub.streams {
			n++
			followed += len(st.tabs)
		}
		return n, followed
	}
	n, followed := 0, 0
	for end := time.Now().Add(soon); time.Now().Before(end) && !(n == 1 && followed == 8); time.Sleep(5 * time.Millisecond) {
		n, followed = streams()
	}
	if n != 1 || followed != 8 {
		t.Errorf("nine tabs of eight pages have %d streams for %d pages, want one for eight", n, followed)
	}
	for _, tab := range tabs {
		browser.Eval[bool](tab, loaded)
	}
	l.write("content/p7.md", article("P", "SECOND"))
	if !until(tabs[8], `document.body.textContent.includes("SECOND")`) {
		t.Error("the tab of the page that was edited never shows it")
	}
	l.write("content/p0.md", article("P", "THIRD"))
	for _, tab := range tabs[:2] { // both show it
		if !until(tab, `document.body.textContent.includes("THIRD")`) {
			t.Error("a tab of the page that was edited never shows it")
		}
	}
	if got := browser.Eval[string](tabs[3], `document.querySelector("main").textContent`); !strings.Contains(got, "FIRST") {
		t.Errorf("another page's tab says %q", got)
	}
	for _, tab := range tabs {
		if !browser.Eval[bool](tab, "window.loadedOnce") {
			t.Error("a tab was loaded again")
		}
		clean(t, tab)
	}
}

// Case sv-live-reload-paths: a page tried another port than its own, outside the
// site's path, and never followed again (gohugoio/hugo#9936, #6595, #3882).
func TestInABrowserAPageBehindAProxyCatchesUpAfterTenSeconds(t *testing.T) {
	b := browser.Start(t)
	l := startLive(t, map[string]string{
		"brief.yaml":       "base_url: https://drafts.example/preview/\n",
		"content/index.md": article("Home", "x"), "content/why.md": article("Why", "FIRST"),
		"static/hand.html": "<!doctype html><html lang=en><title>By hand</title><p>HAND-1</p></html>",
	})
	inside, err := url.Parse(l.http.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := func(address string) (close func(), at string) {
		in, err := net.Listen("tcp", address)
		for end := time.Now().Add(soon); err != nil && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			in, err = net.Listen("tcp", address)
		}
		if err != nil {
			t.Fatal(err)
		}
		out := httputil.NewSingleHostReverseProxy(inside)
		out.ErrorLog = log.New(io.Discard, "", 0) // it is cut off on purpose
		server := &http.Server{Handler: out}
		go func() { _ = server.Serve(in) }() // until it is closed
		return func() { _ = server.Close() }, in.Addr().String()
	}
	cut, at := proxy("127.0.0.1:0")
	p := b.Open(t, "http://"+at+"/preview/why/", browser.View{})
	hand := p.Beside("http://"+at+"/preview/hand.html", browser.View{})
	browser.Eval[bool](p, loaded)
	l.write("content/why.md", article("Why", "SECOND"))
	if !until(p, `document.body.textContent.includes("SECOND")`) {
		t.Fatal("the edit never came through the proxy")
	}
	l.write("static/hand.html", "<!doctype html><html lang=en><title>By hand</title><p>HAND-2</p></html>")
	if !until(hand, `document.body.textContent.includes("HAND-2")`) {
		t.Error("the edit of a static page never came")
	}
	cut()
	l.write("content/why.md", article("Why", "THIRD"))
	l.waitFor("/preview/why/", 200, "THIRD")
	time.Sleep(10 * time.Second)
	if browser.Eval[bool](p, `document.body.textContent.includes("THIRD")`) {
		t.Fatal("the connection is not cut")
	}
	mend, _ := proxy(at)
	defer mend()
	if !until(p, `document.body.textContent.includes("THIRD")`) {
		t.Error("the page never caught up")
	}
	l.write("content/why.md", article("Why", "FOURTH"))
	if !until(p, `document.body.textContent.includes("FOURTH")`) {
		t.Error("the next edit never came")
	}
	if !browser.Eval[bool](p, "window.loadedOnce") {
		t.Error("the page was loaded again")
	}
	for _, r := range append(p.Log().Requests, hand.Log().Requests...) {
		if !strings.HasPrefix(r.URL, "http://"+at+"/preview/") {
			t.Errorf("the page asks for %s", r.URL)
		}
	}
}

// Rows B2 and B3.
func TestInABrowserAMistakeLiesOverTheLastGoodPage(t *testing.T) {
	b := browser.Start(t)
	l := startLive(t, map[string]string{"content/index.md": article("Home", "x"), "content/why.md": article("Why", "GOOD-TEXT")})
	p := b.Open(t, l.http.URL+"/why/", browser.View{})
	browser.Eval[bool](p, loaded)
	overlay := `document.querySelector("brief-preview").shadowRoot.querySelector(".overlay")`
	if !browser.Eval[bool](p, overlay+".hidden") {
		t.Error("there is an overlay over a good page")
	}
	l.write("content/why.md", "---\ntitle: Why\nstatus: publishd\ndate: 2024-05-14\n---\n\nBROKEN\n")
	if !until(p, "!"+overlay+".hidden") {
		t.Fatal("the mistake is not shown")
	}
	text := browser.Eval[string](p, overlay+".textContent")
	for _, want := range []string{"content/why.md:3:", "title: Why", "status: publishd", "date: 2024-05-14", "^^^", "published"} {
		if !strings.Contains(text, want) {
			t.Errorf("the overlay lacks %q:\n%s", want, text)
		}
	}
	if !browser.Eval[bool](p, `document.querySelector("main").textContent.includes("GOOD-TEXT")`) {
		t.Error("the last good page is gone")
	}
	l.write("layouts/page.html", "{{define \"main\"}}\n{{.Nothing}}\n{{end}}")
	if !until(p, overlay+`.textContent.includes("layouts/page.html:2:")`) {
		t.Error("the broken template is not shown")
	}
	l.remove("layouts/page.html")
	l.write("content/why.md", article("Why", "MENDED-TEXT"))
	if !until(p, overlay+`.hidden && document.querySelector("main").textContent.includes("MENDED-TEXT")`) {
		t.Error("the save that mends it does not clear the overlay")
	}
	if !browser.Eval[bool](p, "window.loadedOnce") {
		t.Error("the page was loaded again")
	}
	clean(t, p)
}

// Row B4, and the badge of B6.
func TestInABrowserThePanelListsTheProblems(t *testing.T) {
	b := browser.Start(t)
	l := startLive(t, map[string]string{
		"content/index.md": article("Home", "See [that](gone.md)."),
		"content/draft.md": "---\ntitle: Draft\nstatus: draft\n---\n\n![](dot.png)\n\n[Here](index.md).\n", "content/dot.png": "40x40 #336699",
	})
	editor, err := ParseEditor("code")
	if err != nil {
		t.Fatal(err)
	}
	l.server.opt.Editor = editor
	l.server.opt.Check = func(ctx context.Context) (diag.List, error) { // which reads the finished pages too
		l, err := l.server.opt.Builder.Check(ctx)
		return append(l, diag.Diag{Pos: diag.Pos{File: "content/draft.md", Line: 8, Col: 1}, Severity: diag.Warning, Code: "vague-link", Msg: "the link \"Here\" does not say where it leads"}), err
	}
	all, err := l.server.opt.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := b.Open(t, l.http.URL+"/draft/", browser.View{})
	panel := `document.querySelector("brief-preview").shadowRoot.querySelector(".panel")`
	if !until(p, fmt.Sprintf(`%s.querySelector(".count").dataset.count == "%d"`, panel, len(all))) {
		t.Errorf("the panel counts %s problems, a check %d", browser.Eval[string](p, panel+`.querySelector(".count").textContent`), len(all))
	}
	if got := browser.Eval[string](p, panel+`.querySelector(".held").textContent`); got != "Draft" {
		t.Errorf("the badge says %q", got)
	}
	browser.Eval[bool](p, panel+".open = true")
	if !until(p, fmt.Sprintf(`%s.querySelectorAll(".all article").length == %d`, panel, len(all))) {
		t.Errorf("the panel lists %d problems of the site, want %d", browser.Eval[int](p, panel+`.querySelectorAll(".all article").length`), len(all))
	}
	// What a check finds in the file of the page stands above the rest of the site's: there it
	// said "This page: no problems".
	here := browser.Eval[[]string](p, `[...`+panel+`.querySelectorAll(".here article small")].map(s => s.textContent)`)
	if slices.Sort(here); !slices.Equal(here, []string{"missing-alt", "missing-credit", "vague-link"}) {
		t.Errorf("of this page it lists %q", here)
	}
	links := browser.Eval[[]string](p, `[...`+panel+`.querySelectorAll(".all a")].map(a => a.textContent + " " + a.href)`)
	want := "content/index.md:6:5 vscode://file" + escape(l.dir) + "/content/index.md:6:5"
	if !slices.Contains(links, want) {
		t.Errorf("the links are %q, want %q among them", links, want)
	}
	clean(t, p)
}

// From a save of a section of this repository's microsite to its changed
// paragraph painted. The figures are reported, not asserted: a busy machine has
// no bearing on whether the code is right.
func BenchmarkSaveToPaint(b *testing.B) {
	chromium := browser.Start(b)
	files := map[string]string{}
	const section = "content/20-why-laos.md"
	root := os.DirFS("../..")
	for _, top := range []string{"content", "brief.yaml"} {
		err := fs.WalkDir(root, top, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(root, path)
			files[path] = string(text)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	front, body, ok := strings.Cut(files[section], "\n---\n")
	if !ok {
		b.Fatalf("%s has no front matter", section)
	}
	l := startLive(b, files)
	address, ok := l.server.opt.Builder.AddressOf(section)
	if !ok {
		b.Fatalf("%s is not published", section)
	}
	p := chromium.Open(b, l.http.URL+l.server.Prefix()+address, browser.View{})
	var took []time.Duration
	for i := range b.N {
		time.Sleep(100 * time.Millisecond) // edits of people, not a storm
		text := fmt.Sprintf("EDITED-%d-", i)
		browser.Eval[bool](p, fmt.Sprintf(`(window.painted = new Promise(done => {
			const seen = new MutationObserver(() => {
				if (document.querySelector("main").textContent.includes(%q)) {
					seen.disconnect();
					requestAnimationFrame(() => setTimeout(() => done(Date.now())));
				}
			});
			seen.observe(document.body, {subtree: true, childList: true, characterData: true});
		}), true)`, text))
		start := time.Now()
		l.write(section, front+"\n---\n"+body+"\n"+text+" is the last paragraph.\n")
		painted := time.UnixMilli(int64(browser.Eval[float64](p, "window.painted")))
		took = append(took, painted.Sub(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ms-median")
	b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "ms-longest")
}
