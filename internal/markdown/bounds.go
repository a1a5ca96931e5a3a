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
	if off, ok := tangled(src); ok {
		p := d.Diag(body+off, 1, diag.Error, "too-complex",
			"this paragraph holds too many brackets for its length to be read in reasonable time",
			"divide the paragraph by blank lines, or put a backslash before brackets that are not links")
		return p, true
	}
	if off, ok := overmarked(src); ok {
		p := d.Diag(body+off, 1, diag.Error, "too-complex",
			fmt.Sprintf("this paragraph holds more than %d marks of emphasis, too many to be read in reasonable time", maxMarks),
			"divide the paragraph by blank lines, or put a backslash before signs that are no emphasis")
		return p, true
	}
	return diag.Diag{}, false
}

// What goldmark may have to look at again: for each "](" the rest of its
// paragraph, at about a nanosecond a byte, and far less for any other bracket.
const (
	maxLinkWork    = 600 << 20
	maxBracketWork = 4 << 30
)

// tangled finds a paragraph that would take goldmark more than about a second.
// A paragraph here is a run of lines that are not blank and begin no item of a list.
func tangled(src []byte) (off int, ok bool) {
	if len(src)*bytes.Count(src, []byte{'['}) < maxLinkWork {
		return 0, false
	}
	start, links, brackets := 0, 0, 0
	for at := 0; at < len(src); {
		line := src[at:]
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line = line[:i+1]
		}
		if begins, blank := beginsParagraph(line); begins {
			start, links, brackets = at+blank, 0, 0
		}
		links += bytes.Count(line, []byte("]("))
		brackets += bytes.Count(line, []byte{'['})
		at += len(line)
		if size := at - start; links*size > maxLinkWork || brackets*size > maxBracketWork {
			return start, true
		}
	}
	return 0, false
}

// beginsParagraph reports whether no paragraph can go on in line: it is blank,
// or begins a list item that may interrupt one (CommonMark 0.31, 5.2). blank is
// how many bytes the next paragraph is away: all of a blank line.
func beginsParagraph(line []byte) (begins bool, blank int) {
	text := bytes.TrimSpace(line)
	if len(text) < 2 {
		return len(text) == 0, len(line) - len(text)
	}
	switch text[0] {
	case '-', '*', '+':
		return text[1] == ' ', 0
	}
	return len(text) > 2 && text[0] == '1' && (text[1] == '.' || text[1] == ')') && text[2] == ' ', 0
}
