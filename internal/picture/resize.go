package picture

import "math"

// grid is samples in rows: one plane of a photo, or pixels of four samples each.
type grid struct {
	pix    []byte
	w, h   int
	stride int // bytes from one row to the next
	n      int // samples a pixel: 1 or 4
}

func newGrid(w, h, n int) grid { return grid{make([]byte, w*h*n), w, h, w * n, n} }

// row is the samples of a row.
func (g *grid) row(y int) []byte { return g.pix[y*g.stride:][: g.w*g.n : g.w*g.n] }

// shrink makes a smaller grid; larger sides than the source's are the source's.
func shrink(src grid, w, h int) grid {
	w, h = min(w, src.w), min(h, src.h)
	if w == src.w && h == src.h {
		return src
	}
	return stretch(src, w, h)
}

// stretch makes a smaller grid, or a larger one.
func stretch(src grid, w, h int) grid {
	return shrinkColumns(shrinkRows(src, h), w) // whole rows are added faster than pieces of them
}

// weights are how much each sample of a line counts for each sample of another:
// Catmull-Rom, stretched over the samples that fall together.
type weights struct {
	first []int32 // of each target sample, the first source sample
	of    []int32 // taps for each target sample, which add up to 1<<weightBits
	taps  int
}

const weightBits = 14

func newWeights(from, to int) weights {
	scale := float64(from) / float64(to)
	reach := max(scale, 1) // of a sample, as far as the next ones of the line that is the coarser
	// A filter 4*reach wide meets one sample more than that at most, and one of
	// them only where its weight is nearly nothing. Fours go through the loops at once.
	taps := min((int(math.Ceil(4*reach))+3)/4*4, from)
	w := weights{first: make([]int32, to), of: make([]int32, to*taps), taps: taps}
	exact := make([]float64, taps)
	for i := range to {
		middle := (float64(i)+0.5)*scale - 0.5
		first := min(max(int(math.Ceil(middle-2*reach)), 0), from-taps)
		sum := 0.0
		for k := range exact {
			exact[k] = catmullRom((float64(first+k) - middle) / reach)
			sum += exact[k]
		}
		w.first[i] = int32(first)
		of, left, top := w.of[i*taps:][:taps], int32(1<<weightBits), 0
		for k := range of {
			of[k] = int32(math.Round(exact[k] / sum * (1 << weightBits)))
			left -= of[k]
			if of[k] > of[top] {
				top = k
			}
		}
		of[top] += left // what rounding lost
	}
	return w
}

// catmullRom is the cubic filter of Mitchell and Netravali with B = 0 and C = 1/2.
func catmullRom(x float64) float64 {
	switch x = math.Abs(x); {
	case x < 1:
		return 1.5*x*x*x - 2.5*x*x + 1
	case x < 2:
		return -0.5*x*x*x + 2.5*x*x - 4*x + 2
	}
	return 0
}

func shrinkColumns(src grid, w int) grid {
	if w == src.w {
		return src
	}
	dst, by := newGrid(w, src.h, src.n), newWeights(src.w, w)
	for y := range src.h {
		if src.n == 4 {
			shrinkLine4(dst.row(y), src.row(y), &by)
		} else {
			shrinkLine(dst.row(y), src.row(y), &by)
		}
	}
	return dst
}

func shrinkLine(dst, src []byte, by *weights) {
	taps := by.taps
	if taps == 8 {
		shrinkLine8(dst, src, by)
		return
	}
	for i, first := range by.first[:len(dst)] {
		of := by.of[i*taps:][:taps]
		from := src[first:][:len(of)]
		sum := int32(1 << (weightBits - 1))
		for len(of) >= 4 && len(from) >= 4 {
			f, w := (*[4]byte)(from), (*[4]int32)(of)
			sum += int32(f[0])*w[0] + int32(f[1])*w[1] + int32(f[2])*w[2] + int32(f[3])*w[3]
			from, of = from[4:], of[4:]
		}
		for k, v := range from {
			sum += int32(v) * of[k]
		}
		dst[i] = clamp(sum)
	}
}

// shrinkLine8 is for pictures made half as wide, or somewhat wider than that,
// which is where most of the time would go.
func shrinkLine8(dst, src []byte, by *weights) {
	for i, first := range by.first[:len(dst)] {
		f, w := (*[8]byte)(src[first:]), (*[8]int32)(by.of[8*i:])
		dst[i] = clamp(1<<(weightBits-1) +
			int32(f[0])*w[0] + int32(f[1])*w[1] + int32(f[2])*w[2] + int32(f[3])*w[3] +
			int32(f[4])*w[4] + int32(f[5])*w[5] + int32(f[6])*w[6] + int32(f[7])*w[7])
	}
}

func shrinkLine4(dst, src []byte, by *weights) {
	taps := by.taps
	for i := range by.first {
		of := by.of[i*taps:][:taps]
		from := src[4*by.first[i]:][:4*taps]
		const half = int32(1 << (weightBits - 1))
		r, g, b, a := half, half, half, half
		for k, w := range of {
			p := from[4*k:][:4]
			r += int32(p[0]) * w
			g += int32(p[1]) * w
			b += int32(p[2]) * w
			a += int32(p[3]) * w
		}
		p := dst[4*i:][:4]
		p[0], p[1], p[2], p[3] = clamp(r), clamp(g), clamp(b), clamp(a)
	}
}

func shrinkRows(src grid, h int) grid {
	if h == src.h {
		return src
	}
	dst, by := newGrid(src.w, h, src.n), newWeights(src.h, h)
	sums := make([]int32, src.w*src.n)
	for y := range h {
		of, first := by.of[y*by.taps:][:by.taps], int(by.first[y])
		if len(of) == 8 {
			var rows [8][]byte
			for k := range rows {
				rows[k] = src.row(first + k)
			}
			joinRows(dst.row(y), &rows, (*[8]int32)(of))
			continue
		}
		for i := range sums {
			sums[i] = 1 << (weightBits - 1)
		}
		k := 0
		for ; k+4 <= len(of); k += 4 {
			addRows(sums, src.row(first+k), src.row(first+k+1), src.row(first+k+2), src.row(first+k+3), of[k:])
		}
		for ; k < len(of); k++ {
			addRow(sums, src.row(first+k), of[k])
		}
		out := dst.row(y)
		for i, v := range sums[:len(out)] {
			out[i] = clamp(v)
		}
	}
	return dst
}

// joinRows is for pictures made half as high, or somewhat higher than that: their
// rows are made of eight, in one pass.
func joinRows(dst []byte, rows *[8][]byte, of *[8]int32) {
	n := len(dst)
	a, b, c, d := rows[0][:n], rows[1][:n], rows[2][:n], rows[3][:n]
	e, f, g, h := rows[4][:n], rows[5][:n], rows[6][:n], rows[7][:n]
	for i := range dst {
		dst[i] = clamp(1<<(weightBits-1) +
			int32(a[i])*of[0] + int32(b[i])*of[1] + int32(c[i])*of[2] + int32(d[i])*of[3] +
			int32(e[i])*of[4] + int32(f[i])*of[5] + int32(g[i])*of[6] + int32(h[i])*of[7])
	}
}

// addRows adds four rows by their weights: one pass over the sums for all.
func addRows(sums []int32, a, b, c, d []byte, of []int32) {
	wa, wb, wc, wd := of[0], of[1], of[2], of[3]
	n := len(sums)
	a, b, c, d = a[:n], b[:n], c[:n], d[:n]
	for i := range sums {
		sums[i] += int32(a[i])*wa + int32(b[i])*wb + int32(c[i])*wc + int32(d[i])*wd
	}
}

func addRow(sums []int32, row []byte, w int32) {
	row = row[:len(sums)]
	for i := range sums {
		sums[i] += int32(row[i]) * w
	}
}

// clamp turns a weighted sum into a sample.
func clamp(sum int32) byte {
	sum >>= weightBits
	if uint32(sum) > 255 {
		return byte(^(sum >> 31)) // 0 below, 255 above
	}
	return byte(sum)
}
