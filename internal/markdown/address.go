package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// addressParser is GFM's bare addresses, but for one after "](": that is the
// target of a link gone wrong, and must not depend on what else the file holds.
// A semicolon after an address is no part of it either, nor is what stands
// before that and ends none: goldmark would take "https://example.org/a).**;" whole.
// Letters beyond ASCII are a part of it, where goldmark's end before them:
// "https://uk.wikipedia.org/wiki/Лаос" led to no page.
type addressParser struct{ parser.InlineParser }

// Parse is called at the beginning of each line and at each space, so it looks
// first whether an address can begin there: "http:", "https:", "ftp:", "www.".
func (p addressParser) Parse(parent ast.Node, r text.Reader, pc parser.Context) ast.Node {
	line, _ := r.PeekLine()
	first := line[0]
	switch first {
	case ' ', '*', '_', '~', '(':
		if len(line) == 1 {
			return nil
		}
		first = line[1]
	}
	if c, ok := pc.(*context); ok && !c.mail && first != 'h' && first != 'f' && first != 'w' {
		return nil
	}
	if line[0] == '(' && r.PrecendingCharacter() == ']' {
		return nil
	}
	number, from := r.Position()
	n, ok := p.InlineParser.Parse(parent, r, pc).(*ast.AutoLink)
	if !ok {
		return nil
	}
	label := n.Label(r.Source())
	off, whole := offset(r.Source(), label)
	if !whole {
		return n
	}
	end := off + len(label)
	if more := addressRest(r.Source()[end:]); more > 0 && n.AutoLinkType == ast.AutoLinkURL {
		end = off + addressEnd(r.Source()[off:end+more])
	} else if label[len(label)-1] == ';' {
		end = off + addressEnd(label)
	} else {
		return n
	}
	r.SetPosition(number, from)
	r.Advance(end - from.Start)
	short := ast.NewAutoLink(n.AutoLinkType, ast.NewTextSegment(text.NewSegment(off, end)))
	short.Protocol = n.Protocol
	return short
}

// addressEnd returns where an address ends that punctuation may follow, by
// GFM's rule for its other signs.
func addressEnd(label []byte) int {
	n := len(label)
	unopened := bytes.Count(label, []byte{')'}) - bytes.Count(label, []byte{'('})
	for ; n > 1; n-- {
		switch c := label[n-1]; {
		case bytes.IndexByte([]byte(";?!.,:*_~"), c) >= 0:
		case c == ')' && unopened > 0:
			unopened--
		default:
			return n
		}
	}
	return n
}

// addressRest returns how many bytes of an address follow one that goldmark
// found: up to a space, a sign that no address holds, or a letter of a script
// without spaces between words, in which the text may go on. It is 0 if no
// letter beyond ASCII is among them.
func addressRest(s []byte) int {
	beyond, last := false, 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		switch {
		case r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r)):
			if _, dense := denseWeight(r); dense || unicode.Is(unicode.Hangul, r) {
				return last
			}
			beyond = true
		case isAlnum(byte(r)) && r < utf8.RuneSelf, r < utf8.RuneSelf && strings.IndexByte("-._~:/?#@!$&'()*+,;=%", byte(r)) >= 0:
		default:
			return last
		}
		if i += n; beyond {
			last = i
		}
	}
	return last
}

// mayHoldAddress reports whether src may hold a bare address, which needs "@",
// "www." or "://". The target of a link, "](https://…", and an address in angle
// brackets are not bare.
func mayHoldAddress(src []byte) bool {
	if bytes.IndexByte(src, '@') >= 0 {
		return true
	}
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("://"))
		if i < 0 {
			break
		}
		at += i
		j := at
		for j > 0 && isAlnum(src[j-1]) {
			j--
		}
		if !bytes.HasSuffix(src[:j], []byte("](")) && !bytes.HasSuffix(src[:j], []byte("<")) {
			return true
		}
		at += 3
	}
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte("www."))
		if i < 0 {
			return false
		}
		at += i
		if at == 0 || src[at-1] != '/' && src[at-1] != '.' && !isAlnum(src[at-1]) {
			return true
		}
		at += 4
	}
}
