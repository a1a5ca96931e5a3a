package build

import (
	"context"
	"embed"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"
)

// Lists, neighbours and feeds that keep an old title, or a site built whole
// for one word: other generators do one or the other on 2,000 articles.
func TestIncrementalEqualsFullAtScale(t *testing.T) {
	const articles = 2000
	files := map[string]string{
		"brief.yaml":       "title: Scale\nbase_url: https://example.org/\n",
		"content/index.md": "---\ntitle: Home\n---\n",
	}
	article := func(i, day int, title, tag string) string {
		return fmt.Sprintf("---\ntitle: %s\ndate: 2024-%02d-%02d\ntags: [%s, t%d]\n---\n\n%s\n",
			title, i%12+1, day, tag, i%7, strings.Repeat(fmt.Sprintf("Body %d. ", i), 50))
	}
	name := func(i int) string { return fmt.Sprintf("content/a%05d.md", i) }
	like := func(i int) string {
		return article(i, i%28+1, fmt.Sprintf("Article %d", i), fmt.Sprintf("t%d", i%50))
	}
	for i := range articles {
		files[name(i)] = like(i)
	}
	live := sitetest.New(files)
	b := newPlainBuilder(live, Options{}) // 2,000 articles: what is fresh must not be rendered
	buildAll(b)

	write := func(path, text string) sitetest.Edit {
		return sitetest.Edit{Op: sitetest.Write, Path: path, Text: text}
	}
	for _, step := range []struct {
		name string
		edit sitetest.Edit
		most int // outputs that may be rendered; 0 means all
	}{
		{"body", write(name(10), strings.Replace(like(10), "Body", "Text", 1)), 1},
		{"title", write(name(11), article(11, 12, "Another title", "t11")), 7}, // the lists of its two tags among them
		{"tag", write(name(12), article(12, 13, "Article 12", "new")), 6},
		{"date", write(name(13), article(13, 27, "Article 13", "t13")), 12},
		{"delete", sitetest.Edit{Op: sitetest.Remove, Path: name(14)}, 8},
		{"new", write(name(articles), like(articles)), 8},
		{"layout", write("layouts/partials/byline.html", "<p>{{.Title}}</p>"), 0},
		{"settings", write("brief.yaml", "title: Renamed\nbase_url: https://example.org/\n"), 0},
	} {
		b.Update(step.edit.Apply(live))
		n := len(rendered(b))
		if step.most > 0 && n > step.most {
			t.Errorf("%s: %d outputs were rendered; %d are enough", step.name, n, step.most)
		}
		if step.most == 0 && n < articles {
			t.Errorf("%s: only %d outputs were rendered", step.name, n)
		}
		if d := buildAll(b).diff(buildAll(newPlainBuilder(live.Clone(), Options{}))); d != "" {
			t.Fatalf("%s: the builder differs from a new one (-new +updated):\n%s", step.name, d)
		}
	}
}

//go:embed testdata/ln-colliding-addresses
var colliding embed.FS

// Two sources want one address, and elsewhere one replaces the other without a
// word: the build fails and names both, those that differ in case alone too,
// and writes nothing.
func TestCollidingAddressesFailAndNameBothSources(t *testing.T) {
	files := map[string]string{
		"content/index.md":              "---\ntitle: Home\naliases: [/story/]\n---\n",
		"content/folder/story.md":       "---\ntitle: Not in the way\n---\n",
		"content/dir.md":                "---\ntitle: A file\n---\n",
		"content/dir/index.md":          "---\ntitle: A folder\n---\n",
		"content/page.md":               "---\ntitle: A page\n---\n",
		"static/page/index.html":        "<p>A static file at the address of a page",
		"content/case/with-alias.md":    "---\ntitle: Alias\naliases: [/page/]\n---\n",
		"content/case/another-alias.md": "---\ntitle: Alias\naliases: [/free/]\n---\n",
	}
	for _, name := range []string{"About.md", "about.md", "other.md", "story.md"} {
		body, err := colliding.ReadFile("testdata/ln-colliding-addresses/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["content/"+name] = string(body)
	}
	b := newBuilder(sitetest.New(files), Options{})
	dir := filepath.Join(t.TempDir(), "public")
	res, err := b.WriteDir(context.Background(), dir, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][3]string{
		{"content/other.md", "content/story.md", "/story/"},
		{"content/About.md", "content/about.md", "/about/"},
		{"content/dir.md", "content/dir/index.md", "/dir/"},
		{"content/page.md", "static/page/index.html", "/page/"},
		{"content/index.md", "content/other.md", "/story/"},
		{"content/case/with-alias.md", "content/page.md", "/page/"},
	} {
		if !names(res.Problems, pair) {
			t.Errorf("no error names all of %v", pair)
		}
	}
	if names(res.Problems, [3]string{"content/folder/story.md"}) || names(res.Problems, [3]string{"", "another-alias"}) {
		t.Error("a page that is in nobody's way is reported")
	}
	if t.Failed() {
		t.Logf("reported: %v", res.Problems)
	}
	if got := diskTree(t, filepath.Dir(dir)); len(got) > 0 {
		t.Errorf("these files were written: %v", got)
	}
}

// names says whether one error's place and words hold all three, in any letter case.
func names(l diag.List, all [3]string) bool {
	for _, d := range l {
		said := strings.ToLower(d.Pos.String() + " " + d.Msg + " " + d.Hint)
		n := 0
		for _, part := range all {
			if strings.Contains(said, strings.ToLower(part)) {
				n++
			}
		}
		if n == len(all) && d.Severity == diag.Error {
			return true
		}
	}
	return false
}
