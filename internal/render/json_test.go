package render

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// What is written by hand reads as what encoding/json would have written, and no
// text of it can end the script element that it stands in.
func TestJSONTextHoldsAnyText(t *testing.T) {
	texts := append(injections(), "", "\x00\x01\x1f\x7f", "a\xffb\xed\xa0\x80", "\u2028\u2029", "line\nline\ttab\r", "\U0001F30F", `\`, `"`, "<!--<script>")
	for c := range 256 {
		texts = append(texts, string([]byte{'x', byte(c), 'y'}), string(rune(c)))
	}
	for _, s := range texts {
		var j jsonText
		j.open('{')
		j.key("a")
		j.open('[')
		j.text(s)
		j.text(s)
		j.close(']')
		j.object("b", "T")
		j.member("empty", "")
		j.number("n", 3)
		j.number("none", 0)
		j.close('}')
		j.close('}')
		var got struct {
			A []string
			B map[string]any
		}
		if err := json.Unmarshal(j, &got); err != nil {
			t.Fatalf("%q: %v in %s", s, err, j)
		}
		encoded, _ := json.Marshal(s)
		var want string
		json.Unmarshal(encoded, &want) // bytes that are not UTF-8 become U+FFFD
		if len(got.A) != 2 || got.A[0] != want || got.A[1] != want || got.B["@type"] != "T" || got.B["n"] != 3.0 || len(got.B) != 2 {
			t.Errorf("%q became %+v", s, got)
		}
		if bytes.ContainsRune(j, '<') {
			t.Errorf("%q: a script element could end in %s", s, j)
		}
	}
}

func TestPlainTextIsWhatReadersSee(t *testing.T) {
	for _, test := range []struct{ html, want string }{
		{"Plain text", "Plain text"},
		{"Tom &amp; Jerry &lt;3", "Tom & Jerry <3"},
		{"<p>One <em>two</em>.</p><p>Three</p>", "One two.\nThree"},
		{"<ul><li>A<li>B</ul>", "A\nB"},
		{`A mark<sup id=fnref1><a href=#fn1 role=doc-noteref aria-label="Source 1">1</a></sup>.`, "A mark."},
		{`x<sup>2</sup>`, "x2"},
		{`<a href="a>b" title='<p>'>link</a> &copy;`, "link ©"},
		{"no end <p", "no end"},
		{"", ""},
	} {
		if got := plainText(test.html); got != test.want {
			t.Errorf("%s: got %q, want %q", test.html, got, test.want)
		}
	}
}

func TestFirstAddressOfANote(t *testing.T) {
	for _, test := range []struct{ html, want string }{
		{"Desk", ""},
		{"<a href=/why/>here</a>", ""},
		{"<a href=/why/>here</a>, <a href=https://example.org/a>there</a>", "https://example.org/a"},
		{`<a href="https://example.org/?a=1&amp;b=c d">x</a>`, "https://example.org/?a=1&b=c d"},
		{"<a href=http://example.org>x</a><a href=https://example.org/b>y</a>", "http://example.org"},
		{"<a href=", ""},
	} {
		if got := firstAddress(test.html); got != test.want {
			t.Errorf("%s: got %q, want %q", test.html, got, test.want)
		}
	}
}

func TestFeedHTMLOnlyChangesWhatFeedsCannotHold(t *testing.T) {
	const base = "https://example.org/x/a/"
	for _, test := range []struct{ src, want string }{
		{`<p class=a>Text &amp; <b>more</b></p>`, `<p class=a>Text &amp; <b>more</b></p>`},
		{`<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>`, `<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>`},
		{`<img src=../p.png loading=lazy alt>`, `<img src=https://example.org/x/p.png alt>`},
		{`<img srcset="p.png 1x, q.png 2x" alt=x>`, `<img alt=x src=https://example.org/x/a/p.png>`},
		{`<a href="#b">b</a>`, `<a href=https://example.org/x/a/#b>b</a>`},
		{`<picture><source srcset=p.webp><img src=https://example.org/p.png></picture>`, `<picture><img src=https://example.org/p.png></picture>`},
		{`<video><source src=v.mp4></video>`, `<video><source src=https://example.org/x/a/v.mp4></video>`},
		{`a<script>alert("<p>")</script>b`, `ab`},
		{`<p>open <em`, `<p>open `},
	} {
		if got := forReaders(test.src, base); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.src, got, test.want)
		}
	}
	if got := forReaders(strings.Repeat("<a href=x>", 3), "https://[bad"); !strings.HasPrefix(got, "<a href=x>") {
		t.Errorf("got %s", got)
	}
}
