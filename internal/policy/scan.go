package policy

import (
	"bytes"
	"strings"
)

// inline is a style sheet, or a script that browsers run, which stands in a page.
type inline struct {
	script bool
	text   []byte
}

// findings are what a policy needs to know of a page.
type findings struct {
	inlines   []inline
	place     int  // where the policy belongs
	hasPolicy bool // it has one
}

// scan looks through a page. The head is read tag by tag. The body, nearly all
// of the page, mostly holds neither style sheet nor script, which a look at the
// letter behind each "<" tells; only one that may hold some is read so too.
func scan(page []byte) (f findings) {
	s := scanner{page: page}
	placed := false
	for s.next() {
		switch string(s.name) {
		case "!doctype", "html", "head":
			if !placed {
				f.place = s.at
			}
		case "meta":
			if strings.EqualFold(s.attr("http-equiv"), "content-security-policy") {
				f.hasPolicy = true
			}
			if !placed && s.has("charset") {
				f.place, placed = s.at, true
			}
		case "body":
			if !mayHold(page[s.at:]) {
				return f
			}
		case "style", "script":
			if in, ok := s.inline(); ok {
				f.inlines = append(f.inlines, in)
			}
		}
	}
	return f
}

// mayHold says whether a style sheet or a script may begin in a text. It may
// say so of one that merely speaks of them, and never misses one.
func mayHold(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '<')
		if i < 0 || len(text) < i+len("<style") {
			return false
		}
		text = text[i+1:]
		if text[0]|0x20 == 's' && (isName(text, "style") || isName(text, "script")) {
			return true
		}
	}
}

// isName says whether a text begins with a name in small letters, whatever
// letters the text has.
func isName(text []byte, name string) bool {
	return len(text) >= len(name) && strings.EqualFold(string(text[:len(name)]), name)
}

// scanner reads a page tag by tag, as the HTML Standard does (section 13.2.5).
type scanner struct {
	page []byte
	at   int    // behind the last tag
	name []byte // of the last tag, in small letters; "!doctype" of that
	tag  []byte // its attributes
}

// next goes to the next start tag or doctype; false if there is none. What
// stands in an element of plain text is no tag.
func (s *scanner) next() bool {
	for {
		i := bytes.IndexByte(s.page[s.at:], '<')
		if i < 0 || s.at+i+1 == len(s.page) {
			return false
		}
		s.at += i + 1
		switch c := s.page[s.at]; {
		case c == '!' && bytes.HasPrefix(s.page[s.at:], []byte("!--")):
			s.comment()
		case isLetter(c), c == '!' && isName(s.page[s.at:], "!doctype"):
			s.readTag()
			if isText(s.name) {
				s.at += s.textEnd()
			}
			return true
		case c == '/':
			s.readTag() // may have attributes too, which nobody reads
		case c == '!', c == '?':
			s.skipPast(">")
		}
	}
}

// readTag reads a tag from its name to its end.
func (s *scanner) readTag() {
	n := 1
	for s.at+n < len(s.page) && !endsName(s.page[s.at+n]) {
		n++
	}
	s.name = lower(s.page[s.at : s.at+n])
	s.at += n
	start := s.at
	for {
		_, _, n, ok := attribute(s.page[s.at:])
		s.at += n
		if !ok {
			break
		}
	}
	s.tag = s.page[start:s.at]
	s.at = min(s.at+1, len(s.page))
}

// attribute reads the first attribute of a text, and how long it is with all
// before it. False if the tag ends before, or the text.
func attribute(text []byte) (name, value []byte, n int, ok bool) {
	for n < len(text) && (isSpace(text[n]) || text[n] == '/') {
		n++
	}
	if n == len(text) || text[n] == '>' {
		return nil, nil, n, false
	}
	start := n
	for n++; n < len(text) && !endsName(text[n]) && text[n] != '='; n++ { // a name may begin with "="
	}
	name = text[start:n]
	after := skipSpace(text, n)
	if after == len(text) || text[after] != '=' {
		return name, nil, n, true
	}
	n = skipSpace(text, after+1)
	if n < len(text) && (text[n] == '"' || text[n] == '\'') {
		i := bytes.IndexByte(text[n+1:], text[n])
		if i < 0 {
			return name, text[n+1:], len(text), true
		}
		return name, text[n+1 : n+1+i], n + 1 + i + 1, true
	}
	start = n
	for n < len(text) && !isSpace(text[n]) && text[n] != '>' {
		n++
	}
	return name, text[start:n], n, true
}

func skipSpace(text []byte, n int) int {
	for n < len(text) && isSpace(text[n]) {
		n++
	}
	return n
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

func endsName(c byte) bool { return isSpace(c) || c == '/' || c == '>' }

// lower is a name in small letters.
func lower(name []byte) []byte {
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			return bytes.ToLower(name)
		}
	}
	return name
}

// comment skips one. The shortest is "<!-->".
func (s *scanner) comment() {
	s.at += len("!--")
	if rest := s.page[s.at:]; bytes.HasPrefix(rest, []byte(">")) || bytes.HasPrefix(rest, []byte("->")) {
		s.skipPast(">")
		return
	}
	rest := s.page[s.at:]
	i, j := bytes.Index(rest, []byte("-->")), bytes.Index(rest, []byte("--!>"))
	switch {
	case i >= 0 && (j < 0 || i < j):
		s.at += i + len("-->")
	case j >= 0:
		s.at += j + len("--!>")
	default:
		s.at = len(s.page)
	}
}

func (s *scanner) skipPast(end string) {
	if i := bytes.Index(s.page[s.at:], []byte(end)); i >= 0 {
		s.at += i + len(end)
	} else {
		s.at = len(s.page)
	}
}

// textEnd is how far the element's end tag lies ahead.
func (s *scanner) textEnd() int {
	rest := s.page[s.at:]
	for i := 0; ; i += 2 {
		j := bytes.Index(rest[i:], []byte("</"))
		if j < 0 {
			return len(rest)
		}
		if i += j; isName(rest[i+2:], string(s.name)) {
			if k := i + 2 + len(s.name); k == len(rest) || endsName(rest[k]) {
				return i
			}
		}
	}
}

// isText says whether an element's content is text to browsers that run
// scripts, whatever stands in it (HTML Standard, section 13.2.6).
func isText(name []byte) bool {
	switch string(name) {
	case "title", "textarea", "xmp", "iframe", "noembed", "noframes":
		return true
	}
	return false // style and script: see inline
}

// inline reads the style sheet or script that the last tag begins. False if
// browsers take its content for neither.
func (s *scanner) inline() (in inline, ok bool) {
	script := string(s.name) == "script"
	end := s.at + s.textEnd()
	in = inline{script, s.page[s.at:end]}
	s.at = end
	return in, !script || !s.has("src") && runs(s.attr("type"))
}

// runs says whether browsers hold a script of a type against the policy: code,
// modules, and the lists that say what to load. Any other type is data (HTML
// Standard, section 4.12.1.1).
func runs(typ string) bool {
	typ = strings.ToLower(strings.TrimSpace(typ))
	switch typ {
	case "", "module", "importmap", "speculationrules", "text/jscript", "text/livescript":
		return true
	}
	return strings.Contains(typ, "javascript") || strings.Contains(typ, "ecmascript")
}

// has says whether the last tag has an attribute.
func (s *scanner) has(name string) bool {
	_, ok := s.value(name)
	return ok
}

// attr is the value of an attribute of the last tag, as it stands; "" without one.
func (s *scanner) attr(name string) string {
	v, _ := s.value(name)
	return string(v)
}

// value looks an attribute of the last tag up. Of two of one name the first counts.
func (s *scanner) value(name string) ([]byte, bool) {
	for rest := s.tag; ; {
		key, value, n, ok := attribute(rest)
		if !ok {
			return nil, false
		}
		if len(key) == len(name) && isName(key, name) {
			return value, true
		}
		rest = rest[n:]
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
