package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"

	"brief/internal/diag"
)

// fileMax is the most that a file other than a page may hold, in bytes.
const fileMax = 1 << 20

// problemsMax is how many problems are reported of one file: who wrote JSON
// into a YAML file is helped by the first.
const problemsMax = 50

type node = yaml.Node

const (
	scalarNode   = yaml.ScalarNode
	sequenceNode = yaml.SequenceNode
	mappingNode  = yaml.MappingNode
)

// A decoder reads one YAML document that stands in src from start to its end,
// and keeps what is wrong with it.
type decoder struct {
	file     string
	src      []byte
	start    int  // byte offset of the YAML in src
	front    bool // it is front matter, between "---" lines
	zone     *time.Location
	comments bool // src has a "#" somewhere, so a value may have been cut by one
	last     mark // where offset was asked for last
	problems diag.List
}

// full says whether no further problem will be reported.
func (d *decoder) full() bool { return len(d.problems) >= problemsMax }

// load parses the whole of a YAML file, and says whether it could. The root is
// nil if the file holds nothing.
func (d *decoder) load() (root *node, ok bool) {
	text := d.src[d.start:]
	if !d.front {
		if rest, ok := bytes.CutPrefix(text, []byte("\ufeff")); ok {
			d.start += len(text) - len(rest)
			text = rest
		}
		if len(text) > fileMax {
			d.problemAt(d.start, 0, "file-too-large", "the file is larger than 1 MB")
			return nil, false
		}
	}
	if !d.readable(text) {
		return nil, false
	}
	d.comments = bytes.IndexByte(text, '#') >= 0
	if isBlank(text) {
		return nil, true
	}
	if d.front {
		if root := simple(string(text)); root != nil {
			return root, true
		}
	}
	var doc node
	if err := yaml.Load(text, &doc); err != nil {
		d.syntax(err)
		return nil, false
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, true
	}
	return doc.Content[0], true
}

// document parses the YAML and returns its root, a mapping; nil if there is
// none or if it cannot be read, which is then a problem.
func (d *decoder) document() *node {
	root, _ := d.load()
	if root == nil {
		return nil
	}
	if root.Kind == mappingNode {
		return root
	}
	if root.Kind == scalarNode && root.Tag == "!!null" && root.Value == "" {
		return nil
	}
	what := "the file"
	if d.front {
		what = "front matter"
	}
	p := d.problem(root, "wrong-kind", "%s consists of keys with their values, one a line, such as title: Why Laos?", what)
	if at, slip := d.missingSign(len(d.src)); slip.msg != "" && root.Kind == scalarNode {
		*p = place(d.file, d.src, at+slip.from, slip.length, p.Code, slip.msg)
		p.Hint = slip.hint
	} else if d.front {
		p.Hint = "if the page begins with a rule and not with front matter, put a blank line after the rule"
	}
	return nil
}

// readable reports what a YAML reader would trip over without saying where:
// bytes that are not UTF-8, control characters, line breaks other than LF and
// CR LF (the reader would count their lines and an editor does not), and
// markers that end the document, which the reader passes in silence.
func (d *decoder) readable(text []byte) bool {
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			d.problemAt(d.start+i, 1, "invalid-utf8", "this is not valid UTF-8 text").
				Hint = "save the file with the encoding UTF-8"
			return false
		case c == '\r' && i+1 < len(text) && text[i+1] == '\n':
		case c == '\r', r == 0x85, r == 0x2028, r == 0x2029:
			d.problemAt(d.start+i, n, "line-break", "an invisible line break (U+%04X) stands here", r).
				Hint = "delete it and type a space or press Enter"
			return false
		case r < ' ', r == 0x7f, 0x80 <= r && r < 0xa0, r == 0xfffe, r == 0xffff, r == 0xfeff:
			d.problemAt(d.start+i, n, "control-character", "an invisible control character (U+%04X) stands here", r).
				Hint = "delete it; it often comes with text pasted from another program"
			return false
		}
		i += n
	}
	return d.oneDocument(text)
}

// oneDocument reports markers that begin or end a document (YAML 1.2, section
// 9.1), but for a first "---" of a file of its own.
func (d *decoder) oneDocument(text []byte) bool {
	started := d.front
	for at := 0; at < len(text); {
		line, next := lineAt(text, at)
		if len(line) >= 3 && (len(line) == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r') {
			switch string(line[:3]) {
			case "...":
				p := d.problemAt(d.start+at, 3, "document-end", "a line that begins with ... ends the file for a YAML reader; what follows would be lost")
				p.Hint = "remove the line"
				if d.front {
					p.Msg, p.Hint = "front matter ends with a line ---, not with ...", "write --- in place of ..."
				}
				return false
			case "---":
				if started {
					d.problemAt(d.start+at, 3, "second-document", "a second document begins here, and only one is read").
						Hint = "remove the line, or indent it if it belongs to a text"
					return false
				}
			}
		}
		if t := bytes.TrimSpace(line); len(t) > 0 && t[0] != '#' {
			started = true
		}
		at = next
	}
	return true
}

// isBlank says whether a text holds nothing but blank lines and comments.
func isBlank(text []byte) bool {
	for at := 0; at < len(text); {
		line, next := lineAt(text, at)
		if t := bytes.TrimSpace(line); len(t) > 0 && t[0] != '#' {
			return false
		}
		at = next
	}
	return true
}

// line is the line of the file on which a node begins.
func (d *decoder) line(n *node) int {
	return n.Line + bytes.Count(d.src[:d.start], []byte{'\n'})
}

// offset turns a place in the YAML (1-based, a column being a character) into a
// byte offset in src. Places are asked for mostly in their order, and a file
// may be one long line, so the walk begins at the last one where it can.
func (d *decoder) offset(line, col int) int {
	if line < d.last.line || line == d.last.line && col < d.last.col || d.last.line == 0 {
		d.last = mark{line: 1, col: 1, offset: d.start}
	}
	at := d.last.offset
	for ; d.last.line < line; d.last.line++ {
		n := bytes.IndexByte(d.src[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
		d.last.col = 1
	}
	for ; d.last.col < col && at < len(d.src) && d.src[at] != '\n'; d.last.col++ {
		_, n := utf8.DecodeRune(d.src[at:])
		at += n
	}
	d.last.offset = at
	return at
}

// mark is a place in the YAML and its byte offset in src; the zero mark is none.
type mark struct{ line, col, offset int }

// problem reports an error at a node and returns it, so that a hint can be added at once.
func (d *decoder) problem(n *node, code, format string, args ...any) *diag.Diag {
	if d.full() {
		return new(diag.Diag)
	}
	at := d.offset(n.Line, n.Column)
	return d.problemAt(at, d.extent(n, at), code, format, args...)
}

// extent is how many bytes of its first line a node takes, for the carets.
func (d *decoder) extent(n *node, at int) int {
	if n.Kind != scalarNode {
		return 1
	}
	length := len(n.Value)
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		length += 2
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		length = 1
	}
	return min(length, len(d.src)-at)
}

// problemAt reports an error at a stretch of src.
func (d *decoder) problemAt(offset, length int, code, format string, args ...any) *diag.Diag {
	if d.full() {
		return new(diag.Diag)
	}
	p := diag.At(d.file, d.src, offset, length)
	p.Code = code
	p.Msg = fmt.Sprintf(format, args...)
	d.problems = append(d.problems, p)
	return &d.problems[len(d.problems)-1]
}

// plain says whether a node is free of anchors, aliases and tags, and reports it if it is not.
func (d *decoder) plain(n *node) bool {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.problem(n, "yaml-alias", "anchors and aliases (words that begin with & or *) are not used here").
			Hint = "put the value in quotes, or write it out where it is needed"
	case n.Style&yaml.TaggedStyle != 0:
		d.problem(n, "yaml-tag", "a value that begins with ! is a YAML tag, which is not used here").
			Hint = "put the value in quotes"
	default:
		return true
	}
	return false
}

// isNull says whether nothing stands where a value could be.
func isNull(n *node) bool {
	return n.Kind == scalarNode && n.Value == "" && n.Tag == "!!null"
}

// items returns the values of a list; nil, with a problem, if it is none.
func (d *decoder) items(what string, n *node) []*node {
	if !d.plain(n) || isNull(n) {
		return nil
	}
	if n.Kind != sequenceNode {
		p := d.problem(n, "wrong-kind", "%s takes a list, not %s", what, kindOf(n))
		if n.Kind == scalarNode && n.Style == 0 && len(n.Value) < 200 {
			p.Hint = "write " + what + ": " + asList(what, n.Value)
		} else {
			p.Hint = "write its values in square brackets, with commas between them"
		}
		return nil
	}
	return n.Content
}

// asList writes a text that was given in place of a key's list as that list.
func asList(key, s string) string {
	switch {
	case key == "corrections":
		return "[{date: 2025-07-20, text: " + inQuotes(s) + "}], with the day on which it was made"
	case key == "aliases" && s != "" && !strings.Contains(s, ",") && !strings.Contains(s, ":"):
		return "[/" + strings.Trim(s, "/") + "/]"
	}
	return "[" + s + "]"
}

// kindOf names what a node is, for an editor.
func kindOf(n *node) string {
	switch n.Kind {
	case mappingNode:
		return "keys with values"
	case sequenceNode:
		return "a list"
	}
	return "a text"
}

// quote puts a name in double quotes, shortened if it is very long.
func quote(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return `"` + s + `"`
}

// loadError returns the reader's own description of a failure; the zero value if it has none.
func loadError(err error) yaml.LoadError {
	if e := (*yaml.LoadError)(nil); errors.As(err, &e) {
		return *e
	}
	return yaml.LoadError{Message: err.Error()}
}
