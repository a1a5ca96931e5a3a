package markdown

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"brief/internal/diag"
)

// codeLook is what stands in braces after a fence's language:
//
//	```go {file="main.go" hl_lines="2 4-6" linenos linenostart=10}
//
// Commas may divide it, and lists may have brackets, as other programs want it.
type codeLook struct {
	file    string   // shown above the code; empty if none
	numbers bool     // of lines
	first   int      // the number of the first
	marked  [][2]int // ranges of lines to show marked, both ends included, the first line being 1
	off     int      // where it stands, for problems
	size    int
}

// maxNumbered is how many lines can be numbered or marked: each then has an element.
const maxNumbered = 10_000

// codeInfo reads a fence's first line: its language and its look.
func (w *walker) codeInfo(n *ast.FencedCodeBlock) (lang []byte, look codeLook) {
	look.first = 1
	lang = n.Language(w.src)
	if n.Info == nil {
		return lang, look
	}
	info := n.Info.Segment.Value(w.src)
	brace := bytes.IndexByte(info, '{')
	if brace < 0 {
		return lang, look
	}
	if brace < len(lang) {
		lang = lang[:brace]
	}
	attrs := bytes.TrimSpace(info[brace:])
	look.off, look.size = n.Info.Segment.Start+brace, len(attrs)
	inner, closed := bytes.CutSuffix(attrs[1:], []byte("}"))
	if !closed {
		w.codeProblem(&look, "these braces are not closed", "write } at the end of the line")
	}
	for rest := string(inner); ; {
		rest = strings.TrimLeft(rest, " \t,")
		if rest == "" {
			return lang, look
		}
		var key, value string
		if key, value, rest = cutAttribute(rest); !w.setLook(&look, key, value) {
			w.codeProblem(&look, fmt.Sprintf("%q is nothing that code can have, or has no such value", strings.TrimSuffix(key+"="+value, "=")),
				`write it like this: {file="main.go" hl_lines="2 4-6" linenos}`)
			return lang, look
		}
	}
}

func (w *walker) codeProblem(look *codeLook, msg, hint string) {
	w.problem(look.off, look.size, diag.Warning, "code-attribute", msg, hint)
}

// cutAttribute cuts key, key=value, key="value" or key=[value] off s.
func cutAttribute(s string) (key, value, rest string) {
	i := strings.IndexAny(s, "= \t,")
	if i < 0 {
		return s, "", ""
	}
	key, rest = s[:i], s[i:]
	if rest[0] != '=' {
		return key, "", rest
	}
	rest = rest[1:]
	if rest == "" {
		return key, "", ""
	}
	end := " \t,"
	switch rest[0] {
	case '"', '\'':
		end, rest = rest[:1], rest[1:]
	case '[':
		end, rest = "]", rest[1:]
	}
	i = strings.IndexAny(rest, end)
	if i < 0 {
		return key, rest, ""
	}
	return key, rest[:i], rest[i+1:]
}

// setLook takes one attribute; false if there is no such, or its value is none.
func (w *walker) setLook(look *codeLook, key, value string) (ok bool) {
	switch key {
	case "file", "filename", "title":
		look.file, ok = value, value != ""
	case "linenos":
		look.numbers, ok = value != "false", value == "" || value == "true" || value == "false" || value == "inline" || value == "table"
	case "linenostart":
		n, err := strconv.Atoi(value)
		look.first, look.numbers, ok = n, true, err == nil && n >= 0 && n < 1e6
	case "hl_lines":
		look.marked, ok = lineRanges(value)
	}
	return ok
}

// lineRanges reads "2 4-6"; false if that is none.
func lineRanges(s string) (ranges [][2]int, ok bool) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`,"'`, r) }) {
		from, to, span := strings.Cut(part, "-")
		if !span {
			to = from
		}
		a, err := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err != nil || err2 != nil || a < 1 || b < a {
			return nil, false
		}
		ranges = append(ranges, [2]int{a, b})
	}
	return ranges, len(ranges) > 0
}

func (l *codeLook) isMarked(line int) bool {
	for _, r := range l.marked {
		if r[0] <= line && line <= r[1] {
			return true
		}
	}
	return false
}

// lookLines gives the lines of code, whose HTML is written from start on, the
// elements that show them numbered and marked. A number is an attribute, which
// the style sheet shows: so copying the code never copies its numbers.
func (w *walker) lookLines(look *codeLook, start int) {
	if !look.numbers && len(look.marked) == 0 || len(w.buf) == start {
		return
	}
	code := string(w.buf[start:])
	lines := strings.Count(strings.TrimSuffix(code, "\n"), "\n") + 1
	for _, r := range look.marked {
		if r[1] > lines {
			w.codeProblem(look, fmt.Sprintf("there is no line %d: this code has %d", r[1], lines), "count the lines from 1")
			break
		}
	}
	if lines > maxNumbered || len(look.marked) > maxNumbered/100 {
		w.codeProblem(look, "this is too much code to number or mark its lines", "show the part that matters, and offer the rest as a file")
		return
	}
	w.buf = w.buf[:start]
	open := "" // the tag of the span that goes on from the line before
	n := 0
	for line := range strings.Lines(code) {
		n++
		marked := look.isMarked(n)
		end := w.lineTag(look, look.first+n-1, marked)
		w.raw(open)
		w.raw(strings.TrimSuffix(line, "\n"))
		if open = openSpan(open, line); open != "" {
			w.raw("</span>")
		}
		w.raw(line[len(strings.TrimSuffix(line, "\n")):])
		w.raw(end)
	}
}

// lineTag begins a line, and returns what ends it.
func (w *walker) lineTag(look *codeLook, number int, marked bool) (end string) {
	switch {
	case look.numbers && marked:
		w.raw(`<span class="l hl" data-n=`)
	case look.numbers:
		w.raw("<span class=l data-n=")
	case marked:
		w.raw("<span class=hl>")
		return "</span>"
	default:
		return ""
	}
	w.buf = append(strconv.AppendInt(w.buf, int64(number), 10), '>')
	return "</span>"
}

// openSpan returns the tag of the span that is open at the end of a line of
// coloured code; spans never stand in each other there.
func openSpan(open, line string) string {
	i, end := strings.LastIndex(line, "<span "), strings.LastIndex(line, "</span>")
	switch {
	case i > end:
		return line[i : i+strings.IndexByte(line[i:], '>')+1]
	case end >= 0:
		return ""
	}
	return open
}
