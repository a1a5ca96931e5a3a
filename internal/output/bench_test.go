package output

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// site is n pages of 5 KB, each in a folder of its own in one of 100 sections,
// a list a section, and some assets.
func site(n int) []*File {
	body := strings.Repeat("<p>Text of a page, of some length.</p>\n", 128)
	var files []*File
	for i := range n {
		files = append(files, page(fmt.Sprintf("section-%02d/page-%05d/index.html", i%100, i), fmt.Sprintf("%d%s", i, body)))
	}
	for i := range 100 {
		list := page(fmt.Sprintf("section-%02d/index.html", i), body)
		list.Class = List
		asset := page(fmt.Sprintf("assets/a-%02d.css", i), body)
		asset.Class = Asset
		files = append(files, list, asset)
	}
	return append(files, page("index.html", body))
}

func write(tb testing.TB, dir string, files []*File) Stats {
	tb.Helper()
	w, problems := NewWriter(dir, Options{})
	for _, f := range files {
		if problems != nil {
			break
		}
		if err := w.Add(f); err != nil {
			tb.Fatal(err)
		}
	}
	var stats Stats
	if problems == nil {
		stats, problems = w.Commit()
	}
	if problems != nil {
		tb.Fatal(problems)
	}
	return stats
}

func BenchmarkWriter(b *testing.B) {
	files := site(10_000)
	b.Run("cold", func(b *testing.B) {
		parent := b.TempDir()
		for i := 0; b.Loop(); i++ {
			dir := filepath.Join(parent, fmt.Sprint(i))
			write(b, dir, files)
			b.StopTimer()
			os.RemoveAll(dir)
			b.StartTimer()
		}
	})
	dir := filepath.Join(b.TempDir(), "public")
	write(b, dir, files)
	b.Run("unchanged", func(b *testing.B) {
		for b.Loop() {
			write(b, dir, files)
		}
	})
	b.Run("one-changed", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			files[0] = page(files[0].Path, fmt.Sprint(i))
			write(b, dir, files)
		}
	})
}

func BenchmarkManifest(b *testing.B) {
	m := &Manifest{Format: manifestFormat}
	for _, f := range site(10_000) {
		m.Files = append(m.Files, f.Entry())
	}
	data := m.append(nil)
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			m.append(nil)
		}
	})
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			parseLines(data)
		}
	})
}
