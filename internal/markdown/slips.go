package markdown

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"brief/internal/diag"
)

// Slips are what is legal Markdown and hardly meant: a heading without its
// space, a link with a space in its address, asterisks that nothing closes.
// Elsewhere they reach readers as signs in the text. One scan over the lines
// finds what looks like one; only on a page that has any is the tree looked
// at, for whether the signs did stay text there or belong to code.

// slip is a suspicion about the bytes from..to of a body.
type slip struct {
	from, to  int
	sure      int // the byte that must have stayed text; -1 if any of from..to must
	code      string
	msg, hint string
	within    ast.NodeKind // what the text must stand in; 0 for anything
	found     bool
}

// slips reports the slips of a parsed body.
func (w *walker) slips(root ast.Node) {
	w.levels(root)
	w.openFence(root)
	s := scanSlips(w.src)
	if len(s) == 0 {
		return
	}
	confirm(root, w.src, s)
	for i := range s {
		if s[i].found {
			w.problem(s[i].from, s[i].to-s[i].from, diag.Warning, s[i].code, s[i].msg, s[i].hint)
		}
	}
}

// levels finds headings that leave a level out, which a screen reader's list of
// them does not show.
func (w *walker) levels(root ast.Node) {
	last := 1
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		if h.Level > last+1 {
			want := strings.Repeat("#", last+1)
			msg := fmt.Sprintf("this heading is of level %d, and the one above it of level %d", h.Level, last)
			if last == 1 {
				msg = fmt.Sprintf("this heading is of level %d, and right below the title the levels begin with 2", h.Level)
			}
			w.problem(h.Pos(), h.Level, diag.Warning, "heading-level", msg, "write "+want+" in place of "+strings.Repeat("#", h.Level))
		}
		last = max(h.Level, 2) // a first-level heading in the text is shown as a second-level one
	}
}

// openFence finds a fence of code that nothing closes, so that all the rest of
// the page is code.
func (w *walker) openFence(root ast.Node) {
	code, ok := root.LastChild().(*ast.FencedCodeBlock)
	if !ok || code.Lines().Len() == 0 {
		return
	}
	end := code.Lines().At(code.Lines().Len() - 1).Stop
	if rest := bytes.TrimSpace(w.src[min(end, len(w.src)):]); len(rest) >= 3 && (rest[0] == '`' || rest[0] == '~') {
		return
	}
	from := lineStart(w.src, max(0, code.Lines().At(0).Start-1))
	mark := bytes.TrimLeft(lineFrom(w.src, from), " ")
	n := 0
	for n < len(mark) && mark[n] == mark[0] {
		n++
	}
	w.problem(from, len(lineFrom(w.src, from)), diag.Warning, "unclosed-fence",
		"this begins a piece of code that is never closed, so that all text below it is shown as code", "put a line "+string(mark[:n])+" after the code")
}

// confirm marks those suspicions whose bytes stayed text.
func confirm(root ast.Node, src []byte, slips []slip) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Kind() == ast.KindCodeSpan {
			return ast.WalkSkipChildren, nil
		}
		if t, ok := n.(*ast.Text); ok {
			for i := range slips {
				s := &slips[i]
				from, to := s.from, s.to
				if s.sure >= 0 {
					from, to = s.sure, s.sure+1
				}
				if !s.found && t.Segment.Start < to && from < t.Segment.Stop && (s.within == 0 || stands(n, s.within)) {
					s.found = true
				}
			}
		}
		return ast.WalkContinue, nil
	})
}

// stands says whether a node stands in one of a kind.
func stands(n ast.Node, within ast.NodeKind) bool {
	for ; n != nil; n = n.Parent() {
		if n.Kind() == within {
			return true
		}
	}
	return false
}

// slipsMax bounds the suspicions of a file, and with them the time that a
// hostile one costs.
const slipsMax = 100

// lineMax is how many bytes a line may have whose brackets are looked at, which
// takes the square of them at worst.
const lineMax = 4096

// scanner goes through the lines of a body.
type scanner struct {
	src      []byte
	found    []slip
	line     []byte // without its line break and the marks of quotes before it
	at       int    // where line begins
	quoted   bool   // it stands in a quote
	previous []byte // the line before in the same paragraph; empty at the first
	picture  bool   // the last line with text was a picture alone
	wasQuote bool   // the line before stood in a quote and had text
	columns  int    // cells of the table that the line may belong to; 0 if it is in none
	strong   int    // "**" of the paragraph so far
	ticks    int    // backticks of the paragraph so far
	lastMark [2]int // where the last of each stands
	gluedTo  byte   // what ends the mark of a list's item that the line before began with, without a space; 0 if it did not
	toldGlue bool   // the paragraph has been told of it
}

func scanSlips(src []byte) []slip {
	s := scanner{src: src}
	for at := 0; at < len(src) && len(s.found) < slipsMax; {
		line := lineFrom(src, at)
		next := at + len(line) + 1
		s.next(trimEnd(line), at)
		at = next
	}
	s.endParagraph()
	return s.found
}

// next looks at one line.
func (s *scanner) next(line []byte, at int) {
	rest := trimIndent(line)
	quoted := false
	for len(rest) > 0 && rest[0] == '>' {
		quoted = true
		rest = trimIndent(rest[1:])
	}
	s.line, s.at = rest, at+len(line)-len(rest)
	if len(rest) == 0 || quoted && !s.quoted {
		s.endParagraph()
	}
	lazy := s.wasQuote && !quoted && len(rest) > 0
	s.quoted = quoted
	s.wasQuote = len(rest) > 0 && (quoted || lazy && s.wasQuote)
	if len(rest) == 0 {
		return
	}
	switch c := rest[0]; {
	case lazy && !beginsBlock(rest):
		s.add(0, len(rest), "lazy-quote", "this line belongs to the quote or box above it, although it does not begin with >",
			"put a blank line above it, or begin it with >", ast.KindBlockquote)
		s.wasQuote = false // once is enough
	case c == '#':
		s.heading()
	case c == '[' || c == '(':
		s.box()
	case c == '|':
		s.table()
	case s.picture && len(s.previous) == 0 && isCaption(rest):
		s.add(0, len(rest), "caption-apart", "this is shown as text: a blank line parts it from the picture, whose caption it seems to be",
			"remove the blank line between the picture and this line", 0)
	case c == '!':
		s.captionBeside()
	case '0' <= c && c <= '9':
		s.number()
		s.glued()
	case c == '-' || c == '*' || c == '+':
		s.glued()
		s.task()
	case c >= 0x80:
		s.listMark()
		s.wideBox()
	}
	if s.line[0] != '|' {
		s.columns = 0
	}
	if !quoted && len(rest) == len(line) {
		s.lazyItem()
	}
	s.gluedTo = gluedMark(s.line)
	s.marks()
	s.picture = bytes.HasPrefix(rest, []byte("![")) && rest[len(rest)-1] == ')' && len(s.previous) == 0
	s.previous = s.line
}

// add keeps a suspicion about bytes of the line.
func (s *scanner) add(from, to int, code, msg, hint string, within ast.NodeKind) {
	s.keep(slip{from: s.at + from, to: s.at + to, sure: -1, code: code, msg: msg, hint: hint, within: within})
}

// addLink keeps a suspicion about a link or a picture whose bracket at the byte
// open of the line stayed text. What stands from there up to the byte rest is
// right; the hint is to write it with an end after it, in the manner of how.
func (s *scanner) addLink(open, to, rest int, msg, how, end string) {
	from := open
	if open > 0 && s.line[open-1] == '!' {
		from-- // of a picture
		msg = strings.NewReplacer("of a link", "of a picture", "the link's words", "the picture's description", "the link's address", "the picture's address").Replace(msg)
	}
	s.keep(slip{from: s.at + from, to: s.at + to, sure: s.at + open, code: "link-form",
		msg: "this is shown as text: " + msg, hint: "write" + how + " " + clip(s.line[from:rest]) + end})
}

func (s *scanner) keep(found slip) {
	if len(s.found) < slipsMax {
		s.found = append(s.found, found)
	}
}

// heading looks at a line that begins with "#".
func (s *scanner) heading() {
	n := 0
	for n < len(s.line) && s.line[n] == '#' {
		n++
	}
	if n <= 6 && s.line[len(s.line)-1] == '}' {
		s.headingID()
	}
	if n > 6 || n == len(s.line) || s.line[n] == ' ' || s.line[n] == '\t' || n == 1 && len(s.previous) > 0 {
		return
	}
	s.add(0, n, "heading-space", "this is shown as text: a heading has a space after its #",
		"write "+string(s.line[:n])+" "+clip(s.line[n:])+", or a backslash before the first # if it is no heading", 0)
}

// box looks at a line that begins with "[", for a box that is not one.
func (s *scanner) box() {
	end := bytes.IndexByte(s.line, ']')
	if end < 2 || s.line[0] != '[' || end+1 < len(s.line) && s.line[end+1] != ' ' {
		return
	}
	kind := s.line[1:end]
	switch {
	case kind[0] == '!' && !s.quoted && isBoxType(string(kind[1:])):
		s.add(0, end+1, "malformed-box", "this is shown as text: the lines of a box begin with >",
			"write > before each of its lines: > "+clip(s.line), 0)
	case s.quoted && isGitHubType(string(kind)):
		s.add(0, end+1, "malformed-box", "this is shown as a quote: the kind of a box has an exclamation mark",
			"write > [!"+string(kind)+"]", ast.KindBlockquote)
	}
}

// isGitHubType says whether a word in capitals is a kind of box that a quote
// would hardly begin with in square brackets.
func isGitHubType(kind string) bool {
	switch kind {
	case "KEY", "KNOWN", "UNKNOWN", "DISPUTED", "METHOD", "UPDATE", "NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION",
		"MORE", "QUOTE", "TIMELINE", "PEOPLE", "GLOSSARY", "QA", "CHART", "MAP":
		return true
	}
	return false
}

// table looks at a line that begins with "|".
func (s *scanner) table() {
	cells := cellsOf(s.line)
	rule := len(bytes.Trim(s.line, "|-: \t")) == 0
	header := cellsOf(s.previous)
	switch {
	case rule && header > 0 && s.columns == 0:
		if cells != header {
			s.add(0, len(s.line), "table-form", fmt.Sprintf("this is no table yet: the line above has %s, and this one %s", columns(header), columns(cells)),
				"give this line as many as the one above: "+strings.Repeat("|---", header)+"|", 0)
			cells = 1 << 20 // told once
		}
		s.columns = cells
	case s.columns > 0 && cells > s.columns:
		s.add(0, len(s.line), "table-form", fmt.Sprintf("this line has %s, and the table %s: what is too much is not shown", columns(cells), columns(s.columns)),
			`give the table's first two lines as many, or write \| for a bar within the text`, extast.KindTableCell)
	case s.columns == 0 && len(s.previous) > 0 && s.previous[0] == '|' && header > 1 && cells > 1:
		s.add(0, len(s.line), "table-form", "this is no table: its second line is missing",
			"below the line with the names of the columns, put "+strings.Repeat("|---", header)+"|", ast.KindParagraph)
		s.columns = 1 << 20 // told once
	}
}

func columns(n int) string {
	if n == 1 {
		return "1 column"
	}
	return fmt.Sprintf("%d columns", n)
}

// cellsOf counts the cells of a table's line that begins with "|"; 0 for another line.
func cellsOf(line []byte) int {
	if len(line) < 2 || line[0] != '|' {
		return 0
	}
	n := bytes.Count(line, []byte{'|'}) - bytes.Count(line, []byte(`\|`))
	if line[len(line)-1] == '|' {
		n--
	}
	return n
}

// number looks at a line that begins with a digit, for a numbered list that
// stands below text and does not begin with 1.
func (s *scanner) number() {
	n := digitsOf(s.line)
	if n == 0 || len(s.previous) == 0 || digitsOf(s.previous) > 0 || s.line[0] == '1' && n == 1 {
		return
	}
	after := lineFrom(s.src, min(len(s.src), s.at+len(lineFrom(s.src, s.at))+1))
	if digitsOf(bytes.TrimLeft(trimIndent(after), "> ")) == 0 && !s.afterColon() {
		return // one such line is a line of text that happens to begin with a number
	}
	s.add(0, n+1, "list-mark", "this is shown as a part of the text above it: a list that does not begin with 1 needs a blank line before it",
		"put a blank line above it", ast.KindParagraph)
}

// digitsOf is the number of digits of a numbered list's mark; 0 if the line has none.
func digitsOf(line []byte) int {
	n := 0
	for n < len(line) && n < 4 && '0' <= line[n] && line[n] <= '9' {
		n++
	}
	if n == 0 || n > 3 || n+1 >= len(line) || line[n] != '.' && line[n] != ')' || line[n+1] != ' ' {
		return 0
	}
	return n
}

// listMark looks at a line that begins with a dash or bullet of a word processor.
func (s *scanner) listMark() {
	r, n := utf8.DecodeRune(s.line)
	switch r {
	case '•', '▪', '◦', '‣', '●', '·', '−':
		if len(s.previous) > 0 && bytes.HasPrefix(s.previous, s.line[:n]) || len(s.line) == n || s.line[n] != ' ' && s.line[n] != '\t' {
			return // told at the first
		}
	case '–', '—':
		if s.quoted {
			s.attribution(n)
			return
		}
		// One such line may be speech; two, one below the other, are a list.
		if len(s.previous) == 0 || !bytes.HasPrefix(s.previous, append(s.line[:n:n], ' ')) || len(s.line) == n || s.line[n] != ' ' {
			return
		}
	default:
		return
	}
	s.add(0, n, "list-mark", "this is shown as text, run together with the lines around it: "+string(r)+" makes no list",
		"begin each item of a list with a hyphen and a space: - "+clip(bytes.TrimLeft(s.line[n:], " \t")), 0)
}

// attribution looks at a dash at the beginning of a quoted line, after which a
// space is missing.
func (s *scanner) attribution(n int) {
	if len(s.line) > n && s.line[n] != ' ' {
		s.add(0, n, "attribution-space", "this is shown as a part of the quote: a space is missing after the dash",
			"write > — "+clip(s.line[n:]), ast.KindBlockquote)
	}
}

// marks counts the marks of the line that must be even in a paragraph, and
// looks at its brackets.
func (s *scanner) marks() {
	strong := []byte("**")
	if n := bytes.Count(s.line, []byte{'`'}); n > 0 {
		s.ticks += n
		s.lastMark[1] = s.at + bytes.LastIndexByte(s.line, '`')
	}
	for i := bytes.Index(s.line, strong); i >= 0; {
		if i == 0 || s.line[i-1] != '*' && s.line[i-1] != '\\' {
			s.strong++
			s.lastMark[0] = s.at + i
			s.apart(i)
		}
		next := bytes.Index(s.line[i+1:], strong)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	if len(s.line) <= lineMax && bytes.IndexByte(s.line, '[') >= 0 {
		s.brackets()
	}
	s.wideLink()
}

// endParagraph looks at what the paragraph's marks came to.
func (s *scanner) endParagraph() {
	if s.strong%2 == 1 {
		s.keep(slip{from: s.lastMark[0], to: s.lastMark[0] + 2, sure: -1, code: "unclosed-mark",
			msg: "the asterisks are shown as they stand: another ** is missing in this paragraph", hint: `put ** on both sides of the words, or write \** if they belong to the text`})
	}
	if s.ticks%2 == 1 {
		s.keep(slip{from: s.lastMark[1], to: s.lastMark[1] + 1, sure: -1, code: "unclosed-mark",
			msg: "the sign ` is shown as it stands: another is missing in this paragraph", hint: "put ` on both sides of the code, or write \\` if it belongs to the text"})
	}
	s.previous, s.columns, s.strong, s.ticks = nil, 0, 0, 0
	s.gluedTo, s.toldGlue = 0, false
}

// beginsBlock says whether a line can begin a block of its own below a quote,
// rather than go on with its text.
func beginsBlock(line []byte) bool {
	switch line[0] {
	case '#', '`', '~', '|', '<':
		return true
	case '-', '*', '+', '_':
		return len(line) > 1 && (line[1] == ' ' || line[1] == line[0])
	case '[':
		return len(line) > 1 && line[1] == '^'
	case '1':
		return digitsOf(line) > 0
	}
	return false
}

// trimIndent takes up to three spaces away, more of which would make code.
func trimIndent(line []byte) []byte {
	for i := 0; i < 3 && len(line) > 0 && line[0] == ' '; i++ {
		line = line[1:]
	}
	return line
}

// trimEnd takes the white space at the end of a line away.
func trimEnd(line []byte) []byte {
	for n := len(line); n > 0 && (line[n-1] == ' ' || line[n-1] == '\t' || line[n-1] == '\r'); n-- {
		line = line[:n-1]
	}
	return line
}

// lineFrom is the line at an offset, without its line break.
func lineFrom(src []byte, at int) []byte {
	if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
		return src[at : at+i]
	}
	return src[at:]
}

// lineStart is where the line of an offset begins.
func lineStart(src []byte, at int) int { return bytes.LastIndexByte(src[:at], '\n') + 1 }

// clip shortens a text for a hint.
func clip(text []byte) string {
	const most = 60
	if utf8.RuneCount(text) <= most {
		return string(text)
	}
	return string([]rune(string(text))[:most]) + "…"
}
