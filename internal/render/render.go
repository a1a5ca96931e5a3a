// Package render makes output files from the linked site: pages by templates,
// feeds, sitemap and structured data by code, and static files through the
// minifier.
//
// A template sees its page as a *Page, whose methods are the door: each records
// the key of what it answers. Nothing else reaches the site.
package render

import (
	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/site"
	"brief/internal/source"
)

// Read is one value that an output read.
type Read struct {
	Key site.Key
	Was site.Fingerprint
}

// Result is one rendered file.
type Result struct {
	File  *output.File
	Reads []Read    // distinct, in the order of first reading
	Wants []string  // source paths of content files to be published because of this one, sorted
	Diags diag.List // broken links, missing pictures, unknown block types, …
}

// Templates are a site's layouts, blocks and assets, checked and ready.
// They are immutable and safe for concurrent use.
type Templates struct{}

// Load parses and checks layouts and prepares the assets that they name. The
// Templates are never nil; a page whose layout is broken renders to a problem.
func Load(t *source.Tree, cfg *config.Config) (*Templates, diag.List) { panic("contract") }

// Fingerprint answers for keys of kinds Template and Asset.
func (t *Templates) Fingerprint(k site.Key) site.Fingerprint { panic("contract") }

// Routes are the files of static/, sorted by path: those that a template names
// by asset, or a style sheet by url(), with their hash in their name, all
// others under their own.
func (t *Templates) Routes() []site.Route { panic("contract") }

// Names are the names of block types and assets, for suggestions.
func (t *Templates) Names(kind string) []string { panic("contract") }

// Render makes the file of a route. forget is for tests alone: reads of that
// kind are not recorded, which must make an incremental build go wrong.
func (t *Templates) Render(s *site.Site, r site.Route, forget site.Kind) Result { panic("contract") }
