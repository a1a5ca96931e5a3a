package picture

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"brief/internal/source"
)

// maxHead is how far into an SVG its root element may begin, in bytes.
const maxHead = 64 << 10

// isSVG looks for an svg element as the first one.
func isSVG(w *source.Window) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(w.Head(block), []byte("\ufeff")), " \t\r\n")
	if len(head) > 0 && head[0] != '<' {
		return false
	}
	_, ok := readSVG(w.Head(maxHead))
	return ok
}

// svgHead is an SVG up to its root element.
type svgHead struct {
	root     xml.StartElement
	empty    bool // the root ends where it begins
	entities bool // the document type defines entities
}

// readSVG reads the head, and says whether the root is svg.
func readSVG(data []byte) (head svgHead, ok bool) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	// The root's attributes are ASCII in every encoding that an SVG is met in.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.RawToken()
		if err != nil {
			return svgHead{}, false
		}
		switch t := t.(type) {
		case xml.Directive:
			head.entities = head.entities || bytes.Contains(t, []byte("<!ENTITY"))
		case xml.StartElement:
			head.root = t.Copy()
			next, _ := d.RawToken()
			_, head.empty = next.(xml.EndElement)
			return head, head.root.Name.Local == "svg"
		}
	}
}

// Entities that name each other make a few hundred bytes a few gigabytes.
var errEntities = errors.New("defines abbreviations (<!ENTITY …>) that a browser may refuse: export it again as plain SVG")

// svgSize is the root's width and height where they are in pixels, else the
// viewBox's (SVG 2, sections 8.2 and 8.6); zero if neither is there; slice is Info's.
func svgSize(data *source.Window) (w, h int, slice bool, err error) {
	head, ok := readSVG(data.Head(maxHead))
	switch {
	case !ok:
		return 0, 0, false, errBad
	case head.entities:
		return 0, 0, false, errEntities
	}
	tag := "</svg"
	if prefix := head.root.Name.Space; prefix != "" {
		tag = "</" + prefix + ":svg"
	}
	if end := data.Last([]byte(tag), 0); !head.empty && (end < 0 || data.Last([]byte(">"), end) < 0) {
		return 0, 0, false, errCut
	}
	var width, height, boxWidth, boxHeight float64
	for _, a := range head.root.Attr {
		switch a.Name.Local {
		case "width":
			width, err = pixels(a.Value, "wide", err)
		case "height":
			height, err = pixels(a.Value, "high", err)
		case "preserveAspectRatio":
			slice = strings.HasSuffix(strings.TrimSpace(a.Value), " slice")
		case "viewBox":
			if f := strings.FieldsFunc(a.Value, isListSpace); len(f) == 4 {
				boxWidth, err = pixels(f[2], "wide", err)
				boxHeight, err = pixels(f[3], "high", err)
			}
		}
	}
	if err != nil {
		return 0, 0, false, err
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
		return 0, 0, slice, nil
	}
	return roundUp(width), roundUp(height), slice, nil
}

func isListSpace(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) }

// pixels reads a length without a unit or in px; 0 for any other. A length of
// nothing or less is an error, in any unit; the first error stays.
func pixels(s, direction string, err error) (float64, error) {
	s = strings.TrimSpace(s)
	number := numberAtStart(s)
	v, wrong := strconv.ParseFloat(number, 64)
	unit := s[len(number):]
	switch {
	case number == "" || wrong != nil && !math.IsInf(v, 0):
		return 0, err
	case v <= 0 && err == nil:
		return 0, fmt.Errorf("says it is %s pixels %s: export it again", thousands(-roundUp(-v)), direction)
	case v <= 0 || unit != "" && unit != "px":
		return 0, err
	}
	return v, err
}

// numberAtStart is what of a length is its number (CSS Values and Units 4,
// section 5.2).
func numberAtStart(s string) string {
	i := 0
	digits := func() {
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
	}
	sign := func() {
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
	}
	sign()
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if end := i; i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		sign()
		start := i
		if digits(); i == start {
			i = end // "em" is a unit
		}
	}
	return s[:i]
}

// roundUp keeps an absurd size absurd, and inside the range of an int.
func roundUp(v float64) int { return int(math.Ceil(min(v, 1e9))) }
