package asset

import (
	"bytes"
	"testing"
)

// A style sheet's files are found where they stand, whatever the sheet.
func FuzzStyleSheet(f *testing.F) {
	for _, s := range []string{
		`@import "a.css"; @import url('b.css') print; a{background:url( x.png )}`,
		`@font-face{src:url("../x.woff2?#iefix")}`, `url(`, `a{b:url("x`, "@import\n'\\61.css';", `a{flex:1 1 0px}`, `@namespace svg url(http://e.x/);a{background:url(//e.x/a\2f)}`, "\xff{url(\x00)}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		src := []byte(sheet)
		at := 0
		refs, foreign := cssRefs("css/x.css", src)
		for _, r := range foreign {
			if r.start < 0 || r.end <= r.start || r.end > len(src) {
				t.Fatalf("an address at %d to %d of %d", r.start, r.end, len(src))
			}
		}
		for _, r := range refs {
			if r.start < at || r.end <= r.start || r.end > len(src) {
				t.Fatalf("a file at %d to %d of %d", r.start, r.end, len(src))
			}
			at = r.end
		}
		same := rewriteCSS("css/x.css", src, refs, func(string) string { return "" })
		if string(same) != sheet {
			t.Errorf("got %q", same)
		}
		NewMinifier().Bytes("text/css", bytes.Clone(src))
	})
}
