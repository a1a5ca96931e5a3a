package markdown

import (
	"strings"
	"testing"

	"brief/internal/locale"
)

// Typesetting changes quotes, hyphens, dots and spaces of the text and nothing
// else: no tag, no word, no address, no code.
func TestTypesettingChangesSignsAlone(t *testing.T) {
	signs := strings.NewReplacer("&#34;", "", "&#39;", "", "&quot;", "")
	skeleton := func(d *Doc) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("\"'“”‘’„‚«»-–—….\u202f\u00a0 \n", r) {
				return -1
			}
			return r
		}, signs.Replace(filled(d.Fragment)))
	}
	for seed := range uint64(200) {
		src := "\"It's\" 'so' -- or... not ? [a \"b\"](c.md 'd \"e\"') `\"f\"`\n\n" + generate(seed)
		typed, _ := Parse("x.md", []byte(src), 0, Options{})
		for _, lang := range []string{"en", "de", "fr", "uk"} {
			set, _ := Parse("x.md", []byte(src), 0, Options{Lang: lang})
			if got, want := skeleton(set), skeleton(typed); got != want {
				t.Fatalf("seed %d, %s: %s\n got %s\nwant %s", seed, lang, src, got, want)
			}
			if set.HTML == typed.HTML {
				t.Fatalf("seed %d, %s: nothing is typeset", seed, lang)
			}
		}
	}
}

// Each part of a rule is used where it belongs.
func TestEveryLanguageIsTypesetAsItsRulesSay(t *testing.T) {
	for _, lang := range []string{"en", "en-GB", "de", "de-CH", "fr", "fr-CA", "ru", "uk"} {
		r := locale.TypographyOf(lang)
		src := "\"Word\" -- don't \"a \"b\" c\" 'd'...\n"
		d, _ := Parse("x.md", []byte(src), 0, Options{Lang: lang})
		space := " "
		if r.BeforeDash != "" {
			space = r.BeforeDash
		}
		quoted := func(s string) string { return r.Double.Open + r.Inside + s + r.Inside + r.Double.Close }
		want := "<p>" + quoted("Word") + space + r.ShortDash + " don" + r.Apostrophe + "t " +
			quoted("a "+r.Nested.Open+"b"+r.Nested.Close+" c") + " " + r.Single.Open + "d" + r.Single.Close + r.Ellipsis + "</p>"
		if d.HTML != want {
			t.Errorf("%s: got %q, want %q", lang, d.HTML, want)
		}
	}
}

// +856 20 was shown as 20 856+: a telephone number that nobody can call.
func TestNumbersWithAPlusKeepTheirDirectionAmongLettersFromTheRight(t *testing.T) {
	const typed = `א +856 20, 1+2, a+1, +a, \+5, "x" -- y.`
	for lang, want := range map[string]string{
		"he": `א >+856 20, 1+2, a+1, +a, +5, "x" -- y.`,
		"ar": `א >+856 20, 1+2, a+1, +a, +5, "x" -- y.`,
		"en": "א +856 20, 1+2, a+1, +a, +5, “x” – y.",
		"lo": `א +856 20, 1+2, a+1, +a, +5, "x" -- y.`,
	} {
		d, _ := Parse("x.md", []byte(typed+"\n"), 0, Options{Lang: lang})
		if got := strings.ReplaceAll(filled(d.Fragment), "\u200e", ">"); got != "<p>"+want+"</p>" {
			t.Errorf("%s:\n got %s\nwant <p>%s</p>", lang, got, want)
		}
	}
}

// A line began with "%" or "км", and a reader had the number on the line before.
func TestNoLineBreaksBetweenANumberAndItsUnit(t *testing.T) {
	visible := strings.NewReplacer("\u00a0", "~", "\u202f", "_")
	for _, test := range []struct{ lang, typed, want string }{
		{"fr", "20 % 5 000 € n° 5", "20_% 5_000~€ n°~5"},
		{"fr-CA", "20 % 10 km", "20_% 10~km"},
		{"de", "5 % 10 km z. B. Nr. 5", "5~% 10~km z.~B. Nr.~5"},
		{"ru", "5 кг № 5 20 % т. е. 3 млн руб. 10 тыс. шагов", "5~кг №~5 20~% т.~е. 3~млн руб. 10~тыс. шагов"},
		{"uk", "5 кг № 5 20 % т. д. 3 тис. кроків", "5~кг №~5 20~% т.~д. 3~тис. кроків"},
		{"en", "5 % 10 km", "5 % 10 km"},
		{"lo", "5 % 10 km", "5 % 10 km"},
		{"de", "5 Kilo, im Satz. B. kam, `5 %`, 5 mal, A4 kg", "5 Kilo, im Satz. B. kam, <code>5 %</code>, 5 mal, A4~kg"},
		{"fr", "**20** % et [5](a.md) km, 5 &nbsp;km", "<strong>20</strong>_% et <a href=a.md>5</a>~km, 5 ~km"},
	} {
		d, _ := Parse("x.md", []byte(test.typed+"\n"), 0, Options{Lang: test.lang})
		if got := visible.Replace(filled(d.Fragment)); got != "<p>"+test.want+"</p>" {
			t.Errorf("%s: %s\n got %s\nwant <p>%s</p>", test.lang, test.typed, got, test.want)
		}
	}
}
