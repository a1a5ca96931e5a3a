package build

import (
	"testing"

	"brief/internal/diag"
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
