package build

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"brief/internal/output"
	"brief/internal/sitetest"
)

// A builder that remembers nothing, and uses the room of pages again that were
// written, writes the files and finds the problems that another does, at its first
// build as after edits.
func TestABuildThatIsTheOnlyOneWritesTheSameFiles(t *testing.T) {
	live := sitetest.EveryFeature()
	once := newPlainBuilder(live, Options{Once: true})
	dir := t.TempDir()
	for _, edit := range []func() []string{
		func() []string { return nil },
		func() []string {
			return live.Write("content/about.md", []byte(live.Text("content/about.md")+"\nMore.\n"))
		},
		func() []string { return live.Write("layouts/partials/byline.html", []byte("<p>somebody")) },
		func() []string { return live.Write("content/about.md", []byte("![no words](nowhere.png)\n")) }, // an error
	} {
		once.Update(edit())
		other := newPlainBuilder(live.Clone(), Options{})
		want := t.TempDir()
		res, err := once.WriteDir(t.Context(), dir, output.Options{})
		wanted, otherErr := other.WriteDir(t.Context(), want, output.Options{})
		if err != nil || otherErr != nil {
			t.Fatal(err, otherErr)
		}
		if got, want := fmt.Sprint(res.Problems), fmt.Sprint(wanted.Problems); got != want {
			t.Errorf("problems:\n%s\nwant:\n%s", got, want)
		}
		if wanted.Problems.HasErrors() {
			continue // nothing was written
		}
		if got, want := written(t, dir), written(t, want); got != want {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
	}
}

// The bytes of an HTML file of static/ may be the source's, or those that the assets
// hold: once pages were put together in them, a second build published a page there.
func TestRoomOfPagesIsNotThatOfStaticFiles(t *testing.T) {
	files := map[string]string{
		"brief.yaml":          "base_url: https://example.org/\n",
		"content/index.md":    "---\ntitle: Home\n---\nText.\n",
		"layouts/page.html":   `{{define "main"}}{{.Body}}{{with asset "named.html"}}<a href="{{.URL}}">n</a>{{end}}{{end}}`,
		"static/named.html":   "<!doctype html><title>Named</title><p>" + strings.Repeat("Named. ", 2000),
		"static/a-wrong.html": "<!doctype html><title>Wrong</title><script>if (</script><p>" + strings.Repeat("Wrong. ", 2000),
	}
	for i := range 40 {
		files[fmt.Sprintf("content/p%02d.md", i)] = fmt.Sprintf("---\ntitle: Page %d\n---\nText.\n", i)
	}
	b := newPlainBuilder(sitetest.New(files), Options{Once: true})
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second} {
		if res, err := b.WriteDir(t.Context(), dir, output.Options{}); err != nil || res.Problems.HasErrors() {
			t.Fatal(err, res.Problems)
		}
	}
	if got, want := written(t, second), written(t, first); got != want {
		t.Errorf("the second time:\n%s\nthe first:\n%s", got, want)
	}
}

// written is each file of a directory with its sum, a line each.
func written(t *testing.T, dir string) string {
	t.Helper()
	var lines strings.Builder
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(os.DirFS(dir), name)
		sum := sha256.Sum256(body)
		lines.WriteString(name + " " + hex.EncodeToString(sum[:8]) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines.String()
}
