package markdown

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"brief/internal/diag"
)

// An example of a specification: what is typed, and the HTML it stands for.
type example struct {
	number         int
	section        string
	markdown, html string
}

// The examples of CommonMark 0.31 and of GFM give the elements and the text
// that the specifications say. What differs is listed, one example a line, in
// exceptions.txt beside each; one that is listed and does not differ fails too.
func TestSpecificationsExamples(t *testing.T) {
	for _, spec := range []struct {
		dir      string
		examples []example
	}{
		{"testdata/commonmark", commonMarkExamples(t)},
		{"testdata/gfm", gfmExamples(t)},
	} {
		t.Run(spec.dir, func(t *testing.T) {
			except := exceptions(t, spec.dir+"/exceptions.txt")
			for _, e := range spec.examples {
				// What comes first might be a title or a lead picture.
				d, diags := Parse("x.md", []byte("x\n\n"+e.markdown), 0, Options{})
				got, want := canonical(t, filled(d.Fragment)), canonical(t, "<p>x</p>"+e.html)
				name := fmt.Sprintf("%d %s", e.number, e.section)
				reason, listed := except[name]
				delete(except, name)
				switch {
				case listed && got == want:
					t.Errorf("%s is an exception no more: %s", name, reason)
				case listed && reason == "raw HTML is refused, with its place" && !refusesRawHTML(diags):
					t.Errorf("%s: no problem is reported", name)
				case !listed && got != want:
					t.Errorf("%s\n%s\n got %s\nwant %s", name, e.markdown, got, want)
				}
			}
			for name := range except {
				t.Errorf("there is no example %q", name)
			}
		})
	}
}

func refusesRawHTML(l diag.List) bool {
	return slices.ContainsFunc(l, func(p diag.Diag) bool {
		return p.Severity == diag.Error && (p.Code == "raw-html" || p.Code == "html-comment")
	})
}

// exceptions reads lines "NUMBER SECTION: REASON".
func exceptions(t *testing.T, file string) map[string]string {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for line := range strings.Lines(string(data)) {
		name, reason, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("%s: %q has no reason", file, line)
		}
		all[name] = reason
	}
	return all
}

func commonMarkExamples(t *testing.T) (all []example) {
	data, err := os.ReadFile("testdata/commonmark/spec.json")
	if err != nil {
		t.Fatal(err)
	}
	var raw []struct {
		Markdown, HTML, Section string
		Example                 int
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	for _, e := range raw {
		all = append(all, example{e.Example, e.Section, e.Markdown, e.HTML})
	}
	if len(all) != 652 {
		t.Fatalf("%d examples", len(all))
	}
	return all
}

func gfmExamples(t *testing.T) (all []example) {
	data, err := os.ReadFile("testdata/gfm/spec.txt")
	if err != nil {
		t.Fatal(err)
	}
	fence := strings.Repeat("`", 32)
	section, part, text := "", 0, [2]string{}
	for line := range strings.Lines(string(data)) {
		switch {
		case part == 0 && strings.HasPrefix(line, fence+" example"):
			part, text = 1, [2]string{}
		case part == 1 && line == ".\n":
			part = 2
		case part == 2 && line == fence+"\n":
			all = append(all, example{len(all) + 1, section, text[0], text[1]})
			part = 0
		case part > 0:
			text[part-1] += strings.ReplaceAll(line, "→", "\t")
		case strings.HasPrefix(line, "## "):
			section = strings.TrimSpace(line[3:])
		}
	}
	if len(all) != 673 {
		t.Fatalf("%d examples", len(all))
	}
	return all
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
