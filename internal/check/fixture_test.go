package check

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/output"
)

// file is a finished file as a build would hand it over.
func file(path, body string) *output.File {
	f := &output.File{Path: path, Type: output.TypeOf(path), Body: []byte(body), Size: int64(len(body)), Sum: sha256.Sum256([]byte(body))}
	if path == "feed.xml" {
		f.Type = "application/atom+xml; charset=utf-8"
	}
	return f
}

// at is the base URL of the sites in these tests.
const at = "https://b.example/laos/"

func based() Options { return Options{Config: &config.Config{BaseURL: at}} }

// checked returns what is found in files: by path, their bodies.
func checked(t *testing.T, opt Options, files map[string]string) diag.List {
	t.Helper()
	s := New(opt)
	for path, body := range files {
		if err := s.Put(file(path, body)); err != nil {
			t.Fatal(err)
		}
	}
	return s.All()
}

// codes are those of a list, in its order.
func codes(l diag.List) (out []string) {
	for _, d := range l {
		out = append(out, d.Code)
	}
	return out
}

// page is a sound page with a text in its main part.
func page(main string) string { return document("", main) }

func document(head, main string) string {
	return `<!doctype html><html lang=en dir=ltr><head><meta charset=utf-8><meta http-equiv=content-security-policy content="default-src 'none';style-src 'self'"><meta name=viewport content="width=device-width,initial-scale=1"><title>The dam</title>` + head +
		`</head><body><a class=skip href=#_main>Skip to text</a><header><p>The site</p></header><main id=_main><h1>The dam</h1>` + main + `</main><footer><p>Imprint</p></footer></body></html>`
}

// wantOne fails unless a list holds one finding, of the code.
func wantOne(t *testing.T, l diag.List, code string) {
	t.Helper()
	if got := codes(l); !slices.Equal(got, []string{code}) {
		var b strings.Builder
		diag.WriteText(&b, l, false)
		t.Errorf("found %v, want [%s] alone:\n%s", got, code, b.String())
	}
}
