package diag

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// excerptMax is how many characters of a line an excerpt shows. A line may be a
// megabyte long; a terminal, an annotation and a kept problem need not be.
const excerptMax = 200

// excerptLead is how many of them stand before the place itself in a line that was cut.
const excerptLead = 80

// At returns a problem placed at a stretch of src, with its excerpt: an error
// until the caller says otherwise, and still without code and message.
//
// offset and length are in bytes and may be anything; they are brought inside
// src, and a stretch that runs over the end of its line ends there. A tab is
// one character, and so is a byte that is no part of valid UTF-8.
//
// A line of more than 200 characters is cut around the place. Excerpt then has
// "…" in place of the last character left out on either side, and Cut tells how
// many characters of the line come before that of Excerpt's first.
func At(file string, src []byte, offset, length int) Diag {
	offset = min(max(offset, 0), len(src))
	start := bytes.LastIndexByte(src[:offset], '\n') + 1
	line := src[start:]
	if end := bytes.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	line = bytes.TrimRight(line, "\r")
	from := min(offset-start, len(line))
	to := from + min(max(length, 0), len(line)-from)

	d := Diag{
		Pos: Pos{
			File: file,
			Line: 1 + bytes.Count(src[:start], []byte{'\n'}),
			Col:  1 + utf8.RuneCount(line[:from]),
		},
		Len: utf8.RuneCount(line[from:to]),
	}
	d.Excerpt, d.Cut = excerpt(line, from, d.Pos.Col-1)
	return d
}

// excerpt cuts a line around a byte offset in it, that of its col-th character (from 0).
func excerpt(line []byte, offset, col int) (text string, cut int) {
	if len(line) <= excerptMax || utf8.RuneCount(line) <= excerptMax {
		return string(line), 0
	}
	start := 0
	if col > excerptLead {
		start, cut = offset, col
		for range excerptLead {
			_, n := utf8.DecodeLastRune(line[:start])
			start, cut = start-n, cut-1
		}
	}
	end := start
	for range excerptMax {
		_, n := utf8.DecodeRune(line[end:])
		end += n
	}

	var b strings.Builder
	if start > 0 {
		_, n := utf8.DecodeRune(line[start:])
		start += n
		b.WriteString("…")
	}
	if end < len(line) {
		_, n := utf8.DecodeLastRune(line[:end])
		b.Write(line[start : end-n])
		b.WriteString("…")
	} else {
		b.Write(line[start:end])
	}
	return b.String(), cut
}
