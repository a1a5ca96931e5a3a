package picture

import (
	"image"
	"slices"
)

// draft is a picture that is worked on: what is made of it, which a page needs to
// know, before most of it is made.
type draft struct {
	variants []Variant
	opaque   bool     // nothing shines through; false of crops
	colour   [3]byte  // of an opaque one, what stands for it while it is loaded
	bodies   [][]byte // of each variant; nil of those that nobody had to make to know the others

	encode func(i int) ([]byte, error) // makes a variant
}

// drafter begins the work on a picture by its file's bytes. It may be told what
// was found to be made of it, so that it need not find out again; nil if that is
// not known.
type drafter func(data []byte, known []Variant) (*draft, error)

// sizesOf drafts every size of a picture in every format. A format whose smallest
// version is no smaller than that of one that comes after it is left out.
func (e *encoder) sizesOf(data []byte, info Info, recipe Recipe, known []Variant) (*draft, error) {
	sizes, err := e.begun(data, info, recipe)
	if err != nil {
		return nil, err
	}
	smallest := map[string][]byte{}
	var kept []string
	for i := range known {
		kept = append(kept, known[i].encoding())
	}
	if kept = slices.Compact(kept); len(kept) == 0 {
		if kept, smallest, err = e.kept(sizes, recipe, info); err != nil {
			return nil, err
		}
	}
	d := &draft{opaque: sizes.base.opaque}
	if d.opaque {
		d.colour = sizes.at(0).dominant()
	}
	for _, format := range kept {
		for i := range sizes.widths {
			w, h := sizes.size(i)
			d.variants = append(d.variants, Variant{Format: mediaFormat(format), Width: w, Height: h, Lossless: format == losslessWebP})
			var body []byte
			if i == 0 {
				body = smallest[format]
			}
			d.bodies = append(d.bodies, body)
		}
	}
	d.encode = func(i int) ([]byte, error) {
		format := d.variants[i].encoding()
		return e.encode(sizes.as(format, i%len(sizes.widths)), format)
	}
	return d, nil
}

// begun is a picture in the first of its sizes.
func (e *encoder) begun(data []byte, info Info, recipe Recipe) (*cascade, error) {
	need := memory(data, info)
	e.room.take(need)
	defer e.room.give(need)
	img, err := decode(data, info)
	if err != nil {
		return nil, err
	}
	return newCascade(img, data, info, recipe), nil
}

// kept are the formats that a picture is made in, in the order in which they are
// offered, and its smallest version in each.
func (e *encoder) kept(sizes *cascade, recipe Recipe, info Info) (kept []string, smallest map[string][]byte, err error) {
	smallest = map[string][]byte{}
	for _, format := range slices.Backward(e.formats(recipe.Formats, sizes, info)) {
		body, err := e.encode(sizes.as(format, 0), format)
		if err != nil {
			return nil, nil, err
		}
		if n := len(kept); n == 0 || len(body) < len(smallest[kept[n-1]]) {
			kept, smallest[format] = append(kept, format), body
		}
	}
	slices.Reverse(kept)
	return kept, smallest, nil
}

// cascade is a picture in several sizes, each made when it is first asked for, of
// the smallest that is still at least twice as wide: fewer pixels are read, and
// none goes through many hands.
type cascade struct {
	base   raster // as wide as the widest, or wider
	height int    // of the picture, whose width is own
	own    int
	widths []int // ascending
	sizes  []raster
}

func newCascade(img image.Image, data []byte, info Info, recipe Recipe) *cascade {
	widths := widthsOf(recipe.Widths, info.Width)
	base := inSRGB(img, profileOf(data, info.Type), orientationOf(data, info.Type), size{widths[len(widths)-1], slices.Contains(recipe.Formats, "avif")})
	return &cascade{base: base, height: info.Height, own: info.Width, widths: widths, sizes: make([]raster, len(widths))}
}

// from is the size that a size is made of; -1 for the base.
func (c *cascade) from(i int) int {
	for k := i + 1; k < len(c.widths); k++ {
		if c.widths[k] >= 2*c.widths[i] {
			return k
		}
	}
	return -1
}

// at is the picture in the i-th size.
func (c *cascade) at(i int) *raster {
	if c.sizes[i].w == 0 {
		from := &c.base
		if k := c.from(i); k >= 0 {
			from = c.at(k)
		}
		c.sizes[i] = from.shrunk(c.widths[i], scaled(c.height, c.widths[i], c.own))
	}
	return &c.sizes[i]
}

// as is the picture in the i-th size as a format stores it.
func (c *cascade) as(format string, i int) *raster {
	r := c.at(i)
	if format != "avif" || r.w*r.h > avifFine {
		return r
	}
	fine := c.base.fine
	if k := c.from(i); k >= 0 {
		fine = hues{c.at(k).cb, c.at(k).cr}
	}
	finer := r.finer(fine)
	return &finer
}

// size is what [cascade.at] would be in pixels, without making it.
func (c *cascade) size(i int) (w, h int) {
	w, h = c.base.w, c.base.h
	if k := c.from(i); k >= 0 {
		w, h = c.size(k)
	}
	if width, height := c.widths[i], scaled(c.height, c.widths[i], c.own); width < w || height < h {
		return width, height // as raster.shrunk does
	}
	return w, h
}
