package main

import "math"

// projection takes degrees east and north to a plane: x to the right, y down.
type projection func(point) point

// equalArea is Lambert's azimuthal equal-area projection round a centre, on a
// sphere of radius 1 (Snyder, Map Projections: A Working Manual, 1987, eq. 24-2).
func equalArea(centre point) projection {
	sin0, cos0 := math.Sincos(radians(centre.y))
	return func(p point) point {
		sin, cos := math.Sincos(radians(p.y))
		sinL, cosL := math.Sincos(radians(p.x - centre.x))
		// At the point opposite the centre the denominator is zero; no land lies there.
		k := math.Sqrt(2 / math.Max(1e-9, 1+sin0*sin+cos0*cos*cosL))
		return point{k * cos * sinL, -k * (cos0*sin - sin0*cos*cosL)}
	}
}

// mercator cuts the poles off at 85 degrees.
func mercator(p point) point {
	lat := math.Max(-85, math.Min(85, p.y))
	return point{radians(p.x), -math.Log(math.Tan(math.Pi/4 + radians(lat)/2))}
}

// equalEarth is the Equal Earth projection of the whole world, on a sphere of
// radius 1 (Šavrič, Patterson and Jenny, 2018, eqs. 4 to 6).
func equalEarth(p point) point {
	const a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
	t := math.Asin(math.Sqrt(3) / 2 * math.Sin(radians(p.y)))
	t2 := t * t
	t6 := t2 * t2 * t2
	return point{
		2 * math.Sqrt(3) * radians(p.x) * math.Cos(t) / (3 * (a1 + 3*a2*t2 + t6*(7*a3+9*a4*t2))),
		-t * (a1 + a2*t2 + t6*(a3+a4*t2)),
	}
}

// scaled multiplies what p gives, so that one place comes to lie at at.
func (p projection) scaled(k float64, place, at point) projection {
	o := p(place)
	return func(q point) point {
		q = p(q)
		return point{at.x + k*(q.x-o.x), at.y + k*(q.y-o.y)}
	}
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// unwrapped lets rings go on beyond 180 degrees east or west, where they would
// jump across a map that has an edge there.
func unwrapped(rings []ring) []ring {
	out := make([]ring, len(rings))
	for i, r := range rings {
		turn := 0.0
		for j, p := range r {
			if j > 0 {
				turn -= 360 * math.Round((p.x-r[j-1].x)/360)
			}
			out[i] = append(out[i], point{p.x + turn, p.y})
		}
	}
	return out
}

// view is the part of the plane that a picture shows, from 0 to its size.
type view struct{ w, h float64 }

// bleed is how far shapes go on beyond the edge of a view, so that their
// strokes and the rounding of points never show there.
const bleed = 4

// outlines projects rings, drops what the view cannot show and cuts the rest.
// Points that lie within tolerance of the line without them are dropped.
func (v view) outlines(rings []ring, p projection, tolerance float64) []ring {
	var out []ring
	for _, r := range rings {
		flat := make(ring, len(r))
		for i, q := range r {
			flat[i] = p(q)
		}
		flat = v.clip(simplify(flat, tolerance))
		if len(flat) >= 3 {
			out = append(out, flat)
		}
	}
	return out
}

// clip cuts a ring to the view and its bleed, edge by edge (Sutherland and
// Hodgman, 1974). Where a ring leaves and comes back it runs along the edge,
// which does no harm to a shape that is only filled.
func (v view) clip(r ring) ring {
	edges := []struct {
		vertical   bool
		at, inside float64 // the coordinate of the edge; +1 if inside is above it
	}{{true, -bleed, 1}, {true, v.w + bleed, -1}, {false, -bleed, 1}, {false, v.h + bleed, -1}}
	for _, e := range edges {
		depth := func(p point) float64 {
			if e.vertical {
				return (p.x - e.at) * e.inside
			}
			return (p.y - e.at) * e.inside
		}
		var cut ring
		for i, b := range r {
			a := r[(i+len(r)-1)%len(r)]
			da, db := depth(a), depth(b)
			if (da < 0) != (db < 0) {
				t := da / (da - db)
				cut = append(cut, point{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)})
			}
			if db >= 0 {
				cut = append(cut, b)
			}
		}
		r = cut
	}
	return r
}

// simplify drops points of a ring that lie within tolerance of the line
// without them (Douglas and Peucker, 1973).
func simplify(r ring, tolerance float64) ring {
	if len(r) < 4 {
		return r
	}
	keep := make([]bool, len(r))
	keep[0] = true
	closed := append(r[:len(r):len(r)], r[0])
	// A stack, not recursion: a coast has ten thousand points.
	type span struct{ from, to int }
	for stack := []span{{0, len(r)}}; len(stack) > 0; {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		far, at := tolerance, -1
		for i := s.from + 1; i < s.to; i++ {
			if d := distance(closed[i], closed[s.from], closed[s.to]); d > far {
				far, at = d, i
			}
		}
		if at >= 0 {
			keep[at] = true
			stack = append(stack, span{s.from, at}, span{at, s.to})
		}
	}
	out := make(ring, 0, len(r))
	for i, k := range keep {
		if k {
			out = append(out, r[i])
		}
	}
	return out
}

// distance is how far p lies from the segment between a and b.
func distance(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = math.Max(0, math.Min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/l))
	}
	return math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy)
}

// area of a ring, never negative.
func area(r ring) float64 {
	sum := 0.0
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		sum += a.x*b.y - b.x*a.y
	}
	return math.Abs(sum) / 2
}
