package browser_test

import (
	"image"
	"testing"

	"brief/internal/browser"
)

// mark is something that is painted on a page: a line of text, a picture, a border.
type mark struct {
	X, Y, W, H int // in device pixels of the whole page
	What       string
}

const marks = `(() => {
	const out = [], add = (r, what) => r.width >= 1 && r.height >= 1 && out.push({
		X: Math.floor(r.left + scrollX), Y: Math.floor(r.top + scrollY), W: Math.ceil(r.width), H: Math.ceil(r.height), What: what});
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let n; n = walk.nextNode(); ) if (n.data.trim()) {
		const range = document.createRange();
		range.selectNodeContents(n);
		for (const r of range.getClientRects()) if (r.width > 4) add(r, 'the text ' + n.data.trim().slice(0, 60));
	}
	for (const e of document.body.querySelectorAll('*')) {
		const name = e.outerHTML.slice(0, 80);
		if (e.matches('img, svg, video, svg *')) { add(e.getBoundingClientRect(), 'the picture ' + name); continue; }
		const s = getComputedStyle(e), r = e.getBoundingClientRect();
		for (const side of ['Top', 'Right', 'Bottom', 'Left']) {
			const w = parseFloat(s['border' + side + 'Width']);
			if (!w || s['border' + side + 'Style'] == 'none') continue;
			const across = side == 'Top' || side == 'Bottom';
			add({left: side == 'Right' ? r.right - w - 2 : r.left - (across ? 0 : 2), top: side == 'Bottom' ? r.bottom - w - 2 : r.top - (across ? 2 : 0),
				width: across ? r.width : w + 4, height: across ? w + 4 : r.height}, 'the line at the ' + side + ' of ' + name);
		}
		for (const part of ['::before', '::after']) {
			const b = getComputedStyle(e, part);
			if (b.content == 'none' || b.content == 'normal' || b.position != 'absolute' || b.inlineSize == 'auto') continue;
			const left = parseFloat(b.left), top = parseFloat(b.top), w = parseFloat(b.width), h = parseFloat(b.height);
			add({left: r.left + left - 2, top: r.top + top - 4, width: w + 4, height: h + 8}, 'the mark ' + part + ' of ' + name);
		}
	}
	return out;
})()`

// sameInForcedColors: where the system's few colours stand in for the page's,
// each line of text, picture and line that could be seen can still be seen.
func sameInForcedColors(t *testing.T, p *browser.Page, _ string) {
	seen := p.Screenshot(true)
	all := browser.Eval[[]mark](p, marks)
	p.Look(browser.View{Width: 1024, ForcedColors: true})
	p.Settle()
	forced := p.Screenshot(true)
	n := 0
	for _, m := range all {
		at := image.Rect(m.X, m.Y, m.X+m.W, m.Y+m.H)
		if !shows(seen, at) {
			continue
		}
		n++
		if !shows(forced, at) {
			t.Errorf("cannot be seen in forced colours: %s", m.What)
		}
	}
	if n < 10 {
		t.Errorf("only %d marks were found on the page", n)
	}
}

// shows says whether a part of a picture has two colours that differ clearly.
func shows(img image.Image, at image.Rectangle) bool {
	const clearly = 0x1800 // of 0xffff, in a channel
	at = at.Intersect(img.Bounds())
	if at.Empty() {
		return false
	}
	low, high := [3]uint32{0xffff, 0xffff, 0xffff}, [3]uint32{}
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			for i, v := range [3]uint32{r, g, b} {
				low[i], high[i] = min(low[i], v), max(high[i], v)
				if high[i] > low[i] && high[i]-low[i] >= clearly {
					return true
				}
			}
		}
	}
	return false
}
