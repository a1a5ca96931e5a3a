package markdown

import (
	"fmt"
	"strings"
	"testing"
)

func TestFirstUseOfATermInEachSectionIsALink(t *testing.T) {
	terms := []Term{{"Sapper", "a"}, {"mine", "b"}, {"mine clearance", "c"}, {"AT&amp;T", "d"}, {"ລາວ", "e"}, {"sapper", "f"}}
	for _, test := range []struct{ name, md, want string }{
		{"first only, in either case of the first letter", "A sapper and a Sapper.", "<p>A [a:sapper</a> and a Sapper.</p>"},
		{"again in the next section", "Sapper\n\n## H\n\nSapper\n\n### H\n\nSapper",
			"<p>[a:Sapper</a></p><h2 id=⟦⟧>H</h2><p>[a:Sapper</a></p><h3 id=⟦⟧>H</h3><p>Sapper</p>"},
		{"whole words only", "sappers, mined, undermine, mine", "<p>sappers, mined, undermine, [b:mine</a></p>"},
		{"the longest", "mine clearance and mine", "<p>[c:mine clearance</a> and [b:mine</a></p>"},
		{"over a line break", "mine\nclearance", "<p>[c:mine\nclearance</a></p>"},
		{"in no link, heading or code", "[sapper](x.md) `sapper`\n\n## Sapper\n\n<https://sapper.org/>",
			"<p><a href=⟦⟧>sapper</a> <code>sapper</code></p><h2 id=⟦⟧>Sapper</h2><p><a href=⟦⟧>https://sapper.org/</a></p>"},
		{"nor in a heading of any level", "### Sapper\n\n#### Sapper\n\n##### Sapper\n\n###### Sapper\n\nSapper",
			"<h3 id=⟦⟧>Sapper</h3><h4 id=⟦⟧>Sapper</h4><h5 id=⟦⟧>Sapper</h5><h6 id=⟦⟧>Sapper</h6><p>[a:Sapper</a></p>"},
		{"nor in the attributes of a tag", "[x](y.md \"a > sapper\") sapper", `<p><a href=⟦⟧ title="a > sapper">x</a> [a:sapper</a></p>`},
		{"with a note mark behind and a picture before", "![p](a.png)sapper[^n]\n\n[^n]: N.", "<p>⟦⟧[a:sapper</a>⟦⟧</p>"},
		{"not across a note mark", "sap[^n]per\n\n[^n]: N.", "<p>sap⟦⟧per</p>"},
		{"escapes", "AT&T", "<p>[d:AT&amp;T</a></p>"},
		{"where words have no spaces between them", "ປະເທດລາວນີ້", "<p>ປະເທດ[e:ລາວ</a>ນີ້</p>"},
	} {
		doc, _ := Parse("t.md", []byte("\n"+test.md), 0, Options{})
		l := NewLinker(terms, func(i int) string { return "[" + terms[i].ID + ":" })
		got := l.Link(doc.Fragment)
		var b strings.Builder
		at := 0
		for _, h := range got.Holes {
			fmt.Fprintf(&b, "%s⟦⟧", got.HTML[at:h.At])
			at = h.At
		}
		b.WriteString(got.HTML[at:])
		if s := b.String(); s != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, s, test.want)
		}
	}
}

// Terms that all begin alike, in a text of such beginnings, took 16 seconds
// when each was tried at each word; a file now has a bound of them, and they
// share what they begin with.
func TestTermsAreBoundedAndALongTextOfTheirBeginningsIsLinkedOnce(t *testing.T) {
	var src strings.Builder
	src.WriteString("> [!GLOSSARY]\n")
	for i := range maxTerms + 2 {
		fmt.Fprintf(&src, "> - **%s%d** — x\n", strings.Repeat("a ", 40), i)
	}
	src.WriteString("\n" + strings.Repeat("a ", 100_000) + "7\n")
	doc, problems := Parse("t.md", []byte(src.String()), 0, Options{})
	if len(doc.Terms) > maxTerms+1 || len(problems) == 0 || problems[0].Code != "too-many-terms" {
		t.Errorf("%d terms, problems %v", len(doc.Terms), problems)
	}
	l := NewLinker(doc.Terms, func(i int) string { return "<a href=#" + doc.Terms[i].ID + ">" })
	if got := strings.Count(l.Link(doc.Fragment).HTML, "</a>"); got != 1 {
		t.Errorf("%d links", got)
	}
}
