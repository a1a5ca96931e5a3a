package static

import (
	"regexp"
	"testing"
)

// Margins, paddings, borders and alignment name the start and the end of a
// line, never left and right, so that a page from right to left is mirrored.
func TestStyleSheetNamesNoSides(t *testing.T) {
	css, err := FS.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	sides := regexp.MustCompile(`(?:^|[{;\s])(?:(?:margin|padding|border)-(?:left|right)|left|right|float:(?:left|right)|text-align:(?:left|right))\s*[:;}]`)
	for _, found := range sides.FindAllString(string(css), -1) {
		t.Errorf("site.css holds %q", found)
	}
	for _, bad := range []string{"a{margin-left:0}", "a{left:0}", "a{color:red;text-align:right}", "a{float:left}"} {
		if !sides.MatchString(bad) {
			t.Errorf("%q would not be found", bad)
		}
	}
}
