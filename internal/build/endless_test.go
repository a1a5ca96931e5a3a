package build

import (
	"fmt"
	"strings"
	"testing"

	"brief/internal/render"
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
