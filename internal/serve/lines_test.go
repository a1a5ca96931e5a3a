package serve

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brief/internal/build"
	"brief/internal/sitetest"
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

// A paragraph is often one line. What was meant in it stood outside the note and the
// panel, in which one had to look for it.
func TestTheLineOfAProblemFitsThePanel(t *testing.T) {
	sentence := strings.Repeat("Water is long. ", 9)
	for _, c := range []struct{ name, paragraph, want string }{
		{"in the middle", sentence + "[a](no.md) " + sentence, "" +
			"    4 | …ng. Water is long. [a](no.md) Water is long. Water is long. Wa…\n" +
			"      |                     ^^^^^^^^^^"},
		{"near the beginning, which stays", "See the text of it, [a](no.md). " + sentence, "" +
			"    4 | See the text of it, [a](no.md). Water is long. Water is long. W…\n" +
			"      |                     ^^^^^^^^^^"},
		{"at the end", sentence + "[a](no.md)", "" +
			"    4 | …s long. Water is long. Water is long. Water is long. [a](no.md)\n" +
			"      |                                                       ^^^^^^^^^^"},
	} {
		live := sitetest.New(map[string]string{"content/index.md": "---\ntitle: Home\n---\n" + c.paragraph + "\nThen.\n"})
		e := stateIn(t, get(newServer(live, false), "/").Body.String()).Errors
		if want := "    3 | ---\n" + c.want + "\n    5 | Then."; len(e) != 1 || e[0].Lines != want {
			t.Errorf("%s: got %+v\nwant\n%s", c.name, e, want)
		}
	}
}
