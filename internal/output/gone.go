package output

import (
	"iter"
	"strings"
)

// Gone yields the published addresses of a manifest, in their order, that are
// not there any more. A file still stands at an address that has an alias or
// whose page was withdrawn, so that both are there.
//
// Addresses are those of pages, lists and redirects that show a content file.
// What brief makes by itself (404.html, lists of tags, answers to a question)
// nobody can keep by an alias, and comes and goes with the pages that it is of.
// Pictures and other media are parts of pages. A site built with drafts was
// never published: it has no addresses, and so has a nil manifest.
func Gone(last *Manifest, there func(path string) bool) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		if last == nil || last.Drafts {
			return
		}
		before := ""
		for _, e := range last.Files {
			if e.isAddress() && e.Path != before && !there(e.Path) && !yield(e) {
				return
			}
			before = e.Path // of a build that was stopped a path may stand twice
		}
	}
}

// isAddress says whether readers may have kept the address of a file.
func (e *Entry) isAddress() bool {
	return (e.Class == PageC || e.Class == List) && e.Source != "" && !strings.HasPrefix(e.Path, "feedback/")
}

// GoneFrom yields what [Gone] does where the other manifest is of the site now.
func GoneFrom(last, now *Manifest) iter.Seq[Entry] {
	paths := make(map[string]bool, len(now.Files))
	for i := range now.Files {
		paths[now.Files[i].Path] = true
	}
	return Gone(last, func(path string) bool { return paths[path] })
}
