package markdown

import (
	"fmt"

	"github.com/yuin/goldmark/ast"

	"brief/internal/diag"
)

// maxKept is the most that one document may hold, in bytes: its HTML, and what
// fills the holes in it. A file has at most maxFile, and minimal HTML is about
// as long as its source; but a definition "[r]: https://…" of 50 KB, used
// 5,000 times, made 250 MB, and each "[a](/)" holds a hundred bytes for its seven.
const maxKept = 8 << 20

// What a document holds for each of these beside its texts, in bytes, about.
const (
	holeWeight    = 100
	pictureWeight = 100
	blockWeight   = 400
	headingWeight = 120
)

// isFull says whether the document holds all that it may, so that nothing more
// is written, and reports n, where that came about, the first time.
func (w *walker) isFull(n ast.Node) bool {
	if w.kept+len(w.buf) <= maxKept {
		return false
	}
	if w.full {
		return true
	}
	w.full = true
	for n.Pos() < 0 && n.Parent() != nil {
		n = n.Parent()
	}
	w.problem(n.Pos(), 1, diag.Error, "too-complex",
		fmt.Sprintf("the text up to here makes a page of more than %d MB, so the rest is not shown", maxKept>>20),
		"divide it into several files; a long address or title that many links share counts each time")
	return true
}
