package build

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"brief/internal/output"
	"brief/internal/render"
	"brief/internal/site"
	"brief/internal/sitetest"
)

// Each page of a layout that does too much took as long as a page may take, so
// that ten thousand of them took hours: after a few of them no more are tried,
// the same ones at each build, and what was found is reported.
func TestALayoutThatNeverEndsEndsTheBuildSoon(t *testing.T) {
	files := map[string]string{
		"content/index.md":  "---\ntitle: Home\n---\n[nowhere](nowhere.md)\n",
		"layouts/page.html": `{{define "main"}}` + strings.Repeat("{{range $.Latest 99}}", 4) + strings.Repeat("x", 4000) + strings.Repeat("{{end}}", 4) + `{{end}}`,
		"layouts/home.html": `{{define "main"}}{{.Body}}{{end}}`,
	}
	for i := range 40 {
		files[fmt.Sprintf("content/p%02d.md", i)] = fmt.Sprintf("---\ntitle: Page %d\ndate: 2025-01-%02d\n---\nText.\n", i, 1+i%28)
	}
	live := sitetest.New(files)
	found := func(b *Builder) (pages int, all string) {
		l, err := b.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range l {
			all += fmt.Sprintf("%s %s %s\n", d.Pos, d.Code, d.Msg)
			if d.Code == render.EndlessTemplate && d.Pos.File != "" {
				pages++
			}
		}
		return pages, all
	}
	b := newPlainBuilder(live, Options{})
	pages, all := found(b)
	if pages != mostEndless || !strings.Contains(all, "were not tried") || !strings.Contains(all, "broken-link") {
		t.Errorf("%d pages:\n%s", pages, all)
	}
	if _, again := found(b); again != all {
		t.Errorf("the second time:\n%s\nthe first:\n%s", again, all)
	}
	b.Update(live.Write("layouts/page.html", []byte(`{{define "main"}}x{{end}}`)))
	if pages, all := found(b); pages != 0 || strings.Contains(all, "were not tried") {
		t.Errorf("mended:\n%s", all)
	}
}

// manyPages are as many as are rendered sixteen at a time by one worker, and
// nearly the first of all files.
func manyPages(layout string) map[string]string {
	files := map[string]string{"layouts/page.html": layout}
	for i := range 1100 {
		files[fmt.Sprintf("content/a%04d.md", i)] = fmt.Sprintf("---\ntitle: Page %d\ndate: 2025-01-01\n---\nText.\n", i)
	}
	return files
}

// A build that was interrupted went on with the rest of the pages at hand: half a
// minute, where each took its time.
func TestInterruptedBuildRendersNoFurtherPage(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	var rendered atomic.Int64
	b := newPlainBuilder(sitetest.New(manyPages(`{{define "main"}}{{.Body}}{{end}}`)), Options{
		Workers:  1,
		Rendered: func(site.Route, time.Duration) { rendered.Add(1); interrupt() },
	})
	if _, err := b.WriteDir(ctx, t.TempDir(), output.Options{}); err != context.Canceled {
		t.Error(err)
	}
	if n := rendered.Load(); n != 1 {
		t.Errorf("%d pages were rendered", n)
	}
}

// Of pages rendered at a time no more are tried than are reported.
func TestNoMoreEndlessPagesAreTriedThanReported(t *testing.T) {
	var rendered atomic.Int64
	b := newPlainBuilder(sitetest.New(manyPages(`{{define "main"}}`+strings.Repeat("{{range $.Latest 99}}", 4)+strings.Repeat("x", 4000)+strings.Repeat("{{end}}", 4)+`{{end}}`)), Options{
		Workers: 1,
		Rendered: func(r site.Route, _ time.Duration) {
			if r.Kind == site.RoutePage {
				rendered.Add(1)
			}
		},
	})
	l, err := b.Check(t.Context())
	if n := rendered.Load(); n < mostEndless-1 || n >= 14 || err != nil || !l.HasErrors() {
		t.Errorf("%d pages were rendered; %v", n, err)
	}
}

// Drafts are looked at for what is wrong in them, and their boxes have templates.
func TestBoxesThatNeverEndInDraftsDoNotHoldUpABuild(t *testing.T) {
	files := map[string]string{
		"content/index.md":           "---\ntitle: Home\n---\nText.\n",
		"layouts/blocks/people.html": "<p>" + strings.Repeat("{{range $.Items}}", 4) + strings.Repeat("x", 4000) + strings.Repeat("{{end}}", 4),
	}
	box := "> [!PEOPLE]\n" + strings.Repeat("> - **A**, b — c\n", 99)
	for i := range 300 {
		text := "Text.\n"
		if i < mostEndless {
			text = box
		}
		files[fmt.Sprintf("content/d%03d.md", i)] = "---\ntitle: Draft\nstatus: draft\n---\n" + text
	}
	files["content/d299.md"] = "---\ntitle: Draft\nstatus: draft\n---\n[nowhere](nowhere.md)\n"
	var held atomic.Int64
	live := sitetest.New(files)
	b := newPlainBuilder(live, Options{Rendered: func(r site.Route, _ time.Duration) {
		if r.Kind == site.RouteHeld {
			held.Add(1)
		}
	}})
	problems := func(b *Builder) string {
		t.Helper()
		l, err := b.Check(t.Context())
		if err != nil || l.HasErrors() {
			t.Fatal(err, l)
		}
		return fmt.Sprint(l)
	}
	first := problems(b)
	if n := held.Load(); n != 128 || !strings.Contains(first, "172 held back after them were not tried") || strings.Contains(first, "nowhere.md") {
		t.Errorf("%d drafts were rendered:\n%s", n, first)
	}
	if again := problems(b); again != first || held.Load() != 128 {
		t.Errorf("the second time:\n%s\nthe first:\n%s", again, first)
	}
	b.Update(live.Write("layouts/blocks/people.html", []byte("<p>{{.Body}}")))
	if mended, fresh := problems(b), problems(newPlainBuilder(live.Clone(), Options{})); mended != fresh || !strings.Contains(mended, "nowhere.md") {
		t.Errorf("mended:\n%s\na new build:\n%s", mended, fresh)
	}
}
