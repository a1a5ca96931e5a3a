package site

import (
	"fmt"
	"testing"
	"testing/fstest"
)

func page(head, body string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("---\n" + head + "\n---\n" + body)}
}

// linkedSite has every kind of thing that a link can name.
func linkedSite(t *testing.T) *Site {
	s, l := link(t, fstest.MapFS{
		"brief.yaml":                {Data: []byte("base_url: https://example.org/\n")},
		"content/index.md":          page("title: Home", ""),
		"content/a.md":              page("title: A\naliases: [/old/, /old.html]\nanchors: {was: now, gone: nowhere}", "## now\n\nText.\n"),
		"content/cafe\u0301.md":     page("title: Decomposed", ""),
		"content/draft.md":          page("title: Draft\nstatus: draft", "## now\n"),
		"content/laos/index.md":     page("title: Laos\nedition: chapters", "## own\n"),
		"content/laos/10-screen.md": page("title: Screen", "## one\n"),
		"content/laos/map.png":      {Data: png(4, 3)},
		"content/laos/empty.png":    {Data: nil},
		"content/mekong/index.md":   page("title: Mekong", "## own\n"),
		"content/mekong/1-dams.md":  page("title: Dams", "## one\n"),
		"static/img/fig.png":        {Data: png(2, 1)},
	}, Input{AsOf: noon(2025, 8, 1)})
	if len(l) > 0 {
		t.Fatal(l)
	}
	return s
}

func TestRefSaysWhatALinkLeadsTo(t *testing.T) {
	s := linkedSite(t)
	none := Ref{}
	for target, want := range map[string]Ref{
		"content/a.md":             {Kind: RefPage, Address: "a/", Source: "content/a.md"},
		"content/A.md":             none,
		"content/caf\u00e9.md":     {Kind: RefPage, Address: "caf\u00e9/", Source: "content/cafe\u0301.md"},
		"/cafe\u0301/":             {Kind: RefOutput, Address: "caf\u00e9/", Source: "content/cafe\u0301.md"},
		"content/draft.md":         {Kind: RefPage, Address: "draft/", Source: "content/draft.md", Held: true},
		"content/laos/":            {Kind: RefPage, Address: "laos/", Source: "content/laos/index.md"},
		"content/laos":             none,
		"content/":                 {Kind: RefPage, Address: "", Source: "content/index.md"},
		"content/mekong/1-dams.md": {Kind: RefPage, Address: "mekong/", Fragment: "dams", Source: "content/mekong/1-dams.md"},
		"content/laos/map.png":     {Kind: RefFile, Address: "laos/map.png", Source: "content/laos/map.png"},
		"content/laos/none.png":    none,
		"content/_data/x.md":       none,
		"/":                        {Kind: RefOutput, Address: "", Source: "content/index.md"},
		"/a/":                      {Kind: RefOutput, Address: "a/", Source: "content/a.md"},
		"/A/":                      none,
		"/a":                       none,
		"/draft/":                  {Kind: RefOutput, Address: "draft/", Source: "content/draft.md", Held: true},
		"/laos/all/":               {Kind: RefOutput, Address: "laos/all/", Source: "content/laos/index.md"},
		"/mekong/all/":             none,
		"/mekong/dams/":            none,
		"/old/":                    {Kind: RefOutput, Address: "old/", Source: "content/a.md"},
		"/old.html":                {Kind: RefOutput, Address: "old.html", Source: "content/a.md"},
		"/img/fig.png":             {Kind: RefStatic, Address: "img/fig.png", Source: "static/img/fig.png"},
		"/laos/map.png":            none,
		"/feed.xml":                {Kind: RefOutput, Address: "feed.xml"},
		"/corrections/":            none,
		"../brief.yaml":            none,
		"brief.yaml":               none,
		"static/img/fig.png":       none,
		"":                         none,
	} {
		if got, ok := s.Ref(target); got != want || ok != (want != none) {
			t.Errorf("Ref(%q) = %+v, %v; want %+v", target, got, ok, want)
		}
	}
}

func TestAnchorFindsTheIDThatAFragmentLandsOn(t *testing.T) {
	s := linkedSite(t)
	for _, c := range []struct{ path, fragment, want string }{
		{"content/a.md", "now", "now"},
		{"content/a.md", "was", "now"},
		{"content/a.md", "gone", ""},
		{"content/a.md", "nowhere", ""},
		{"content/a.md", "Now", ""},
		{"content/a.md", "top", "top"},
		{"content/a.md", "", ""},
		{"/a/", "was", "now"},
		{"content/draft.md", "now", ""},
		{"content/none.md", "now", ""},
		{"content/laos/", "own", "own"},
		{"content/laos/index.md", "screen-one", ""}, // the sections have pages of their own
		{"/laos/all/", "screen-one", "screen-one"},
		{"/laos/all/", "screen", "screen"},
		{"/laos/all/", "own", "own"},
		{"content/laos/10-screen.md", "one", "one"},
		{"content/mekong/index.md", "dams", "dams"},
		{"content/mekong/index.md", "dams-one", "dams-one"},
		{"content/mekong/index.md", "one", ""},
		{"content/mekong/1-dams.md", "one", "one"},
	} {
		if got, ok := s.Anchor(c.path, c.fragment); got != c.want || ok != (c.want != "") {
			t.Errorf("Anchor(%q, %q) = %q, %v; want %q", c.path, c.fragment, got, ok, c.want)
		}
	}
}

func TestPictureTellsWhatIsWrong(t *testing.T) {
	s := linkedSite(t)
	for target, want := range map[string]string{
		"content/laos/map.png":   "image/png 4x3 laos/map.png",
		"/img/fig.png":           "image/png 2x1 img/fig.png",
		"content/laos/empty.png": "is empty: copy it again, the whole file",
		"content/laos/none.png":  "none",
		"content/a.md":           "none",
		"/a/":                    "none",
		"brief.yaml":             "none",
		"":                       "none",
	} {
		p, ok := s.Picture(target)
		got := p.Problem
		switch {
		case !ok:
			got = "none"
		case got == "":
			got = fmt.Sprintf("%s %dx%d %s", p.Type, p.Width, p.Height, p.Address)
		}
		if got != want {
			t.Errorf("Picture(%q): %s; want %s", target, got, want)
		}
	}
}
