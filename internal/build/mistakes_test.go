package build

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"brief/internal/sitetest"

	"github.com/rogpeppe/go-internal/txtar"
)

// mistakesMin is how many mistakes the archives hold at least.
const mistakesMin = 150

// Each archive holds mistakes that editors make, with what they are told: a
// mistake is a folder, whose files lie in content/ beside those of the first
// folder, "site", which every mistake gets (but for brief.yaml and what begins
// with layouts/ or static/); its last file is what is said. A
// file whose name ends in ".quoted" is a Go string, for bytes that no archive
// of text can hold.
//
// A message must be enough to mend the file at the first try for somebody who
// knows nothing of the program. Run with -update, and read each one aloud.
func TestMistakesAreToldSoThatTheyCanBeMended(t *testing.T) {
	archives, err := filepath.Glob("testdata/mistakes/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		base, mistakes := mistakesOf(t, a)
		got := &txtar.Archive{Comment: a.Comment}
		for _, f := range a.Files {
			if strings.HasPrefix(f.Name, "site/") {
				got.Files = append(got.Files, f)
			}
		}
		for _, m := range mistakes {
			n++
			said := m.said(t, base)
			if said == "" {
				t.Errorf("%s: %s: nothing is said", name, m.name)
			}
			got.Files = append(append(got.Files, m.files...), txtar.File{Name: m.name + "/said", Data: []byte(said)})
		}
		sitetest.Golden(t, name, got, *update)
	}
	if n < mistakesMin {
		t.Errorf("%d mistakes, fewer than %d", n, mistakesMin)
	}
}

// mistake is one folder of an archive.
type mistake struct {
	name  string
	files []txtar.File // without what is said
}

func mistakesOf(t *testing.T, a *txtar.Archive) (base map[string]string, mistakes []mistake) {
	t.Helper()
	base = map[string]string{"brief.yaml": "base_url: https://example.org/\n"}
	for _, f := range a.Files {
		folder, file, ok := strings.Cut(f.Name, "/")
		switch {
		case !ok:
			t.Fatalf("%s lies in no folder", f.Name)
		case folder == "site":
			base["content/"+file] = string(f.Data)
			continue
		}
		if len(mistakes) == 0 || mistakes[len(mistakes)-1].name != folder {
			mistakes = append(mistakes, mistake{name: folder})
		}
		if file != "said" {
			m := &mistakes[len(mistakes)-1]
			m.files = append(m.files, f)
		}
	}
	return base, mistakes
}

// said is what building a site with the mistake in it says, as it is printed.
func (m *mistake) said(t *testing.T, base map[string]string) string {
	t.Helper()
	files := map[string]string{}
	for name, text := range base {
		files[name] = text
	}
	for _, f := range m.files {
		_, file, _ := strings.Cut(f.Name, "/")
		text := string(f.Data)
		if name, quoted := strings.CutSuffix(file, ".quoted"); quoted {
			raw, err := strconv.Unquote(strings.TrimSpace(text))
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			file, text = name, raw
		}
		if file == "brief.yaml" {
			files[file] = base[file] + text
			continue
		}
		if !strings.HasPrefix(file, "layouts/") && !strings.HasPrefix(file, "static/") {
			file = "content/" + file
		}
		files[file] = text
	}
	b := newBuilder(sitetest.New(files), Options{})
	s := buildAll(b)
	for _, d := range b.snap.Load().finished(slices.Clone(s.problems)) {
		if d.Hint == "" {
			t.Errorf("%s: %q does not say how to mend it", m.name, d.Msg)
		}
	}
	return string(messages(t, b, s))
}
