package render

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Five of the eleven kinds were held by no test: their templates could lose
// label and role unseen.
func TestEveryBoxIsLabelledWithOrWithoutATitle(t *testing.T) {
	const (
		box    = `<section class="box %[1]s" aria-label="%[3]s"><h2>%[3]s</h2><div><p>Body <em>text</em></p></div></section>`
		advice = `<div class="advice %[1]s" role="note" aria-label="%[2]s"><p class="label">%[3]s</p><p>Body <em>text</em></p></div>`
	)
	unquoted := regexp.MustCompile(`="([\w#.:/-]+)"`)
	for _, test := range []struct{ kind, label, want string }{
		{"key", "Key points", box},
		{"known", "What is known", box},
		{"unknown", "What is not known", box},
		{"disputed", "Disputed", box},
		{"method", "Method", box},
		{"update", "Update", box},
		{"note", "Note", advice},
		{"tip", "Tip", advice},
		{"important", "Important", advice},
		{"warning", "Warning", advice},
		{"caution", "Caution", advice},
	} {
		for _, title := range []string{"", "A title"} {
			shown := test.label
			if title != "" {
				shown = title
			}
			want := unquoted.ReplaceAllString(fmt.Sprintf(test.want, test.kind, test.label, shown), "=$1")
			got := unquoted.ReplaceAllString(blockOf(t, "en", "> [!"+strings.ToUpper(test.kind)+"] "+title+"\n> Body *text*"), "=$1")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, title %q:\n%s", test.kind, title, diff)
			}
		}
	}
}

// The minutes of a page are those that its reader sees: a briefing and its
// translation take as long, and a short page takes less.
func TestPagesSayHowLongATranslationTakes(t *testing.T) {
	printed := func(lang, body string) int {
		t.Helper()
		f := newFixture(t, "-- brief.yaml --\nlang: "+lang+"\n-- content/index.md --\n# Home\n-- content/page.md --\n---\ntitle: T\ndate: 2025-07-14\n---\n"+body+"\n")
		_, by, ok := strings.Cut(f.page(t, "page/index.html"), `<p class=by>`)
		if !ok {
			_, by, ok = strings.Cut(f.page(t, "page/index.html"), `<p class="by">`)
		}
		by, _, _ = strings.Cut(by, "</p>")
		digits := regexp.MustCompile(`\d+`).FindAllString(by[strings.LastIndex(by, "<span>")+1:], -1)
		if !ok || len(digits) != 1 {
			t.Fatalf("%s: the byline says %q", lang, by)
		}
		n, _ := strconv.Atoi(digits[0])
		return n
	}
	text := func(lang string) string {
		t.Helper()
		src, err := os.ReadFile("../markdown/testdata/udhr/" + lang + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		return string(src)
	}
	// Four times the text, so that a minute is no quarter of what is compared.
	whole := func(lang string) string { return strings.Repeat(text(lang)+"\n\n", 4) }
	english := printed("en", whole("en"))
	if one := printed("en", "A few words."); one != 1 || english < 15 {
		t.Fatalf("a few words take %d minutes, 4,588 words %d", one, english)
	}
	for _, lang := range []string{"lo", "th", "zh"} {
		if n := printed(lang, whole(lang)); n*4 <= english*3 || n*4 >= english*5 {
			t.Errorf("%s: %d minutes, in English %d", lang, n, english)
		}
	}
}

// A source that two notes of a page name in the same words stands in its list
// once, with a link back to each mark.
func TestNotesInTheSameWordsAreOneSource(t *testing.T) {
	f := newFixture(t, `
-- content/index.md --
---
title: T
---
A[^a] B[^b] C[^c]

[^a]: Kontur, [Security](https://example.org/a), 2025.
[^b]: Kontur, [Security](https://example.org/b), 2025.
[^c]: Kontur, [Security](https://example.org/a), 2025.
`)
	page := f.page(t, "index.html")
	for href, want := range map[string]int{"https://example.org/a": 1, "https://example.org/b": 1, "#fnref1": 1, "#fnref1-2": 1, "#fnref2": 1, "#fn1": 2, "#fn2": 1} {
		n := 0
		for _, h := range hrefs(t, page) {
			if h == href {
				n++
			}
		}
		if n != want {
			t.Errorf("%d links to %s, want %d, in\n%s", n, href, want, page)
		}
	}
}

// They had one name twice, which axe-core told.
func TestLandmarksOfAPageHaveNamesOfTheirOwn(t *testing.T) {
	f := newFixture(t, "-- content/index.md --\n# Home\n"+
		"-- content/laos/index.md --\n---\ntitle: Laos\nedition: chapters\ndate: 2025-07-14\nmethod: By reading.\n---\n> [!METHOD]\n> On the cover.\n\n> [!KNOWN]\n> - One.\n"+
		"-- content/laos/10-a.md --\n---\ntitle: A\n---\n> [!KNOWN]\n> - Two.\n\n> [!KNOWN] What is known (2)\n> - Three.\n\n> [!NOTE]\n> Not one.\n"+
		"-- content/laos/20-b.md --\n---\ntitle: B\n---\nA note.[^a]\n\n> [!UNKNOWN] Sources\n> - Two.\n\n[^a]: A source.\n")
	var got []string
	for _, m := range regexp.MustCompile(`<section[^>]* aria-label=("[^"]*"|[^ >]*)`).FindAllStringSubmatch(f.page(t, "laos/all/index.html"), -1) {
		if name := strings.Trim(m[1], `"`); strings.Contains("Method Sources What is known B", strings.Split(name, " (")[0]) {
			got = append(got, name)
		}
	}
	want := []string{"Method (2)", "What is known", "What is known (2)", "What is known (2) (2)", "B", "Sources (2)", "Method", "Sources"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
