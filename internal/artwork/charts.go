package main

import "fmt"

// chartType is the type of charts.
const chartType = `text{font-weight:500}.value{font-weight:700}`

// forces is a bar chart of two figures that Serhiy Bratchuk, a
// military-political correspondent, gave (Kontur).
func forces() []byte {
	bars := []struct {
		label, value string
		people       float64
	}{
		{"Regular army", "about 29,000", 29_000},
		{"People’s self-defence militia", "100,000", 100_000},
	}
	c := newCanvas(544, 176, false, "Laotian forces", "Two bars: about 29,000 in the regular army, 100,000 in the people’s self-defence militia.", chartType)
	// The longest bar leaves room for its value at the largest type.
	const longest, height = 412.0, 34.0
	for i, b := range bars {
		top := 42 + float64(i)*96
		width := longest * b.people / 100_000
		c.text(label{"", "start", point{0, top}, 0, -0.5, b.label})
		fmt.Fprintf(c, `<path class="cool" d="M0 %gh%gv%gH0z"/>`+"\n", top, width, height)
		c.text(label{"value", "start", point{width, top + height/2}, 0.5, 0.36, b.value})
	}
	return c.end()
}

// The signs of the exchange, each in a cell of 40 by 40 units.
const (
	aircraft = `M20 2l3 11 14 8v3.6l-14-4V29l4.4 3.4V35L20 33l-7.4 2v-2.6L17 29v-8.4l-14 4V21l14-8z`
	tank     = `M2 18h6l2-8h14l2 4h12v3H26v1h6l3 4-4 6H3l-3-5z`
)

// exchange counts what changed hands in 2019, by Bratchuk's figures: one sign
// for each aircraft and tank.
func exchange() []byte {
	c := newCanvas(640, 256, false, "The exchange of 2019", "To Laos 4 trainer aircraft and 10 T\u201172 tanks, to Russia 31 T\u201134 tanks, one sign for each.", chartType)
	fmt.Fprintf(c, `<defs><path id="aircraft" d="%s"/><path id="tank" d="%s"/></defs>`+"\n", aircraft, tank)
	c.text(label{"", "start", point{0, 42}, 0, -0.4, "To Laos: 4 trainer aircraft, 10 T\u201172s"})
	c.signs("cool", "aircraft", 0, 4, 44)
	c.signs("cool", "tank", 5, 10, 44)
	c.text(label{"", "start", point{0, 154}, 0, -0.4, "To Russia: 31 ceremonial T\u201134s"})
	c.signs("hot", "tank", 0, 31, 160)
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

// months sets the events of August 2024 to July 2025 over one axis of time. A
// pill is a span, a hollow dot a month, a filled dot a day, as in a timeline.
func months() []byte {
	events := []struct {
		label    string
		from, to float64 // months after the first of August 2024
		class    string
	}{
		{"Ukraine holds much of Kursk province", 0.5, 7.5, "span"}, // seven months
		{"Ukrainian forces re-enter it", 9.5, 9.5, "span"},
		{"South Korea on further troops", 10.5, 10.5, "span"},
		{"The ministers meet in Moscow", 10 + 25.5/30, 10 + 25.5/30, "cool"},   // 26 June
		{"The Ukrainian agency’s statement", 11 + 4.5/31, 11 + 4.5/31, "cool"}, // 5 July
		{"The decree, per Deutsche Welle", 11.5, 11.5, "span"},
	}
	const month, pitch, radius = 544.0 / 12, 80.0, 10.0
	c := newCanvas(544, 44+pitch*float64(len(events)), false, "August 2024 to July 2025",
		"Seven months in which Ukrainian forces held much of Kursk province, their return in May 2025, and four events of June and July 2025.",
		chartType+`.span{stroke-width:3}.soft{font-weight:400}.clear{paint-order:stroke;stroke-linejoin:round;stroke-width:.3em}`)
	fmt.Fprint(c, `<path class="grid" d="`)
	for m := 0.0; m <= 12; m++ {
		fmt.Fprintf(c, "M%.0f 40V%g", min(max(m*month, 1), c.w-1), c.h)
	}
	fmt.Fprint(c, "\"/>\n")
	c.text(label{"soft", "start", point{0, 34}, 0, -0.2, "August 2024"}, label{"soft", "end", point{c.w, 34}, 0, -0.2, "July 2025"})
	for i, r := range events {
		y := 44 + pitch*float64(i)
		name := label{"clear", "start", point{0, y + 40}, 0, -0.3, r.label}
		if r.from > 6 {
			name.anchor, name.at.x = "end", c.w
		}
		c.text(name)
		fmt.Fprintf(c, `<rect class="%s" x="%.1f" y="%g" width="%.1f" height="%g" rx="%g"/>`+"\n",
			r.class, r.from*month-radius, y+46, (r.to-r.from)*month+2*radius, 2*radius, radius)
	}
	return c.end()
}
