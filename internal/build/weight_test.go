package build

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"brief/internal/output"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"

	"golang.org/x/net/html"
)

const (
	firstFlight = 10 * 1460 // bytes that a server sends before it waits for an answer (RFC 6928)
	firstView   = 200 << 10 // bytes until a page shows as it will stay
)

// weight is what a reader's browser fetches of a page, in compressed bytes.
type weight struct {
	page     int // the HTML alone
	critical int // HTML and style sheets as one: what the first picture waits for
	fonts    int
	pictures int // those that are not loaded late
}

func (w weight) total() int { return w.critical + w.fonts + w.pictures }

// The pages of this repository's own site come in the first flight: the cover
// and each chapter with their style sheet in 14,600 bytes, and with fonts and
// the lead picture in 200 KB. Run with -v for the table.
func TestFirstViewOfEachPageIsLight(t *testing.T) {
	s := buildAll(New(Options{
		Input:   source.Input{Site: os.DirFS("../.."), Layouts: layouts.FS, Static: static.FS},
		BaseURL: "https://briefings.example.org/laos/",
		AsOf:    time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), // whatever day its pages are of
	}))
	if l := errorsOf(s); len(l) > 0 {
		t.Fatal(l)
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-34s%9s%12s%9s%10s%9s\n", "compressed bytes", "HTML", "HTML + CSS", "fonts", "pictures", "together")
	chapters := 0
	for _, f := range s.files {
		if path.Base(f.Path) != "index.html" && f.Path != "404.html" {
			continue
		}
		w, kind := weigh(t, s, f)
		fmt.Fprintf(&table, "%-34s%9d%12d%9d%10d%9d\n", f.Path, w.page, w.critical, w.fonts, w.pictures, w.total())
		if kind == "briefing" || kind == "section" {
			chapters++
			if w.critical > firstFlight {
				t.Errorf("%s: HTML and CSS are %d bytes, more than %d", f.Path, w.critical, firstFlight)
			}
		}
		if w.total() > firstView {
			t.Errorf("%s: the first view is %d bytes, more than %d", f.Path, w.total(), firstView)
		}
	}
	t.Log("\n" + table.String())
	if chapters != 4 {
		t.Errorf("%d pages are a cover or a chapter, want 4", chapters)
	}
}

// weigh is the weight of a page, and of which kind it is.
func weigh(t *testing.T, s state, f *output.File) (w weight, kind string) {
	t.Helper()
	src := text(t, s, f.Path)
	root := treeOf(t, src)
	file := func(href string) *output.File {
		name := strings.TrimPrefix(href, "/laos/")
		found := s.file(name)
		if found == nil {
			t.Fatalf("%s: %s is not there", f.Path, href)
		}
		return found
	}
	critical := src
	for _, n := range nodesOf(root, "link") {
		switch attr(n, "rel") {
		case "stylesheet":
			critical += text(t, s, file(attr(n, "href")).Path)
		case "preload":
			w.fonts += int(file(attr(n, "href")).Size) // fonts are compressed themselves
		}
	}
	for _, n := range nodesOf(root, "img") {
		if attr(n, "loading") != "lazy" {
			w.pictures += compressed(t, s, file(attr(n, "src")))
		}
	}
	for _, n := range nodesOf(root, ".open") {
		kind = kindOf(n)
	}
	w.page, w.critical = zipped(t, src), zipped(t, critical)
	return w, kind
}

// kindOf is the layout's kind, which stands last among the classes of a page's opening.
func kindOf(open *html.Node) string {
	classes := strings.Fields(attr(open, "class"))
	return classes[len(classes)-1]
}

// compressed is a picture's size on the way: a drawing is text, pixels are
// compressed themselves.
func compressed(t *testing.T, s state, f *output.File) int {
	if path.Ext(f.Path) == ".svg" {
		return zipped(t, text(t, s, f.Path))
	}
	return int(f.Size)
}

func zipped(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write([]byte(s))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
