package browser_test

import (
	"strings"
	"testing"

	"brief/internal/browser"
)

// The label of a box of questions was set like a question on a one-page edition,
// and its first question stood right below it.
func TestLabelsOfBoxesLookAlikeInEveryEdition(t *testing.T) {
	b := browser.Start(t)
	looks := map[string]string{} // each look, and a label that has it
	seen := map[string]bool{}    // the elements that labels were
	for _, p := range sites(t)[1].pages {
		if !strings.Contains(p.html, `"box qa"`) {
			continue
		}
		page := b.Open(t, p.url, browser.View{Width: 390, Height: 900})
		for _, l := range browser.Eval[[]struct{ Look, Element, Label string }](page, `[...document.querySelectorAll('.body:not(.cover)>.box>:is(h2,h3),.part>.box>:is(h2,h3)')].map(e => {
			const c = getComputedStyle(e);
			return {Look: [c.fontFamily, c.fontSize, c.fontWeight, c.marginBlock].join(' '), Element: e.localName, Label: e.textContent};
		})`) {
			looks[l.Look] = p.name() + ": " + l.Label
			seen[l.Element] = true
		}
	}
	if len(looks) != 1 || !seen["h2"] || !seen["h3"] {
		t.Errorf("the labels %v have %d looks: %q", seen, len(looks), looks)
	}
}
