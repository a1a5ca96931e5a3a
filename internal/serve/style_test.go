package serve

import (
	"net/url"
	"strings"
	"testing"

	"brief/layouts"
)

// What an open page may not take in inline is answered as a file; nothing else is.
func TestAnInlineStyleSheetIsAnsweredAsAFile(t *testing.T) {
	base, err := layouts.FS.ReadFile("base.html")
	if err != nil {
		t.Fatal(err)
	}
	const sheets = `<head><!-- <style>no</style> --><style>a{color:red}</style><template><style>no</style></template><STYLE media=print>b{color:red}</STYLE>`
	s := newServer(small(map[string]string{
		"brief.yaml":        "base_url: https://x.example/laos/\n",
		"layouts/base.html": strings.Replace(string(base), "<head>", sheets, 1),
	}), true)
	for query, want := range map[string]string{
		"of=/laos/&n=0":         "a{color:red}",
		"of=/laos/&n=1":         "b{color:red}",
		"of=/laos/&n=2":         "",
		"of=/laos/&n=-1":        "",
		"of=/&n=0":              "",
		"of=/laos/feed.xml&n=0": "",
		"of=/laos/nowhere/&n=x": "",
		// At such an address stands the page for what is missing, which has sheets too.
		"of=" + url.QueryEscape("/laos/../../go.mod") + "&n=0": "a{color:red}",
	} {
		w := get(s, "/laos/.brief/style.css?"+query)
		if want == "" {
			if w.Code != 404 {
				t.Errorf("%s: status %d %s", query, w.Code, w.Body)
			}
			continue
		}
		if w.Code != 200 || w.Body.String() != want || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
			t.Errorf("%s: status %d, %s %q, want %q", query, w.Code, w.Header().Get("Content-Type"), w.Body, want)
		}
	}
}
