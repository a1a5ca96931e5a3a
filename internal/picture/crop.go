package picture

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"strconv"

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

// Crops say what a picture becomes when it is cut to 16:9, 4:3 and 1:1, in this
// order, round a point: for cards, which cut pictures themselves where they get
// others. They are JPEG, or PNG where a drawing is smaller so, on white where the
// picture lets something shine through. Errors are those of [Maker.Of].
func (m *Maker) Crops(f *source.File, info Info, recipe Recipe, focus Focus) (*Set, error) {
	return m.plan(m.crops(f, info, recipe, focus))
}

// crops is the work on the crops of a picture.
func (m *Maker) crops(f *source.File, info Info, recipe Recipe, focus Focus) *work {
	e := &encoder{quality: recipe.Quality}
	return &work{
		key:  m.key("crops", f, Recipe{}.encoders(), strconv.Itoa(recipe.Quality["jpeg"]), fmt.Sprint(focus)),
		file: f, info: info,
		draft: func(data []byte, known []Variant) (*draft, error) { return e.cropsOf(data, info, focus, known) },
	}
}

// cropsOf drafts the crops. What a JPEG is cut to is known by its head, and of
// what may be a drawing once it is made.
func (e *encoder) cropsOf(data []byte, info Info, focus Focus, known []Variant) (d *draft, err error) {
	if len(known) == 0 && info.Type == "image/jpeg" {
		if known, err = cropsOfJPEG(data, info); err != nil {
			return nil, err
		}
	}
	var pixels grid // of the picture, once they are needed
	part := func(s shape) (*raster, error) {
		if pixels.w == 0 {
			whole, err := cropped(data, info)
			if err != nil {
				return nil, err
			}
			pixels = whole
		}
		part := pixels.crop(s, focus)
		if w, h := s.size(pixels.w, pixels.h); w < part.w {
			part = shrink(part, w, h)
		}
		return &raster{w: part.w, h: part.h, pixels: part, opaque: true}, nil
	}
	d = &draft{variants: known, bodies: make([][]byte, len(shapes()))}
	d.encode = func(i int) ([]byte, error) {
		r, err := part(shapes()[i])
		if err != nil {
			return nil, err
		}
		return e.encode(r, d.variants[i].Format)
	}
	if len(known) > 0 {
		return d, nil
	}
	for i, s := range shapes() {
		r, err := part(s)
		if err != nil {
			return nil, err
		}
		d.variants = append(d.variants, Variant{Format: e.pngOrJPEG(r), Width: r.w, Height: r.h, Crop: true})
		if d.bodies[i], err = e.encode(r, d.variants[i].Format); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// cropsOfJPEG are the crops of a photo, which no lines can be in that are better
// kept as PNG.
func cropsOfJPEG(data []byte, info Info) (all []Variant, err error) {
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, errPixels
	}
	w, h := cfg.Width, cfg.Height
	if orientationOf(data, info.Type) >= 5 {
		w, h = h, w
	}
	// That they are cut from a smaller one where they can be changes none: it is as
	// large as the narrowest needs.
	for _, s := range shapes() {
		v := Variant{Format: "jpeg", Crop: true}
		v.Width, v.Height = s.size(w, h)
		all = append(all, v)
	}
	return all, nil
}

// cropped is the whole picture that crops are cut from, on white.
func cropped(data []byte, info Info) (grid, error) {
	img, err := decode(data, info)
	if err != nil {
		return grid{}, err
	}
	base := inSRGB(img, profileOf(data, info.Type), orientationOf(data, info.Type), size{width: croppedWidth(info)})
	pixels := base.toPixels()
	if !base.opaque {
		pixels.onWhite()
	}
	return pixels, nil
}

// croppedWidth is how wide the picture must be for the narrowest crop to be wide enough.
func croppedWidth(info Info) (width int) {
	for _, s := range shapes() {
		w, _ := s.inside(info.Width, info.Height)
		width = max(width, scaled(info.Width, min(w, cropWidth), w))
	}
	return width
}

// size is that of the crop of the shape of a picture.
func (s shape) size(w, h int) (int, int) {
	if w, h = s.inside(w, h); w > cropWidth {
		return cropWidth, scaled(cropWidth, s.h, s.w)
	}
	return w, h
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
