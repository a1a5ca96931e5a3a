package markdown

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"brief/internal/diag"
)

// An example of a specification: what is typed, and the HTML it stands for.
type example struct {
	number         int
	section        string
	markdown, html string
}

// The examples of CommonMark 0.31 and of GFM, and those by which cmark-gfm, the
// program that defines GFM, tests its notes and other extensions, give the
// elements and the text that the specifications say. What differs is listed, one
// example a line, in exceptions.txt beside each; one that is listed and does not
// differ fails too.
func TestSpecificationsExamples(t *testing.T) {
	for _, spec := range []struct {
		dir      string
		examples []example
	}{
		{"testdata/commonmark", commonMarkExamples(t)},
		{"testdata/gfm", textExamples(t, "testdata/gfm/spec.txt", 673)},
		{"testdata/gfm-extensions", slices.Concat(
			textExamples(t, "testdata/gfm-extensions/extensions.txt", 30),
			textExamples(t, "testdata/gfm-extensions/regression.txt", 25))},
	} {
		t.Run(spec.dir, func(t *testing.T) {
			except := exceptions(t, spec.dir+"/exceptions.txt")
			for _, e := range spec.examples {
				// What comes first might be a title or a lead picture.
				d, diags := Parse("x.md", []byte("x\n\n"+e.markdown), 0, Options{})
				got, want := canonical(t, withNotes(d)), canonical(t, "<p>x</p>"+sameNotes(t, e.html))
				name := fmt.Sprintf("%d %s", e.number, e.section)
				reason, listed := except[name]
				delete(except, name)
				switch {
				case listed && got == want:
					t.Errorf("%s is an exception no more: %s", name, reason)
				case listed && reason == "raw HTML is refused, with its place" && !refusesRawHTML(diags):
					t.Errorf("%s: no problem is reported", name)
				case !listed && got != want:
					t.Errorf("%s\n%s\n got %s\nwant %s", name, e.markdown, got, want)
				}
			}
			for name := range except {
				t.Errorf("there is no example %q", name)
			}
		})
	}
}

func refusesRawHTML(l diag.List) bool {
	return slices.ContainsFunc(l, func(p diag.Diag) bool {
		return p.Severity == diag.Error && (p.Code == "raw-html" || p.Code == "html-comment")
	})
}

// exceptions reads lines "NUMBER SECTION: REASON".
func exceptions(t *testing.T, file string) map[string]string {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for line := range strings.Lines(string(data)) {
		name, reason, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("%s: %q has no reason", file, line)
		}
		all[name] = reason
	}
	return all
}

func commonMarkExamples(t *testing.T) (all []example) {
	data, err := os.ReadFile("testdata/commonmark/spec.json")
	if err != nil {
		t.Fatal(err)
	}
	var raw []struct {
		Markdown, HTML, Section string
		Example                 int
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	for _, e := range raw {
		all = append(all, example{e.Example, e.Section, e.Markdown, e.HTML})
	}
	if len(all) != 652 {
		t.Fatalf("%d examples", len(all))
	}
	return all
}

// textExamples reads the examples of a file of cmark's form, and how many there are.
func textExamples(t *testing.T, file string, want int) (all []example) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fence := strings.Repeat("`", 32)
	section, part, text := path.Base(file), 0, [2]string{}
	for line := range strings.Lines(string(data)) {
		switch {
		case part == 0 && strings.HasPrefix(line, fence+" example"):
			part, text = 1, [2]string{}
		case part == 1 && line == ".\n":
			part = 2
		case part == 2 && line == fence+"\n":
			all = append(all, example{len(all) + 1, section, text[0], text[1]})
			part = 0
		case part > 0:
			text[part-1] += strings.ReplaceAll(line, "→", "\t")
		case strings.HasPrefix(line, "## "):
			section = strings.TrimSpace(line[3:])
		}
	}
	if len(all) != want {
		t.Fatalf("%s: %d examples", file, len(all))
	}
	return all
}
