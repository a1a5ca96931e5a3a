// Package content turns one content file, front matter and Markdown, into one Page.
package content

import (
	"time"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/source"
)

// Options are the settings that a page's own parsing needs.
type Options struct {
	Zone      *time.Location
	Languages []string // codes that a file name's suffix may be
	Lang      string   // the site's
	Markdown  markdown.Options
}

// Page is one content file, on its own: it knows no other.
type Page struct {
	Path    string      // "content/laos/10-screen.lo.md"
	Dir     string      // "content/laos"
	Number  int         // 10; -1 where the name has no number
	Name    string      // "screen": the base name without number, language and ".md"; "index" for an index
	Lang    string      // from the suffix, else the front matter, else the site
	Meta    config.Meta // Title is never empty: a page without one is a problem, and takes its file's name
	MetaSum [16]byte    // fingerprint of everything above
	BodySum [16]byte    // fingerprint of the body's bytes and of Options.Markdown
}

// Parse reads front matter and a leading "# H1" only. The Page is never nil.
func Parse(f *source.File, opt Options) (*Page, diag.List) { panic("contract") }

// Doc is the page's body, parsed at first use and kept until Release.
// It is safe for concurrent use; its problems come with it each time.
func (p *Page) Doc() (*markdown.Doc, diag.List) { panic("contract") }

// Release lets go of the parsed body, so that a large build does not hold all of them.
func (p *Page) Release() { panic("contract") }
