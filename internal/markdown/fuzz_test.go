package markdown

import (
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Whatever the bytes: no panic, holes in order and inside the HTML, ids
// unique, the same result twice, and HTML in which a browser finds exactly
// the elements and the text that were written.
func FuzzParse(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if strings.HasSuffix(file.Name, ".md") {
				f.Add(string(file.Data))
			}
		}
	}
	for _, c := range bounded100 {
		f.Add(strings.Repeat(c.part, 30))
	}
	f.Fuzz(func(t *testing.T, src string) {
		opt := Options{RawHTML: []string{"kbd", "sub", "details", "summary"}}
		opt.Lang = []string{"", "en", "fr", "uk"}[len(src)%4]
		d, diags := Parse("f.md", []byte(src), 0, opt)
		again, diags2 := Parse("f.md", []byte(src), 0, opt)
		if !reflect.DeepEqual(d, again) || !reflect.DeepEqual(diags, diags2) {
			t.Fatal("two parses differ")
		}
		_, refused := d.refuse(0)
		if h1 := LeadingH1([]byte(src), 0, opt.Lang); h1 != d.H1 && !refused {
			t.Fatalf("LeadingH1 %q, Parse %q", h1, d.H1)
		}
		if !sort.StringsAreSorted(d.Anchors) {
			t.Errorf("anchors are not sorted: %q", d.Anchors)
		}
		ids, broken := map[string]bool{}, false
		for _, p := range diags {
			broken = broken || p.Code == "raw-html"
			if p.Pos.Line < 1 && p.Code != "too-long" || p.Msg == "" || p.Code == "" {
				t.Errorf("a problem without a place or a message: %+v", p)
			}
		}
		for _, fr := range fragments(d) {
			checkFragment(t, d, fr, ids, broken)
		}
		l := NewLinker(d.Terms, func(int) string { return "<a>" })
		for _, fr := range fragments(&Doc{Fragment: l.Link(d.Fragment)}) {
			for _, h := range fr.Holes {
				if h.At > len(fr.HTML) || h.Kind == HoleHref && !strings.HasSuffix(fr.HTML[:h.At], "=") {
					t.Errorf("linked terms moved a hole to %d of %q", h.At, fr.HTML)
				}
			}
		}
		if len(ids) != len(d.Anchors) {
			t.Errorf("anchors %q, ids %v", d.Anchors, ids)
		}
	})
}

// fragments returns a document's fragments, outer ones first.
func fragments(d *Doc) []Fragment {
	all := []Fragment{d.Fragment}
	block := func(b *Block) {
		all = append(all, b.Title, b.Body, b.After, b.Caption, b.Credit)
		for _, it := range b.Items {
			all = append(all, it.Term, it.Role, it.Body)
			if it.ID != "" { // as its template writes it
				all = append(all, Fragment{HTML: "<p id=>", Holes: []Hole{{At: len("<p id="), Kind: HoleID, Name: it.ID}}})
			}
		}
	}
	if d.Lead != nil {
		block(d.Lead)
	}
	for _, n := range d.Notes {
		all = append(all, n.Body)
	}
	for i := 0; i < len(all); i++ {
		for _, h := range all[i].Holes {
			if h.Block != nil {
				block(h.Block)
			}
		}
	}
	return all
}

func checkFragment(t *testing.T, d *Doc, f Fragment, ids map[string]bool, broken bool) {
	at := 0
	for _, h := range f.Holes {
		if h.At < at || h.At > len(f.HTML) {
			t.Fatalf("hole at %d after %d, of %d bytes", h.At, at, len(f.HTML))
		}
		at = h.At
		if h.Off < 0 || h.Off > len(d.src) || h.Len < 0 {
			t.Errorf("hole at bytes %d+%d of %d", h.Off, h.Len, len(d.src))
		}
		switch h.Kind {
		case HoleHref, HoleID:
			if !strings.HasSuffix(f.HTML[:h.At], "=") {
				t.Errorf("the hole of a value stands after %q", f.HTML[:h.At])
			}
		case HoleNote:
			if h.Note >= len(d.Notes) || h.Use >= d.Notes[h.Note].Uses {
				t.Errorf("mark %d of note %d, of %d notes", h.Use, h.Note, len(d.Notes))
			}
		}
		if h.Kind == HoleID {
			if ids[h.Name] || h.Name == "" {
				t.Errorf("id %q twice, or empty", h.Name)
			}
			ids[h.Name] = true
		}
		if unsafeScheme(h.Dest, false) != "" {
			t.Errorf("unsafe link %q", h.Dest)
		}
	}
	if !utf8.ValidString(f.HTML) {
		t.Error("the HTML is not UTF-8")
	}
	if !broken {
		checkTree(t, filled(f))
	}
}

// checkTree parses HTML as a browser does and expects back what was written:
// the same start tags in the same order, and the same text.
func checkTree(t *testing.T, s string) {
	var wantTags, wantText, gotTags, gotText []string
	z := html.NewTokenizer(strings.NewReader(s))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		switch tok := z.Token(); tt {
		case html.StartTagToken:
			wantTags = append(wantTags, tok.Data)
		case html.TextToken:
			wantText = append(wantText, tok.Data)
		case html.CommentToken, html.DoctypeToken:
			t.Fatalf("a comment in %s", s)
		}
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(s), body)
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.ElementNode:
			gotTags = append(gotTags, n.Data)
		case html.TextNode:
			gotText = append(gotText, n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range nodes {
		walk(n)
	}
	if want, got := strings.Join(wantTags, " "), strings.Join(gotTags, " "); got != want {
		t.Errorf("a browser makes other elements of %s\n got %s\nwant %s", s, got, want)
	}
	if want, got := strings.Join(wantText, ""), strings.Join(gotText, ""); got != want {
		t.Errorf("a browser makes other text of %s\n got %q\nwant %q", s, got, want)
	}
}

// Every byte of a code block is shown, in every language, whatever its rules
// make of it.
func FuzzCodeKeepsItsText(f *testing.F) {
	f.Add("go", "\n\tfunc  main() {\n\n}  \n")
	f.Add("html", "<script>let a = `</script>\n<style>a{b:c}</style>\r\n")
	f.Add("makefile", "a: b\n\techo $$x | sort\n")
	f.Add("docker", "FROM a\nRUN [\"x\"]\n")
	f.Add("python", "f\"{x!r}\" '''\n\n")
	f.Add("bash-session", "$ echo hi\nhi\n")
	f.Fuzz(func(t *testing.T, lang, code string) {
		if lexerFile(lang) == "" || !utf8.ValidString(code) || strings.ContainsAny(code, "\x00\r") || strings.Contains(code, "~~~") {
			t.Skip("not a block of code in a known language")
		}
		if code = strings.TrimSuffix(code, "\n"); code == "" {
			t.Skip("no code")
		}
		d, _ := Parse("f.md", []byte("~~~"+lang+"\n"+code+"\n~~~\n"), 0, Options{})
		if got := textOf(t, d.HTML); got != code+"\n" {
			t.Errorf("%s: got %q, want %q\n%s", lang, got, code+"\n", d.HTML)
		}
	})
}

func textOf(t *testing.T, s string) string {
	t.Helper()
	n, err := html.Parse(strings.NewReader("<!doctype html><body>" + s))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// Each file in lexers is reached by a name, loads, and finds what it hands parts to.
func TestEveryLexerLoads(t *testing.T) {
	files, err := os.ReadDir("lexers")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".xml")
		if !ok {
			continue
		}
		if file := lexerFile(strings.ReplaceAll(name, "_", "-")); file != name {
			t.Errorf("%s is coloured by %q", name, file)
		}
		code := "# x\n$ if a then [1, \"b\"] {c: 'd'} <e f=\"g\">h</e>\n"
		if tokens, _ := engine().lexers.tokens(nil, name, code); tokens == nil {
			t.Errorf("%s gives no tokens", name)
		}
	}
}

// An id made of text is letters, digits and marks with single hyphens between.
func FuzzSlug(f *testing.F) {
	f.Add("Почему Лаос?")
	f.Add("ເປັນຫຍັງ")
	f.Add("-- A  b_c --")
	f.Fuzz(func(t *testing.T, s string) {
		got := string(appendSlug(nil, []byte(s)))
		if got == "" || strings.HasPrefix(got, "-") || strings.HasSuffix(got, "-") || strings.Contains(got, "--") {
			t.Errorf("%q gives %q", s, got)
		}
		for _, r := range got {
			if r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				t.Errorf("%q gives %q, with %q", s, got, r)
			}
		}
	})
}
