package build

import (
	"brief/internal/diag"
	"brief/internal/output"
)

// This file is what a check of the finished site asks a builder beside its files.

// Origins are the places in Markdown that the addresses, ids and pictures of an
// output come from; nil if there are none.
func (b *Builder) Origins(path string) []output.Origin {
	s := b.snap.Load()
	r, ok := s.findRoute(path)
	if !ok {
		return nil
	}
	return s.templates.Origins(s.siteOf(r), r)
}

// textMax is the size in bytes above which an input file is no text that
// somebody wrote.
const textMax = 2 << 20

// Text is an input file's text, of the site's own or of the built-in ones; nil
// if there is none or it cannot be read. Do not change the bytes.
func (b *Builder) Text(path string) []byte {
	f := b.snap.Load().tree.Lookup(path)
	if f == nil || f.Size > textMax {
		return nil
	}
	text, _ := f.Bytes() // the build has reported it, and one that is being saved is read again in a moment
	return text
}

// Gone are the addresses of pages that a manifest names and that the site has
// not now, without an alias that leads on or a notice that the page is
// withdrawn: warnings, but for the home page's.
func (b *Builder) Gone(last *output.Manifest) diag.List { return b.snap.Load().gone(last) }

// Finished is a list as programs get it: sorted, each problem once, and with
// suggestions of what was meant. People are told the first of each file
// ([diag.List.Cap]).
func (b *Builder) Finished(l diag.List) diag.List {
	s := b.snap.Load()
	l = s.excuse(l)
	l.Sort()
	return s.suggested(l.Dedupe())
}
