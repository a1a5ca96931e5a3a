package build

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"brief/internal/browser"
	"brief/internal/sitetest"

	"golang.org/x/net/html"
)

// What a reader sees is what was typed: the words of a page are those that
// cmark-gfm, which shares no code with brief, shows of the same text, in the
// same order. Signs that are typeset are read as they were typed.
func TestPagesHaveTheWordsThatWereTyped(t *testing.T) {
	cmark := browser.Program(t, "cmark-gfm")
	const documents = 200
	files := map[string]string{"content/index.md": "---\ntitle: Home\n---\n"}
	typed := make([]string, documents)
	for i := range typed {
		typed[i] = document(uint64(i))
		files[fmt.Sprintf("content/p%d.md", i)] = fmt.Sprintf("---\ntitle: Page %d\n---\n%s", i, typed[i])
	}
	s := buildAll(newBuilder(sitetest.New(files), Options{}))
	for i, src := range typed {
		cmd := exec.Command(cmark, "-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist", "-e", "footnotes")
		cmd.Stdin = strings.NewReader(src)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		want := words(t, "<div class=body>"+string(out))
		got := words(t, text(t, s, fmt.Sprintf("p%d/index.html", i)))
		if got, want := strings.Join(got, " "), strings.Join(want, " "); got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			from := max(at-60, 0)
			t.Errorf("document %d differs here:\n got %q\nwant %q\n%s", i, got[from:min(at+60, len(got))], want[from:min(at+60, len(want))], src)
		}
	}
}

// words are the words of a page's body and its notes, without the marks of
// notes and the links back from them, and
// without the headline that brief gives the notes.
func words(t *testing.T, page string) []string {
	var b bytes.Buffer
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		if !slices.Contains([]string{"a", "em", "strong", "del", "code", "span", "sup"}, n.Data) {
			b.WriteByte(' ')
			defer b.WriteByte(' ')
		}
		if n.Data == "sup" || has(n, "data-footnote-backref") || attr(n, "class") == "back" ||
			n.Data == "h2" && attr(n.Parent, "class") == "box sources" {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(bodyOf(t, page))
	// cmark-gfm shows the box of a task as text where the list stands in another block.
	asTyped := strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "…", "...", "–", "--", "—", "---", "[ ] ", "", "[x] ", "")
	return strings.Fields(asTyped.Replace(b.String()))
}

// document returns Markdown made of what editors write and both renderers
// know, the same for the same seed.
func document(seed uint64) string {
	g := rand.New(rand.NewPCG(seed, 3))
	pick := func(s ...string) string { return s[g.IntN(len(s))] }
	notes := 0
	var inline func(depth int) string
	inline = func(depth int) string {
		var b strings.Builder
		for range 2 + g.IntN(8) {
			b.WriteString(pick("word", "Laos", "ປະເທດລາວ", "Почему", "it's", `"quoted"`, "AT&T", "&amp;lt;", "&copy;", "1 < 2", "a_b_c", "2 * 3", `\*so\*`, "`a  <b>`",
				"https://example.org/a_b?c=d&e", "(https://example.org/f).", "<https://example.org/g>", "désolé", "a -- b", "and...", "{{ .Title }}", "100 %", "[so]", "#1", "snake_case_name"))
			if depth > 0 && g.IntN(2) == 0 {
				in := inline(0) // cmark-gfm 0.29 pairs marks inside marks as CommonMark did before 0.30
				switch g.IntN(5) {
				case 0:
					b.WriteString(" *" + in + "*")
				case 1:
					b.WriteString(" **" + in + "**")
				case 2:
					b.WriteString(" ~~" + in + "~~")
				case 3:
					b.WriteString(" [" + pick("a link", "`code`", "*a* link", `the "annex"`) + "](https://example.org/h \"Title\")")
				case 4:
					notes++
					fmt.Fprintf(&b, "[^n%d]", notes)
				}
			}
			b.WriteString(pick(" ", " ", " ", "\n", "  \n", ", ", "; "))
		}
		return strings.TrimSpace(b.String())
	}
	indent := func(s, first, rest string) string { return first + strings.ReplaceAll(s, "\n", "\n"+rest) }
	var block func(depth int) string
	block = func(depth int) string {
		kinds := 9
		if depth == 0 {
			kinds = 5
		}
		switch g.IntN(kinds) {
		case 0:
			return pick("## ", "### ") + strings.ReplaceAll(inline(1), "\n", " ")
		case 1:
			return "| Name | " + pick("*b*", "`c`") + " |\n| :--- | ---: |\n| a | \"b\" |\n| c \\| d | " + pick("", "**e**") + " |"
		case 2:
			return pick("```\n", "```go\n", "```json\n") + "func \"a\" -- it's {\n\n\tb <c>\n}\n" + "```"
		case 3:
			return pick("---", "***", "    code \"as typed\"")
		case 5:
			return indent(block(depth-1)+"\n\n"+block(depth-1), "> ", "> ")
		case 6, 7:
			mark := pick("- ", "1. ", "3. ", "- [x] ", "- [ ] ")
			rest := strings.Repeat(" ", strings.IndexByte(mark, ' ')+1)
			return indent(inline(1), mark, rest) + pick("\n", "\n\n") + indent("Item "+inline(1)+"\n\n"+block(depth-1), mark, rest)
		}
		return "Text " + inline(2)
	}
	var b strings.Builder
	b.WriteString("Text\n\n")
	for range 3 + g.IntN(8) {
		b.WriteString(block(2) + "\n\n")
	}
	for i := range notes {
		fmt.Fprintf(&b, "[^n%d]: Kontur, [\"Title\"](https://example.org/%d), 2025: %s.\n\n", i+1, i, pick("it's", "ລາວ", "*so*"))
	}
	return b.String()
}
