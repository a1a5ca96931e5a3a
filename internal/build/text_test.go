package build

import (
	"slices"
	"strings"
	"testing"

	"brief/internal/diag"
	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// textCase builds a case about text, and returns the body of its page.
func textCase(t *testing.T, name string) *html.Node {
	t.Helper()
	s, problems := buildCase(t, name)
	if len(problems) > 0 {
		t.Fatal(told(problems))
	}
	return bodyOf(t, text(t, s, "page/index.html"))
}

// bodyOf is the element that holds a page's body.
func bodyOf(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && attr(n, "class") == "body" {
			return n
		}
	}
	t.Fatal("the page has no body")
	return nil
}

// elements returns the text of each element of a kind.
func elements(n *html.Node, name string) (texts []string) {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == name {
			texts = append(texts, strings.Join(strings.FieldsFunc(innerText(c), func(r rune) bool { return r == ' ' || r == '\n' }), " "))
		}
	}
	return texts
}

// The case md-cjk-emphasis: literal asterisks and tildes beside full-width
// punctuation, as CommonMark has it.
func TestEmphasisBesideFullWidthPunctuation(t *testing.T) {
	body := textCase(t, "md-cjk-emphasis")
	got := map[string][]string{"strong": elements(body, "strong"), "em": elements(body, "em"), "del": elements(body, "del")}
	want := map[string][]string{"strong": {"「公開は三月」", "速報：", "重要。"}, "em": {"（推定）"}, "del": {"旧版（二月）"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	paragraphs := elements(body, "p")
	if last := paragraphs[len(paragraphs)-1]; last != "2 * 3 * 4 and snake_case_name" {
		t.Errorf("got %q", last)
	}
	if s := strings.Join(paragraphs[:len(paragraphs)-1], ""); strings.ContainsAny(s, "*~") {
		t.Errorf("a mark is left in %s", s)
	}
}

// The case md-softbreak-before-inline: "Read the report infile".
func TestLineEndBesideCodeLinkOrEmphasisIsASpace(t *testing.T) {
	want := []string{
		"Read the report in file and in the annex and in detail.",
		"See one then two then three and stop.",
	}
	if d := cmp.Diff(want, elements(textCase(t, "md-softbreak-before-inline"), "p")); d != "" {
		t.Error(d)
	}
}

// The case md-nonlatin-heading-ids: ids "-", "heading-1" and "tude--lt", and
// Lao words without their vowels.
func TestHeadingsOfEveryScriptHaveIDsOfTheirOwnText(t *testing.T) {
	s, problems := buildCase(t, "md-nonlatin-heading-ids")
	if len(problems) > 0 {
		t.Fatal(told(problems))
	}
	want := []string{"почему-лаос", "为什么是老挝", "ເປັນຫຍັງ", "لماذا-لاوس", "étude-à-l-été", "γιατί"}
	for path, want := range map[string][]string{
		"page/index.html":                    want,
		"page-with-extra-heading/index.html": append([]string{"новый-раздел"}, want...),
	} {
		body := bodyOf(t, text(t, s, path))
		var got []string
		jumps := false
		for n := range body.Descendants() {
			if n.Data == "h2" {
				got = append(got, attr(n, "id"))
			}
			jumps = jumps || n.Data == "a" && attr(n, "href") == "#%D0%BF%D0%BE%D1%87%D0%B5%D0%BC%D1%83-%D0%BB%D0%B0%D0%BE%D1%81"
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", path, d)
		}
		if !jumps {
			t.Errorf("%s: no link jumps to почему-лаос", path)
		}
	}
}

// The case md-bare-link-ends: the bracket or the full-width stop was part of
// the address.
func TestBareAddressEndsBeforePunctuation(t *testing.T) {
	body := textCase(t, "md-bare-link-ends")
	var got []string
	for n := range body.Descendants() {
		if n.Data == "a" {
			got = append(got, attr(n, "href"))
		}
	}
	want := []string{"https://example.org/a", "https://example.org/b_(c)", "https://example.org/d", "http://www.example.org/f"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if all := innerText(body); !strings.Contains(all, "（https://example.org/e）を参照。") {
		t.Errorf("the address that is no link lost its text: %s", all)
	}
}

// The case md-template-syntax-literal: the build stopped, or the text ran.
func TestTextThatLooksLikeTemplatesIsText(t *testing.T) {
	body := textCase(t, "md-template-syntax-literal")
	want := []string{"In a template one writes {{ .Title }} or {{< figure >}} or {% raw %} or ${x}.", "{{ .Site }} and {{% x %}}"}
	if d := cmp.Diff(want, elements(body, "p")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{`<p>{{ .Title }} {% include "x" %} <%= y %></p>`}, elements(body, "pre")); d != "" {
		t.Error(d)
	}
}

// The case md-typographer-quotes: closing marks that open, and straight ones.
func TestQuotesOpenAndCloseBesideAnyMarkup(t *testing.T) {
	body := textCase(t, "md-typographer-quotes")
	want := []string{
		"The bank’s “open (late)” sign; the minister’s office’s reply; Yahoo!’s; (“quoted”) and [“bracket”]; “bold” and “it”.",
		"“‘Nested’ quote,” she said. ‘He said “no”’.",
		"“Opening a block quote.”",
	}
	if d := cmp.Diff(want, elements(body, "p")); d != "" {
		t.Error(d)
	}
}

// A page is typeset in its own language, not in the site's: front matter and
// the file's name decide, and code stays.
func TestEachPageIsTypesetInItsOwnLanguage(t *testing.T) {
	const said = "\n\"So?\" `\"so?\"`\n"
	s := buildAll(newBuilder(sitetest.New(map[string]string{
		"brief.yaml":            "lang: en\nlanguages: {en: English, de: Deutsch, fr: Français}\n",
		"content/index.md":      "---\ntitle: Home\n---\n" + said,
		"content/german.md":     "---\ntitle: German\nlang: de\n---\n" + said,
		"content/french.fr.md":  "---\ntitle: French\n---\n" + said,
		"content/ukrainian.md":  "---\ntitle: Ukrainian\nlang: uk\n---\n" + said,
		"content/lao.md":        "---\ntitle: Lao\nlang: lo\n---\n" + said,
		"content/german-sub.md": "---\ntitle: Swiss\nlang: de-CH\n---\n" + said,
		"content/portuguese.md": "---\ntitle: Other\nlang: pt\n---\n" + said,
	}), Options{}))
	want := map[string]string{
		"index.html": "“So?”", "german": "„So?“", "french": "«\u202fSo\u202f?\u202f»", "ukrainian": "«So?»",
		"lao": `"So?"`, "german-sub": "«So?»", "portuguese": `"So?"`,
	}
	for _, path := range s.paths() {
		for name, said := range want {
			if path != name && path != name+"/index.html" && path != "fr/"+name+"/index.html" {
				continue
			}
			delete(want, name)
			if got := elements(bodyOf(t, text(t, s, path)), "p")[0]; got != said+` "so?"` {
				t.Errorf("%s: got %q", path, got)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not found: %v in %v", want, s.paths())
	}
}

// The case md-pathological-input: a list of 2 MB took 16 s, and a page of notes
// of 100 kB became 3.7 MB. Each is shown, or refused with its line and limit,
// and the rest of the site is there.
func TestHostilePagesHarmNoOther(t *testing.T) {
	head := "---\ntitle: T\ndate: 2024-05-14\n---\n\n"
	lists := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat("  ", i) + "- a\n")
		}
		return b.String()
	}
	b := newBuilder(sitetest.New(map[string]string{
		"content/index.md":     "---\ntitle: Home\n---\nHere.\n",
		"content/links.md":     head + strings.Repeat("[a](<b", 20000),
		"content/lists.md":     head + lists(1400),
		"content/longlist.md":  head + lists(1500),
		"content/quotes.md":    head + strings.Repeat("> ", 20000) + "a",
		"content/footnotes.md": head + strings.Repeat("[^1] ", 20000) + "\n\n[^1]: Kontur, <https://example.org/>, 2024.\n",
		"content/longline.md":  head + strings.Repeat("word ", 400000),
		"content/images.md":    head + strings.Repeat("![", 20000) + strings.Repeat("](u)", 20000),
	}), Options{})
	s := buildAll(b)
	var refused []string
	for _, p := range s.problems {
		if p.Severity != diag.Error {
			continue
		}
		refused = append(refused, p.Pos.File+" "+p.Code)
		if p.Pos.Line < 6 && p.Code != "too-long" {
			t.Errorf("no place or no limit: %v", p)
		}
	}
	slices.Sort(refused)
	want := []string{
		"content/footnotes.md too-many-uses", "content/images.md too-complex", "content/links.md too-complex",
		"content/lists.md too-deep", "content/longlist.md too-long", "content/quotes.md too-deep",
	}
	if d := cmp.Diff(want, slices.Compact(refused)); d != "" {
		t.Error(d)
	}
	if got := elements(bodyOf(t, text(t, s, "index.html")), "p"); !slices.Contains(got, "Here.") {
		t.Errorf("the home page has %q", got)
	}
	if n := len(text(t, s, "longline/index.html")); n < 2_000_000 {
		t.Errorf("the long line has %d bytes", n)
	}
}
