package build

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"brief/internal/asset"
	"brief/internal/sitetest"
)

// A photo's place was white until it came, and so flashed on dark pages. Its
// colour stands there, by a class: style attributes are against the policy, whose
// hash of the rules TestEveryPageHasAStrictPolicy looks at. Drawings, and pictures
// that something shines through, have none.
func TestPicturesHaveTheirColourBehindThem(t *testing.T) {
	live := sitetest.Parse([]byte(`
-- brief.yaml --
base_url: https://example.org/
-- content/index.md --
---
title: Home
---
![Blue.](blue.png)
*A blue sheet.* [Map: Ann Author]

![Red.](red.png)
*A red sheet.* [Map: Ann Author]

![Blue.](blue.png)
*Blue again.* [Map: Ann Author]

![Holes.](holes.png)
*A sheet with holes.* [Map: Ann Author]

![A drawing.](drawing.svg)
*The shape.* [Map: Ann Author]
-- content/page.md --
---
title: Without pictures
---
Text.
-- content/blue.png --
400x300 #336699
-- content/red.png --
400x300 #ff0204
-- content/drawing.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"><path d="M0 0h9v9z"/></svg>
`))
	holes := image.NewNRGBA(image.Rect(0, 0, 400, 300))
	holes.SetNRGBA(1, 1, color.NRGBA{255, 0, 0, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, holes); err != nil {
		t.Fatal(err)
	}
	live.Write("content/holes.png", b.Bytes())
	s := built(t, live)
	src := text(t, s, "index.html")
	sheet := textOf(nodesOf(treeOf(t, src), "style")[0])
	if want := "._369{background:#369;color:#fff}._f00{background:red;color:#000}"; sheet != want {
		t.Errorf("the sheet is %s, want %s", sheet, want)
	}
	var small strings.Builder
	if err := asset.NewMinifier().Minify("text/css", &small, strings.NewReader(sheet)); err != nil || small.String() != sheet {
		t.Errorf("the minifier makes %s of %s, %v", small.String(), sheet, err)
	}
	var classes []string
	for _, img := range nodesOf(treeOf(t, src), "img") {
		classes = append(classes, attr(img, "class"))
	}
	if got := strings.Join(classes, ","); got != "_369,_f00,_369,," {
		t.Errorf("the classes are %s", got)
	}
	if page := text(t, s, "page/index.html"); strings.Contains(page, "<style") {
		t.Errorf("a page without pictures has a sheet: %s", page)
	}
}
