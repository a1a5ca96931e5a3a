package static

import (
	"regexp"
	"strings"
	"testing"
)

// Margins, paddings, borders and alignment name the start and the end of a
// line, never left and right, so that a page from right to left is mirrored.
func TestStyleSheetNamesNoSides(t *testing.T) {
	for _, found := range sidesIn(sheet(t)) {
		t.Errorf("site.css holds %q", found)
	}
	for _, bad := range []string{
		"a{margin-left:0}", "a{left:0}", "a{color:red;text-align:right}", "a{float:left}", "a{border-left:1px solid}",
		"a{margin:0 .4em 0 0}", "a{padding:1px 2px 3px 4px}", "a{border-top-left-radius:0}",
	} {
		if len(sidesIn(bad)) == 0 {
			t.Errorf("%q would not be found", bad)
		}
	}
	for _, good := range []string{"a{margin:0 1px 2px 1px}", "a{margin:0 1px 2px}", "a{text-align:start}", "a{inset-inline-start:0}"} {
		if found := sidesIn(good); len(found) > 0 {
			t.Errorf("%q is found in %q", found, good)
		}
	}
}

// sidesIn are the declarations of a style sheet that name left or right, or
// that give the two sides different lengths.
func sidesIn(css string) (found []string) {
	named := regexp.MustCompile(`(?:^|[{;\s])(?:(?:margin|padding|border)-(?:top-|bottom-)?(?:left|right)[a-z-]*|left|right|float:(?:left|right)|text-align:(?:left|right))\s*[:;}]`)
	found = named.FindAllString(css, -1)
	for _, four := range regexp.MustCompile(`(?:margin|padding|inset|border-width|border-color|border-style):([^;{}]+)`).FindAllStringSubmatch(css, -1) {
		if sides := strings.Fields(four[1]); len(sides) == 4 && sides[1] != sides[3] && !strings.Contains(four[1], "(") {
			found = append(found, four[0])
		}
	}
	return found
}

// There is no motion, so nothing is left to reduce for those whom it harms.
func TestStyleSheetMovesNothing(t *testing.T) {
	if found := regexp.MustCompile(`animation|transition|@keyframes|scroll-behavior|transform`).FindAllString(sheet(t), -1); len(found) > 0 {
		t.Errorf("site.css holds %q", found)
	}
}

func sheet(t *testing.T) string {
	t.Helper()
	css, err := FS.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(css), "")
}
