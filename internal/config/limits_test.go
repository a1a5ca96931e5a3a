package config

import (
	"fmt"
	"strings"
	"testing"
)

func TestValuesThatNoPageCanHaveAreRefusedAtTheirPlace(t *testing.T) {
	long := strings.Repeat("ລ", labelMax)
	for _, test := range []struct {
		front, code string // code is empty if the value is right
	}{
		{"title: " + long, ""},
		{"title: " + long + "a", "too-long-value"},
		{"title: T\ndek: " + long + "a", "too-long-value"},
		{"title: T\nkicker: \"" + long + "a\"", "too-long-value"},
		{"title: T\nid: urn:uuid:00000000-0000-4000-8000-000000000000", ""},
		{"title: T\nid: https://example.org/ປະເທດ/", ""},
		{"title: T\nid: tag:example.org,2025:a", ""},
		{"title: T\nid: why-laos", "bad-id"},
		{"title: T\nid: /why-laos/", "bad-id"},
		{"title: T\nid: \"https://example.org/a b\"", "bad-id"},
		{"title: T\nid: https:///a", "bad-id"},
		{"title: T\nid: https://example.org/%zz", "bad-id"},
		{"title: T\nid: urn:uuid", "bad-id"},
		{"title: T\nid: 'urn:uuid:'", "bad-id"},
		{"title: T\nid: 'a:'", "bad-id"},
	} {
		m, _, l := ParseMeta("a.md", []byte("---\n"+test.front+"\n---\n"), nil)
		switch {
		case test.code == "" && len(l) > 0:
			t.Errorf("%.40s: %v", test.front, l)
		case test.code != "" && (len(l) != 1 || l[0].Code != test.code || l[0].Pos.Line != 2+strings.Count(test.front, "\n") || l[0].Hint == ""):
			t.Errorf("%.40s: %v, want %s", test.front, l, test.code)
		case test.code != "" && (len(m.Title) > labelMax || m.Dek+m.Kicker+m.ID != ""):
			t.Errorf("%.40s: is taken all the same", test.front)
		}
	}
}

// A title of a tab or of zero width spaces was a headline that nobody saw and a
// link that nobody could find.
func TestInvisibleTitleIsNone(t *testing.T) {
	for _, text := range []string{`"  \t "`, `"\u200b"`, `"\u00a0\u2060\ufeff"`, `"\u00ad\u200e"`, `"\u3164\u2800"`, `"\ufe0f"`} {
		m, _, l := ParseMeta("a.md", []byte("---\ntitle: "+text+"\ndek: "+text+"\n---\n"), nil)
		if m.Title != "" || m.Dek != "" || len(l) > 0 {
			t.Errorf("%s: title %q, dek %q, %v", text, m.Title, m.Dek, l)
		}
	}
	for _, text := range []string{"!", "0", "ລ", "—", "\u200bA", "👍"} {
		if IsInvisible(text) {
			t.Errorf("%q is seen", text)
		}
	}
}

func TestNavListsEachPageOnceAndFewOfThem(t *testing.T) {
	var many strings.Builder
	for i := range navMax + 1 {
		fmt.Fprintf(&many, "  - %d.md\n", i)
	}
	for _, test := range []struct {
		yaml  string
		line  int // of the problem; 0 if there is none
		pages int
	}{
		{"nav: [a.md, b.md]\n", 0, 2},
		{"nav:\n  - a.md\n  - b.md\n  - a.md\n", 4, 2},
		{"nav:\n" + many.String(), navMax + 2, navMax},
	} {
		c, l := Load("brief.yaml", []byte(test.yaml))
		if test.line == 0 && len(l) > 0 || test.line > 0 && (len(l) != 1 || l[0].Code != "bad-nav" || l[0].Pos.Line != test.line || l[0].Hint == "") {
			t.Errorf("%.30q: %v", test.yaml, l)
		}
		if len(c.Nav) != test.pages {
			t.Errorf("%.30q: %d pages", test.yaml, len(c.Nav))
		}
	}
}
