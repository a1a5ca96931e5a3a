// Package config decodes brief.yaml, front matter and sidecar files against
// the types of this package, by the type of each field and with the place of
// everything that is wrong.
package config

import (
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
	Nav         []string // source files below content/
	Requires    string
	Strings     map[string]map[string]string // language -> key -> text
	RawHTML     []string                     // element names that Markdown may hold
	Images      Images
	Check       Check
	Deploy      map[string]Target
	Description string // the home page's, where it has no dek

	// RenderSum covers every setting that a page can show: all but Check and Deploy.
	RenderSum [16]byte
}

// Language is one of the site's languages, in the order of brief.yaml.
type Language struct{ Code, Name string }

// Publisher is who publishes the site.
type Publisher struct{ Name, URL, Logo string }

// Accent is the site's one colour, as #rrggbb.
type Accent struct{ Light, Dark string }

// Fonts are names of the built-in faces, "system", or files of the site.
type Fonts struct{ Serif, Sans string }

// Images are the recipe of derived pictures.
type Images struct {
	Formats []string
	Widths  []int // pixels
	Quality map[string]int
}

// Check sets what is an error, a warning or off.
type Check struct {
	Budget   map[string]string
	Severity map[string]string // code -> error|warning|off
}

// Target is one place to publish to.
type Target struct {
	URL, Region, Endpoint, CloudFront, Compress string
	PathStyle                                   bool
	Cache                                       map[string]string
	Protect                                     []string
}

// Date is a date of front matter.
type Date struct {
	Time    time.Time // midnight in the site's zone for a day alone
	DayOnly bool
}

// IsZero says that the key was not given.
func (d Date) IsZero() bool { return d.Time.IsZero() }

// Status of a page.
type Status string

const (
	Draft     Status = "draft"
	Review    Status = "review"
	Published Status = "published"
	Withdrawn Status = "withdrawn"
)

// Author is a byline: ID names an entry of content/_data/people.yaml, else Name, URL and Role are set.
type Author struct{ ID, Name, URL, Role string }

// Correction is one entry of a page's corrections.
type Correction struct {
	Date       Date
	Kind, Text string
}

// Meta is a page's front matter. A key that was not given leaves its zero value,
// but for Status (Published) and Type (explainer with a date, else page).
type Meta struct {
	Title, Dek, Kicker, Type                  string
	Status                                    Status
	Date, Updated, Embargo, Expires, ReviewBy Date
	Authors                                   []Author
	Edition                                   string // "single" or "chapters"
	Slug, ID, Lang, Method, SourcesNote       string
	Aliases                                   []string
	Anchors                                   map[string]string
	Tags                                      []string
	Feedback                                  Feedback
	Corrections                               []Correction
	Extra                                     map[string]string // x-* keys, as typed

	At map[string]diag.Pos // where each key given stands, by key
}

// Feedback is what a page asks its readers.
type Feedback struct{ Question, Contact string }

// Load decodes brief.yaml. A nil or empty src gives the defaults.
func Load(file string, src []byte) (*Config, diag.List) { panic("contract") }

// SplitFrontMatter finds the YAML between the leading "---" lines. body is the
// byte offset at which the Markdown begins; yaml is empty if there is none.
// It reports an unclosed block and TOML ("+++") with how to convert it.
func SplitFrontMatter(file string, src []byte) (yaml []byte, yamlOffset, body int, l diag.List) {
	panic("contract")
}

// ParseMeta decodes a page's front matter, given the whole file: positions are
// those of the file.
func ParseMeta(file string, src []byte, zone *time.Location) (m Meta, body int, l diag.List) {
	panic("contract")
}
