package check

import (
	"os"
	"strings"
	"testing"
)

// seeds are mistakes against WCAG 2.2 and the HTML standard, each in a page that
// is sound but for it.
func seeds() []seed {
	return []seed{
		{"picture without alt", "missing-alt", `<p><img src=a.png></p>`},
		{"alt that is a file's name", "alt-is-name", `<p><img src=a.png alt="DSC_0042.jpg"></p>`},
		{"button that is a picture, without alt", "missing-alt", `<form action=./><input type=image src=a.png></form>`},
		{"part of a map of links without alt", "missing-alt", `<p><img src=a.png alt="A map" usemap=#m><map name=m><area href=./ shape=default></map></p>`},
		{"role img without a name", "missing-alt", `<div role=img></div>`},
		{"svg role img without a title", "missing-alt", `<svg role=img viewBox="0 0 1 1"><path d="M0 0h1"/></svg>`},
		{"object without text", "missing-alt", `<object data=a.png></object>`},
		{"link without text", "link-name", `<p><a href=./></a></p>`},
		{"link round a decorative picture", "link-name", `<p><a href=./><img src=a.png alt></a></p>`},
		{"link whose text is hidden", "link-name", `<p><a href=./><span aria-hidden=true>x</span></a></p>`},
		{"link that says here", "vague-link", `<p><a href=./>Click here</a></p>`},
		{"button without text", "button-name", `<button></button>`},
		{"button without value", "button-name", `<form action=./><input type=button></form>`},
		{"role button without text", "button-name", `<div role=button tabindex=0></div>`},
		{"field without label", "field-label", `<form action=./><input name=q></form>`},
		{"field with a placeholder alone", "field-label", `<form action=./><input name=q placeholder=Search></form>`},
		{"select without label", "field-label", `<form action=./><select><option>a</option></select></form>`},
		{"label for nothing", "broken-label", `<form action=./><label for=nothing>Name</label></form>`},
		{"frame without title", "frame-title", `<iframe src=./></iframe>`},
		{"film without captions", "missing-captions", `<video src=a.mp4 controls></video>`},
		{"sound that begins by itself", "autoplay", `<audio src=a.mp3 controls autoplay></audio>`},
		{"level left out", "heading-level", `<h2>Two</h2><h4>Four</h4>`},
		{"empty heading", "empty-heading", `<h2></h2>`},
		{"second h1", "one-h1", `<h1>Again</h1>`},
		{"id twice", "duplicate-id", `<p id=x>a</p><p id=x>b</p>`},
		{"table without header cells", "table-header", `<table><tr><td>a</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>`},
		{"header cell without scope", "table-scope", `<table><tr><th>a</th></tr><tr><td>1</td></tr></table>`},
		{"scope that is none", "table-scope", `<table><tr><th scope=column>a</th></tr><tr><td>1</td></tr></table>`},
		{"empty header cell", "table-header", `<table><tr><th scope=col></th></tr><tr><td>1</td></tr></table>`},
		{"headers that name nothing", "broken-label", `<table><tr><th scope=col id=h>a</th></tr><tr><td headers=g>1</td></tr></table>`},
		{"item outside a list", "html-nesting", `<div><li>a</li></div>`},
		{"text in a list", "html-nesting", `<ul>text<li>a</li></ul>`},
		{"term outside a list of terms", "html-nesting", `<section><dt>a</dt></section>`},
		{"language of a part that is none", "part-lang", `<p lang=english>a</p>`},
		{"role that is none", "aria-role", `<div role=buton>a</div>`},
		{"ARIA attribute that is none", "aria-attribute", `<p aria-lable=a>a</p>`},
		{"ARIA value that is none", "aria-attribute", `<p aria-live=loud>a</p>`},
		{"label by an id that is not there", "broken-label", `<p aria-describedby=gone>a</p>`},
		{"link that is hidden from listeners", "hidden-focus", `<div aria-hidden=true><a href=./>a</a></div>`},
		{"tabindex above 0", "positive-tabindex", `<p tabindex=2>a</p>`},
		{"access key twice", "same-accesskey", `<p><a href=./ accesskey=s>one</a> <a href=./ accesskey=s>two</a></p>`},
		{"control in a control", "nested-control", `<div role=button tabindex=0>a <a href=./>map</a></div>`},
		{"two navigations of one name", "landmark-name", `<nav><a href=./>one</a></nav><nav><a href=./>two</a></nav>`},
		{"main in main's article", "main-landmark", `</main><main>a`},
		{"text that moves", "html-obsolete", `<marquee>a</marquee>`},
	}
}

type seed struct{ name, code, main string }

func TestSeededBarriersAreFound(t *testing.T) {
	if n := len(seeds()); n < 40 {
		t.Fatalf("%d seeds", n)
	}
	for _, tt := range seeds() {
		t.Run(tt.name, func(t *testing.T) {
			wantOne(t, checked(t, based(), with(tt.main)), tt.code)
		})
	}
}

// with is a site of one page, and of the files that seeds name.
func with(main string) map[string]string {
	return map[string]string{"index.html": page(main), "a.png": "x", "a.mp4": "x", "a.mp3": "x", "other/index.html": strings.Replace(page("<p>a</p>"), "The dam</title>", "Other</title>", 1)}
}

func TestSeededBarriersOfWholePages(t *testing.T) {
	sound := page("<p>a</p>")
	for _, tt := range []struct{ name, code, old, new string }{
		{"no language", "page-lang", "lang=en ", ""},
		{"empty language", "page-lang", "lang=en ", "lang= "},
		{"language that is none", "page-lang", "lang=en ", "lang=english "},
		{"Arabic from left to right", "page-direction", "lang=en ", "lang=ar "},
		{"no title", "page-title", "<title>The dam</title>", ""},
		{"empty title", "page-title", "<title>The dam</title>", "<title></title>"},
		{"no h1", "one-h1", "<h1>The dam</h1>", ""},
		{"no main", "main-landmark", "<main id=_main>", "<div id=_main>"},
		{"text outside", "outside-landmarks", "<footer>", "<p>Stray</p><footer>"},
		{"no skip link", "skip-link", "<a class=skip href=#_main>Skip to text</a><header><p>", "<header><p><a href=other/>Other</a> "},
		{"second banner", "landmark-name", "<footer>", "<header><p>Again</p></header><footer>"},
		{"banner in main", "landmark-place", "<p>a</p>", "<div role=banner>a</div>"},
		{"no zoom", "zoom-blocked", "initial-scale=1", "initial-scale=1,user-scalable=no"},
		{"page that turns by itself", "timed-refresh", "<meta charset=utf-8>", `<meta http-equiv=refresh content="30">`},
		{"body hidden", "hidden-focus", "<body>", "<body aria-hidden=true>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := strings.Replace(sound, tt.old, tt.new, 1)
			if tt.name == "no main" {
				body = strings.Replace(body, "</main>", "</div>", 1)
			}
			files := with("")
			files["index.html"] = body
			l := checked(t, based(), files)
			if len(l) == 0 || !strings.Contains(strings.Join(codes(l), " "), tt.code) {
				t.Errorf("found %v, want %s", codes(l), tt.code)
			}
			for _, c := range codes(l) {
				switch {
				case c == tt.code:
				case tt.name == "banner in main" && c == "landmark-name", tt.name == "no main" && c == "skip-link", tt.name == "no main" && c == "outside-landmarks":
				case tt.name == "body hidden": // nothing on it can be met
				default:
					t.Errorf("%s is no mistake of this page", c)
				}
			}
		})
	}
}

func TestSoundPagesHaveNoFindings(t *testing.T) {
	for _, main := range []string{
		`<p>a</p>`,
		`<figure><a href=other/><img src=a.png alt="A dam across a river."></a><figcaption><span>The dam.</span> <span class=credit>[Photo: A. Name]</span></figcaption></figure>`,
		`<p><img src=a.png alt></p>`,
		`<figure><img src=a.png alt></figure>`,
		`<ul><li>a<ul><li>b</ul><li>c</ul>`,
		`<dl><div><dt>a<dd>b</div></dl><dl><dt>a<dd>b</dl>`,
		`<table><thead><tr><th scope=col>a<th scope=col>b<tbody><tr><td>1<td>2</table>`,
		`<form action=./><label>Name <input name=n></label><label for=m>Mail</label><input id=m><input type=hidden name=h><button>Send</button></form>`,
		`<nav aria-label=One><a href=./>one</a></nav><nav aria-label=Two><a href=./>two</a></nav>`,
		`<p>H<sub>2</sub>O <a href=./ aria-label="Source 1">1</a> <time datetime=2026-11-25>25 November 2026</time></p>`,
		`<details><summary>More</summary><p>a</p></details>`,
		`<video src=a.mp4 controls><track kind=captions src=other/ srclang=en label=English></video>`,
		`<p>a<svg viewBox="0 0 1 1" aria-hidden=true><title>t</title><path d="M0 0h1"/></svg></p><p>b</p>`,
		`<blockquote><p>a</p></blockquote><pre tabindex=0><code>x &lt; y</code></pre>`,
		`<p>a<p>b<div>c</div><p><ins>d</ins>`,
		`<section aria-label=Key><h2>Key</h2><ol><li>a</ol></section><aside><p>b</p></aside>`,
		`<a href=other/><h2>A block link</h2><p>a</p></a>`,
		`<p><button type=button aria-expanded=false aria-controls=x>Show</button></p><p id=x>a</p>`,
		`<select aria-label=Pick><option>a<option>b</select>`,
		`<p><ruby>漢<rp>(<rt>kan<rp>)</ruby></p>`,
	} {
		if l := checked(t, based(), with(main)); len(l) > 0 {
			t.Errorf("%s\nfound %v", main, l)
		}
	}
}

// testdata/axe.txt, by which the two are compared in a browser, speaks of codes
// that a seed shows.
func TestTableOfAxeNamesCodesThatSeedsShow(t *testing.T) {
	text, err := os.ReadFile("testdata/axe.txt")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{"page-title": true, "page-lang": true, "main-landmark": true, "outside-landmarks": true, "skip-link": true, "landmark-place": true, "zoom-blocked": true, "timed-refresh": true, "alt-repeats": true}
	for _, s := range seeds() {
		shown[s.code] = true
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); words[0] != "#" && (!shown[words[0]] || len(words) < 2) {
			t.Errorf("no seed has %s", line)
		}
	}
}

func TestDescriptionThatRepeatsItsCaptionIsToldOf(t *testing.T) {
	wantOne(t, checked(t, based(), with(`<figure><img src=a.png alt="A dam across a river."><figcaption><span>A dam across a river.</span> <span class=credit>[Map: The desk]</span></figcaption></figure>`)), "alt-repeats")
	wantOne(t, checked(t, based(), with(`<figure><img src=a.png alt="A dam."><figcaption><span>The dam in spring.</span></figcaption></figure>`)), "missing-credit")
}
