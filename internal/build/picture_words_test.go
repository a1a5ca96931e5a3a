package build

import (
	"fmt"
	"strings"
	"testing"

	"brief/internal/picture"
	"brief/internal/sitetest"
)

// Row D6: an agency's photo says whose it is.
func TestACreditInThePhotoIsOne(t *testing.T) {
	live := photoSite(" [Photo: Ann Author]", "")
	photo := []byte(live.Text("content/lake.jpg"))
	live.Remove("content/lake.jpg.yaml")
	missing := func() (n int) {
		for _, d := range buildAll(newBuilder(live, Options{})).problems {
			if d.Code == "missing-credit" {
				n++
			}
		}
		return n
	}
	if n := missing(); n != 2 {
		t.Errorf("without a credit: %d problems", n)
	}
	live.Write("content/lake.jpg", picture.WithRights(photo, "jpeg", 1000, 600, picture.Rights{Creator: "Ann Author", Credit: "Agency"}))
	if n := missing(); n != 0 {
		t.Errorf("with one in the photo: %d problems", n)
	}
	page := text(t, built(t, live), "index.html")
	if got := textOf(nodesOf(treeOf(t, page), ".credit")[0]); got != "[Agency]" {
		t.Errorf("the credit is %q", got)
	}
}

// Row D6: a picture within a line of text has no caption, and was published without
// a credit that nobody missed; and as a site asks for it.
func TestAPictureInALineOfTextNeedsACredit(t *testing.T) {
	for _, c := range []struct{ config, beside, want string }{
		{"", "", "content/index.md:4:6: this picture has no credit"},
		{"", "credit: \"Photo: A\"\n", ""},
		{"check: {severity: {missing-credit: \"off\"}}\n", "", ""},
	} {
		live := photoSite("", "")
		live.Remove("content/lake.jpg.yaml")
		live.Write("brief.yaml", []byte("base_url: https://example.org/\n"+c.config))
		live.Write("content/index.md", []byte("---\ntitle: Home\n---\nText ![A lake.](lake.jpg) and more.\n"))
		if c.beside != "" {
			live.Write("content/lake.jpg.yaml", []byte(c.beside))
		}
		got := ""
		for _, d := range buildAll(newBuilder(live, Options{})).problems {
			if d.Code == "missing-credit" {
				got += fmt.Sprintf("%s:%d:%d: %s", d.Pos.File, d.Pos.Line, d.Pos.Col, d.Msg)
				if !strings.Contains(d.Hint, "lake.jpg.yaml") {
					t.Errorf("the hint is %q", d.Hint)
				}
			}
		}
		if got != c.want {
			t.Errorf("with %q and %q: %q, want %q", c.config, c.beside, got, c.want)
		}
	}
}

// Row D5: what a description must be, each with its message, and as a site asks for it.
func TestDescriptionsOfPictures(t *testing.T) {
	for name, c := range map[string]struct {
		typed, sidecar string
		severity       string // without a setting
		want           string
	}{
		"said":                           {"![A lake.](lake.jpg)", "", "", ""},
		"none":                           {"![](lake.jpg)", "", "error", "this picture has no description for those who cannot see it [missing-alt]"},
		"none, though it decorates":      {"![](lake.jpg)", "decorative: true", "", ""},
		"none, and the file beside says": {"![](lake.jpg)", "alt: A lake.", "", ""},
		"its name":                       {"![Lake.jpg](lake.jpg)", "", "warning", `the description of this picture is a file's name: "Lake.jpg" [alt-is-name]`},
		"its name, without its ending":   {"![img_0042](img_0042.jpg)", "", "warning", `the description of this picture is a file's name: "img_0042" [alt-is-name]`},
		"a camera's name":                {"![DSC01234.JPG](lake.jpg)", "", "warning", `the description of this picture is a file's name: "DSC01234.JPG" [alt-is-name]`},
		"its name, in the file beside":   {"![](lake.jpg)", "alt: lake.jpg", "warning", `the description of this picture is a file's name: "lake.jpg" [alt-is-name]`},
		"a word":                         {"![lake](lake.jpg)", "", "", ""},
		"its caption":                    {"![The lake, at dusk](lake.jpg)\n*The lake, at dusk* [Photo: A]", "", "warning", "the description of this picture repeats its caption, and is read out twice [alt-repeats]"},
		"its caption, by its title":      {"![the lake](lake.jpg \"The *lake* [Photo: A]\")", "", "warning", "the description of this picture repeats its caption, and is read out twice [alt-repeats]"},
		"in a line of text":              {"Text ![lake.jpg](lake.jpg).", "", "warning", `the description of this picture is a file's name: "lake.jpg" [alt-is-name]`},
	} {
		for _, level := range []string{"", "error", "warning", `"off"`} {
			code := c.want[strings.LastIndexByte(c.want, '[')+1:]
			severity := "check: {severity: {missing-credit: \"off\"}}\n"
			want := c.severity
			if level != "" && c.want != "" {
				severity = "check: {severity: {missing-credit: \"off\", " + strings.TrimSuffix(code, "]") + ": " + level + "}}\n"
				want = strings.Trim(level, `"`)
			}
			live := sitetest.New(map[string]string{
				"brief.yaml": "title: T\nbase_url: https://example.org/\n" + severity, "content/lake.jpg": "40x30 #336699", "content/img_0042.jpg": "40x30 #336699",
				"content/index.md": "---\ntitle: Home\n---\nText.\n\n" + c.typed + "\n", "content/lake.jpg.yaml": c.sidecar + "\n",
			})
			var got string
			for _, d := range buildAll(newBuilder(live, Options{})).problems {
				got += fmt.Sprintf("%s:%d: %s: %s [%s]", d.Pos.File, d.Pos.Line, d.Severity, d.Msg, d.Code)
				if d.Hint == "" {
					t.Errorf("%s: no hint", name)
				}
			}
			if want = "content/index.md:6: " + want + ": " + c.want; c.want == "" || level == `"off"` {
				want = ""
			}
			if got != want {
				t.Errorf("%s, set to %q:\n%s\nwant\n%s", name, level, got, want)
			}
		}
	}
}
