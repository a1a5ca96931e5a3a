package main

import (
	"image"
	"math"
)

// plane is a picture of three values a pixel: sRGB from 0 to 1, or L*, a* and b*
// by a hundred.
type plane struct {
	w, h int
	v    [3][]float64
}

func newPlane(w, h int) *plane {
	p := &plane{w: w, h: h}
	for i := range p.v {
		p.v[i] = make([]float64, w*h)
	}
	return p
}

func toRGB(m image.Image) *plane {
	b := m.Bounds()
	p := newPlane(b.Dx(), b.Dy())
	for y := range p.h {
		for x := range p.w {
			red, green, blue, _ := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
			for i, v := range []uint32{red, green, blue} {
				p.v[i][y*p.w+x] = float64(v) / 0xffff
			}
		}
	}
	return p
}

func toLab(m image.Image) *plane { return labOf(toRGB(m)) }

// labOf changes sRGB (IEC 61966-2-1) into L*a*b*.
func labOf(p *plane) *plane {
	linear := func(s float64) float64 {
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	curve := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	out := newPlane(p.w, p.h)
	for i := range p.v[0] {
		r, g, b := linear(p.v[0][i]), linear(p.v[1][i]), linear(p.v[2][i])
		x := curve((0.4124*r + 0.3576*g + 0.1805*b) / 0.9505)
		y := curve(0.2126*r + 0.7152*g + 0.0722*b)
		z := curve((0.0193*r + 0.1192*g + 0.9505*b) / 1.089)
		out.v[0][i], out.v[1][i], out.v[2][i] = (116*y-16)/100, 5*(x-y), 2*(y-z)
	}
	return out
}

func lanczos3(x float64) float64 {
	switch {
	case x == 0:
		return 1
	case math.Abs(x) >= 3:
		return 0
	}
	return 3 * math.Sin(math.Pi*x) * math.Sin(math.Pi*x/3) / (math.Pi * math.Pi * x * x)
}

func catmullRom(x float64) float64 {
	switch x = math.Abs(x); {
	case x < 1:
		return 1.5*x*x*x - 2.5*x*x + 1
	case x < 2:
		return -0.5*x*x*x + 2.5*x*x - 4*x + 2
	}
	return 0
}

// resized makes a picture smaller in one step, by a filter that reaches no further
// than 3 pixels of the result.
func (p *plane) resized(w, h int, filter func(float64) float64) *plane {
	across, out := newPlane(w, p.h), newPlane(w, h)
	columns, rows := filtered(p.w, w, filter), filtered(p.h, h, filter)
	for i := range p.v {
		for y := range p.h {
			from, to := p.v[i][y*p.w:][:p.w], across.v[i][y*w:][:w]
			for x, c := range columns {
				for k, weight := range c.of {
					to[x] += weight * from[c.first+k]
				}
			}
		}
		for y, r := range rows {
			to := out.v[i][y*w:][:w]
			for k, weight := range r.of {
				for x, v := range across.v[i][(r.first+k)*w:][:w] {
					to[x] += weight * v
				}
			}
			for x, v := range to {
				to[x] = math.Max(0, math.Min(1, v))
			}
		}
	}
	return out
}

// taps are how much each sample of a line, from the first on, counts for one of a
// shorter line.
type taps struct {
	first int
	of    []float64
}

func filtered(from, to int, filter func(float64) float64) []taps {
	scale := math.Max(1, float64(from)/float64(to))
	all := make([]taps, to)
	for i := range all {
		middle := (float64(i)+0.5)*float64(from)/float64(to) - 0.5
		first, last := max(0, int(math.Ceil(middle-3*scale))), min(from-1, int(math.Floor(middle+3*scale)))
		t, sum := taps{first, make([]float64, last-first+1)}, 0.0
		for k := range t.of {
			t.of[k] = filter((float64(first+k) - middle) / scale)
			sum += t.of[k]
		}
		for k := range t.of {
			t.of[k] /= sum
		}
		all[i] = t
	}
	return all
}

// distance is how unlike two pictures of one size are: 0 if they are the same.
func distance(a, b *plane) float64 {
	weights := [3]float64{0.9, 0.05, 0.05}
	sum, sizes := 0.0, 0
	for ; sizes < 4 && a.w >= 16 && a.h >= 16; sizes++ {
		for i, weight := range weights {
			sum += weight * similarity(a.v[i], b.v[i], a.w, a.h)
		}
		a, b = a.halved(), b.halved()
	}
	return float64(sizes)/sum - 1
}

func (p *plane) halved() *plane {
	out := newPlane(p.w/2, p.h/2)
	for i := range p.v {
		for y := range out.h {
			for x := range out.w {
				at := 2*y*p.w + 2*x
				out.v[i][y*out.w+x] = (p.v[i][at] + p.v[i][at+1] + p.v[i][at+p.w] + p.v[i][at+p.w+1]) / 4
			}
		}
	}
	return out
}

// similarity is the mean structural similarity, under a bell of 1.5 pixels.
func similarity(a, b []float64, w, h int) float64 {
	const c1, c2 = 0.01 * 0.01, 0.03 * 0.03
	product := func(x, y []float64) []float64 {
		out := make([]float64, len(x))
		for i := range x {
			out[i] = x[i] * y[i]
		}
		return blurred(out, w, h)
	}
	ma, mb := blurred(a, w, h), blurred(b, w, h)
	aa, bb, ab := product(a, a), product(b, b), product(a, b)
	sum := 0.0
	for i := range a {
		va, vb, cov := aa[i]-ma[i]*ma[i], bb[i]-mb[i]*mb[i], ab[i]-ma[i]*mb[i]
		sum += (2*ma[i]*mb[i] + c1) * (2*cov + c2) / ((ma[i]*ma[i] + mb[i]*mb[i] + c1) * (va + vb + c2))
	}
	return sum / float64(len(a))
}

func blurred(v []float64, w, h int) []float64 {
	const reach = 5
	var bell [2*reach + 1]float64
	sum := 0.0
	for i := range bell {
		d := float64(i - reach)
		bell[i] = math.Exp(-d * d / (2 * 1.5 * 1.5))
		sum += bell[i]
	}
	across, out := make([]float64, len(v)), make([]float64, len(v))
	for i := range bell {
		bell[i] /= sum
	}
	line := make([]float64, w+2*reach)
	for y := range h {
		row := v[y*w:][:w]
		for i := range line {
			line[i] = row[min(max(i-reach, 0), w-1)]
		}
		for x := range w {
			for k, weight := range bell {
				across[y*w+x] += weight * line[x+k]
			}
		}
	}
	for y := range h {
		for k, weight := range bell {
			row := across[min(max(y+k-reach, 0), h-1)*w:][:w]
			for x, s := range row {
				out[y*w+x] += weight * s
			}
		}
	}
	return out
}
