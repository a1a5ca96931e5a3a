package markdown

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tdewolff/minify/v2"
	minhtml "github.com/tdewolff/minify/v2/html"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	dom "golang.org/x/net/html"
)

// Allowed raw HTML is read by a browser as the minifier's is, and holds no
// byte that the minifier would drop. A pre was collapsed, an input took the
// space after it, and a drawing's paths were called unclosed.
func TestAllowedHTMLReadsAsMinified(t *testing.T) {
	const allowed = "a audio br button desc details div em foreignobject g iframe img input kbd label lineargradient optgroup option " +
		"p path pre progress q rect select span stop sub summary svg table tbody td text textarea title tr tspan u ul li video wbr"
	typed := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithRendererOptions(html.WithUnsafe()))
	min := minify.New()
	min.Add("text/html", &minhtml.Minifier{KeepDocumentTags: true, KeepEndTags: true, KeepDefaultAttrVals: true})
	for _, src := range []string{
		// White space that is text.
		"<pre>a   b\n   c\n\n\n\td  </pre>",
		"<pre>\n\n first line is blank</pre>",
		"<pre class=poem>Roses  are\n   <em>red</em>,\n<span> violets </span>\n</pre>",
		"<pre> a &lt; b &amp;&amp; c &copy; </pre> after",
		"<textarea>a   b\n   c\n\n d </textarea>",
		"Inline <textarea rows=2>a   b</textarea>  and <textarea> c </textarea> on.",
		"Inline <pre>a   b</pre>",
		"<div><pre> a  b </pre> <textarea>  </textarea> </div>",
		"<div>\n<pre> <span>a</span>  <kbd> b </kbd> </pre>\n</div>",
		// Elements that are like a word of the text.
		"An <input>  <span>end</span>, <input type=text value=0 disabled> <input> <kbd> k </kbd>",
		"One <button> two </button> three <progress value=1></progress> four <q> five </q> six",
		"A <select> <option> a </option> <option selected> b </option> </select> b",
		"A <select> <optgroup label=x> <option>a</option> </optgroup> </select> b",
		"long<wbr>word and <wbr> more <img src=a.png alt=\"\"> <img src=b.png alt> <span> x </span>",
		"<video src=a.mp4 controls> </video> a <iframe src=x title=y></iframe> b",
		"<em>end </em> <input> text",
		// Elements whose tags need no space.
		"one <br> two<br/> three <br>",
		"<details open>\n<summary> More &amp; more </summary>\n\ntext **bold** <span> a </span> <span> b</span>\n\n</details>",
		"<p> a <span> b </span> c </p>\n<ul> <li> x </li> <li>y</li> </ul>",
		"<table> <tbody> <tr> <td headers=\"\"> a </td> </tr> </tbody> </table>",
		"Press <kbd>Ctrl</kbd> <sub> x </sub>, <u></u> then.",
		// Values that look empty, or like the default.
		`<a href="" download translate="no">x</a> <span contenteditable="false" hidden="until-found" title='a "b" & c'>y</span>`,
		`<input required value="a=b" placeholder="'"> <label> z </label>`,
		// Drawings.
		`<svg viewBox="0 0 24 24"><path d="m4 4q0-2-1.5-2.5"/><g><rect width="1" height='1' /></g></svg>`,
		`A <svg width=1><path d="M0 0" fill=red /><path d="M1 1"></path></svg> b <span> d </span>`,
		`<svg><title>A &amp; b</title><text x="1">29 <tspan>a</tspan> b<tspan>c</tspan></text><lineargradient><stop offset=0 /></lineargradient></svg>`,
		`<svg><desc><br/>a</desc><foreignobject><div>a<br/>b</div><p>c</p></foreignobject></svg>`,
	} {
		src = "Text\n\n" + src
		d, diags := Parse("x.md", []byte(src), 0, Options{RawHTML: strings.Fields(allowed)})
		if len(diags) > 0 {
			t.Errorf("%s\n%v", src, diags)
		}
		var want bytes.Buffer
		if err := typed.Convert([]byte(src), &want); err != nil {
			t.Fatal(err)
		}
		minified, err := min.String("text/html", want.String())
		if err != nil {
			t.Fatal(err)
		}
		got := filled(d.Fragment)
		if diff := cmp.Diff(tree(t, minified), tree(t, got)); diff != "" {
			t.Errorf("%s\n%s\n%s", src, got, diff)
		}
		if again, err := min.String("text/html", got); err != nil || again != got {
			t.Errorf("%s\nthe minifier makes more of it (error: %v)\n%s", src, err, cmp.Diff(again, got))
		}
	}
}

// tree is a fragment as a browser reads it: an element, an attribute or a text a line.
func tree(t *testing.T, src string) string {
	t.Helper()
	root, err := dom.Parse(strings.NewReader("<!doctype html><body>" + src))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var show func(n *dom.Node, depth int)
	show = func(n *dom.Node, depth int) {
		fmt.Fprintf(&b, "%s%s %q %s\n", strings.Repeat(" ", depth), n.Namespace, n.Data, n.Attr)
		for c := range n.ChildNodes() {
			show(c, depth+1)
		}
	}
	show(root, 0)
	return b.String()
}
