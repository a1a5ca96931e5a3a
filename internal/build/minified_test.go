package build

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// rawHTML is a case's site whose settings allow elements by name.
func rawHTML(t *testing.T, name, elements string, pairs ...string) *sitetest.Site {
	t.Helper()
	live := caseSite(t, name, pairs...)
	live.Write("brief.yaml", []byte("title: Cases\nbase_url: https://example.org/\nraw_html: ["+elements+"]\n"+
		"check: {severity: {missing-credit: \"off\", missing-alt: \"off\"}}\n"))
	return live
}

// pageOf builds a site and returns its page "page" as a browser reads it.
func pageOf(t *testing.T, live *sitetest.Site) *html.Node {
	t.Helper()
	s := buildAll(newBuilder(live, Options{}))
	if l := errorsOf(s); len(l) > 0 {
		t.Errorf("errors: %v", l)
	}
	return treeOf(t, text(t, s, "page/index.html"))
}

func treeOf(t *testing.T, src string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// nodesOf are the elements below root that have the name, or the class if it begins with a dot.
func nodesOf(root *html.Node, name string) (found []*html.Node) {
	class, byClass := strings.CutPrefix(name, ".")
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && (n.Data == name || byClass && slices.Contains(strings.Fields(attr(n, "class")), class)) {
			found = append(found, n)
		}
	}
	return found
}

// textOf is all text below an element, white space as it is.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func textsOf(nodes []*html.Node) (texts []string) {
	for _, n := range nodes {
		texts = append(texts, textOf(n))
	}
	return texts
}

// The case min-preformatted: coloured code lost its indentation, and pre its
// first line break. Only the break before the closing fence is no code.
func TestCodeKeepsEverySpace(t *testing.T) {
	live := rawHTML(t, "min-preformatted", "pre, textarea")
	page, err := live.ReadFile("content/page.md")
	if err != nil {
		t.Fatal(err)
	}
	live.Write("content/page.md", append(page, "\n<pre>\n\n a   b\n\t c  \n</pre>\n\n<textarea>a   b\n  c</textarea>\n\n```nosuchlang\nagain\n```\n"...))
	b := newBuilder(live, Options{})
	s := buildAll(b)
	root := treeOf(t, text(t, s, "page/index.html"))
	want := []string{
		"\nfunc main() {\n\tif x  {\n\n\t\ty()  \n\t}\n}\n",
		"def f():\n    return  1\n",
		"  keep   me\n",
		"graph TD\n  A --> B\n",
		"\n a   b\n\t c  \n", // a browser drops the first break after the tag
		"again\n",
	}
	if d := cmp.Diff(want, textsOf(nodesOf(root, "pre"))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"a   b\n  c"}, textsOf(nodesOf(root, "textarea"))); d != "" {
		t.Error(d)
	}
	var said []string
	for _, d := range b.snap.Load().finished(s.problems) {
		said = append(said, d.Code+" "+d.Severity.String())
	}
	if d := cmp.Diff([]string{"unknown-language warning", "unknown-language warning"}, said); d != "" {
		t.Errorf("each unknown language is noted once: %s\n%v", d, s.problems)
	}
}

// The case min-preserved-whitespace-css: a poem became one line. Its style
// attribute is refused; a pre keeps its white space whatever the style sheet says.
func TestBlockMarkedUntouchableKeepsItsSpaces(t *testing.T) {
	live := rawHTML(t, "min-preserved-whitespace-css", "pre", `<div style="white-space:pre-wrap">`, "<pre class=poem>", "</div>", "</pre>")
	live.Write("static/own.css", []byte("code { white-space: pre }\n.poem { white-space: pre-wrap }\n"))
	root := pageOf(t, live)
	if d := cmp.Diff([]string{"a  b   c"}, textsOf(nodesOf(root, "code"))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Roses  are\n   red,\nviolets"}, textsOf(nodesOf(root, ".poem"))); d != "" {
		t.Error(d)
	}
}

// The case min-attribute-values: alt disappeared, or 0 became an empty value.
func TestAttributesThatLookEmptyOrDefaultStay(t *testing.T) {
	live := rawHTML(t, "min-attribute-values", "details, summary, a, input, span", "![](t.png)\n", "Text.\n\n![](t.png)\n")
	live.Write("content/t.png.yaml", []byte("decorative: true\n"))
	root := pageOf(t, live)
	for _, want := range []struct{ element, key, value string }{
		{"img", "alt", ""}, {"ol", "start", "0"}, {"details", "hidden", "until-found"},
		{"a", "download", ""}, {"a", "href", ""}, {"a", "translate", "no"},
		{"input", "type", "text"}, {"input", "value", "0"}, {"input", "disabled", ""}, {"span", "contenteditable", "false"},
	} {
		main := nodesOf(root, "main")[0]
		if !slices.ContainsFunc(nodesOf(main, want.element), func(n *html.Node) bool { return has(n, want.key) && attr(n, want.key) == want.value }) {
			t.Errorf("no %s has %s=%q", want.element, want.key, want.value)
		}
	}
}

// The case min-jsonld: the data held "\x26" and "&rsquo;", and was rejected.
func TestStructuredDataHoldsWhatWasTyped(t *testing.T) {
	root := pageOf(t, rawHTML(t, "min-jsonld", "",
		`author: "Ann O'Brien"`, `authors: [{name: "Ann O'Brien"}]`, "description:", "dek:", "image: map.jpg\n---\n", "---\n![A map.](map.jpg)\n*The “map”.* [Desk]\n"))
	scripts := slices.DeleteFunc(nodesOf(root, "script"), func(n *html.Node) bool { return !strings.Contains(textOf(n), `"headline"`) })
	if len(scripts) != 1 {
		t.Fatalf("%d scripts of data", len(scripts))
	}
	src := textOf(scripts[0])
	var got struct {
		Headline, Description, DatePublished, MainEntityOfPage string
		Author                                                 []struct{ Name string }
		Image                                                  []any
	}
	if err := json.Unmarshal([]byte(src), &got); err != nil || strings.Contains(src, "</script") {
		t.Fatalf("%v in %s", err, src)
	}
	const title = `Tom & Jerry’s “1 < 2” – </script>`
	if got.Headline != title || got.Description != `It’s *here* & “now”` || got.DatePublished != "2024-05-14T10:00:00+01:00" ||
		got.MainEntityOfPage != "https://example.org/page/" {
		t.Errorf("got %+v", got)
	}
	if len(got.Author) != 1 || got.Author[0].Name != "Ann O'Brien" || len(got.Image) == 0 || !strings.HasPrefix(fmt.Sprint(got.Image[0].(map[string]any)["contentUrl"]), "https://example.org/") {
		t.Errorf("got %+v", got)
	}
}

// The case min-svg-paths: a command letter was dropped, and the icon distorted.
// A path inside the text stays as typed; a file's is drawn within 0.01 of it.
func TestDrawingsAreDrawnAsBefore(t *testing.T) {
	live := rawHTML(t, "min-svg-paths", "svg, path")
	typed, err := live.ReadFile("content/icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	before := pathsOf(t, string(typed))
	s := buildAll(newBuilder(live, Options{}))
	if l := errorsOf(s); len(l) > 0 {
		t.Errorf("errors: %v", l)
	}
	root := treeOf(t, text(t, s, "page/index.html"))
	inline := nodesOf(nodesOf(root, "main")[0], "path")
	if len(inline) != 1 || attr(inline[0], "d") != before[0] || attr(inline[0].Parent, "viewBox") != "0 0 24 24" {
		t.Errorf("in the text: %v", inline)
	}
	after := pathsOf(t, text(t, s, "icon.svg"))
	if len(before) != 1 || len(after) != 1 || before[0] == after[0] {
		t.Fatalf("paths %q became %q: this shows nothing", before, after)
	}
	a, b := samples(t, before[0], 200), samples(t, after[0], 200)
	for i := range a {
		if math.Hypot(a[i].x-b[i].x, a[i].y-b[i].y) >= 0.01 {
			t.Fatalf("point %d is at %v and was at %v\n%s\n%s", i, b[i], a[i], before[0], after[0])
		}
	}
}

// pathsOf are the paths of a drawing, read by a strict parser of XML.
func pathsOf(t *testing.T, src string) (paths []string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(src))
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return paths
		}
		if err != nil {
			t.Fatalf("%v in %s", err, src)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "path" {
			for _, a := range e.Attr {
				if a.Name.Local == "d" {
					paths = append(paths, a.Value)
				}
			}
		}
	}
}
