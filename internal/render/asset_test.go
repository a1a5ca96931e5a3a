package render

import (
	"crypto/sha512"
	"encoding/base64"
	"strings"
	"testing"
)

func TestATemplateGetsAnAssetsHashedNameAndIntegrity(t *testing.T) {
	f := newBareFixture(t, `
-- layouts/base.html --
<!doctype html>{{with asset "css/site.css"}}<link rel=stylesheet href="{{.URL}}" integrity="{{.Integrity}}">{{end}}{{with asset "none.css"}}absent{{end}}{{block "main" .}}{{end}}
-- layouts/page.html --
{{define "main"}}{{end}}
-- content/index.md --
---
title: Home
---
-- static/css/site.css --
a { color: red }
`)
	a := f.templates.assets.Find("css/site.css")
	sum := sha512.Sum384([]byte(f.page(t, a.Path)))
	page := f.page(t, "index.html")
	if !strings.Contains(page, "sha384-"+base64.StdEncoding.EncodeToString(sum[:])) {
		t.Errorf("its integrity is not in %s", page)
	}
	if !strings.Contains(page, `href="`+a.Path+`"`) || strings.Contains(page, "absent") {
		t.Errorf("got %s", page)
	}
}
