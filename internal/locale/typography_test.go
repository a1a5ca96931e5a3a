package locale

import (
	"strings"
	"testing"
)

func TestTypographyOf(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "“a” ‘b’", "en-GB": "“a” ‘b’", "EN": "“a” ‘b’",
		"de": "„a“ ‚b‘", "de-AT": "„a“ ‚b‘", "de-CH": "«a» ‹b›",
		"fr": "«a» ‘b’", "ru": "«a» „b“", "uk": "«a» „b“",
		"lo": "a b", "": "a b", "zh": "a b",
	} {
		r := TypographyOf(lang)
		if got := r.Double.Open + "a" + r.Double.Close + " " + r.Single.Open + "b" + r.Single.Close; got != want {
			t.Errorf("%q: got %s, want %s", lang, got, want)
		}
		if r.Double.Open == "" && r != (Typography{}) {
			t.Errorf("%q: rules without quotes: %+v", lang, r)
		}
	}
}

func TestFrenchSpacesAreNarrowAndNeverBreakALine(t *testing.T) {
	fr := TypographyOf("fr")
	if fr.Before != "\u202f" || fr.Inside != "\u202f" || fr.Marks != ";:!?" {
		t.Errorf("got %+q", fr)
	}
	if ca := TypographyOf("fr-CA"); ca.Marks != ":" {
		t.Errorf("in Canada: got %+q", ca.Marks)
	}
}

// A mark is looked for by its byte.
func TestMarksAreASCII(t *testing.T) {
	for _, lang := range []string{"en", "de", "fr", "fr-CA", "ru", "uk"} {
		if i := strings.IndexFunc(TypographyOf(lang).Marks, func(r rune) bool { return r >= 0x80 }); i >= 0 {
			t.Errorf("%s: %q", lang, TypographyOf(lang).Marks)
		}
	}
}

// An empty unit would stand after every number, and a space without units nowhere.
func TestUnitsAndNumberSignsAreWords(t *testing.T) {
	for _, lang := range []string{"de", "fr", "ru", "uk"} {
		r := TypographyOf(lang)
		for _, words := range []string{r.Units, r.NumberSigns} {
			if strings.Join(strings.Fields(words), " ") != words || words == "" {
				t.Errorf("%s: %q", lang, words)
			}
		}
		if r.Percent == "" || r.Unit == "" || r.NumberSign == "" {
			t.Errorf("%s: %+q", lang, r)
		}
	}
}
