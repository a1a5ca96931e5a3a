package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// scan notes the changes in flat.
func (t *typesetter) scan() {
	t.at, t.open, t.lastClose = 0, t.open[:0], -2
	for i := 0; i < len(t.flat); {
		c := t.flat[i]
		if !t.wanted[c] {
			i++
			continue
		}
		n := 1
		switch c {
		case '\\':
			if i+1 < len(t.flat) && util.IsPunct(t.flat[i+1]) {
				n = 2 // what is escaped stays
			}
		case '&':
			n = referenceLen(t.flat[i:])
		case '"':
			t.double(i)
		case '\'':
			t.single(i)
		case '.':
			n = t.dots(i)
		case '-':
			n = t.dash(i)
		case ' ':
			t.space(i)
		case ';', ':', '!', '?':
			t.punctuation(i)
		case '+':
			if isDigit(t.after(i+1)) && !isWordRune(t.before(i)) {
				t.change(i, 1, t.rules.Plus, "")
			}
		default:
			n = t.typed(i)
		}
		i += n
	}
}

// referenceLen returns the length of the character reference that s begins
// with; 1 if it is none.
func referenceLen(s []byte) int {
	const longest = 34 // of HTML's names and the signs round them
	for i := 1; i < len(s) && i < longest; i++ {
		switch c := s[i]; {
		case c == ';' && i > 1:
			return i + 1
		case !isAlnum(c) && (c != '#' || i > 1):
			return 1
		}
	}
	return 1
}

// before is the character before flat[i], a space where there is none.
func (t *typesetter) before(i int) rune {
	if i == 0 || bytes.HasSuffix(t.flat[:i], []byte("&nbsp;")) || bytes.HasSuffix(t.flat[:i], []byte("&#160;")) {
		return ' '
	}
	r, _ := utf8.DecodeLastRune(t.flat[:i])
	return r
}

// after is the character at flat[i], a space where there is none.
func (t *typesetter) after(i int) rune {
	if i < len(t.flat) && t.flat[i] == '\\' {
		i++
	}
	if i >= len(t.flat) || bytes.HasPrefix(t.flat[i:], []byte("&nbsp;")) || bytes.HasPrefix(t.flat[i:], []byte("&#160;")) {
		return ' '
	}
	r, _ := utf8.DecodeRune(t.flat[i:])
	return r
}

// isWordRune reports whether r is part of a word or a number.
func isWordRune(r rune) bool {
	return r < utf8.RuneSelf && isAlnum(byte(r)) || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isOpening(r rune) bool { return strings.ContainsRune("([{“‘„‚«‹¿¡", r) }

// endsWord reports whether a word, or what belongs to its end, may end with r.
func endsWord(r rune) bool {
	return isWordRune(r) || strings.ContainsRune(`)]}»”’"'%…°€$.,`, r)
}

// sides says whether a sign between two characters may begin something, end
// something, or both: by CommonMark's rule for emphasis.
func sides(before, after rune) (left, right bool) {
	spaceB, spaceA := unicode.IsSpace(before), unicode.IsSpace(after)
	punctB, punctA := util.IsPunctRune(before), util.IsPunctRune(after)
	left = !spaceA && (!punctA || spaceB || punctB)
	right = !spaceB && (!punctB || spaceA || punctA)
	return left, right
}

// double decides what the " at i is. One after a number that nothing opened
// stays: it may be inches.
func (t *typesetter) double(i int) {
	before, after := t.before(i), t.after(i+1)
	left, right := sides(before, after)
	open := t.innermost(false)
	if left && right {
		words := isWordRune(before) && isWordRune(after)
		switch {
		case words && open < 0:
			return
		case isOpening(before) || open < 0:
			right = false
		default:
			left = false
		}
	}
	switch {
	case left:
		q, inside := t.rules.Double, t.rules.Inside
		if open >= 0 {
			q, inside = t.rules.Nested, ""
		}
		t.change(i, 1, q.Open, inside)
		t.push(quote{nested: open >= 0})
	case right && open >= 0:
		q, inside := t.rules.Double, t.rules.Inside
		if t.open[open].nested {
			q, inside = t.rules.Nested, ""
		}
		t.change(i, 1, inside, q.Close)
		t.open = t.open[:open]
	case right && !isDigit(before): // opened in a paragraph before
		t.change(i, 1, t.rules.Inside, t.rules.Double.Close)
	}
}

// single decides what the ' at i is: an apostrophe, or a mark of quotation if
// another answers it. One after a number that nothing opened may be feet.
func (t *typesetter) single(i int) {
	before, after := t.before(i), t.after(i+1)
	left, right := sides(before, after)
	open := t.innermost(true)
	switch {
	case !left && !right, isDigit(before) && open < 0 && !unicode.IsLetter(after):
		return
	case isWordRune(after) && (isWordRune(before) || strings.ContainsRune("!?.,;:)]}%…”’»", before)):
		t.change(i, 1, t.rules.Apostrophe, "")
	case right && open >= 0:
		t.change(i, 1, t.rules.Single.Close, "")
		t.open = t.open[:open]
	case left && (!right || isOpening(before)) && !t.isDecade(i+1) && t.mayCloseAfter(i):
		t.change(i, 1, t.rules.Single.Open, "")
		t.push(quote{single: true})
	default:
		t.change(i, 1, t.rules.Apostrophe, "")
	}
}

func (t *typesetter) push(q quote) {
	if len(t.open) < maxQuotes {
		t.open = append(t.open, q)
	}
}

// innermost returns the index in open of the innermost quote of a kind, -1 if none is open.
func (t *typesetter) innermost(single bool) int {
	for i := len(t.open) - 1; i >= 0; i-- {
		if t.open[i].single == single {
			return i
		}
	}
	return -1
}

// isDecade reports whether flat goes on as in '90s: with two digits and no third.
func (t *typesetter) isDecade(i int) bool {
	return isDigit(t.after(i)) && isDigit(t.after(i+1)) && !isDigit(t.after(i+2))
}

// mayCloseAfter reports whether a sign after i may close a single quote.
func (t *typesetter) mayCloseAfter(i int) bool {
	if t.lastClose == -2 {
		t.lastClose = bytes.LastIndexByte(t.flat, '\'')
		for t.lastClose >= 0 {
			if !unicode.IsSpace(t.before(t.lastClose)) && !isWordRune(t.after(t.lastClose+1)) {
				break
			}
			t.lastClose = bytes.LastIndexByte(t.flat[:t.lastClose], '\'')
		}
	}
	return t.lastClose > i
}

// dots makes an ellipsis of exactly three dots that are no part of a path. It
// returns how many bytes it looked at.
func (t *typesetter) dots(i int) int {
	n := 1
	for i+n < len(t.flat) && t.flat[i+n] == '.' {
		n++
	}
	if n == 3 && t.before(i) != '/' && t.after(i+n) != '/' {
		t.change(i, n, t.rules.Ellipsis, "")
	}
	return n
}

// dash makes a dash of two or three hyphens between spaces or between words,
// which leaves options of commands and arrows as they are. It returns how many
// bytes it looked at.
func (t *typesetter) dash(i int) int {
	n := 1
	for i+n < len(t.flat) && t.flat[i+n] == '-' {
		n++
	}
	if n != 2 && n != 3 {
		return n
	}
	before, after := t.before(i), t.after(i+n)
	apart := unicode.IsSpace(before) && unicode.IsSpace(after)
	between := endsWord(before) && (isWordRune(after) || isOpening(after) || after == '"' || after == '\'')
	if i == 0 || !apart && !between {
		return n
	}
	if n == 2 {
		t.change(i, n, t.rules.ShortDash, "")
	} else {
		t.change(i, n, t.rules.LongDash, "")
	}
	return n
}

// space decides what the space at i is.
func (t *typesetter) space(i int) {
	if i == 0 || i+1 == len(t.flat) || unicode.IsSpace(t.before(i)) {
		return
	}
	switch {
	case t.rules.Marks != "" && t.marksEnd(i+1):
		t.change(i, 1, t.rules.Before, "")
	case t.rules.BeforeDash != "" && isDashBetweenSpaces(t.flat[i+1:]):
		t.change(i, 1, t.rules.BeforeDash, "")
	case t.rules.InNumber != "" && t.inNumber(i):
		t.change(i, 1, t.rules.InNumber, "")
	case isDigit(rune(t.flat[i-1])):
		t.unit(i)
	case isDigit(rune(t.flat[i+1])):
		if t.rules.NumberSign != "" && t.numberSignEnds(i) {
			t.change(i, 1, t.rules.NumberSign, "")
		}
	case t.rules.Abbreviation != "" && t.flat[i-1] == '.' && t.inAbbreviation(i):
		t.change(i, 1, t.rules.Abbreviation, "")
	}
}

// unit decides what the space at i is, after a digit: whether a unit follows.
func (t *typesetter) unit(i int) {
	switch r := t.after(i + 1); {
	case r == '%' || r == '‰':
		if t.rules.Percent != "" {
			t.change(i, 1, t.rules.Percent, "")
		}
	case t.rules.Unit != "" && t.unitBegins(i+1):
		t.change(i, 1, t.rules.Unit, "")
	}
}

// unitBegins reports whether flat has one of the language's units at i, and no
// longer word.
func (t *typesetter) unitBegins(i int) bool {
	for unit := range strings.SplitSeq(t.rules.Units, " ") {
		if n := len(unit); len(t.flat)-i >= n && string(t.flat[i:i+n]) == unit && !isWordRune(t.after(i+n)) {
			return true
		}
	}
	return false
}

// numberSignEnds reports whether one of the language's signs before a number
// ends at i, and no longer word.
func (t *typesetter) numberSignEnds(i int) bool {
	for sign := range strings.SplitSeq(t.rules.NumberSigns, " ") {
		if n := len(sign); i >= n && string(t.flat[i-n:i]) == sign && !isWordRune(t.before(i-n)) {
			return true
		}
	}
	return false
}

// inAbbreviation reports whether the space at i, after a full stop, stands
// between two single letters with a full stop after each.
func (t *typesetter) inAbbreviation(i int) bool {
	first, n := utf8.DecodeLastRune(t.flat[:i-1])
	second, m := utf8.DecodeRune(t.flat[i+1:])
	return unicode.IsLetter(first) && !isWordRune(t.before(i-1-n)) && unicode.IsLetter(second) && t.after(i+1+m) == '.'
}

// punctuation sets a space before the mark at i, where none was typed.
func (t *typesetter) punctuation(i int) {
	if endsWord(t.before(i)) && t.marksEnd(i) {
		t.change(i, 0, t.rules.Before, "")
	}
}

// marksEnd reports whether flat goes on at i with marks that want a space
// before them, and then with a space, the end, or what closes.
func (t *typesetter) marksEnd(i int) bool {
	j := i
	for j < len(t.flat) && strings.IndexByte(t.rules.Marks, t.flat[j]) >= 0 {
		j++
	}
	if j == i {
		return false
	}
	after := t.after(j)
	return unicode.IsSpace(after) || strings.ContainsRune(`)]}»”’"'….,!?;:`, after)
}

func isDashBetweenSpaces(s []byte) bool {
	for _, dash := range []string{"—", "–", "---", "--"} {
		if rest, ok := bytes.CutPrefix(s, []byte(dash)); ok {
			return len(rest) == 0 || rest[0] == ' ' || rest[0] == '\n'
		}
	}
	return false
}

// inNumber reports whether the space at i stands before a group of three
// digits and after one to three.
func (t *typesetter) inNumber(i int) bool {
	digits := 0
	for j := i - 1; j >= 0 && isDigit(rune(t.flat[j])); j-- {
		digits++
	}
	if digits < 1 || digits > 3 || isWordRune(t.before(i-digits)) {
		return false
	}
	digits = 0
	for j := i + 1; j < len(t.flat) && digits < 4 && isDigit(rune(t.flat[j])); j++ {
		digits++
	}
	return digits == 3 && !isWordRune(t.after(i+1+digits))
}

// typed looks at a character that is no typewriter's: a mark of quotation,
// which stays, gets the space inside it. It returns the character's length.
func (t *typesetter) typed(i int) int {
	_, n := utf8.DecodeRune(t.flat[i:])
	switch sign := t.flat[i : i+n]; {
	case string(sign) == t.rules.Double.Open:
		t.push(quote{nested: t.innermost(false) >= 0})
		if t.rules.Inside == "" {
			break
		}
		if i+n < len(t.flat) && t.flat[i+n] == ' ' {
			t.change(i+n, 1, t.rules.Inside, "")
			return n + 1
		}
		if !unicode.IsSpace(t.after(i + n)) {
			t.change(i, n, t.rules.Double.Open, t.rules.Inside)
		}
	case string(sign) == t.rules.Double.Close:
		if open := t.innermost(false); open >= 0 {
			t.open = t.open[:open]
		}
		if t.rules.Inside == "" {
			break
		}
		if i > 0 && t.flat[i-1] == ' ' {
			t.change(i-1, 1, t.rules.Inside, "")
		} else if !unicode.IsSpace(t.before(i)) {
			t.change(i, n, t.rules.Inside, t.rules.Double.Close)
		}
	}
	return n
}
