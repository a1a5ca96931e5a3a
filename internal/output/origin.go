package output

import "brief/internal/diag"

// Origin is where in the input a part of an output comes from. Origins are made
// when they are asked for: no output carries them.
type Origin struct {
	Value string    // as it stands in the output, character references resolved: an href, a src, an id
	Alt   string    // of a picture, its description; else empty
	At    diag.Diag // the place, with its excerpt: Pos, Len, Excerpt and Cut
}
