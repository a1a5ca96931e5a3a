package check

import (
	"strings"
)

// readCSS notes the addresses in a style sheet, or in a part of one, and rules
// that take the mark of the keyboard's place away (WCAG 2.4.7).
func (a *account) readCSS(css, words string) {
	block := 0 // where the innermost block or selector began
	selector := ""
	for i := 0; i < len(css); i++ {
		switch c := css[i]; {
		case c == '/' && strings.HasPrefix(css[i:], "/*"):
			end := strings.Index(css[i+2:], "*/")
			if end < 0 {
				return
			}
			i += end + 3
		case c == '"' || c == '\'':
			i = stringEnd(css, i)
		case c == '@' && hasFold(css[i:], "@namespace"):
			i += statementEnd(css[i:]) - 1 // its address is a name, which nobody loads
		case c == '@' && hasFold(css[i:], "@import"):
			rest := strings.TrimLeft(css[i+7:], " \t\r\n")
			if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
				end := stringEnd(rest, 0)
				a.cssRef(rest[1:max(1, end)], words)
			}
		case (c|0x20) == 'u' && hasFold(css[i:], "url(") && (i == 0 || !isNameByte(css[i-1])):
			address, end := urlAt(css, i+4)
			a.cssRef(address, words)
			i = end
		case c == '\\':
			i++
		case c == '{':
			selector, block = css[block:i], i+1
		case c == '}':
			a.checkFocus(selector, css[min(block, i):i])
			selector, block = "", i+1
		}
	}
}

func (a *account) cssRef(address, words string) {
	if address != "" && address[0] != '#' {
		a.refs = append(a.refs, ref{url: address, what: "the file in url()", use: useFile, words: words})
	}
}

// stringEnd is the index of the quote that ends the string that begins at i, or
// of the last byte.
func stringEnd(css string, i int) int {
	for j := i + 1; j < len(css); j++ {
		switch css[j] {
		case '\\':
			j++
		case css[i]:
			return j
		}
	}
	return len(css) - 1
}

// statementEnd is the length of a rule without a block, its semicolon included.
func statementEnd(css string) int {
	for i := 0; i < len(css); i++ {
		switch css[i] {
		case '\\':
			i++
		case '"', '\'':
			i = stringEnd(css, i)
		case ';':
			return i + 1
		}
	}
	return len(css)
}

// urlAt reads what stands in url(), which ends at the index returned.
func urlAt(css string, i int) (address string, end int) {
	for i < len(css) && strings.IndexByte(" \t\r\n", css[i]) >= 0 {
		i++
	}
	if i < len(css) && (css[i] == '"' || css[i] == '\'') {
		end := stringEnd(css, i)
		return strings.ReplaceAll(css[i+1:max(i+1, end)], `\`, ""), end
	}
	n := strings.IndexByte(css[i:], ')')
	if n < 0 {
		return "", len(css)
	}
	return strings.ReplaceAll(strings.TrimSpace(css[i:i+n]), `\`, ""), i + n
}

func hasFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func isNameByte(c byte) bool {
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
}

// checkFocus reports a rule that takes the outline off what has the keyboard
// and puts nothing in its place.
func (a *account) checkFocus(selector, rule string) {
	if !strings.Contains(rule, "outline") || strings.Contains(selector, ":not(:focus-visible)") {
		return
	}
	gone, shown := false, false
	for declaration := range strings.SplitSeq(rule, ";") {
		key, value, _ := strings.Cut(declaration, ":")
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.ToLower(value)), "!important"))
		switch key = strings.ToLower(strings.TrimSpace(key)); {
		case (key == "outline" || key == "outline-style" || key == "outline-width") && (value == "none" || value == "0" || value == "0px"):
			gone = true
		case strings.HasPrefix(key, "box-shadow"), strings.HasPrefix(key, "border"), strings.HasPrefix(key, "background"), strings.HasPrefix(key, "text-decoration"):
			shown = true
		}
	}
	if gone && !shown {
		a.note(finding{
			code: "focus-hidden", node: none, words: strings.TrimSpace(selector),
			msg:  "the rule for " + quote(clip(squeeze(selector), 80)) + " takes away the mark that shows where the keyboard is",
			hint: "give :focus-visible another outline, or a box-shadow or border in its place",
		})
	}
}
