package main

import "testing"

func TestRewriteGivesBriefsKeysAndKeepsTheText(t *testing.T) {
	const in = `---
title: "A: b"
summary: "S."
section: s001
category: Explainer
author: "Amara Quill"
image: /img/fig-01.jpg
tags: [a, b]
weight: 3
---

summary: stays
---
author: stays
`
	const want = `---
title: "A: b"
dek: "S."
x-section: s001
kicker: Explainer
authors: [{name: "Amara Quill"}]
x-image: /img/fig-01.jpg
x-tags: "a, b"
x-weight: 3
---

summary: stays
---
author: stays
`
	if got := string(rewrite([]byte(in))); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
