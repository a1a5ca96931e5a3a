package browser_test

import (
	"os"
	"testing"

	"brief/internal/browser"
)

// Case a11y-basics: a full article, with a wide table and long lines of code
// that elsewhere the keyboard could not reach. Package check has the other half
// of the case, what is told of a picture without a description.
func TestFullArticleIsOpenToAll(t *testing.T) {
	files := map[string]string{
		"brief.yaml":         "title: News\nbase_url: https://news.example/\ncheck: {severity: {missing-credit: off, vague-note: off}}\n",
		"content/index.md":   "# News\n\nText.\n",
		"content/p.jpg.yaml": "decorative: true\n",
	}
	for _, name := range []string{"page.md", "p.jpg"} {
		text, err := os.ReadFile("../check/testdata/a11y-basics/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["content/"+name] = string(text)
	}
	b := browser.Start(t)
	url := siteOf(t, "a11y-basics", files).page(t, "page/index.html").url
	for _, trial := range trials() {
		t.Run(trial.name, func(t *testing.T) {
			trial.look(t, b.Open(t, url, trial.view), url)
		})
	}
	narrow := b.Open(t, url, browser.View{Width: 320})
	for _, line := range browser.Eval[[]string](narrow, `[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1 &&
		/auto|scroll/.test(getComputedStyle(e).overflowX) && (e.tabIndex < 0 || !e.getAttribute('aria-label'))).map(e => e.outerHTML.slice(0, 100))`) {
		t.Errorf("has to be scrolled, and the keyboard cannot or does not know what it is: %s", line)
	}
	if display := browser.Eval[string](narrow, "getComputedStyle(document.querySelector('table')).display"); display != "table" {
		t.Errorf("the table is a %s, and no table to those who listen", display)
	}
}
