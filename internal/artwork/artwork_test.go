package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestContentHoldsWhatIsDrawn(t *testing.T) {
	pictures, err := draw()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		have, err := os.ReadFile(filepath.Join("..", "..", "content", p.name))
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(have, p.data) {
			t.Errorf("content/%s is not what is drawn; go run ./internal/artwork, and look at it", p.name)
		}
	}
}

func TestDrawingsAreSmallWellFormedAndWholeByThemselves(t *testing.T) {
	w, err := readWorld()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range drawings(w) {
		if len(p.data) > 40_000 {
			t.Errorf("%s: %d bytes, want at most 40,000", p.name, len(p.data))
		}
		for _, want := range []string{"<title id=\"title\">", "<desc id=\"desc\">", "(prefers-color-scheme:dark)"} {
			if !bytes.Contains(p.data, []byte(want)) {
				t.Errorf("%s: no %s", p.name, want)
			}
		}
		d := xml.NewDecoder(bytes.NewReader(p.data))
		for {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", p.name, err)
			}
			e, ok := tok.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range e.Attr {
				if a.Name.Local == "href" && a.Value[0] != '#' || a.Name.Local == "style" {
					t.Errorf("%s: <%s %s=%q>, want nothing from outside and no style attribute", p.name, e.Name.Local, a.Name.Local, a.Value)
				}
			}
		}
	}
}

func TestProjections(t *testing.T) {
	near := func(a, b point) bool { return math.Hypot(a.x-b.x, a.y-b.y) < 1e-9 }
	p := equalArea(point{70, 36})
	if got := p(point{70, 36}); !near(got, point{}) {
		t.Errorf("the centre lies at %v, want 0 0", got)
	}
	// A quarter of the way round the sphere is the square root of 2 away, whichever the way.
	if got := equalArea(point{})(point{90, 0}); !near(got, point{math.Sqrt2, 0}) {
		t.Errorf("90 degrees east of the centre lies at %v, want %v 0", got, math.Sqrt2)
	}
	if got := p.scaled(600, kursk(), point{340, 152})(kursk()); !near(got, point{340, 152}) {
		t.Errorf("Kursk lies at %v, want 340 152", got)
	}
	if n, s := mercator(point{10, 50}), mercator(point{10, -50}); math.Abs(n.y+s.y) > 1e-9 || n.y >= 0 {
		t.Errorf("50 degrees north and south lie at %v and %v, want north above and as far", n.y, s.y)
	}
}

func TestClipKeepsWhatIsInside(t *testing.T) {
	v := view{100, 100}
	square := func(x0, y0, x1, y1 float64) ring { return ring{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}} }
	for _, tt := range []struct {
		name string
		r    ring
		want float64 // area
	}{
		{"inside", square(10, 10, 20, 20), 100},
		{"across a corner", square(-50, -50, 10, 10), (10 + bleed) * (10 + bleed)},
		{"round it all", square(-500, -500, 500, 500), (100 + 2*bleed) * (100 + 2*bleed)},
		{"outside", square(200, 200, 300, 300), 0},
	} {
		if got := area(v.clip(tt.r)); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: area %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestSimplifyStaysWithinTolerance(t *testing.T) {
	w, err := readWorld()
	if err != nil {
		t.Fatal(err)
	}
	r := w.laos[0]
	s := simplify(r, 0.05)
	if len(s) >= len(r)/2 {
		t.Fatalf("%d of %d points are left, want fewer than half", len(s), len(r))
	}
	for _, p := range r {
		least := math.Inf(1)
		for i := range s {
			least = min(least, distance(p, s[i], s[(i+1)%len(s)]))
		}
		if least > 0.05 {
			t.Errorf("%v lies %v from the simpler outline, want at most 0.05", p, least)
		}
	}
}

// Type in a picture shrinks with it: the labels of the lead map were 11 pixels
// high on screens between a phone's and a desk's.
func TestTypeIsLegibleAtEveryWidth(t *testing.T) {
	size := regexp.MustCompile(`(?:max-width:(\d+)px\)\{)?svg\{font(?:-size)?:([\d.]+)px`)
	for _, of := range []struct{ units, whole float64 }{{544, 1}, {640, 1}, {1280, 1}, {1280, 1.5}} {
		units := of.units
		steps := size.FindAllStringSubmatch(typeSizes(units, of.whole), -1)
		for shown := 280.0; shown*of.whole <= units; shown++ {
			em := 0.0
			for _, s := range steps { // the last that holds wins
				if widest, err := strconv.ParseFloat(s[1], 64); err != nil || shown <= widest {
					em, _ = strconv.ParseFloat(s[2], 64)
				}
			}
			if px := em * shown * of.whole / units; px < 13.9 || px > 17.6 {
				t.Errorf("a picture of %g units has type of %.1f pixels where it is shown %g wide, want 14 to 17.5", units, px, shown)
			}
		}
	}
}

func TestLeadInPixels(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "content", "from-laos-to-kursk.png"))
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 150_000 {
		t.Errorf("%d bytes, want at most 150,000", len(data))
	}
	p, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if p.Bounds() != image.Rect(0, 0, 2400, 1200) {
		t.Errorf("%v, want 2,400 by 1,200 pixels", p.Bounds())
	}
	if _, ok := p.(*image.Paletted); !ok {
		t.Errorf("%T, want a palette", p)
	}
	w, err := readWorld()
	if err != nil {
		t.Fatal(err)
	}
	l := newLead(w)
	for _, tt := range []struct {
		what string
		at   point
		want color.RGBA
	}{
		{"the middle of the ring on Kursk province", l.to, hex(0xe3e9ed)},
		{"the ring itself", point{l.to.x, l.to.y - 5 - 0.28*36}, hex(0xb02a1a)},
		{"Laos", point{l.from.x, l.from.y - 12}, hex(0xb02a1a)},
		{"the Arabian Sea", point{520, 600}, hex(0xffffff)},
		{"the Caspian Sea, a hole in the land", point{405, 270}, hex(0xffffff)},
	} {
		if got := color.RGBAModel.Convert(p.At(int(tt.at.x*1.875), int(tt.at.y*1.875))); got != tt.want {
			t.Errorf("%s has the colour %v, want %v", tt.what, got, tt.want)
		}
	}
}

func TestPlanHasFiftyStrokes(t *testing.T) {
	line := bezier([4]point{{0, 0}, {30, 90}, {60, -90}, {90, 0}}, 2000)
	total := 0.0
	for i := 1; i < len(line); i++ {
		total += math.Hypot(line[i].x-line[i-1].x, line[i].y-line[i-1].y)
	}
	// Each piece of a stroke begins where the one before it ends.
	n, inked := 0, 0.0
	var end point
	for _, r := range dashes(line, 50, 1) {
		a, b := between(r[0], r[3], 0.5), between(r[1], r[2], 0.5)
		if n == 0 || math.Hypot(a.x-end.x, a.y-end.y) > 1e-9 {
			n++
		}
		inked, end = inked+math.Hypot(b.x-a.x, b.y-a.y), b
	}
	if n != 50 {
		t.Errorf("%d strokes, want 50", n)
	}
	if want := total * 50 / 99; math.Abs(inked-want) > 1e-6 {
		t.Errorf("strokes %v long together, want %v", inked, want)
	}
}

func TestFillCoversTheAreaOfAShape(t *testing.T) {
	turned := ring{{2, 2}, {2, 4}, {4, 4}, {4, 2}}
	for _, tt := range []struct {
		name  string
		rings []ring
		want  string // eighths of each pixel
	}{
		{"whole pixels", []ring{{{1, 1}, {3, 1}, {3, 2}, {1, 2}}}, "0000 0880 0000 0000"},
		{"parts of pixels", []ring{{{0.5, 0.5}, {2.25, 0.5}, {2.25, 2}, {0.5, 2}}}, "2410 4820 0000 0000"},
		{"a corner cut off", []ring{{{0, 0}, {2, 0}, {0, 2}}}, "8400 4000 0000 0000"},
		{"two that overlap", []ring{{{0, 0}, {2, 0}, {2, 2}, {0, 2}}, {{1, 1}, {3, 1}, {3, 3}, {1, 3}}}, "8800 8880 0880 0000"},
		{"a hole", []ring{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}, turned}, "8888 8888 8800 8800"},
		{"beyond every side", []ring{{{-9, -9}, {9, -9}, {9, 9}, {-9, 9}}}, "8888 8888 8888 8888"},
		{"nothing", nil, "0000 0000 0000 0000"},
	} {
		m := newMask(4, 4)
		m.fill([]ring{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}}) // what was there before does not stay
		m.fill(tt.rings)
		var got []byte
		for i, part := range m.part {
			if i > 0 && i%4 == 0 {
				got = append(got, ' ')
			}
			got = fmt.Append(got, int(part)*8/full)
		}
		if string(got) != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Natural Earth's land goes on beyond 180 degrees east without a cut: drawn as
// it stands, the far end of Siberia was a bar across the map.
func TestUnwrappedRingsDoNotJump(t *testing.T) {
	got := unwrapped([]ring{{{170, 60}, {179, 65}, {-175, 66}, {-179, 67}, {175, 68}}})[0]
	want := ring{{170, 60}, {179, 65}, {185, 66}, {181, 67}, {175, 68}}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("point %d is %v, want %v", i, got[i], want[i])
		}
	}
}

// A label that ran over another, or out of the picture, was seen only on a phone.
func TestLabelsStandClearWhereTypeIsLargest(t *testing.T) {
	w, err := readWorld()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range drawings(w) {
		boxes, width, height := labelBoxes(t, p.data)
		if len(boxes) < 2 {
			t.Errorf("%s: %d labels were found, want 2 or more", p.name, len(boxes))
		}
		for i, b := range boxes {
			if b.x0 < -2 || b.x1 > width+2 || b.y0 < 0 || b.y1 > height {
				t.Errorf("%s: %q takes %.0f to %.0f by %.0f to %.0f, beyond %g by %g", p.name, b.text, b.x0, b.x1, b.y0, b.y1, width, height)
			}
			for _, o := range boxes[:i] {
				if b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 {
					t.Errorf("%s: %q lies over %q", p.name, b.text, o.text)
				}
			}
		}
	}
}

type labelBox struct {
	text           string
	x0, y0, x1, y1 float64
}

// labelBoxes measures the labels of a drawing in the Go fonts, which run about
// as wide as those that readers have, at the size of the narrowest screen.
func labelBoxes(t *testing.T, svg []byte) (boxes []labelBox, w, h float64) {
	t.Helper()
	var picture struct {
		Width  float64 `xml:"width,attr"`
		Height float64 `xml:"height,attr"`
		Text   []struct {
			Class  string  `xml:"class,attr"`
			X      float64 `xml:"x,attr"`
			Y      float64 `xml:"y,attr"`
			Dx     string  `xml:"dx,attr"`
			Dy     string  `xml:"dy,attr"`
			Anchor string  `xml:"text-anchor,attr"`
			Text   string  `xml:",chardata"`
		} `xml:"text"`
	}
	if err := xml.Unmarshal(svg, &picture); err != nil {
		t.Fatal(err)
	}
	em := smallest * picture.Width / narrowest
	inEm := func(s string) float64 {
		n, _ := strconv.ParseFloat(strings.TrimSuffix(s, "em"), 64)
		return n * em
	}
	for _, l := range picture.Text {
		f, err := regular(em)
		if err != nil {
			t.Fatal(err)
		}
		_, length, err := f.set(strings.ReplaceAll(l.Text, "\u2011", "-"))
		if err != nil {
			t.Fatal(err)
		}
		x, y := l.X+inEm(l.Dx), l.Y+inEm(l.Dy)
		switch l.Anchor {
		case "middle":
			x -= length / 2
		case "end":
			x -= length
		}
		boxes = append(boxes, labelBox{l.Text, x, y - 0.72*em, x + length, y + 0.2*em})
	}
	return boxes, picture.Width, picture.Height
}

func TestEveryPictureIsShownWithCaptionAndCredit(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join("..", "..", "content", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var text []byte
	for _, page := range pages {
		src, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, src...)
	}
	w, err := readWorld()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range append(drawings(w), picture{name: "from-laos-to-kursk.png"}) {
		shown := regexp.MustCompile(`(?m)^!\[(.+)\]\(` + regexp.QuoteMeta(p.name) + `\)\n\*(.+)\* \[.*The Briefing Desk; .+\]$`)
		m := shown.FindSubmatch(text)
		if m == nil {
			t.Errorf("no page shows %s with a description, a caption and a credit that names the data", p.name)
		} else if bytes.Equal(m[1], m[2]) {
			t.Errorf("%s: the caption only repeats the description", p.name)
		}
	}
}
