package markdown

import (
	"bytes"
	"cmp"
	"slices"
	"sort"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"brief/internal/locale"
)

// A typesetter finds where the signs of a typewriter stand in running text and
// what they become in its language. It changes no node: it notes places in the
// source, and whoever writes a text node applies those inside it. So a quote
// may open before an emphasis and close after it, and code, addresses, raw
// HTML and the titles of links are never touched.
type typesetter struct {
	lang    string
	rules   locale.Typography
	wanted  [256]bool // bytes that the rules may change something at
	changes []change  // sorted by place
	tooMany int       // where there were too many of them; -1 if nowhere

	// The running text of one block: what stands between its marks, with an
	// "x" for what is shown and is no text. Escapes and references are as typed.
	flat      []byte
	runs      []run
	pictures  []ast.Node // whose alternative texts are texts of their own
	at        int        // index in runs of the one that was looked at last
	open      []quote
	lastClose int // where the last sign stands that may close a single quote; -1 if none does, -2 if unknown
}

// change says that n bytes of the source become two strings, one after the other.
type change struct {
	at, n         int
	first, second string
}

// run says that flat, from an index on, is the source from a place on; -1 if
// it stands nowhere there.
type run struct{ flat, src int }

// quote is a quote that is open.
type quote struct{ single, nested bool }

// maxQuotes is how many quotes may be open inside each other; more are left as they are.
const maxQuotes = 8

// use sets the language of what follows.
func (t *typesetter) use(lang string) {
	t.changes, t.tooMany = t.changes[:0], -1
	if t.lang == lang {
		return
	}
	t.lang, t.rules, t.wanted = lang, locale.TypographyOf(lang), [256]bool{}
	if t.idle() {
		return
	}
	t.wanted['\\'], t.wanted['&'], t.wanted['+'] = true, true, t.rules.Plus != ""
	if t.rules.Double.Open == "" {
		return
	}
	for _, c := range []byte("\"'.-") {
		t.wanted[c] = true
	}
	for _, sign := range []string{t.rules.Double.Open, t.rules.Double.Close, t.rules.Marks} {
		for i := range len(sign) {
			t.wanted[sign[i]] = true
		}
	}
	t.wanted[' '] = t.rules.Marks+t.rules.BeforeDash+t.rules.InNumber != ""
}

// release lets go of the document, and of what a huge one made.
func (t *typesetter) release() {
	clear(t.pictures[:cap(t.pictures)])
	if cap(t.flat) > 1<<18 {
		t.flat = nil
	}
	if cap(t.changes) > 1<<12 {
		t.changes = nil
	}
}

// idle reports whether the language has no rules.
func (t *typesetter) idle() bool { return t.rules == locale.Typography{} }

// document notes the changes in all text below root.
func (t *typesetter) document(root ast.Node, src []byte) {
	if t.idle() {
		return
	}
	t.blocks(root, src)
	t.sort()
}

// sort puts the changes into the order of their places.
func (t *typesetter) sort() {
	byPlace := func(a, b change) int { return cmp.Compare(a.at, b.at) }
	if !slices.IsSortedFunc(t.changes, byPlace) { // notes are not where they stand in the source
		slices.SortStableFunc(t.changes, byPlace)
	}
}

func (t *typesetter) blocks(n ast.Node, src []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() == ast.TypeInline {
			t.block(n, src)
			return
		}
		t.blocks(c, src)
	}
}

// block notes the changes in n's inline content.
func (t *typesetter) block(n ast.Node, src []byte) {
	t.pictures = t.pictures[:0]
	t.running(n, src)
	for i := 0; i < len(t.pictures); i++ { // which may hold others
		t.running(t.pictures[i], src)
	}
}

func (t *typesetter) running(n ast.Node, src []byte) {
	t.flat, t.runs = t.flat[:0], t.runs[:0]
	t.collect(n, src, 0)
	t.scan()
}

// collect appends n's running text to flat.
func (t *typesetter) collect(n ast.Node, src []byte, depth int) {
	if depth > maxNesting {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			t.runs = append(t.runs, run{len(t.flat), c.Segment.Start})
			t.flat = append(t.flat, src[c.Segment.Start:c.Segment.Stop]...)
			if c.SoftLineBreak() || c.HardLineBreak() {
				t.stand('\n')
			}
		case *noteMark, *ast.RawHTML:
		case *ast.Image:
			t.pictures = append(t.pictures, c)
			t.stand('x')
		case *ast.CodeSpan, *ast.AutoLink, *ast.String:
			t.stand('x')
		case *extast.TaskCheckBox:
			t.stand(' ')
		default:
			t.collect(c, src, depth+1)
		}
	}
}

// stand appends what stands for something that is no text of the source.
func (t *typesetter) stand(c byte) {
	t.runs = append(t.runs, run{len(t.flat), -1})
	t.flat = append(t.flat, c)
}

// change notes that the n bytes at i of flat become two strings. Bytes that do
// not stand together in the source stay.
func (t *typesetter) change(i, n int, first, second string) {
	for t.at > 0 && t.runs[t.at].flat > i {
		t.at--
	}
	for t.at+1 < len(t.runs) && t.runs[t.at+1].flat <= i {
		t.at++
	}
	r := t.runs[t.at]
	if r.src < 0 || t.at+1 < len(t.runs) && t.runs[t.at+1].flat < i+n {
		return
	}
	if len(t.changes) >= maxSigns {
		if t.tooMany < 0 {
			t.tooMany = r.src + i - r.flat
		}
		return
	}
	t.changes = append(t.changes, change{r.src + i - r.flat, n, first, second})
}

// shown returns the text of a node's segment as it is shown: typeset, its
// escapes and references resolved. It is valid until the next call.
func (w *walker) shown(seg text.Segment) []byte {
	all := w.set.changes
	if len(all) == 0 {
		return w.resolve.resolve(seg.Value(w.src))
	}
	k := sort.Search(len(all), func(i int) bool { return all[i].at >= seg.Start })
	if k == len(all) || all[k].at >= seg.Stop {
		return w.resolve.resolve(seg.Value(w.src))
	}
	dst := append(w.shownB[:0], bytes.Repeat([]byte{' '}, seg.Padding)...)
	from := seg.Start
	for _, c := range all[k:] {
		if c.at >= seg.Stop || c.at+c.n > seg.Stop {
			break
		}
		dst = append(dst, w.resolve.resolve(w.src[from:c.at])...)
		dst = append(append(dst, c.first...), c.second...)
		from = c.at + c.n
	}
	w.shownB = append(dst, w.resolve.resolve(w.src[from:seg.Stop])...)
	return w.shownB
}
