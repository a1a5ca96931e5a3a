package bench

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brief/internal/build"
	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/render"
	"brief/internal/site"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

var pages = flag.Int("pages", 1000, "pages of the corpus")

// asOf is after every date of the corpus.
var asOf = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// stages is a site at every stage of its build.
type stages struct {
	dir       string
	n         int
	input     source.Input
	tree      *source.Tree
	cfg       *config.Config
	files     []*source.File
	pages     []*content.Page
	site      *site.Site
	templates *render.Templates
}

// BenchmarkBuild measures each stage of a build, then whole builds.
func BenchmarkBuild(b *testing.B) {
	s := prepare(b, *pages)
	for _, stage := range []struct {
		name string
		run  func(*testing.B, *stages)
	}{
		{"scan", scan}, {"front-matter", frontMatter}, {"markdown", parseMarkdown},
		{"link", link}, {"templates", loadTemplates}, {"render", renderPages},
		{"write-new", writeNew}, {"write-same", writeSame},
		{"cold", cold}, {"unchanged", unchanged}, {"one-body", oneBody}, {"one-title", oneTitle},
	} {
		b.Run(stage.name, func(b *testing.B) {
			b.ReportAllocs()
			stage.run(b, s)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*s.n), "ns/page")
		})
	}
}

func prepare(b *testing.B, n int) *stages {
	dir := b.TempDir()
	writeCorpus(b, dir, n)
	s := &stages{
		dir: dir, n: n,
		input: source.Input{Site: source.Dir(dir), Layouts: layouts.FS, Static: static.FS},
	}
	s.tree = source.Scan(s.input)
	var l diag.List
	s.cfg, l = config.Load("brief.yaml", s.tree.Lookup("brief.yaml").Text())
	sound(b, l)
	for _, f := range s.tree.Under("content/") {
		if content.IsPage(f.Path) {
			s.files = append(s.files, f)
		}
	}
	for _, f := range s.files {
		p, l := content.Parse(f, s.pageOptions())
		sound(b, l)
		s.pages = append(s.pages, p)
	}
	s.site, l = site.Link(s.siteInput())
	sound(b, l)
	s.templates, l = render.Load(s.tree, s.cfg)
	sound(b, l)
	return s
}

func (s *stages) pageOptions() content.Options {
	return content.Options{Zone: s.cfg.Timezone, Lang: s.cfg.Lang}
}

func (s *stages) siteInput() site.Input {
	return site.Input{Config: s.cfg, Tree: s.tree, Pages: s.pages, AsOf: asOf}
}

func (s *stages) builder() *build.Builder {
	return build.New(build.Options{Input: s.input, AsOf: asOf})
}

// sound stops a benchmark whose corpus has errors, which would be cheap to build.
func sound(b *testing.B, l diag.List) {
	if len(l) == 0 {
		return // nearly always: b.Helper costs more than many a page
	}
	b.Helper()
	if l.HasErrors() {
		var text strings.Builder
		_ = diag.WriteText(&text, l, false)
		b.Fatal(text.String())
	}
}

func scan(b *testing.B, s *stages) {
	for b.Loop() {
		source.Scan(s.input)
	}
}

func frontMatter(b *testing.B, s *stages) {
	opt := s.pageOptions()
	for b.Loop() {
		for _, f := range s.files {
			content.Parse(f, opt)
		}
	}
}

func parseMarkdown(b *testing.B, s *stages) {
	for b.Loop() {
		for _, p := range s.pages {
			p.Release()
			p.Doc()
		}
	}
}

func link(b *testing.B, s *stages) {
	for b.Loop() {
		site.Link(s.siteInput())
	}
}

func loadTemplates(b *testing.B, s *stages) {
	for b.Loop() {
		render.Load(s.tree, s.cfg)
	}
}

// renderPages renders every route of the site, parsed bodies at hand.
func renderPages(b *testing.B, s *stages) {
	for _, p := range s.pages {
		p.Doc()
	}
	routes := s.site.Routes()
	for b.Loop() {
		for _, r := range routes {
			sound(b, s.templates.Render(s.site, r, render.Mode{}).Diags)
		}
	}
}

// rendered are all files of the site with their bytes.
func (s *stages) rendered(b *testing.B) (files []*output.File) {
	for f, l := range s.builder().All(b.Context()) {
		sound(b, l)
		files = append(files, f)
	}
	return files
}

func writeNew(b *testing.B, s *stages) {
	files, out := s.rendered(b), filepath.Join(b.TempDir(), "out")
	for b.Loop() {
		writeAll(b, files, out)
		b.StopTimer()
		empty(b, out)
		b.StartTimer()
	}
}

func writeSame(b *testing.B, s *stages) {
	files, out := s.rendered(b), filepath.Join(b.TempDir(), "out")
	writeAll(b, files, out)
	for b.Loop() {
		if stats := writeAll(b, files, out); stats.Written != 0 {
			b.Fatalf("%d of the same files were written again", stats.Written)
		}
	}
}

func writeAll(b *testing.B, files []*output.File, out string) output.Stats {
	b.Helper()
	w, l := output.NewWriter(out, output.Options{})
	sound(b, l)
	for _, f := range files {
		if err := w.Add(f); err != nil {
			b.Fatal(err)
		}
	}
	stats, l := w.Commit()
	sound(b, l)
	return stats
}

func empty(b *testing.B, dir string) {
	b.Helper()
	if err := os.RemoveAll(dir); err != nil {
		b.Fatal(err)
	}
}

func cold(b *testing.B, s *stages) {
	out := filepath.Join(b.TempDir(), "out")
	for b.Loop() {
		res, err := s.builder().WriteDir(b.Context(), out, output.Options{})
		if err != nil {
			b.Fatal(err)
		}
		sound(b, res.Problems)
		b.StopTimer()
		empty(b, out)
		b.StartTimer()
	}
}

func unchanged(b *testing.B, s *stages) {
	builder := s.builder()
	buildAll(b, builder)
	for b.Loop() {
		buildAll(b, builder)
	}
}

// oneBody saves another text of one page before each build.
func oneBody(b *testing.B, s *stages) {
	s.edited(b, func(text string, i int) string {
		return text + strings.Repeat("Another line.\n", 1+i%2)
	})
}

// oneTitle saves another title of one page before each build.
func oneTitle(b *testing.B, s *stages) {
	s.edited(b, func(text string, i int) string {
		return strings.Replace(text, "title: \"", "title: \""+strings.Repeat("New ", 1+i%2), 1)
	})
}

func (s *stages) edited(b *testing.B, edit func(text string, i int) string) {
	builder, name, text := s.builder(), pagePath(s.n/2), page(s.n/2, s.n)
	buildAll(b, builder)
	defer put(b, s.dir, name, text)
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		put(b, s.dir, name, edit(text, i))
		b.StartTimer()
		builder.Update([]string{name})
		buildAll(b, builder)
	}
}

func buildAll(b *testing.B, builder *build.Builder) {
	for _, l := range builder.All(b.Context()) {
		sound(b, l)
	}
}
