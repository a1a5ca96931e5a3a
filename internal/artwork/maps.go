package main

import "fmt"

// Places that the maps name, in degrees (Natural Earth, populated places).
func kursk() point     { return point{36.19, 51.73} }
func vientiane() point { return point{102.6, 17.97} }

// names is the type of a map's labels, with a halo of land so that they can be
// read across a coast.
const names = `text{font-weight:700;paint-order:stroke;stroke-linejoin:round;stroke-width:.3em}.soft{font-weight:400}`

// lead is the geometry of the lead picture, where the engineers would come
// from and go to, in units of a view.
type lead struct {
	view
	grid       [][]point
	land, laos []ring
	plan       [4]point // a Bézier curve, to be drawn as fifty strokes
	from, to   point
	labels     []label
}

// strokes stand for the up to 50 engineers of Ukrainian intelligence.
const strokes = 50

func newLead(w *world) *lead {
	l := &lead{view: view{1280, 640}}
	p := equalArea(point{70, 36})
	// Kursk and Vientiane 600 units apart from left to right.
	p = p.scaled(600/(p(vientiane()).x-p(kursk()).x), kursk(), point{340, 152})
	l.from, l.to = p(vientiane()), p(kursk())
	l.grid = l.graticule(p)
	l.land = l.outlines(w.land, p, 0.7)
	l.laos = l.outlines(w.laos, p, 0.3)
	l.plan = [4]point{
		{l.from.x - 10, l.from.y - 32}, {l.from.x - 120, l.from.y - 260},
		{l.to.x + 210, l.to.y - 22}, {l.to.x + 30, l.to.y - 3}, // clear of the ring at its largest
	}
	l.labels = []label{
		{"halo", "start", l.to, -0.6, -1.1, "Kursk province"},
		{"halo soft", "middle", point{l.to.x - 35, l.to.y + 22}, 0.2, 1.3, "Ukraine"}, // clear of the edge on the narrowest phone,
		{"halo soft", "start", p(point{108, 60}), 0, 0.3, "Russia"},
		{"halo soft", "end", p(point{82, 42}), 0, 0.8, "Up to fifty, planned"},
		{"halo", "end", l.from, -1.2, 0.6, "Laos"},
	}
	return l
}

// svg is the lead picture as the cover shows it.
func (l *lead) svg() []byte {
	c := newCanvas(l.w, l.h, true, "From Laos to Kursk province",
		"A broken line of fifty strokes runs from Laos to Kursk province in Russia. Each stroke stands for one of the up to 50 engineers whom Moscow plans to bring, according to Ukrainian intelligence.",
		names+`.plan{stroke-width:calc(2px + .1em)}.ring{stroke-width:.18em;r:calc(5px + .28em)}`)
	fmt.Fprint(c, `<path class="grid" d="`)
	for _, line := range l.grid {
		c.path(line, 0)
	}
	fmt.Fprint(c, "\"/>\n")
	c.shape("land", l.land, 0, 12)
	c.shape("hot", l.laos, 1, 0)
	// Strokes and the gaps between them, all of one length.
	fmt.Fprintf(c, `<path class="plan" pathLength="%d" stroke-dasharray="1" d="M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f"/>`+"\n", 2*strokes-1,
		l.plan[0].x, l.plan[0].y, l.plan[1].x, l.plan[1].y, l.plan[2].x, l.plan[2].y, l.plan[3].x, l.plan[3].y)
	fmt.Fprintf(c, `<circle class="ring" cx="%.0f" cy="%.0f" r="10"/>`+"\n", l.to.x, l.to.y)
	c.text(l.labels...)
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
	c := newCanvas(560, 500, false, "Laos", "Laos in mainland South-East Asia, with China, Vietnam and Thailand by name, and Vientiane marked.",
		names+`.dot{fill:#fff;stroke:#14202a;stroke-width:.16em;r:.27em}`)
	var p projection = mercator
	// The north and south of Laos 360 units apart.
	p = p.scaled(360/(mercator(point{0, 13.9}).y-mercator(point{0, 22.5}).y), point{104, 18.2}, point{272, 268})
	c.shape("land", c.outlines(w.land, p, 0.5), 0, 12)
	c.shape("hot", c.outlines(w.laos, p, 0.4), 1, 0)
	c.text(
		label{"on-hot", "middle", p(point{102.7, 19.9}), 0, 0.3, "Laos"},
		label{"halo", "middle", p(vientiane()), -0.8, 1.5, "Vientiane"},
		label{"halo soft", "middle", p(point{106.6, 23.6}), 0, 0, "China"},
		label{"halo soft", "start", p(point{104.9, 20.6}), 0, 0, "Vietnam"},
		label{"halo soft", "middle", p(point{102.2, 15.2}), 0, 0, "Thailand"},
	)
	v := p(vientiane())
	fmt.Fprintf(c, `<circle class="dot" cx="%.0f" cy="%.0f" r="5"/>`+"\n", v.x, v.y)
	return c.end()
}
