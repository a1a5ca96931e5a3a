package picture

import (
	"fmt"
	"strconv"

	"brief/internal/cache"
	"brief/internal/source"
)

// cropWidth is how wide crops are, in pixels, where the picture has as many.
const cropWidth = 1200

// shape is the ratio of a crop's sides.
type shape struct{ w, h int }

// shapes are those that search engines and cards ask for.
func shapes() []shape { return []shape{{16, 9}, {4, 3}, {1, 1}} }

// Focus is the point of a picture that must stay in sight: shares of its width
// and height, from the left and the top.
type Focus [2]float64

// Crops are a picture cut to 16:9, 4:3 and 1:1, in this order, round a point:
// for cards, which cut pictures themselves where they get others. They are JPEG,
// or PNG where a drawing is smaller so, on white where the picture lets something
// shine through. Errors are those of [Maker.Of].
func (m *Maker) Crops(f *source.File, info Info, recipe Recipe, focus Focus) (*Set, error) {
	return m.set(m.cropsKey(f, recipe, focus), func() (*Set, error) { return m.cut(f, info, recipe, focus) })
}

func (m *Maker) cropsKey(f *source.File, recipe Recipe, focus Focus) cache.Key {
	return m.key("crops", f, Recipe{}.encoders(), strconv.Itoa(recipe.Quality["jpeg"]), fmt.Sprint(focus))
}

func (m *Maker) cut(f *source.File, info Info, recipe Recipe, focus Focus) (*Set, error) {
	d, err := m.work(f, info, func(data []byte) (derived, error) { return cropAll(data, info, recipe, focus) })
	if err != nil {
		return nil, err
	}
	return m.keep(m.cropsKey(f, recipe, focus), d, true), nil
}

func cropAll(data []byte, info Info, recipe Recipe, focus Focus) (d derived, err error) {
	img, err := decode(data, info)
	if err != nil {
		return d, err
	}
	// As wide as the narrowest crop needs to be wide enough.
	width := 0
	for _, s := range shapes() {
		w, _ := s.inside(info.Width, info.Height)
		width = max(width, scaled(info.Width, min(w, cropWidth), w))
	}
	e := encoder{quality: recipe.Quality}
	base := inSRGB(img, profileOf(data, info.Type), orientationOf(data, info.Type), width)
	pixels := base.toPixels()
	if !base.opaque {
		pixels.onWhite()
	}
	for _, s := range shapes() {
		part := pixels.crop(s, focus)
		if part.w > cropWidth {
			part = shrink(part, cropWidth, scaled(cropWidth, s.h, s.w))
		}
		r := raster{w: part.w, h: part.h, pixels: part, opaque: true}
		format := e.fallback([]string{"jpeg"}, []raster{r}, info)
		body, err := e.encode(&r, format)
		if err != nil {
			return derived{}, err
		}
		d.all = append(d.all, rendition{format, part.w, part.h, body})
	}
	return d, nil
}

// inside is the size of the largest part of the shape in a picture.
func (s shape) inside(w, h int) (int, int) {
	if w*s.h > h*s.w {
		return max(1, h*s.w/s.h), h
	}
	return w, max(1, w*s.h/s.w)
}

// crop is the largest part of the shape whose middle is as near to the point as
// the edges let it be.
func (g grid) crop(s shape, focus Focus) grid {
	w, h := s.inside(g.w, g.h)
	at := func(share float64, whole, part int) int {
		return max(0, min(whole-part, int(share*float64(whole)-float64(part)/2+0.5)))
	}
	x, y := at(focus[0], g.w, w), at(focus[1], g.h, h)
	return grid{g.pix[y*g.stride+x*g.n:], w, h, g.stride, g.n}
}

// onWhite lays pixels that are multiplied by alpha on white paper.
func (g *grid) onWhite() {
	for y := range g.h {
		row := g.row(y)
		for i := 0; i < len(row); i += 4 {
			rest := 255 - row[i+3]
			for k := range 4 {
				row[i+k] += rest
			}
		}
	}
}
