// Package output is the finished site: files, their manifest, and the
// directory that they are written to.
//
// # The directory is owned through its manifest
//
// .brief.json names every file that brief wrote, with its SHA-256. A [Writer]
// writes into a directory that is absent, empty or has a manifest, and into no
// other. It changes and removes only files that the manifest names, and never
// follows a symbolic link, so that nothing that someone else put there, and
// nothing outside, is touched.
//
// # What a reader, or a kill, can see
//
// All files are first written whole below .brief-new. [Writer.Commit] then
// moves them into place by renames, in this order:
//
//  1. assets and media;
//  2. files that are new: pages, lists (the home page among them), feeds,
//     control files. New folders that hold nothing else move as a whole;
//  3. files that change, in the same order of classes;
//  4. removals: feeds, lists, pages, then media and assets.
//
// So at every instant each file is whole, old or new; no page refers to an
// asset that is not there, for assets come before and go after what uses them;
// and no page that stays refers to a page that is not there, for every new one
// comes before the first change and every old one goes after the last. The
// exception is a path that turns from a file into a folder or back: there the
// old one must go just before the new one comes.
//
// Before the first rename the manifest is replaced by one of the old and the
// new files together (it has "partial": true), and after the last removal by
// the exact one. A build that is killed therefore leaves a directory in which
// everything is owned, and the next build ends where a clean one would.
//
// Files are not flushed to the disk one by one, which would cost more than the
// whole build. After a power failure a file may be empty or missing though the
// manifest names it: the next build compares with the bytes that are there, not
// with what the manifest says, and mends it.
//
// # Names
//
// A path is slash-separated and must be fit for a file system, an address and
// an object store: see [CheckPath]. Two paths that differ only in letter case
// collide, because some disks and many people take them for one.
package output

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

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
type Sum [sha256.Size]byte

// SumOf returns the sum of a body.
func SumOf(body []byte) Sum { return sha256.Sum256(body) }

// String returns the sum in hexadecimal, as it stands in a manifest.
func (s Sum) String() string { return hex.EncodeToString(s[:]) }

// parseSum reads what String gives, and nothing else.
func parseSum(s string) (sum Sum, ok bool) {
	if len(s) != hex.EncodedLen(len(sum)) || strings.ContainsAny(s, "ABCDEF") {
		return sum, false
	}
	_, err := hex.Decode(sum[:], []byte(s))
	return sum, err == nil
}

// File is one finished file.
type File struct {
	Path    string // slash-separated, from the output's root: "why-laos/index.html"
	Type    string // media type with charset: "text/html; charset=utf-8"
	Class   Class
	Headers map[string]string // beyond Content-Type and Cache-Control; nil if none; perhaps shared with other files
	Sum     Sum
	Size    int64
	Source  string // the input file that it shows; empty for whole-site files

	CredentialsRemoved bool // its source holds Content Credentials (C2PA), and this file none

	// Where a redirect leads: an address from the site's root, percent-encoded
	// ("/laos/why/#past"); empty for any other file. The body is a page that
	// leads there by itself, for where a server cannot.
	Redirect string

	Body []byte                 // the bytes; nil if they are From's, or are to be asked of Load
	From *source.File           // the input file whose bytes are published as they are
	Load func() ([]byte, error) // makes the bytes again, where they are not held
}

// Bytes returns the file's content, from Body, From or Load. Do not change the bytes.
func (f *File) Bytes() ([]byte, error) {
	switch {
	case f.Body != nil:
		return f.Body, nil
	case f.From != nil:
		return f.From.Bytes()
	case f.Load != nil:
		return f.Load()
	case f.Size == 0:
		return []byte{}, nil
	}
	return nil, fmt.Errorf("%s has no content", f.Path)
}

// Entry returns what a manifest says of the file.
func (f *File) Entry() Entry {
	return Entry{Path: f.Path, Sum: f.Sum.String(), Size: f.Size, Type: f.Type, Class: f.Class, Redirect: f.Redirect, Headers: f.Headers, Source: f.Source, CredentialsRemoved: f.CredentialsRemoved}
}
