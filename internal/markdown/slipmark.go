package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// glued looks at a line that begins with the mark of a list's item and lacks
// the space after it. One such line may be anything, "-ism" or "*emphasis" over
// two lines; two, one below the other, are a list, and so is one below a line
// that ends in a colon.
func (s *scanner) glued() {
	mark := gluedMark(s.line)
	if mark == 0 || mark != s.gluedTo && !s.afterColon() || s.toldGlue {
		return
	}
	s.toldGlue = true
	n := bytes.IndexByte(s.line, mark) + 1
	s.add(0, n, "list-mark", "this is shown as text, run together with the line above it: a space is missing after "+string(s.line[:n]),
		"begin each of these lines with the mark and a space: "+string(s.line[:n])+" "+clip(s.line[n:]), ast.KindParagraph)
}

// afterColon says whether the line before, in the same paragraph, announces a list.
func (s *scanner) afterColon() bool {
	return bytes.HasSuffix(s.previous, []byte(":")) || bytes.HasSuffix(s.previous, []byte("："))
}

// gluedMark is the last byte of the mark of a list's item that a line begins
// with and a letter or bracket follows, as in "-item", "*item" and "1)item"; 0
// for another line.
func gluedMark(line []byte) byte {
	n := 0
	for n < len(line) && n < 3 && '0' <= line[n] && line[n] <= '9' {
		n++
	}
	if n+1 >= len(line) {
		return 0
	}
	switch mark := line[n]; {
	case n == 0 && mark != '-' && mark != '+' && mark != '*', n > 0 && mark != ')' && mark != '.':
		return 0
	case mark == '*' && bytes.IndexByte(line[1:], '*') >= 0: // emphasis
		return 0
	case isLetterByte(line[n+1]) || n == 0 && line[n+1] == '[':
		return mark
	}
	return 0
}

// isLetterByte says whether a byte is an ASCII letter or belongs to a character beyond ASCII.
func isLetterByte(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }

// task looks at an item of a list for the brackets of a task without what
// belongs between them.
func (s *scanner) task() {
	if rest, ok := bytes.CutPrefix(s.line[1:], []byte(" [] ")); ok {
		s.add(2, 4, "list-mark", "this is shown as text: a task has a space between its brackets, or an x when it is done",
			"write "+string(s.line[:1])+" [ ] "+clip(rest), ast.KindListItem)
	}
}

// lazyItem looks at a line that is not indented and stands right below an item
// of a list, to which it then belongs. That is how long items are wrapped, so
// only a sentence after a short line that ended one is told.
func (s *scanner) lazyItem() {
	item := s.previous
	if len(item) < 3 || len(item) > 60 || bytes.IndexByte([]byte(".!?"), item[len(item)-1]) < 0 {
		return
	}
	if bullet := (item[0] == '-' || item[0] == '*' || item[0] == '+') && item[1] == ' '; !bullet && digitsOf(item) == 0 {
		return
	}
	if r, _ := utf8.DecodeRune(s.line); unicode.IsUpper(r) {
		s.add(0, len(s.line), "list-mark", "this is shown as a part of the item of the list above it",
			"put a blank line above it, or two spaces before it if it belongs to the item", ast.KindListItem)
	}
}

// isCaption says whether a line below a picture and a blank line is hardly
// anything but its caption: it ends with a credit in square brackets.
func isCaption(line []byte) bool {
	if line[len(line)-1] != ']' {
		return false
	}
	if line[0] == '*' || line[0] == '_' {
		return true
	}
	open := bytes.LastIndexByte(line, '[')
	credit := line[open+1 : len(line)-1]
	return open > 0 && line[open-1] == ' ' && (bytes.Contains(credit, []byte(": ")) || bytes.Contains(credit, []byte("©")))
}

// headingID looks at what a heading has in braces at its end. An id that is
// none stays text, in the heading and in the table of contents.
func (s *scanner) headingID() {
	at := bytes.LastIndex(s.line, []byte("{#"))
	if at < 1 {
		return
	}
	inner := strings.TrimSpace(string(s.line[at+2 : len(s.line)-1]))
	id := strings.Join(strings.FieldsFunc(inner, func(r rune) bool { return strings.ContainsRune(" ,;#{}", r) }), "-")
	if id == "" {
		id = "like-this"
	}
	s.add(at, len(s.line), "heading-id", "this is shown as a part of the heading: the name of a place is one word without spaces",
		"write {#"+clip([]byte(id))+"}", ast.KindHeading)
}
