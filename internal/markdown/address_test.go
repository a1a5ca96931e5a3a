package markdown

import "testing"

// "https://uk.wikipedia.org/wiki/Лаос" ended at its last slash: the link led to
// the encyclopaedia's front page, and the word stood beside it.
func TestABareAddressGoesOnWithLettersOfScriptsWithSpaces(t *testing.T) {
	for typed, want := range map[string]string{
		"See https://uk.wikipedia.org/wiki/Лаос.":         "https://uk.wikipedia.org/wiki/%D0%9B%D0%B0%D0%BE%D1%81",
		"See https://de.wikipedia.org/wiki/Süd_(Laos), x": "https://de.wikipedia.org/wiki/S%C3%BCd_(Laos)",
		"(https://fr.wikipedia.org/wiki/Délégué)":         "https://fr.wikipedia.org/wiki/D%C3%A9l%C3%A9gu%C3%A9",
		"https://ar.wikipedia.org/wiki/لاوس؟":             "https://ar.wikipedia.org/wiki/%D9%84%D8%A7%D9%88%D8%B3",
		"https://example.org/їжа?q=1&x=ґ; more":           "https://example.org/%D1%97%D0%B6%D0%B0?q=1&x=%D2%91",
		"https://example.org/a — text":                    "https://example.org/a",
		"见https://example.org/a。次":                        "",
		"见 https://example.org/d次":                        "https://example.org/d",
		"ເບິ່ງ https://example.org/ລາວ":                   "https://example.org/",
		"https://example.org/a에서":                         "https://example.org/a",
	} {
		d, _ := Parse("x.md", []byte(typed), 0, Options{})
		got := ""
		if len(d.Links) > 0 {
			got = d.Links[0]
		}
		if got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}
