// Package output is the finished site: files, their manifest, and the
// directory that they are written to.
package output

import (
	"brief/internal/diag"
	"brief/internal/source"
)

// Class says how a file is cached and when it is written.
type Class string

const (
	Asset   Class = "asset" // its name holds the hash of its content
	Media   Class = "media" // a picture or other file under its own name
	PageC   Class = "page"
	List    Class = "list"    // home and lists
	Feed    Class = "feed"    // feeds, sitemap, robots.txt
	Control Class = "control" // never published: the manifest
)

// Sum is the SHA-256 of a file's final bytes.
type Sum [32]byte

// File is one finished file.
type File struct {
	Path    string // slash-separated, from the output's root: "why-laos/index.html"
	Type    string // media type with charset: "text/html; charset=utf-8"
	Class   Class
	Headers map[string]string // beyond Content-Type and Cache-Control; nil if none
	Sum     Sum
	Size    int64
	Source  string // the input file that it shows; empty for whole-site files

	Body []byte                 // the bytes; nil if they are From's, or are to be asked of Load
	From *source.File           // the input file whose bytes are published as they are
	Load func() ([]byte, error) // makes the bytes again, where they are not held
}

// Bytes returns the file's content, from Body, From or Load.
func (f *File) Bytes() ([]byte, error) { panic("contract") }

// TypeOf returns the media type for a path by this package's own table, the
// same on every machine: "application/octet-stream" for an unknown ending.
func TypeOf(path string) string { panic("contract") }

// Entry is a File without its bytes, as the manifest holds it.
type Entry struct {
	Path    string            `json:"path"`
	Sum     string            `json:"sha256"` // hex
	Size    int64             `json:"size"`
	Type    string            `json:"type"`
	Class   Class             `json:"class"`
	Headers map[string]string `json:"headers,omitempty"`
	Source  string            `json:"source,omitempty"`
}

// Manifest is .brief.json: what brief wrote in a directory.
type Manifest struct {
	Format int     `json:"format"`
	Drafts bool    `json:"drafts,omitempty"` // built with --drafts
	Files  []Entry `json:"files"`            // sorted by path
}

// Options of a Writer.
type Options struct {
	Drafts bool
	// Reserved are directories (absolute) that the output must not be, hold or lie in: the site's content, layouts and static.
	Reserved []string
	// Rename, if not nil, stands in for os.Rename and Remove for os.Remove: tests count and stop there.
	Rename func(from, to string) error
	Remove func(path string) error
}

// Writer writes one build into a directory. Nothing outside its staging
// directory changes before Commit.
type Writer struct{}

// Stats says what a Commit did.
type Stats struct{ Written, Unchanged, Removed int }

// NewWriter takes the directory, which may not exist yet. It refuses, with a
// problem, a directory that holds files and no manifest.
func NewWriter(dir string, opt Options) (*Writer, diag.List) { panic("contract") }

// Add stages a file if the directory's bytes differ. Paths come once each, in any order.
func (w *Writer) Add(f *File) error { panic("contract") }

// Commit brings the staged files into place: assets, new pages, changed pages,
// home and lists, feeds, then deletions of what the last manifest held.
func (w *Writer) Commit() (Stats, diag.List) { panic("contract") }

// Abort drops what was staged and leaves the directory as it was.
func (w *Writer) Abort() error { panic("contract") }

// Finish makes the files that depend on other files' final bytes.
func Finish(entries []Entry) []*File { panic("contract") }
