package config

import (
	"bytes"
	"fmt"

	"brief/internal/diag"
)

// frontMax is the most front matter that a page may have, in bytes.
const frontMax = 64 << 10

// SplitFrontMatter finds the YAML between the leading "---" lines. body is the
// byte offset at which the Markdown begins; yaml is empty if there is none.
// It reports an unclosed block, one of more than 64 KB, and TOML ("+++") with
// how to convert it.
//
// A delimiter is a line of exactly "---", blanks after it allowed. Lines may
// end in CR LF, and a UTF-8 byte order mark before the first is skipped. A
// file that begins with "---" and a blank line, and goes on with prose, begins
// with a thematic break (CommonMark, section 4.1) and has no front matter.
func SplitFrontMatter(file string, src []byte) (yaml []byte, yamlOffset, body int, l diag.List) {
	top := 0
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		top = 3
	}
	first, next := lineAt(src, top)
	switch {
	case isDelimiter(first, "+++"):
		return splitTOML(file, src, top, next)
	case !isDelimiter(first, "---"):
		return nil, top, top, misplaced(file, src, top)
	case beginsWithRule(src[next:]):
		return nil, top, top, nil
	}
	for at := next; at < len(src); {
		line, after := lineAt(src, at)
		if isDelimiter(line, "---") {
			if at-next > frontMax {
				d := place(file, src, top, 3, "front-matter-too-large", "the front matter is longer than 64 KB")
				d.Hint = "if the text begins earlier, close the front matter with a line --- above it"
				return nil, next, after, diag.List{d}
			}
			return src[next:at], next, after, nil
		}
		at = after
	}
	return nil, next, len(src), diag.List{unclosed(file, src, top, next)}
}

// unclosed reports a front matter whose closing line is missing, and says
// after which line it should stand: the last one that looks like metadata.
func unclosed(file string, src []byte, top, next int) diag.Diag {
	last, number := 1, 1
	for at := next; at < len(src); {
		line, after := lineAt(src, at)
		number++
		if isDelimiter(line, "...") {
			d := place(file, src, at, 3, "front-matter-unclosed", "front matter ends with a line ---, not with ...")
			d.Hint = "write --- in place of ..."
			return d
		}
		if n := almostDelimiter(line); n > 0 {
			d := place(file, src, at, n, "front-matter-unclosed", "front matter ends with a line of exactly three hyphens, and this is another line")
			d.Hint = "write --- in place of " + string(line[:n])
			return d
		}
		if !looksLikeMetadata(line) {
			break
		}
		last = number
		at = after
	}
	d := place(file, src, top, 3, "front-matter-unclosed", "the front matter that begins here is never closed")
	d.Hint = fmt.Sprintf("put a line --- after line %d", last)
	return d
}

// almostDelimiter is the length of a line of hyphens or dashes that was hardly
// meant for anything but "---"; 0 for another line.
func almostDelimiter(line []byte) int {
	line = bytes.TrimRight(line, " \t\r")
	if len(line) < 2 || isDelimiter(line, "---") || len(bytes.Trim(line, "-–—−")) > 0 {
		return 0
	}
	return len(line)
}

// misplaced reports front matter that is none because of what stands in place
// of its first line: blank lines before it, another number of hyphens, dashes,
// or nothing at all. Such a block would be shown to readers. It is one if keys
// follow up to a line "---", the first of them one that pages have.
func misplaced(file string, src []byte, top int) diag.List {
	at, blank := top, false
	line, next := lineAt(src, at)
	for len(bytes.TrimSpace(line)) == 0 && next < len(src) {
		at, blank = next, true
		line, next = lineAt(src, at)
	}
	open := almostDelimiter(line)
	switch {
	case open > 0, blank && isDelimiter(line, "---"):
		if !isFrontMatter(src[next:]) {
			return nil
		}
	case !isFrontMatter(src[at:]):
		return nil
	}
	d := place(file, src, at, max(open, len(bytes.TrimRight(line, " \t\r"))), "front-matter-place", "this front matter has no line --- above it")
	d.Hint = "put a line of three hyphens, ---, above this one"
	switch {
	case open > 0:
		d.Msg, d.Hint = "front matter begins with a line of exactly three hyphens, and this is another line", "write --- in place of "+string(line[:open])
	case isDelimiter(line, "---"):
		d.Msg, d.Hint = "front matter begins in the first line of a file, and blank lines stand before it", "remove the blank lines above"
	}
	return diag.List{d}
}

// isFrontMatter says whether a text begins with lines of metadata, closed by "---".
func isFrontMatter(src []byte) bool {
	for at, n := 0, 0; at < len(src); n++ {
		line, next := lineAt(src, at)
		key, _, isKey := bytes.Cut(line, []byte(":"))
		switch {
		case n == 0 && (!isKey || !isOneOf(string(key), metaKeys())):
			return false
		case isDelimiter(line, "---"), n > 0 && almostDelimiter(line) > 0:
			return true
		case !looksLikeMetadata(line):
			return false
		}
		at = next
	}
	return false
}

// splitTOML reports TOML front matter, which begins and ends with "+++".
func splitTOML(file string, src []byte, top, next int) ([]byte, int, int, diag.List) {
	d := place(file, src, top, 3, "front-matter-toml", "front matter is written in YAML, and this is TOML")
	d.Hint = `write --- in place of +++, and each line as "key: value" in place of "key = value"`
	for at := next; at < len(src); {
		line, after := lineAt(src, at)
		if isDelimiter(line, "+++") {
			return nil, after, after, diag.List{d}
		}
		at = after
	}
	return nil, len(src), len(src), diag.List{d}
}

// lineAt returns the line at an offset, without its line break, and the offset of the next.
func lineAt(src []byte, at int) (line []byte, next int) {
	if n := bytes.IndexByte(src[at:], '\n'); n >= 0 {
		return src[at : at+n], at + n + 1
	}
	return src[at:], len(src)
}

func isDelimiter(line []byte, mark string) bool {
	return len(line) >= len(mark) && string(line[:len(mark)]) == mark &&
		len(bytes.TrimRight(line[len(mark):], " \t\r")) == 0
}

// beginsWithRule says whether what follows a leading "---" is a blank line and then no metadata.
func beginsWithRule(src []byte) bool {
	line, at := lineAt(src, 0)
	if len(src) == 0 || len(bytes.TrimSpace(line)) > 0 {
		return false
	}
	for at < len(src) {
		line, at = lineAt(src, at)
		if len(bytes.TrimSpace(line)) > 0 && line[0] != '#' {
			return !isDelimiter(line, "---") && !isKeyLine(line)
		}
	}
	return true
}

// looksLikeMetadata says whether a line can stand in front matter for a
// person's eye: a key, an indented line, a list item or a comment.
func looksLikeMetadata(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	if len(line) == 0 {
		return false
	}
	switch line[0] {
	case ' ', '\t', '#', '-', '}', ']':
		return true
	}
	return isKeyLine(line)
}

// isKeyLine says whether a line is "key: value" with a key of one word.
func isKeyLine(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	key, rest, ok := bytes.Cut(line, []byte(":"))
	return ok && !bytes.ContainsAny(key, " \t") && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t')
}

// place makes an error at a stretch of a file.
func place(file string, src []byte, offset, length int, code, msg string) diag.Diag {
	d := diag.At(file, src, offset, length)
	d.Code, d.Msg = code, msg
	return d
}
