package diag

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSortPutsProblemsInReadingOrder(t *testing.T) {
	want := List{
		{Pos: Pos{File: "a.md", Line: 0}, Code: "empty"},
		{Pos: Pos{File: "a.md", Line: 2, Col: 9}, Code: "x"},
		{Pos: Pos{File: "a.md", Line: 10, Col: 1}, Code: "a", Msg: "one"},
		{Pos: Pos{File: "a.md", Line: 10, Col: 1}, Code: "a", Msg: "two"},
		{Pos: Pos{File: "a.md", Line: 10, Col: 1}, Code: "b", Msg: "one"},
		{Pos: Pos{File: "b.md", Line: 1}, Code: "a"},
		{Code: "no-file", Msg: "no place at all"},
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		got := slices.Clone(want)
		r.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		got.Sort()
		if !slices.Equal(got, want) {
			t.Fatalf("sorted:\n%v\nwant:\n%v", got, want)
		}
	}
}

func TestDedupeKeepsTheErrorOfRepeats(t *testing.T) {
	at := Pos{File: "a.md", Line: 3}
	l := List{
		{Pos: at, Code: "x", Msg: "m", Severity: Warning},
		{Pos: at, Code: "x", Msg: "m"},
		{Pos: at, Code: "x", Msg: "other"},
	}
	l.Sort()
	got := l.Dedupe()
	want := List{{Pos: at, Code: "x", Msg: "m"}, {Pos: at, Code: "x", Msg: "other"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSummary(t *testing.T) {
	for _, tt := range []struct {
		list   List
		want   string
		errors bool
	}{
		{nil, "", false},
		{List{{}}, "1 error", true},
		{List{{Severity: Warning}}, "1 warning", false},
		{List{{}, {Severity: Warning}, {}}, "2 errors, 1 warning", true},
	} {
		if got := Summary(tt.list); got != tt.want {
			t.Errorf("Summary = %q, want %q", got, tt.want)
		}
		if got := tt.list.HasErrors(); got != tt.errors {
			t.Errorf("HasErrors of %q = %v", tt.want, got)
		}
	}
}

func TestAtCountsCharacters(t *testing.T) {
	for _, tt := range []struct {
		name           string
		src            string
		offset, length int
		line, col, len int
		excerpt        string
	}{
		{"first", "abc\ndef", 0, 1, 1, 1, 1, "abc"},
		{"second line", "abc\ndef", 5, 2, 2, 2, 2, "def"},
		{"characters, not bytes", "ລາວ x", 10, 1, 1, 5, 1, "ລາວ x"},
		{"a tab is one character", "\t\tx", 2, 1, 1, 3, 1, "\t\tx"},
		{"CR is no part of the line", "ab\r\ncd", 1, 9, 1, 2, 1, "ab"},
		{"a stretch ends with its line", "abc\ndef", 1, 6, 1, 2, 2, "abc"},
		{"at a line break", "abc\ndef", 3, 1, 1, 4, 0, "abc"},
		{"at the end", "abc\n", 4, 1, 2, 1, 0, ""},
		{"beyond the end", "abc", 99, 9, 1, 4, 0, "abc"},
		{"before the beginning", "abc", -1, -1, 1, 1, 0, "abc"},
		{"empty", "", 0, 0, 1, 1, 0, ""},
		{"inside a character", "🌏🌏x", 7, 1, 1, 2, 0, "🌏🌏x"},
		{"between CR and LF", "ab\r\ncd", 3, 1, 1, 3, 0, "ab"},
		{"not UTF-8", "a\xff\xfeb", 3, 1, 1, 4, 1, "a\xff\xfeb"},
	} {
		d := At("f", []byte(tt.src), tt.offset, tt.length)
		want := Diag{Pos: Pos{"f", tt.line, tt.col}, Len: tt.len, Excerpt: tt.excerpt}
		if d != want {
			t.Errorf("%s: got %+v, want %+v", tt.name, d, want)
		}
	}
}

// A line of a megabyte is an ordinary thing: minified code in a fence, or hostile.
func TestAtCutsLongLinesAroundThePlace(t *testing.T) {
	line := strings.Repeat("ລ", 5000) + "HERE" + strings.Repeat("x", 5000)
	d := At("f", []byte(line), strings.Index(line, "HERE"), 4)
	chars := []rune(d.Excerpt)
	if len(chars) != excerptMax || chars[0] != '…' || chars[len(chars)-1] != '…' {
		t.Errorf("excerpt has %d characters: %s", len(chars), d.Excerpt)
	}
	if got := string(chars[d.Pos.Col-1-d.Cut:][:4]); got != "HERE" {
		t.Errorf("the excerpt has %q where the place is", got)
	}
	var b strings.Builder
	if err := WriteText(&b, List{d}, false); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if got, want := strings.Index(lines[2], "^^^^"), strings.IndexRune(cutBytes(lines[1]), 'H'); got != want {
		t.Errorf("carets in column %d, the place in %d:\n%s", got, want, b.String())
	}
}

// A paragraph is often one line. Its excerpt wrapped on a terminal, and the carets below
// stood under something else.
func TestExcerptsFitATerminalOf80Columns(t *testing.T) {
	sentence := strings.Repeat("Water is long. ", 9)
	for _, c := range []struct{ name, line, want string }{
		{"in the middle", sentence + "[a](b)" + sentence, "   1 | …s long. Water is long. [a](b)Water is long. Water is long. Water is lo…"},
		{"near the beginning, which stays", "See the text of it, [a](b), here. " + sentence, "   1 | See the text of it, [a](b), here. Water is long. Water is long. Water i…"},
		{"near the end, before which there is more room", sentence + "[a](b)", "   1 | …ong. Water is long. Water is long. Water is long. Water is long. [a](b)"},
		{"longer than there is room for", sentence + "[" + sentence + "](b)", "   1 | …s long. Water is long. [Water is long. Water is long. Water is long. W…"},
	} {
		at := max(strings.Index(c.line, "[a]"), strings.Index(c.line, "[W"))
		var b strings.Builder
		if err := WriteText(&b, List{At("f", []byte(c.line), at, strings.Index(c.line, "(b)")+3-at)}, false); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		if got := strings.TrimPrefix(lines[1], " "); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		for _, l := range lines {
			if n := utf8.RuneCountInString(l); n > 80 {
				t.Errorf("%s: %d columns: %s", c.name, n, l)
			}
		}
		if from := len([]rune(lines[1][:strings.Index(lines[1], "[")])); strings.Index(lines[2], "^") != from {
			t.Errorf("%s: the carets are elsewhere:\n%s", c.name, b.String())
		}
	}
}

// cutBytes makes every character one byte long.
func cutBytes(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0x7f {
			return '?'
		}
		return r
	}, s)
}

// The end of the part of a line that is looked at must not pass for the line's.
func TestAtMarksBothCuts(t *testing.T) {
	line := strings.Repeat("🌏", 1000)
	for offset := 0; offset <= len(line); offset += 4 {
		d := At("f", []byte(line), offset, 3*4)
		atEnd := d.Cut+excerptMax >= 1000
		if got := !strings.HasSuffix(d.Excerpt, "…"); got != atEnd {
			t.Fatalf("at character %d the excerpt reaches the end of the line: %v, want %v", offset/4, got, atEnd)
		}
		if got := !strings.HasPrefix(d.Excerpt, "…"); got != (d.Cut == 0) {
			t.Fatalf("at character %d the excerpt begins %q and %d are cut", offset/4, d.Excerpt[:4], d.Cut)
		}
	}
}

func FuzzAt(f *testing.F) {
	f.Add([]byte("a\tb\r\nລາວ\xff"), 3, 4)
	f.Add([]byte(strings.Repeat("ab ", 200)), 500, 9)
	f.Add([]byte("🌏🌏"), 7, 9)
	f.Add([]byte(strings.Repeat("ab\nລາວ\x80 ", 2000)), 9000, 3)
	f.Add([]byte(strings.Repeat("\x80", 9000)), 5000, 1000)
	f.Fuzz(func(t *testing.T, src []byte, offset, length int) {
		d := At("f", src, offset, length)
		if indexed := NewText("f", src).At(offset, length); indexed != d {
			t.Fatalf("a Text finds %+v, At %+v", indexed, d)
		}
		lines := strings.Split(string(src), "\n")
		if d.Pos.Line < 1 || d.Pos.Line > len(lines) {
			t.Fatalf("line %d of %d", d.Pos.Line, len(lines))
		}
		chars := len([]rune(lines[d.Pos.Line-1]))
		if d.Pos.Col < 1 || d.Pos.Col > chars+1 || d.Pos.Col-1+d.Len > chars {
			t.Fatalf("column %d, length %d in a line of %d", d.Pos.Col, d.Len, chars)
		}
		if n := len([]rune(d.Excerpt)); n > excerptMax || d.Pos.Col-d.Cut > n+1 || d.Pos.Col-d.Cut < 1 {
			t.Fatalf("column %d, cut %d, excerpt of %d", d.Pos.Col, d.Cut, n)
		}
	})
}

// A hostile file: one line of a megabyte with a problem in every word.
func BenchmarkTextAt(b *testing.B) {
	src := []byte(strings.Repeat("aລ ", 200000))
	text := NewText("f", src)
	i := 0
	for b.Loop() {
		text.At(i%len(src), 3)
		i += 4999
	}
}

// A link that was pasted 140,000 times once printed 20 MB.
func TestCapKeepsTheFirstProblemsOfEachFile(t *testing.T) {
	var l List
	for line := range 5 {
		l = append(l, Diag{Pos: Pos{File: "a.md", Line: line + 1}, Severity: Warning, Code: "x"})
	}
	l = append(l, Diag{Pos: Pos{File: "b.md", Line: 1}, Code: "y"}, Diag{Code: "z"}, Diag{Code: "z"}, Diag{Code: "z"})
	l[4].Severity = Error
	var got []string
	for _, d := range l.Cap(2) {
		got = append(got, fmt.Sprintf("%s:%d %s %d", d.Pos.File, d.Pos.Line, d.Code, d.Severity))
	}
	want := []string{
		"a.md:1 x 1", "a.md:2 x 1", "a.md:0 too-many-problems 0", // an error is among the rest
		"b.md:1 y 0", ":0 z 0", ":0 z 0", ":0 z 0", // what has no file is told in full
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
