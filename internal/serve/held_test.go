package serve

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"brief/internal/build"
	"brief/internal/sitetest"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"
)

// Row B6: what readers must not see yet is shown with the reason, and left out
// where a build would leave it out; another moment shows another site.
func TestHeldBackPagesHaveABadgeOrAreLeftOut(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md":   "---\ntitle: Home\n---\nx\n",
		"content/draft.md":   "---\ntitle: Draft\nstatus: draft\n---\nA [slip](gone.md).\n",
		"content/later.md":   "---\ntitle: Later\ndate: 2025-01-01\nembargo: 2026-06-01T00:00:00Z\n---\nx\n",
		"content/expired.md": "---\ntitle: Expired\ndate: 2024-01-01\nexpires: 2025-01-01\n---\nx\n",
	})
	all, published := newServer(live, true), newServer(live, false)
	for path, want := range map[string]state{
		"/":         {},
		"/draft/":   {Held: "draft"},
		"/later/":   {Held: "embargo", Until: "2026-06-01T00:00:00Z"},
		"/expired/": {Held: "expired"},
	} {
		w := get(all, path)
		st := stateIn(t, w.Body.String())
		if w.Code != 200 || st.Held != want.Held || st.Until != want.Until || len(st.Errors) != 0 {
			t.Errorf("%s: status %d, %+v, want %+v without errors", path, w.Code, st, want)
		}
		if w := get(published, path); (w.Code == 200) != (want.Held == "") {
			t.Errorf("--published: %s: status %d", path, w.Code)
		}
	}

	later := New(Options{Builder: build.New(build.Options{
		Input: source.Input{Site: live, Layouts: layouts.FS, Static: static.FS},
		AsOf:  time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC),
	})})
	if w := get(later, "/later/"); w.Code != 200 || stateIn(t, w.Body.String()).Held != "" {
		t.Errorf("--as-of 2027-01-01: /later/ has status %d", w.Code)
	}
	// A preview that runs on past the moment becomes the same.
	published.Pass(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, path := range []string{"/", "/draft/", "/later/", "/expired/", "/sitemap.xml"} {
		if now, want := get(published, path), get(later, path); !sameAnswer(now, want) {
			t.Errorf("%s after the moment: status %d, want %d", path, now.Code, want.Code)
		}
	}
}

// A draft's slip was a warning in the panel of its page, as in a build, and an
// error in the list of the site's problems.
func TestADraftsSlipIsAWarningWhereverItIsTold(t *testing.T) {
	s := newServer(sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\nA [slip](gone.md).\n",
		"content/draft.md": "---\ntitle: Draft\nstatus: draft\ndek: x\ntags: {}\n---\nA [slip](gone.md).\n",
	}), true)
	want := map[string]string{
		"content/index.md:4:3 broken-link": "error",
		"content/draft.md:5:7 wrong-kind":  "warning", // of its front matter
		"content/draft.md:7:3 broken-link": "warning", // of its text
	}
	told := func(where string, of ...problem) {
		t.Helper()
		for _, p := range of {
			if id := p.Place + " " + p.Code; want[id] != "" && want[id] != p.Severity {
				t.Errorf("%s: %s is told as %s, want %s", where, id, p.Severity, want[id])
			} else if want[id] != "" {
				delete(want, id)
			}
		}
	}
	all := maps.Clone(want)
	for _, page := range []string{"/", "/draft/"} {
		st := stateIn(t, get(s, page).Body.String())
		told(page, append(st.Errors, st.Warnings...)...)
	}
	if len(want) > 0 {
		t.Errorf("the pages do not tell %v", want)
	}
	want = all
	var list []problem
	if err := json.Unmarshal(get(s, "/"+own+"problems").Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	told("the site's list", list...)
	if len(want) > 0 {
		t.Errorf("the site's list does not tell %v", want)
	}
}

func TestLinksOpenTheEditor(t *testing.T) {
	for name, want := range map[string]string{
		"code -w":           "vscode://file/a%20site/content/a%20b.md:3:7",
		"/usr/bin/codium":   "vscodium://file/a%20site/content/a%20b.md:3:7",
		"phpstorm":          "phpstorm://open?file=%2Fa+site%2Fcontent%2Fa+b.md&line=3&column=7",
		"nvim":              "nvim +3 'content/a b.md'",
		"hx":                "hx 'content/a b.md:3:7'",
		"":                  "",
		"C:\\bin\\Code.exe": "vscode://file/a%20site/content/a%20b.md:3:7",
	} {
		e, err := ParseEditor(strings.ReplaceAll(name, `\`, "/"))
		if err != nil {
			t.Fatal(err)
		}
		if href, command := e.link("/a site", at("content/a b.md", 3, 7)); href+command != want {
			t.Errorf("%q: %q %q, want %q", name, href, command, want)
		}
	}
	if _, err := ParseEditor("wordstar"); err == nil {
		t.Error("an unknown editor is taken")
	}
}
