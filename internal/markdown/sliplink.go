package markdown

import (
	"bytes"
	"strings"
)

// brackets looks at a line with "[" for links that are not quite links.
func (s *scanner) brackets() {
	line := s.line
	for i := 0; i+1 < len(line); i++ {
		if c := line[i]; c != ']' && c != ')' && c != '(' && c != '^' {
			continue
		}
		switch {
		case line[i] == '^' && line[i+1] == '[':
			if note, end := within(line, i+1, ']'); strings.Contains(note, " ") {
				s.add(i, end+1, "note-form", "this is shown as text: a note stands on a line of its own, and its mark here",
					"write [^1] here, and below the paragraph, after a blank line, [^1]: "+clip([]byte(note)), 0)
			}
		case line[i] == ']' && line[i+1] == '(':
			s.target(i + 1)
		case line[i] == ']' && line[i+1] == ' ' && i+2 < len(line) && line[i+2] == '(':
			if target, end := within(line, i+2, ')'); looksLikeTarget(target) && openedBefore(line, i) >= 0 {
				s.addLink(openedBefore(line, i), end+1, i+1, "a space stands between the two brackets of a link", "", "("+target+")")
			}
		case line[i] == ')' && line[i+1] == '[':
			target, end := within(line, i+1, ']')
			if from := bytes.LastIndexByte(line[:i], '('); from >= 0 && looksLikeTarget(target) {
				s.keep(slip{from: s.at + from, to: s.at + end + 1, sure: s.at + i + 1, code: "link-form",
					msg:  "this is shown as text: the brackets of a link stand the other way round",
					hint: "write [" + clip(line[from+1:i]) + "](" + target + ")"})
			}
		case line[i] == ']' && line[i+1] == '[':
			if name, end := within(line, i+1, ']'); name != "" && name[0] != '^' && name[0] != '!' && openedBefore(line, i) >= 0 {
				s.addLink(openedBefore(line, i), end+1, i+1, "no line of this page says where ["+name+"] leads", "",
					"(the address), or a line ["+name+"]: and the address")
			}
		case line[i] == '(' && i > 0 && line[i-1] != ']' && line[i-1] != ' ':
			target, end := within(line, i, ')')
			if from := bytes.LastIndexByte(line[:i], '['); from >= 0 && bytes.IndexByte(line[from:i], ']') < 0 && looksLikeTarget(target) {
				s.addLink(from, end+1, i, "the bracket ] after the link's words is missing", "", "]("+target+")")
			}
		}
	}
}

// target looks at what stands in a link's round brackets, the first of which is at open.
func (s *scanner) target(open int) {
	from := openedBefore(s.line, open-1)
	if from < 0 || open+1 < len(s.line) && s.line[open+1] == '<' {
		return
	}
	target, end := within(s.line, open, ')')
	switch space := strings.IndexByte(target, ' '); {
	case end < 0:
		if bytes.IndexByte(lineFrom(s.src, min(len(s.src), s.at+len(s.line)+1)), ')') >= 0 {
			return // it may go on in the next line
		}
		word, _, _ := strings.Cut(string(s.line[open+1:]), " ")
		s.addLink(from, len(s.line), open, "the bracket ) after the link's address is missing", "", "("+word+")")
	case space > 0 && strings.IndexAny(strings.TrimLeft(target[space:], " "), `"'(`) != 0:
		if mended := withoutSpaces(target); mended != "" {
			s.addLink(from, end+1, open, "the address of a link has no spaces", "", "("+mended+")")
			return
		}
		s.addLink(from, end+1, open, "the address of a link has no spaces", " %20 for each space:",
			"("+strings.ReplaceAll(strings.TrimSpace(target), " ", "%20")+")")
	}
}

// withoutSpaces is a mail address or a telephone number as it was meant, where
// %20 would be no mending; empty for another target.
func withoutSpaces(target string) string {
	switch scheme, _, _ := strings.Cut(target, ":"); strings.ToLower(scheme) {
	case "mailto":
		target = strings.NewReplacer(" at ", "@", " (at) ", "@", " [at] ", "@", " dot ", ".").Replace(target)
	case "tel":
	default:
		return ""
	}
	return strings.ReplaceAll(target, " ", "")
}

// within is the text from the bracket at open to the next one that closes it,
// and where that is; -1 if it is not in the line.
func within(line []byte, open int, shut byte) (text string, end int) {
	i := bytes.IndexByte(line[open:], shut)
	if i < 0 {
		return "", -1
	}
	return string(line[open+1 : open+i]), open + i
}

// openedBefore is where the "[" of a "]" stands; -1 if it is not in the line.
func openedBefore(line []byte, shut int) int {
	depth := 0
	for i := shut; i >= 0; i-- {
		switch line[i] {
		case ']':
			depth++
		case '[':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// looksLikeTarget says whether a text in brackets is an address and no remark.
func looksLikeTarget(s string) bool {
	if s == "" || strings.Contains(s, " ") {
		return false
	}
	if s[0] == '#' || s[0] == '/' || strings.Contains(s, "://") || strings.HasPrefix(s, "mailto:") || strings.HasPrefix(s, "www.") {
		return true
	}
	path, _, _ := strings.Cut(s, "#")
	dot := strings.LastIndexByte(path, '.')
	if dot < 1 {
		return false
	}
	switch strings.ToLower(path[dot+1:]) {
	case "md", "png", "jpg", "jpeg", "webp", "gif", "svg", "avif", "pdf", "csv", "html", "mp3", "mp4":
		return true
	}
	return false
}
