package markdown

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Linker links terms where a text first uses them: once in each section,
// which begins with an h2 of the text. It links nothing inside a link, a
// heading or code. Terms match whole words as they stand, but for the case of
// their first letter; in scripts without spaces, anywhere. Of several that
// match at one place the longest wins.
type Linker struct {
	first map[rune]*termNode // by the first letter in lower case
	used  []bool             // in this section
	tag   func(term int) string
}

// termNode is a place in the tree of terms, where those that begin alike share
// a branch: each place of a text costs no more than the longest term.
type termNode struct {
	c    byte
	term int // which ends here, from 1; 0 if none
	next []*termNode
}

// maxTermSize is the length in bytes of the longest term that is linked.
const maxTermSize = 100

// NewLinker returns a Linker of terms, whose first wins where two are the
// same. tag returns the start tag of the link to a term.
func NewLinker(terms []Term, tag func(term int) string) *Linker {
	l := &Linker{first: map[rune]*termNode{}, used: make([]bool, len(terms)), tag: tag}
	for i, t := range terms {
		r, n := utf8.DecodeRuneInString(t.HTML)
		if n == 0 || len(t.HTML) > maxTermSize {
			continue
		}
		r = unicode.ToLower(r)
		node := l.first[r]
		if node == nil {
			node = &termNode{}
			l.first[r] = node
		}
		for _, c := range []byte(t.HTML[n:]) {
			c = space(c)
			next := node.child(c)
			if next == nil {
				next = &termNode{c: c}
				node.next = append(node.next, next)
			}
			node = next
		}
		if node.term == 0 {
			node.term = i + 1
		}
	}
	return l
}

// child returns the place that follows with c; nil if there is none.
func (n *termNode) child(c byte) *termNode {
	for _, next := range n.next {
		if next.c == c {
			return next
		}
	}
	return nil
}

// space is c, of white space always a space.
func space(c byte) byte {
	if c == '\n' {
		return ' '
	}
	return c
}

// newSection makes terms be linked again.
func (l *Linker) newSection() { clear(l.used) }

// Link returns a text with links where it first uses a term, in its boxes too.
// A glossary's own are left as they are.
func (l *Linker) Link(f Fragment) Fragment {
	l.newSection()
	return l.link(f, true)
}

// link is Link for a fragment; own says that it is the text itself, whose h2 begin sections.
func (l *Linker) link(f Fragment, own bool) Fragment {
	s := linking{Linker: l, from: f, own: own}
	for s.at < len(f.HTML) {
		s.passHoles()
		if f.HTML[s.at] == '<' {
			s.skipTag()
		} else {
			s.words()
		}
	}
	s.passHoles()
	if len(s.cuts) == 0 && s.holes == nil {
		return f
	}
	return s.joined()
}

// passHoles goes past the holes up to here, and links in the blocks among them.
func (s *linking) passHoles() {
	for ; s.hole < len(s.from.Holes) && s.from.Holes[s.hole].At <= s.at; s.hole++ {
		b := s.from.Holes[s.hole].Block
		if b == nil || b.Type == "glossary" {
			continue
		}
		if s.holes == nil {
			s.holes = slices.Clone(s.from.Holes)
		}
		s.holes[s.hole].Block = s.block(b)
	}
}

// block returns a block with links in its parts, in the order in which they are shown.
func (l *Linker) block(b *Block) *Block {
	n := *b
	n.Body = l.link(b.Body, false)
	n.Items = slices.Clone(b.Items)
	for i := range n.Items {
		n.Items[i].Role = l.link(n.Items[i].Role, false)
		n.Items[i].Body = l.link(n.Items[i].Body, false)
	}
	n.After = l.link(b.After, false)
	n.Caption = l.link(b.Caption, false)
	n.Credit = l.link(b.Credit, false)
	return &n
}

// linking is one fragment's way through a Linker.
type linking struct {
	*Linker
	from  Fragment
	own   bool
	at    int // what is read so far
	hole  int // holes before that
	shut  int // how many elements that hold no links are open
	cuts  []cut
	holes []Hole // a copy, once a block has changed
}

// cut is a tag that comes in at a byte of the HTML.
type cut struct {
	at  int
	tag string
	end bool // of a link: a hole at the same place follows it
}

// joined is the fragment with its new tags.
func (s *linking) joined() Fragment {
	f := Fragment{Holes: s.holes}
	if f.Holes == nil {
		f.Holes = slices.Clone(s.from.Holes)
	}
	var b strings.Builder
	kept, hole, added := 0, 0, 0
	for _, c := range s.cuts {
		for ; hole < len(f.Holes) && (f.Holes[hole].At < c.at || f.Holes[hole].At == c.at && !c.end); hole++ {
			f.Holes[hole].At += added
		}
		b.WriteString(s.from.HTML[kept:c.at])
		b.WriteString(c.tag)
		kept, added = c.at, added+len(c.tag)
	}
	for ; hole < len(f.Holes); hole++ {
		f.Holes[hole].At += added
	}
	b.WriteString(s.from.HTML[kept:])
	f.HTML = b.String()
	return f
}

// skipTag passes a tag, whose quoted attributes may hold anything.
func (s *linking) skipTag() {
	html, start := s.from.HTML, s.at
	quote := byte(0)
	for s.at++; s.at < len(html); s.at++ {
		c := html[s.at]
		if quote != 0 {
			if c == quote {
				quote = 0
			}
		} else if c == '>' {
			s.at++
			break
		} else if (c == '"' || c == '\'') && html[s.at-1] == '=' {
			quote = c
		}
	}
	name, end := strings.CutPrefix(html[start+1:s.at], "/")
	i := 0
	for i < len(name) && isAlnum(name[i]) {
		i++
	}
	name = name[:i]
	switch {
	case !holdsNoLinks(name):
	case end:
		s.shut = max(s.shut-1, 0)
	default:
		s.shut++
		if name == "h2" && s.own {
			s.newSection()
		}
	}
}

// holdsNoLinks says in which elements a term is not linked.
func holdsNoLinks(name string) bool {
	switch name {
	case "a", "h2", "h3", "h4", "h5", "h6", "code", "pre", "kbd", "samp", "dfn", "button", "label", "summary":
		return true
	}
	return false
}

// words looks for terms in the text up to the next tag or hole.
func (s *linking) words() {
	html := s.from.HTML
	end := len(html)
	if i := strings.IndexByte(html[s.at:], '<'); i >= 0 {
		end = s.at + i
	}
	if s.hole < len(s.from.Holes) {
		end = min(end, s.from.Holes[s.hole].At)
	}
	if s.shut > 0 {
		s.at = end
		return
	}
	prev := rune(' ')
	for s.at < end {
		r, n := utf8.DecodeRuneInString(html[s.at:end])
		if !inWord(prev) || isDense(r) {
			if term, size := s.match(html[s.at:end], r); size > 0 {
				s.mark(term, size)
				prev, _ = utf8.DecodeLastRuneInString(html[:s.at])
				continue
			}
		}
		prev = r
		s.at += n
	}
}

// inWord reports whether a term may not begin after r, or end before it.
func inWord(r rune) bool {
	return !isDense(r) && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// match returns the longest term not yet used that text begins with, its first
// character being r, and how much of the text that is; 0 if none.
func (s *linking) match(text string, r rune) (term, size int) {
	node := s.first[unicode.ToLower(r)]
	if node == nil {
		return 0, 0
	}
	for n := utf8.RuneLen(r); ; n++ {
		if node.term > 0 && !s.used[node.term-1] && termMayEnd(text, n) {
			term, size = node.term-1, n
		}
		if n == len(text) {
			return term, size
		}
		if node = node.child(space(text[n])); node == nil {
			return term, size
		}
	}
}

// termMayEnd reports whether a term may end after n bytes of text.
func termMayEnd(text string, n int) bool {
	if n < len(text) && !utf8.RuneStart(text[n]) {
		return false
	}
	next, size := utf8.DecodeRuneInString(text[n:])
	last, _ := utf8.DecodeLastRuneInString(text[:n])
	return size == 0 || isDense(last) || !inWord(next)
}

// mark makes the next size bytes a link.
func (s *linking) mark(term, size int) {
	s.cuts = append(s.cuts, cut{s.at, s.tag(term), false}, cut{s.at + size, "</a>", true})
	s.at += size
	s.used[term] = true
}
