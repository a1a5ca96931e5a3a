package render

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/site"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// fixture is a site of a few files, linked.
type fixture struct {
	tree      *source.Tree
	templates *Templates
	site      *site.Site
	problems  diag.List // of linking and of templates
}

// mapFS turns a txtar archive into files.
func mapFS(archive string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

// newFixture links the files of an archive, laid over the default theme.
func newFixture(t testing.TB, archive string) *fixture {
	t.Helper()
	return newFixtureOf(t, source.Input{Site: mapFS(archive), Layouts: layouts.FS, Static: static.FS})
}

// newBareFixture does without the default theme.
func newBareFixture(t testing.TB, archive string) *fixture {
	t.Helper()
	return newFixtureOf(t, source.Input{Site: mapFS(archive)})
}

func newFixtureOf(t testing.TB, in source.Input) *fixture {
	t.Helper()
	f := &fixture{tree: source.Scan(in)}
	var yaml []byte
	if c := f.tree.Lookup("brief.yaml"); c != nil {
		yaml = c.Text()
	}
	cfg, l := config.Load("brief.yaml", yaml)
	f.problems = append(f.problems, l...)
	var pages []*content.Page
	for _, file := range f.tree.Under("content/") {
		if !content.IsPage(file.Path) {
			continue
		}
		p, l := content.Parse(file, content.Options{Zone: time.UTC, Lang: cfg.Lang})
		f.problems = append(f.problems, l...)
		pages = append(pages, p)
	}
	f.site, l = site.Link(site.Input{
		Config: cfg, Tree: f.tree, Pages: pages, AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	f.problems = append(f.problems, l...)
	f.templates, l = Load(f.tree, cfg)
	f.problems = append(f.problems, l...)
	return f
}

// render makes the output at a path.
func (f *fixture) render(t testing.TB, path string) Result {
	t.Helper()
	for _, r := range append(f.site.Routes(), f.templates.Routes()...) {
		if r.Path == path {
			return f.templates.Render(f.site, r, Mode{})
		}
	}
	t.Fatalf("no output %s", path)
	return Result{}
}

// page is the body of the output at a path, which must be without problems.
func (f *fixture) page(t testing.TB, path string) string {
	t.Helper()
	for _, d := range f.problems {
		t.Errorf("problem: %v", d)
	}
	res := f.render(t, path)
	for _, d := range res.Diags {
		if d.Code == "vague-note" {
			continue // the notes of small sites name nothing
		}
		t.Errorf("problem: %v", d)
	}
	if res.File == nil {
		t.Fatalf("%s was not made", path)
	}
	body, err := res.File.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// lines are problems, one a line, each as place, code and message.
func lines(l diag.List) string {
	l.Sort()
	var b strings.Builder
	for _, d := range l.Dedupe() {
		b.WriteString(d.Pos.String() + ": " + d.Msg + " [" + d.Code + "]\n")
	}
	return b.String()
}
