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
// that ends in a colon or is an item itself.
func (s *scanner) glued() {
	mark, within := gluedMark(s.line), ast.KindParagraph
	switch {
	case mark == 0 || s.toldGlue:
		return
	case isItem(s.previous, mark):
		within = ast.KindListItem
	case mark != s.gluedTo && !s.afterColon():
		return
	}
	s.toldGlue = true
	n := bytes.IndexByte(s.line, mark) + 1
	s.add(0, n, "list-mark", "this is shown as text, run together with the line above it: a space is missing after "+string(s.line[:n]),
		"begin each of these lines with the mark and a space: "+string(s.line[:n])+" "+clip(s.line[n:]), within)
}

// isItem says whether a line is an item of a list whose mark ends in a byte.
func isItem(line []byte, mark byte) bool {
	if n := digitsOf(line); n > 0 {
		return line[n] == mark
	}
	return len(line) > 2 && line[0] == mark && line[1] == ' '
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
// only what begins like a sentence after a short line is told.
func (s *scanner) lazyItem() {
	item := s.previous
	switch {
	case len(item) < 3 || len(item) > 60:
		return
	case len(item) > 30 && bytes.IndexByte([]byte(".!?"), item[len(item)-1]) < 0:
		return // a sentence that goes on; no line of thirty bytes was wrapped
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

// captionBeside looks at a picture whose caption stands on its own line, where
// it is running text: the last of it is a credit.
func (s *scanner) captionBeside() {
	end := bytes.Index(s.line, []byte(") "))
	if end < 0 || len(s.previous) > 0 || !bytes.HasPrefix(s.line, []byte("![")) || s.line[len(s.line)-1] != ']' {
		return
	}
	if rest := bytes.TrimSpace(s.line[end+1:]); isCaption(rest) {
		s.add(end+1, len(s.line), "caption-apart", "this is shown as text beside the picture: a caption begins on the next line",
			"begin a new line before it: "+clip(rest), 0)
	}
}

// wideBox looks at a line of a quote that begins a box with the wide brackets
// of Chinese and Japanese keyboards.
func (s *scanner) wideBox() {
	line := string(s.line)
	for _, pair := range []string{"【】", "［］"} {
		open, shut := pair[:3], pair[3:]
		rest, ok := strings.CutPrefix(line, open)
		kind, title, closed := strings.Cut(rest, shut)
		if kind = strings.TrimPrefix(strings.TrimPrefix(kind, "!"), "！"); !ok || !closed || !isGitHubType(kind) {
			continue
		}
		s.add(0, len(line)-len(title), "malformed-box", "this is shown as text: the brackets round the kind of a box are [ and ]",
			"write > [!"+kind+"]"+clip([]byte(title)), 0)
	}
}

// wideLink looks for a link with such brackets.
func (s *scanner) wideLink() {
	if bytes.IndexByte(s.line, 0xef) < 0 || len(s.line) > lineMax {
		return // "（" begins with it
	}
	line := string(s.line)
	for _, between := range []string{"】（", "］（", "](（", "]（"} {
		i := strings.Index(line, between)
		if i < 0 {
			continue
		}
		target, _, closed := strings.Cut(line[i+len(between):], "）")
		from := max(strings.LastIndex(line[:i], "【"), strings.LastIndex(line[:i], "［"), strings.LastIndex(line[:i], "["))
		if from < 0 || !closed || !looksLikeTarget(target) {
			continue
		}
		words := strings.TrimLeft(line[from:i], "【［[")
		s.add(from, i+len(between)+len(target)+len("）"), "link-form", "this is shown as text: the brackets of a link are [ ] and ( )",
			"write ["+clip([]byte(words))+"]("+target+")", 0)
	}
}

// apart looks at "**" at the byte i of the line for a space between it and the
// words: the first of two has none after it, the second none before it.
func (s *scanner) apart(i int) {
	before, after := i > 0 && s.line[i-1] == ' ', i+2 < len(s.line) && s.line[i+2] == ' '
	msg := ""
	switch {
	case before && after:
		msg = "a space stands on both sides of them"
	case before && s.strong%2 == 0:
		msg = "a space stands before them"
	case after && s.strong%2 == 1:
		msg = "a space stands after them"
	default:
		return
	}
	s.add(i, i+2, "unclosed-mark", "the asterisks are shown as they stand: "+msg, "write them next to the words that they make strong: **"+s.strongWords(i)+"**", 0)
}

// strongWords are the words that "**" at the byte i of the line was meant to
// make strong, with the one behind it or the one before it; an example if that
// stands in another line.
func (s *scanner) strongWords(i int) string {
	words := ""
	if s.strong%2 == 1 { // the first of two
		if n := bytes.Index(s.line[i+2:], []byte("**")); n >= 0 {
			words = clip(bytes.TrimSpace(s.line[i+2 : i+2+n]))
		}
	} else if from := bytes.LastIndex(s.line[:i], []byte("**")); from >= 0 {
		words = clip(bytes.TrimSpace(s.line[from+2 : i]))
	}
	if words == "" {
		return "important"
	}
	return words
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
