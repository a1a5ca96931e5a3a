package build

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"testing"
)

// Row O2. Pictures made smaller went unexplained, for only rendered pages tell which of
// them there are; and a photo that is published in other sizes alone, or by no page at
// all, was said to stand at an address that answers nothing.
func TestWhateverABuildWritesIsExplainedByABuilderThatHasRenderedNothing(t *testing.T) {
	live := photoSite("-- content/lake.jpg --", `-- content/more.md --
---
title: More
---
[All of it](all.jpg). ![All of it.](all.jpg)
-- content/all.jpg --
400x300 dusk
-- content/all.jpg.yaml --
credit: Ann Author
-- content/unused.jpg --
400x300 #336699
-- content/draft.md --
---
title: Draft
status: draft
---
![The wall.](unused.jpg)
*Not yet.* [Photo: Ann Author]
-- content/lake.jpg --`)
	explain := func(where string) (Explanation, error) {
		return newPlainBuilder(live, Options{}).Explain(where)
	}
	written := map[string]bool{}
	for _, f := range built(t, live).files {
		written[f.Path] = true
		x, err := explain(f.Path)
		if err != nil || x.File == nil || x.File.Path != f.Path || x.File.Sum != f.Sum {
			t.Errorf("%s: %+v, %v", f.Path, x, err)
		}
	}

	shownBy := []string{"index.html"}
	lake, err := explain("content/lake.jpg")
	if err != nil || lake.File != nil || lake.Shows != "content/lake.jpg" || len(lake.Made) == 0 || !slices.Equal(lake.ShownBy, shownBy) {
		t.Errorf("a photo that is published in other sizes alone: %+v, %v", lake, err)
	}
	recipes := map[string]bool{}
	for _, path := range lake.Made {
		x, err := explain("/" + path)
		if err != nil || !written[path] || x.Shows != lake.Shows || !slices.Equal(x.ShownBy, shownBy) {
			t.Errorf("%s: %+v, %v", path, x, err)
		}
		if want := []string{"content/lake.jpg", "content/lake.jpg.yaml"}; !slices.Equal(x.Sources, want) {
			t.Errorf("%s reads %q, want %q", path, x.Sources, want)
		}
		recipes[x.Recipe] = true
	}
	for _, want := range []string{"320 by 192 pixels, webp of quality 76", "1000 by 600 pixels, jpeg of quality 80", "cut to 600 by 600 pixels, jpeg of quality 80"} {
		if !recipes[want] {
			t.Errorf("nothing is %q; there are %q", want, slices.Sorted(maps.Keys(recipes)))
		}
	}

	all, err := explain("content/all.jpg")
	if err != nil || all.File == nil || len(all.Made) == 0 || !slices.Equal(all.ShownBy, []string{"more/index.html"}) {
		t.Errorf("a photo that is published itself too: %+v, %v", all, err)
	}
	for _, where := range []string{"content/unused.jpg", "unused.jpg", "content/lake.jpg.yaml", "lake-320.0123456789.jpg"} {
		if x, err := explain(where); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %+v, %v", where, x, err)
		}
	}
}
