package markdown

import (
	"strings"
	"testing"
)

// A vertical tab from a word processor's soft line break made a feed that no
// reader took.
func TestControlCharactersAreLeftOutAndNamed(t *testing.T) {
	for _, c := range []struct{ typed, html, told string }{
		{"sudo\vapt get", "<p>sudo apt get</p>", "2:5 U+000B"},
		{"page\fbreak", "<p>page break</p>", "2:5 U+000C"},
		{"ap\bt", "<p>apt</p>", "2:3 U+0008"},
		{"a\x7fb", "<p>ab</p>", "2:2 U+007F"},
		{"a\u0085b \u0092c", "<p>a b c</p>", "2:2 U+0085, 2:5 U+0092"},
		{"end \ufffe\uffff.", "<p>end .</p>", "2:5 U+FFFE, 2:6 U+FFFF"},
		{"`a\x1bb`", "<p><code>ab</code></p>", "2:3 U+001B"},
		{"[a](b\x01.md)", "<p><a href=>a</a></p>", "2:6 U+0001"},
		{"a&#8;b&#11;c", "<p>ab c</p>", ""},
		{"`a&#8;b`", "<p><code>a&amp;#8;b</code></p>", ""},
		{"tab\tand «guillemets»\u00a0; ，end", "<p>tab and «guillemets»\u00a0; ，end</p>", ""},
		{strings.Repeat("a", 9) + "\n" + strings.Repeat("b", 9), "<p>aaaaaaaaa\nbbbbbbbbb</p>", ""},
	} {
		d, l := Parse("x.md", []byte("\n"+c.typed+"\n"), 0, Options{})
		var told []string
		for _, p := range l {
			if p.Code == "control-character" {
				at := strings.TrimSuffix(strings.TrimPrefix(p.Pos.String(), "x.md:"), ":")
				_, code, _ := strings.Cut(p.Msg, "(")
				code, _, _ = strings.Cut(code, ")")
				told = append(told, at+" "+code)
			}
		}
		if d.HTML != c.html || strings.Join(told, ", ") != c.told {
			t.Errorf("%q: %q, told %q; want %q, %q", c.typed, d.HTML, told, c.html, c.told)
		}
	}
}

func BenchmarkHoldsControl(b *testing.B) {
	src := []byte(strings.Repeat("A sentence of «the body», as long as others are — and then some.\n", 70))
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if holdsControl(src) {
			b.Fatal("it holds none")
		}
	}
}
