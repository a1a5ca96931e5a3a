package content

import (
	"strings"
	"testing"

	"brief/internal/diag"
)

// Keys that are right each by itself, and wrong together: other programs pass
// all of these in silence.
func TestKeysThatDoNotFitEachOther(t *testing.T) {
	for _, test := range []struct {
		name, path, front string
		code              string // empty if nothing is amiss
		severity          diag.Severity
		line              int
	}{
		{"a language of the site", "a.md", "lang: lo", "", 0, 0},
		{"no language of the site", "a.md", "lang: fr", "unlisted-language", diag.Error, 3},
		{"the language of the name again", "a.lo.md", "lang: lo", "", 0, 0},
		{"not the language of the name", "a.lo.md", "lang: en", "two-languages", diag.Error, 3},
		{"embargo with a date", "a.md", "embargo: 2025-01-02\ndate: 2025-01-01", "", 0, 0},
		{"embargo without a date", "a.md", "embargo: 2025-01-02", "missing-date", diag.Warning, 3},
		{"expires after its day", "a.md", "date: 2025-01-02\nexpires: 2025-01-03", "", 0, 0},
		{"expires on its day, which it is shown", "a.md", "date: 2025-01-02\nexpires: 2025-01-02", "", 0, 0},
		{"expires before its day", "a.md", "date: 2025-01-02\nexpires: 2025-01-01", "dates-out-of-order", diag.Warning, 4},
		{"expires before its embargo", "a.md", "date: 2025-01-01\nexpires: 2025-02-01\nembargo: 2025-03-01", "dates-out-of-order", diag.Warning, 4},
		{"updated on its day", "a.md", "date: 2025-01-02T09:00:00Z\nupdated: 2025-01-02", "", 0, 0},
		{"updated before its day", "a.md", "date: 2025-01-02\nupdated: 2024-01-03", "dates-out-of-order", diag.Warning, 4},
	} {
		_, l := parse("content/"+test.path, "---\ntitle: T\n"+test.front+"\n---\n")
		if test.code == "" {
			if len(l) > 0 {
				t.Errorf("%s: %v", test.name, l)
			}
			continue
		}
		if len(l) != 1 || l[0].Code != test.code || l[0].Severity != test.severity || l[0].Pos.Line != test.line {
			t.Errorf("%s: %+v", test.name, l)
			continue
		}
		if key, _, _ := strings.Cut(l[0].Excerpt, ":"); l[0].Len != len(key) || l[0].Hint == "" {
			t.Errorf("%s: the marks are %d wide below %q, the hint is %q", test.name, l[0].Len, l[0].Excerpt, l[0].Hint)
		}
	}
	_, l := parse("content/a.md", "---\n{title: ລ, lang: fr}\n---\n")
	if len(l) != 1 || l[0].Pos.Col != 12 || l[0].Len != 4 {
		t.Errorf("in one line: %+v", l)
	}
}

// A title of zero width spaces, or of a megabyte, is none, wherever it stands.
func TestHeadlineIsATitleThatReadersCanSee(t *testing.T) {
	for _, test := range []struct {
		text, title, code string
		line              int
	}{
		{"# A\n", "A", "", 0},
		{"---\ntitle: \" \\t\"\n---\n\n# A\n", "A", "", 0},
		{"# \u200b\n", "a", "missing-title", 0},
		{"---\ntitle: \"\\u200b\"\n---\n", "a", "missing-title", 2},
		{"---\ndek: D\ntitle:\n---\n", "a", "missing-title", 3},
		{"---\ntitle:\n---\n# A\n", "A", "", 0},
		{"---\ndek: D\n---\n\n# " + strings.Repeat("a", 1000) + "\n", strings.Repeat("a", 1000), "", 0},
		{"---\ndek: D\n---\n\n# " + strings.Repeat("a", 1001) + "\n", "a", "too-long-value", 5},
		{"---\ntitle:\n---\n\n# " + strings.Repeat("a", 1001) + "\n", "a", "too-long-value", 5},
	} {
		p, l := parse("content/a.md", test.text)
		if p.Meta.Title != test.title {
			t.Errorf("%.40q: the title is %.40q", test.text, p.Meta.Title)
		}
		if _, more := p.Doc(); len(more) > 0 { // the front matter has no other title
			t.Errorf("%.40q: %v", test.text, more)
		}
		if test.code == "" && len(l) > 0 || test.code != "" && (len(l) != 1 || l[0].Code != test.code || l[0].Pos.Line != test.line || l[0].Hint == "") {
			t.Errorf("%.40q: %v", test.text, l)
		}
	}
}

// A file with the line endings of old Macintoshes was told to lack the title
// that its writer sees at its top.
func TestLineEndingsOfOldProgramsAreNamed(t *testing.T) {
	_, l := parse("content/a.md", "---\rtitle: A\r---\rText.\r")
	if len(l) != 1 || l[0].Code != "missing-title" || !strings.Contains(l[0].Msg, "CR alone") || !strings.Contains(l[0].Hint, "LF") {
		t.Errorf("%v", l)
	}
	for _, text := range []string{"Text.", "Text.\r\n\r\nMore.\r\n"} {
		if _, l := parse("content/a.md", text); len(l) != 1 || strings.Contains(l[0].Msg, "CR") {
			t.Errorf("%q: %v", text, l)
		}
	}
}
