package bench

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	perFolder = 50
	figures   = 8
)

// writeCorpus writes a site of n pages. The same n gives the same bytes.
func writeCorpus(tb testing.TB, dir string, n int) {
	tb.Helper()
	put(tb, dir, "brief.yaml", "title: Bench\nbase_url: https://example.org/\ncheck:\n  severity: {missing-credit: off, vague-note: off}\n")
	w := writer{rand.New(rand.NewPCG(1, 0))}
	put(tb, dir, "content/index.md", "---\ntitle: Bench\n---\n\n"+w.paragraph(4)+"\n")
	for i := range n {
		if i%perFolder == 0 {
			put(tb, dir, "content/"+folder(i)+"/index.md", fmt.Sprintf("---\ntitle: %s\n---\n\n%s\n", w.heading(), w.paragraph(3)))
		}
		put(tb, dir, pagePath(i), page(i, n))
	}
	for i := range figures {
		putPicture(tb, filepath.Join(dir, "static", "img", fmt.Sprintf("fig-%d.png", i)), i)
	}
}

func put(tb testing.TB, dir, name, text string) {
	tb.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func putPicture(tb testing.TB, path string, n int) {
	tb.Helper()
	m := image.NewGray(image.Rect(0, 0, 320, 240))
	for i := range m.Pix {
		m.SetGray(i%320, i/320, color.Gray{Y: uint8(i * (n + 3) / 320)})
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		tb.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := png.Encode(f, m); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}

func folder(i int) string   { return fmt.Sprintf("s%03d", i/perFolder) }
func pageName(i int) string { return fmt.Sprintf("p%05d", i) }
func pagePath(i int) string { return "content/" + folder(i) + "/" + pageName(i) + ".md" }

// writer makes sentences out of its own words.
type writer struct{ *rand.Rand }

func (w writer) word(list string) string {
	words := strings.Fields(list)
	return words[w.IntN(len(words))]
}

func (w writer) thing() string {
	return w.word("early late public local shared hidden joint partial open narrow steady broad") + " " +
		w.word("audit harbour survey permit ledger canal grid school tariff clinic orchard archive ferry mill")
}

func (w writer) sentence() string {
	s := w.word("Councillors Growers Pilots Clerks Divers Curators Miners Weavers Judges Tellers") + " " +
		w.word("measured opened questioned mended printed sold closed mapped funded inspected") + " the " + w.thing()
	switch w.IntN(4) {
	case 0:
		s += " before the second reading of the " + w.thing()
	case 1:
		s += fmt.Sprintf(", of which %d%% was new", 1+w.IntN(98))
	case 2:
		s += " and asked for another " + w.thing() + " in return"
	}
	return s + "."
}

func (w writer) paragraph(sentences int) string {
	parts := make([]string, sentences)
	for i := range parts {
		parts[i] = w.sentence()
	}
	return strings.Join(parts, " ")
}

func (w writer) heading() string { return "The " + w.thing() + " and the " + w.thing() }

// page is the text of page i of n.
func page(i, n int) string {
	w := writer{rand.New(rand.NewPCG(1, uint64(i)+1))}
	var b strings.Builder
	link := func() string {
		j := w.IntN(n)
		return fmt.Sprintf("It is told in [the %s](../%s/%s.md).", w.thing(), folder(j), pageName(j))
	}
	newest := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	fmt.Fprintf(&b, "---\ntitle: %q\ndek: %q\nkicker: Explainer\ndate: %s\nauthors: [{name: %s}]\ntags: [%s, %s]\n---\n\n",
		w.heading(), w.sentence(), newest.Add(-time.Duration(i)*time.Hour).Format(time.RFC3339),
		w.word("Ada Bo Cy Di Ed Flo Gus"), w.word("water trade health"), w.word("ports law food"))
	fmt.Fprintf(&b, "%s\n\n![The %s.](/img/fig-%d.png)\n*%s* [Photo: the desk]\n\n", w.paragraph(4), w.thing(), w.IntN(figures), w.sentence())
	fmt.Fprintf(&b, "## %s\n\n%s %s %s\n\n%s\n\n", w.heading(), w.paragraph(4), link(), w.paragraph(3), w.paragraph(6))
	fmt.Fprintf(&b, "> %s\n>\n> — %s, clerk\n\n", w.sentence(), w.word("Ada Bo Cy Di"))
	fmt.Fprintf(&b, "%s **%s** *%s*[^a]\n\n## %s\n\n%s %s\n\n", w.paragraph(4), w.thing(), w.thing(), w.heading(), w.paragraph(4), link())
	for range 5 {
		fmt.Fprintf(&b, "- **%s**: %s\n", w.thing(), w.sentence())
	}
	fmt.Fprintf(&b, "\n### %s\n\n%s\n\n| Where | 2024 | 2025 |\n| --- | ---: | ---: |\n", w.heading(), w.paragraph(4))
	for range 5 {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", w.thing(), w.IntN(999), w.IntN(999))
	}
	fmt.Fprintf(&b, "\n## %s\n\n%s %s %s\n\n%s\n\n", w.heading(), w.paragraph(4), link(), w.paragraph(4), w.paragraph(6))
	if i%4 == 0 {
		b.WriteString(w.code(i / 4))
	}
	fmt.Fprintf(&b, "%s[^b]\n\n[^a]: %s\n[^b]: %s\n", w.paragraph(5), w.sentence(), w.sentence())
	return b.String()
}

// code is a fence in one of four languages.
func (w writer) code(i int) string {
	n := w.IntN(900)
	switch i % 4 {
	case 0:
		return fmt.Sprintf("```go\n// Above counts the rows over a limit.\nfunc Above(rows []int) (n int) {\n\tfor _, r := range rows {\n\t\tif r > %d {\n\t\t\tn++\n\t\t}\n\t}\n\treturn n\n}\n```\n\n", n)
	case 1:
		return fmt.Sprintf("```python\ndef above(rows, limit=%d):\n    \"\"\"Count the rows over a limit.\"\"\"\n    return sum(1 for r in rows if r > limit)  # all of them\n```\n\n", n)
	case 2:
		return fmt.Sprintf("```bash\nset -eu\nfor f in *.csv; do\n  awk -F, '$2 > %d' \"$f\" | wc -l\ndone\n```\n\n", n)
	}
	return fmt.Sprintf("```json\n{\n  \"limit\": %d,\n  \"rows\": [1, 2, null],\n  \"final\": false\n}\n```\n\n", n)
}

// The pages are as long as those of the benchmarks that others are measured by.
func TestPagesAreOfTheSizeThatTheDocumentationSays(t *testing.T) {
	const n = 400
	sum := 0
	for i := range n {
		sum += len(page(i, n))
	}
	if mean := sum / n; mean < 4_400 || mean > 4_800 {
		t.Errorf("a page has %d bytes on average, want about 4,600", mean)
	}
}
