package build

import (
	"maps"
	"slices"
	"testing"

	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
)

// rendered builds and returns the outputs that were rendered for it, sorted.
func rendered(b *Builder) (paths []string) {
	before := maps.Clone(b.memo.entries)
	buildAll(b)
	for _, p := range slices.Sorted(maps.Keys(b.memo.entries)) {
		if before[p] != b.memo.entries[p] {
			paths = append(paths, p)
		}
	}
	return paths
}

// linked is a site of which each test knows every dependency. Each page lies in
// a folder of its own, so that it has no neighbours: only home lists it.
const linked = `
-- brief.yaml --
base_url: https://example.org/
-- content/index.md --
---
title: Home
---
-- content/d/linker.md --
---
title: Linker
---
[to it](../a/target.md)
-- content/a/target.md --
---
title: Target
---
Text.
-- content/e/alone.md --
---
title: Alone
---
Alone.
-- content/b/far.md --
---
title: Far
---
[to it](../a/target.md#part)
-- content/c/pictured.md --
---
title: Pictured
---
![A dot](dot.png)
*It.* [Credit]
-- content/c/dot.png --
2x2 #ffffff
`

// Each edit renders what depends on it and nothing else.
func TestAnEditRendersWhatDependsOnIt(t *testing.T) {
	for _, test := range []struct {
		name string
		edit sitetest.Edit
		want []string
	}{
		{
			"no change",
			sitetest.Edit{Op: sitetest.Touch, Path: "content"},
			nil,
		}, {
			"a body",
			sitetest.Edit{Op: sitetest.Append, Path: "content/a/target.md", Text: "More."},
			[]string{"a/target/index.html"},
		}, {
			"a title, of which a linking page knows nothing",
			sitetest.Edit{Op: sitetest.Set, Path: "content/a/target.md", Key: "title", Text: "Other"},
			[]string{"a/target/index.html", "index.html", "sitemap.xml"},
		}, {
			"a heading that another page links to",
			sitetest.Edit{Op: sitetest.Append, Path: "content/a/target.md", Text: "## Part"},
			[]string{"a/target/index.html", "b/far/index.html"},
		}, {
			"a file's name",
			sitetest.Edit{Op: sitetest.Rename, Path: "content/a/target.md", Text: "content/a/renamed.md"},
			[]string{"a/renamed/index.html", "b/far/index.html", "d/linker/index.html", "index.html", "sitemap.xml"},
		}, {
			"a slug",
			sitetest.Edit{Op: sitetest.Set, Path: "content/a/target.md", Key: "slug", Text: "other"},
			[]string{"a/other/index.html", "b/far/index.html", "d/linker/index.html", "index.html", "sitemap.xml"},
		}, {
			"a page that nobody links to",
			sitetest.Edit{Op: sitetest.Remove, Path: "content/e/alone.md"},
			[]string{"index.html", "sitemap.xml"},
		}, {
			"a picture's size",
			sitetest.Edit{Op: sitetest.Write, Path: "content/c/dot.png", Text: "3x3 #ffffff"},
			[]string{"c/dot.png", "c/pictured/index.html"},
		}, {
			"a picture's colour, of which no page knows",
			sitetest.Edit{Op: sitetest.Write, Path: "content/c/dot.png", Text: "2x2 #000000"},
			[]string{"c/dot.png"},
		}, {
			"a block's template that one page uses",
			sitetest.Edit{Op: sitetest.Write, Path: "layouts/blocks/figure.html", Text: "<figure><img src=\"{{.Image.URL}}\" alt=\"\"></figure>"},
			[]string{"c/pictured/index.html"},
		}, {
			"a setting that no page shows",
			sitetest.Edit{Op: sitetest.Set, Path: "brief.yaml", Key: "check", Text: "{budget: {page: 200KB}}"},
			nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			live := sitetest.Parse([]byte(linked))
			b := newBuilder(live, Options{})
			buildAll(b)
			b.Update(test.edit.Apply(live))
			if d := cmp.Diff(test.want, rendered(b)); d != "" {
				t.Errorf("rendered (-want +got):\n%s", d)
			}
		})
	}
}

// The place of a font that is not there stayed the old one when a line came
// above it: brief.yaml had been read again, and the assets had not.
func TestAMissingFontIsReportedWhereBriefYAMLNamesItNow(t *testing.T) {
	site := sitetest.Parse([]byte(linked))
	site.Write("brief.yaml", []byte("base_url: https://example.org/\nfonts: {sans: fonts/gone.woff2}\n"))
	b := newBuilder(site, Options{})
	place := func() (lines []int) {
		for _, d := range buildAll(b).problems {
			if d.Code == "missing-asset" {
				lines = append(lines, d.Pos.Line)
			}
		}
		return lines
	}
	if got := place(); !slices.Equal(got, []int{2}) {
		t.Errorf("missing fonts are reported on lines %d, not 2", got)
	}
	b.Update(site.Write("brief.yaml", []byte("base_url: https://example.org/\n\nfonts: {sans: fonts/gone.woff2}\n")))
	if got := place(); !slices.Equal(got, []int{3}) {
		t.Errorf("missing fonts are reported on lines %d, not 3", got)
	}
	b.Update(site.Write("static/fonts/gone.woff2", []byte("font")))
	if got := place(); len(got) > 0 {
		t.Errorf("a font that is there is missed on lines %d", got)
	}
}
