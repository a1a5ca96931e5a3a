package picture

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxHead is how far into an SVG its root element may begin, in bytes.
const maxHead = 64 << 10

// isSVG looks for an svg element as the first one.
func isSVG(w *window) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(w.head(block), []byte("\ufeff")), " \t\r\n")
	if len(head) > 0 && head[0] != '<' {
		return false
	}
	_, _, ok := svgRoot(w.head(maxHead))
	return ok
}

// svgRoot returns the root element if it is svg, and whether it ends where it begins.
func svgRoot(data []byte) (root xml.StartElement, empty, ok bool) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	// The root's attributes are ASCII in every encoding that an SVG is met in.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.RawToken()
		if err != nil {
			return xml.StartElement{}, false, false
		}
		if e, ok := t.(xml.StartElement); ok {
			e = e.Copy()
			t, _ = d.RawToken()
			_, empty = t.(xml.EndElement)
			return e, empty, e.Name.Local == "svg"
		}
	}
}

// svgSize is the root's width and height where they are in pixels, else the
// viewBox's (SVG 2, sections 8.2 and 8.6); zero if neither is there.
func svgSize(data *window) (w, h int, err error) {
	root, empty, ok := svgRoot(data.head(maxHead))
	if !ok {
		return 0, 0, errBad
	}
	tag := "</svg"
	if prefix := root.Name.Space; prefix != "" {
		tag = "</" + prefix + ":svg"
	}
	if end := data.last([]byte(tag), 0); !empty && (end < 0 || data.last([]byte(">"), end) < 0) {
		return 0, 0, errCut
	}
	var width, height, boxWidth, boxHeight float64
	for _, a := range root.Attr {
		switch a.Name.Local {
		case "width":
			width = pixels(a.Value)
		case "height":
			height = pixels(a.Value)
		case "viewBox":
			if f := strings.FieldsFunc(a.Value, isListSpace); len(f) == 4 {
				boxWidth, boxHeight = pixels(f[2]), pixels(f[3])
			}
		}
	}
	if boxWidth > 0 && boxHeight > 0 {
		switch {
		case width == 0 && height == 0:
			width, height = boxWidth, boxHeight
		case width == 0:
			width = height * boxWidth / boxHeight
		case height == 0:
			height = width * boxHeight / boxWidth
		}
	}
	if width == 0 || height == 0 {
		return 0, 0, nil
	}
	return roundUp(width), roundUp(height), nil
}

func isListSpace(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) }

// pixels reads a length without a unit or in px; 0 for any other.
func pixels(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(v > 0) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// roundUp keeps an absurd size absurd, and inside the range of an int.
func roundUp(v float64) int { return int(math.Ceil(min(v, 1e9))) }
