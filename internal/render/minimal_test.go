package render

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tdewolff/minify/v2/html"

	"brief/internal/asset"
)

// everything is a site with one of each.
const everything = `
-- brief.yaml --
title: The site & more
base_url: https://example.org/x/
publisher: {name: O'Desk, url: "https://example.org/?a=1&b=2"}
nav: [a.md]
-- content/index.md --
---
title: Home
---
Hello [a](a.md) and [laos](laos/index.md).
-- content/a.md --
---
title: Tom & Jerry's 1 < 2
dek: Dek + plus &amp; more
kicker: Security
date: 2025-07-14
updated: 2025-07-20T09:00:00+07:00
authors: [{name: "O'Brien", url: "https://example.org/o?a=b&c=d"}, {name: B}]
method: How <it> was done.
sources_note: July's
---
![Alt text](p.svg)
*Caption here.* [Credit]

Text[^1] and [b](laos/10-one.md#army) [c](#army)[^1] ![in line](p.svg) there.

## Army & "navy" {#army}

> [!NOTE] Careful
> Body

### Sub

> Quoted.
> — A name, role

[^1]: A note with [link](https://example.org/?a=b&copy=c).
-- content/p.svg.yaml --
credit: A. Name
-- content/p.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h8v8z"/></svg>
-- content/laos/index.md --
---
title: Laos
dek: A cover
date: 2025-07-15
edition: chapters
---
Cover text[^n].

[^n]: Note of cover.
-- content/laos/10-one.md --
---
title: One
date: 2025-07-15
---
One text[^n] [two](20-two.md) [self](#army).

## Army

Para.

[^n]: Note one.
-- content/laos/20-two.md --
---
title: Two
dek: It's two
date: 2025-07-15
---
Two text[^n] [one](10-one.md#army) [note](#army) again[^n].

## Army

[^n]: Note two.
-- content/list/index.md --
---
title: List
---
-- content/list/p.md --
---
title: In the list
date: 2025-07-15
aliases: [/old/]
---
Text.
-- content/short/index.md --
---
title: Short
date: 2025-07-15
---
Start. [to the end](10-end.md) [and there](10-end.md#x)
-- content/short/10-end.md --
---
title: End
date: 2025-07-15
---
## X

Text[^n]. [start](index.md)

[^n]: Note.
`

func everyHTML(f *fixture) (paths []string) {
	for _, r := range f.site.Routes() {
		if len(r.Path) > 5 && r.Path[len(r.Path)-5:] == ".html" {
			paths = append(paths, r.Path)
		}
	}
	return paths
}

// The minifier is the oracle: with quotes kept, it finds nothing to drop.
func TestPagesHoldNoByteThatTheMinifierWouldDropButQuotes(t *testing.T) {
	f := newFixture(t, everything)
	for _, path := range everyHTML(f) {
		res := f.render(t, path)
		if res.File == nil {
			t.Errorf("%s: %v", path, res.Diags)
			continue
		}
		m := asset.NewMinifier()
		m.Add("text/html", &html.Minifier{KeepDocumentTags: true, KeepEndTags: true, KeepQuotes: true})
		small, err := m.Bytes("text/html", bytes.Clone(res.File.Body))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(small), string(res.File.Body)); diff != "" {
			t.Errorf("%s:\n%s", path, diff)
		}
	}
}
