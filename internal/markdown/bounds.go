package markdown

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"brief/internal/diag"
)

// Bounds on what an editor's file may hold. Each is far beyond any briefing,
// and keeps a hostile or broken file from costing seconds or gigabytes.
const (
	maxFile     = 2 << 20 // bytes of a file
	maxLines    = 50_000  // of a file
	maxElements = 50_000  // links, pieces of code, marks of emphasis and tags in the running text of a file
	maxNested   = 50_000  // lists, quotes and notes of a file
	maxNesting  = 100     // elements inside each other
	maxSigns    = 200_000 // quotes, dashes, dots and spaces that are typeset in a file
	maxUses     = 1000    // marks of one note
	maxProblems = 200     // reported for one file
	maxCells    = 100_000 // in the tables of a file
	maxPipes    = 2000    // escaped pipes in the tables of a file
	maxTerms    = 300     // explained in the glossaries of a file
	maxSummary  = 300     // characters of Doc.Summary
)

// refuse reports what cannot be parsed at all.
func (d *Doc) refuse(body int) (diag.Diag, bool) {
	src := d.src[body:]
	if len(d.src) > maxFile {
		p := diag.Diag{Pos: diag.Pos{File: d.file}, Code: "too-long",
			Msg:  fmt.Sprintf("this file has %d bytes; at most %d are allowed", len(d.src), maxFile),
			Hint: "divide the text into several files"}
		return p, true
	}
	if lines := bytes.Count(d.src, []byte{'\n'}); lines > maxLines {
		p := diag.Diag{Pos: diag.Pos{File: d.file}, Code: "too-long",
			Msg:  fmt.Sprintf("this file has %d lines; at most %d are allowed", lines, maxLines),
			Hint: "divide the text into several files"}
		return p, true
	}
	if !utf8.Valid(src) {
		off := body
		for r, n := utf8.DecodeRune(d.src[off:]); r != utf8.RuneError || n != 1; r, n = utf8.DecodeRune(d.src[off:]) {
			off += n
		}
		p := d.Diag(off, 1, diag.Error, "not-utf-8", "this file is not in UTF-8: the character here cannot be read",
			"save the file with the encoding UTF-8")
		return p, true
	}
	return d.overworked(body)
}

// overworked reports the paragraph at which parsing would take too long.
func (d *Doc) overworked(body int) (diag.Diag, bool) {
	for _, c := range []struct {
		find       func([]byte) (int, bool)
		what, sign string
	}{
		{tangled, "brackets", "brackets that are not links"},
		{backticked, "backticks", "backticks that are not code"},
		{overmarked, "marks of emphasis", "signs that are no emphasis"},
	} {
		if off, ok := c.find(d.src[body:]); ok {
			return d.Diag(body+off, 1, diag.Error, "too-complex",
				"this paragraph, with those above it, holds too many "+c.what+" to be read in reasonable time",
				"divide the paragraph by blank lines or the text into several files, or put a backslash before "+c.sign), true
		}
	}
	return diag.Diag{}, false
}
