package check

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// none is the index of no node.
const none = int32(-1)

// maxDepth is how deep elements may lie in each other. No page needs a tenth of
// it, and rules that look at the elements round another stay cheap.
const maxDepth = 256

// maxFindings is how many findings of one kind of reading a file can have: whoever
// repeats one mistake a million times shall not fill the memory.
const maxFindings = 1000

// node is an element or, without a name, a text.
type node struct {
	tag     atom.Atom // 0 for text and for an element that HTML does not know
	name    string    // in lower case; empty for text
	text    string    // of a text, character references resolved
	attrs   []attr    // in the order typed
	parent  int32     // none at the top
	end     int32     // the nodes inside are those from this one's index + 1 up to end
	foreign bool      // it is svg, math or inside one
}

type attr struct{ key, val string }

// doc is a parsed HTML document, its nodes in the order of the document.
type doc struct {
	nodes    []node
	comments []string
	doctype  bool
	problems []finding // what is wrong with its syntax
}

// attr returns an attribute's value, and whether the element has it.
func (d *doc) attr(n int32, key string) (string, bool) {
	for _, a := range d.nodes[n].attrs {
		if a.key == key {
			return a.val, true
		}
	}
	return "", false
}

// val is an attribute's value; empty if the element lacks it.
func (d *doc) val(n int32, key string) string {
	v, _ := d.attr(n, key)
	return v
}

func (d *doc) has(n int32, key string) bool {
	_, ok := d.attr(n, key)
	return ok
}

// within returns the nearest element round n that is one of the tags, or none.
func (d *doc) within(n int32, tags ...atom.Atom) int32 {
	for p := d.nodes[n].parent; p != none; p = d.nodes[p].parent {
		for _, t := range tags {
			if d.nodes[p].tag == t {
				return p
			}
		}
	}
	return none
}

// children yields the elements and texts directly inside an element.
func (d *doc) children(n int32) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		for c := n + 1; c < d.nodes[n].end; c = d.nodes[c].end {
			if !yield(c) {
				return
			}
		}
	}
}

// find returns the first element of the tag inside n, or none.
func (d *doc) find(n int32, tag atom.Atom) int32 {
	for c := n + 1; c < d.nodes[n].end; c++ {
		if d.nodes[c].tag == tag {
			return c
		}
	}
	return none
}

// parser makes a doc of the tokens of package html, whose own parser mends in
// silence what this one has to report.
type parser struct {
	doc      *doc
	z        *html.Tokenizer
	open     []int32
	unclosed []string // closed by force, whose own end tag may still come
	fragment bool     // a piece of a page, which needs no doctype
}

// parseHTML parses a document. It reports what the HTML standard calls a
// mistake of syntax or of nesting and browsers mend each in silence.
func parseHTML(body []byte, fragment bool) *doc {
	p := &parser{doc: &doc{}, z: html.NewTokenizer(bytes.NewReader(body)), fragment: fragment}
	p.doc.nodes = make([]node, 0, len(body)/24+16)
	for {
		switch p.z.Next() {
		case html.ErrorToken:
			p.close(0, "")
			return p.doc
		case html.TextToken:
			p.text()
		case html.CommentToken:
			p.doc.comments = append(p.doc.comments, string(p.z.Text()))
		case html.DoctypeToken:
			p.doc.doctype = p.doc.doctype || len(p.doc.nodes) == 0 && strings.EqualFold(strings.TrimSpace(string(p.z.Text())), "html")
		case html.StartTagToken:
			p.start(false)
		case html.SelfClosingTagToken:
			p.start(true)
		case html.EndTagToken:
			name, _ := p.z.TagName()
			p.endTag(string(name))
		}
	}
}

// report notes a mistake at a node.
func (p *parser) report(n int32, code, msg, hint string) {
	if len(p.doc.problems) == maxFindings {
		return
	}
	p.doc.problems = append(p.doc.problems, finding{code: code, msg: msg, hint: hint, node: n})
}

func (p *parser) top() int32 {
	if len(p.open) == 0 {
		return none
	}
	return p.open[len(p.open)-1]
}

func (p *parser) topTag() atom.Atom {
	if n := p.top(); n != none {
		return p.doc.nodes[n].tag
	}
	return 0
}

func (p *parser) inForeign() bool {
	n := p.top()
	if n == none || !p.doc.nodes[n].foreign {
		return false
	}
	switch p.doc.nodes[n].name {
	case "foreignobject", "desc", "title", "annotation-xml":
		return false // HTML again (HTML, section 13.2.6.5)
	}
	return true
}

func (p *parser) text() {
	raw := p.z.Text()
	n := int32(len(p.doc.nodes))
	p.doc.nodes = append(p.doc.nodes, node{text: string(raw), parent: p.top(), end: n + 1})
	if len(bytes.TrimSpace(raw)) > 0 {
		switch p.topTag() {
		case atom.Ul, atom.Ol, atom.Menu, atom.Dl, atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr, atom.Select, atom.Picture:
			p.report(n, "html-nesting", "text stands directly in "+tagOf(p.doc, p.top()), "put it into an element that may stand there, such as an item or a cell")
		}
	}
}

// start takes in a start tag.
func (p *parser) start(selfClosing bool) {
	raw, more := p.z.TagName()
	name := string(raw)
	n := node{tag: atom.Lookup(raw), name: name}
	for more {
		var k, v []byte
		k, v, more = p.z.TagAttr()
		n.attrs = append(n.attrs, attr{string(k), string(v)})
	}
	foreign := p.inForeign()
	n.foreign = foreign || n.tag == atom.Svg || n.tag == atom.Math
	if !n.foreign {
		p.implyEnds(n.tag)
	} else if n.tag == atom.Title || n.tag == atom.Style {
		p.z.NextIsNotRawText()
	}
	if n.tag == atom.Noscript {
		p.z.NextIsNotRawText()
	}
	i := int32(len(p.doc.nodes))
	n.parent, n.end = p.top(), i+1
	p.doc.nodes = append(p.doc.nodes, n)
	if attrCount(p.z.Raw()) > len(n.attrs) {
		p.report(i, "html-duplicate-attribute", tagOf(p.doc, i)+" has an attribute twice, and browsers drop the second", "take one of the two out")
	}
	p.checkAttrNames(i)
	if !n.foreign {
		p.checkNesting(i)
	}
	switch {
	case isVoid(n.tag) && !foreign:
		return
	case selfClosing && n.foreign:
		return
	case selfClosing:
		p.report(i, "html-unclosed", tagOf(p.doc, i)+" is written with />, which closes nothing in HTML", "write an end tag </"+name+">")
	}
	if len(p.open) < maxDepth {
		p.open = append(p.open, i)
	} else if len(p.open) == maxDepth {
		p.report(i, "html-nesting", fmt.Sprintf("elements lie more than %d deep in each other", maxDepth), "")
	}
}

// checkAttrNames reports attributes that can only come from a lost quote.
func (p *parser) checkAttrNames(n int32) {
	for _, a := range p.doc.nodes[n].attrs {
		if strings.ContainsAny(a.key, "\"'<=") {
			p.report(n, "html-attribute", fmt.Sprintf("%s has an attribute named %s: a quotation mark is missing or too many", tagOf(p.doc, n), quote(a.key)), "look at the quotes in this tag")
		}
	}
}

// attrCount is how many attributes a start tag has (HTML, section 13.1.2.3). The
// tokenizer drops those that come again.
func attrCount(tag []byte) (n int) {
	i := 1
	for i < len(tag) && !isSpace(tag[i]) && tag[i] != '/' && tag[i] != '>' {
		i++
	}
	for {
		for i < len(tag) && (isSpace(tag[i]) || tag[i] == '/') {
			i++
		}
		if i >= len(tag) || tag[i] == '>' {
			return n
		}
		n++
		for i++; i < len(tag) && tag[i] != '=' && tag[i] != '/' && tag[i] != '>' && !isSpace(tag[i]); {
			i++
		}
		i = valueEnd(tag, i)
	}
}

// valueEnd is where an attribute's value ends whose name ends at i.
func valueEnd(tag []byte, i int) int {
	at := i
	for at < len(tag) && isSpace(tag[at]) {
		at++
	}
	if at >= len(tag) || tag[at] != '=' {
		return i
	}
	for at++; at < len(tag) && isSpace(tag[at]); {
		at++
	}
	if at < len(tag) && (tag[at] == '"' || tag[at] == '\'') {
		if n := bytes.IndexByte(tag[at+1:], tag[at]); n >= 0 {
			return at + n + 2
		}
		return len(tag)
	}
	for at < len(tag) && tag[at] != '>' && !isSpace(tag[at]) {
		at++
	}
	return at
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' }

// implyEnds closes elements whose end tag may be left out before a start tag
// (HTML, section 13.1.2.4), and a paragraph that cannot hold what begins.
func (p *parser) implyEnds(start atom.Atom) {
	for endsBefore(p.topTag(), start) {
		p.pop(len(p.open) - 1)
	}
	if !endsParagraph(start) {
		return
	}
	for i := len(p.open) - 1; i >= 0; i-- {
		tag := p.doc.nodes[p.open[i]].tag
		if tag == atom.P {
			if i < len(p.open)-1 {
				p.report(p.open[i], "html-nesting", fmt.Sprintf("<%s> begins inside %s, which a paragraph cannot hold", start, tagOf(p.doc, p.top())), "end the paragraph before it")
				for _, n := range p.open[i+1:] {
					p.force(n)
				}
			}
			p.pop(i)
			return
		}
		if isScope(tag) {
			return
		}
	}
}

// force notes an element that is closed before its end tag.
func (p *parser) force(n int32) {
	if len(p.unclosed) < maxDepth {
		p.unclosed = append(p.unclosed, p.doc.nodes[n].name)
	}
}

// pop closes the open elements from index i on.
func (p *parser) pop(i int) {
	for _, n := range p.open[i:] {
		p.doc.nodes[n].end = int32(len(p.doc.nodes))
	}
	p.open = p.open[:i]
}

// endTag takes in an end tag.
func (p *parser) endTag(name string) {
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.doc.nodes[p.open[i]].name == name {
			p.close(i+1, name)
			p.pop(i)
			return
		}
	}
	for i, u := range p.unclosed {
		if u == name { // it was reported where it was closed by force
			p.unclosed = append(p.unclosed[:i], p.unclosed[i+1:]...)
			return
		}
	}
	if len(p.open) >= maxDepth {
		return
	}
	at := max(p.top(), 0)
	if len(p.doc.nodes) == 0 {
		at = none
	}
	p.report(at, "html-stray-end", fmt.Sprintf("</%s> ends nothing that is open here", name), "take it out, or look for what ended the element before it")
}

// close reports the open elements from index i on whose end tag is missing,
// and closes them: before an end tag, or at the end of the document.
func (p *parser) close(i int, before string) {
	for _, n := range p.open[i:] {
		if e := &p.doc.nodes[n]; !mayOmitEnd(e.tag) || e.foreign {
			where := "at the end of the page"
			if before != "" {
				where = "before </" + before + ">"
				p.force(n)
			}
			p.report(n, "html-unclosed", fmt.Sprintf("%s is not closed %s", tagOf(p.doc, n), where), "write its end tag </"+e.name+">")
		}
	}
	p.pop(i)
}

// tagOf writes an element's start tag for people: "<a>", "<svg>".
func tagOf(d *doc, n int32) string {
	if n == none || d.nodes[n].name == "" {
		return "the page"
	}
	return "<" + d.nodes[n].name + ">"
}

// quote is strconv.Quote for editors: their own characters stay as they are.
func quote(s string) string { return `"` + s + `"` }
