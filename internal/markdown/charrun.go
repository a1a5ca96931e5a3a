package markdown

import (
	regex "regexp/syntax"
	"unicode"
)

// charRun is a pattern so simple that matching it takes no regular expression:
// one character of each set in turn, and then as many of the last set as there
// are. Most tokens are such runs: white space, words, signs, line comments.
type charRun struct {
	each []asciiSet
	more bool // one of the last set is not one, but any number or none
}

// newCharRun returns re as a charRun, nil if it is none.
func newCharRun(re *regex.Regexp) *charRun {
	r := &charRun{}
	if !r.add(re) || len(r.each) == 0 {
		return nil
	}
	return r
}

// add appends re. It returns false if that cannot be done.
func (r *charRun) add(re *regex.Regexp) bool {
	if r.more {
		return false // how much the run before takes would depend on what follows
	}
	switch re.Op {
	case regex.OpCapture:
		return r.add(re.Sub[0])
	case regex.OpConcat:
		for _, sub := range re.Sub {
			if !r.add(sub) {
				return false
			}
		}
		return true
	case regex.OpLiteral:
		for _, c := range re.Rune {
			r.each = append(r.each, literalSet(c, re.Flags))
		}
		return true
	case regex.OpCharClass, regex.OpAnyChar, regex.OpAnyCharNotNL:
		set, _ := firstOf(re)
		if re.Op == regex.OpAnyCharNotNL {
			set[0] &^= 1 << '\n'
		}
		r.each = append(r.each, set)
		return true
	case regex.OpStar, regex.OpPlus:
		n := len(r.each)
		if re.Flags&regex.NonGreedy != 0 || !r.add(re.Sub[0]) || r.more || len(r.each) != n+1 {
			return false
		}
		if re.Op == regex.OpPlus {
			r.each = append(r.each, r.each[n])
		}
		r.more = true
		return true
	}
	return false
}

// match returns how many characters of text the run takes at pos; 0 if it does
// not match. sure is false if a character is met that regexp2 has to judge:
// one outside ASCII, or \v, which is white space to it and not to Go.
func (r *charRun) match(text []rune, pos int) (n int, sure bool) {
	one := r.each
	if r.more {
		one = one[:len(one)-1]
	}
	at := pos
	for _, set := range one {
		switch {
		case at == len(text):
			return 0, true
		case text[at] > unicode.MaxASCII || text[at] == '\v':
			return 0, false
		case !set.has(text[at]):
			return 0, true
		}
		at++
	}
	if r.more {
		last := r.each[len(r.each)-1]
		for at < len(text) && text[at] <= unicode.MaxASCII && text[at] != '\v' && last.has(text[at]) {
			at++
		}
		if at < len(text) && (text[at] > unicode.MaxASCII || text[at] == '\v') {
			return 0, false
		}
	}
	return at - pos, true
}
