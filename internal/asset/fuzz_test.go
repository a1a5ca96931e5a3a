package asset

import "testing"

// A style sheet's files are found where they stand, whatever the sheet.
func FuzzStyleSheet(f *testing.F) {
	for _, s := range []string{
		`@import "a.css"; @import url('b.css') print; a{background:url( x.png )}`,
		`@font-face{src:url("../x.woff2?#iefix")}`, `url(`, `a{b:url("x`, "@import\n'\\61.css';", `a{flex:1 1 0px}`, "\xff{url(\x00)}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		src := []byte(sheet)
		at := 0
		for _, r := range cssRefs("css/x.css", src) {
			if r.start < at || r.end <= r.start || r.end > len(src) {
				t.Fatalf("a file at %d to %d of %d", r.start, r.end, len(src))
			}
			at = r.end
		}
		same := rewriteCSS("css/x.css", src, cssRefs("css/x.css", src), func(string) string { return "" })
		if string(same) != sheet {
			t.Errorf("got %q", same)
		}
		minified(NewMinifier(), "static/css/x.css", src)
	})
}
