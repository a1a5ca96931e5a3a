package main

import (
	"math"
	"slices"
)

// mask is the part of each pixel that a shape covers, from 0 to full.
//
// It is counted in integers alone, from points rounded once, so that the same
// shape gives the same pixels on every processor.
type mask struct {
	w, h        int
	part        []int32
	top, bottom int // the rows that may hold more than nothing
}

const (
	samples = 8   // lines of a pixel, from top to bottom
	unit    = 256 // of which a pixel is wide
	full    = samples * unit
)

func newMask(w, h int) *mask { return &mask{w: w, h: h, part: make([]int32, w*h)} }

// clear empties the mask.
func (m *mask) clear() {
	clear(m.part[m.top*m.w : m.bottom*m.w])
	m.top, m.bottom = 0, 0
}

// edge is a side of a shape, from its upper end to its lower, in units.
type edge struct {
	x0, y0, x1, y1 int64
	turn           int // +1 if the side was drawn downwards, -1 if upwards
}

// crossing is where a line of samples meets an edge.
type crossing struct {
	x    int64
	turn int
}

// fill sets what rings enclose, by the rule of non-zero winding: rings that
// overlap are one shape, and a hole is a ring that turns the other way.
func (m *mask) fill(rings []ring) {
	m.clear()
	edges := edgesOf(rings)
	if len(edges) == 0 {
		return
	}
	slices.SortFunc(edges, func(a, b edge) int { return int(a.y0 - b.y0) })
	m.top = int(min(max(edges[0].y0/unit, 0), int64(m.h)))
	var open []edge
	var met []crossing
	m.bottom = m.h
	for s := m.top * samples; s < m.h*samples; s++ {
		y := int64(s)*unit/samples + unit/samples/2
		for len(edges) > 0 && edges[0].y0 <= y {
			open, edges = append(open, edges[0]), edges[1:]
		}
		if len(edges) == 0 && len(open) == 0 {
			m.bottom = s/samples + 1
			break
		}
		open = slices.DeleteFunc(open, func(e edge) bool { return e.y1 <= y })
		met = met[:0]
		for _, e := range open {
			met = append(met, crossing{e.x0 + (e.x1-e.x0)*(y-e.y0)/(e.y1-e.y0), e.turn})
		}
		slices.SortFunc(met, func(a, b crossing) int { return int(a.x - b.x) })
		winding := 0
		for i, c := range met {
			if winding != 0 {
				m.span(s/samples, met[i-1].x, c.x)
			}
			winding += c.turn
		}
	}
}

func edgesOf(rings []ring) []edge {
	var edges []edge
	round := func(v float64) int64 { return int64(math.Round(v * unit)) }
	for _, r := range rings {
		for i, b := range r {
			a := r[(i+len(r)-1)%len(r)]
			e := edge{round(a.x), round(a.y), round(b.x), round(b.y), 1}
			if e.y0 > e.y1 {
				e = edge{e.x1, e.y1, e.x0, e.y0, -1}
			}
			if e.y0 != e.y1 {
				edges = append(edges, e)
			}
		}
	}
	return edges
}

// span adds one line of samples, from unit x0 to x1 of a row of pixels.
func (m *mask) span(row int, x0, x1 int64) {
	x0, x1 = max(x0, 0), min(x1, int64(m.w)*unit)
	line := m.part[row*m.w : (row+1)*m.w]
	for x0 < x1 {
		next := min(x1, (x0/unit+1)*unit)
		line[x0/unit] += int32(next - x0)
		x0 = next
	}
}

// ribbon is the outline of a line with a width: a quadrangle for each of its
// pieces. All turn the same way, so that they add up to one shape.
func ribbon(line []point, width float64) []ring {
	var out []ring
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		x, y := width/2*(b.y-a.y)/length, width/2*(b.x-a.x)/length
		out = append(out, ring{{a.x - x, a.y + y}, {b.x - x, b.y + y}, {b.x + x, b.y - y}, {a.x + x, a.y - y}})
	}
	return out
}

// disc is a circle, of sides so short that it looks round.
func disc(centre point, radius float64) ring {
	r := make(ring, int(8*radius)+8)
	for i := range r {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(len(r)))
		r[i] = point{centre.x + radius*cos, centre.y + radius*sin}
	}
	return r
}
