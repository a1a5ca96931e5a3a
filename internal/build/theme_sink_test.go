package build

import (
	"testing"

	"brief/internal/sitetest"
)

// The site that people look at shows every block without a single problem, so
// that whatever a change of the theme or the language reports of it is news.
func TestKitchenSinkBuildsWithoutAProblem(t *testing.T) {
	s := buildAll(newBuilder(sitetest.KitchenSink(), Options{}))
	for _, d := range s.problems {
		t.Error(d)
	}
	for _, at := range []string{"index.html", "river/index.html", "river/all/index.html", "river/every-block/index.html", "nahr/index.html", "404.html"} {
		text(t, s, at)
	}
}
