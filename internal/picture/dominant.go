package picture

// dominant is the colour that stands for a picture while it is loaded: the mean
// of the largest group of colours that are alike. A mean of all would make grey
// of an orange sky over blue water. The picture must be opaque.
func (r *raster) dominant() [3]byte {
	const bits, side = 3, 32 // 512 groups; what covers less than a thousandth does not count
	small := r.shrunk(min(r.w, side), min(r.h, side))
	type group struct{ n, red, green, blue int }
	var groups [1 << (3 * bits)]group
	most, pixels := &groups[0], small.toPixels()
	for y := range pixels.h {
		row := pixels.row(y)
		for i := 0; i < len(row); i += 4 {
			p := row[i:][:4]
			g := &groups[int(p[0])>>(8-bits)<<(2*bits)|int(p[1])>>(8-bits)<<bits|int(p[2])>>(8-bits)]
			g.n, g.red, g.green, g.blue = g.n+1, g.red+int(p[0]), g.green+int(p[1]), g.blue+int(p[2])
		}
	}
	for i := range groups { // of groups as large, the first
		if groups[i].n > most.n {
			most = &groups[i]
		}
	}
	mean := func(sum int) byte { return byte((sum + most.n/2) / most.n) }
	return [3]byte{mean(most.red), mean(most.green), mean(most.blue)}
}
