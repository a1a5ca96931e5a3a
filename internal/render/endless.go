package render

import (
	"errors"
	"fmt"
	"io"
	"text/template/parse"

	"brief/internal/diag"
)

// A {{range}} over all pages inside another makes of ten thousand pages a
// hundred million lines. What one template may do for one page is bounded, far
// beyond what any page holds.
const (
	maxRounds = 2_000_000 // of all its ranges together
	maxPage   = 32 << 20  // bytes that it writes
)

// errTooMuch is why a template was stopped.
var errTooMuch = errors.New("the page is too large")

// bounded is a writer that takes maxPage bytes.
type bounded struct {
	w io.Writer
	n int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.n += len(p); b.n > maxPage {
		return 0, errTooMuch
	}
	return b.w.Write(p)
}

// roundName is a function that no template of a site can call, and a variable.
const roundName = "_round"

// newRound is the node that stands first in a range which html/template runs. It
// prints nothing, so that it can stand wherever the range does.
func newRound() parse.Node {
	t := parse.New(roundName)
	t.Mode = parse.SkipFuncCheck
	if _, err := t.Parse("{{$"+roundName+" := "+roundName+"}}", "", "", map[string]*parse.Tree{}); err != nil {
		panic("brief: the node of a round cannot be read: " + err.Error())
	}
	return t.Root.Nodes[0]
}

// isRound tells such a node.
func isRound(n *parse.ActionNode) bool {
	return len(n.Pipe.Decl) == 1 && n.Pipe.Decl[0].Ident[0] == "$"+roundName
}

// round counts one of a page's rounds.
func (x *executor) round() (bool, error) {
	if x.rounds++; x.rounds > maxRounds {
		return false, errTooMuch
	}
	return true, nil
}

// EndlessTemplate is the code of the problem of a page whose templates would not
// come to an end, or not soon.
const EndlessTemplate = "template-endless"

// tooMuch is the problem of a page for which the set's templates do too much.
func (s *set) tooMuch(p *Page) diag.Diag {
	file := "layouts/" + s.graph.root.file
	if s.graph.layout != "" {
		file = "layouts/" + s.graph.layout
	}
	about := p.path
	if about == "" {
		about = p.kind
	}
	return diag.Diag{
		Pos: diag.Pos{File: file}, Code: EndlessTemplate,
		Msg: fmt.Sprintf("the templates of %s would write more than %d MB, or go through lists more than %d times: a {{range}} over many pages seems to stand inside another",
			about, maxPage>>20, maxRounds),
		Hint: "take the inner {{range}} out, or shorten its list, as .Latest 5 does",
	}
}
