package main

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// The colours are those of static/site.css, light and dark: paper, land, ink,
// soft, accent, rule, and the two of charts.
const palette = `.paper{fill:#fff}.land{fill:#e3e9ed}.hot{fill:#b02a1a}.cool{fill:#1d5f87}text{fill:#14202a}.soft{fill:#46545f}.on-hot{fill:#fff}` +
	`.grid{fill:none;stroke:#ccd5db}.halo{stroke:#e3e9ed}.clear{stroke:#fff}.ring{fill:#e3e9ed;stroke:#b02a1a}.plan{fill:none;stroke:#b02a1a}.span{fill:#fff;stroke:#1d5f87}` +
	`@media(prefers-color-scheme:dark){.paper{fill:#11191f}.land{fill:#26333d}.hot{fill:#ff9380}.cool{fill:#6db6e3}text{fill:#e4e9ec}.soft{fill:#abb7bf}.on-hot{fill:#11191f}` +
	`.grid{stroke:#32404a}.halo{stroke:#26333d}.clear{stroke:#11191f}.ring{fill:#26333d;stroke:#ff9380}.plan{stroke:#ff9380}.span{fill:#11191f;stroke:#6db6e3}}`

// canvas is an SVG that is being written.
type canvas struct {
	bytes.Buffer
	view
}

// newCanvas begins a picture of a size in units. The description says what the
// picture shows to whoever opens the file by itself. style holds what it needs
// beside the palette and the sizes of its type. A picture that may be cut fills
// the shape that a page gives it, 4:3 on a phone, from its middle.
func newCanvas(w, h float64, cut bool, title, description, style string) *canvas {
	c := &canvas{view: view{w, h}}
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" viewBox="0 0 %g %g" `, w, h, w, h)
	if cut {
		c.WriteString(`preserveAspectRatio="xMidYMid slice" `)
		style = "@media(max-aspect-ratio:3/2){" + typeSizes(w, w/h*3/4) + "}" + style
	}
	c.WriteString(`role="img" aria-labelledby="title" aria-describedby="desc">`)
	fmt.Fprintf(c, "<title id=\"title\">%s</title><desc id=\"desc\">%s</desc>\n", title, description)
	fmt.Fprintf(c, "<style>%s%s%s</style>\n", palette, typeSizes(w, 1), style)
	fmt.Fprintf(c, `<path class="paper" d="M0 0h%gv%gH0z"/>`+"\n", w, h)
	return c
}

// Type is shown at 14 pixels or more, and at less than a quarter more.
const (
	smallest  = 14.0  // pixels, as shown
	narrowest = 280.0 // pixels: a picture within the gutters of a screen of 320
	widening  = 1.25
)

// typeSizes sets the size of the type of a picture that is w units wide. Units
// shrink with the picture, so the size in units grows, step by step: a media
// query in a picture asks for the width of the picture as shown. Of one that is
// cut to its part in whole, more would be shown that many times as wide.
func typeSizes(w, whole float64) string {
	var steps string
	shown := narrowest
	for ; shown*widening < w; shown *= widening {
		steps = fmt.Sprintf("@media(max-width:%.0fpx){svg{font-size:%.3gpx}}", shown*widening/whole, smallest*w/shown) + steps
	}
	return fmt.Sprintf(`svg{font:%.3gpx "Public Sans",Arial,Roboto,sans-serif}`, smallest*w/shown) + steps
}

// end closes the picture.
func (c *canvas) end() []byte {
	c.WriteString("</svg>\n")
	return c.Bytes()
}

// shape fills rings by the even-odd rule. Those smaller than least are left
// out: an island of a few units is a speck.
func (c *canvas) shape(class string, rings []ring, decimals int, least float64) {
	fmt.Fprintf(c, `<path class="%s" fill-rule="evenodd" d="`, class)
	for _, r := range rings {
		if area(r) >= least {
			c.path(r, decimals)
			c.WriteByte('z')
		}
	}
	c.WriteString("\"/>\n")
}

// path writes a line by differences of rounded points, which is a third of
// the size of writing each in full.
func (c *canvas) path(line []point, decimals int) {
	unit := math.Pow10(decimals)
	var x, y int
	between := "l" // then implied: a pair after l is one more of its kind
	for i, p := range line {
		px, py := int(math.Round(p.x*unit)), int(math.Round(p.y*unit))
		switch {
		case i == 0:
			fmt.Fprintf(c, "M%s %s", number(px, decimals), number(py, decimals))
		case px == x && py == y:
			continue
		default:
			c.WriteString(between)
			if between = ""; px >= x && c.Bytes()[c.Len()-1] != 'l' {
				c.WriteByte(' ')
			}
			c.WriteString(number(px-x, decimals))
			if py >= y {
				c.WriteByte(' ')
			}
			c.WriteString(number(py-y, decimals))
		}
		x, y = px, py
	}
}

// number writes n/10^decimals without trailing zeros.
func number(n, decimals int) string {
	return strconv.FormatFloat(float64(n)/math.Pow10(decimals), 'f', -1, 64)
}

// label is a line of type beside a point: off it by parts of the type's size,
// so that the two keep their distance at every size.
type label struct {
	class  string
	anchor string // start, middle or end
	at     point
	dx, dy float64 // in em
	text   string
}

// text sets labels.
func (c *canvas) text(labels ...label) {
	for _, l := range labels {
		c.WriteString("<text")
		if l.class != "" {
			fmt.Fprintf(c, ` class="%s"`, l.class)
		}
		fmt.Fprintf(c, ` x="%.0f" y="%.0f"`, l.at.x, l.at.y)
		if l.dx != 0 {
			fmt.Fprintf(c, ` dx="%gem"`, l.dx)
		}
		if l.dy != 0 {
			fmt.Fprintf(c, ` dy="%gem"`, l.dy)
		}
		if l.anchor != "start" {
			fmt.Fprintf(c, ` text-anchor="%s"`, l.anchor)
		}
		fmt.Fprintf(c, ">%s</text>\n", l.text)
	}
}
