package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed data/countries-50m.json
var countries50m []byte

// point is a place: degrees east and north, or units of a picture, right and down.
type point struct{ x, y float64 }

// ring is a closed outline; its last point is not its first.
type ring []point

// world is what the maps need of Natural Earth, in degrees.
type world struct {
	land []ring // of all countries, without the borders between them
	laos []ring
}

// topology is as much of TopoJSON as the data use: quantized arcs that
// geometries share. https://github.com/topojson/topojson-specification, section 2.1
type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]int // per arc its first position, then differences
	Objects   struct {
		Countries, Land struct{ Geometries []geometry }
	}
}

type geometry struct {
	Type       string
	Arcs       json.RawMessage // its nesting depends on Type
	Properties struct{ Name string }
}

func readWorld() (*world, error) {
	var t topology
	if err := json.Unmarshal(countries50m, &t); err != nil {
		return nil, err
	}
	w := &world{}
	for _, g := range t.Objects.Land.Geometries {
		rings, err := t.rings(g)
		if err != nil {
			return nil, err
		}
		w.land = append(w.land, rings...)
	}
	for _, g := range t.Objects.Countries.Geometries {
		if g.Properties.Name != "Laos" {
			continue
		}
		rings, err := t.rings(g)
		if err != nil {
			return nil, err
		}
		w.laos = append(w.laos, rings...)
	}
	if len(w.land) == 0 || len(w.laos) == 0 {
		return nil, fmt.Errorf("the data hold no land or no Laos")
	}
	return w, nil
}

// rings decodes the outlines of a geometry, holes among them: the even-odd
// rule fills them right, so that nothing else has to know which is which.
func (t *topology) rings(g geometry) ([]ring, error) {
	var polygons [][][]int
	switch g.Type {
	case "Polygon":
		polygons = make([][][]int, 1)
		if err := json.Unmarshal(g.Arcs, &polygons[0]); err != nil {
			return nil, err
		}
	case "MultiPolygon":
		if err := json.Unmarshal(g.Arcs, &polygons); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("a geometry of type %q, want polygons", g.Type)
	}
	var all []ring
	for _, polygon := range polygons {
		for _, arcs := range polygon {
			all = append(all, t.ring(arcs))
		}
	}
	return all, nil
}

// ring joins arcs. Each begins where the one before it ends; a negative index
// ^i is arc i backwards.
func (t *topology) ring(arcs []int) ring {
	var r ring
	for _, i := range arcs {
		backwards := i < 0
		if backwards {
			i = ^i
		}
		pts := t.arc(i)
		if backwards {
			for a, b := 0, len(pts)-1; a < b; a, b = a+1, b-1 {
				pts[a], pts[b] = pts[b], pts[a]
			}
		}
		r = append(r, pts[:len(pts)-1]...)
	}
	return r
}

func (t *topology) arc(i int) []point {
	pts := make([]point, 0, len(t.Arcs[i]))
	x, y := 0, 0
	for _, d := range t.Arcs[i] {
		x, y = x+d[0], y+d[1]
		pts = append(pts, point{
			float64(x)*t.Transform.Scale[0] + t.Transform.Translate[0],
			float64(y)*t.Transform.Scale[1] + t.Transform.Translate[1],
		})
	}
	return pts
}
