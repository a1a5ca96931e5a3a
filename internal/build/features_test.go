package build

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"brief/internal/diag"
	"brief/internal/sitetest"

	"github.com/google/go-cmp/cmp"
)

func buildEvery(t *testing.T, opt Options, edits ...sitetest.Edit) state {
	t.Helper()
	live := sitetest.EveryFeature()
	for _, e := range edits {
		e.Apply(live)
	}
	return buildAll(newBuilder(live, opt))
}

func TestHeldBackPagesOccurInNoOutput(t *testing.T) {
	secret := []string{
		"Secretdraft", "Draftword", "leak/", "draft/", "secret.png",
		"Secretreview", "Reviewword", "Secretembargo", "Embargoword", "Secretexpired", "Expiredword",
	}
	s := buildEvery(t, Options{})
	for _, f := range s.files {
		body := text(t, s, f.Path)
		for _, word := range secret {
			if strings.Contains(body, word) || strings.Contains(f.Path, word) {
				t.Errorf("%s gives away %q", f.Path, word)
			}
		}
	}
	all := buildEvery(t, Options{Drafts: true})
	text(t, all, "draft/index.html") // the words are found where they may be
	text(t, all, "secret.png")
}

func TestEmbargoEndsToTheSecond(t *testing.T) {
	embargo := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		asOf time.Time
		want bool
	}{
		{embargo.Add(-time.Second), false},
		{embargo.Add(time.Second), true},
	} {
		s := buildEvery(t, Options{AsOf: test.asOf})
		got := slices.ContainsFunc(s.paths(), func(p string) bool { return strings.Contains(text(t, s, p), "Secretembargo") })
		if got != test.want {
			t.Errorf("as of %v: the page is published: %v", test.asOf, got)
		}
	}
}

func TestWithdrawnPageKeepsItsAddressAlone(t *testing.T) {
	s := buildEvery(t, Options{})
	const at = "withdrawn/index.html"
	if body := text(t, s, at); !strings.Contains(body, "noindex") {
		t.Errorf("%s lacks noindex", at)
	}
	for _, f := range []string{"index.html", "feed.xml", "sitemap.xml"} {
		if strings.Contains(text(t, s, f), "withdrawn/") {
			t.Errorf("%s names a withdrawn page", f)
		}
	}
}

func TestSingleEditionIsOnePageInOrderWithOneListOfNotes(t *testing.T) {
	s := buildEvery(t, Options{})
	var pages []string
	for _, p := range s.paths() {
		if strings.HasPrefix(p, "in-short/") || strings.HasPrefix(p, "short/") {
			pages = append(pages, p)
		}
	}
	if len(pages) != 1 {
		t.Fatalf("a briefing of one page has the outputs %v", pages)
	}
	p := readPage(t, text(t, s, pages[0]))
	inOrder(t, p.text, "All on one page.", "Part one.", "Part two, after", "Part three.", "The first source.", "The second source.", "The third source.")
	noRepeats(t, p.ids)
}

func TestChaptersAreACoverAndAPageASection(t *testing.T) {
	s := buildEvery(t, Options{})
	var pages []string
	for _, p := range s.paths() {
		if strings.HasPrefix(p, "laos/") && strings.HasSuffix(p, ".html") {
			pages = append(pages, p)
		}
	}
	want := []string{
		"laos/all/index.html", "laos/basis/index.html", "laos/index.html", "laos/screen/index.html", "laos/why/index.html",
	}
	if d := cmp.Diff(want, pages); d != "" {
		t.Error(d)
	}
}

func TestNextVisitsEveryChapterOnceAndPrevGoesBack(t *testing.T) {
	s := buildEvery(t, Options{})
	at := "laos/index.html"
	var visited []string
	for len(visited) < 10 {
		visited = append(visited, at)
		next := readPage(t, text(t, s, at)).rel("next")
		if next == "" {
			break
		}
		to, _, _ := resolve(at, "/files/", next)
		back, _, _ := resolve(to, "/files/", readPage(t, text(t, s, to)).rel("prev"))
		if back != at {
			t.Errorf("%s follows %s, but its previous page is %q", to, at, back)
		}
		at = to
	}
	if prev := readPage(t, text(t, s, visited[0])).rel("prev"); prev != "" {
		t.Errorf("the cover has a page before it: %s", prev)
	}
	want := []string{"laos/index.html", "laos/screen/index.html", "laos/why/index.html", "laos/basis/index.html"}
	if d := cmp.Diff(want, visited); d != "" {
		t.Error(d)
	}
}

func TestOnePageEditionHoldsAllTextOnce(t *testing.T) {
	s := buildEvery(t, Options{})
	src := text(t, s, "laos/all/index.html")
	p := readPage(t, src)
	for _, sentence := range []string{
		"Why a small country matters.", "The first section.", "The second section goes back to", "The third section, with",
		"Source of the cover.", "Source of the first section.", "Source of the second section.", "Another of its sources.",
	} {
		sentence = strings.Replace(sentence, "Source of the cover", "A source of the cover", 1)
		if n := strings.Count(p.text, sentence); n != 1 {
			t.Errorf("%q stands there %d times", sentence, n)
		}
	}
	noRepeats(t, p.ids)
	if p.rel("canonical") == "" {
		t.Error("it has no canonical address")
	}
	// Two sections call a note "a": in one page their numbers must differ.
	inOrder(t, p.text, "A source of the cover.", "Source of the first section.", "Source of the second section.", "Another of its sources.")
	if id := "why-the-past"; !slices.Contains(p.ids, id) {
		t.Errorf("no id %s among %v", id, p.ids)
	}
}

// Without an address of its own a site works wherever it is put; with one, at
// that place.
func TestSiteWorksAtItsBasePath(t *testing.T) {
	// What is broken in the site is broken in its Markdown, and reported there.
	mended := []sitetest.Edit{
		{Op: sitetest.Remove, Path: "content/loose"},
		{Op: sitetest.Replace, Path: "content/2025-report.md", Key: "[the feed](/feed.xml)", Text: "no feed"}, // there is none without a base
	}
	for _, test := range []struct{ base, prefix string }{
		{"", "/"}, {"", "/a/b/"}, {"https://example.org/", "/"}, {"https://example.org/a/b/", "/a/b/"},
	} {
		t.Run(fmt.Sprintf("base=%q prefix=%s", test.base, test.prefix), func(t *testing.T) {
			edits := append(slices.Clip(mended), sitetest.Edit{Op: sitetest.Set, Path: "brief.yaml", Key: "base_url", Text: test.base})
			s := buildEvery(t, Options{}, edits...)
			if l := errorsOf(s); len(l) > 0 {
				t.Fatalf("the site has errors: %v", l)
			}
			if n := checkLinks(t, s, test.prefix); n < 100 {
				t.Errorf("only %d links: the test does not see them", n)
			}
		})
	}
}

// checkLinks follows every address of every page and counts them.
func checkLinks(t *testing.T, s state, prefix string) (n int) {
	t.Helper()
	pages := map[string]page{}
	for _, f := range s.files {
		if strings.HasSuffix(f.Path, ".html") {
			pages[f.Path] = readPage(t, text(t, s, f.Path))
		}
	}
	for at, p := range pages {
		for _, l := range p.links {
			file, fragment, ok := resolve(at, prefix, l.href)
			if !ok {
				continue
			}
			n++
			if s.file(file) == nil {
				t.Errorf("%s: %s leads to %s, which is not there", at, l.href, file)
			} else if fragment != "" && !slices.Contains(pages[file].ids, fragment) {
				t.Errorf("%s: %s leads to no id of %s: %v", at, l.href, file, pages[file].ids)
			}
		}
	}
	return n
}

func TestOverridingOnePartialChangesOnlyPagesThatUseIt(t *testing.T) {
	const at = "layouts/partials/byline.html"
	before := buildEvery(t, Options{}, sitetest.Edit{Op: sitetest.Remove, Path: at})
	after := buildEvery(t, Options{}, sitetest.Edit{Op: sitetest.Write, Path: at, Text: "{{if .Date}}<p>Ownbyline{{end}}"})
	var changed, marked []string
	for _, f := range after.files {
		if was := before.file(f.Path); was == nil || was.Sum != f.Sum {
			changed = append(changed, f.Path)
		}
		if strings.Contains(text(t, after, f.Path), "Ownbyline") {
			marked = append(marked, f.Path)
		}
	}
	if d := cmp.Diff(marked, changed); d != "" {
		t.Errorf("pages with the byline, and pages that changed:\n%s", d)
	}
	if len(marked) < 5 || len(after.files) != len(before.files) {
		t.Errorf("%d pages have the byline; there are %d outputs and were %d", len(marked), len(after.files), len(before.files))
	}
}

// The result depends on nothing but the site: not on how many work on it, not
// on the order in which the file system names its files, not on what was
// before.
func TestSameSiteSameBytes(t *testing.T) {
	want := buildEvery(t, Options{Workers: 1})
	live := sitetest.EveryFeature()
	again := newBuilder(live, Options{})
	first := buildAll(again)
	reversed := newBuilder(live, Options{})
	reversed.opt.Input.Site = sitetest.Reversed{Site: live}
	for name, got := range map[string]state{
		"eight workers":        buildEvery(t, Options{Workers: 8}),
		"built once":           first,
		"built again":          buildAll(again),
		"other order of files": buildAll(New(reversed.opt)),
	} {
		if got.sum() != want.sum() {
			t.Errorf("%s: %s", name, got.diff(want))
		}
	}
}

func errorsOf(s state) diag.List {
	return slices.DeleteFunc(slices.Clone(s.problems), func(d diag.Diag) bool { return d.Severity != diag.Error })
}

func inOrder(t *testing.T, in string, parts ...string) {
	t.Helper()
	rest := in
	for _, p := range parts {
		_, after, ok := strings.Cut(rest, p)
		if !ok {
			t.Errorf("%q is not there, or not in its place, in:\n%s", p, in)
			return
		}
		rest = after
	}
}

func noRepeats(t *testing.T, ids []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			t.Errorf("two elements have the id %s", id)
		}
		seen[id] = true
	}
}
