package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"runtime"
	"slices"

	"github.com/gen2brain/webp"
)

// Recipe is how smaller pictures are made of one.
type Recipe struct {
	Formats []string       // of webp, jpeg and png, the one preferred first; jpeg and png stand for whichever of the two suits
	Widths  []int          // pixels, ascending
	Quality map[string]int // format -> 1 to 100
}

// Encoders names what makes the bytes: another version of it may make others
// of the same picture.
func Encoders() string {
	version := "brief 3, " + runtime.Version() + ", " + runtime.GOARCH + ", libwebp in gen2brain/webp 0.5.5"
	if webp.Dynamic() == nil {
		version += ", the system's libwebp"
	}
	return version
}

// SystemLibrary says whether pictures are encoded by a library of this system,
// so that other machines may make other bytes of them.
func SystemLibrary() bool { return webp.Dynamic() == nil }

// rendition is a picture made smaller.
type rendition struct {
	format        string
	width, height int
	body          []byte
}

// derived is all that is made of a picture for pages.
type derived struct {
	all    []rendition // by format in the recipe's order, the fallback last; each ascending in width
	opaque bool        // nothing shines through
	colour [3]byte     // of an opaque one, what stands for it while it is loaded
}

// derive makes every size of a picture in every format. A format whose smallest
// version is no smaller than the fallback's is left out.
func derive(data []byte, info Info, recipe Recipe) (derived, error) {
	img, err := decode(data, info)
	if err != nil {
		return derived{}, err
	}
	widths := widthsOf(recipe.Widths, info.Width)
	base := inSRGB(img, profileOf(data, info.Type), orientationOf(data, info.Type), widths[len(widths)-1])
	sizes := cascade(base, info, widths)
	d := derived{opaque: sizes[0].opaque}
	if d.opaque {
		d.colour = sizes[0].dominant()
	}
	fallback := recipe.fallback(sizes, info)
	least, err := encode(&sizes[0], fallback, recipe.Quality)
	if err != nil {
		return derived{}, err
	}
	for _, format := range recipe.Formats {
		if format == "webp" && fallback == "png" {
			format = recipe.lossless(&sizes[0])
		}
		if format == "jpeg" || format == "png" {
			continue
		}
		first, err := encode(&sizes[0], format, recipe.Quality)
		if err != nil {
			return derived{}, err
		}
		if len(first) >= len(least) && slices.ContainsFunc(recipe.Formats, isFallback) {
			continue
		}
		if err := d.encodeAll(sizes, format, first, recipe.Quality); err != nil {
			return derived{}, err
		}
	}
	if len(d.all) == 0 || slices.ContainsFunc(recipe.Formats, isFallback) {
		err = d.encodeAll(sizes, fallback, least, recipe.Quality)
	}
	return d, err
}

func isFallback(format string) bool { return format == "jpeg" || format == "png" }

// encodeAll adds every size in a format, whose smallest is there already.
func (d *derived) encodeAll(sizes []raster, format string, first []byte, quality map[string]int) (err error) {
	for i := range sizes {
		body := first
		if i > 0 {
			if body, err = encode(&sizes[i], format, quality); err != nil {
				return err
			}
		}
		d.all = append(d.all, rendition{mediaFormat(format), sizes[i].w, sizes[i].h, body})
	}
	return nil
}

// widthsOf are those of a recipe that a picture has pixels for, and its own
// where that is wider by a tenth and not wider than the widest; never none.
func widthsOf(recipe []int, own int) (widths []int) {
	for _, w := range recipe {
		if w <= own {
			widths = append(widths, w)
		}
	}
	n := len(recipe)
	if len(widths) == 0 || n > 0 && own < recipe[n-1] && 10*own > 11*widths[len(widths)-1] {
		widths = append(widths, own)
	}
	return widths
}

// cascade makes the sizes, each from the smallest that is still at least twice
// as wide: fewer pixels are read, and none goes through many hands.
func cascade(base raster, info Info, widths []int) []raster {
	sizes := make([]raster, len(widths))
	for i := len(widths) - 1; i >= 0; i-- {
		from := &base
		for k := i + 1; k < len(widths); k++ {
			if widths[k] >= 2*widths[i] {
				from = &sizes[k]
				break
			}
		}
		sizes[i] = from.shrunk(widths[i], scaled(info.Height, widths[i], info.Width))
	}
	return sizes
}

// fallback is what every browser can show and suits the picture: PNG for one
// that lets something shine through, or that is smaller so, as drawings and
// screenshots are; else JPEG.
func (r Recipe) fallback(sizes []raster, info Info) string {
	switch {
	case !sizes[0].opaque, !slices.Contains(r.Formats, "jpeg") && slices.Contains(r.Formats, "png"):
		return "png"
	case info.Type == "image/jpeg" || info.Type == "image/webp" && sizes[0].pixels.w == 0:
		return "jpeg"
	}
	s := &sizes[min(len(sizes)-1, 2)] // where a drawing's lines are still lines
	exact, err := encode(s, "png", r.Quality)
	if photo, failed := encode(s, "jpeg", r.Quality); err == nil && failed == nil && len(exact) <= len(photo) {
		return "png"
	}
	return "jpeg"
}

// lossless is how WebP does better by a picture that is no photo.
func (r Recipe) lossless(smallest *raster) string {
	exact, err := encode(smallest, losslessWebP, r.Quality)
	if lossy, failed := encode(smallest, "webp", r.Quality); err == nil && failed == nil && len(exact) <= len(lossy) {
		return losslessWebP
	}
	return "webp"
}

const losslessWebP = "webp, lossless"

func mediaFormat(format string) string {
	if format == losslessWebP {
		return "webp"
	}
	return format
}

// encode writes a picture in a format.
func encode(r *raster, format string, quality map[string]int) (body []byte, err error) {
	defer func() {
		if bad := recover(); bad != nil {
			body, err = nil, fmt.Errorf("cannot be written as %s (%v)", format, bad)
		}
	}()
	var b bytes.Buffer
	switch format {
	case "jpeg":
		err = jpeg.Encode(&b, r.image(), &jpeg.Options{Quality: quality["jpeg"]})
	case "png":
		e := png.Encoder{CompressionLevel: png.BestCompression}
		err = e.Encode(&b, fewColours(r.straight()))
	case "webp":
		err = webp.Encode(&b, r.straight(), webp.Options{Quality: quality["webp"], Method: 4})
		collect(4 * int64(r.w) * int64(r.h)) // what the encoder worked in is several times as much
	case losslessWebP:
		err = webp.Encode(&b, r.straight(), webp.Options{Lossless: true, Quality: 75, Method: 4})
	default:
		err = fmt.Errorf("%s is no format of pictures", format)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot be written as %s (%w)", format, err)
	}
	return b.Bytes(), nil
}

// fewColours is the picture with a palette where 256 colours do.
func fewColours(m *image.NRGBA) image.Image {
	numbers := map[color.NRGBA]uint8{}
	var palette color.Palette
	b := m.Bounds()
	out := image.NewPaletted(b, nil)
	for y := range b.Dy() {
		row, to := m.Pix[y*m.Stride:], out.Pix[y*out.Stride:]
		for x := range b.Dx() {
			p := row[4*x:][:4]
			c := color.NRGBA{p[0], p[1], p[2], p[3]}
			n, ok := numbers[c]
			if !ok {
				if len(palette) == 256 {
					return m
				}
				n = uint8(len(palette))
				numbers[c], palette = n, append(palette, c)
			}
			to[x] = n
		}
	}
	out.Palette = palette
	return out
}
