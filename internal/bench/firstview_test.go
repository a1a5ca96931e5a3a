package bench

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"testing"

	"brief/internal/build"
	"brief/internal/cache"
	"brief/internal/picture"
	"brief/internal/serve"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

var photos = flag.Int("photos", 2, "photographs on the page of BenchmarkFirstView")

// BenchmarkFirstView measures how long the preview of a page with photographs of
// 12 megapixels takes to answer for the first time: when their sizes are made on
// request, as brief serve has it, and when all of them are made first.
func BenchmarkFirstView(b *testing.B) {
	dir := b.TempDir()
	page := "---\ntitle: Album\ndate: 2026-01-01\n---\n"
	photo := photograph(b, 4000, 3000)
	for i := range *photos {
		name := fmt.Sprintf("photo-%d.jpg", i)
		comment := []byte{0xff, 0xfe, 0, 4, byte(i >> 8), byte(i)} // each is another file
		put(b, dir, "content/"+name, string(slices.Concat(photo[:2], comment, photo[2:])))
		page += fmt.Sprintf("![Photo %d](%s)\n*Caption.* [Credit]\n\n", i, name)
	}
	put(b, dir, "content/album.md", page)
	put(b, dir, "brief.yaml", "title: Photos\n")
	for _, way := range []struct {
		name      string
		onRequest bool
	}{{"on-request", true}, {"all-made", false}} {
		b.Run(way.name, func(b *testing.B) {
			for b.Loop() {
				pictures := picture.NewMaker(cache.InMemory())
				pictures.OnRequest = way.onRequest
				server := serve.New(serve.Options{Dir: dir, Builder: build.New(build.Options{
					Input: source.Input{Site: source.Dir(dir), Layouts: layouts.FS, Static: static.FS}, AsOf: asOf, Pictures: pictures,
				})})
				if !bytes.Contains(ask(server, "/album/"), []byte("srcset=")) {
					b.Fatal("the page shows no sizes of its photos")
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/view")
		})
	}
}

// photograph is a JPEG with as many details as a camera's.
func photograph(b *testing.B, w, h int) []byte {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for y := range h {
		row := m.Y[y*m.YStride:][:w]
		for x := range row {
			noise := uint32(x*7919+y*104729) * 2654435761 >> 28
			row[x] = byte(60 + x*100/w + y*60/h + int(noise))
		}
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = byte(100+i%m.CStride*40/m.CStride), byte(120+i/m.CStride*30/(h/2))
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 90}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}
