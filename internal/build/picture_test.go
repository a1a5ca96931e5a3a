package build

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	_ "image/png" // decoded by tests
	"slices"
	"strconv"
	"strings"
	"testing"

	_ "golang.org/x/image/webp" // decoded by tests

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"
)

// photoSite is a site of one page with a lead and a picture below it.
func photoSite(pairs ...string) *sitetest.Site {
	return sitetest.Parse([]byte(strings.NewReplacer(pairs...).Replace(`
-- brief.yaml --
title: Photos
base_url: https://example.org/p/
images: {widths: [320, 480, 640, 800, 1600]}
-- content/index.md --
---
title: Home
---
![The lake at dusk.](lake.jpg)
*The lake.* [Photo: Ann Author]

Text, and a small picture ![a mark](mark.png) in it.

![The lake again.](lake.jpg)
*Once more.* [Photo: Ann Author]
-- content/lake.jpg --
1000x600 dusk
-- content/lake.jpg.yaml --
creator: Ann Author
copyright: © Example Desk
licence: https://example.org/licence
source_type: digitalCapture
-- content/mark.png --
40x40 #336699
-- content/mark.png.yaml --
credit: Mark by Ann Author
`)))
}

func body(t *testing.T, f *output.File) []byte {
	t.Helper()
	b, err := f.Bytes()
	if err != nil {
		t.Fatalf("%s: %v", f.Path, err)
	}
	return b
}

// Rows D1 to D4: from plain Markdown to every size in every format.
func TestPicturesComeInEverySizeThatTheyHavePixelsFor(t *testing.T) {
	s := built(t, photoSite())
	root := treeOf(t, text(t, s, "index.html"))
	pictures := nodesOf(root, "picture")
	if len(pictures) != 2 {
		t.Fatalf("%d pictures", len(pictures))
	}
	for i, p := range pictures {
		var formats []string
		for _, n := range append(nodesOf(p, "source"), nodesOf(p, "img")...) {
			var widths []int
			for c := range strings.SplitSeq(attr(n, "srcset"), ",") {
				address, w, _ := strings.Cut(c, " ")
				f := s.file(strings.TrimPrefix(address, "/p/"))
				if f == nil {
					t.Fatalf("%s is not there", address)
				}
				cfg, format, err := image.DecodeConfig(bytes.NewReader(body(t, f)))
				if err != nil || w != strconv.Itoa(cfg.Width)+"w" || f.Type != "image/"+format || f.Class != output.Asset {
					t.Errorf("%s: %s, %dx%d %s, %v", address, w, cfg.Width, cfg.Height, format, err)
				}
				if d := cfg.Width*600 - cfg.Height*1000; d > 1000 || d < -1000 {
					t.Errorf("%s is %d by %d", address, cfg.Width, cfg.Height)
				}
				widths = append(widths, cfg.Width)
				if len(formats) == 0 || formats[len(formats)-1] != format {
					formats = append(formats, format)
				}
			}
			if want := []int{320, 480, 640, 800, 1000}; !slices.Equal(widths, want) {
				t.Errorf("widths %v, want %v", widths, want)
			}
			if attr(n, "sizes") == "" {
				t.Error("no sizes")
			}
		}
		if !slices.Equal(formats, []string{"webp", "jpeg"}) {
			t.Errorf("formats %v", formats)
		}
		img := nodesOf(p, "img")[0]
		got := fmt.Sprint(attr(img, "width"), " ", attr(img, "height"), " ", attr(img, "loading"), " ", attr(img, "fetchpriority"))
		if want := []string{"1000 600  high", "1000 600 lazy "}[i]; got != want {
			t.Errorf("picture %d: %q, want %q", i, got, want)
		}
		if s.file(strings.TrimPrefix(attr(img, "src"), "/p/")) == nil {
			t.Errorf("src %s is not there", attr(img, "src"))
		}
	}
	if s.file("lake.jpg") != nil {
		t.Error("the camera's own file is published")
	}
	if s.file("mark.png") == nil {
		t.Error("a small picture is not published")
	}
}

// Row D2: AVIF stands in front where a site asks for it, and [avif, webp] alone is
// what an editor may write too.
func TestAVIFIsOfferedFirst(t *testing.T) {
	for written, want := range map[string][]string{"[webp, avif, jpeg]": {"image/avif", "image/webp", "jpeg"}, "[avif, webp]": {"image/avif", "webp"}} {
		s := built(t, photoSite("{widths: [320, 480, 640, 800, 1600]}", "{formats: "+written+", widths: [320, 480]}"))
		p := nodesOf(treeOf(t, text(t, s, "index.html")), "picture")[0]
		var got []string
		for _, n := range append(nodesOf(p, "source"), nodesOf(p, "img")...) {
			for c := range strings.SplitSeq(attr(n, "srcset"), ",") {
				address, _, _ := strings.Cut(c, " ")
				f := s.file(strings.TrimPrefix(address, "/p/"))
				if f == nil {
					t.Fatalf("%s is not there", address)
				}
				typ := attr(n, "type")
				if n.Data == "img" {
					typ = strings.TrimPrefix(f.Type, "image/")
				} else if f.Type != typ || typ == "image/avif" && !bytes.Contains(body(t, f)[:16], []byte("ftypavif")) {
					t.Errorf("%s is %s, in a source of %s", f.Path, f.Type, typ)
				}
				if len(got) == 0 || got[len(got)-1] != typ {
					got = append(got, typ)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", written, got, want)
		}
	}
}

// A site may have its pictures published in their own size alone.
func TestPicturesStayAsTheyAreWithoutFormats(t *testing.T) {
	s := built(t, photoSite("{widths: [320, 480, 640, 800, 1600]}", "{formats: []}"))
	root := treeOf(t, text(t, s, "index.html"))
	if n := len(nodesOf(root, "picture")) + len(nodesOf(root, "source")); n > 0 {
		t.Errorf("%d elements for other formats", n)
	}
	for _, img := range nodesOf(root, "img") {
		if f := s.file(strings.TrimPrefix(attr(img, "src"), "/p/")); f == nil || attr(img, "srcset") != "" {
			t.Errorf("src %s, srcset %s", attr(img, "src"), attr(img, "srcset"))
		}
	}
	if s.file("lake.jpg") == nil {
		t.Error("the picture is not published")
	}
}

// Rows I1 and I4: cards get 16:9, 4:3 and 1:1, round the point that must stay in sight.
func TestCardsGetThePictureCutRoundItsFocus(t *testing.T) {
	live := photoSite()
	two := image.NewRGBA(image.Rect(0, 0, 1000, 600))
	for y := range 600 {
		for x := range 1000 {
			c := color.RGBA{20, 40, 200, 255}
			if dx, dy := x-900, y-300; dx*dx+dy*dy < 40*40 {
				c = color.RGBA{250, 200, 20, 255}
			}
			two.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, two, nil); err != nil {
		t.Fatal(err)
	}
	live.Write("content/lake.jpg", b.Bytes())
	live.Write("content/lake.jpg.yaml", []byte("focus: [0.9, 0.5]\n"))
	s := built(t, live)
	src := text(t, s, "index.html")
	og := metas(treeOf(t, src))
	n := 0
	for _, f := range s.files {
		if !strings.Contains(f.Path, "x") || !strings.HasPrefix(f.Path, "lake-") {
			continue
		}
		n++
		img, err := jpeg.Decode(bytes.NewReader(body(t, f)))
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if r, _, bl, _ := img.At(x, y).RGBA(); r > 0xd000 && bl < 0x6000 {
					seen++
				}
			}
		}
		if full := 3 * 40 * 40; seen < full*9/10 {
			t.Errorf("%s: %d pixels of the focus are in sight", f.Path, seen)
		}
		b := img.Bounds()
		if og["og:image"] == "https://example.org/p/"+f.Path && (og["og:image:width"] != strconv.Itoa(b.Dx()) || 9*b.Dx()/16 < b.Dy()-1) {
			t.Errorf("og:image %s has %v, and says %s", f.Path, b, og["og:image:width"])
		}
	}
	if n != 3 || !strings.Contains(og["og:image"], "lake-") {
		t.Errorf("%d crops, og:image %s", n, og["og:image"])
	}
}

// Row D8, and the incremental side of it: another credit is another file.
func TestAnotherCreditIsAnotherFile(t *testing.T) {
	live := photoSite()
	b := newBuilder(live, Options{})
	before := buildAll(b).paths()
	b.Update(live.Write("content/lake.jpg.yaml", []byte("creator: Bo Other\n")))
	after := buildAll(b)
	for _, p := range after.paths() {
		if strings.HasPrefix(p, "lake-") && slices.Contains(before, p) {
			t.Errorf("%s is as it was", p)
		}
	}
	if d := after.diff(buildAll(newBuilder(live, Options{}))); d != "" {
		t.Error(d)
	}
}

// The case img-animation: of a picture that moves, one image was left.
func TestAnimationsAreServedUntouched(t *testing.T) {
	s, problems := buildCase(t, "img-animation")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	g, err := gif.DecodeAll(bytes.NewReader(body(t, s.file("anim.gif"))))
	if err != nil || len(g.Image) != 3 || g.LoopCount != 0 || !slices.Equal(g.Delay, []int{40, 40, 40}) {
		t.Errorf("%d images, %v, %v", len(g.Image), g.Delay, err)
	}
	img := nodesOf(treeOf(t, text(t, s, "page/index.html")), "img")[0]
	if attr(img, "width") != "900" || attr(img, "height") != "300" || attr(img, "srcset") != "" {
		t.Errorf("%v", img.Attr)
	}
}

// The case img-names-differ-in-case: on many a disk two pictures were one, and it
// was shown twice.
func TestPicturesWhoseNamesDifferInCaseStayApart(t *testing.T) {
	s, problems := buildCase(t, "img-names-differ-in-case")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	folded := map[string]bool{}
	root := treeOf(t, text(t, s, "page/index.html"))
	for i, want := range []string{"Upper 100x60 100x60", "Lower 90x70 90x70", "PNG 8x8 8x8", "JPG 480x320 480x320"} {
		figure := nodesOf(root, "figure")[i]
		img := nodesOf(figure, "img")[0]
		size := attr(img, "width") + "x" + attr(img, "height")
		if got := textOf(nodesOf(figure, "figcaption")[0]) + " " + size; got != want {
			t.Errorf("figure %d is %q, want %q", i, got, want)
		}
		f := s.file(strings.TrimPrefix(attr(img, "src"), "/"))
		if f == nil {
			f = s.file(strings.TrimPrefix(attr(img, "src"), "../"))
		}
		if f == nil {
			t.Fatalf("%s is not there", attr(img, "src"))
		}
		cfg, _, err := image.DecodeConfig(bytes.NewReader(body(t, f)))
		if err != nil || !strings.Contains(size, strconv.Itoa(cfg.Width)+"x"+strconv.Itoa(cfg.Height)) {
			t.Errorf("%s is %dx%d, %v; its figure says %s", f.Path, cfg.Width, cfg.Height, err, size)
		}
		if folded[strings.ToLower(f.Path)] {
			t.Errorf("%s is the address of another picture on many a disk", f.Path)
		}
		folded[strings.ToLower(f.Path)] = true
	}
	if len(folded) != 4 {
		t.Errorf("%d addresses", len(folded))
	}
}

// The case img-cmyk: the colours of a print desk's JPEG came out inverted.
func TestPrintersColoursBecomeScreensColours(t *testing.T) {
	s, problems := buildCase(t, "img-cmyk")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	n := 0
	for _, f := range s.files {
		if strings.HasPrefix(f.Path, "cmyk") {
			n++
			isColour(t, f, 0.5, 0.5, color.RGBA{255, 55, 55, 255}, 6)
		}
	}
	if n == 0 || s.file("cmyk.jpg") != nil {
		t.Errorf("%d pictures", n)
	}
}

func isColour(t *testing.T, f *output.File, x, y float64, want color.RGBA, off int) {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(body(t, f)))
	if err != nil {
		t.Fatalf("%s: %v", f.Path, err)
	}
	b := img.Bounds()
	at := img.At(int(x*float64(b.Dx())), int(y*float64(b.Dy())))
	r, g, bl, _ := at.RGBA()
	got := [3]int{int(r >> 8), int(g >> 8), int(bl >> 8)}
	if c, ok := at.(color.YCbCr); ok && strings.HasSuffix(f.Path, ".webp") {
		got = fromVideo(c)
	}
	for i, w := range []uint8{want.R, want.G, want.B} {
		if d := got[i] - int(w); d > off || d < -off {
			t.Errorf("%s: %v, want %v", f.Path, got, want)
			return
		}
	}
}

// fromVideo is a colour of a lossy WebP, whose samples run from 16 to 235 (ITU-R
// BT.601), which the decoder here takes for a JPEG's.
func fromVideo(c color.YCbCr) (rgb [3]int) {
	y, cb, cr := 255*(float64(c.Y)-16)/219, (float64(c.Cb)-128)*255/224, (float64(c.Cr)-128)*255/224
	for i, v := range []float64{y + 1.402*cr, y - 0.344136*cb - 0.714136*cr, y + 1.772*cb} {
		rgb[i] = int(max(0, min(255, v+0.5)))
	}
	return rgb
}

// The case img-empty-and-cut: a build went on, or died without a name.
func TestEmptyAndCutPicturesFailWithTheirPlace(t *testing.T) {
	s, problems := buildCase(t, "img-empty-and-cut")
	var got []string
	for _, d := range problems {
		if d.Severity == diag.Error {
			got = append(got, d.Pos.File+":"+strconv.Itoa(d.Pos.Line)+" "+d.Code+" "+d.Msg)
		}
	}
	if len(got) != 2 || !strings.Contains(got[0], "page.md:6 bad-picture") || !strings.Contains(got[0], "empty") || !strings.Contains(got[1], "page.md:8 bad-picture") || !strings.Contains(got[1], "cut short") {
		t.Errorf("%q", got)
	}
	for _, f := range s.files {
		if strings.Contains(f.Path, "empty") || strings.Contains(f.Path, "cut") {
			t.Errorf("%s is published", f.Path)
		}
	}
}

// The case img-svg-script: opened by its address, a drawing ran a script.
func TestDrawingsRunNoScript(t *testing.T) {
	s, problems := buildCase(t, "img-svg-script")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	bad := string(body(t, s.file("bad.svg")))
	for _, word := range []string{"script", "onload", "javascript", "http://", "https://"} {
		if strings.Contains(strings.ReplaceAll(bad, "http://www.w3.org/", ""), word) {
			t.Errorf("%q in %s", word, bad)
		}
	}
	if !slices.ContainsFunc(problems, func(d diag.Diag) bool { return d.Code == "drawing-cleaned" && d.Pos.File == "content/bad.svg" }) {
		t.Errorf("nobody is told: %v", problems)
	}
	imgs := nodesOf(treeOf(t, text(t, s, "page/index.html")), "img")
	if len(imgs) != 2 || attr(imgs[1], "width") == "" || attr(imgs[1], "width") == "0" {
		t.Fatalf("%d pictures", len(imgs))
	}
	w, _ := strconv.Atoi(attr(imgs[1], "width"))
	if h, _ := strconv.Atoi(attr(imgs[1], "height")); w != 2*h {
		t.Errorf("%d by %d", w, h)
	}
}

// The preview makes a page alone, and its browser then asks for the pictures.
func TestAPreviewHasThePicturesOfThePageThatItShows(t *testing.T) {
	b := newBuilder(photoSite(), Options{})
	v, ok := b.View(t.Context(), "index.html")
	if !ok || v.File == nil {
		t.Fatal("no page")
	}
	n := 0
	for _, img := range nodesOf(treeOf(t, string(body(t, v.File))), "img") {
		for c := range strings.SplitSeq(attr(img, "srcset")+","+attr(img, "src"), ",") {
			address, _, _ := strings.Cut(strings.TrimPrefix(c, "/p/"), " ")
			if address == "" {
				continue
			}
			f, ok := b.View(t.Context(), address)
			if !ok || f.File == nil || len(body(t, f.File)) == 0 || f.File.Sum != output.SumOf(body(t, f.File)) {
				t.Errorf("%s is not shown", address)
			}
			n++
		}
	}
	if n < 10 {
		t.Errorf("only %d pictures were asked for", n)
	}
	if _, ok := b.View(t.Context(), "lake-320.0123456789.jpg"); ok {
		t.Error("a picture that no page asked for is shown")
	}
}

// The case img-colour-profile: a profile was dropped, and with it the colours.
// The colours wanted are those of the quarters of the pictures through their
// profiles, worked out apart from this program.
func TestProfilesAreAppliedBeforeTheyAreDropped(t *testing.T) {
	s, problems := buildCase(t, "img-colour-profile")
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	n := 0
	for _, f := range s.files {
		want := []color.RGBA{{25, 221, 24, 255}, {23, 25, 181, 255}, {221, 25, 24, 255}, {23, 230, 221, 255}} // stored red is shown green
		switch {
		case strings.HasPrefix(f.Path, "wide-gamut-"):
			want = []color.RGBA{{242, 0, 0, 255}, {0, 184, 0, 255}, {25, 24, 231, 255}, {232, 221, 0, 255}}
		case !strings.HasPrefix(f.Path, "rotated-profile-"):
			continue
		}
		if crop := strings.Contains(f.Path[strings.LastIndexByte(f.Path, '-'):], "x"); crop {
			continue // it shows other parts
		}
		n++
		for i, c := range want {
			isColour(t, f, 0.25+0.5*float64(i%2), 0.25+0.5*float64(i/2), c, 3)
		}
	}
	if n < 16 {
		t.Errorf("only %d pictures", n)
	}
}
