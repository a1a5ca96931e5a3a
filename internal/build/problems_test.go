package build

import (
	"os"
	"strings"
	"testing"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
)

// What check.severity makes of a problem, and what it cannot: stop a build for
// a page that nobody can read yet, or pass one over that cannot be made.
func TestSeverityOfProblems(t *testing.T) {
	const (
		draft  = "---\ntitle: Draft\nstatus: draft\n---\n<b>raw</b>\n"
		page   = "---\ntitle: Page\n---\n[gone](gone.md)\n"
		layout = "{{define \"main\"}}\n{{.Titel}}{{end}}"
	)
	type found struct {
		code     string
		severity diag.Severity
	}
	for _, test := range []struct {
		name, severity, file, text string
		want                       []found
	}{
		{"not set", "{}", "content/page.md", page, []found{{"broken-link", diag.Error}}},
		{"a warning", "{broken-link: warning}", "content/page.md", page, []found{{"broken-link", diag.Warning}}},
		{"off", "{broken-link: \"off\"}", "content/page.md", page, nil},
		{"a draft's are warnings", "{raw-html: error}", "content/draft.md", draft, []found{{"raw-html", diag.Warning}}},
		{"a draft's can be off", "{raw-html: \"off\"}", "content/draft.md", draft, nil},
		{"a layout's once", "{}", "layouts/page.html", layout, []found{{"template-field", diag.Error}}},
		{
			"a page that cannot be made is an error", "{template-field: \"off\", broken-template: \"off\"}",
			"layouts/page.html", layout, []found{{"broken-template", diag.Error}, {"broken-template", diag.Error}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			live := sitetest.New(map[string]string{
				"brief.yaml":       "base_url: https://example.org/\ncheck: {severity: " + test.severity + "}\n",
				"content/index.md": "---\ntitle: Home\n---\n",
				"content/one.md":   "---\ntitle: One\n---\n",
				"content/two.md":   "---\ntitle: Two\n---\n",
				test.file:          test.text,
			})
			b := newBuilder(live, Options{})
			var got []found
			for _, d := range buildAll(b).problems {
				got = append(got, found{d.Code, d.Severity})
			}
			if d := cmp.Diff(test.want, got, cmp.AllowUnexported(found{})); d != "" {
				t.Error(d)
			}
			// The setting changes no output, so that setting it renders nothing.
			b.Update(live.Write("brief.yaml", []byte("base_url: https://example.org/\n")))
			if n := rendered(b); len(n) > 0 {
				t.Errorf("rendered: %v", n)
			}
		})
	}
}

// A draft's broken link came to light on the day that it was published: what
// is wrong in it is told from the first day, stops nothing, and is looked at
// again when what it leads to changes. Nothing of it is published meanwhile.
func TestADraftsOwnMistakesAreWarnings(t *testing.T) {
	live := sitetest.New(map[string]string{
		"brief.yaml":       "base_url: https://example.org/\n",
		"content/index.md": "---\ntitle: Home\n---\n",
		"content/draft.md": "---\ntitle: Draft\nstatus: draft\n---\n[gone](gone.md) [other](other.md) [part](other.md#prat)\n\n![A map](map.png)\n*A map.* [Desk]\n\n> [!NOET]\n> A box.\n",
		"content/other.md": "---\ntitle: Another draft\nstatus: draft\n---\n## Part\n",
		"content/old.png":  "2x2 #ffffff",
	})
	b := newBuilder(live, Options{})
	for _, step := range []struct {
		name string
		edit sitetest.Edit
		want []string
	}{
		{"at first", sitetest.Edit{Op: sitetest.Touch, Path: "content"}, []string{"broken-link", "broken-fragment", "missing-picture", "unknown-block"}},
		{"a picture", sitetest.Edit{Op: sitetest.Rename, Path: "content/old.png", Text: "content/map.png"}, []string{"broken-link", "broken-fragment", "unknown-block"}},
		{"a page", sitetest.Edit{Op: sitetest.Write, Path: "content/gone.md", Text: "---\ntitle: Here\n---\n"}, []string{"broken-fragment", "unknown-block"}},
		{"a heading", sitetest.Edit{Op: sitetest.Append, Path: "content/other.md", Text: "## Prat"}, []string{"unknown-block"}},
		{"a box", sitetest.Edit{Op: sitetest.Write, Path: "layouts/blocks/noet.html", Text: "<div>{{.Body}}</div>"}, nil},
	} {
		b.Update(step.edit.Apply(live))
		s := buildAll(b)
		var got []string
		for _, d := range s.problems {
			got = append(got, d.Code)
			if d.Severity != diag.Warning || d.Pos.File != "content/draft.md" {
				t.Errorf("%s: %v", step.name, d)
			}
		}
		if d := cmp.Diff(step.want, got); d != "" {
			t.Errorf("%s: %s", step.name, d)
		}
		for _, f := range s.paths() {
			if f == "map.png" || f == "draft/index.html" {
				t.Errorf("%s: %s is published", step.name, f)
			}
		}
	}
}

// A site's own icon.svg once was refused, as the theme has a static/icon.svg,
// though that is published with its hash in its name.
func TestAContentFileMayHaveTheNameOfAStaticFileWithAHash(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\n[the icon](icon.svg)\n",
		"content/icon.svg": "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 7 7\"/>",
	})
	b := newBuilder(live, Options{})
	dir := t.TempDir() + "/public"
	res, err := b.WriteDir(t.Context(), dir, output.Options{})
	if err != nil || res.Problems.HasErrors() {
		t.Fatal(err, res.Problems)
	}
	if got, err := os.ReadFile(dir + "/icon.svg"); err != nil || !strings.Contains(string(got), "0 0 7 7") {
		t.Errorf("icon.svg is %q, %v", got, err)
	}
}

// A content file and a page, or two files whose names differ in letter case
// alone, wrote over each other on many a disk; the build fails and names both.
func TestContentFilesCollideWithNothing(t *testing.T) {
	live := sitetest.New(map[string]string{
		"brief.yaml":             "base_url: https://example.org/\n",
		"content/index.md":       "---\ntitle: Home\naliases: [/old.pdf]\n---\n[1](report) [2](Flag.svg) [3](map.csv) [4](Map.csv) [5](Cafe\u0301.csv) [6](caf\u00e9.csv) [7](404.html) [8](Old.pdf) [9](fine.csv)\n",
		"content/report.md":      "---\ntitle: Report\nslug: Report\n---\n",
		"content/report":         "",
		"content/Flag.svg":       "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
		"static/flag.svg":        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
		"content/map.csv":        "",
		"content/Map.csv":        "",
		"content/Cafe\u0301.csv": "",
		"content/caf\u00e9.csv":  "",
		"content/404.html":       "",
		"content/Old.pdf":        "",
		"content/fine.csv":       "",
		"content/never/Fine.csv": "", // nobody links to it
	})
	b := newBuilder(live, Options{})
	res, err := b.WriteDir(t.Context(), t.TempDir()+"/public", output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][3]string{
		{"content/report", "content/report.md"},
		{"content/Flag.svg", "static/flag.svg"},
		{"content/map.csv", "content/Map.csv"},
		{"content/caf\u00e9.csv", "content/Cafe\u0301.csv"},
		{"content/404.html", "brief makes itself"},
		{"content/Old.pdf", "content/index.md"},
	} {
		if !names(res.Problems, pair) {
			t.Errorf("no error names all of %q", pair)
		}
	}
	if len(res.Problems) != 6 || res.Written > 0 {
		t.Errorf("%d problems, %d files written: %v", len(res.Problems), res.Written, res.Problems)
	}
}
