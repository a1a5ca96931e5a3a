package config

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"brief/internal/diag"

	"golang.org/x/text/unicode/norm"
)

// Sidecar is what a file such as map.png.yaml says of the picture, video or
// sound beside it. It stands over what the file itself holds and under what
// the text says.
type Sidecar struct {
	Alt, Caption, Credit, Creator, Copyright, Licence string
	SourceType                                        string     // IPTC digital source type
	Focus                                             [2]float64 // shares of width and height, from the left and the top; the middle if not set
	Decorative                                        bool
	Poster, Captions, Transcript                      string // files beside it, of a video or a sound
	Unread                                            bool   // it is no YAML that can be read: what it says is not known
}

// ParseSidecar decodes a sidecar. A nil or empty src gives the defaults.
func ParseSidecar(file string, src []byte) (Sidecar, diag.List) {
	s := Sidecar{Focus: [2]float64{0.5, 0.5}}
	d := decoder{file: file, src: src, zone: time.UTC}
	if root := d.document(); root != nil {
		d.mapping("a picture's file", root, sidecarKeys, func(k, v *node) bool { return d.sidecar(&s, k.Value, v) })
	} else {
		s.Unread = d.problems.HasErrors()
	}
	return s, d.problems
}

func sidecarKeys() []string { return keysOf(sidecarFields()) }

func (d *decoder) sidecar(s *Sidecar, key string, v *node) bool {
	switch key {
	case "alt":
		s.Alt = d.text(key, v)
	case "caption":
		s.Caption = d.text(key, v)
	case "credit":
		s.Credit = d.text(key, v)
	case "creator":
		s.Creator = d.text(key, v)
	case "copyright":
		s.Copyright = d.text(key, v)
	case "licence":
		s.Licence = d.licence(key, v)
	case "source_type":
		s.SourceType = d.sourceType(key, v)
	case "focus":
		s.Focus = d.focus(key, v)
	case "decorative":
		s.Decorative = d.boolean(key, v)
	case "poster":
		s.Poster = d.text(key, v)
	case "captions":
		s.Captions = d.text(key, v)
	case "transcript":
		s.Transcript = d.text(key, v)
	default:
		return false
	}
	return true
}

// licence returns the name of a licence or its web address, and warns of an
// address that no reader can be sent to.
func (d *decoder) licence(what string, n *node) string {
	s := d.text(what, n)
	if u, err := url.Parse(s); err == nil && u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" && !strings.Contains(s, " ") {
		p := d.problem(n, "wrong-kind", "%s is neither the name of a licence nor its web address", quote(s))
		p.Severity = diag.Warning
		p.Hint = "write its name, or its address in full, such as https://creativecommons.org/licenses/by/4.0/"
	}
	return s
}

// sourceType returns a digital source type of the IPTC, its address or the last
// part of it, and warns of a name that is none: programs that ask whether a
// machine made a picture understand no other.
func (d *decoder) sourceType(what string, n *node) string {
	s, known := d.text(what, n), sourceTypes()
	retired := []string{"digitalArt", "softwareImage", "minorHumanEdits"}
	if s == "" || isOneOf(s, known) || isOneOf(s, retired) || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return s
	}
	p := d.problem(n, "unknown-value", "%s is no digital source type of the IPTC", quote(s))
	p.Severity = diag.Warning
	p.Hint = "write the last part of its address at cv.iptc.org/newscodes/digitalsourcetype, such as digitalCapture"
	if near := diag.Nearest(s, known); near != "" {
		p.Hint = diag.DidYouMean(near, "")
	}
	return s
}

// sourceTypes are the digital source types in use (IPTC NewsCodes,
// cv.iptc.org/newscodes/digitalsourcetype).
func sourceTypes() []string {
	return []string{"digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "humanEdits",
		"compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced", "digitalCreation", "dataDrivenMedia",
		"trainedAlgorithmicMedia", "algorithmicMedia", "screenCapture", "virtualRecording", "composite",
		"compositeCapture", "compositeSynthetic"}
}

// focus returns the point of a picture that must stay in sight, the middle if it is wrong.
func (d *decoder) focus(what string, n *node) [2]float64 {
	middle := [2]float64{0.5, 0.5}
	if !d.plain(n) {
		return middle
	}
	var point [2]float64
	ok := n.Kind == sequenceNode && len(n.Content) == 2
	for i := 0; ok && i < 2; i++ {
		f, err := strconv.ParseFloat(d.text(what, n.Content[i]), 64)
		ok = err == nil && f >= 0 && f <= 1
		point[i] = f
	}
	if !ok {
		d.problem(n, "wrong-kind", "%s takes two numbers from 0 to 1", what).
			Hint = "write the shares of width and height, from the left and the top: focus: [0.4, 0.3]"
		return middle
	}
	return point
}

// Person is someone whom front matter can name by an id.
type Person struct {
	Name, URL, Role string
	Organization    bool // a desk or an agency, not one person
}

// ParsePeople decodes content/_data/people.yaml: ids, each with a name and
// perhaps a url and a role. The map is never nil.
func ParsePeople(file string, src []byte) (map[string]Person, diag.List) {
	people := make(map[string]Person)
	d := decoder{file: file, src: src, zone: time.UTC}
	if root := d.document(); root != nil {
		d.named("the list of people", root, func(id, v *node) {
			var p Person
			before := len(d.problems)
			d.mapping(id.Value, v, authorKeys, func(k, v *node) bool { return d.person(&p, k.Value, v) })
			if p.Name == "" && len(d.problems) == before {
				d.problem(id, "missing-key", "%s has no name", quote(id.Value)).
					Hint = "write name: and the name, indented below it"
			}
			if p.Name != "" {
				people[norm.NFC.String(id.Value)] = p // as front matter names them
			}
		})
	}
	return people, d.problems
}

// person sets one key of someone with a name, in the list of people or as a page's author.
func (d *decoder) person(p *Person, key string, v *node) bool {
	switch key {
	case "name":
		p.Name = d.curly(key, v, d.text(key, v))
	case "url":
		p.URL = d.webAddress(key, v)
	case "role":
		p.Role = d.text(key, v)
	case "kind":
		p.Organization = d.oneOf(key, v, personKinds) == "organization"
	default:
		return false
	}
	return true
}

func personKinds() []string { return []string{"person", "organization"} }
