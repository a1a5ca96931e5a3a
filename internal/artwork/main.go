// Command artwork draws the pictures of this repository's own briefing, maps
// and charts, as SVG files in content/, and its lead as a PNG too.
//
//	go run ./internal/artwork
//
// The same data give the same bytes; a test holds the files in content/ to
// what the program draws. Figures and places stand in the code, beside who
// gave them. Outlines come from Natural Earth (see data/README.md): all land
// merged into one shape and Laos alone outlined, because a border would say
// something that the briefing does not.
//
// Every drawing carries its colours for light and dark itself, since a page
// shows it by <img> and its style sheet does not reach inside. Type grows as
// the drawing shrinks, by media queries, whose width is that of the picture as
// shown; signs and strokes are measured by the type.
//
// The lead is geometry first (maps.go), then either an SVG or pixels: those
// are painted in layers (raster.go) by counting what shapes cover (scan.go),
// with type set from outlines (type.go).
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// picture is one file to draw.
type picture struct {
	name string
	data []byte
}

func main() {
	dir := flag.String("o", "content", "folder to write to")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "artwork:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	pictures, err := draw()
	if err != nil {
		return err
	}
	for _, p := range pictures {
		if err := os.WriteFile(filepath.Join(dir, p.name), p.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// draw makes all pictures.
func draw() ([]picture, error) {
	w, err := readWorld()
	if err != nil {
		return nil, err
	}
	raster, err := newLead(w).png()
	if err != nil {
		return nil, err
	}
	return append(drawings(w), picture{"from-laos-to-kursk.png", raster}), nil
}

// drawings are the pictures that are SVG.
func drawings(w *world) []picture {
	return []picture{
		{"from-laos-to-kursk.svg", newLead(w).svg()},
		{"killed.svg", killed(w)},
		{"laos.svg", laosMap(w)},
		{"forces.svg", forces()},
		{"exchange.svg", exchange()},
		{"givers.svg", givers(w)},
		{"cities.svg", cities(w)},
		{"months.svg", months()},
	}
}
