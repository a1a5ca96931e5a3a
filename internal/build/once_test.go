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
