package config

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"brief/internal/diag"
)

// syntax reports what makes a text no YAML. The reader's words are for
// programmers, so the line itself is looked at for what an editor is likely to
// have meant.
func (d *decoder) syntax(err error) {
	e := loadError(err)
	mark := e.Mark
	// For a quote or bracket that is never closed, and a key without a colon, the
	// mark is where the reader gave up, and the context where the mistake stands.
	if e.ContextMark.Line > 0 && (e.ContextMsg == "while scanning a quoted scalar" && strings.Contains(e.Message, "unexpected end") ||
		e.ContextMsg == "while scanning a simple key" || strings.HasPrefix(e.ContextMsg, "while parsing a flow")) {
		mark = e.ContextMark
	}
	at := d.offset(max(mark.Line, 1), max(mark.Column, 1))
	if at >= len(d.src) && at > d.start {
		at-- // the end of the text: the last line, not the one after it
	}
	lineStart := d.start + 1 + bytes.LastIndexByte(d.src[d.start:at], '\n')
	line, _ := lineAt(d.src, lineStart)
	line = bytes.TrimRight(line, "\r")
	p := explain(string(line), at-lineStart, e.Message, e.ContextMsg)
	if from, slip := d.missingSign(lineStart); slip.msg != "" {
		lineStart, p = from, slip
	}
	q := d.problemAt(lineStart+p.from, p.length, "yaml-syntax", "%s", p.msg)
	q.Hint = p.hint
}

// mistake is what is wrong with a line, and which bytes of it.
type mistake struct {
	from, length int
	msg, hint    string
}

// explain finds the mistake in a line at whose byte offset at the reader
// stopped with a message in a context.
func explain(line string, at int, message, context string) mistake {
	key, from, value := keyAndValue(line)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	switch {
	case strings.Contains(message, "max depth"):
		return mistake{at, 1, "brackets or lists are nested too deeply here", "write the values without nesting"}
	case strings.Contains(indent, "\t"):
		return mistake{strings.IndexByte(indent, '\t'), 1, "a line is indented with a tab", "indent with spaces; a key of the page itself is not indented"}
	case context == "while scanning a quoted scalar" && strings.Contains(message, "unexpected end"):
		return mistake{at, 1, "a quotation mark is opened here and never closed", "add the closing " + line[at:min(at+1, len(line))] + " at the end of the text"}
	case context == "while scanning a quoted scalar" && strings.Contains(message, "escape"):
		return mistake{at, 1, `a backslash in double quotes begins an escape that does not exist`, `write \\ for a backslash, or use single quotes`}
	case context == "while scanning a simple key" && noSpace(line) != "":
		return mistake{at, max(1, len(line)-at), "a space is missing after the colon", "write " + noSpace(line)}
	case context == "while scanning a simple key":
		return mistake{at, max(1, len(line)-at), "this line has no colon after its key", missingColon(line)}
	case strings.HasPrefix(context, "while parsing a flow") && strings.Contains(line[at:], " #"):
		return mistake{at + strings.Index(line[at:], " #") + 1, 1, "everything from # on is a comment, and so the bracket before it is never closed", "put a text with # in quotes, such as \"#b02a1a\""}
	case strings.HasPrefix(context, "while parsing a flow sequence"):
		return mistake{at, 1, "a list is opened with [ here and never closed, or lacks a comma", "write a list as [one, two]; a text that begins with [ goes in quotes"}
	case strings.HasPrefix(context, "while parsing a flow"):
		return mistake{at, 1, "a bracket is opened here and never closed, or lacks a comma", "write {key: value, key: value}; a text that begins with { goes in quotes"}
	case strings.HasPrefix(strings.TrimLeft(line, " "), "- ") && keysInLine(line[len(indent)+2:]) != "":
		return mistake{len(indent), len(line) - len(indent), "two keys stand on one line", "give each key a line of its own, below the first, or write - " + keysInLine(line[len(indent)+2:])}
	case strings.HasPrefix(strings.TrimLeft(line, " "), "- ") && !strings.Contains(message, "mapping values"):
		return mistake{at, 1, "this item of a list stands in another column than the one before", "begin all items of a list in the same column, with as many spaces before the hyphen"}
	case value == "" || strings.Contains(message, "<document start>"):
		return mistake{at, 1, "this line does not fit those before it", "keys that belong together begin in the same column"}
	}
	first, _ := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	if first != '"' && first != '\'' && first != '{' && strings.Contains(value, ": ") && holdsKeys(key) {
		return mistake{from, len(value), key + " takes keys with values of their own, which stand in braces or on lines of their own", "write " + key + ": {" + value + "}"}
	}
	quotes := "write " + key + ": " + inQuotes(value)
	switch {
	case strings.ContainsRune("“”„«‘’", first):
		return mistake{from, len(value), "curly quotation marks do not hold a text together in YAML", "write " + key + ": " + inQuotes(strings.TrimRight(strings.TrimLeft(value, "“”„«‘’"), "“”»‘’"))}
	case first == '"' || first == '\'':
		return mistake{from, len(value), "something follows the closing quotation mark, or a quotation mark stands in the text", quotesWithin(key, value, byte(first), byte(last))}
	case strings.ContainsRune("@`%*&!|>[{", first):
		return mistake{from, len(value), "a text cannot begin with " + string(first) + " unless it is in quotes", quotes}
	case strings.Contains(value, ": ") || strings.HasSuffix(value, ":"):
		return mistake{from, len(value), "a text with a colon in it must be in quotes", quotes}
	case first == '-':
		return mistake{from, len(value), "a list cannot begin on the line of its key", "begin it on the next line, or write " + key + ": [one, two]"}
	case indent != "":
		return mistake{0, len(line), "this line is indented and belongs to no key", "remove the spaces at its beginning"}
	}
	return mistake{at, 1, "this cannot be read as YAML", quotes}
}

// holdsKeys says whether a key's value is a mapping of texts that hardly hold
// what braces have a meaning for.
func holdsKeys(key string) bool {
	switch key {
	case "anchors", "feedback", "languages", "publisher", "fonts":
		return true
	}
	return false
}

// keysInLine writes "date: 2025-07-20 kind: correction" as one item of a list:
// {date: 2025-07-20, kind: correction}. It is empty for a line that does not
// hold two keys of corrections or of authors.
func keysInLine(line string) string {
	known := append(correctionKeys(), authorKeys()...)
	var pairs []string
	key, value := "", ""
	for _, word := range strings.Fields(line) {
		if k, ok := strings.CutSuffix(word, ":"); ok && isOneOf(k, known) {
			if key != "" {
				pairs = append(pairs, key+": "+inFlow(value))
			}
			key, value = k, ""
			continue
		}
		if key == "" {
			return ""
		}
		if value != "" {
			value += " "
		}
		value += word
	}
	if len(pairs) == 0 {
		return ""
	}
	return "{" + strings.Join(append(pairs, key+": "+inFlow(value)), ", ") + "}"
}

// inFlow writes a value so that it can stand in braces.
func inFlow(s string) string {
	s = strings.TrimRight(s, ",;")
	if s != "" && (s[0] == '"' || s[0] == '\'') || !strings.ContainsAny(s, ",{}[]#:") {
		return s
	}
	return inQuotes(s)
}

// keyAndValue takes "key: value" apart; from is the value's byte offset. value is empty if it is none.
func keyAndValue(line string) (key string, from int, value string) {
	i := strings.Index(line, ": ")
	if i < 0 {
		return "", 0, ""
	}
	rest := line[i+1:]
	from = len(line) - len(strings.TrimLeft(rest, " \t"))
	return strings.TrimLeft(line[:i], " -"), from, strings.TrimRight(line[from:], " \t")
}

// inQuotes writes a text as a YAML quoted scalar: double quotes, or single ones
// if it holds a double quote or a backslash.
func inQuotes(s string) string {
	if strings.ContainsAny(s, `"\`) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return `"` + s + `"`
}

// quotesWithin says how to mend a quoted text with quotation marks inside.
func quotesWithin(key, value string, first, last byte) string {
	if first == last && len(value) > 1 {
		return "write " + key + ": " + inQuotes(value[1:len(value)-1])
	}
	return "write " + key + ": " + inQuotes(value)
}

// missingSign finds the first line up to the one at end that is a known key
// without its colon, or without the space after it: the reader takes it for a
// text and stumbles over what follows, or reads both as one. It returns where
// the line begins, and what is wrong with it; nothing if there is no such line.
func (d *decoder) missingSign(end int) (at int, slip mistake) {
	for at := d.start; at <= end && at < len(d.src); {
		line, next := lineAt(d.src, at)
		text := string(bytes.TrimRight(line, " \t\r"))
		if mended := noSpace(text); mended != "" && d.isKey(mended[:strings.IndexByte(mended, ':')]) {
			return at, mistake{0, len(text), "a space is missing after the colon", "write " + mended}
		}
		if mended := d.noColon(text); mended != "" && at < end {
			return at, mistake{0, len(text), "this line has no colon after its key", "write " + mended}
		}
		at = next
	}
	return 0, mistake{}
}

// isKey says whether a word is a key of front matter or of brief.yaml.
func (d *decoder) isKey(word string) bool {
	return isOneOf(word, metaKeys()) || !d.front && isOneOf(word, configKeys())
}

// noColon is a line "key value" of a known key with its colon; empty for another
// line. The wide colon of Chinese and Japanese keyboards is none for YAML.
func (d *decoder) noColon(line string) string {
	key, value, ok := strings.Cut(line, "：")
	if !ok || strings.Contains(key, " ") {
		key, value, ok = strings.Cut(line, " ")
	}
	value = strings.TrimSpace(value)
	if !ok || value == "" || value[0] == ':' || !d.isKey(key) {
		return ""
	}
	if value[0] != '"' && value[0] != '\'' && (strings.Contains(value, ": ") || strings.HasSuffix(value, ":") || strings.Contains(value, " #")) {
		value = inQuotes(value)
	}
	return key + ": " + value
}

// noSpace is a line "key:value" with its space; empty for another line.
func noSpace(line string) string {
	key, value, ok := strings.Cut(line, ":")
	if !ok || value == "" || value[0] == ' ' || value[0] == '/' || key == "" || keyEnd(line) != len(key) {
		return ""
	}
	return key + ": " + value
}

// missingColon says where the colon of a line belongs.
func missingColon(line string) string {
	line = strings.TrimSpace(line)
	if key, value, ok := strings.Cut(line, " "); ok && utf8.RuneCountInString(key) < 40 {
		return "write " + key + ": " + strings.TrimSpace(value)
	}
	return "write a colon and a space between the key and its value, such as title: Why Laos?"
}

// cutByComment finds text that YAML takes for a comment although its author
// hardly did: "#" with a character right after it, after the value of a key on
// the same line ("title: #1 of 3", "accent: #b02a1a"), or one that a single
// space parts from a text for readers ("dek: Why # not"). It returns the text
// and its byte offset in src.
func (d *decoder) cutByComment(key string, n *node) (offset int, comment string) {
	if !d.comments || d.full() || n.Kind != scalarNode || n.Style != 0 {
		return 0, ""
	}
	at := d.offset(n.Line, n.Column)
	rest, ok := bytes.CutPrefix(d.src[at:], []byte(n.Value))
	if !ok {
		return 0, "" // a text over several lines
	}
	gap := len(rest)
	rest = bytes.TrimLeft(rest, " \t")
	gap -= len(rest)
	if len(rest) < 2 || rest[0] != '#' {
		return 0, ""
	}
	switch rest[1] {
	case '\t', '\r', '\n', '#', '!', '-', '=':
		return 0, ""
	case ' ':
		// After one space only, in a text that is prose, it is rather a "no." or a tag.
		if gap != 1 || n.Value == "" || !isProse(key) {
			return 0, ""
		}
	}
	line, _ := lineAt(rest, 0)
	return len(d.src) - len(rest), string(bytes.TrimRight(line, " \t\r"))
}

// lost says whether a key has no value. If it has none because it was taken
// for a comment, that is a problem.
func (d *decoder) lost(key string, v *node) bool {
	if !isNull(v) {
		return false
	}
	if at, comment := d.cutByComment(key, v); comment != "" {
		d.problemAt(at, len(comment), "comment-cuts-value", "%s has no value: everything from # on is a comment", key).
			Hint = "write " + key + ": " + inQuotes(comment)
	}
	return true
}

// cut warns of a text whose end was taken for a comment.
func (d *decoder) cut(key string, v *node) {
	if at, comment := d.cutByComment(key, v); comment != "" {
		p := d.problemAt(at, len(comment), "comment-cuts-value", "everything from # on is a comment and no part of %s", key)
		p.Severity = diag.Warning
		p.Hint = "write " + key + ": " + inQuotes(v.Value+" "+comment) + ", or put two spaces before # and one after it if it is a comment"
	}
}

// isProse says whether a key's value is a text that readers read.
func isProse(key string) bool {
	switch key {
	case "title", "dek", "kicker", "method", "sources_note", "question", "text", "caption", "alt", "credit":
		return true
	}
	return false
}
