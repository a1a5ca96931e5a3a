package browser_test

import (
	"fmt"
	"testing"

	"brief/internal/browser"
)

// stops are the elements that the Tab key has to reach, in their order.
const stops = `(window.stops = [...document.querySelectorAll(
	'a[href], area[href], button, input, select, textarea, summary, audio[controls], video[controls], iframe, [tabindex]',
)].filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true})))`

// focused says where the focus is and whether a reader can see that.
type focused struct {
	Index  int    // among the stops; -1 if it is none of them, -2 if the focus left the page
	Name   string // the element, begun
	Unseen string // why the focus is not to be seen; empty if it is
}

const focus = `(() => {
	const e = document.activeElement;
	if (!e || e == document.body || e == document.documentElement) return {Index: -2, Name: '', Unseen: ''};
	const style = getComputedStyle(e), r = e.getClientRects()[0];
	let unseen = '';
	if (style.outlineStyle == 'none' || parseFloat(style.outlineWidth) < 2 || /, 0\)$/.test(style.outlineColor)) unseen = 'it has no outline';
	else if (!r || r.width < 1 || r.height < 1) unseen = 'it has no size';
	else if (r.bottom <= 0 || r.top >= innerHeight || r.right <= 0 || r.left >= innerWidth) unseen = 'it is out of sight';
	else {
		const x = Math.min(Math.max(r.left + r.width / 2, 1), innerWidth - 1), y = Math.min(Math.max(r.top + r.height / 2, 1), innerHeight - 1);
		const top = document.elementFromPoint(x, y);
		if (top && !e.contains(top) && !top.contains(e)) unseen = 'it is covered by ' + top.outerHTML.slice(0, 80);
	}
	return {Index: stops.indexOf(e), Name: e.outerHTML.slice(0, 100), Unseen: unseen};
})()`

// reachedByKeyboard: the Tab key leads to every link and control, in the order
// of the text and no further, and each shows that it is the one (WCAG 2.1.1,
// 2.4.3, 2.4.7, 2.4.11).
func reachedByKeyboard(t *testing.T, p *browser.Page, _ string) {
	n := browser.Eval[int](p, stops+".length")
	if n < 2 {
		t.Fatalf("only %d things can be reached: the page has more", n)
	}
	next := 0
	for step := 0; next < n; step++ {
		if step > 2*n+20 {
			t.Fatalf("after %d presses of the Tab key only %d of %d links and controls were reached", step, next, n)
		}
		p.Press("\t")
		at := browser.Eval[focused](p, focus)
		switch {
		case at.Index == -2:
			t.Fatalf("the focus leaves the page after %d of %d links and controls, before %s", next, n, browser.Eval[string](p, fmt.Sprintf("stops[%d].outerHTML", next)))
		case at.Index == -1: // a box that scrolls, which browsers let the keyboard reach
		case at.Index == next-1: // the parts of one control
		case at.Index != next:
			t.Fatalf("stop %d is reached in place of %d: %s", at.Index, next, at.Name)
		default:
			next++
		}
		if at.Unseen != "" {
			t.Errorf("the focus is not seen: %s: %s", at.Unseen, at.Name)
		}
	}
}
