package output

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"brief/internal/diag"
)

// page makes a file, whose path tells its class.
func page(path, body string) *File {
	f := &File{Path: path, Type: TypeOf(path), Class: PageC, Sum: SumOf([]byte(body)), Size: int64(len(body)), Body: []byte(body)}
	switch {
	case strings.HasPrefix(path, "assets/"):
		f.Class = Asset
	case strings.HasSuffix(path, ".png"):
		f.Class = Media
	case strings.HasSuffix(path, ".xml"):
		f.Class = Feed
	case strings.HasSuffix(path, "list/index.html"), path == "index.html":
		f.Class = List
	}
	return f
}

// files makes files from "path=body" words.
func files(spec string) []*File {
	var list []*File
	for _, word := range strings.Fields(spec) {
		path, body, _ := strings.Cut(word, "=")
		list = append(list, page(path, body))
	}
	return list
}

// build runs a whole Writer and returns what it reports.
func build(dir string, opt Options, list []*File) (Stats, diag.List) {
	w, problems := NewWriter(dir, opt)
	if problems != nil {
		return Stats{}, problems
	}
	for _, f := range list {
		w.Add(f) // Commit returns its problems
	}
	return w.Commit()
}

// snapshot lists a directory: path=body, path->target for links, path/ for
// empty folders, and of the manifest only its paths.
func snapshot(t *testing.T, dir string) []string {
	t.Helper()
	lines := []string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == dir {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		switch {
		case d.IsDir():
			if list, _ := os.ReadDir(name); len(list) == 0 {
				lines = append(lines, rel+"/")
			}
		case d.Type()&fs.ModeSymlink != 0:
			target, _ := os.Readlink(name)
			lines = append(lines, rel+"->"+target)
		default:
			body, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			lines = append(lines, rel+"="+string(body))
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return lines
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: - want, + got:\n%s", what, diff)
	}
}

// codes lists problems as "code path", the path below the directory.
func codes(dir string, problems diag.List) []string {
	var list []string
	for _, p := range problems {
		list = append(list, strings.TrimSpace(p.Code+" "+strings.TrimPrefix(strings.TrimPrefix(p.Pos.File, dir), "/")))
	}
	slices.Sort(list)
	return list
}

func put(t *testing.T, name, body string) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(name), 0o755)
	if err == nil {
		err = os.WriteFile(name, []byte(body), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// noManifest drops the manifest's line from a snapshot.
func noManifest(lines []string) []string {
	return slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, manifestName+"=") })
}

// sorted lists the words of files as a walk would.
func sorted(spec string) []string {
	words := append([]string{}, strings.Fields(spec)...)
	slices.SortFunc(words, compareFolders)
	return words
}

func entries(list []*File) []Entry {
	var es []Entry
	for _, f := range list {
		es = append(es, f.Entry())
	}
	return es
}

// sums are those of entries, by path.
func sums(list []Entry) map[string]string {
	by := map[string]string{}
	for _, e := range list {
		by[e.Path] = e.Sum
	}
	return by
}
