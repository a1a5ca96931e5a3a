package render

import (
	"strings"
	"testing"

	"brief/internal/config"
	"brief/internal/site"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// benchPage is a page of the usual length: 4.6 KB of Markdown.
func benchPage() string {
	var b strings.Builder
	b.WriteString("-- brief.yaml --\ntitle: Bench\nbase_url: https://bench.example/\n-- content/index.md --\n---\ntitle: Home\n---\n" +
		"-- content/b.md --\n---\ntitle: B\ndate: 2025-07-13\n---\n## Army\n" +
		"-- content/p.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>\n" +
		"-- content/a.md --\n---\ntitle: A page of the usual length\ndek: A sentence that says what the page is about, of the usual length\nkicker: Security\ndate: 2025-07-14\nauthors: [{name: A. Name}]\n---\n" +
		"![Alt text of the lead](p.svg)\n*A caption.* [Credit]\n\n")
	for i := range 6 {
		b.WriteString("## Heading " + string(rune('A'+i)) + "\n\n")
		b.WriteString(strings.Repeat("Some words of the usual length, and a [link](b.md#army) to another page. ", 6) + "[^n]\n\n")
		b.WriteString("> [!NOTE] A box\n> With text.\n\n")
	}
	b.WriteString("[^n]: Publisher, [Title](https://example.org/a), July 2025.\n")
	return b.String()
}

func BenchmarkRenderPage(b *testing.B) {
	f := newFixture(b, benchPage())
	r := site.Route{Path: "a/index.html", Kind: site.RoutePage, Source: "content/a.md"}
	f.templates.Render(f.site, r, Mode{})
	b.ReportAllocs()
	for b.Loop() {
		f.templates.Render(f.site, r, Mode{})
	}
}

// BenchmarkFillBody is the body alone, without templates round it.
func BenchmarkFillBody(b *testing.B) {
	f := newFixture(b, strings.ReplaceAll(benchPage(), "> [!NOTE] A box\n> With text.\n\n", ""))
	r := site.Route{Path: "a/index.html", Kind: site.RoutePage, Source: "content/a.md"}
	d := &door{t: f.templates, s: f.site}
	b.ReportAllocs()
	for b.Loop() {
		newPage(d, r).Body()
	}
}

func BenchmarkLoadDefaults(b *testing.B) {
	t := source.Scan(source.Input{Layouts: layouts.FS, Static: static.FS})
	cfg, _ := config.Load("brief.yaml", nil)
	b.ReportAllocs()
	for b.Loop() {
		Load(t, cfg)
	}
}
