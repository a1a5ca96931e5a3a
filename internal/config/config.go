// Package config decodes brief.yaml, front matter, sidecar files and the list
// of people against the types of this package, by the type of each field and
// with the place of everything that is wrong.
//
// The files are YAML 1.2, read without its surprises: a text is what was typed
// ("0123", "no" and "2024-05-14" stay text), a key given twice is an error that
// names both lines, an unknown key is an error that names the nearest known
// one, and a file is one document without anchors, aliases and tags. A date is
// a day that exists, written 2025-07-14, or a full RFC 3339 time. A key
// without a value counts as not given.
//
// Nothing here fails as a whole: what could be read is returned beside the
// problems, and what could not be read keeps its default. Input may be
// hostile, so it is bounded: 64 KB of front matter, 1 MB of any other file,
// and 50 problems reported of one file.
package config

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"brief/internal/diag"
)

// Config is brief.yaml, every key optional, with its defaults filled in.
type Config struct {
	Title       string
	BaseURL     string // absolute, ends in a slash; empty if the site's address is not known
	Lang        string // BCP 47; "en" if not set
	Languages   []Language
	Timezone    *time.Location // of a date without a time; UTC if not set
	Publisher   Publisher
	Accent      Accent
	Fonts       Fonts
	Nav         []string                     // source files below content/
	Requires    string                       // versions of brief itself, as typed: ">= 0.1"
	Strings     map[string]map[string]string // language -> key -> text
	RawHTML     []string                     // element names that Markdown may hold, in lower case
	Images      Images
	Check       Check
	Deploy      map[string]Target
	Description string // the home page's, where it has no dek

	// RenderSum covers every setting that a page can show: all but Check and Deploy.
	RenderSum [16]byte

	bounds   []bound   // of Requires
	boundsAt diag.Diag // where it stands
	fontsAt  []fontAt  // the files of Fonts
}

// Language is one of the site's languages, in the order of brief.yaml.
type Language struct{ Code, Name string }

// Publisher is who publishes the site.
type Publisher struct {
	Name, URL, Logo string
	Policies        []Policy // in the order of brief.yaml
}

// Policy is where the publisher says by which rules it works.
type Policy struct {
	Kind string // corrections, ethics, unnamed_sources, feedback or ownership
	Page string // a page's source file below content/, or a web address
}

// Images are the recipe of derived pictures.
type Images struct {
	Formats []string       // of avif, webp, jpeg and png; empty to publish pictures in the size that they have
	Widths  []int          // pixels, ascending
	Quality map[string]int // format -> 1 to 100
}

// Check sets what is an error, a warning or off.
type Check struct {
	Budget   map[string]string // what it limits -> a size as typed, such as "200KB"
	Severity map[string]string // code -> error|warning|off
}

// Load decodes brief.yaml. A nil or empty src gives the defaults. The Config is
// never nil.
func Load(file string, src []byte) (*Config, diag.List) {
	c := &Config{
		Lang:     "en",
		Timezone: time.UTC,
		Images: Images{
			Formats: []string{"webp", "jpeg"},
			Widths:  []int{320, 480, 640, 960, 1280, 1600, 2000, 2400},
			// In AVIF as near to the photo as in WebP, at two thirds of its bytes (seven
			// photographs at 320 and 640 pixels, internal/bench/quality).
			Quality: map[string]int{"avif": 50, "webp": 76, "jpeg": 80},
		},
	}
	d := decoder{file: file, src: src, zone: time.UTC}
	if root := d.document(); root != nil {
		d.mapping("brief.yaml", root, configKeys, func(k, v *node) bool { return d.config(c, k.Value, v) })
		d.languageListed(c, root)
	}
	c.RenderSum = c.renderSum()
	return c, d.problems
}

// WithBaseURL returns a copy of the configuration for a site at another
// address, which must be one that [ParseBaseURL] returned; "" means that the
// address is not known.
func (c *Config) WithBaseURL(address string) *Config {
	changed := *c
	changed.BaseURL = address
	changed.RenderSum = changed.renderSum()
	return &changed
}

// Off are those of the problems that each picture and each note may have which
// nobody wants to hear of, sorted: by the ten thousand they cost too much to be
// made for nothing.
func (c *Config) Off() []string {
	var off []string
	for _, code := range []string{"missing-alt", "missing-credit", "vague-note"} {
		if c.Check.Severity[code] == "off" {
			off = append(off, code)
		}
	}
	return off
}

// renderSum hashes a canonical encoding: JSON, whose fields stand in the order
// of the type and whose maps are sorted. What is left out is named here, not
// what is put in, so that a new setting cannot be forgotten.
func (c *Config) renderSum() [16]byte {
	shown := *c
	shown.Check, shown.Deploy, shown.RenderSum = Check{}, nil, [16]byte{}
	shown.Timezone = nil
	text, err := json.Marshal(struct {
		Config
		Zone string
		Off  []string
	}{shown, c.Timezone.String(), c.Off()})
	if err != nil {
		panic("config: a Config always has a JSON form: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return [16]byte(sum[:16])
}
