package browser_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"brief/internal/browser"
)

// trial is what has to hold of every page, under one view.
type trial struct {
	name string
	view browser.View
	look func(t *testing.T, p *browser.Page, url string)
}

func trials() []trial {
	return []trial{
		{"light", browser.View{}, inLight},
		{"dark", browser.View{Dark: true}, inTheDark},
		{"keyboard", browser.View{}, reachedByKeyboard},
		{"narrow", browser.View{Width: 320, Height: 640}, fitsNarrowWindows},
		{"without JavaScript", browser.View{}, sameWithoutScript},
		{"reduced motion", browser.View{ReducedMotion: true}, nothingMoves},
		{"forced colours", browser.View{Width: 1024}, sameInForcedColors},
	}
}

func TestEveryPage(t *testing.T) {
	b := browser.Start(t)
	slots := make(chan struct{}, 2) // more pages at once only wait for each other
	for _, s := range sites(t) {
		for _, p := range s.pages {
			t.Run(s.name+", "+p.name(), func(t *testing.T) {
				t.Parallel()
				slots <- struct{}{}
				defer func() { <-slots }()
				for _, c := range trials() {
					t.Run(c.name, func(t *testing.T) {
						c.look(t, b.Open(t, p.url, c.view), p.url)
					})
				}
			})
		}
	}
}

func inLight(t *testing.T, p *browser.Page, url string) {
	accessibleAndQuiet(t, p, url)
	p.Look(browser.View{MoreContrast: true})
	axe(t, p, "'color-contrast'")
}

func inTheDark(t *testing.T, p *browser.Page, url string) {
	accessibleAndQuiet(t, p, url)
	p.Look(browser.View{Dark: true, MoreContrast: true, Width: 390, Height: 844})
	axe(t, p, "'color-contrast', 'target-size'")
}

// accessibleAndQuiet: axe-core finds nothing to object to by the rules of WCAG
// 2.2, A and AA, and those of good practice; the page says nothing to the
// console, breaks no policy, asks no other host for anything and keeps nothing,
// and nothing of it moves while it loads and is scrolled through.
func accessibleAndQuiet(t *testing.T, p *browser.Page, url string) {
	stable(t, p)
	quiet(t, p, url) // after what came while it was scrolled
	source, err := os.ReadFile(browser.Package(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	browser.Eval[bool](p, string(source)+"\n;true")
	if n := axe(t, p, "'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'"); n < 10 {
		t.Errorf("axe applied only %d rules", n)
	}
}

func quiet(t *testing.T, p *browser.Page, url string) {
	t.Helper()
	log := p.Log()
	for _, line := range log.Console {
		t.Errorf("console: %s", line)
	}
	origin := url[:strings.Index(url[len("http://"):], "/")+len("http://")+1]
	if kept := browser.Eval[string](p, "document.cookie + Object.keys(localStorage) + Object.keys(sessionStorage)"); kept != "" {
		t.Errorf("keeps something in the browser: %s", kept)
	}
	if len(log.Requests) == 0 {
		t.Error("no request was seen, not even the page's")
	}
	for _, r := range log.Requests {
		switch {
		case !strings.HasPrefix(r.URL, origin):
			t.Errorf("asks another host: %s", r.URL)
		case r.Failed != "" || r.Status >= 400:
			t.Errorf("%s is not loaded: %d %s", r.URL, r.Status, r.Failed)
		}
	}
}

// stable scrolls through the page and adds up what moved by itself. A shift
// counts as web browsers report it, in two decimals: with a font that comes
// late the fitted fallbacks are good for less than half a hundredth.
func stable(t *testing.T, p *browser.Page) {
	t.Helper()
	moved := browser.Eval[struct {
		Sum  float64
		What []string
	}](p, `(async () => {
		const all = {Sum: 0, What: []};
		new PerformanceObserver(list => { for (const e of list.getEntries()) {
			all.Sum += e.value;
			for (const s of e.sources) all.What.push((s.node?.outerHTML ?? s.node?.textContent ?? '?').slice(0, 80));
		} }).observe({type: 'layout-shift', buffered: true});
		const frame = () => Promise.race([new Promise(requestAnimationFrame), new Promise(r => setTimeout(r, 200))]);
		for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) { scrollTo(0, y); await frame(); await frame(); }
		await Promise.all([...document.images].map(i => i.decode().catch(() => {})));
		await frame(); await frame();
		scrollTo(0, 0);
		return all;
	})()`)
	if moved.Sum >= 0.005 {
		t.Errorf("the layout shifts by %.4f: %q", moved.Sum, moved.What)
	}
}

// axe runs axe-core, which the page holds, with rules or tags of rules, and
// returns how many of them found something that they passed.
func axe(t *testing.T, p *browser.Page, only string) int {
	t.Helper()
	found := browser.Eval[string](p, `axe.run(document, {runOnly: [`+only+`], resultTypes: ['violations']}).then(r => JSON.stringify(r))`)
	var result struct {
		Violations []struct {
			ID, Help string
			Nodes    []struct{ HTML, FailureSummary string }
		}
		Passes []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(found), &result); err != nil {
		t.Fatal(err)
	}
	for _, v := range result.Violations {
		for _, n := range v.Nodes {
			t.Errorf("axe: %s: %s: %.200s\n%s", v.ID, v.Help, n.HTML, n.FailureSummary)
		}
	}
	return len(result.Passes)
}

// fitsNarrowWindows: on a small telephone, and in a window of 1280 by 1024
// pixels at 400 %.
func fitsNarrowWindows(t *testing.T, p *browser.Page, _ string) {
	nothingSideways(t, p)
	p.Look(browser.View{Width: 320, Height: 256, Zoom: 4})
	nothingSideways(t, p)
}

// nothingSideways: nobody has to scroll to the side, nor loses what lies there
// (WCAG 1.4.10, Reflow).
func nothingSideways(t *testing.T, p *browser.Page) {
	t.Helper()
	for _, line := range browser.Eval[[]string](p, `(() => {
		const width = document.documentElement.clientWidth, out = [];
		if (document.scrollingElement.scrollWidth > width) out.push('the page is ' + document.scrollingElement.scrollWidth + ' pixels wide');
		const scrolls = e => e && e != document.body && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
		for (const e of document.body.querySelectorAll('*:not(svg *)')) {
			if (!e.checkVisibility() || scrolls(e)) continue;
			for (const r of e.getClientRects()) if (r.width && r.height && (r.right > width + 1 || r.left < -1))
				out.push(Math.round(r.left) + ' to ' + Math.round(r.right) + ': ' + e.outerHTML.slice(0, 100));
		}
		return out;
	})()`) {
		t.Errorf("wider than the window: %s", line)
	}
}

// sameWithoutScript: what is there with JavaScript is there without it.
func sameWithoutScript(t *testing.T, p *browser.Page, url string) {
	const shown = `[document.body.innerText, ...[...document.querySelectorAll('a[href], img, svg, summary, [aria-label]')].map(e => e.outerHTML)].join('\n')`
	with := browser.Eval[string](p, shown)
	p.Look(browser.View{NoScript: true})
	p.Go(url)
	if without := browser.Eval[string](p, shown); without != with {
		t.Errorf("with JavaScript:\n%s\nwithout:\n%s", with, without)
	}
	if len(with) < 100 {
		t.Errorf("the page says only %q", with)
	}
}

// nothingMoves: a reader who prefers less motion gets none. What stands in a film's
// element is never drawn, and has no style.
func nothingMoves(t *testing.T, p *browser.Page, _ string) {
	for _, line := range browser.Eval[[]string](p, `(() => {
		const out = document.getAnimations().map(a => 'an animation of ' + a.effect.target.outerHTML.slice(0, 80));
		for (const e of document.querySelectorAll('*')) for (const part of [null, '::before', '::after']) {
			const s = getComputedStyle(e, part);
			const name = e.outerHTML.slice(0, 80) + (part ?? '');
			if (!['none', ''].includes(s.animationName)) out.push('animation ' + s.animationName + ' of ' + name);
			if (/[1-9]/.test(s.transitionDuration)) out.push('transition of ' + name);
			if (s.scrollBehavior == 'smooth') out.push('smooth scrolling of ' + name);
		}
		return out;
	})()`) {
		t.Error(line)
	}
}
