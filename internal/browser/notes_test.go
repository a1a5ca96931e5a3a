package browser_test

import (
	"testing"

	"brief/internal/browser"
)

// The second mark of a paragraph stood far from its word: the room that keeps
// two marks side by side from being one number went to all but the first.
func TestMarksOfNotesStandByTheirWords(t *testing.T) {
	s := siteOf(t, "notes", map[string]string{
		"brief.yaml":       "base_url: https://news.example/\ncheck: {severity: {vague-note: off}}\n",
		"content/index.md": "---\ntitle: News\n---\nOne.[^a] Two.[^b] Three.[^c][^d]\n\n[^a]: A.\n[^b]: B.\n[^c]: C.\n[^d]: D.\n",
		"content/page.md":  "---\ntitle: Page\n---\nText.\n",
	})
	p := browser.Start(t).Open(t, s.url, browser.View{Width: 1440, Height: 900})
	gaps := browser.Eval[[]float64](p, `[...document.querySelectorAll('.body sup a')].map(a => {
		const digit = document.createRange(), all = document.createTreeWalker(document.querySelector('.body'), NodeFilter.SHOW_TEXT);
		let before, text;
		while ((text = all.nextNode()) && !a.contains(text)) before = text;
		digit.selectNodeContents(a);
		const word = document.createRange();
		word.selectNodeContents(before);
		return digit.getBoundingClientRect().left - word.getBoundingClientRect().right;
	})`)
	if len(gaps) != 4 {
		t.Fatalf("%d marks: %v", len(gaps), gaps)
	}
	for i, gap := range gaps[:3] {
		if gap < 0 || gap > 4 {
			t.Errorf("mark %d stands %.1f pixels from its word", i+1, gap)
		}
	}
	if gaps[3] < 6 {
		t.Errorf("two marks side by side have %.1f pixels between them", gaps[3])
	}
}
