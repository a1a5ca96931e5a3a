package main

import "fmt"

// forces is a bar chart of two figures that Serhiy Bratchuk, a
// military-political correspondent, gave to Kontur.
func forces() []byte {
	bars := []struct {
		label, value string
		people       float64
	}{
		{"Regular army", "about 29,000", 29_000},
		{"People’s self-defence militia", "100,000", 100_000},
	}
	c := newCanvas(544, 172, "Laotian forces", `text{`+sans+`font-size:17px;font-weight:500}.value{font-weight:700}`+
		`@media(max-width:420px){text{font-size:25px}}`)
	// The longest bar leaves room for its value at the size of narrow screens.
	const longest, height = 400.0, 34.0
	for i, b := range bars {
		top := 38 + float64(i)*96
		width := longest * b.people / 100_000
		c.text("label", "start", 0, top-12, b.label)
		fmt.Fprintf(c, `<path class="cool" d="M0 %gh%gv%gH0z"/>`+"\n", top, width, height)
		c.text("value", "start", width+12, top+height/2+6, b.value)
	}
	return c.end()
}

// The signs of the exchange, each in a cell of 40 by 40 units.
const (
	aircraft = `M20 2l3 11 14 8v3.600l-14-4V29l4.400 3.400v2.600L20 33l-7.400 2v-2.600L17 29v-8.400l-14 4V21l14-8z`
	tank     = `M2 18h6l2-8h14l2 4h12v3H26v1h6l3 4-4 6H3l-3-5z`
)

// exchange counts what changed hands in 2019, by Bratchuk's figures: one sign
// for each aircraft and tank.
func exchange() []byte {
	c := newCanvas(640, 240, "The exchange of 2019", `text{`+sans+`font-size:20px;font-weight:500}`+
		`@media(max-width:480px){text{font-size:29px}}`)
	fmt.Fprintf(c, `<defs><path id="aircraft" d="%s"/><path id="tank" d="%s"/></defs>`+"\n", aircraft, tank)
	c.text("label", "start", 0, 26, "To Laos: 4 trainer aircraft, 10 T\u201172s")
	c.signs("cool", "aircraft", 0, 4, 40)
	c.signs("cool", "tank", 4, 10, 40)
	c.text("label", "start", 0, 134, "To Russia: 31 ceremonial T\u201134s")
	c.signs("hot", "tank", 0, 31, 148)
	return c.end()
}

// signs sets n signs, sixteen to a row, beginning at a place in the first row.
func (c *canvas) signs(class, sign string, first, n int, top int) {
	fmt.Fprintf(c, `<g class="%s">`, class)
	for i := first; i < first+n; i++ {
		fmt.Fprintf(c, `<use href="#%s" x="%d" y="%d"/>`, sign, i%16*40, top+i/16*50)
	}
	fmt.Fprint(c, "</g>\n")
}
