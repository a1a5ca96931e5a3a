// Package source is the input tree: the site's own files laid over the
// embedded defaults, each with the hash of its content.
package source

import (
	"io/fs"

	"brief/internal/diag"
)

// Sum is the SHA-256 of a file's content.
type Sum [32]byte

// File is one input file. It never changes: an edit makes another File.
type File struct {
	Path    string // slash-separated, from the site's root: "content/10-why.md", "layouts/page.html", "static/site.css", "brief.yaml"
	Sum     Sum
	Size    int64 // bytes
	Default bool  // from the embedded defaults, not from the site

	body []byte // kept for text of modest size; nil for others, which are read again when wanted
}

// Tree is every input file. It is immutable.
type Tree struct{}

// Input says where a tree is read from. A nil file system is empty.
type Input struct {
	Site    fs.FS // the site's root: brief.yaml, content/, layouts/, static/
	Layouts fs.FS // defaults, laid under layouts/
	Static  fs.FS // defaults, laid under static/
}

// Scan reads every file of a site. What it could not take (a symbolic link out
// of the site, a device, an unreadable or too large file, a name that no
// address can hold) stands in [Tree.Problems].
func Scan(in Input) *Tree { panic("contract") }

// Update returns the tree after changes to the named paths of the site (files
// or directories, from the site's root; those that no longer exist are dropped).
// It equals a fresh Scan as far as those paths go. The receiver stays as it is.
func (t *Tree) Update(paths []string) *Tree { panic("contract") }

// Problems are the findings of the scan, those of unchanged files among them.
func (t *Tree) Problems() diag.List { panic("contract") }

// Lookup returns the file at the path, or nil.
func (t *Tree) Lookup(path string) *File { panic("contract") }

// Under returns the files whose path begins with the prefix ("content/"),
// sorted by path. The slice is the tree's own: do not change it.
func (t *Tree) Under(prefix string) []*File { panic("contract") }

// Bytes returns the file's content. It fails if the file can no longer be read
// or no longer has the content that Sum stands for. Do not change the bytes.
func (f *File) Bytes() ([]byte, error) { panic("contract") }

// Text returns the content if it is held in memory (Markdown, YAML, templates,
// style sheets, … up to 2 MB), else nil.
func (f *File) Text() []byte { return f.body }

// Dir is a directory of the disk as a file system that a Scan can trust: it
// follows a symbolic link only to a place inside the directory.
func Dir(path string) fs.FS { panic("contract") }
