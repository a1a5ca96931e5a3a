package markdown

import (
	"testing"

	"golang.org/x/net/html"
)

// A title in straight quotation marks stood above a text in curly ones.
func TestPlainTextIsTypesetAsRunningTextIs(t *testing.T) {
	for _, c := range []struct{ lang, typed, want string }{
		{"en", `The "new" dam -- what it's for`, "The “new” dam – what it’s for"},
		{"en", "Why Laos?", "Why Laos?"},
		{"en", `A \"path\" & C:\dir "x"`, `A \“path\” & C:\dir “x”`},
		{"fr", `Le "nouveau" barrage : pourquoi ?`, "Le «\u202fnouveau\u202f» barrage\u202f: pourquoi\u202f?"},
		{"de", `Der "neue" Damm - 29 000 Menschen`, "Der „neue“ Damm - 29\u00a0000 Menschen"},
		{"uk", `"Нова" гребля - що далі`, "«Нова» гребля - що далі"},
		{"uk", `Гребля -- що далі`, "Гребля\u00a0— що далі"},
		{"lo", `ເຂື່ອນ "ໃໝ່"`, `ເຂື່ອນ "ໃໝ່"`},
		{"", `"x"`, `"x"`},
	} {
		got := Typeset(c.typed, c.lang)
		if got != c.want {
			t.Errorf("%s: %q: %q, want %q", c.lang, c.typed, got, c.want)
		}
		if again := Typeset(got, c.lang); again != got {
			t.Errorf("%s: %q, typeset again, is %q", c.lang, got, again)
		}
		if c.typed[0] == 'A' {
			continue // a backslash has a meaning in Markdown
		}
		d, _ := Parse("x.md", []byte(c.typed), 0, Options{Lang: c.lang})
		if want := "<p>" + got + "</p>"; html.UnescapeString(d.HTML) != want {
			t.Errorf("%s: as a paragraph it is %q, as a title %q", c.lang, d.HTML, want)
		}
	}
}
