package main

import (
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
)

const static = "../../static"

func readMark(t *testing.T) mark {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(static, "icon.svg"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := parse(string(src))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Pixels are compared, not bytes: another version of Go may pack them otherwise.
func TestIconsAreWhatTheMarkGives(t *testing.T) {
	m := readMark(t)
	for _, size := range sizes() {
		file, err := os.Open(filepath.Join(static, name(size)))
		if err != nil {
			t.Fatalf("%v (go run ./internal/icon draws it)", err)
		}
		defer file.Close()
		if info, err := file.Stat(); err != nil || info.Size() > 4<<10 {
			t.Errorf("%s has %d bytes (%v); 4,096 are enough", name(size), info.Size(), err)
		}
		got, err := png.Decode(file)
		if err != nil {
			t.Fatal(err)
		}
		want := m.draw(size)
		if got.Bounds() != want.Bounds() {
			t.Fatalf("%s: %v", name(size), got.Bounds())
		}
		for y := range size {
			for x := range size {
				if r, g, b, a := got.At(x, y).RGBA(); !same(r, g, b, a)(want.At(x, y).RGBA()) {
					t.Fatalf("%s differs at %d, %d (go run ./internal/icon draws it anew)", name(size), x, y)
				}
			}
		}
	}
}

func same(r, g, b, a uint32) func(r, g, b, a uint32) bool {
	return func(s, h, c, o uint32) bool { return r == s && g == h && b == c && a == o }
}

// Systems cut icons to circles of four fifths of the width at least.
func TestMarkStandsInTheSafeZone(t *testing.T) {
	m := readMark(t)
	for _, r := range m.rects {
		for _, corner := range [][2]float64{{r.x, r.y}, {r.x + r.w, r.y}, {r.x, r.y + r.h}, {r.x + r.w, r.y + r.h}} {
			if d := shrink * math.Hypot(corner[0]-m.size/2, corner[1]-m.size/2) / m.size; d > 0.4 {
				t.Errorf("a corner lies %.2f of the width from the middle", d)
			}
		}
	}
}

func TestOtherDrawingsAreRefused(t *testing.T) {
	for _, svg := range []string{
		``, `<svg viewBox="0 0 32 30"><path fill="#b02a1a" d="M4 8h24v5H4z"/></svg>`,
		`<svg viewBox="0 0 32 32"><path fill="red" d="M4 8h24v5H4z"/></svg>`,
		`<svg viewBox="0 0 32 32"><path fill="#b02a1a" d="M4 8h24v5H5z"/></svg>`,
		`<svg viewBox="0 0 32 32"><path fill="#b02a1a" d="M4 8l24 5z"/></svg>`,
	} {
		if m, err := parse(svg); err == nil {
			t.Errorf("%s is read as %v", svg, m)
		}
	}
}
