package content

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/source"
)

func parse(path, text string) (*Page, diag.List) {
	return Parse(source.NewFile(path, []byte(text)), Options{Languages: []string{"en", "lo"}, Lang: "en"})
}

func TestFileNameSaysNumberNameAndLanguage(t *testing.T) {
	for _, c := range []struct {
		path   string
		number int
		name   string
		suffix string
		lang   string
	}{
		{"content/10-why.md", 10, "why", "", "en"},
		{"content/laos/010-why-laos.lo.md", 10, "why-laos", "lo", "lo"},
		{"content/0-first.md", 0, "first", "", "en"},
		{"content/2024-review.md", -1, "2024-review", "", "en"},
		{"content/10.md", -1, "10", "", "en"},
		{"content/10-.md", -1, "10-", "", "en"},
		{"content/node.js.md", -1, "node.js", "", "en"},
		{"content/why.LO.md", -1, "why.LO", "", "en"},
		{"content/lo.md", -1, "lo", "", "en"},
		{"content/index.md", -1, "index", "", "en"},
		{"content/index.lo.md", -1, "index", "lo", "lo"},
		{"content/10-index.md", 10, "index", "", "en"},
	} {
		p, _ := parse(c.path, "---\ntitle: T\n---\n")
		if p.Number != c.number || p.Name != c.name || p.Suffix != c.suffix || p.Lang != c.lang {
			t.Errorf("%s: %d %q %q %q", c.path, p.Number, p.Name, p.Suffix, p.Lang)
		}
		if want := c.number < 0 && c.name == "index"; p.IsIndex() != want {
			t.Errorf("%s: IsIndex is %v", c.path, p.IsIndex())
		}
	}
}

func TestPagesAreMarkdownFilesOutsideUnderscoreFolders(t *testing.T) {
	for path, want := range map[string]bool{
		"content/a.md": true, "content/laos/10-a.lo.md": true, "content/a_b.md": true,
		"content/_notes.md": false, "content/_data/a.md": false, "content/laos/_old/a.md": false, "content/laos/_a.md": false,
		"content/map.png": false, "content/a.md.yaml": false, "content/.md": false, "layouts/a.md": false, "content": false,
	} {
		if IsPage(path) != want {
			t.Errorf("IsPage(%q) is %v", path, !want)
		}
	}
}

func TestFrontMatterIsFilledIn(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"content/a.md", "---\ntitle: From front matter\n---\n# From the text\n", "From front matter page published en []"},
		{"content/a.md", "# From the *text*\n\nText.\n", "From the text page published en []"},
		{"content/a.md", "\n\nText.\n", "a page published en [missing-title]"},
		{"content/laos/index.md", "", "laos page published en [missing-title]"},
		{"content/a.md", "---\ntitle: T\ndate: 2025-07-14\nlang: fr\n---\n", "T explainer published fr [unlisted-language]"},
		{"content/a.lo.md", "---\ntitle: T\nlang: fr\nstatus: draft\n---\n", "T page draft lo [two-languages]"},
		{"content/a.md", "---\ntitle: T\ntype: analysis\n---\n", "T analysis published en [missing-date]"},
		{"content/a.md", "---\ntitle: T\ntype: page\n---\n", "T page published en []"},
		// A date that cannot be read is not reported as missing as well.
		{"content/a.md", "---\ntype: report\ndate: 2025-02-30\n---\n", "a report published en [impossible-date]"},
	} {
		p, l := parse(c.path, c.text)
		codes := []string{}
		for _, d := range l {
			codes = append(codes, d.Code)
		}
		if got := fmt.Sprint(p.Meta.Title, " ", p.Meta.Type, " ", p.Meta.Status, " ", p.Lang, " ", codes); got != c.want {
			t.Errorf("%s %q: %s; want %s", c.path, c.text, got, c.want)
		}
	}
}

func TestSumsChangeWithWhatTheyStandFor(t *testing.T) {
	const path, text = "content/a.md", "---\ntitle: A\n---\nText.\n"
	was, _ := parse(path, text)
	for _, c := range []struct {
		name, path, text string
		opt              Options
		meta, body       bool // the sum changes
	}{
		{"nothing", path, text, Options{Lang: "en"}, false, false},
		{"the body", path, text + "More.\n", Options{Lang: "en"}, false, true},
		{"the title", path, strings.Replace(text, "A", "B", 1), Options{Lang: "en"}, true, false},
		{"a key of a line", path, strings.Replace(text, "A", "A\ndek: D", 1), Options{Lang: "en"}, true, true}, // places in the body move
		{"the path", "content/b.md", text, Options{Lang: "en"}, true, true},
		{"the site's language", path, text, Options{Lang: "lo"}, true, true},
		{"the zone", path, text, Options{Lang: "en", Zone: time.FixedZone("X", 3600)}, true, false},
		{"raw HTML", path, text, Options{Lang: "en", Markdown: markdown.Options{RawHTML: []string{"kbd"}}}, false, true},
	} {
		p, _ := Parse(source.NewFile(c.path, []byte(c.text)), c.opt)
		if meta, body := p.MetaSum != was.MetaSum, p.BodySum != was.BodySum; meta != c.meta || body != c.body {
			t.Errorf("%s: MetaSum changed: %v, BodySum changed: %v", c.name, meta, body)
		}
	}
}

// A leading heading stands in for a title that front matter lacks: it is
// metadata, though it stands in the body.
func TestTitleFromTheTextIsMetadata(t *testing.T) {
	a, _ := parse("content/a.md", "# A\n")
	b, _ := parse("content/a.md", "# B\n")
	if a.MetaSum == b.MetaSum {
		t.Error("two titles, one MetaSum")
	}
}

func TestDocIsParsedOnceForAllWorkersAndKeptUntilRelease(t *testing.T) {
	p, l := parse("content/a.md", "---\ntitle: A\n---\n## One\n\n![Alt](map.png)\n*Caption.* [Credit]\n")
	if len(l) > 0 {
		t.Fatal(l)
	}
	docs := make([]*markdown.Doc, 8)
	var workers sync.WaitGroup
	for i := range docs {
		workers.Go(func() { docs[i], _ = p.Doc() })
	}
	workers.Wait()
	for _, d := range docs {
		if d != docs[0] {
			t.Fatal("two parses")
		}
	}
	x := p.Extract()
	want := &Extract{Words: docs[0].Words, Anchors: []string{"one"}, Pictures: []Picture{{Src: "map.png", Alt: "Alt", Credit: "Credit"}}}
	if !reflect.DeepEqual(x, want) {
		t.Errorf("got %+v, want %+v", x, want)
	}
	p.Release()
	if p.Extract() != x {
		t.Error("the extract went with the body")
	}
	if again, _ := p.Doc(); again == docs[0] {
		t.Error("the body was not let go")
	}
}

func TestExtractParsesABodyThatNobodyHasAskedFor(t *testing.T) {
	p, _ := parse("content/a.md", "---\ntitle: A\n---\nThree words here.\n")
	if x := p.Extract(); x.Words != 3 {
		t.Errorf("%+v", x)
	}
}

func TestEncodingKeepsValuesApart(t *testing.T) {
	day := config.Date{Time: time.Date(2025, 7, 14, 0, 0, 0, 0, time.UTC), DayOnly: true}
	moment := config.Date{Time: day.Time}
	elsewhere := config.Date{Time: day.Time.In(time.FixedZone("", 7*3600))}
	seen := map[[16]byte]int{}
	for i, e := range []Encoding{
		nil, Encoding{}.Text(""), Encoding{}.Text("ab"), Encoding{}.Text("a").Text("b"), Encoding{}.Text("").Text("ab"),
		Encoding{}.Int(7), Encoding{}.Int(-7), Encoding{}.Bool(true), Encoding{}.Date(config.Date{}).Int(1),
		Encoding{}.Date(day), Encoding{}.Date(moment), Encoding{}.Date(elsewhere),
	} {
		if j, ok := seen[e.Sum()]; ok {
			t.Errorf("%d and %d have one sum", j, i)
		}
		seen[e.Sum()] = i
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "---\ntitle: A\n---\n# B\n", "---\ntitle: A", "---\n---\n", "# A", "+++\n", "\ufeff---\ntitle: A\n---\n", "---\r\ntitle: A\r\n---\r\n\r\nText"} {
		f.Add("10-a.lo.md", s)
	}
	f.Fuzz(func(t *testing.T, name, text string) {
		p, l := parse("content/"+name, text)
		again, k := parse("content/"+name, text)
		if !reflect.DeepEqual(p.Meta, again.Meta) || !reflect.DeepEqual(l, k) || p.MetaSum != again.MetaSum || p.BodySum != again.BodySum {
			t.Fatal("two parses of one file differ")
		}
		if p.Meta.Title == "" && p.Name != "" || p.Meta.Status == "" || p.Meta.Type == "" {
			t.Fatalf("left empty: %+v", p.Meta)
		}
	})
}

// BenchmarkParse is a page of nine keys and 4.6 KB, its body not parsed.
func BenchmarkParse(b *testing.B) {
	text := "---\ntitle: Why Laos?\ndek: What a small, poor ally offers Moscow\nkicker: Security\ntype: explainer\n" +
		"status: published\ndate: 2025-07-14\nauthors: [{name: Desk}]\ntags: [Laos, recruitment]\nsources_note: Kontur\n---\n" +
		strings.Repeat("A sentence of the body, as long as others are. ", 90)
	f := source.NewFile("content/10-why.md", []byte(text))
	for b.Loop() {
		if _, l := Parse(f, Options{Lang: "en"}); len(l) > 0 {
			b.Fatal(l)
		}
	}
}
