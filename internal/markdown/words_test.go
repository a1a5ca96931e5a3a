package markdown

import (
	"os"
	"testing"
)

// A briefing and its translation are said to take as long to read, in any
// script: a Lao one was once said to take three times as long.
func TestATranslationHasAsManyWords(t *testing.T) {
	words := func(lang string) int {
		src, err := os.ReadFile("testdata/udhr/" + lang + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		d, diags := Parse(lang+".md", src, 0, Options{Lang: lang})
		if len(diags) > 0 {
			t.Fatal(diags)
		}
		return d.Words
	}
	english := words("en")
	if want := 1147; english != want { // as wc -w counts them
		t.Fatalf("the English text has %d words, want %d", english, want)
	}
	for _, lang := range []string{"lo", "th", "km", "my", "zh", "ja"} {
		if n := words(lang); n*4 < english*3 || n*4 > english*5 {
			t.Errorf("%s: %d words, in English %d", lang, n, english)
		}
	}
}

func TestSignsAndPunctuationAreNoWords(t *testing.T) {
	for src, want := range map[string]int{
		"one two-three, four": 3,
		"中文。中文，（中文）":          4, // 6 × 0.68
		"ນ້ຳ ຕົ້ນ":            1, // 5 letters × 0.24, and their signs
		"Laos ລາວ Laos":       3,
		"iPhoneは良い":           2,
		"한국어 단어":              2,
	} {
		if d, _ := Parse("x.md", []byte(src), 0, Options{}); d.Words != want {
			t.Errorf("%s: %d words, want %d", src, d.Words, want)
		}
	}
}
