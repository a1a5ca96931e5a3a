package asset

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/source"
)

// newSet takes in the static files of an archive. Templates name css/site.css.
func newSet(archive string) (*Set, diag.List) {
	files := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return New(source.Scan(source.Input{Site: files}), []string{"css/site.css", "none.css"}, NewMinifier(), new(config.Config))
}

// text is what a file is published as, which must be without problems.
func text(t *testing.T, a *Set, name string) string {
	t.Helper()
	file, problems := a.Publish(a.Find(name))
	for _, d := range problems {
		t.Errorf("problem: %v", d)
	}
	body, err := file.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAssetsThatStyleSheetsNameHaveTheirHashInTheirName(t *testing.T) {
	a, problems := newSet(`
-- static/css/site.css --
@import "more.css";
@font-face { font-family: X; src: url("../fonts/x.woff2?v=1#iefix") format("woff2"), url(data:font/woff2;base64,AA==) }
a { background: url(/img/dot.svg) ; color: #FF0000 }
b { background: url(https://example.org/x.png), url(#part) }
-- static/css/more.css --
i { color: red }
-- static/fonts/x.woff2 --
font
-- static/img/dot.svg --
<svg xmlns="http://www.w3.org/2000/svg"  width="1" height="1"></svg>
-- static/img/own.svg --
<svg xmlns="http://www.w3.org/2000/svg"  width="2" height="1"></svg>
-- static/plain.txt --
As it is.
`)
	if len(problems) != 1 || problems[0].Code != "foreign-asset" {
		t.Error(problems)
	}
	var names []string
	for _, r := range a.Routes() {
		names = append(names, r.Path)
	}
	want := []string{
		a.Find("css/more.css").Path, a.Find("css/site.css").Path, a.Find("fonts/x.woff2").Path, a.Find("img/dot.svg").Path,
		"img/own.svg", "plain.txt",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	css := text(t, a, "css/site.css")
	for name, ref := range map[string]string{"css/more.css": "more.", "fonts/x.woff2": "../fonts/x.", "img/dot.svg": "../img/dot."} {
		path := a.Find(name).Path
		if path == name {
			t.Errorf("%s has no hash in its name", name)
		}
		if ref += path[len(path)-len(name)+strings.LastIndex(name, ".")-hashLength:]; !strings.Contains(css, ref) {
			t.Errorf("no %s in %s", ref, css)
		}
	}
	for _, kept := range []string{"?v=1#iefix", "https://example.org/x.png", "#part"} {
		if !strings.Contains(css, kept) {
			t.Errorf("no %s in %s", kept, css)
		}
	}
	if f, _ := a.Publish(a.Find("css/site.css")); f.Class != output.Asset {
		t.Errorf("class %s", f.Class)
	}
	if f, _ := a.Publish(a.Find("plain.txt")); f.Class != output.Media || f.From == nil {
		t.Errorf("got %+v", f)
	}
}

// A site promises its readers that no other site learns of them.
func TestStyleSheetsThatLoadFromElsewhere(t *testing.T) {
	for sheet, want := range map[string]string{
		`@import "http://e.x/a.css";`:                            "1:10 warning foreign-asset",
		`@import url(//e.x/a.css);`:                              "1:13 warning foreign-asset",
		`a { b: url( "HTTPS:e.x/a" ) }`:                          "1:14 warning foreign-asset",
		`a { b: url(' \68 ttp://e.x/a') }`:                       "1:13 warning foreign-asset",
		`a { b: url("\\\\e.x/a") }`:                              "1:13 warning foreign-asset",
		`a { b: url("/\2f e.x/a") }`:                             "1:13 warning foreign-asset",
		`a { b: url(javascript:alert) }`:                         "1:12 error unsafe-link",
		`a { b: url("java\9script:alert") }`:                     "1:13 error unsafe-link",
		`a { b: url(#x), url(data:image/png;base64,AA==) }`:      "",
		`@namespace svg url(http://www.w3.org/2000/svg); a { }`:  "",
		`@namespace "http://e.x"; a { b: url(http://e.x/a.png)}`: "1:37 warning foreign-asset",
		`/* url(http://e.x/a) */ a { content: "http://e.x" }`:    "",
	} {
		_, problems := newSet("-- static/a.css --\n" + sheet + "\n")
		got := ""
		for _, d := range problems {
			got += fmt.Sprintf("%d:%d %s %s", d.Pos.Line, d.Pos.Col, d.Severity, d.Code)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", sheet, got, want)
		}
	}
}

func TestAChainOfImportsIsBounded(t *testing.T) {
	for _, test := range []struct {
		sheets int
		names  string // ascending or descending along the chain
		want   string
	}{
		{50, "a%d.css", ""},
		{51, "a%d.css", "static/a100.css:1:10 asset-depth"},
		{3000, "a%d.css", "static/a3049.css:1:10 asset-depth"},
		{51, "z%d.css", "static/z150.css:1:10 asset-depth"},
	} {
		files := fstest.MapFS{}
		for i := range test.sheets {
			at, to := 100+i, 101+i
			if test.names[0] == 'z' {
				at, to = 100+test.sheets-1-i, 100+test.sheets-2-i
			}
			body := "@import \"" + fmt.Sprintf(test.names, to) + "\";"
			if i == test.sheets-1 {
				body = "a { color: red }"
			}
			files["static/"+fmt.Sprintf(test.names, at)] = &fstest.MapFile{Data: []byte(body)}
		}
		_, problems := New(source.Scan(source.Input{Site: files}), nil, NewMinifier(), new(config.Config))
		got := ""
		for _, d := range problems {
			got += d.Pos.String() + " " + d.Code
		}
		if got != test.want {
			t.Errorf("%d of %s: got %q, want %q", test.sheets, test.names, got, test.want)
		}
	}
}

// A style sheet of 100 MB was held in memory several times over.
func TestALargeTextIsPublishedAsItIsAndNeverHeld(t *testing.T) {
	const size = minifyMax + 1
	files := fstest.MapFS{"content/x.xml": {Data: bytes.Repeat([]byte{' '}, size)}}
	for _, name := range []string{"css/site.css", "x.xml", "x.json", "x.js"} {
		files["static/"+name] = &fstest.MapFile{Data: bytes.Repeat([]byte(" url(none.png) "), size/15+1)}
	}
	tree := source.Scan(source.Input{Site: files})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a, problems := New(tree, []string{"css/site.css", "x.js"}, NewMinifier(), new(config.Config))
	published := map[string]*output.File{}
	for _, name := range a.Names() {
		file, l := a.Publish(a.Find(name))
		published[name], problems = file, append(problems, l...)
	}
	file, l := a.PublishMedia(tree.Lookup("content/x.xml"), "x.xml")
	published["media"], problems = file, append(problems, l...)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > size {
		t.Errorf("%d bytes were allocated", n)
	}
	for name, f := range published {
		if f.From == nil || f.Body != nil {
			t.Errorf("%s is held", name)
		}
	}
	for _, d := range problems {
		if d.Code != "not-minified" || d.Severity != diag.Warning || !strings.Contains(d.Msg, "5 MB") {
			t.Errorf("problem: %v", d)
		}
	}
	if len(problems) != len(published) {
		t.Errorf("%d problems for %d files", len(problems), len(published))
	}
	if site := a.Find("css/site.css"); site.Integrity == "" || site.Path == "css/site.css" {
		t.Errorf("got %q, integrity %q", site.Path, site.Integrity)
	}
}

func TestStyleSheetsThatNameWhatIsNotThereOrThemselves(t *testing.T) {
	_, problems := newSet(`
-- static/css/site.css --
a { color: red }
b { background: url('../none.png') }
-- static/a.css --
@import url(b.css);
-- static/b.css --
@import "a.css";
`)
	problems.Sort()
	got := ""
	for _, d := range problems {
		got += d.Pos.String() + ": " + d.Msg + " [" + d.Code + "]\n"
	}
	want := `static/b.css:1:10: static/a.css imports this file, directly or by others, so that neither can have the hash of its content in its name [asset-cycle]
static/css/site.css:2:22: there is no file static/none.png [missing-asset]
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestANewByteInAnAssetRenamesItAndWhatNamesIt(t *testing.T) {
	const sheet = "-- static/css/site.css --\na{background:url(x.png)}\n-- static/css/x.png --\n"
	a, _ := newSet(sheet + "1")
	b, _ := newSet(sheet + "2")
	for _, name := range []string{"css/site.css", "css/x.png"} {
		if a.Find(name).Path == b.Find(name).Path {
			t.Errorf("%s has the same name", name)
		}
		if a.Fingerprint(name) == b.Fingerprint(name) {
			t.Errorf("%s has the same fingerprint", name)
		}
	}
}

func TestAFileThatCannotBeMinifiedIsPublishedAsItIs(t *testing.T) {
	a, _ := newSet("-- static/x.js --\nlet = = 1\n-- static/y.json --\n{\"a\": 1.0,  \"b\": [1, 2]}\n")
	file, problems := a.Publish(a.Find("x.js"))
	if got := string(file.Body); got != "let = = 1\n" {
		t.Errorf("got %q", got)
	}
	if len(problems) != 1 || problems[0].Code != "not-minified" || problems.HasErrors() {
		t.Errorf("got %v", problems)
	}
	if got := text(t, a, "y.json"); got != `{"a":1,"b":[1,2]}` {
		t.Errorf("got %q", got)
	}
}
