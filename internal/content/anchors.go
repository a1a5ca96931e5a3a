package content

import (
	"maps"
	"slices"

	"brief/internal/diag"
	"brief/internal/markdown"
)

// wrongAnchors are the problems of the front matter's anchors, which show when
// the body is parsed.
func (p *Page) wrongAnchors(doc *markdown.Doc, src []byte) (l diag.List) {
	for _, was := range slices.Sorted(maps.Keys(p.Meta.Anchors)) {
		now := p.Meta.Anchors[was]
		d := at(src, p.Meta.Pos("anchors"), "anchors")
		d.Code = "bad-anchor"
		if _, ok := slices.BinarySearch(doc.Anchors, now); !ok {
			d.Msg = "anchors leads " + quoted("#"+was) + " to " + quoted("#"+now) + ", and no heading here has that name"
			d.Hint = "write the name that the heading has now"
			if near := diag.Nearest(now, doc.Anchors); near != "" {
				d.Hint = diag.DidYouMean(near, d.Hint)
			}
			l = append(l, d)
		}
		if _, again := slices.BinarySearch(doc.Anchors, was); again {
			d.Msg = "anchors leads " + quoted("#"+was) + " elsewhere, and a heading here still has that name"
			d.Hint = "remove it from anchors, or give that heading a name of its own: ## Heading {#name}"
			l = append(l, d)
		}
	}
	return l
}

func quoted(s string) string { return `"` + s + `"` }
