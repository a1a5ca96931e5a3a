package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"os"
	"path/filepath"
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
	pictures, err := draw()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		if filepath.Ext(p.name) != ".svg" {
			continue
		}
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
