package build

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// A folder moved out and back while its files were being read: the preview said
// ever after that they could not be read, since nothing about them had changed.
func TestFilesThatCouldNotBeReadForAMomentAreReadAgain(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	move := func(from, to string) {
		t.Helper()
		if err := os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
	write("content/index.md", "# Home\n\n![A dot.](dot.png)\n*A dot.* [Desk]\n")
	var dot bytes.Buffer
	if err := png.Encode(&dot, image.NewGray(image.Rect(0, 0, 400, 300))); err != nil {
		t.Fatal(err)
	}
	write("content/dot.png", dot.String())
	write("static/own.css", "@font-face{font-family:Own;src:url(own.woff2)}")
	write("static/own.woff2", "not really a font\n")
	write("static/plain.bin", "as it is\n")
	write("layouts/partials/mark.html", "mark")
	b := New(Options{Input: source.Input{Site: source.Dir(dir), Layouts: layouts.FS, Static: static.FS}})

	move("static", "out")
	move("content/dot.png", "dot.png")
	write("layouts/partials/mark.html", "another mark") // all assets are looked at again
	b.Update([]string{"layouts/partials/mark.html"})
	if l := buildAll(b).problems; !l.HasErrors() {
		t.Fatal("nothing was amiss")
	}
	move("out", "static")
	move("dot.png", "content/dot.png")
	b.Update([]string{"static", "content"})
	if l := buildAll(b).problems; l.HasErrors() {
		t.Errorf("problems stay: %v", l)
	}
	fresh := New(Options{Input: source.Input{Site: source.Dir(dir), Layouts: layouts.FS, Static: static.FS}})
	if got, want := buildAll(b), buildAll(fresh); len(got.files) != len(want.files) {
		t.Errorf("%d files, a fresh build has %d", len(got.files), len(want.files))
	}
}
