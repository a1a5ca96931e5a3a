package serve

import (
	"os"
	"path/filepath"
	"testing"

	"brief/internal/build"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// The lines round a problem were read from the file as it is when a page is asked
// for: of a save that was not taken in yet they were other lines than the problem's,
// and a pipe in the file's place held up every page.
func TestLinesOfAProblemAreOfTheTextThatHasIt(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "content", "index.md")
	if err := os.Mkdir(filepath.Dir(page), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, []byte("---\ntitle: Another\nmore: of it\n---\nFine.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	b := build.New(build.Options{Input: source.Input{Site: source.Dir(dir), Layouts: layouts.FS, Static: static.FS}})
	s := New(Options{Builder: b, Dir: dir})
	if err := os.WriteFile(page, []byte("---\ntitle: Home\n---\nA line.\n\nSee.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	const want = "    2 | title: Another\n    3 | more: of it\n      | ^^^^\n    4 | ---"
	if e := stateIn(t, get(s, "/").Body.String()).Errors; len(e) != 1 || e[0].Lines != want {
		t.Errorf("got %+v", e)
	}
}
