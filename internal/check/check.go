// Package check finds what is wrong in a finished site: in the bytes that
// readers get, not in what they were made from.
//
// # What is found
//
//   - Links: every address in HTML (links, pictures and their srcset, frames,
//     meta tags, structured data), style sheets, SVG, feeds, sitemap, web
//     manifest and robots.txt leads to a file of the site, in its letter case,
//     and a fragment to an id there.
//   - Access: what WCAG 2.2 asks for and a program can see without a browser:
//     names of links, buttons, fields, pictures and frames; one h1 and no level
//     left out; landmarks; languages; tables; ARIA; captions of films.
//   - HTML: tags that end nothing, elements that are not closed or may not stand
//     where they do, attributes twice; XML and JSON that programs can read.
//   - Privacy and safety: what a page loads from another site, style and event
//     attributes, a policy that allows too much.
//   - Leaks: the titles of pages held back, keys, private paths, editors'
//     leftovers, source maps, comments that say TODO.
//   - Weight: budgets in compressed bytes.
//
// # How
//
// A [Set] holds, for each file, a small account of it (what is wrong inside, the
// ids, what it refers to), and not its bytes: ten thousand pages need some tens
// of megabytes. [Set.Put] makes the account, on any number of goroutines at
// once; [Set.Page] and [Set.All] hold the accounts against each other. So a
// preview that puts one changed file asks for its page's findings at once. The
// same files give the same findings in the same order.
//
// A finding is placed in the Markdown where [Options.Origins] knows the address,
// id or picture, else where the file's text holds the words, else at the file.
// One that many pages share, because it comes from a template, is told once.
package check

import (
	"iter"
	"slices"
	"sync"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/output"
)

// Options are what a check knows beside the files. The zero value checks the
// files alone.
type Options struct {
	Config *config.Config // base URL, budgets, severities; nil for the defaults
	Held   []Held         // pages that must not show in any file

	// Origins returns where parts of the output at a path come from. It is
	// called for files with findings only. Nil, or a nil result, if not known.
	Origins func(path string) []output.Origin

	// Text returns an input file's text, nil if there is none such; nil if not known.
	Text func(file string) []byte

	// Bytes returns an output's bytes again, to weigh a short page that seems to
	// be over a budget as it is sent; nil if they are not to be had.
	Bytes func(path string) ([]byte, error)
}

// Held is a page that readers must not see yet.
type Held struct{ Source, Title string }

// Set is the files of a site as far as checks need them. It is safe for
// concurrent use.
type Set struct {
	opt    Options
	base   base
	drafts *titles

	packers sync.Pool // of *gzip.Writer, each the better part of a megabyte

	mu    sync.RWMutex
	files map[string]*account // by output path
	near  map[string]string   // folded path to path; nil until it is needed
}

// New makes an empty set.
func New(opt Options) *Set {
	if opt.Config == nil {
		opt.Config = &config.Config{}
	}
	return &Set{opt: opt, base: newBase(opt.Config.BaseURL), drafts: newTitles(opt.Held), files: map[string]*account{}}
}

// Put takes in a file in place of any earlier one of its path. One that is as
// it was costs nothing. The error is that of reading the file.
func (s *Set) Put(f *output.File) error {
	s.mu.RLock()
	old := s.files[f.Path]
	s.mu.RUnlock()
	if old != nil && old.sum == f.Sum && old.source == f.Source {
		return nil
	}
	a, err := s.read(f)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[f.Path] = a
	if old == nil {
		s.near = nil
	}
	return nil
}

// Drop takes a file out.
func (s *Set) Drop(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, path)
	s.near = nil
}

// PutAll takes in files on so many goroutines. The error is the first of reading.
func (s *Set) PutAll(files iter.Seq[*output.File], workers int) error {
	queue := make(chan *output.File, workers)
	var wait sync.WaitGroup
	var once sync.Once
	var failed error
	for range max(workers, 1) {
		wait.Go(func() {
			for f := range queue {
				if err := s.Put(f); err != nil {
					once.Do(func() { failed = err })
				}
			}
		})
	}
	for f := range files {
		queue <- f
	}
	close(queue)
	wait.Wait()
	return failed
}

// finding is a problem of an output file before it has a place in the input.
type finding struct {
	code, msg, hint string
	warning         bool
	node            int32  // of the element meant, while its document is at hand
	ref             string // its address, as it stands in the file
	to              string // where that leads, whoever refers to it; empty of what is no address
	id              string // its id
	alt             string // of a picture, its description
	words           string // its text, or that near it
}

// account is what a set keeps of a file.
type account struct {
	path, source, kind string
	sum                output.Sum
	size, packed       int64 // bytes; packed of compressed text, size of all else
	findings           []finding
	refs               []ref
	ids                []string // of HTML, sorted; nil of anything else
	title              string   // of a page that search engines may list
	loads              []load   // what a browser loads for a first view
	redirect           bool
}

// hasID says whether a fragment lands on a place of the page.
func (a *account) hasID(id string) bool {
	_, ok := slices.BinarySearch(a.ids, id)
	return ok
}

// severity is what check.severity makes of a finding; false if it is off.
func (s *Set) severity(f *finding) (diag.Severity, bool) {
	switch s.opt.Config.Check.Severity[f.code] {
	case "off":
		return 0, false
	case "error":
		return diag.Error, true
	case "warning":
		return diag.Warning, true
	}
	if f.warning {
		return diag.Warning, true
	}
	return diag.Error, true
}
