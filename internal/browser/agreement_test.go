package browser_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"brief/internal/browser"
	"brief/internal/check"
	"brief/internal/config"
	"brief/internal/output"
)

// What brief check finds without a browser, and axe-core in one, is the same
// where they look for the same: each rule that the table pairs with a code has
// a mistake that both find.
func TestCheckAgreesWithAxe(t *testing.T) {
	source, err := os.ReadFile(browser.Package(t, "axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	codes := codesOfRules(t)
	pages := barriers(t)
	var files []*output.File
	for rule, body := range pages {
		files = append(files, &output.File{Path: rule + "/index.html", Type: "text/html; charset=utf-8", Body: []byte(body)})
	}
	url := browser.Serve(t, "/", files)
	p := browser.Start(t).Open(t, url+"image-alt/", browser.View{})
	for rule, body := range pages {
		if len(codes[rule]) == 0 {
			t.Errorf("%s: no code of brief check stands for it", rule)
		}
		p.Go(url + rule + "/")
		browser.Eval[bool](p, string(source)+"\n;true")
		// Some rules only ask a person to look.
		if n := browser.Eval[int](p, fmt.Sprintf("axe.run(document, {runOnly: {type: 'rule', values: ['%s']}}).then(r => r.violations.length + r.incomplete.length)", rule)); n == 0 {
			t.Errorf("%s: axe finds nothing in %s", rule, body)
		}
		if found := checked(t, body); !slices.ContainsFunc(codes[rule], func(c string) bool { return slices.Contains(found, c) }) {
			t.Errorf("%s: brief check finds %q, and none of %q, in %s", rule, found, codes[rule], body)
		}
	}
	for rule := range codes {
		if pages[rule] == "" {
			t.Errorf("%s: no mistake shows it", rule)
		}
	}
}

// codesOfRules are the codes of brief check that stand for a rule of axe.
func codesOfRules(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../check/testdata/axe.txt")
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			for _, rule := range words[1:] {
				codes[rule] = append(codes[rule], words[0])
			}
		}
	}
	return codes
}

// barriers are pages with a mistake each, by the rule that it breaks.
func barriers(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/barriers.txt")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for line := range strings.Lines(string(text)) {
		rule, body, _ := strings.Cut(strings.TrimSpace(line), " ")
		whole, isPage := strings.CutPrefix(body, "page: ")
		switch {
		case rule == "#":
		case isPage:
			pages[rule] = "<!doctype html>" + whole
		default:
			pages[rule] = `<!doctype html><html lang=en dir=ltr><head><meta charset=utf-8><title>The dam</title></head><body>` +
				`<header><p>The site</p></header><main id=_main><h1>The dam</h1>` + body + `</main><footer><p>Imprint</p></footer></body></html>`
		}
	}
	return pages
}

// checked are the codes that brief check has for a page.
func checked(t *testing.T, body string) []string {
	t.Helper()
	set := check.New(check.Options{Config: &config.Config{BaseURL: "https://b.example/"}})
	err := set.Put(&output.File{Path: "index.html", Type: "text/html; charset=utf-8", Body: []byte(body), Size: int64(len(body)), Sum: sha256.Sum256([]byte(body))})
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, d := range set.All() {
		codes = append(codes, d.Code)
	}
	return codes
}
