package site

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// bigSite is 10,000 pages in lists of 50, with the keys that their outputs read.
func bigSite(b *testing.B) (Input, []Key) {
	files := fstest.MapFS{"content/index.md": page("title: Home", "Text.\n")}
	newest := time.Date(2026, 3, 31, 9, 0, 0, 0, time.UTC)
	var keys []Key
	for i := range 10_000 {
		dir := fmt.Sprintf("s%03d", i/50+1)
		if i%50 == 0 {
			files["content/"+dir+"/index.md"] = page("title: Section "+dir, "Text.\n")
		}
		path := fmt.Sprintf("content/%s/p%05d.md", dir, i+1)
		date := newest.Add(-time.Duration(i) * 37 * time.Minute).Format(time.RFC3339)
		files[path] = page(fmt.Sprintf("title: Page %d\ndek: What the page says\ndate: %s\nauthors: [{name: Somebody}]", i, date), "## one\n\n"+strings.Repeat("Text. ", 100))
		address := fmt.Sprintf("/%s/p%05d/", dir, i+1)
		for kind := Config; kind <= Trail; kind++ {
			keys = append(keys, Key{Kind: kind, Name: path})
		}
		keys = append(keys, Key{Kind: RefTo, Name: address}, Key{Kind: Anchor, Name: path, Arg: "one"}, Key{Latest, "", "5"})
	}
	var in Input
	s, l := link(b, files, Input{AsOf: newest.AddDate(1, 0, 0)})
	if len(l) > 0 {
		b.Fatal(l)
	}
	in.Config, in.Tree, in.Pages, in.AsOf = s.m.cfg, s.m.tree, s.pages, s.m.asOf
	return in, keys
}

// BenchmarkLink links 10,000 pages: the cost of an edit of front matter.
func BenchmarkLink(b *testing.B) {
	in, _ := bigSite(b)
	for b.Loop() {
		in.Prev, _ = Link(in)
	}
}

// BenchmarkReplace is the cost of an edit of a body among 10,000 pages.
func BenchmarkReplace(b *testing.B) {
	in, _ := bigSite(b)
	s, _ := Link(in)
	for b.Loop() {
		s = s.Replace(in.Pages[5000])
	}
}

// BenchmarkFingerprints asks for what 10,000 outputs read: after Link for the
// first time, and again.
func BenchmarkFingerprints(b *testing.B) {
	in, keys := bigSite(b)
	for _, p := range in.Pages {
		p.Extract()
	}
	b.Logf("%d keys", len(keys))
	ask := func(s *Site) {
		for _, k := range keys {
			s.Fingerprint(k)
		}
	}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			s, _ := Link(in)
			b.StartTimer()
			ask(s)
		}
	})
	b.Run("again", func(b *testing.B) {
		s, _ := Link(in)
		for b.Loop() {
			ask(s)
		}
	})
}

// BenchmarkRoutes lists 10,000 pages' files.
func BenchmarkRoutes(b *testing.B) {
	in, _ := bigSite(b)
	s, _ := Link(in)
	for b.Loop() {
		s.makeRoutes()
	}
}
