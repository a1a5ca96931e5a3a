package site

import (
	"net/url"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTargetTakesALinkApart(t *testing.T) {
	const from = "content/laos/10-screen.md"
	for _, c := range []struct {
		dest string
		want Dest
		ok   bool
	}{
		{"20-why.md", Dest{Name: "content/laos/20-why.md"}, true},
		{"./20-why.md?x=1#y", Dest{"content/laos/20-why.md", "?x=1", "y"}, true},
		{"20-why.md#%C3%BCber?x", Dest{Name: "content/laos/20-why.md", Fragment: "über?x"}, true},
		{"#x", Dest{Fragment: "x"}, true},
		{"?x", Dest{Query: "?x"}, true},
		{"", Dest{}, true},
		{"../about.md", Dest{Name: "content/about.md"}, true},
		{"../laos/", Dest{Name: "content/laos/"}, true},
		{"..", Dest{Name: "content/"}, true},
		{".", Dest{Name: "content/laos/"}, true},
		{"../..", Dest{Name: ".."}, true},
		{"../../static/site.css", Dest{Name: "../static/site.css"}, true},
		{"%2e%2e/%2e%2e/brief.yaml", Dest{Name: "../brief.yaml"}, true},
		{"..%2f..%2fbrief.yaml", Dest{Name: "../brief.yaml"}, true},
		{"my%20file.md", Dest{Name: "content/laos/my file.md"}, true},
		{"50%-more.md", Dest{Name: "content/laos/50%-more.md"}, true},
		{"/laos/", Dest{Name: "/laos/"}, true},
		{"/", Dest{Name: "/"}, true},
		{"/laos/../news/./", Dest{Name: "/news/"}, true},
		{"/../up", Dest{Name: "../up"}, true},
		{"/img/x.jpg", Dest{Name: "/img/x.jpg"}, true},
		{"https://example.org/", Dest{}, false},
		{"mailto:desk@example.org", Dest{}, false},
		{"//example.org/x", Dest{}, false},
		{"a:b.md", Dest{}, false},
		{"./a:b.md", Dest{Name: "content/laos/a:b.md"}, true},
		{"1:2.md", Dest{Name: "content/laos/1:2.md"}, true},
	} {
		if got, ok := Target(from, c.dest); got != c.want || ok != c.ok {
			t.Errorf("Target(%q) = %+v, %v; want %+v, %v", c.dest, got, ok, c.want, c.ok)
		}
	}
}

// FuzzTarget: a name is a clean path inside the site or begins with "..", and
// the name of a link to a name is the name.
func FuzzTarget(f *testing.F) {
	for _, s := range []string{"20-why.md", "../about.md#x", "/laos/?a#b", "..%2f..", "%", "/%2e%2e/", "//", "a//b/", "%00", "\xff/..", "a b/./c", "#", "///x", "/\\x"} {
		f.Add("content/laos/10-a.md", s)
	}
	s, _ := link(f, fstest.MapFS{"content/index.md": {Data: []byte("---\ntitle: Home\n---\n")}}, Input{AsOf: noon(2025, 8, 1)})
	f.Fuzz(func(t *testing.T, from, dest string) {
		d, ok := Target(from, dest)
		if again, _ := Target(from, dest); again != d {
			t.Fatalf("%+v, then %+v", d, again)
		}
		if !ok || d.Name == "" {
			return
		}
		s.Ref(d.Name) // any name has an answer
		s.Anchor(d.Name, d.Fragment)
		s.Picture(d.Name)
		if d.Name == ".." || strings.HasPrefix(d.Name, "../") {
			if _, found := s.Ref(d.Name); found {
				t.Fatalf("%q is found", d.Name)
			}
			return
		}
		root := "/"
		if !strings.HasPrefix(d.Name, "/") {
			root = "content/"
		}
		rest, inside := strings.CutPrefix(d.Name, root)
		if !inside {
			t.Fatalf("%q is outside the site", d.Name)
		}
		if clean := path.Clean("/" + rest); rest != "" && clean != "/"+strings.TrimSuffix(rest, "/") {
			t.Fatalf("%q is not clean", d.Name)
		}
		link := (&url.URL{Path: rest}).EscapedPath()
		if root == "/" {
			link = "/" + link
		} else {
			from, link = "content/x.md", "./"+link
		}
		if again, ok := Target(from, link); !ok || again.Name != d.Name {
			t.Fatalf("%q becomes %q", d.Name, again.Name)
		}
	})
}
