package browser_test

import (
	"strings"
	"testing"
	"time"

	"brief/internal/browser"
)

// That no page breaks its policy says little if the browser does not know of
// one: what a page does not hold itself must be stopped.
func TestThePolicyStopsWhatIsNotThePages(t *testing.T) {
	b := browser.Start(t)
	for _, s := range sites(t) {
		for _, p := range append(s.pages, s.moved...) {
			if !strings.Contains(p.html, "default-src 'none'") {
				t.Errorf("%s: %s has no policy", s.name, p.path)
			}
		}
		home := b.Open(t, s.url, browser.View{})
		browser.Eval[bool](home, `(() => {
			const add = (name, set) => document.head.append(Object.assign(document.createElement(name), set));
			add('script', {textContent: 'window.ran = 1'});
			add('style', {textContent: 'body { color: red }'});
			add('img', {src: 'http://127.0.0.1:1/picture.png'});
			add('link', {rel: 'stylesheet', href: 'http://127.0.0.1:1/sheet.css'});
			document.body.setAttribute('style', 'color: red');
			fetch('http://127.0.0.1:1/beacon').catch(() => {});
			return true;
		})()`)
		stopped := []string{"script-src-elem", "style-src-elem blocks inline", "img-src", "style-src-elem blocks http:", "style-src-attr", "connect-src"}
		var console string
		for range 50 { // a violation is told a little later
			if console = strings.Join(home.Log().Console, "\n"); containsAll(console, stopped) {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		for _, what := range stopped {
			if !strings.Contains(console, "policy violation: "+what) {
				t.Errorf("%s: not stopped: %s\n%s", s.name, what, console)
			}
		}
		if browser.Eval[bool](home, "window.ran == 1") {
			t.Errorf("%s: a foreign script ran", s.name)
		}
	}
}

func containsAll(text string, parts []string) bool {
	for _, p := range parts {
		if !strings.Contains(text, "policy violation: "+p) {
			return false
		}
	}
	return true
}

// A redirect leads on by itself, with no script and no word in the console.
func TestRedirectsLeadOn(t *testing.T) {
	b := browser.Start(t)
	seen := 0
	for _, s := range sites(t) {
		for _, p := range s.moved {
			seen++
			page := b.Open(t, p.url, browser.View{NoScript: true})
			at := p.url
			for range 50 {
				if at = browser.Eval[string](page, "location.href"); at != p.url {
					break
				}
				time.Sleep(100 * time.Millisecond)
			}
			page.Settle()
			if at == p.url || !strings.HasPrefix(at, s.url) || browser.Eval[string](page, "document.querySelector('h1')?.textContent ?? ''") == "" {
				t.Errorf("%s: %s leads to %s", s.name, p.path, at)
			}
			quiet(t, page, p.url)
		}
	}
	if seen == 0 {
		t.Error("no site has a redirect: the test saw nothing")
	}
}
