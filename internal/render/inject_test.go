package render

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// injections are texts that mean something where they must not.
func injections() []string {
	return []string{
		`<script>alert(1)</script>`, `</script><script>alert(1)</script>`, `</title><script>alert(1)</script>`,
		`"><img src=x onerror=alert(1)>`, `'><img src=x onerror=alert(1)>`, `" onmouseover="alert(1)`, `' onmouseover='alert(1)`,
		`" onfocus=alert(1) autofocus x="`, `javascript:alert(1)`, `JaVaScRiPt:alert(1)`, `data:text/html,<script>alert(1)</script>`,
		`vbscript:msgbox(1)`, `<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<iframe srcdoc="<script>alert(1)</script>">`,
		`<!-- --><b>x</b>`, `--><script>alert(1)</script><!--`, `]]><script>alert(1)</script>`, `<![CDATA[x]]>`, `<?xml version="1.0"?>`,
		`&lt;script&gt;`, `&#60;script&#62;`, `&amp;lt;`, `&`, `a & b`, `&copy`, `&copy;x`, `&notit;`, `x&amp`, `AT&T &lt`,
		`{{.Title}}`, `{{template "base.html" .}}`, `${alert(1)}`, `<%= x %>`, `\u003c/script\u003e`, `\";alert(1);//`, `';alert(1);//`,
		"`${x}`", `</style><script>alert(1)</script>`, `expression(alert(1))`, `url(javascript:alert(1))`, `<a href="javascript:x">y</a>`,
		`Tom & Jerry's "1 < 2" – </script>`, `O'Brien <o@example.org>`, `+ADw-script+AD4-`, `日本語 <ラオス> ປະເທດລາວ`, `%3Cscript%3E`, `a=b;c=d`,
	}
}

// injected is a site that holds the text in every field and every place of a
// text. Its language is one in which every sign stays as typed: curly quotation
// marks in place of straight ones would do no harm, and prove nothing.
func injected(s string) string {
	field, _ := json.Marshal(s) // a JSON string is a YAML one too
	escaped := ""
	for _, r := range s {
		if r < 0x80 && strings.ContainsRune("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", r) {
			escaped += `\`
		}
		escaped += string(r)
	}
	return fmt.Sprintf(`
-- brief.yaml --
title: %[1]s
lang: sw
description: %[1]s
base_url: https://example.org/
publisher: {name: %[1]s, url: "https://example.org/p"}
-- content/index.md --
---
title: Home
---
-- content/a.md --
---
title: %[1]s
dek: %[1]s
kicker: %[1]s
method: %[1]s
sources_note: %[1]s
date: 2025-07-14
tags: [%[1]s]
authors: [{name: %[1]s, role: %[1]s}]
---
![%[2]s](p.svg "Below %[2]s [Credit %[2]s]")

Text %[2]s end[^1]. ![%[2]s](p.svg)

## H %[2]s

> [!NOTE] %[2]s
> %[2]s

[^1]: %[2]s
-- content/p.svg.yaml --
credit: A. Name
-- content/p.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>
`, field, escaped)
}

func TestInjectedTextNeverLeavesItsContext(t *testing.T) {
	plain := strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "\u00a0", " ").Replace
	for _, s := range injections() {
		f := newFixture(t, injected(s))
		page := f.page(t, "a/index.html")
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		text := map[string][]string{} // by element or attribute
		scripts := 0
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			text[n.Data] = append(text[n.Data], textOf(n))
			if n.Data == "script" {
				scripts++
			}
			if n.Data == "script" && strings.Contains(textOf(n), `"headline"`) {
				var ld struct {
					Headline, Description string
					Author                []struct{ Name string }
					Publisher             struct{ Name string }
				}
				if err := json.Unmarshal([]byte(textOf(n)), &ld); err != nil {
					t.Errorf("%s: structured data: %v", s, err)
				} else if ld.Headline != s || ld.Description != s || len(ld.Author) != 1 || ld.Author[0].Name != s || ld.Publisher.Name != s {
					t.Errorf("%s: structured data has %+v", s, ld)
				}
			}
			for _, a := range n.Attr {
				text["@"+a.Key] = append(text["@"+a.Key], a.Val)
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "autofocus":
					t.Errorf("%s: an attribute %s", s, a.Key)
				case (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "https://example.org/"):
					t.Errorf("%s: an address %q", s, a.Val)
				}
			}
		}
		if scripts != 2 || len(text["iframe"]) > 0 || len(text["img"]) != 2 {
			t.Errorf("%s: another element came to be: %s", s, page)
		}
		for where, want := range map[string]string{
			"title": s + " – " + s, "h1": s, "@content": s, "@alt": s, "p": s, "strong": "By " + s,
			"figcaption": "Below " + s + " [Credit " + s + "]", "h2": "H " + s,
		} {
			if where == "title" {
				want = s // the same as the site's
			}
			if !has(text[where], want, plain) {
				t.Errorf("%s: %s has %q", s, where, text[where])
			}
		}
		if words := plain(textOf(doc)); !strings.Contains(words, "Text "+s+" end") {
			t.Errorf("%s: the text has another", s)
		}
		feedHolds(t, f.page(t, "feed.xml"), s)
	}
}

func has(texts []string, want string, plain func(string) string) bool {
	for _, s := range texts {
		if plain(s) == want {
			return true
		}
	}
	return false
}

// textOf is the text of a node.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func feedHolds(t *testing.T, feed, s string) {
	t.Helper()
	var f struct {
		Title string `xml:"title"`
		Entry []struct {
			Title   string `xml:"title"`
			Summary string `xml:"summary"`
			Author  struct {
				Name string `xml:"name"`
			} `xml:"author"`
		} `xml:"entry"`
	}
	d := xml.NewDecoder(strings.NewReader(feed))
	if err := d.Decode(&f); err != nil {
		t.Errorf("%s: feed: %v", s, err)
		return
	}
	if _, err := d.Token(); err != io.EOF {
		t.Errorf("%s: more than a feed", s)
	}
	if f.Title != s || len(f.Entry) != 1 || f.Entry[0].Title != s || f.Entry[0].Summary != s || f.Entry[0].Author.Name != s {
		t.Errorf("%s: feed has %+v", s, f)
	}
}

// Values that templates print come out as html/template itself would print
// them, once a browser has read both.
func TestShortEscapesMeanWhatLongOnesDo(t *testing.T) {
	short := escapers(true)
	for _, s := range injections() {
		for name, in := range map[string]string{
			"_html_template_htmlescaper":   "<p>%s</p>",
			"_html_template_rcdataescaper": "<title>%s</title>",
			"_html_template_attrescaper":   `<p title="%s"></p><p title='%[1]s'></p>`,
		} {
			escaped := short[name].(func(...any) string)(s)
			got, _ := html.Parse(strings.NewReader(fmt.Sprintf(in, escaped)))
			want, _ := html.Parse(strings.NewReader(fmt.Sprintf(in, html.EscapeString(s))))
			var a, b strings.Builder
			html.Render(&a, got)
			html.Render(&b, want)
			if a.String() != b.String() {
				t.Errorf("%s of %s: %s", name, s, escaped)
			}
		}
	}
}
