package markdown

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"brief/internal/diag"
)

// bounded100 are inputs that make a parser slow, or its output huge, when
// their part is repeated n times.
var bounded100 = []struct {
	name, before, part, after string
	n                         int
	code                      string // of the problem that refuses them; "" if they are shown
}{
	{"links without an end", "", "[a](<b", "", 20000, "too-complex"},
	{"quotes in quotes", "", "> ", "a", 20000, "too-deep"},
	{"lists in lists", "", "- ", "a", 20000, "too-deep"},
	{"one note used often", "", "[^1] ", "\n\n[^1]: x", 20000, "too-many-uses"},
	{"a long line", "", "word ", "", 400000, ""},
	{"pictures in pictures", strings.Repeat("![", 20000), "](u)", "", 20000, "too-complex"},
	{"brackets in brackets", strings.Repeat("[", 80000), "]", "", 80000, "too-complex"},
	{"a list of links", "", "- [a page](10-page.md) and [another](20-page.md)\n", "", 5000, ""},
	{"emphasis in emphasis", strings.Repeat("*a **b ", 2000), "c** d* ", "", 2000, "too-deep"},
	{"emphasis that closes nothing", "", "a_ *b ", "", 20000, "too-complex"},
	{"a table of many columns", strings.Repeat("|", 5000) + "\n" + strings.Repeat("|-", 5000) + "\n", "|\n", "", 5000, "too-large-table"},
	{"a table of many escaped bars", "a|`\\|`\n-|-\n", "`\\|`|`\\|`\n", "", 20000, "too-large-table"},
	{"raw tags", "", "x <b>x\n", "", 40000, "too-many-problems"},
	{"equal headings", "", "## a\n", "", 25000, ""},
	{"titles", "", "![a](b \"c\")\n\n", "", 10000, ""},
	{"code without an end", "```html\n", "<script>", "\n```", 1000, ""},
	{"a large file", "", "a\n", "", 2 << 20, "too-long"},
	{"quotes that close nothing", "", "\"a 'b ", "", 50000, ""},
	{"quotes in quotes in emphasis", strings.Repeat("*\"a ", 5000), "b\"* ", "", 5000, "too-deep"},
	{"apostrophes between marks", "", "a*'*", "", 3000, ""},
	{"dots", "", "... ", "", 1 << 17, ""},
	{"hyphens", "a", "-- ", "", 1 << 17, ""},
	{"marks with spaces before them", "a", " !", "", 1 << 19, "too-complex"},
	{"groups of digits", "", "123 ", "", 1 << 17, ""},
	{"ampersands", "", "&a", "", 1 << 19, ""},
	{"escaped quotes", "", "\\'", "", 1 << 19, ""},
	{"line ends between Han", "", "中\n", "", 50000, ""},
	{"emphasis beside Han", "", "中\n*「中」*", "", 3000, ""},
	{"addresses that do not end", "", "http://a.b/(", "", 20000, ""},
	{"backslashes", "", "\\", "", 1 << 20, ""},
	{"signs above one letter", "a", "\u0301", "", 1 << 18, ""},
	{"references to one address", "[a]: b\n\n", "[a]", "", 50000, "too-complex"},
	{"definitions of notes in notes", "[^a]: x\n\n", "> [^a]", "", 1000, ""},
	{"paragraphs of addresses in parentheses", "", strings.Repeat("[a]("+strings.Repeat("(", 30), 4200) + "\n\n", "", 5, "too-complex"},
	{"paragraphs of links without an end", "", strings.Repeat("[a](<b"+strings.Repeat("x", 20), 4800) + "\n\n", "", 10, "too-complex"},
	{"paragraphs of brackets in brackets", "", strings.Repeat("[", 12000) + strings.Repeat("a\n", 12000) + strings.Repeat("]", 12000) + "\n\n", "", 4, "too-complex"},
	{"paragraphs of emphasis that closes nothing", "", strings.Repeat("*b ", 3500) + strings.Repeat("a_ ", 3500) + "\n\n", "", 7, "too-complex"},
	{"titles without an end in lines that are no list", "a\n", "    - [a](b (\n", "", 12000, "too-complex"},
	{"runs of backticks, each longer", ladder(1900), "", "", 0, "too-complex"},
	{"runs of backticks after backslashes", "", "\\`` ", "", 100000, "too-complex"},
	{"paragraphs of runs of backticks", "", ladder(600) + "\n\n", "", 11, "too-complex"},
	{"one title of links for many pictures", "[r]: a.png '" + strings.Repeat("[a]("+strings.Repeat("(", 30), 2300) + "'\n\n", "![r]\n\n", "", 1000, "too-complex"},
	{"one title of backticks for many pictures", "[r]: a.png '" + strings.Repeat("\\`` ", 9000) + "'\n\n", "![r]\n\n", "", 1000, "too-complex"},
	{"a table of sources", "|Place|Source|\n|-|-|\n", "|A village of the upper valley, by the road|[The ministry's list](https://example.org/lists/villages/2024/upper-valley.html)|\n", "", 2000, ""},
	{"code of one backtick", "", "a `b` ", "", 15000, ""},
}

// ladder is a run of one backtick, a run of two, and so on to n.
func ladder(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("`", i+1) + " ")
	}
	return b.String()
}

// maxCPU is what a parse may take of the processor, which hardly depends on
// what else the machine does. Each of bounded100 takes less than half of it.
const maxCPU = time.Second

// parseInTime is Parse, given maxCPU of the processor and twenty seconds by
// the clock: what takes longer on any machine grows faster than its input.
func parseInTime(t *testing.T, name, src, lang string) (d *Doc, diags diag.List) {
	t.Helper()
	done, before := make(chan struct{}), cpuTime()
	go func() {
		defer close(done)
		d, diags = Parse("x.md", []byte(src), 0, Options{Lang: lang})
	}()
	select {
	case <-done:
		if used := cpuTime() - before; used > maxCPU && !underRace {
			t.Errorf("%s: %d bytes took %v of the processor", name, len(src), used)
		}
		return d, diags
	case <-time.After(20 * time.Second):
		t.Fatalf("%s: %d bytes were not parsed in twenty seconds", name, len(src))
		return nil, nil
	}
}

// With one of these inputs goldmark took 16 s, another made 3.7 MB of 100 kB,
// a third 225 MB of 25 kB. Paragraphs each just short of a bound took 4.4 s
// together, and backticks in runs of 1,900 lengths 2.4 s.
func TestHostileInputIsShownOrRefused(t *testing.T) {
	for _, c := range bounded100 {
		src := c.before + strings.Repeat(c.part, c.n) + c.after
		d, diags := parseInTime(t, c.name, src, "fr")
		codes := map[string]bool{}
		for _, p := range diags {
			if p.Severity == diag.Error {
				codes[p.Code] = true
			}
		}
		if c.code == "" && len(codes) > 0 || c.code != "" && !codes[c.code] {
			t.Errorf("%s: got problems %v, want %q", c.name, codes, c.code)
		}
		if len(diags) > maxProblems {
			t.Errorf("%s: %d problems", c.name, len(diags))
		}
		if size := len(d.HTML); size > 10*len(src)+1000 {
			t.Errorf("%s: %d bytes make %d", c.name, len(src), size)
		}
	}
}

func TestParseKeepsPositionsInTheFile(t *testing.T) {
	src := "---\ntitle: ປະເທດ\n---\nຄວາມ [x](javascript:y) and [z](a.md)\n"
	body := strings.LastIndex(src, "---\n") + 4
	d, diags := Parse("content/a.md", []byte(src), body, Options{})
	if len(diags) != 1 || diags[0].Pos != (diag.Pos{File: "content/a.md", Line: 4, Col: 6}) || diags[0].Len != len("[x](javascript:y)") {
		t.Errorf("got %+v", diags)
	}
	h := d.Holes[0]
	p := d.Diag(h.Off, h.Len, diag.Warning, "code", "msg", "hint")
	if p.Pos.Line != 4 || p.Pos.Col != 28 || p.Len != len("[z](a.md)") || p.Excerpt != "ຄວາມ [x](javascript:y) and [z](a.md)" {
		t.Errorf("got %+v", p)
	}
}

// A problem in a caption that is a picture's title was marked at the picture,
// as many characters further as it stands in the title.
func TestProblemsInATitleAreMarkedWhereTheyStand(t *testing.T) {
	for _, src := range []string{
		`![A](p.png "see [x](javascript:y)")`,
		`![A](<p.png>  'see [x](javascript:y) [Credit]')`,
		`[![A](p.png (see [x](javascript:y)))](a.md)`,
		"> ![A](p.png\n> \"see [x](javascript:y)\")",
		"![A][p]\n\n[p]: p.png \"[x](javascript:y)\"",
	} {
		_, diags := Parse("x.md", []byte(src), 0, Options{})
		if len(diags) != 1 {
			t.Fatalf("%s: %v", src, diags)
		}
		if rest := diags[0].Excerpt[diags[0].Pos.Col-1:]; !strings.HasPrefix(rest, "[x](javascript:y)") {
			t.Errorf("%s: marked at %q", src, rest)
		}
	}
}

func TestNotUTF8IsRefusedWithItsPlace(t *testing.T) {
	d, diags := Parse("x.md", []byte("one\ntw\xffo\n"), 0, Options{})
	if len(diags) != 1 || diags[0].Code != "not-utf-8" || diags[0].Pos.Line != 2 || diags[0].Pos.Col != 3 || d.HTML != "" {
		t.Errorf("got %+v, %q", diags, d.HTML)
	}
}

func TestByteOrderMarkIsNoText(t *testing.T) {
	src := []byte("\ufeff# Title\n\nText.\n")
	if d, diags := Parse("x.md", src, 0, Options{}); d.H1 != "Title" || d.HTML != "<p>Text.</p>" || len(diags) > 0 {
		t.Errorf("got %q, %q, %v", d.H1, d.HTML, diags)
	}
	if h1 := LeadingH1(src, 0, ""); h1 != "Title" {
		t.Errorf("got %q", h1)
	}
}

func TestWindowsLineEndsChangeNothing(t *testing.T) {
	src := "# Title\n\nOne\ntwo  \nthree `a\nb`.\n\n```go\nx\n\ny\n```\n\n> [!NOTE] T\n> Body\n> — Name\n\n![a](b.png)\n*C.* [D]\n\n| a |\n|---|\n| b |\n\n## H {#i}\n"
	unix, _ := Parse("x.md", []byte(src), 0, Options{})
	dos, diags := Parse("x.md", []byte(strings.ReplaceAll(src, "\n", "\r\n")), 0, Options{})
	if a, b := show(unix, nil), show(dos, diags); a != b {
		t.Errorf("with line feeds\n%s\nwith carriage returns\n%s", a, b)
	}
}

// The leading title is read without the body, and must be what the body's parse gives.
func TestLeadingH1(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"# One\n\ntext", "One"},
		{"\n\n  # One #\n", "One"},
		{"One\n===\n", "One"},
		{"One\ntwo\n===\n", "One two"},
		{"text\n\n# One\n", ""},
		{"## Two\n", ""},
		{"#One\n", ""},
		{"    # code\n", ""},
		{"- a\n===\n", ""},
		{"# A [b] & *c* &amp; `d`\n\n[b]: x\n", "A b & c & d"},
		{"# A[^1]\n\n[^1]: x\n", "A"},
		{"# A[^1]\n", "A[^1]"},
		{"# A {#id}\n", "A"},
		{"", ""},
	} {
		if got := LeadingH1([]byte(c.src), 0, ""); got != c.want {
			t.Errorf("%q: got %q, want %q", c.src, got, c.want)
		}
		if d, _ := Parse("x.md", []byte(c.src), 0, Options{}); d.H1 != c.want {
			t.Errorf("%q: Parse gives %q, want %q", c.src, d.H1, c.want)
		}
	}
}

func TestAppendAttr(t *testing.T) {
	for _, c := range []struct{ v, want string }{
		{"a/b.html#c", "a/b.html#c"},
		{"", `""`},
		{"a b", `"a b"`},
		{`a"b`, `'a"b'`},
		{`a"b'`, `"a&#34;b'"`},
		{`"a" 'b`, `'"a" &#39;b'`},
		{"a?b=c&d=e", `"a?b=c&amp;d=e"`},
		{"a&b", "a&amp;b"},
		{"a& b&", `"a& b&"`},
		{"a=b", `"a=b"`},
	} {
		if got := string(AppendAttr(nil, c.v)); got != c.want {
			t.Errorf("%q: got %s, want %s", c.v, got, c.want)
		}
	}
}

func TestMayHoldAddress(t *testing.T) {
	for src, want := range map[string]bool{
		"plain text (see a) 1:2 //x":                        false,
		"[a](https://example.org/) <https://x.org> [b](/c)": false,
		"see https://example.org/":                          true,
		"[a]: https://example.org/":                         true,
		"www.example.org":                                   true,
		"[a](https://www.example.org/)":                     false,
		"desk@example.org":                                  true,
		"`code`https://x.org":                               true,
	} {
		if got := mayHoldAddress([]byte(src)); got != want {
			t.Errorf("%q: got %v", src, got)
		}
	}
}

// What mayHoldAddress denies, the parser with addresses does not change.
func TestAddressesAreFoundOnlyWhereTheyMayBe(t *testing.T) {
	for seed := range uint64(300) {
		src := generate(seed)
		for _, cut := range []string{"https://example.org/a?b=c&d=e", "desk@example.org"} {
			src = strings.ReplaceAll(src, cut, "word")
		}
		d, _ := Parse("x.md", []byte(src), 0, Options{})
		with, _ := Parse("x.md", []byte("@\n\n"+src), 0, Options{})
		if want := strings.TrimPrefix(with.HTML, "<p>@</p>"); d.HTML != want {
			t.Fatalf("seed %d: %s\n got %s\nwant %s", seed, src, d.HTML, want)
		}
	}
}

// The parsers and lexers are shared, and a walker is used again.
func TestParseMayRunManyTimesAtOnce(t *testing.T) {
	const n = 8
	var want [n]*Doc
	src := func(i int) []byte { return []byte(generate(uint64(i)) + "\n```go\nx := 1\n```\n") }
	for i := range n {
		want[i], _ = Parse("x.md", src(i), 0, Options{})
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range n {
				if d, _ := Parse("x.md", src(i), 0, Options{}); !reflect.DeepEqual(d, want[i]) {
					t.Errorf("document %d differs", i)
				}
			}
		})
	}
	wg.Wait()
}

func TestSummaryEndsAtAWord(t *testing.T) {
	d, _ := Parse("x.md", []byte("## Not this\n\n"+strings.Repeat("ຄຳ word ", 100)), 0, Options{})
	if n := len([]rune(d.Summary)); n > maxSummary || n < maxSummary-10 || !strings.HasSuffix(d.Summary, "…") {
		t.Errorf("%d characters: %s", n, d.Summary)
	}
	if strings.HasSuffix(d.Summary, "wor…") || strings.HasSuffix(d.Summary, " …") {
		t.Errorf("cut in a word: %s", d.Summary)
	}
}

// Importing chroma's own lexers or styles would cost every run 5 ms each.
func TestNoPackageThatIsSlowToStart(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "brief/internal/markdown").Output()
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range strings.Lines(string(out)) {
		for _, slow := range []string{"lexers", "styles", "formatters"} {
			if strings.HasPrefix(pkg, "github.com/alecthomas/chroma/v2/"+slow) {
				t.Errorf("%s is linked", fmt.Sprint(strings.TrimSpace(pkg)))
			}
		}
	}
}

// A title that is plain text is not parsed; a space at its end has it parsed,
// and changes nothing.
func TestPlainTitlesReadAsParsedOnes(t *testing.T) {
	g := rand.New(rand.NewPCG(3, 4))
	parts := []string{"A road", " ", "[", "]", "[Photo: Lena Soto]", "^a", "a.b", "www.", "http:", "://", "x@y.zz", "(", ")", "é", "“", "'", "!", "*b*", "{#i}", ">", "- ", "1. ", "\t", "\n", "&amp;", "|"}
	for _, rest := range []string{"\n", "\n\n[Photo: Lena Soto]: /p\n", "\n\n[^a]: Note.\n"} {
		for range 400 {
			var title strings.Builder
			for range 1 + g.IntN(5) {
				title.WriteString(parts[g.IntN(len(parts))])
			}
			figure := func(title string) (caption, credit Fragment) {
				d, _ := Parse("x.md", []byte("![A](b.png \""+title+"\")"+rest), 0, Options{})
				if d.Lead == nil {
					return
				}
				return d.Lead.Caption, d.Lead.Credit
			}
			caption, credit := figure(title.String())
			caption2, credit2 := figure(title.String() + " ")
			if !reflect.DeepEqual(caption, caption2) || !reflect.DeepEqual(credit, credit2) {
				t.Errorf("title %q: %q and %q; parsed: %q and %q", title.String(), caption.HTML, credit.HTML, caption2.HTML, credit2.HTML)
			}
		}
	}
}

// Whether a bare address may begin at a word is first told from one letter; a
// file with "@" in it has all words looked at, and the same addresses.
func TestAddressesAreFoundByTheirFirstLetter(t *testing.T) {
	g := rand.New(rand.NewPCG(5, 6))
	parts := []string{"http://a.bc", "https://a.bc/d?e=f", "ftp://a.bc", "www.a.bc", "HTTP://a.bc", "Www.a.bc", "xhttp://a.bc", "a.bc/", "word", " ", " ", "\n", "(", ")", "*", "_", "~", ".", "[x](", "](", "<", ">", "\"", "é", "`"}
	for range 1500 {
		var src strings.Builder
		src.WriteString("x ")
		for range 1 + g.IntN(8) {
			src.WriteString(parts[g.IntN(len(parts))])
		}
		d, _ := Parse("x.md", []byte(src.String()+"\n"), 0, Options{})
		d2, _ := Parse("x.md", []byte(src.String()+"\n\n@\n"), 0, Options{})
		if want := d.HTML + "<p>@</p>"; d2.HTML != want || !reflect.DeepEqual(d.Links, d2.Links) {
			t.Errorf("%q: %q, and with @ %q", src.String(), d.HTML, d2.HTML)
		}
	}
}
