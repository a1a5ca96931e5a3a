package markdown

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"brief/internal/diag"
)

// held is what a document holds, in bytes: its HTML and what fills its holes.
func held(d *Doc) (n int) {
	for _, f := range fragments(d) {
		n += len(f.HTML)
		for _, h := range f.Holes {
			n += holeWeight + len(h.Dest) + len(h.Name)
			if h.Block != nil {
				n += blockWeight
				if h.Block.Link != nil {
					n += len(h.Block.Link.Dest)
				}
			}
		}
	}
	for _, p := range d.Pictures {
		n += len(p.Src) + len(p.Alt) + len(p.Title)
	}
	return n
}

// A definition of 50 KB, used 5,000 times, made 250 MB of HTML; so did titles.
func TestWhatDefinitionsMakeOfAFileIsBounded(t *testing.T) {
	long := strings.Repeat("x", 50_000)
	for name, src := range map[string]string{
		"addresses of links":       "[r]: https://a.b/" + long + "\n\n" + strings.Repeat("[r] ", 5000),
		"titles of links":          "[r]: /a '" + long + "'\n\n" + strings.Repeat("[r] ", 5000),
		"addresses of pictures":    "[r]: " + long + ".png\n\n" + strings.Repeat("a ![r] ", 5000),
		"titles of pictures":       "[r]: a.png '" + long + "'\n\n" + strings.Repeat("![r]\n\n", 5000),
		"titles with markup":       "[r]: a.png '" + strings.Repeat("*x* ", 5000) + "'\n\n" + strings.Repeat("![r]\n\n", 5000),
		"addresses in notes":       "[r]: /" + long + "\n\n" + strings.Repeat("[^1] [^2] ", 20) + "\n\n[^1]: " + strings.Repeat("[r] ", 2500) + "\n[^2]: " + strings.Repeat("[r] ", 2501),
		"addresses in boxes":       "[r]: /" + long + "\n\n" + strings.Repeat("> [!NOTE] [r]\n> [r]\n\n", 2500),
		"addresses in a table":     "[r]: /" + long + "\n\n|a|\n|-|\n" + strings.Repeat("|[r]|\n", 5000),
		"addresses round pictures": "[r]: /" + long + "\n\n" + strings.Repeat("[![a](a.png)][r]\n\n", 5000),
	} {
		d, diags := parseInTime(t, name, src, "en")
		if n := held(d); n > maxKept+200_000 {
			t.Errorf("%s: %d bytes are held", name, n)
		}
		told := 0
		for _, p := range diags {
			if p.Code == "too-complex" && p.Severity == diag.Error && p.Pos.Line >= 3 {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%s: told %d times: %v", name, told, diags)
		}
	}
}

// What was bounded for a paragraph alone let a file of many take seconds.
func TestTheParagraphThatIsTooMuchIsNamed(t *testing.T) {
	for name, paragraph := range map[string]string{
		"brackets":          strings.Repeat("[", 8000) + strings.Repeat("x", 90_000),
		"links":             strings.Repeat("[a](b ", 3300),
		"backticks":         ladder(600),
		"marks of emphasis": strings.Repeat("*a ", 5500),
	} {
		for n := range 12 {
			_, diags := Parse("x.md", []byte("A.\n\n"+strings.Repeat(paragraph+"\n\n", n)), 0, Options{})
			i := slices.IndexFunc(diags, func(p diag.Diag) bool { return p.Code == "too-complex" })
			if i < 0 {
				continue
			}
			if n < 2 || diags[i].Pos.Line != 2*n+1 || diags[i].Pos.Col != 1 {
				t.Errorf("%s: of %d paragraphs, told %v", name, n, diags[i].Pos)
			}
			paragraph = ""
			break
		}
		if paragraph != "" {
			t.Errorf("%s: nothing is too much", name)
		}
	}
}

// Each of these is below 2 MB and took from 320 MB to 1.2 GB; the last ones
// stand on few lines, which alone are no bound.
func TestManySmallPartsTakeLittleMemory(t *testing.T) {
	repeated := func(part string) string { return strings.Repeat(part, (maxFile-10)/len(part)) }
	lines := func(part string) string {
		return strings.Repeat(part, min((maxFile-10)/len(part), maxLines/strings.Count(part, "\n")))
	}
	for _, part := range []string{"a\n-\n", "## a\n", "*a*\n\n", "[a](/)\n\n", "> a\n\n", "> [!NOTEX]\n> a\n\n"} {
		small(t, repeated(part), "too-long")
	}
	for _, test := range []struct{ part, code string }{
		{"a\n-\n", ""},
		{"- a\n", ""},
		{"- - a\n", "too-complex"},
		{"## a\n", "too-complex"},
		{"*a*\n\n", ""},
		{"[a](/)\n\n", ""},
		{"[a](/)\n", "too-complex"},
		{"> a\n\n", ""},
		{"> [!NOTEX]\n> a\n\n", "too-complex"},
		{"> [!NOTEX]\n\n", "too-complex"},
		{"[^a]: b\n\n", "too-many-problems"},
		{"a\n: b\n\n", ""},
		{strings.Repeat("- ", 20) + "a\n", "too-complex"},
		{strings.Repeat("> ", 20) + "a\n\n", "too-complex"},
		{strings.Repeat("*a* ", 100) + "\n\n", "too-complex"},
		{strings.Repeat("`a` ", 100) + "\n", "too-complex"},
		{strings.Repeat("[a](/) ", 100) + "\n\n", "too-complex"},
		{strings.Repeat("<ab:c> ", 100) + "\n\n", "too-complex"},
		{strings.Repeat("www.a.b ", 100) + "\n\n", "too-complex"},
		{strings.Repeat(" !", 500) + "\n", "too-complex"},
		{strings.Repeat("\"a\" ", 100) + "\n\n", "too-complex"},
		{strings.Repeat("|", 90) + "\n" + strings.Repeat("|-", 90) + "\n" + strings.Repeat("|\n", 90) + "\n", "too-large-table"},
	} {
		small(t, lines(test.part), test.code)
	}
}

// small fails if src takes more than allocLimit, or is not
// refused with a code.
func small(t *testing.T, src, code string) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d, diags := Parse("x.md", []byte(src), 0, Options{Lang: "fr"})
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > allocLimit {
		t.Errorf("%.20q…: %d MB", src, n>>20)
	}
	if n := held(d); n > maxKept+200_000 {
		t.Errorf("%.20q…: %d bytes are held", src, n)
	}
	refused := map[string]bool{}
	for _, p := range diags {
		if p.Severity == diag.Error {
			refused[p.Code] = true
		}
	}
	if code == "" && len(refused) > 0 || code != "" && !refused[code] {
		t.Errorf("%.20q…: got %v, want %q", src, refused, code)
	}
}
