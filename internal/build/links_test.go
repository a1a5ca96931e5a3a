package build

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/sitetest"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// buildCase builds the site of a case. It returns the problems as an editor
// sees them, with their hints.
func buildCase(t *testing.T, name string, pairs ...string) (state, diag.List) {
	t.Helper()
	b := newBuilder(caseSite(t, name, pairs...), Options{})
	s := buildAll(b)
	return s, b.snap.Load().finished(s.problems)
}

// caseSite has the files of a case, folders too, as content beside a home page.
// Keys of other programs are written as brief's own by the pairs of strings.
func caseSite(t *testing.T, name string, pairs ...string) *sitetest.Site {
	t.Helper()
	live := sitetest.New(map[string]string{
		"brief.yaml":       "title: Cases\nbase_url: https://example.org/\ncheck: {severity: {missing-credit: \"off\"}}\n",
		"content/index.md": "---\ntitle: Home\n---\n",
	})
	dir := os.DirFS("testdata/" + name)
	err := fs.WalkDir(dir, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(dir, p)
		if path.Ext(p) == ".md" {
			body = []byte(strings.NewReplacer(pairs...).Replace(string(body)))
		}
		live.Write("content/"+p, body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// told are problems as place, code and hint, a line each.
func told(l diag.List) (lines []string) {
	for _, d := range l {
		lines = append(lines, fmt.Sprintf("%s:%d %s: %s", path.Base(d.Pos.File), d.Pos.Line, d.Code, d.Hint))
	}
	return lines
}

// The case ln-broken-targets: dead links went live, and a good anchor made in
// raw HTML was called broken. Raw HTML is refused unless a site allows it by
// name; refused, it has no anchor.
func TestLinksThatLeadNowhereAreListedWithWhatIsNear(t *testing.T) {
	_, problems := buildCase(t, "ln-broken-targets", "draft: true", "status: draft")
	want := []string{
		`page.md:6 broken-link: no file of the site has a name like it; in the folder of this one there is "index.md", "story.md"`,
		`page.md:8 broken-fragment: its headings have the names "#part-two"`,
		`page.md:10 link-to-held-page: publish that page first, or take the link out until then`,
		`page.md:12 broken-fragment: its headings have the names "#part-two"`,
	}
	got := slices.DeleteFunc(told(problems), func(s string) bool { return strings.HasPrefix(s, "story.md") })
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	live := caseSite(t, "ln-broken-targets", "draft: true", "status: draft")
	live.Write("brief.yaml", []byte("base_url: https://example.org/\nraw_html: [p]\n"))
	for _, d := range buildAll(newBuilder(live, Options{})).problems {
		if d.Pos.Line == 12 || d.Pos.File == "content/story.md" {
			t.Errorf("with raw HTML: %v", d)
		}
	}
}

// The case ln-space-and-unicode-names: "%20" was not found, or was encoded twice.
func TestFileNamesWithSpacesAccentsAndBracketsAreReached(t *testing.T) {
	s, problems := buildCase(t, "ln-space-and-unicode-names")
	if len(problems) > 0 {
		t.Error(problems)
	}
	p := readPage(t, text(t, s, "page/index.html"))
	var to []string
	for _, l := range p.links {
		file, _, ok := resolve("page/index.html", "/", strings.TrimPrefix(l.href, "https://example.org"))
		if !ok {
			t.Errorf("%q leads out of the site", l.href)
		}
		if s.file(file) == nil {
			t.Errorf("no file %q for %q", file, l.href)
		}
		if strings.ContainsAny(l.href, " ,()") || strings.Contains(l.href, "%25") {
			t.Errorf("the address %q is not encoded once", l.href)
		}
		if l.element == "a" || l.element == "img" {
			to = append(to, file)
		}
	}
	for file, times := range map[string]int{"my-file/index.html": 2, "café-(two)/index.html": 2, "photo one, large-640": 1} {
		n := 0
		for _, f := range to {
			if f == file || strings.HasPrefix(f, file+".") { // a picture has a hash in its name
				n++
			}
		}
		if n < times {
			t.Errorf("%s is reached %d times, not %d: %q", file, n, times, to)
		}
	}
}

// The case ln-encoded-fragment: a good link was called broken, or a bad one good.
func TestFragmentsAreReachedHoweverTheyAreTyped(t *testing.T) {
	s, problems := buildCase(t, "ln-encoded-fragment")
	want := []string{`page.md:6 broken-fragment: did you mean "#über-uns"?`}
	if d := cmp.Diff(want, told(problems)); d != "" {
		t.Error(d)
	}
	p := readPage(t, text(t, s, "page/index.html"))
	if !slices.Contains(p.ids, "über-uns") {
		t.Errorf("the ids are %q", p.ids)
	}
	n := 0
	for _, l := range p.links {
		file, fragment, _ := resolve("page/index.html", "/", l.href)
		switch {
		case fragment == "über-uns" && file == "page/index.html":
			n++
		case fragment == "50-mehr" && file == "story/index.html":
			n++
		}
	}
	if n != 4 {
		t.Errorf("%d of 4 links reach their heading: %v", n, p.links)
	}
}

// The case ln-case-mismatch: it works on the editor's disk and on no server.
func TestLetterCaseThatWorksOnOneDiskOnlyIsReported(t *testing.T) {
	s, problems := buildCase(t, "ln-case-mismatch")
	want := []string{
		`page.md:6 missing-picture: did you mean "photo.png"? Capital letters count, as some servers tell them apart`,
		`page.md:8 broken-link: did you mean "story.md"? Capital letters count, as some servers tell them apart`,
	}
	if d := cmp.Diff(want, told(problems)); d != "" {
		t.Error(d)
	}
	if s.file("files/Resume.pdf") == nil {
		t.Errorf("the file with a capital has another name: %q", s.paths())
	}
}

// The case ln-missing-image: the build passed, and readers saw a broken icon.
// Its lead picture is a key of front matter; here it is the first block.
func TestPicturesThatAreNotThereAreReportedWithWhatIsNear(t *testing.T) {
	s, problems := buildCase(t, "ln-missing-image", "image: nope.jpg\n---\n", "---\n![Lead](nope.jpg)\n")
	var got []string
	for _, d := range problems {
		got = append(got, fmt.Sprintf("%d: %s: %s", d.Pos.Line, d.Msg, d.Hint))
	}
	const save = "save the file beside the text and name it there: nothing is fetched from elsewhere"
	want := []string{
		`5: there is no picture "nope.jpg" (looked for content/nope.jpg): no file of the site has a name like it; write its path from the folder of this one`,
		`7: there is no picture "maps/lost.png" (looked for content/maps/lost.png): did you mean "maps/last.png"?`,
		`9: the picture "https://example.org/x.png" is not a file of this site: ` + save,
		`11: the picture "data:image/gif;base64,R0lGODlhAQABAAAAACw=" is not a file of this site: ` + save,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	// The page is made all the same, for the preview.
	if body := text(t, s, "page/index.html"); !strings.Contains(body, "nope.jpg") || strings.Contains(body, "example.org/x.png") || strings.Contains(body, "data:image/gif") {
		t.Errorf("got %s", body)
	}
}

// A picture that may not be read, or is a link out of the site, was told to be named
// by no file of the site, beside the problem that the same file had.
func TestAPictureThatCannotBeTakenIsNotToldToBeMissing(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"site/content/index.md": "---\ntitle: Home\n---\nText.\n\n![A map of it.](map.png)\n*C.* [Map: A]\n\n![A town.](away/town.png)\n*C.* [Map: A]\n",
		"away/town.png":         "x",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"content/map.png": "../../away/town.png", "content/away": "../../away"} {
		if err := os.Symlink(to, filepath.Join(root, "site", link)); err != nil {
			t.Fatal(err)
		}
	}
	b := New(Options{Input: source.Input{Site: source.Dir(filepath.Join(root, "site")), Layouts: layouts.FS, Static: static.FS}})
	res, err := b.WriteDir(t.Context(), t.TempDir(), output.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range res.Problems {
		if d.Code == "missing-picture" {
			got = append(got, d.Hint)
		}
	}
	want := []string{
		"content/map.png is there, but cannot be taken into the site: mend what is said of it",
		"content/away is there, but cannot be taken into the site: mend what is said of it",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A link to nothing that came where another link led was told of, and the hint of
// that other went on to name a file that is like it: no file had changed.
func TestAHintNamesWhatCannotBeTakenSinceTheLastBuild(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("content/index.md", "---\ntitle: Home\n---\nSee [it](why.md).\n")
	write("content/whys.md", "---\ntitle: Whys\n---\nText.\n")
	b := New(Options{Input: source.Input{Site: source.Dir(dir), Layouts: layouts.FS, Static: static.FS}})
	hint := func(b *Builder) string {
		t.Helper()
		l, err := b.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range l {
			if d.Code == "broken-link" {
				return d.Hint
			}
		}
		t.Fatalf("no broken link: %v", l)
		return ""
	}
	const like, there = `did you mean "whys.md"?`, "content/why.md is there, but cannot be taken into the site: mend what is said of it"
	if got := hint(b); got != like {
		t.Errorf("before: %q", got)
	}
	if err := os.Symlink("nothing", filepath.Join(dir, "content/why.md")); err != nil {
		t.Fatal(err)
	}
	b.Update([]string{"content/why.md"})
	if got := hint(b); got != there {
		t.Errorf("with a link to nothing there: %q", got)
	}
	if err := os.Remove(filepath.Join(dir, "content/why.md")); err != nil {
		t.Fatal(err)
	}
	b.Update([]string{"content/why.md"})
	if got := hint(b); got != like {
		t.Errorf("when it is gone again: %q", got)
	}
}

// A title that was pasted from a PDF, or from the name of a file of macOS, has "é" as
// two characters: a link with the one that keyboards write was told that there is no
// such place, and that the page's place has just that name.
func TestALinkFindsAPlaceInTheOtherUnicodeForm(t *testing.T) {
	const one, two = "\u00e9", "e\u0301"
	s := buildAll(newBuilder(sitetest.New(map[string]string{
		"brief.yaml":      "base_url: https://example.org/\n",
		"content/page.md": "---\ntitle: Page\nanchors: {old: " + two + "t" + two + "}\n---\n## Caf" + two + " au lait\n\n## Given {#" + two + "t" + two + "}\n\n> [!QA]\n> - **" + two + "a?** Yes.\n",
		"content/index.md": "---\ntitle: Home\n---\n" +
			"[1](page.md#caf" + one + "-au-lait) [2](page.md#caf" + two + "-au-lait) [3](page.md#" + one + "t" + one + ") [4](page.md#" + two + "t" + two + ") [5](page.md#old) [6](page.md#caf%C3%A9-au-lait) [7](page.md#" + one + "a)\n",
	}), Options{}))
	for _, d := range s.problems {
		if d.Severity == diag.Error {
			t.Errorf("%v: %s; %s", d.Pos, d.Msg, d.Hint)
		}
	}
	page := readPage(t, text(t, s, "page/index.html"))
	for _, l := range readPage(t, text(t, s, "index.html")).links {
		address, id, ok := strings.Cut(l.href, "#")
		if !ok || address != "page/" {
			continue
		}
		if id, err := url.PathUnescape(id); err != nil || !slices.Contains(page.ids, id) {
			t.Errorf("a link leads to %q, and the page has %q", id, page.ids)
		}
	}
}

// So does the mark of a note find its note, and a byline its author.
func TestNotesAndAuthorsAreFoundInTheOtherUnicodeForm(t *testing.T) {
	const one, two = "\u00e9", "e\u0301"
	for _, form := range [][2]string{{one, two}, {two, one}} {
		s := buildAll(newBuilder(sitetest.New(map[string]string{
			"brief.yaml":                "base_url: https://example.org/\n",
			"content/_data/people.yaml": "ren" + form[0] + ": {name: The author}\n",
			"content/index.md":          "---\ntitle: Home\ndate: 2025-01-01\nauthors: [ren" + form[1] + "]\n---\nText.[^not" + form[1] + "]\n\n[^not" + form[0] + "]: The source, June 2025.\n",
		}), Options{}))
		if len(s.problems) > 0 {
			t.Errorf("%q: %v", form, s.problems)
		}
		if body := text(t, s, "index.html"); !strings.Contains(body, "The author") || !strings.Contains(body, "The source") || strings.Contains(body, "[^") {
			t.Errorf("%q: got %s", form, body)
		}
	}
}

// The case sc-unsafe-schemes: links in the body were cleaned, and those of
// front matter and captions were not.
func TestNoAddressInTheOutputCanRunAProgram(t *testing.T) {
	s, problems := buildCase(t, "sc-unsafe-schemes", "source_url: \"javascript:alert(1)\"", "authors: [{name: Desk, url: \"javascript:alert(1)\"}]")
	lines := map[int]int{}
	for _, d := range problems {
		if path.Base(d.Pos.File) == "page.md" && d.Severity == diag.Error {
			lines[d.Pos.Line]++
		}
	}
	// Front matter; six links; two pictures; a caption; an address by itself.
	if d := cmp.Diff(map[int]int{4: 1, 7: 6, 9: 2, 11: 1, 13: 1}, lines); d != "" {
		t.Errorf("errors by line: %s\n%v", d, problems)
	}
	p := readPage(t, text(t, s, "page/index.html"))
	for _, name := range s.paths() {
		if path.Ext(name) == ".html" || path.Ext(name) == ".xml" {
			noUnsafeAddress(t, name, text(t, s, name))
		}
	}
	for _, word := range []string{"a", "b", "c", "d", "e", "f", "see x", "ok", "tel"} {
		if !strings.Contains(" "+p.text+" ", " "+word+" ") {
			t.Errorf("the text %q is gone: %s", word, p.text)
		}
	}
	for _, href := range []string{"mailto:desk@example.org", "tel:+85620000000"} {
		if !slices.ContainsFunc(p.links, func(l link) bool { return l.href == href }) {
			t.Errorf("no link %s", href)
		}
	}
}

// noUnsafeAddress reads attributes as browsers do: entities decoded, white
// space and control characters taken out.
func noUnsafeAddress(t *testing.T, name, src string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href":
				value := strings.ToLower(strings.Map(func(r rune) rune {
					if r <= ' ' || r == 0x7f {
						return -1
					}
					return r
				}, a.Val))
				for _, scheme := range []string{"javascript:", "vbscript:", "data:"} {
					if strings.HasPrefix(value, scheme) {
						t.Errorf("%s: %s=%q", name, a.Key, a.Val)
					}
				}
			}
		}
	}
}

// A heading was reworded, and every link to it from elsewhere landed at the top
// of the page: its old name, in anchors, lands where it landed. Links within
// the site get the new one.
func TestOldNamesOfHeadingsStillLand(t *testing.T) {
	const section = "---\ntitle: Section\nanchors: {what-it-costs: who-pays, old-term: term-sapper}\n---\n## Who pays\n\n" +
		"> [!GLOSSARY]\n> - **Sapper** — digs\n"
	s := buildAll(newBuilder(sitetest.New(map[string]string{
		"brief.yaml":                 "base_url: https://example.org/\n",
		"content/index.md":           "---\ntitle: Home\n---\n[a](one/10-section.md#what-it-costs) [b](many/10-section.md#what-it-costs)\n",
		"content/one/index.md":       "---\ntitle: One page\n---\n",
		"content/one/10-section.md":  section,
		"content/many/index.md":      "---\ntitle: Chapters\nedition: chapters\n---\n",
		"content/many/10-section.md": section,
	}), Options{}))
	for _, d := range s.problems {
		t.Errorf("%v", d)
	}
	for at, want := range map[string][]string{
		"one/index.html":          {"section-who-pays", "section-what-it-costs", "section-old-term"},
		"many/section/index.html": {"who-pays", "what-it-costs", "old-term"},
		"many/all/index.html":     {"section-who-pays", "section-what-it-costs", "section-old-term"},
	} {
		ids := readPage(t, text(t, s, at)).ids
		noRepeats(t, ids)
		for _, id := range want {
			if !slices.Contains(ids, id) {
				t.Errorf("%s has no place %q: %q", at, id, ids)
			}
		}
	}
	for _, want := range []string{"/one/#section-who-pays", "/many/section/#who-pays"} {
		if body := text(t, s, "index.html"); !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

// What anchors says of places that are not there, or that are there twice, is
// an error, and stays one when the heading alone is edited.
func TestAnchorsThatLeadNowhereAreErrors(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\nanchors: {old: who-payss, who-pays: past}\n---\n## Who pays\n\n## Past\n",
	})
	b := newBuilder(live, Options{})
	want := []string{
		`index.md:3 bad-anchor: did you mean "who-pays"? If not, write the name that the heading has now`,
		`index.md:3 bad-anchor: remove it from anchors, or give that heading a name of its own: ## Heading {#name}`,
	}
	if d := cmp.Diff(want, toldOf(b, "bad-anchor")); d != "" {
		t.Error(d)
	}
	b.Update(live.Write("content/index.md", []byte(strings.NewReplacer("payss", "pays", "## Who pays", "## Costs").Replace(live.Text("content/index.md")))))
	want = []string{`index.md:3 bad-anchor: write the name that the heading has now`}
	if d := cmp.Diff(want, toldOf(b, "bad-anchor")); d != "" {
		t.Error(d)
	}
}

// toldOf are a build's problems with a code, as told.
func toldOf(b *Builder, code string) []string {
	l := b.snap.Load().finished(buildAll(b).problems)
	return told(slices.DeleteFunc(l, func(d diag.Diag) bool { return d.Code != code }))
}

// Whoever linked to the feed before the site's address was known was told that no file
// has a name like it.
func TestLinksToWhatIsNotMadeYetSayWhenItIs(t *testing.T) {
	const page = "---\ntitle: Home\n---\n[The feed](/feed.xml), [the map of the site](/sitemap.xml), [what was wrong](/corrections/).\n"
	hints := func(settings string) (hints []string) {
		b := newBuilder(sitetest.New(map[string]string{"brief.yaml": settings, "content/index.md": page}), Options{})
		for _, d := range b.snap.Load().finished(buildAll(b).problems) {
			if d.Code == "broken-link" {
				hints = append(hints, d.Hint)
			}
		}
		return hints
	}
	const address = "it is made once the site's address is known: write base_url: https://example.org/ in brief.yaml, or give --base-url"
	if got, want := hints(""), []string{address, address, "it is made once a page has a correction"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := hints("base_url: https://example.org/\n"), []string{"it is made once a page has a correction"}; !slices.Equal(got, want) {
		t.Errorf("with an address: got %q, want %q", got, want)
	}
}
