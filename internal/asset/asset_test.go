package asset

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

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
	return New(source.Scan(source.Input{Site: files}), []string{"css/site.css", "none.css"}, NewMinifier())
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
	if len(problems) > 0 {
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
