package asset

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"brief/internal/diag"
)

// foreignRef is an address in a style sheet that leads elsewhere.
type foreignRef struct {
	start, end int // in the source
	to         whereTo
}

// whereTo says where an address leads.
type whereTo uint8

const (
	here    whereTo = iota // to this site, to data in the address itself, or nowhere
	abroad                 // to another host, which then learns of every reader
	program                // to a script in the address
)

// destination tells where an address of a style sheet leads, as browsers read
// it (CSS Syntax 3, section 4.3.7; URL Standard, section 4.4): after escapes,
// without white space, with "\\" for "/".
func destination(address string) whereTo {
	address = strings.Map(func(r rune) rune {
		switch {
		case r <= ' ':
			return -1
		case r == '\\':
			return '/'
		}
		return r
	}, unescapeCSS(address))
	if strings.HasPrefix(address, "//") {
		return abroad
	}
	scheme, _, ok := strings.Cut(address, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return here
	}
	switch strings.ToLower(scheme) {
	case "javascript", "vbscript":
		return program
	case "http", "https", "ftp", "ws", "wss":
		return abroad
	}
	return here
}

// unescapeCSS resolves escapes: a backslash with up to six hexadecimal digits
// and one white space, or with any other character.
func unescapeCSS(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		digits := 0
		for digits < 6 && i+1+digits < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[i+1+digits]) >= 0 {
			digits++
		}
		if digits == 0 {
			i++
			b.WriteByte(s[i])
			continue
		}
		code, _ := strconv.ParseUint(s[i+1:i+1+digits], 16, 32) // hexadecimal digits alone
		if code > utf8.MaxRune {
			code = utf8.RuneError
		}
		b.WriteRune(rune(code))
		if i += digits; i+1 < len(s) && strings.IndexByte(" \t\r\n\f", s[i+1]) >= 0 {
			i++
		}
	}
	return b.String()
}

// foreignProblem is what there is to say about an address in the sheet.
func foreignProblem(file string, src []byte, r foreignRef) diag.Diag {
	d := diag.At(file, src, r.start, r.end-r.start)
	if r.to == program {
		d.Code, d.Msg = "unsafe-link", "this address could run a program in the browser"
		d.Hint = "take it out"
		return d
	}
	d.Severity, d.Code = diag.Warning, "foreign-asset"
	d.Msg = "this is loaded from another site, which learns of every reader by that"
	d.Hint = "put a copy of the file into static/ and name that"
	return d
}
