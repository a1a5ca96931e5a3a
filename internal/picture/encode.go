package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"
	"slices"

	"github.com/gen2brain/avif"
	"github.com/gen2brain/webp"
)

// Recipe is how smaller pictures are made of one.
type Recipe struct {
	Formats []string       // of avif, webp, jpeg and png, in any order: AVIF is offered first, then WebP; jpeg and png stand for whichever of the two suits
	Widths  []int          // pixels, ascending
	Quality map[string]int // format -> 1 to 100
}

// encoders names what makes the bytes: another version of it may make others
// of the same picture.
func (r Recipe) encoders() string {
	version := "brief 8, " + runtime.Version() + ", " + runtime.GOARCH + ", libwebp in gen2brain/webp 0.5.5"
	if webp.Dynamic() == nil {
		version += ", the system's libwebp"
	}
	return version + ", " + avifCoder() // which reads AVIF too
}

// SystemLibraries are the libraries of this system that encode pictures of a
// recipe, so that other machines may make other bytes of them: "libwebp".
func (r Recipe) SystemLibraries() (names []string) {
	if slices.Contains(r.Formats, "webp") && webp.Dynamic() == nil {
		names = append(names, "libwebp")
	}
	if slices.Contains(r.Formats, "avif") && avif.Dynamic() == nil {
		names = append(names, "libavif")
	}
	return names
}

// encoder writes pictures in formats.
type encoder struct {
	quality map[string]int // format -> 1 to 100
	room    room           // for what a step works in where AVIF is made, which takes most of it; else without bounds
}

// formats are what a picture is encoded as, of those that are wanted: the one that
// browsers are to prefer first, the one that most can show last.
func (e *encoder) formats(wanted []string, sizes *cascade, info Info) (all []string) {
	suits, format := e.fallback(wanted, sizes, info), "webp"
	if suits == "png" {
		format = e.losslessOr(sizes.at(0))
	}
	if slices.Contains(wanted, "avif") && format != losslessWebP { // whose lines it would blur
		all = append(all, "avif")
	}
	if slices.Contains(wanted, "webp") {
		all = append(all, format)
	}
	if len(all) == 0 || slices.ContainsFunc(wanted, isFallback) {
		all = append(all, suits)
	}
	return all
}

func isFallback(format string) bool { return format == "jpeg" || format == "png" }

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

// fallback is what every browser can show and suits the picture: PNG for one
// that lets something shine through, or that is smaller so, as drawings and
// screenshots are; else JPEG.
func (e *encoder) fallback(wanted []string, sizes *cascade, info Info) string {
	switch {
	case !sizes.base.opaque, !slices.Contains(wanted, "jpeg") && slices.Contains(wanted, "png"):
		return "png"
	case info.Type == "image/jpeg" || info.Type == "image/webp" && sizes.at(0).pixels.w == 0:
		return "jpeg"
	}
	return e.pngOrJPEG(sizes.at(min(len(sizes.widths)-1, 2))) // where a drawing's lines are still lines
}

// pngOrJPEG is the smaller of the two for an opaque picture. The PNG of a photo is
// not written to its end to know: it is many times as large, and takes as long.
func (e *encoder) pngOrJPEG(r *raster) string {
	photo, err := e.encode(r, "jpeg")
	if left := space(len(photo)); err == nil && e.write(&left, r, "png") == nil {
		return "png"
	}
	return "jpeg"
}

// space takes as many bytes as it is, and fails after that.
type space int

func (s *space) Write(b []byte) (int, error) {
	if len(b) > int(*s) {
		return 0, io.ErrShortBuffer
	}
	*s -= space(len(b))
	return len(b), nil
}

// losslessOr is how WebP does better by a picture that is no photo.
func (e *encoder) losslessOr(smallest *raster) string {
	exact, err := e.encode(smallest, losslessWebP)
	if lossy, failed := e.encode(smallest, "webp"); err == nil && failed == nil && len(exact) <= len(lossy) {
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

// encode is a picture in a format.
func (e *encoder) encode(r *raster, format string) ([]byte, error) {
	var b bytes.Buffer
	if err := e.write(&b, r, format); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (e *encoder) write(w io.Writer, r *raster, format string) (err error) {
	defer func() {
		if bad := recover(); bad != nil {
			err = fmt.Errorf("cannot be written as %s (%v)", format, bad)
		}
	}()
	switch format {
	case "jpeg":
		err = e.encodeJPEG(w, r)
	case "png":
		exact := png.Encoder{CompressionLevel: png.BestCompression}
		err = exact.Encode(w, fewColours(r.straight()))
	case "webp":
		err = e.encodeWebP(w, r)
	case losslessWebP:
		err = webp.Encode(w, r.straight(), webp.Options{Lossless: true, Quality: 75, Method: 4})
	case "avif":
		err = encodeAVIF(w, r, e.quality["avif"], e.room)
	default:
		err = fmt.Errorf("%s is no format of pictures", format)
	}
	if err != nil {
		return fmt.Errorf("cannot be written as %s (%w)", format, err)
	}
	return nil
}

// encodeJPEG writes a picture as JPEG.
func (e *encoder) encodeJPEG(w io.Writer, r *raster) error {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, r.image(), &jpeg.Options{Quality: e.quality["jpeg"]}); err != nil {
		return err
	}
	_, err := w.Write(withOwnCodes(b.Bytes()))
	return err
}

// encodeWebP writes a picture as lossy WebP.
func (e *encoder) encodeWebP(w io.Writer, r *raster) error {
	need := 25 * int64(r.w) * int64(r.h) // bytes that the encoder works in
	e.room.take(need)
	defer e.room.give(need)
	defer collect(need / 6)
	return webp.Encode(w, r.forWebP(), webp.Options{Quality: e.quality["webp"], Method: 4})
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
