package site

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// linkFiles links a site of files, whose problems do not matter.
func linkFiles(t testing.TB, files map[string]string) *Site {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	s, _ := link(t, fsys, Input{AsOf: noon(2025, 8, 1)})
	return s
}

// What stands in a hint is what the editor types in that very file.
func TestABrokenLinksHintIsWhatToTypeInThatFile(t *testing.T) {
	s := linkFiles(t, map[string]string{
		"content/index.md":             "---\ntitle: Home\n---\n",
		"content/laos/index.md":        "---\ntitle: Laos\nedition: chapters\n---\n## On the map\n",
		"content/laos/10-screen.md":    "---\ntitle: Screen\n---\n## Who pays\n",
		"content/laos/20-why.md":       "---\ntitle: Why\n---\n",
		"content/laos/map.png":         "",
		"content/laos/my notes.pdf":    "",
		"content/japan/index.md":       "---\ntitle: Japan\n---\n",
		"content/japan/coast line.png": "",
		"content/japan/draft.md":       "---\ntitle: Secret\nstatus: draft\n---\n",
		"content/only/treaty.md":       "---\ntitle: Treaty\nslug: the-treaty\n---\n",
		"static/img/Flag.svg":          "",
	})
	for _, test := range []struct{ kind, from, typed, want string }{
		// A slip of the fingers, with the fragment and its own slip.
		{WantLink, "content/laos/10-screen.md", "20-wyh.md", `"20-why.md"`},
		{WantLink, "content/laos/20-why.md", "10-sreen.md#who-pays", `"10-screen.md#who-pays"`},
		{WantLink, "content/laos/20-why.md", "10-sreen.md#who-pay", `"10-screen.md#who-pays"`},
		{WantLink, "content/japan/index.md", "../loas/index.md#on-the-map", `"../laos/index.md#on-the-map"`},
		// The number, the ending or the folder left out.
		{WantLink, "content/laos/10-screen.md", "why.md", `"20-why.md"`},
		{WantLink, "content/laos/10-screen.md", "20-why", `"20-why.md"`},
		{WantLink, "content/laos/10-screen.md", "30-why.md", `"20-why.md"`},
		{WantLink, "content/index.md", "20-why.md", `"laos/20-why.md"`},
		{WantLink, "content/laos/10-screen.md", "treaty.md", `"../only/treaty.md"`},
		{WantLink, "content/laos/10-screen.md", "/laos/20-why.md", `"20-why.md"`},
		{WantLink, "content/index.md", "laos.md", `"laos/index.md"`},
		// An address in place of a file's name.
		{WantLink, "content/laos/10-screen.md", "../why/", `"20-why.md"`},
		{WantLink, "content/laos/10-screen.md", "/laos/why", `"20-why.md"`},
		{WantLink, "content/laos/10-screen.md", "../../only/the-treaty/", `"../only/treaty.md"`},
		{WantLink, "content/index.md", "/only/the-treaty/index.html", `"only/treaty.md"`},
		// Letter case.
		{WantLink, "content/laos/10-screen.md", "20-Why.md", `"20-why.md"? Capital letters count`},
		{WantPicture, "content/laos/10-screen.md", "Map.PNG", `"map.png"? Capital letters count`},
		{WantPicture, "content/laos/10-screen.md", "/img/flag.svg", `"/img/Flag.svg"? Capital letters count`},
		// A picture that lies elsewhere, or has another ending; what a link's target cannot hold.
		{WantPicture, "content/index.md", "map.png", `"laos/map.png"`},
		{WantPicture, "content/laos/10-screen.md", "map.jpg", `"map.png"`},
		{WantPicture, "content/laos/10-screen.md", "coast_line.png", `"../japan/coast%20line.png"`},
		{WantLink, "content/laos/20-why.md", "my-notes.pdf", `"my%20notes.pdf"`},
		{WantPicture, "content/laos/10-screen.md", "flag.svg", `"/img/Flag.svg"`},
		// A heading.
		{WantLink, "content/laos/20-why.md", "10-screen.md#who-pay", `"10-screen.md#who-pays"`},
		{WantLink, "content/laos/10-screen.md", "#Who-Pays", `"#who-pays"`},
		{WantLink, "content/laos/20-why.md", "10-screen.md#elsewhere", `its headings have the names "#who-pays"`},
		{WantLink, "content/laos/10-screen.md", "20-why.md#x", `without "#x"`},
		// Nothing is like it: what there is. A draft is given away nowhere.
		{WantLink, "content/japan/index.md", "secret-plan.md", "write its path"},
		{WantLink, "content/japan/index.md", "draft.md", ""},
		{WantLink, "content/laos/20-why.md", "budget.md", `there is "10-screen.md", "index.md"`},
		{WantPicture, "content/laos/20-why.md", "budget.png", `there is "map.png"`},
		{WantLink, configFile, "laos/10-sreen.md", `"laos/10-screen.md"`},
	} {
		got := s.LinkHint(test.kind, test.from, test.typed)
		if !strings.Contains(got, test.want) {
			t.Errorf("%s in %s: %s; want %s", test.typed, test.from, got, test.want)
		}
		if strings.Contains(got, "Secret") || strings.Contains(got, `"draft.md"`) {
			t.Errorf("%s in %s gives a draft away: %s", test.typed, test.from, got)
		}
	}
}

// Whatever a hint says to type leads somewhere.
func FuzzLinkHint(f *testing.F) {
	s := linkFiles(f, map[string]string{
		"content/index.md":       "---\ntitle: Home\n---\n## Part\n",
		"content/a b/10-c(d).md": "---\ntitle: Odd\n---\n## Über uns\n",
		"content/a b/index.md":   "---\ntitle: Folder\n---\n",
		"content/x%20y.png":      "",
		"static/i#m.svg":         "",
	})
	for _, typed := range []string{"c(d).md#uber-uns", "../x y.jpg", "/i.svg", "im.svg", "a b/", "%zz", "#part", "..", "../../..", "//", "?q#"} {
		f.Add(typed, true)
		f.Add(typed, false)
	}
	f.Fuzz(func(t *testing.T, typed string, picture bool) {
		kind, from := WantLink, "content/a b/10-c(d).md"
		if picture {
			kind = WantPicture
		}
		dest, ok := Target(from, typed)
		if _, there := s.Ref(dest.Name); !ok || there && !picture {
			return
		}
		_, after, ok := strings.Cut(s.LinkHint(kind, from, typed), `did you mean "`)
		if !ok {
			return
		}
		meant, _, _ := strings.Cut(after, `"`)
		dest, ok = Target(from, meant)
		if !ok {
			t.Fatalf("%q: %q leads out of the site", typed, meant)
		}
		if _, there := s.Ref(dest.Name); !there && dest.Name != "" {
			if _, static := s.Picture(dest.Name); !static {
				t.Errorf("%q: %q leads nowhere", typed, meant)
			}
		}
	})
}

func BenchmarkLinkHint(b *testing.B) {
	files := map[string]string{}
	for i := range 10_000 {
		files[fmt.Sprintf("content/%03d/%05d-a-page-with-a-name.md", i%100, i)] = "---\ntitle: Page\n---\n"
	}
	s := linkFiles(b, files)
	for b.Loop() {
		s.LinkHint(WantLink, "content/001/00001-a-page-with-a-name.md", "../077/01234-a-page-with-anme.md")
	}
}
