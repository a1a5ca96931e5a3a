package main

import "fmt"

// The maps of this file mark places on land that is one shape: rings, never
// outlines, because no border is needed to say where a country lies.

// mark is a place with its name beside it.
type mark struct {
	label
	class string // of the sign: ring, or hot for a filled one
}

// marks draws signs, then all names, so that no sign lies over a name.
func (c *canvas) marks(p projection, marks ...mark) {
	for i, m := range marks {
		at := p(m.at)
		if m.class != "" {
			fmt.Fprintf(c, `<circle class="%s" cx="%.0f" cy="%.0f" r="7"/>`+"\n", m.class, at.x, at.y)
		}
		marks[i].at = at
	}
	for _, m := range marks {
		c.text(m.label)
	}
}

// signStyle sizes signs with the type beside them.
const signStyle = `.ring{stroke-width:.2em;r:.4em}.hot{r:.42em}.town{r:.22em}`

// killed marks the countries that Kontur names as those that foreign fighters
// killed while serving Russia came from.
func killed(w *world) []byte {
	c := newCanvas(640, 336, false, "Cuba, Zambia, India and Nepal",
		"A map of the world that marks four of the countries that foreign fighters killed while serving Russia came from.", names+signStyle)
	p := c.across(equalEarth, -104, 122, point{9, 16})
	c.shape("land", c.outlines(unwrapped(w.land), p, 0.4), 0, 6)
	c.marks(p,
		mark{label{"halo", "start", point{-79.5, 22}, 0.7, 0.35, "Cuba"}, "ring"},
		mark{label{"halo", "start", point{27.8, -13.5}, 0.7, 0.35, "Zambia"}, "ring"},
		mark{label{"halo", "end", point{78, 18}, -0.7, 0.5, "India"}, "ring"},
		mark{label{"halo", "middle", point{84, 28.3}, 0.2, -0.8, "Nepal"}, "ring"},
	)
	return c.end()
}

// givers marks the countries that Kontur names as having given Russia
// equipment or men.
func givers(w *world) []byte {
	c := newCanvas(640, 440, false, "Belarus, Syria, Iran, North Korea and Laos",
		"A map of Africa, Europe and Asia that marks five countries that gave Russia equipment or men. Laos, the latest, is filled.", names+signStyle)
	p := c.across(equalEarth, -22, 146, point{62, 21})
	c.shape("land", c.outlines(unwrapped(w.land), p, 0.4), 0, 6)
	c.shape("hot", c.outlines(w.laos, p, 0.2), 1, 0)
	c.marks(p,
		mark{label{"halo", "end", point{28, 53.5}, -0.7, 0.35, "Belarus"}, "ring"},
		mark{label{"halo", "end", point{38.5, 35}, -0.7, 0.35, "Syria"}, "ring"},
		mark{label{"halo", "start", point{54, 32.5}, 0.7, 0.35, "Iran"}, "ring"},
		mark{label{"halo", "end", point{126.8, 40}, -0.7, 0.35, "North Korea"}, "ring"},
		mark{label{"halo", "end", point{101, 18.5}, -0.6, 1, "Laos"}, ""},
		mark{label{"halo soft", "middle", point{20, 8}, 0, 0, "African countries"}, ""},
	)
	return c.end()
}

// cities marks what Russia's summer offensive failed to take, by Oleksandr
// Chupak's account, and Kursk for the way to it.
func cities(w *world) []byte {
	c := newCanvas(544, 520, false, "Sumy, Kharkiv and Kramatorsk",
		"A map from Kyiv to Moscow that marks Sumy, Kharkiv and Kramatorsk, and Kursk to their north.", names+signStyle)
	p := equalArea(point{35, 50})
	p = c.across(p, 27, 44.5, point{35.4, 51.2})
	c.shape("land", c.outlines(w.land, p, 0.4), 0, 6)
	c.marks(p,
		mark{label{"halo", "end", point{34.8, 50.91}, -0.7, 0.35, "Sumy"}, "hot"},
		mark{label{"halo", "start", point{36.23, 49.99}, 0.7, 0.35, "Kharkiv"}, "hot"},
		mark{label{"halo", "start", point{37.56, 48.74}, 0.7, 0.35, "Kramatorsk"}, "hot"},
		mark{label{"halo", "start", kursk(), 0.7, 0.35, "Kursk province"}, "ring"},
		mark{label{"halo soft", "end", point{30.52, 50.45}, -0.5, 0.35, "Kyiv"}, "soft town"},
		mark{label{"halo soft", "start", point{37.62, 55.75}, 0.5, 0.35, "Moscow"}, "soft town"},
		mark{label{"halo soft", "middle", point{31.5, 48.4}, 0, 0.35, "Ukraine"}, ""},
		mark{label{"halo soft", "middle", point{40.5, 53.2}, 0, 0.35, "Russia"}, ""},
	)
	return c.end()
}

// across scales a projection to show the meridians from west to east over the
// width of the view, at the parallel of its centre.
func (v view) across(p projection, west, east float64, centre point) projection {
	k := v.w / (p(point{east, centre.y}).x - p(point{west, centre.y}).x)
	return p.scaled(k, centre, point{v.w / 2, v.h / 2})
}
