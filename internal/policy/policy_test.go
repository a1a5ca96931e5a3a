package policy

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// policyOf is the policy of a page that Add made, as a browser reads it.
func policyOf(t *testing.T, page []byte) (policies []string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "meta" && strings.EqualFold(attrOf(n, "http-equiv"), "content-security-policy") {
			if n.Parent.Data != "head" {
				t.Errorf("the policy stands in %s, where browsers do not look", n.Parent.Data)
			}
			policies = append(policies, attrOf(n, "content"))
		}
	}
	return policies
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// hash is made here by another way than the package's.
func hash(text string) string {
	h := sha256.New()
	h.Write([]byte(text))
	return " 'sha256-" + base64.StdEncoding.EncodeToString(h.Sum(nil)) + "'"
}

const (
	before  = "default-src 'none';img-src 'self';style-src 'self'"
	between = ";script-src 'self'"
	after   = ";font-src 'self';media-src 'self';manifest-src 'self';form-action 'none';base-uri 'none'"
)

func TestPolicyOfAPage(t *testing.T) {
	for name, c := range map[string]struct{ page, styles, scripts string }{
		"nothing inline":            {page: `<!doctype html><html><head><meta charset=utf-8><title>T</title></head><body><p>Text</p></body></html>`},
		"a style sheet":             {page: `<head><meta charset=utf-8><style>a{color:red}</style></head><body>`, styles: hash("a{color:red}")},
		"a script":                  {page: `<head><script>let a = "</p>"</script></head><body>`, scripts: hash(`let a = "</p>"`)},
		"a module":                  {page: `<head><script type=module>import "a"</script></head><body>`, scripts: hash(`import "a"`)},
		"old names of scripts":      {page: `<head><script type="Text/JavaScript">1</script></head><body>`, scripts: hash(`1`)},
		"data are no script":        {page: `<head><script type="application/ld+json">{"a":"<style>b</style>"}</script></head><body>`},
		"a file is no inline one":   {page: `<head><script src=a.js integrity=b></script></head><body>`},
		"in the body":               {page: `<head></head><body><p>A<style>b{}</style><script>c()</script>`, styles: hash("b{}"), scripts: hash("c()")},
		"in capitals":               {page: `<HEAD><STYLE>a{}</STYLE></HEAD><BODY><SCRIPT>b()</SCRIPT>`, styles: hash("a{}"), scripts: hash("b()")},
		"twice the same":            {page: `<head><style>a{}</style><style>a{}</style></head><body>`, styles: hash("a{}")},
		"two":                       {page: `<head><style>a{}</style><style media=print>b{}</style></head><body>`, styles: hash("a{}") + hash("b{}")},
		"line breaks":               {page: "<head><style>a{}\r\nb{}\rc{}</style></head><body>", styles: hash("a{}\nb{}\nc{}")},
		"in a comment":              {page: `<head><!-- <style>a{}</style> --></head><body><!-- <script>b()</script> -->`},
		"a comment that ends early": {page: `<head><!--><style>a{}</style><!-- --!></head><body>`, styles: hash("a{}")},
		"in a title":                {page: `<head><title><style>a{}</style></title></head><body>`},
		"in a text area":            {page: `<head></head><body><textarea><script>a()</script></textarea>`},
		"in a value":                {page: `<head></head><body><img alt="<style>"><style>a{}</style>`, styles: hash("a{}")},
		"in a value of the head":    {page: `<head><meta name=description content='<script>'><script>a()</script></head><body>`, scripts: hash("a()")},
		"quotes in a bare value":    {page: `<head></head><body><a href=a="b><style>c{}</style>`, styles: hash("c{}")},
		"named like a style sheet":  {page: `<head></head><body><styled>a{}</styled><p>&lt;script>`},
		"left open":                 {page: `<head></head><body><style>a{}`, styles: hash("a{}")},
		"empty":                     {page: `<head><style></style></head><body>`, styles: hash("")},
		"tags left out":             {page: `<!doctype html><title>T</title><style>a{}</style><p>Text`, styles: hash("a{}")},
	} {
		t.Run(name, func(t *testing.T) {
			var m Maker
			for range 2 { // the second time from memory
				page := m.Append(nil, []byte(c.page))
				want := before + c.styles + between + c.scripts + after
				if got := policyOf(t, page); len(got) != 1 || got[0] != want {
					t.Errorf("policy\n%q\nwant\n%q", got, want)
				}
			}
		})
	}
}

// Browsers look for the charset in the first 1,024 bytes, and heed a policy for
// what stands behind it alone.
func TestPlaceOfThePolicy(t *testing.T) {
	for page, want := range map[string]string{
		`<!doctype html><html lang=en><head><meta charset=utf-8><title>T`: `<!doctype html><html lang=en><head><meta charset=utf-8>|<title>T`,
		`<!doctype html><html lang=en><head><title>T</title><body>`:       `<!doctype html><html lang=en><head>|<title>T</title><body>`,
		`<!doctype html><title>T</title>`:                                 `<!doctype html>|<title>T</title>`,
		`<html><head><title><head></title><meta charset="utf-8"><style>`:  `<html><head><title><head></title><meta charset="utf-8">|<style>`,
		``: `|`,
	} {
		f := scan([]byte(page))
		if got := page[:f.place] + "|" + page[f.place:]; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestLayoutKeepsAPolicyOfItsOwn(t *testing.T) {
	const page = `<head><meta charset=utf-8><meta http-equiv="Content-Security-Policy" content="default-src *"><style>a{}</style></head><body>`
	var m Maker
	if got := string(m.Append(nil, []byte(page))); got != page {
		t.Errorf("it became %s", got)
	}
}

// What remembers must not take one page's text for another's.
func TestPagesAfterEachOther(t *testing.T) {
	var m Maker
	for _, text := range []string{"a{}", "b{}", "a{}", "a{} ", ""} {
		page := m.Append(nil, []byte("<head><style>"+text+"</style>"))
		if want := before + hash(text) + between + after; policyOf(t, page)[0] != want {
			t.Errorf("%q: %s", text, page)
		}
	}
}

// Whatever a page holds, scanning ends, and finds each style sheet that a
// parser of the whole standard finds.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"<head><style>a", "<script type='", "<!--", "<!doctype", "<a b='c>", "<title></tit</title >", "<", "</", "<p =>", "<a b= >"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, page string) {
		found := scan([]byte(page))
		if found.place > len(page) {
			t.Errorf("the policy stands behind the end")
		}
		if strings.Contains(page, "\x00") {
			return
		}
		z := html.NewTokenizer(strings.NewReader(page))
		for n := 0; ; {
			tt := z.Next()
			if tt == html.ErrorToken {
				return
			}
			if name, _ := z.TagName(); tt == html.StartTagToken && string(name) == "style" && !bytes.Contains([]byte(page), []byte("<plaintext")) {
				if n++; n > len(found.inlines) {
					t.Fatalf("%q: a style sheet is missed", page)
				}
			}
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	head := `<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title>` + strings.Repeat(`<meta property="og:title" content="A title of some length">`, 20)
	body := `</head><body>` + strings.Repeat(`<p>Some words of a page, with <a href="/a/">a link</a> and <strong>more</strong> in it.</p>`, 200)
	for name, page := range map[string]string{
		"plain":  head + body,
		"inline": head + "<style>" + strings.Repeat("a{color:red}", 800) + "</style>" + body,
	} {
		b.Run(name, func(b *testing.B) {
			var m Maker
			b.ReportAllocs()
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				m.Append(nil, []byte(page))
			}
		})
	}
}
