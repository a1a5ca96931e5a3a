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
	light, colour := toVideoRange(16, 219), toVideoRange(128-112, 224)
	translate(m.Y, &r.luma, &light)
	if gray {
		fill(m.Cb, 128)
		fill(m.Cr, 128)
	} else {
		translate(m.Cb, &r.cb, &colour)
		translate(m.Cr, &r.cr, &colour)
	}
	fill(m.A, 255)
	return m
}

// toVideoRange is where samples of a JPEG, from 0 to 255, lie in video (ITU-R
// BT.601): so many steps from the lowest.
func toVideoRange(lowest, steps int) (table [256]byte) {
	for i := range table {
		table[i] = byte(lowest + (i*steps+127)/255)
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
