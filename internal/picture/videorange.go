package picture

import "image"

// forWebP is the picture as lossy WebP stores it, of a photo that has its colours
// half as fine as its light: the encoder then need not make planes of pixels that
// were planes before. Others are pixels.
func (r *raster) forWebP() image.Image {
	cw, ch := (r.w+1)/2, (r.h+1)/2
	gray := r.cb.w == 0
	if r.luma.w == 0 || !gray && (r.cb.w != cw || r.cb.h != ch) {
		return r.straight()
	}
	n, c := r.w*r.h, cw*ch
	all := make([]byte, 2*n+2*c) // the encoder takes the planes for one piece of memory
	m := &image.NYCbCrA{
		YCbCr: image.YCbCr{
			Y: all[:n:n], Cb: all[n : n+c : n+c], Cr: all[n+c : n+2*c : n+2*c], YStride: r.w, CStride: cw,
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: image.Rect(0, 0, r.w, r.h),
		},
		A: all[n+2*c:], AStride: r.w,
	}
	dithered(m.Y, &r.luma)
	if gray {
		fill(m.Cb, 128)
		fill(m.Cr, 128)
	} else {
		colour := videoColour()
		translate(m.Cb, &r.cb, &colour)
		translate(m.Cr, &r.cr, &colour)
	}
	fill(m.A, 255)
	return m
}

// dithered changes light from the range of a JPEG, 0 to 255, to that of video, 16 to
// 235 (ITU-R BT.601). It is rounded up or down by turns, in squares of four: rounded
// all alike, a sky gets steps, and is darker or lighter as a whole.
func dithered(dst []byte, src *grid) {
	var tables [4][256]byte
	for k := range tables {
		for i := range 256 { // with an eighth, three, five and seven eighths added
			tables[k][i] = byte(16 + (8*219*i+255*(2*k+1))/(8*255))
		}
	}
	for y := range src.h {
		to := dst[y*src.w:][:src.w]
		even, odd := &tables[0], &tables[2]
		if y&1 == 1 {
			even, odd = &tables[3], &tables[1]
		}
		for x, v := range src.row(y) {
			if x&1 == 0 {
				to[x] = even[v]
			} else {
				to[x] = odd[v]
			}
		}
	}
}

// videoColour is the same of a plane of colour: 16 to 240, and 128, which is no
// colour, stays so.
func videoColour() (table [256]byte) {
	for i := range table {
		table[i] = byte((2*(224*(i-128)+128*255) + 255) / (2 * 255))
	}
	return table
}

func translate(dst []byte, src *grid, table *[256]byte) {
	for y := range src.h {
		to := dst[y*src.w:][:src.w]
		for x, v := range src.row(y) {
			to[x] = table[v]
		}
	}
}

func fill(dst []byte, v byte) {
	for i := range dst {
		dst[i] = v
	}
}
