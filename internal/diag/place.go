package diag

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

// excerptMax is how many characters of a line an excerpt shows: with the number in
// front, what a terminal of 80 columns has room for. Where it would wrap, the carets
// below would stand under something else, and a paragraph is often one line.
const excerptMax = 72

// excerptLead is how many of them at least stand before the place in a line of which
// the beginning is cut.
const excerptLead = 24

// At returns a problem placed at a stretch of src, with its excerpt: an error
// until the caller says otherwise, and still without code and message.
//
// offset and length are in bytes and may be anything; they are brought inside
// src and to the beginnings of characters, and a stretch that runs over the end
// of its line ends there. A tab is one character, and so is a byte that is no
// part of valid UTF-8.
//
// A line of more than 72 characters is cut around the place. Excerpt then has
// "…" in place of the last character left out on either side, and Cut tells how
// many characters of the line come before that of Excerpt's first.
//
// At reads src from its beginning. Where one file can have thousands of
// problems, use a [Text].
func At(file string, src []byte, offset, length int) Diag {
	return (&Text{file: file, src: src}).At(offset, length)
}

// Text is a file's text in which places are found in the same short time
// wherever they are, however long the text and its lines. It is immutable.
type Text struct {
	file  string
	src   []byte
	marks []mark // one about every stride bytes, ascending
}

// mark says where an offset of a text is.
type mark struct {
	offset int // the beginning of a character
	line   int // from 1
	start  int // offset of the line
	chars  int // characters of the line before offset
}

const stride = 4096

// NewText reads a text once, to find places in it later.
func NewText(file string, src []byte) *Text {
	t := &Text{file: file, src: src}
	for next := stride; next < len(src); next += stride {
		t.marks = append(t.marks, t.locate(next))
	}
	return t
}

// At is as the function At.
func (t *Text) At(offset, length int) Diag {
	m := t.locate(min(max(offset, 0), len(t.src)))
	length = min(max(length, 0), len(t.src)-m.offset)

	// How the line ends matters only as far as the stretch and the excerpt go.
	line := t.src[m.start:]
	whole := true
	if reach := m.offset - m.start + max(length, utf8.UTFMax*(excerptMax+1)); reach < len(line) {
		line, whole = line[:reach], false
	}
	if end := bytes.IndexByte(line[min(m.offset-m.start, len(line)):], '\n'); end >= 0 {
		line, whole = line[:m.offset-m.start+end], true
	}
	if whole {
		line = bytes.TrimRight(line, "\r")
	}
	from := min(m.offset-m.start, len(line))
	if from < m.offset-m.start { // between CR and LF: the end of the line
		m.chars = utf8.RuneCount(line)
	}
	to := characterAt(t.src, m.start+from+min(length, len(line)-from)) - m.start

	d := Diag{
		Pos: Pos{File: t.file, Line: m.line, Col: 1 + m.chars},
		Len: utf8.RuneCount(line[from:max(from, to)]),
	}
	d.Excerpt, d.Cut = excerpt(line, from, m.chars, d.Len)
	return d
}

// locate finds the character that an offset of the text is in.
func (t *Text) locate(offset int) mark {
	offset = characterAt(t.src, offset)
	m := mark{line: 1}
	// The last mark that is not after offset.
	if i, ok := slices.BinarySearchFunc(t.marks, offset, func(m mark, offset int) int { return m.offset - offset }); ok {
		return t.marks[i]
	} else if i > 0 {
		m = t.marks[i-1]
	}
	passed := t.src[m.offset:offset]
	if i := bytes.LastIndexByte(passed, '\n'); i >= 0 {
		m.line += bytes.Count(passed, []byte{'\n'})
		m.start, m.chars = m.offset+i+1, 0
		passed = passed[i+1:]
	}
	m.chars += utf8.RuneCount(passed)
	m.offset = offset
	return m
}

// characterAt brings an offset back to the beginning of the character that it is in.
func characterAt(s []byte, offset int) int {
	for back := 1; back < utf8.UTFMax && back <= offset && offset < len(s); back++ {
		if utf8.RuneStart(s[offset-back]) {
			if _, n := utf8.DecodeRune(s[offset-back:]); n > back {
				return offset - back
			}
			break
		}
	}
	return offset
}

// excerpt cuts a line around a byte offset in it, before which the line has some
// characters, and behind it a stretch of some length. The beginning stays if the
// stretch is seen with it.
func excerpt(line []byte, offset, chars, length int) (text string, cut int) {
	if len(line) <= excerptMax || len(line) <= utf8.UTFMax*excerptMax && utf8.RuneCount(line) <= excerptMax {
		return string(line), 0
	}
	start := 0
	if chars+length >= excerptMax && chars > excerptLead {
		behind := utf8.RuneCount(line[offset:min(len(line), offset+utf8.UTFMax*excerptMax)])
		start, cut = offset, chars
		for range max(excerptLead, excerptMax-behind) {
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
