package check_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"brief/internal/build"
	"brief/internal/check"
	"brief/internal/diag"
	"brief/internal/sitetest"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// found are the problems of a build, and what a check finds beside them.
func found(t *testing.T, site fs.FS, baseURL string) (built, beside diag.List, files int) {
	t.Helper()
	b := build.New(build.Options{
		Input:   source.Input{Site: site, Layouts: layouts.FS, Static: static.FS},
		BaseURL: baseURL, AsOf: sitetest.AsOf().AddDate(1, 0, 0),
	})
	for _, l := range b.All(context.Background()) {
		built = append(built, l...)
	}
	built = b.Finished(built)
	res, err := check.Run(b.All(context.Background()), check.Options{Config: b.Config(), Origins: b.Origins, Text: b.Text})
	if err != nil {
		t.Fatal(err)
	}
	told := map[diag.Diag]bool{}
	for _, d := range built {
		told[d] = true
	}
	for _, d := range b.Finished(res.Problems) {
		if !told[d] {
			beside = append(beside, d)
		}
	}
	return built, beside, res.Files
}

func printed(l diag.List) string {
	var b strings.Builder
	diag.WriteText(&b, l, false)
	return b.String()
}

// The repository's own microsite shows the default theme as a reader gets it.
func TestMicrositeHasNoFindings(t *testing.T) {
	for _, baseURL := range []string{"", "https://b.example/", "https://b.example/deep/laos/"} {
		built, beside, files := found(t, os.DirFS("../.."), baseURL)
		if files < 10 || built.HasErrors() {
			t.Fatalf("%d files were built:\n%s", files, printed(built))
		}
		if len(beside) > 0 {
			t.Errorf("with the base %q:\n%s", baseURL, printed(beside))
		}
	}
}

// A site of every feature has mistakes on purpose, which the build tells; a
// check has nothing to add to them.
func TestEveryFeatureOfTheThemeHasNoFindings(t *testing.T) {
	for _, baseURL := range []string{"", "https://b.example/laos/"} {
		_, beside, files := found(t, sitetest.EveryFeature(), baseURL)
		if files < 20 {
			t.Fatalf("only %d files were built", files)
		}
		if len(beside) > 0 {
			t.Errorf("with the base %q:\n%s", baseURL, printed(beside))
		}
	}
}

// Case a11y-basics: a full article with a wide table, long lines of code, a
// quote, a note, and a picture without a description.
func TestArticleWithAllThatListenersNeed(t *testing.T) {
	picture, err := os.ReadFile("testdata/a11y-basics/p.jpg")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("testdata/a11y-basics/page.md")
	if err != nil {
		t.Fatal(err)
	}
	site := func(page string) *sitetest.Site {
		return sitetest.New(map[string]string{
			"brief.yaml":       "title: News\ncheck: {severity: {missing-credit: off, vague-note: off}}\n",
			"content/index.md": "# News\n\nText.\n",
			"content/page.md":  page,
			"content/p.jpg":    string(picture),
		})
	}
	built, beside, _ := found(t, site(string(page)), "https://b.example/")
	if len(beside) > 0 {
		t.Errorf("a check has more to say than the build:\n%s", printed(beside))
	}
	if !strings.Contains(printed(built), "content/page.md:8:1: this picture has no description for those who cannot see it [missing-alt]") || len(built) != 1 {
		t.Errorf("the picture without a description is not told alone, at its line:\n%s", printed(built))
	}
	marked := site(string(page))
	marked.Write("content/p.jpg.yaml", []byte("decorative: true\n"))
	if built, beside, _ = found(t, marked, "https://b.example/"); len(built)+len(beside) > 0 {
		t.Errorf("a picture that is marked as decorative:\n%s%s", printed(built), printed(beside))
	}
}

// What a check finds in bytes is told where an editor can mend it: through a
// one-page edition, a note, a caption, a heading.
func TestFindingsStandAtTheEditorsLine(t *testing.T) {
	site := sitetest.New(map[string]string{
		"brief.yaml":             "title: News\ncheck: {severity: {missing-credit: off, vague-note: off}}\n",
		"content/index.md":       "---\ntitle: News\n---\n",
		"content/laos/index.md":  "---\ntitle: Laos\ndate: 2025-01-01\nauthors: [{name: The desk}]\nedition: chapters\n---\nText.\n",
		"content/laos/10-one.md": "---\ntitle: One\ndate: 2025-01-01\nauthors: [{name: The desk}]\n---\nText [here](../index.md) and a note.[^n]\n\n![A mark.](p.png)\n*A caption with [more](20-two.md).*\n\n[^n]: Desk, [read more](https://elsewhere.example/), 2025.\n",
		"content/laos/20-two.md": "---\ntitle: Two\ndate: 2025-01-01\nauthors: [{name: The desk}]\n---\nText of two.\n",
		"content/laos/p.png":     "40x30 #336699",
	})
	_, beside, _ := found(t, site, "https://b.example/")
	var got []string
	for _, d := range beside {
		got = append(got, d.Pos.String()+" "+d.Code)
	}
	want := []string{
		"content/laos/10-one.md:6:6 vague-link",
		"content/laos/10-one.md:9:17 vague-link",
		"content/laos/10-one.md:11:13 vague-link",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("found\n%s\nwant\n%s\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), printed(beside))
	}
}

// Whatever an editor types, the HTML is sound: each example of CommonMark is a
// page, and a check has nothing to say of its grammar.
func TestMarkdownOfEveryKindMakesSoundHTML(t *testing.T) {
	text, err := os.ReadFile("../markdown/testdata/commonmark/spec.json")
	if err != nil {
		t.Fatal(err)
	}
	var examples []struct {
		Markdown string
		Example  int
	}
	if err := json.Unmarshal(text, &examples); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"content/index.md": "# Home\n\nText.\n", "content/foo.png": "40x30 #336699"}
	for _, e := range examples {
		files[fmt.Sprintf("content/p%d.md", e.Example)] = fmt.Sprintf("# Page %d\n\nText.\n\n%s", e.Example, e.Markdown)
	}
	_, beside, n := found(t, sitetest.New(files), "https://b.example/")
	if n < 600 {
		t.Fatalf("only %d files were checked", n)
	}
	for _, d := range beside {
		if strings.HasPrefix(d.Code, "html-") || strings.HasPrefix(d.Code, "landmark") || strings.HasPrefix(d.Code, "aria") || d.Code == "duplicate-id" {
			t.Errorf("%s: %s [%s]\n%s", d.Pos, d.Msg, d.Code, d.Excerpt)
		}
	}
}

// The same words in many files once stood at the place of the first file's: one
// link's column was told for all.
func TestOneFindingOfManyFilesStandsAtEachOfItsLines(t *testing.T) {
	files := map[string]string{"brief.yaml": "title: News\n", "content/index.md": "# Home\n\nText.\n"}
	want := ""
	for i := range 6 {
		files[fmt.Sprintf("content/p%d.md", i)] = fmt.Sprintf("# Page %d\n\n%sSee [here](p%d.md).\n", i, strings.Repeat("Text.\n\n", i), (i+1)%6)
		want += fmt.Sprintf("content/p%d.md:%d:5 vague-link\n", i, 3+2*i)
	}
	_, beside, _ := found(t, sitetest.New(files), "https://b.example/")
	got := ""
	for _, d := range beside {
		got += d.Pos.String() + " " + d.Code + "\n"
	}
	if got != want {
		t.Errorf("found\n%swant\n%s", got, want)
	}
}
