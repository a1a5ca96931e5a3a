package markdown

import (
	regex "regexp/syntax"
	"strings"
	"unicode"
)

// asciiSet is a set of ASCII characters, a bit for each.
type asciiSet [2]uint64

func (s asciiSet) has(c rune) bool { return s[c>>6&1]>>(c&63)&1 != 0 }

func (s asciiSet) or(t asciiSet) asciiSet { return asciiSet{s[0] | t[0], s[1] | t[1]} }

// addRange adds the ASCII characters of lo..hi.
func (s *asciiSet) addRange(lo, hi rune) {
	for c := lo; c <= min(hi, unicode.MaxASCII); c++ {
		s[c>>6] |= 1 << (c & 63)
	}
}

// everyASCII is the set of what may begin a match of which nothing is known.
var everyASCII = asciiSet{1<<64 - 1, 1<<64 - 1}

// outline is what can be told of a pattern's matches without its regular expression.
type outline struct {
	first     asciiSet // the ASCII characters that they can begin with, or more
	lineStart bool     // they stand at the beginning of a line
	run       *charRun // the whole pattern, if it is so simple; else nil
}

// outlineOf returns the outline of a pattern. Its first is all of ASCII if
// nothing is sure, or if a match can be empty.
//
// pattern is as regexp2 reads it. Go's parser reads nearly the same language;
// what the two read differently is given up, or is white space other than
// space and tab, which first always holds: regexp2's \s has \v, and its $
// stands before a last line break.
func outlineOf(pattern string, foldCase, dotNL, multiline bool) outline {
	unknown := outline{first: everyASCII}
	plain, ok := withoutLookaround(pattern)
	if !ok || (foldCase || foldsInside(plain)) && beyondASCII(plain) {
		return unknown
	}
	flags := regex.Perl
	if foldCase {
		flags |= regex.FoldCase
	}
	if dotNL {
		flags |= regex.DotNL
	}
	if multiline {
		flags &^= regex.OneLine
	}
	re, err := regex.Parse(plain, flags)
	if err != nil {
		return unknown
	}
	o := outline{lineStart: startsLine(re)}
	first, empty := firstOf(re)
	if empty {
		first = everyASCII
	}
	first.addRange('\n', '\r')
	o.first = first
	if plain == pattern && !empty {
		o.run = newCharRun(re)
	}
	return o
}

// startsLine reports whether re matches only at the beginning of a line.
func startsLine(re *regex.Regexp) bool {
	switch re.Op {
	case regex.OpBeginLine:
		return true
	case regex.OpCapture, regex.OpConcat:
		return startsLine(re.Sub[0])
	}
	return false
}

// foldsInside reports whether a part of pattern is read without regard to case.
func foldsInside(pattern string) bool {
	for {
		_, rest, ok := strings.Cut(pattern, "(?")
		if !ok {
			return false
		}
		if end := strings.IndexAny(rest, ":)<="); end > 0 && strings.Contains(rest[:end], "i") {
			return true
		}
		pattern = rest
	}
}

// beyondASCII reports whether pattern names characters outside ASCII or
// classes of Unicode. Without regard to case these can match ASCII letters,
// and regexp2 folds some otherwise than Go.
func beyondASCII(pattern string) bool {
	for i := range len(pattern) {
		if pattern[i] > unicode.MaxASCII {
			return true
		}
	}
	return strings.Contains(pattern, `\p`) || strings.Contains(pattern, `\P`) || strings.Contains(pattern, `\x`)
}

// firstOf returns the ASCII characters with which a match of re can begin, and
// whether a match can be empty.
func firstOf(re *regex.Regexp) (set asciiSet, empty bool) {
	switch re.Op {
	case regex.OpNoMatch:
		return set, false
	case regex.OpLiteral:
		return literalSet(re.Rune[0], re.Flags), false
	case regex.OpCharClass:
		for i := 0; i < len(re.Rune); i += 2 {
			set.addRange(re.Rune[i], re.Rune[i+1])
		}
		return set, false
	case regex.OpAnyChar, regex.OpAnyCharNotNL:
		return everyASCII, false
	case regex.OpCapture, regex.OpPlus:
		return firstOf(re.Sub[0])
	case regex.OpStar, regex.OpQuest:
		set, _ = firstOf(re.Sub[0])
		return set, true
	case regex.OpRepeat:
		set, empty = firstOf(re.Sub[0])
		return set, empty || re.Min == 0
	case regex.OpConcat:
		for _, sub := range re.Sub {
			s, e := firstOf(sub)
			if set = set.or(s); !e {
				return set, false
			}
		}
		return set, true
	case regex.OpAlternate:
		for _, sub := range re.Sub {
			s, e := firstOf(sub)
			set, empty = set.or(s), empty || e
		}
		return set, empty
	}
	return set, true // a condition on the place, such as ^
}

// literalSet is the ASCII characters that match c in a literal.
func literalSet(c rune, flags regex.Flags) (set asciiSet) {
	set.addRange(c, c)
	if flags&regex.FoldCase != 0 {
		for other := unicode.SimpleFold(c); other != c; other = unicode.SimpleFold(other) {
			set.addRange(other, other)
		}
	}
	return set
}

// withoutLookaround returns pattern without the conditions that only regexp2
// knows, so that it matches at least as much. ok is false if the pattern holds
// what Go's parser would read as something else.
func withoutLookaround(pattern string) (_ string, ok bool) {
	for _, other := range []string{`\Q`, `\E`, `\C`, "(?#"} { // quoting, a byte, a comment
		if strings.Contains(pattern, other) {
			return "", false
		}
	}
	var b strings.Builder
	var in patternScan
	for i := 0; i < len(pattern); i++ {
		switch in.at(pattern, i) {
		case scanGiveUp:
			return "", false
		case scanEscape:
			b.WriteByte(pattern[i])
			i++
		case scanOpen:
			if n := lookaround(pattern[i:]); n > 0 {
				if i = groupEnd(pattern, i+n); i < 0 {
					return "", false
				}
				b.WriteString("(?:)")
				continue
			}
			if strings.HasPrefix(pattern[i:], "(?>") {
				b.WriteString("(?:")
				i += len("(?>") - 1
				continue
			}
		}
		b.WriteByte(pattern[i])
	}
	return b.String(), true
}

// lookaround returns the length of the sign with which a lookahead or a
// lookbehind begins, 0 if group is neither.
func lookaround(group string) int {
	for _, sign := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if strings.HasPrefix(group, sign) {
			return len(sign)
		}
	}
	return 0
}

// groupEnd returns where the group ends whose content begins at i; -1 if nowhere.
func groupEnd(pattern string, i int) int {
	var in patternScan
	for depth := 1; i < len(pattern); i++ {
		switch in.at(pattern, i) {
		case scanGiveUp:
			return -1
		case scanEscape:
			i++
		case scanOpen:
			depth++
		case scanClose:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// isClass reports whether pattern is a simple class, "[…]", and nothing else.
func isClass(pattern string) bool {
	if !strings.HasPrefix(pattern, "[") {
		return false
	}
	content := strings.TrimPrefix(pattern[1:], "^")
	for i := 0; i < len(content); i++ {
		switch content[i] {
		case '\\':
			i++
		case '[':
			return false
		case ']':
			return i > 0 && i == len(content)-1
		}
	}
	return false
}

// patternScan goes through a pattern and knows what is inside a class, "[…]".
type patternScan struct {
	class int // where the first character of the open class stands; 0 if none is open
}

// What stands at a place of a pattern.
const (
	scanOther  = iota
	scanEscape // a backslash and the character after it
	scanOpen   // the bracket that opens a group
	scanClose
	scanGiveUp // what regexp2 and Go read differently
)

// at looks at pattern[i], which follows what it was called for last.
func (s *patternScan) at(pattern string, i int) int {
	next := byte(0)
	if i+1 < len(pattern) {
		next = pattern[i+1]
	}
	switch c := pattern[i]; {
	case c == '\\':
		if next == 0 || '0' <= next && next <= '9' {
			return scanGiveUp // a reference to a group, or an octal number
		}
		if s.class > 0 && strings.IndexByte("DPSW", next) >= 0 {
			return scanGiveUp // regexp2 lets [^\W\d] match digits
		}
		return scanEscape
	case s.class > 0:
		switch {
		case c == '-' && next == '[', c == '[' && next == ':':
			return scanGiveUp // a class taken off another, or the name of one
		case c == ']' && i > s.class:
			s.class = 0
		}
	case c == '[':
		if s.class = i + 1; next == '^' {
			s.class++
		}
	case c == '(':
		return scanOpen
	case c == ')':
		return scanClose
	}
	return scanOther
}
