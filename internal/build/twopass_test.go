package build

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"brief/internal/output"
	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
)

// Ten files are wrong in ten ways: one run names all, in the order of their
// places, and the output stays as it was to the byte.
func TestAllFindingsInOneRunAndNothingWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	live := sitetest.EveryFeature()
	live.Remove("content/loose") // it is wrong on purpose
	b := newBuilder(live, Options{})
	write(t, b, dir)
	before := diskTree(t, dir)
	if len(before) < 20 {
		t.Fatalf("the first build wrote %d files", len(before))
	}

	head := "---\ntitle: Wrong\n---\n"
	mistakes := []struct{ file, text, want string }{
		{"content/e0.md", "---\ntitle: \"never closed\ndate: 2025-01-01\n---\n", "content/e0.md:2"},
		{"content/e1.md", "---\ntitle: A day that is none\ndate: 2025-02-30\n---\n", "content/e1.md:3:7"},
		{"content/e2.md", "---\ntittle: A key that is none\ntitle: Known\n---\n", "content/e2.md:2:1"},
		{"content/e3.md", head + "\nSee [there](gone.md).\n", "content/e3.md:5:"},
		{"content/e4.md", head + "\n![Alt](gone.png)\n*It.* [Credit]\n", "content/e4.md:5:"},
		{"content/e5.md", head + "\n> [!NOSUCH] Title\n> Text.\n", "content/e5.md:5:"},
		{"content/e6.md", head + "\nSome <blink>raw</blink> HTML.\n", "content/e6.md:5:6"},
		{"content/e7.md", "---\ntitle: A report\nslug: about\n---\n", "content/e7.md"},
		{"layouts/page.html", "{{define \"main\"}}\n{{.Titel}}{{end}}\n", "layouts/page.html:2"},
		{"layouts/section.html", "{{define \"main\"}}\n{{if}}{{end}}\n", "layouts/section.html:2"},
	}
	var paths []string
	for _, m := range mistakes {
		paths = append(paths, live.Write(m.file, []byte(m.text))...)
	}
	b.Update(paths)

	res, err := b.WriteDir(context.Background(), dir, output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	for _, d := range res.Problems {
		places = append(places, fmt.Sprintf("%v: %s [%s]", d.Pos, d.Msg, d.Code))
	}
	all := strings.Join(places, "\n")
	for _, m := range mistakes {
		if !strings.Contains("\n"+all, "\n"+m.want) {
			t.Errorf("nothing is reported at %s", m.want)
		}
	}
	if t.Failed() {
		t.Logf("reported:\n%s", all)
	}
	sorted := append(res.Problems[:0:0], res.Problems...)
	sorted.Sort()
	if d := cmp.Diff(sorted, res.Problems); d != "" {
		t.Errorf("the findings are not sorted:\n%s", d)
	}
	if d := cmp.Diff(before, diskTree(t, dir)); d != "" {
		t.Errorf("the output changed:\n%s", d)
	}

	for _, m := range mistakes {
		live.Remove(m.file)
	}
	b.Update(paths)
	if res := write(t, b, dir); res.Written+res.Removed > 0 {
		t.Errorf("with the mistakes mended again, %d files were written and %d removed", res.Written, res.Removed)
	}
}

// write builds into the directory; the test fails on any error.
func write(t *testing.T, b *Builder, dir string) Result {
	t.Helper()
	res, err := b.WriteDir(context.Background(), dir, output.Options{})
	if err != nil || res.Problems.HasErrors() {
		t.Fatal(err, res.Problems)
	}
	return res
}

// diskTree is the hash of every file in a directory, by path.
func diskTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(filepath.Join(dir, p))
		files[p] = fmt.Sprintf("%x", sha256.Sum256(body))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
