package render

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// blockOf is what the default theme makes of the text of a page in a language.
func blockOf(t *testing.T, lang, markdown string) string {
	t.Helper()
	f := newFixture(t, "-- brief.yaml --\nlang: "+lang+"\n-- content/index.md --\n---\ntitle: T\n---\nText.\n\n"+markdown+
		"\n-- content/p.svg --\n"+`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>`+"\n")
	_, body, _ := strings.Cut(f.page(t, "index.html"), "<p>Text.</p>")
	body, _, _ = strings.Cut(body, "</div></div></main>")
	body, _, _ = strings.Cut(body, `<section class="box sources"`)
	return body
}

func TestBlocksAreAccessibleMarkup(t *testing.T) {
	unquoted := regexp.MustCompile(`="([\w#.:/-]+)"`) // values that templates print keep quotes, others have none
	for _, test := range []struct{ name, lang, md, want string }{
		{"an alert is a note with the name of its type", "de", "> [!TIP]\n> Body", `<div class="advice tip" role="note" aria-label="Tipp"><p class="label">Tipp</p><p>Body</p></div>`},
		{"a box is a landmark; its name holds no note mark", "en", "> [!KEY] In *brief*[^a]\n> Body\n\n[^a]: [A](https://example.org/)",
			`<section class="box key" aria-label="In brief"><h2>In <em>brief</em><sup id=fnref1><a href=#fn1 role=doc-noteref aria-label="Source 1">1</a></sup></h2><div><p>Body</p></div></section>`},
		{"a box without a title has its type's name in the page's language", "uk", "> [!UNKNOWN]\n> Body",
			`<section class="box unknown" aria-label="Що невідомо"><h2>Що невідомо</h2><div><p>Body</p></div></section>`},
		{"a quote with a source is a figure", "en", "> Words\n> — Name, role", `<figure class="quote"><blockquote><p>Words</p></blockquote><figcaption>Name, role</figcaption></figure>`},
		{"a quote without one is a quote", "en", "> Words", `<blockquote><p>Words</p></blockquote>`},
		{"a pull quote", "en", "> [!QUOTE] Words\n> — Name", `<figure class="quote pull"><blockquote><p>Words</p></blockquote><figcaption>Name</figcaption></figure>`},
		{"a timeline is an ordered list with times", "en", "> [!TIMELINE] Dates\n> - **2019** — A\n> - **2024-08** — B\n> - **2024/2025** — C\n> - **2025-07-05** — D",
			`<section class="box timeline" aria-label="Dates"><h2>Dates</h2><ol class="time" role="list">` +
				`<li class="year"><p class="when"><time datetime="2019">2019</time></p><p>A</p></li>` +
				`<li class="month"><p class="when"><time datetime="2024-08">August 2024</time></p><p>B</p></li>` +
				`<li class="span"><p class="when"><time datetime="2024">2024</time>–<time datetime="2025">2025</time></p><p>C</p></li>` +
				`<li class="day"><p class="when"><time datetime="2025-07-05">5 July 2025</time></p><p>D</p></li></ol></section>`},
		{"people are a list of cards", "en", "> [!PEOPLE]\n> - **Ana**, auditor — She counts.",
			`<section class="box people" aria-label="People"><h2>People</h2><ul class="people" role="list"><li><h3>Ana</h3><p class="meta">auditor</p><p>She counts.</p></li></ul></section>`},
		{"a glossary defines its terms", "en", "> [!GLOSSARY]\n> - **Sapper** — Clears mines.",
			`<section class="box glossary" aria-label="Glossary"><h2>Glossary</h2><dl class="gloss"><div><dt><dfn id="term-sapper">Sapper</dfn></dt><dd><p>Clears mines.</p></dd></div></dl></section>`},
		{"an answer has an address", "en", "> [!QA]\n> Before.\n>\n> - **Why?** So.\n>\n> After.",
			`<section class="box qa" aria-label="Questions and answers"><h2>Questions and answers</h2><div><p>Before.</p></div><div class="qa"><div id="why"><h3>Why?</h3><p>So.</p></div></div><div><p>After.</p></div></section>`},
		{"more to open", "en", "> [!MORE] The *rest*\n> Body", `<details><summary>The <em>rest</em></summary><p>Body</p></details>`},
		{"a task says whether it is done", "de", "- [x] A\n- [ ] B",
			`<ul><li><input checked disabled type=checkbox aria-label=Erledigt> A</li><li><input disabled type=checkbox aria-label="Zu erledigen"> B</li></ul>`},
		{"a linked picture is a figure", "en", "[![Alt](p.svg)](https://example.org/)\n*Cap* [Who]",
			`<figure><a href="https://example.org/"><img src="p.svg" alt="Alt" width="10" height="10" loading="lazy" decoding="async"></a><figcaption><span>Cap</span> <span class="credit">[Who]</span></figcaption></figure>`},
	} {
		want, got := unquoted.ReplaceAllString(test.want, "=$1"), unquoted.ReplaceAllString(blockOf(t, test.lang, test.md), "=$1")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", test.name, diff)
		}
	}
}

// A glossary in one chapter serves that chapter's page and the one-page
// edition, where its ids have the chapter's name before them.
func TestGlossaryServesItsFileAndTheWholeOfAOnePageEdition(t *testing.T) {
	const site = bareTheme + `
-- layouts/blocks/glossary.html --
<dl>{{range .Items}}<dt><dfn id="{{.ID}}">{{.Term}}</dfn></dt><dd>{{.Body}}</dd>{{end}}</dl>
-- content/index.md --
---
title: Home
---
A sapper.
-- content/laos/index.md --
---
title: Laos
date: 2025-01-02
edition: EDITION
---
A sapper comes.
-- content/laos/10-one.md --
---
title: One
---
The sapper and the sapper.

> [!NOTE]
> A sapper in a box.

## Sapper

> [!GLOSSARY]
> - **Sapper** — A sapper clears mines.

A sapper again.
-- content/laos/20-two.md --
---
title: Two
---
Sapper.
`
	chapters := newBareFixture(t, strings.Replace(site, "EDITION", "chapters", 1))
	single := newBareFixture(t, strings.Replace(site, "EDITION", "single", 1))
	for _, test := range []struct {
		f    *fixture
		path string
		want string
	}{
		{chapters, "index.html", ""},
		{chapters, "laos/index.html", ""},
		{chapters, "laos/two/index.html", ""},
		{chapters, "laos/one/index.html", "#term-sapper #term-sapper"},
		{chapters, "laos/all/index.html", "#one-term-sapper #one-term-sapper #one-term-sapper #one-term-sapper"},
		{single, "laos/index.html", "#one-term-sapper #one-term-sapper #one-term-sapper #one-term-sapper"},
	} {
		page := test.f.page(t, test.path)
		if got := strings.Join(hrefs(t, page), " "); got != test.want {
			t.Errorf("%s: links %q, want %q, in\n%s", test.path, got, test.want, page)
		}
		for _, wrong := range []string{"</a> clears", "<h2 id=sapper><a", "a box</a>"} {
			if strings.Contains(page, wrong) {
				t.Errorf("%s holds %q", test.path, wrong)
			}
		}
	}
}

func TestSidecarStandsUnderWhatTheTextSays(t *testing.T) {
	f := newBareFixture(t, `
-- layouts/page.html --
{{define "main"}}{{.Lead}}{{.Body}}{{end}}
-- layouts/base.html --
<!doctype html><title>{{.HeadTitle}}</title>{{block "main" .}}{{end}}
-- layouts/blocks/figure.html --
<p>{{.Image.Alt}}|{{.Caption}}|{{.Credit}}</p>
-- content/index.md --
---
title: Home
---
![](a.svg)

![Typed](a.svg "Own caption [Own credit]")

![](b.svg)

![](c.svg "C [D]")

In ![](a.svg) text.
-- content/a.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>
-- content/a.svg.yaml --
alt: A & B
caption: The <caption>
credit: Someone
-- content/b.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>
-- content/b.svg.yaml --
decorative: true
credit: Nobody
-- content/c.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>
-- content/c.svg.yaml --
creditt: Typo
`)
	res := f.render(t, "index.html")
	var codes []string
	for _, d := range res.Diags {
		codes = append(codes, d.Pos.File+" "+d.Code)
	}
	if diff := cmp.Diff([]string{"content/c.svg.yaml unknown-key", "content/index.md missing-alt"}, codes); diff != "" {
		t.Error(diff)
	}
	page := string(res.File.Body)
	for _, want := range []string{
		"<p>A & B|The &lt;caption>|Someone</p>", "<p>Typed|Own caption|Own credit</p>", "<p>||Nobody</p>", `alt="A & B"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
}

// Each chapter names its source in its own file, so that the one-page edition
// had the same source once for each of them.
func TestOnePageEditionNamesASourceOnce(t *testing.T) {
	f := newBareFixture(t, bareTheme+`
-- content/index.md --
---
title: Home
---
-- content/laos/index.md --
---
title: Laos
date: 2025-01-02
---
A[^a] B[^b]

[^a]: Kontur, [Security](https://example.org/a), 2025.
[^b]: Desk, [see there](10-one.md).
-- content/laos/10-one.md --
---
title: One
---
C[^x] D[^a] E[^a]

[^x]: Desk, [see there](10-one.md).
[^a]: Kontur, [Security](https://example.org/a), 2025.
`)
	page := f.page(t, "laos/index.html")
	for _, want := range []string{
		`A<sup id=fnref1>`, `D<sup id=fnref1-2>`, `E<sup id=fnref1-3>`, `C<sup id=fnref3>`,
		`2025.<a href="#fnref1">a</a><a href="#fnref1-2">b</a><a href="#fnref1-3">c</a></p><p id="fn2">`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in\n%s", want, page)
		}
	}
	if n := strings.Count(page, "Security"); n != 1 {
		t.Errorf("the source stands there %d times", n)
	}
}
