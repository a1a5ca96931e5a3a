package markdown

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// withNotes is a document's body and, below it, its notes, each with the number
// of marks that lead back from it.
func withNotes(d *Doc) string {
	s := filled(d.Fragment)
	if len(d.Notes) == 0 {
		return s
	}
	s += "<section><ol>"
	for _, n := range d.Notes {
		s += fmt.Sprintf("<li uses=%d>%s</li>", n.Uses, filled(n.Body))
	}
	return bareMarks(s + "</ol></section>")
}

// bareMarks takes from the marks of notes what names places of one page.
func bareMarks(s string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "<sup id=fnref")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		mark, after, _ := strings.Cut(rest, "</sup>")
		b.WriteString("<sup>" + strings.TrimSuffix(mark[strings.LastIndexByte(strings.TrimSuffix(mark, "</a>"), '>')+1:], "</a>") + "</sup>")
		s = after
	}
}

// sameNotes gives the notes of cmark-gfm's HTML the form of withNotes.
func sameNotes(t *testing.T, s string) string {
	if !strings.Contains(s, "data-footnote") {
		return s
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range nodes {
		body.AppendChild(n)
	}
	for n := range body.Descendants() {
		switch {
		case n.Data == "sup" && attrOf(n, "class") == "footnote-ref" && n.FirstChild.Data == "a":
			number := n.FirstChild.FirstChild
			n.FirstChild.RemoveChild(number)
			n.RemoveChild(n.FirstChild)
			n.AppendChild(number)
			n.Attr = nil
		case n.Data == "section":
			n.Attr = nil
		case n.Data == "li" && strings.HasPrefix(attrOf(n, "id"), "fn-"):
			n.Attr = []html.Attribute{{Key: "uses", Val: strconv.Itoa(takeBackLinks(n))}}
		}
	}
	for n := range body.ChildNodes() {
		if err := html.Render(&b, n); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// takeBackLinks takes the links back to the text out of a note, and counts them.
func takeBackLinks(note *html.Node) int {
	var links []*html.Node
	for n := range note.Descendants() {
		if attrOf(n, "class") == "footnote-backref" {
			links = append(links, n)
		}
	}
	for _, n := range links {
		n.Parent.RemoveChild(n)
	}
	return len(links)
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// canonical is a way to write HTML that is the same for all HTML that a
// browser shows alike: attributes sorted, no white space where none is shown,
// first-level headings one level lower, as ours are.
func canonical(t *testing.T, s string) string {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var write func(n *html.Node, pre bool)
	write = func(n *html.Node, pre bool) {
		switch n.Type {
		case html.TextNode:
			text := n.Data
			if !pre {
				text = canonicalSpace(&b, text)
			}
			b.WriteString(strconv.Quote(text)[1 : len(strconv.Quote(text))-1])
		case html.ElementNode:
			name := n.Data
			if name == "h1" {
				name = "h2"
			}
			block := !slices.Contains([]string{"a", "em", "strong", "code", "del", "img", "input"}, name)
			if block && !pre {
				trimSpace(&b)
			}
			slices.SortFunc(n.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
			fmt.Fprintf(&b, "<%s", name)
			for _, a := range n.Attr {
				fmt.Fprintf(&b, " %s=%q", a.Key, strings.Join(strings.Fields(a.Val), " "))
			}
			b.WriteString(">")
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				write(c, pre || name == "pre" || name == "code")
			}
			if block && !pre {
				trimSpace(&b)
			}
			fmt.Fprintf(&b, "</%s>", name)
		default:
			fmt.Fprintf(&b, "<!%s>", n.Data)
		}
	}
	for _, n := range nodes {
		write(n, false)
	}
	trimSpace(&b)
	return b.String()
}

// canonicalSpace makes each run of white space in text one space, none where b
// ends with one or with a block's tag.
func canonicalSpace(b *strings.Builder, text string) string {
	out := []byte{}
	for i := range len(text) {
		if c := text[i]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			out = append(out, c)
		} else if len(out) > 0 && out[len(out)-1] != ' ' || len(out) == 0 && !endsBlank(b.String()) {
			out = append(out, ' ')
		}
	}
	return string(out)
}

func endsBlank(s string) bool {
	if s == "" || strings.HasSuffix(s, " ") {
		return true
	}
	for _, tag := range []string{"a", "em", "strong", "code", "del", "img", "input"} {
		if strings.HasSuffix(s, "</"+tag+">") {
			return false
		}
		if i := strings.LastIndexByte(s, '<'); i >= 0 && strings.HasSuffix(s, ">") && (strings.HasPrefix(s[i:], "<"+tag+">") || strings.HasPrefix(s[i:], "<"+tag+" ")) {
			return endsBlank(s[:i])
		}
	}
	return strings.HasSuffix(s, ">")
}

// trimSpace takes a space at b's end away.
func trimSpace(b *strings.Builder) {
	if s := b.String(); strings.HasSuffix(s, " ") {
		b.Reset()
		b.WriteString(s[:len(s)-1])
	}
}
