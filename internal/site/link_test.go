package site

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestLink links each small site of testdata/link and compares what becomes of
// it, written out for people, with the archive's last file, "want". The
// archive's comment may set as-of and drafts.
func TestLink(t *testing.T) {
	archives, err := filepath.Glob("testdata/link/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := &a.Files[len(a.Files)-1]
			if want.Name != "want" {
				t.Fatal(`the last file is not "want"`)
			}
			in := Input{AsOf: noon(2025, 8, 1), Drafts: strings.Contains(string(a.Comment), "drafts: true")}
			for line := range strings.Lines(string(a.Comment)) {
				if v, ok := strings.CutPrefix(line, "as-of: "); ok {
					if in.AsOf, err = time.Parse(time.RFC3339, strings.TrimSpace(v)); err != nil {
						t.Fatal(err)
					}
				}
			}
			files := fstest.MapFS{}
			for _, f := range a.Files[:len(a.Files)-1] {
				files[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			got := describe(link(t, files, in))
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(a), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want.Data) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want.Data)
			}
		})
	}
}

func noon(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC) }

// link links a site of files; Config, Tree and Pages of in are filled from them.
func link(t testing.TB, files fstest.MapFS, in Input) (*Site, diag.List) {
	t.Helper()
	in.Tree = source.Scan(source.Input{Site: files})
	if l := in.Tree.Problems(); l.HasErrors() {
		t.Fatal(l)
	}
	var yaml []byte
	if f := in.Tree.Lookup(configFile); f != nil {
		yaml = f.Text()
	}
	cfg, l := config.Load(configFile, yaml)
	if l.HasErrors() {
		t.Fatal(l)
	}
	in.Config = cfg
	opt := content.Options{Zone: cfg.Timezone, Lang: cfg.Lang}
	for _, lang := range cfg.Languages {
		opt.Languages = append(opt.Languages, lang.Code)
	}
	for _, f := range in.Tree.Under("content/") {
		if content.IsPage(f.Path) {
			p, l := content.Parse(f, opt)
			if l.HasErrors() {
				t.Fatal(l)
			}
			in.Pages = append(in.Pages, p)
		}
	}
	return Link(in)
}

// describe writes out what a site knows of its pages.
func describe(s *Site, l diag.List) string {
	var b strings.Builder
	section := func(title string, lines []string) {
		if len(lines) > 0 {
			fmt.Fprintf(&b, "%s:\n\t%s\n", title, strings.Join(lines, "\n\t"))
		}
	}
	var pages []string
	for _, p := range s.pages {
		if s.Page(p.Path) != nil {
			pages = append(pages, describePage(s, p.Path))
		}
	}
	section("pages", pages)
	for _, p := range s.pages {
		section("list of "+p.Path, addressesOf(s.Pages(p.Path, 0)))
	}
	section("latest", addressesOf(s.Latest(0)))
	section("nav", addressesOf(s.Nav()))
	section("for search engines", addressesOf(s.Addresses()))
	var routes []string
	for _, r := range s.Routes() {
		if r.Kind == RouteRedirect {
			r.Path += " -> /" + r.To
			if r.Fragment != "" {
				r.Path += "#" + r.Fragment
			}
		}
		routes = append(routes, r.Path)
	}
	section("routes", routes)
	for _, r := range s.Routes() {
		if r.Kind == RouteTag {
			tag, cards, _ := s.Tagged(strings.TrimSuffix(r.Path, indexFile))
			section(fmt.Sprintf("tagged %q (%s)", tag.Name, tag.Lang), addressesOf(cards))
		}
	}
	var held []string
	for _, h := range s.Held() {
		line := h.Path + ": " + h.Reason
		if !h.Until.IsZero() {
			line += " until " + h.Until.Format(time.RFC3339)
		}
		held = append(held, line)
	}
	section("held back", held)
	if c := s.NextChange(); !c.IsZero() {
		section("next change", []string{c.Format(time.RFC3339)})
	}
	l.Sort()
	var problems strings.Builder
	if err := diag.WriteText(&problems, l, false); err != nil {
		panic(err)
	}
	if len(l) > 0 {
		section("problems", strings.Split(strings.TrimSpace(problems.String()), "\n"))
	}
	return b.String()
}

func describePage(s *Site, path string) string {
	p, _ := s.Place(path)
	line := fmt.Sprintf("%s: %s", path, p.Kind)
	for _, is := range []struct {
		yes  bool
		word string
	}{{p.Briefing && p.Kind != Briefing, "briefing"}, {p.Single, "single"}, {p.Withdrawn, "withdrawn"}, {p.Held, "held"}} {
		if is.yes {
			line += ", " + is.word
		}
	}
	if p.Of > 0 {
		line += fmt.Sprintf(", %d of %d", p.Number, p.Of)
	}
	line += " at /" + p.Address
	if p.Fragment != "" {
		line += "#" + p.Fragment
	}
	if trail := addressesOf(s.Trail(path)); len(trail) > 0 {
		line += " below " + strings.Join(trail, " ")
	}
	if c, ok := s.Prev(path); ok {
		line += " prev " + addressOf(c)
	}
	if c, ok := s.Next(path); ok {
		line += " next " + addressOf(c)
	}
	if chapters := addressesOf(s.Chapters(path)); len(chapters) > 0 {
		line += " chapters " + strings.Join(chapters, " ")
	}
	return line
}

func addressOf(c Card) string {
	if c.Fragment != "" {
		return "/" + c.Address + "#" + c.Fragment
	}
	return "/" + c.Address
}

func addressesOf(cards []Card) (list []string) {
	for _, c := range cards {
		list = append(list, addressOf(c))
	}
	return list
}
