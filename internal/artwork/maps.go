package main

import (
	"fmt"
	"math"
)

// The places that the maps name.
func kursk() point     { return point{36.19, 51.73} }
func vientiane() point { return point{102.6, 17.97} }

const sans = `font-family:"Public Sans",Arial,Roboto,sans-serif;`

// labels is the type of a map's names, with a halo of land so that they can be
// read across a coast.
const labels = `text{` + sans + `font-weight:700;paint-order:stroke;stroke-linejoin:round}.soft{font-weight:400}`

// fromLaosToKursk is the lead picture: where the engineers would come from and
// go to. Fifty strokes stand for the up to 50 of Ukrainian intelligence.
func fromLaosToKursk(w *world) []byte {
	c := newCanvas(1280, 640, "From Laos to Kursk province", labels+
		`text{font-size:20px;stroke-width:6px}.plan{stroke-width:4}.ring{stroke-width:3.5}`+
		`@media(max-width:700px){text{font-size:44px;stroke-width:10px}.plan{stroke-width:8}.ring{stroke-width:7}}`)
	p := equalArea(point{70, 36})
	// Kursk and Vientiane 600 units apart from left to right.
	p = p.scaled(600/(p(vientiane()).x-p(kursk()).x), kursk(), point{340, 152})
	from, to := p(vientiane()), p(kursk())

	fmt.Fprint(c, `<path class="grid" d="`)
	for _, line := range c.graticule(p) {
		c.path(line, 0)
	}
	fmt.Fprint(c, "\"/>\n")
	c.shape("land", c.outlines(w.land, p, 0.7), 0, 12)
	c.shape("hot", c.outlines(w.laos, p, 0.3), 1, 0)
	fmt.Fprintf(c, `<path class="plan" pathLength="99" stroke-dasharray="1" d="M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f"/>`+"\n",
		from.x-10, from.y-32, from.x-120, from.y-260, to.x+210, to.y-22, to.x+13, to.y-2)
	fmt.Fprintf(c, `<circle class="ring" cx="%.0f" cy="%.0f" r="10"/>`+"\n", to.x, to.y)

	c.text("halo", "start", to.x-20, to.y-32, "Kursk province")
	c.text("halo soft", "middle", to.x-40, to.y+56, "Ukraine")
	c.text("halo soft", "start", to.x+420, to.y-60, "Russia")
	c.text("halo soft", "end", to.x+370, to.y+180, "Up to 50, planned")
	c.text("halo", "end", from.x-30, from.y+36, "Laos")
	return c.end()
}

// graticule is the net of meridians and parallels, every 15 degrees, as far as
// the view shows it.
func (v view) graticule(p projection) [][]point {
	const step, fine = 15.0, 2.5
	var lines [][]point
	for lon := -30.0; lon <= 180; lon += step {
		lines = v.visible(lines, p, point{lon, -15}, point{0, fine}, 80)
	}
	for lat := -15.0; lat <= 75; lat += step {
		lines = v.visible(lines, p, point{-30, lat}, point{fine, 0}, 180)
	}
	return lines
}

// visible walks from a place by steps until either coordinate passes limit,
// and adds the stretches that the view shows, with one point on each side.
func (v view) visible(lines [][]point, p projection, at, step point, limit float64) [][]point {
	var run []point
	var before point
	inside := false
	for first := true; at.x <= limit && at.y <= limit; at = (point{at.x + step.x, at.y + step.y}) {
		q := p(at)
		shown := q.x > -bleed && q.x < v.w+bleed && q.y > -bleed && q.y < v.h+bleed
		if shown && !inside && !first {
			run = append(run, before)
		}
		if shown || inside {
			run = append(run, q)
		}
		if !shown && len(run) > 0 {
			lines, run = append(lines, run), nil
		}
		inside, before, first = shown, q, false
	}
	if len(run) > 0 {
		lines = append(lines, run)
	}
	return lines
}

// laosMap shows where Laos lies, with neighbours by name.
func laosMap(w *world) []byte {
	c := newCanvas(560, 500, "Laos", labels+
		`text{font-size:19px;stroke-width:5px}.dot{fill:#fff;stroke:#14202a;stroke-width:3}`+
		`@media(max-width:420px){text{font-size:28px}.dot{stroke-width:4}}`)
	var p projection = mercator
	// The north and south of Laos 360 units apart.
	p = p.scaled(360/(mercator(point{0, 13.9}).y-mercator(point{0, 22.5}).y), point{104, 18.2}, point{272, 268})
	at := func(class, anchor string, place point, name string) {
		q := p(place)
		c.text(class, anchor, math.Round(q.x), math.Round(q.y), name)
	}
	c.shape("land", c.outlines(w.land, p, 0.5), 0, 12)
	c.shape("hot", c.outlines(w.laos, p, 0.4), 1, 0)
	v := p(vientiane())
	fmt.Fprintf(c, `<circle class="dot" cx="%.0f" cy="%.0f" r="5"/>`+"\n", v.x, v.y)
	at("on-hot", "middle", point{102.7, 19.75}, "Laos")
	at("halo", "middle", point{101.9, 16.95}, "Vientiane")
	at("halo soft", "middle", point{107.7, 23.3}, "China")
	at("halo soft", "start", point{105.2, 20.7}, "Vietnam")
	at("halo soft", "middle", point{102.2, 15.4}, "Thailand")
	return c.end()
}
