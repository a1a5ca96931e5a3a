package check

import (
	"strconv"
	"strings"
	"testing"

	"brief/internal/diag"
)

// What J6 of the feature list names, each in a site that is sound but for it.
// The keys are of the right form and open nothing.
func TestSeededLeaksAreFound(t *testing.T) {
	letters := strings.Repeat("aB3", 20)
	for _, tt := range []struct{ name, code, in, add string }{
		{"title of a draft in a page", "leak-draft", "why/index.html", `<p>See The secret talks of Quessan soon.</p>`},
		{"title of a draft in an attribute", "leak-draft", "why/index.html", `<p title="The secret talks of Quessan">a</p>`},
		{"title of a draft in a feed", "leak-draft", "feed.xml", `<entry><title>The secret talks of Quessan</title></entry>`},
		{"title of a draft in a sitemap of titles", "leak-draft", "data.json", `{"title":"The secret talks of Quessan"}`},
		{"key of a cloud", "leak-key", "why/index.html", `<p>AKIA` + "ABCDEFGHIJKLMNOP" + `</p>`},
		{"token of a code host", "leak-key", "site.css", `/* ghp_` + letters[:36] + ` */`},
		{"private key", "leak-key", "why/index.html", "<pre tabindex=0>-----BEGIN RSA " + "PRIVATE KEY-----\nMII</pre>"},
		{"token that lets somebody in", "leak-key", "data.json", `{"t":"eyJ` + letters[:20] + `.eyJ` + letters[:20] + `.` + letters[:20] + `"}`},
		{"password in an address", "leak-key", "why/index.html", `<p>https://anna:` + `secret@db.example/</p>`},
		{"home folder", "leak-path", "why/index.html", `<p>Saved in /home/anna/briefings.</p>`},
		{"home folder of a Mac", "leak-path", "why/index.html", `<p title="/Users/anna/Desktop/a.png">a</p>`},
		{"home folder of Windows", "leak-path", "why/index.html", `<p>C:\Users\anna\a.docx</p>`},
		{"file address", "leak-path", "icon.svg", `<g title="file:///C:/a.png"/>`},
		{"comment in a page", "leak-comment", "why/index.html", `<!-- TODO: ask the ministry -->`},
		{"comment in a style sheet", "leak-comment", "site.css", `/* FIXME later */`},
		{"comment in a drawing", "leak-comment", "icon.svg", `<!-- XXX wrong border -->`},
		{"source map named", "leak-source-map", "site.css", `/*# sourceMappingURL=site.css.map */`},
		{"source map", "leak-source-map", "site.css.map", `{}`},
		{"repository", "leak-repository", ".git/config", `x`},
		{"repository below a folder", "leak-repository", "files/.git/HEAD", `x`},
		{"keys of a server", "leak-key", ".env", `x`},
		{"backup", "leak-litter", "files/plan.docx~", `x`},
		{"swap file", "leak-litter", ".index.html.swp", `x`},
		{"file of a system", "leak-litter", "files/.DS_Store", `x`},
		{"file of a drawing program", "leak-litter", "map.psd", `x`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := sound()
			body := files[tt.in]
			if i := max(strings.LastIndex(body, "</main>"), strings.LastIndex(body, "</feed>"), strings.LastIndex(body, "</svg>")); i >= 0 {
				body = body[:i] + tt.add + body[i:]
			} else {
				body += tt.add
			}
			files[tt.in] = body
			opt := based()
			opt.Held = []Held{{Source: "content/talks.md", Title: "The secret talks of Quessan"}}
			wantOne(t, checked(t, opt, files), tt.code)
		})
	}
}

func TestWhatOnlyLooksLikeALeakIsNone(t *testing.T) {
	for _, main := range []string{
		`<p>The secret talks, of which Quessan spoke.</p>`,
		`<p>The secret talks of Quessana.</p>`,
		`<p><a href=https://elsewhere.example/home/anna/>Anna</a> https://elsewhere.example/home/anna/</p>`,
		`<p>They went to /home/ and ../home/x.</p>`,
		`<p>AKIASHORT, ghp_short, sk_live_ and eyJhbGci are beginnings.</p>`,
		`<p>-----BEGIN CERTIFICATE-----</p>`,
		`<p>The TODO list is text here: TODO</p>`,
		`<!-- mastodon TODOS -->`,
		`<p>https://elsewhere.example:8080/a@b and mailto:a@b.example</p>`,
	} {
		files := sound()
		files["why/index.html"] = strings.Replace(files["why/index.html"], "</main>", main+"</main>", 1)
		opt := based()
		opt.Held = []Held{{Source: "content/talks.md", Title: "The secret talks of Quessan"}, {Source: "content/a.md", Title: "Laos"}}
		if l := checked(t, opt, files); len(l) > 0 {
			t.Errorf("%s\nfound %v", main, l)
		}
	}
}

// A key that is found must not be printed again in a log.
func TestKeysAreNotRepeated(t *testing.T) {
	key := "AKIA" + "ABCDEFGHIJKLMNOP"
	l := checked(t, based(), map[string]string{"site.css": "/* " + key + " */"})
	wantOne(t, l, "leak-key")
	var b strings.Builder
	diag.WriteText(&b, l, false)
	if strings.Contains(b.String(), key) {
		t.Errorf("the whole key is printed:\n%s", b.String())
	}
}

func TestPagesOverTheirBudget(t *testing.T) {
	noise := func(n int) string { // what does not compress
		b := make([]byte, n)
		x := uint32(1)
		for i := range b {
			x = x*1664525 + 1013904223
			b[i] = byte(x >> 24)
		}
		return string(b)
	}
	budget := func(key, size string) Options {
		o := based()
		o.Config.Check.Budget = map[string]string{key: size}
		return o
	}
	files := sound()
	files["Map.png"] = noise(90_000)
	files["Map-2.png"] = noise(120_000)
	files["site.css"] += "/*" + strings.Repeat(" ", 100_000) + "*/" // compresses to nothing
	for _, tt := range []struct{ key, size, code string }{
		{"page", "200KB", ""},
		{"page", "120KB", "over-budget"}, // of the two sizes of the picture the second is loaded
		{"page", "0.2 MB", ""},
		{"image", "150KB", ""},
		{"css", "1KB", ""},
		{"html", "300", "over-budget"},
		{"image", "large", "bad-budget"},
		{"pages", "1KB", "bad-budget"},
	} {
		t.Run(tt.key+" "+tt.size, func(t *testing.T) {
			l := checked(t, budget(tt.key, tt.size), files)
			if tt.code == "" {
				if len(l) > 0 {
					t.Errorf("found %v", l)
				}
				return
			}
			if len(l) == 0 {
				t.Fatal("nothing was found")
			}
			for _, d := range l {
				if d.Code != tt.code || d.Severity != diag.Error {
					t.Errorf("found %v", d)
				}
			}
		})
	}
	l := checked(t, budget("page", "120KB"), files)
	if len(l) != 1 || !strings.Contains(l[0].Hint, "120.0 KB /Map-2.png (image)") || !strings.Contains(l[0].Hint, "/site.css (css)") || !strings.Contains(l[0].Msg, "the budget is 120.0 KB") {
		t.Errorf("no table of what is loaded: %v", l)
	}
	files["Map-2.png"] = noise(500_000)
	if l := checked(t, based(), files); len(l) != 1 || l[0].Code != "over-budget" || l.HasErrors() {
		t.Errorf("without a budget: %v", l)
	}
}

// Short pages were held to the budget of html, and to that of page, by what they
// weigh before they are compressed.
func TestShortPagesAreWeighedAsTheyAreSent(t *testing.T) {
	files := sound()
	o := based()
	o.Bytes = func(path string) ([]byte, error) { return []byte(files[path]), nil }
	raw, packed := len(files["index.html"]), int(New(Options{}).packedSize([]byte(files["index.html"])))
	if raw < packed+100 {
		t.Fatalf("the page weighs %d bytes, compressed %d", raw, packed)
	}
	over := func(kind string, limit int) bool {
		o.Config.Check.Budget = map[string]string{kind: strconv.Itoa(limit)}
		for _, d := range checked(t, o, files) {
			if d.Code == "over-budget" && strings.Contains(d.Msg, "/ weighs") {
				return true
			}
		}
		return false
	}
	if over("html", packed) || !over("html", packed-1) {
		t.Errorf("the page is not held to the budget of html by its %d bytes as sent", packed)
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int64{"200KB": 200_000, "14600": 14600, " 1.5 MB": 1_500_000, "2kib": 2048, "1MiB": 1 << 20, "3 b": 3, "0": 0, "-1KB": 0, "x": 0, "1e9": 0, "9999999MB": 0, "": 0, "1.2.3": 0} {
		if got, ok := parseSize(text); got != want || ok != (want > 0) {
			t.Errorf("%q is %d (%v), want %d", text, got, ok, want)
		}
	}
}
