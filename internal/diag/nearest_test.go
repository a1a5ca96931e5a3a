package diag

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	names := []string{"title", "dek", "date", "updated", "status", "sources_note", "content/laos/20-why.md"}
	for name, want := range map[string]string{
		"tittle":                "title",
		"Title":                 "title",
		"tilte":                 "title", // two neighbours changed places: one slip
		"dekk":                  "dek",
		"sourcesnote":           "sources_note",
		"sources-note":          "sources_note",
		"content/laos/20-wy.md": "content/laos/20-why.md",
		"banana":                "",
		"":                      "",
		"t":                     "",
	} {
		if got := Nearest(name, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
		slices.Reverse(names)
		if got := Nearest(name, names); got != want {
			t.Errorf("Nearest(%q) of the names reversed = %q, want %q", name, got, want)
		}
	}
}

// The banded distance must be the plain one wherever it is within the limit.
func FuzzNearestDistance(f *testing.F) {
	f.Add("title", "tilte", 2)
	f.Add("abcdef", "bcdefg", 3)
	f.Add("ab", "", 1)
	f.Fuzz(func(t *testing.T, a, b string, limit int) {
		if len(a) > 40 || len(b) > 40 || limit < 0 || limit > 8 {
			return
		}
		var m matcher
		m.other = []rune("something longer, from the name before")
		m.distance([]rune("another"), 4)
		m.other = []rune(b)
		got := m.distance([]rune(a), limit)
		want := min(plainDistance([]rune(a), []rune(b)), limit+1)
		if got != want {
			t.Errorf("distance of %q and %q within %d is %d, want %d", a, b, limit, got, want)
		}
	})
}

// plainDistance is optimal string alignment by its definition.
func plainDistance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range b {
		d[0][j+1] = j + 1
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestSuggest(t *testing.T) {
	calls := 0
	names := func(kind string) []string {
		calls++
		if kind != "page" {
			return nil
		}
		return []string{"../camp/", "../home/"}
	}
	l := List{
		{Want: Want{"page", "../camps/"}},
		{Want: Want{"page", "../camps/"}, Hint: "make that page"},
		{Want: Want{"page", "quite another"}, Hint: "make that page"},
		{Want: Want{"block", "../camps/"}},
		{},
	}
	before := slices.Clone(l)
	var got []string
	for _, d := range l.Suggest(names) {
		got = append(got, d.Hint)
	}
	want := []string{
		`did you mean "../camp/"?`,
		`did you mean "../camp/"? If not, make that page`,
		"make that page",
		"",
		"",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if calls != 2 {
		t.Errorf("names was called %d times for 2 kinds", calls)
	}
	// A kept problem is replayed after names changed, so it must not keep a suggestion.
	if !slices.Equal(l, before) {
		t.Error("Suggest changed its receiver")
	}
}

func BenchmarkNearest(b *testing.B) {
	names := make([]string, 10000)
	for i := range names {
		names[i] = fmt.Sprintf("content/%s/%05d-a-page-with-a-name.md", strings.Repeat("x", i%7), i)
	}
	for b.Loop() {
		Nearest("content/xxx/01234-a-page-with-anme.md", names)
	}
}
