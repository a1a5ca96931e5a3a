package build

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"
)

// Each test site is built into one directory before and after an edit.
func TestAddressThatIsGoneIsWarnedOf(t *testing.T) {
	page := func(front string) string { return "---\ntitle: Page\n" + front + "---\nText.\n" }
	write := func(path, text string) sitetest.Edit {
		return sitetest.Edit{Op: sitetest.Write, Path: path, Text: text}
	}
	remove := sitetest.Edit{Op: sitetest.Remove, Path: "content/river.md"}
	for _, test := range []struct {
		name  string
		edits []sitetest.Edit
		want  []string // place, and the words of message and hint that matter
	}{
		{"nothing changed", nil, nil},
		{"the text changed", []sitetest.Edit{write("content/river.md", page("")+"More.\n")}, nil},
		{"removed", []sitetest.Edit{remove}, []string{`content/river.md "/river/" aliases: [/river/]`}},
		{
			"renamed", []sitetest.Edit{remove, write("content/rivers.md", page(""))},
			[]string{`content/river.md "/river/" aliases: [/river/] such as content/rivers.md`},
		},
		{"renamed with an alias", []sitetest.Edit{remove, write("content/rivers.md", page("aliases: [/river/]\n"))}, nil},
		{"another slug", []sitetest.Edit{write("content/river.md", page("slug: stream\n"))}, []string{`content/river.md "/river/" aliases: [/river/]`}},
		{"another slug with an alias", []sitetest.Edit{write("content/river.md", page("slug: stream\naliases: [/river/]\n"))}, nil},
		{"withdrawn", []sitetest.Edit{write("content/river.md", page("status: withdrawn\n"))}, nil},
		{"a draft again", []sitetest.Edit{write("content/river.md", page("status: draft\n"))}, []string{`content/river.md "/river/" status: withdrawn`}},
		{"an alias removed", []sitetest.Edit{write("content/old.md", page(""))}, []string{`content/old.md "/older/" aliases: [/older/]`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			live := sitetest.New(map[string]string{
				"brief.yaml":       "base_url: https://example.org/\n",
				"content/index.md": page(""),
				"content/river.md": page(""),
				"content/old.md":   page("aliases: [/older/]\n"),
			})
			dir := filepath.Join(t.TempDir(), "public")
			b := newBuilder(live, Options{})
			if res := writeTo(t, b, dir); len(res.Problems) > 0 {
				t.Fatal(res.Problems)
			}
			for _, e := range test.edits {
				b.Update(e.Apply(live))
			}
			res := writeTo(t, b, dir)
			if len(res.Problems) != len(test.want) {
				t.Fatalf("got %v, want %q", res.Problems, test.want)
			}
			for i, d := range res.Problems {
				said := d.Pos.File + " " + d.Msg + " " + d.Hint
				for word := range strings.FieldsSeq(test.want[i]) {
					if !strings.Contains(said, word) {
						t.Errorf("%q lacks %q", said, word)
					}
				}
				if d.Code != "address-gone" || d.Severity != diag.Warning {
					t.Errorf("%+v", d)
				}
			}
			// It is said once: the next build begins with what this one left.
			if again := writeTo(t, b, dir); len(again.Problems) > 0 {
				t.Errorf("said again: %v", again.Problems)
			}
		})
	}
}

func TestAddressesThatAreGoneCanStopABuild(t *testing.T) {
	live := sitetest.New(map[string]string{
		"brief.yaml":       "base_url: https://example.org/\ncheck: {severity: {address-gone: error}}\n",
		"content/index.md": "# Home\n",
	})
	for i := range 50 {
		live.Write(fmt.Sprintf("content/old/p%02d.md", i), []byte("# Old\n"))
	}
	dir := filepath.Join(t.TempDir(), "public")
	b := newBuilder(live, Options{})
	writeTo(t, b, dir)
	before := diskTree(t, dir)
	b.Update(live.Rename("content/old", "content/new"))
	res := writeTo(t, b, dir)
	if n := len(res.Problems); n != goneMax+1 || !res.Problems.HasErrors() {
		t.Errorf("%d problems: %v", n, res.Problems)
	}
	if last := res.Problems[len(res.Problems)-1]; last.Msg != "30 more addresses of the last build are gone" {
		t.Errorf("the last says %q", last.Msg)
	}
	if fmt.Sprint(diskTree(t, dir)) != fmt.Sprint(before) {
		t.Error("the directory was changed")
	}
}

// What only a build with drafts showed was never published; what expires was.
func TestDraftsLeaveNoAddress(t *testing.T) {
	live := sitetest.New(map[string]string{
		"brief.yaml":       "base_url: https://example.org/\n",
		"content/index.md": "# Home\n",
		"content/draft.md": "---\ntitle: Draft\nstatus: draft\n---\n",
		"content/until.md": "---\ntitle: Until\ndate: 2025-01-01\nexpires: 2026-02-01\n---\n",
	})
	dir := filepath.Join(t.TempDir(), "public")
	draft := newBuilder(live, Options{Drafts: true})
	res, err := draft.WriteDir(t.Context(), dir, output.Options{Drafts: true})
	if err != nil || len(res.Problems) > 0 {
		t.Fatal(err, res.Problems)
	}
	if res := writeTo(t, newBuilder(live, Options{}), dir); len(res.Problems) > 0 {
		t.Errorf("after a build with drafts: %v", res.Problems)
	}
	later := newBuilder(live, Options{AsOf: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)})
	if res := writeTo(t, later, dir); len(res.Problems) != 1 || res.Problems[0].Pos.File != "content/until.md" {
		t.Errorf("after it has expired: %v", res.Problems)
	}
}

// A date in the future on the cover once emptied the live site, with exit 0.
func TestAHomePageThatWouldBeGoneStopsTheBuild(t *testing.T) {
	live := sitetest.New(map[string]string{
		"brief.yaml":                "base_url: https://example.org/\n",
		"content/index.md":          "---\ntitle: Home\ndate: 2020-01-01\nedition: chapters\n---\nText.\n",
		"content/10-one.md":         "---\ntitle: One\n---\nText.\n",
		"content/30-last/readme.md": "---\ntitle: Last\n---\nText.\n",
	})
	dir := filepath.Join(t.TempDir(), "public")
	b := newBuilder(live, Options{AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if res := writeTo(t, b, dir); len(res.Problems) > 0 {
		t.Fatal(res.Problems)
	}
	b.Update(live.Remove("content/30-last/readme.md"))
	b.Update(live.Write("content/index.md", []byte("---\ntitle: Home\ndate: 2030-01-01\nedition: chapters\n---\nText.\n")))
	res := writeTo(t, b, dir)
	if !res.Problems.HasErrors() || res.Written+res.Removed > 0 {
		t.Errorf("%d written, %d removed, %v", res.Written, res.Removed, res.Problems)
	}
	// While another error stops the build, what would be gone is no news.
	b.Update(live.Write("content/index.md", []byte("---\ntitle: Home\ndate: 2020-01-01\nedition: chapter\n---\nText.\n")))
	for _, d := range writeTo(t, b, dir).Problems {
		if d.Code == "address-gone" {
			t.Errorf("beside an error: %v", d)
		}
	}
	b.Update(live.Write("content/index.md", []byte("---\ntitle: Home\ndate: 2020-01-01\n---\nText.\n")))
	hints := ""
	for _, d := range writeTo(t, b, dir).Problems {
		hints += d.Msg + d.Hint
	}
	if !strings.Contains(hints, "edition: chapters") || strings.Contains(hints, "aliases: [/all/]") {
		t.Errorf("the one-page edition that is gone: %s", hints)
	}
}
