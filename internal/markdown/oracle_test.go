package markdown

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tdewolff/minify/v2"
	minhtml "github.com/tdewolff/minify/v2/html"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// An oracle is goldmark's own HTML, minified.
type oracle struct {
	md  goldmark.Markdown
	min *minify.M
}

func newOracle() *oracle {
	o := &oracle{md: goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.Strikethrough, extension.TaskList, extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithHeadingAttribute(),
			parser.WithInlineParsers(util.Prioritized(addressParser{extension.NewLinkifyParser()}, 999),
				util.Prioritized(newEmphasisParser(), 499), util.Prioritized(newStrikeParser(), 499))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(oracleRenderer{}, 1))),
	), min: minify.New()}
	o.min.Add("text/html", &minhtml.Minifier{KeepDocumentTags: true, KeepEndTags: true})
	return o
}

// html returns the oracle's HTML of a body that does not begin with "# H1".
func (o *oracle) html(t testing.TB, src string) string {
	var b bytes.Buffer
	if err := o.md.Convert([]byte(src), &b); err != nil {
		t.Fatal(err)
	}
	s, err := o.min.String("text/html", b.String())
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(codeSpace, " ", codeTab, "\t", codeEmpty, "").Replace(s)
}

// Stand-ins for white space in code spans, which the minifier would change and we keep.
const codeSpace, codeTab, codeEmpty = "\ue000", "\ue001", "\ue002"

// oracleRenderer writes what is ours to decide: white space in code spans,
// headings of level 1, and pictures' alternative text on one line.
type oracleRenderer struct{}

func (oracleRenderer) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindCodeSpan, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		var code []byte
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			seg := c.(*ast.Text).Segment
			code = append(code, seg.Value(src)...)
		}
		s := string(util.EscapeHTML(code))
		w.WriteString("<code>" + strings.NewReplacer(" ", codeSpace, "\n", codeSpace, "\t", codeTab).Replace(s) + "</code>")
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindHeading, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		level := max(n.(*ast.Heading).Level, 2)
		if entering {
			fmt.Fprintf(w, "<h%d>", level)
		} else {
			fmt.Fprintf(w, "</h%d>\n", level)
		}
		return ast.WalkContinue, nil
	})
	r.Register(ast.KindImage, func(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		img := n.(*ast.Image)
		alt := &walker{src: src}
		fmt.Fprintf(w, `<img src="%s" alt="%s"`, util.EscapeHTML(util.URLEscape(img.Destination, true)), util.EscapeHTML(alt.plain(img)))
		if len(img.Title) > 0 {
			w.WriteString(` title="`)
			html.DefaultWriter.Write(w, img.Title)
			w.WriteString(`"`)
		}
		w.WriteString(">")
		return ast.WalkSkipChildren, nil
	})
}

// colouring is what a coloured block has and goldmark's has not.
var colouring = regexp.MustCompile(`</?span(?: class=\w+)?>`)

// filled returns a fragment's HTML with its holes filled as goldmark would,
// and without the scope of header cells, which goldmark does not write.
func filled(f Fragment) string {
	var b []byte
	from := 0
	for _, h := range f.Holes {
		b = append(b, f.HTML[from:h.At]...)
		from = h.At
		switch h.Kind {
		case HoleHref:
			if h.Dest == "" {
				b = bytes.TrimSuffix(b, []byte("=")) // as minify writes an empty value
				continue
			}
			b = AppendAttr(b, h.Dest)
		case HoleID:
			b = bytes.TrimSuffix(b, []byte(" id="))
		case HolePicture:
			b = appendPicture(b, h.Picture)
		case HoleBlock:
			if h.Block.Type != "figure" {
				b = append(b, "["+h.Block.Type+"]"...)
				continue
			}
			b = append(b, "<p>"...)
			if l := h.Block.Link; l != nil {
				b = append(AppendAttr(append(b, "<a href="...), l.Dest), '>')
			}
			b = appendPicture(b, h.Block.Picture)
			if h.Block.Link != nil {
				b = append(b, "</a>"...)
			}
			if h.Block.Caption.HTML != h.Block.Picture.Title {
				b = append(append(b, '\n'), filled(h.Block.Caption)...)
			}
			b = append(b, "</p>"...)
		case HoleTask:
			b = bytes.TrimSuffix(b, []byte(" aria-label="))
		case HoleNote:
			b = fmt.Appendf(b, "<sup id=fnref%d-%d><a href=#fn%d>%d</a></sup>", h.Note+1, h.Use, h.Note+1, h.Note+1)
		}
	}
	s := string(append(b, f.HTML[from:]...))
	if strings.Contains(s, "class=chroma") {
		s = colouring.ReplaceAllString(strings.ReplaceAll(s, " class=chroma", ""), "")
	}
	if strings.Contains(s, wideStart) {
		s = strings.ReplaceAll(strings.ReplaceAll(s, wideStart, ""), "</table></div>", "</table>")
	}
	return strings.ReplaceAll(s, "<th scope=col", "<th")
}

// wideStart is what our HTML has round a wide table and goldmark's has not,
// where the hole for the name is left empty.
const wideStart = "<div class=scroll role=region tabindex=0 aria-label=>"

func appendPicture(b []byte, p *Picture) []byte {
	b = AppendAttr(append(b, "<img src="...), util.URLEscape([]byte(p.Src), false))
	b = append(b, " alt"...)
	if p.Alt != "" {
		b = AppendAttr(append(b, '='), p.Alt)
	}
	if p.Title != "" {
		b = AppendAttr(append(b, " title="...), p.Title)
	}
	return append(b, '>')
}

// Outside the declared exceptions (raw HTML is an error, the first level is
// for titles, captions are figures, code spans keep their spaces, header cells
// have a scope), the HTML is minify(goldmark) byte for byte.
func TestCommonMarkExamplesEqualMinifiedGoldmark(t *testing.T) {
	data, err := os.ReadFile("testdata/commonmark/spec.json")
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct {
		Markdown string
		Example  int
		Section  string
	}
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	o, compared := newOracle(), 0
	for _, e := range examples {
		src := "x\n\n" + e.Markdown // so that nothing is a title or a lead picture
		d, diags := Parse("spec.md", []byte(src), 0, Options{})
		raw := false
		for _, p := range diags {
			raw = raw || p.Code == "raw-html" || p.Code == "html-comment"
		}
		if raw {
			continue
		}
		compared++
		if diff := cmp.Diff(o.html(t, src), filled(d.Fragment)); diff != "" {
			t.Errorf("example %d (%s)\n%s\n%s\n%v", e.Example, e.Section, e.Markdown, diff, diags)
		}
	}
	if compared != 583 {
		t.Errorf("compared %d examples, want the 583 of %d that hold no raw HTML", compared, len(examples))
	}
}

// Documents put together at random from what editors write, and from the
// characters that white space and escapes turn on.
func TestGeneratedDocumentsEqualMinifiedGoldmark(t *testing.T) {
	o := newOracle()
	for seed := range uint64(500) {
		src := generate(seed)
		d, diags := Parse("x.md", []byte(src), 0, Options{})
		if diff := cmp.Diff(o.html(t, src), filled(d.Fragment)); diff != "" {
			t.Fatalf("seed %d\n%s\n%s\n%v", seed, src, diff, diags)
		}
	}
}

// generate returns a document made of words and markup; the same for the same seed.
func generate(seed uint64) string {
	g := rand.New(rand.NewPCG(seed, 7))
	pick := func(s ...string) string { return s[g.IntN(len(s))] }
	var inline func(depth int) string
	inline = func(depth int) string {
		var b strings.Builder
		for range 1 + g.IntN(7) {
			b.WriteString(pick("word", "Laos", "ປະເທດລາວ", "a&b", "AT&amp;T", "&lt;", "&#35;", "1 < 2", "\"quoted\"", "it's", "\\*", "&copy;", "a—b", "x=`a  b`",
				"`<c>`", "a\\&b", "&", "#", "&\\#", "https://example.org/a?b=c&d=e", "desk@example.org", "<https://example.org/>", "{{ .Title }}", "é", "a\u00a0b", "&nbsp;"))
			if depth > 0 {
				in := inline(depth - 1)
				b.WriteString(pick(" ", "", "\n", "  ", " \t"))
				switch g.IntN(8) {
				case 0:
					b.WriteString("*" + in + "*")
				case 1:
					b.WriteString("**" + in + "**")
				case 2:
					in = strings.NewReplacer("://", ":", "@", "", "<", "").Replace(in) // a link cannot stand in another
					b.WriteString("[" + in + pick(" ", "") + "](" + pick("x.md", "/a/b#c", "<a b>", "https://example.org/?a=b&c", "é.md", "HTTP://Example.org") + pick("", " \"A 'title' & more\"", " 'say \"so\"'") + ")")
				case 3:
					b.WriteString("~~" + in + "~~")
				case 4:
					b.WriteString("![" + in + "](a.png" + pick("", " \"T\"") + ")")
				case 5:
					b.WriteString(pick("&#32;", "  \n", "\\\n", "*b&#32;*"))
				}
			}
			b.WriteString(pick(" ", " ", " ", "", "\n", "  "))
		}
		return b.String()
	}
	para := func() string { return "Text " + strings.TrimSpace(inline(2)) }
	indent := func(s, first, rest string) string {
		return first + strings.ReplaceAll(s, "\n", "\n"+rest)
	}
	var block func(depth int) string
	block = func(depth int) string {
		n := 9
		if depth == 0 {
			n = 6
		}
		switch g.IntN(n) {
		case 0:
			return "## " + strings.ReplaceAll(para(), "\n", " ") + pick("", " {#id}", " ##")
		case 1:
			return "| " + pick("A", "*b*") + " | C |\n| " + pick("---", ":--", "--:", ":-:") + " | --- |\n| x\\|y | `c\\|d` |\n| " + pick("one", "") + " |"
		case 2:
			return pick("```\n", "~~~\n", "```nosuch\n", "```json\n", "```go\n") + pick("\n", "") + "{\"a\": 1}  \n\n\tx <b> & \"c\"\n"
		case 3:
			return pick("---", "    code\n\n      more", "Term\n: meaning\n: other", "# One")
		case 6:
			return indent(block(depth-1)+"\n\n"+block(depth-1), "> ", "> ")
		case 7:
			sep := pick("\n", "\n\n")
			mark := pick("- ", "1. ", "3) ", "- [x] ")
			rest := strings.Repeat(" ", strings.IndexByte(mark, ' ')+1)
			return indent(para(), mark, rest) + sep + indent(block(depth-1)+"\n\n"+para(), mark, rest) + sep + indent(para(), mark, rest)
		}
		return para()
	}
	var b strings.Builder
	for range 2 + g.IntN(6) {
		b.WriteString(block(2) + "\n\n")
	}
	return "Text\n\n" + b.String()
}
