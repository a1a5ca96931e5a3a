package check

import (
	"fmt"
	"strings"
	"testing"

	"brief/internal/output"
)

// article is a page of about 12 KB with 40 links.
func article(i int) *output.File {
	var b strings.Builder
	for n := range 40 {
		fmt.Fprintf(&b, `<h2 id=h%d>The harbour of Quessan, part %d</h2><p>%s <a href="../p%d/#h%d">what came of it</a>.<sup id=r%d><a href=#h%d aria-label="Source %d">%d</a></sup></p>`,
			n, n, strings.Repeat("The port is older than the road. ", 5), (i+n)%1000, n, n, n, n, n)
	}
	return file(fmt.Sprintf("p%d/index.html", i), strings.Replace(page(b.String()), "<title>The dam", fmt.Sprintf("<title>Page %d", i), 1))
}

func BenchmarkPut(b *testing.B) {
	f := article(1)
	b.SetBytes(f.Size)
	b.ReportAllocs()
	for b.Loop() {
		if err := New(based()).Put(f); err != nil {
			b.Fatal(err)
		}
	}
}

// A thousand pages, one of which was put again: what a preview waits for.
func BenchmarkPageAgain(b *testing.B) {
	s := New(based())
	for i := range 1000 {
		s.Put(article(i))
	}
	body := string(article(7).Body)
	n := 0
	for b.Loop() {
		n++
		s.Put(file("p7/index.html", strings.Replace(body, "older", fmt.Sprint("older", n), 1)))
		if l := s.Page("p7/index.html"); len(l) > 0 {
			b.Fatal(l)
		}
	}
}

func BenchmarkAll(b *testing.B) {
	s := New(based())
	for i := range 1000 {
		s.Put(article(i))
	}
	for b.Loop() {
		if l := s.All(); len(l) > 0 {
			b.Fatal(l)
		}
	}
}
