package render

import (
	"crypto/sha256"
	"sort"
	"strings"
	"sync"
	"text/template/parse"
	"unicode/utf8"

	"brief/internal/asset"
	"brief/internal/diag"
	"brief/internal/site"
	"brief/internal/source"
	"github.com/tdewolff/minify/v2"
)

// Template names are paths below layouts/. Which template an action means is
// known from the sources alone:
//
//   - a file's own definitions come first: {{define}} is local to its file, so
//     that two partials may use one name for different things;
//   - base.html's {{block}}s are filled by the layout of the page's kind;
//   - anything else is a file: partials/byline.html.
//
// So each page kind has a graph of templates, and what it shows depends on the
// sources in that graph and on nothing else of layouts/.

const baseName = "base.html"

// kinds are the page kinds, each with the layout file of that name.
var kinds = [...]string{"home", "briefing", "section", "list", "page", "all", "corrections", "tag", "feedback", "notfound"}

// layoutFile is one file of layouts/, parsed.
type layoutFile struct {
	name  string // "partials/byline.html"
	src   *source.File
	text  string
	trees map[string]*parse.Tree // by the name of their {{define}}, the file's own by the file's; nil if it has a mistake

	small func() map[string]*parse.Tree // the same of the minified source

	mistake *diag.Diag // why there are no trees
}

// tree names one template: a file, or a definition inside it.
type treeName struct{ file, def string }

// String is the name that the template has in a set.
func (n treeName) String() string {
	if n.def == n.file {
		return n.file
	}
	return n.file + "#" + n.def
}

// parseLayouts parses the files of layouts/ as they were typed. Those that were
// parsed before, and are the same still, are taken over.
func parseLayouts(t *source.Tree, m *minify.M, parsed map[string]*layoutFile) (map[string]*layoutFile, diag.List) {
	files := map[string]*layoutFile{}
	var all []*layoutFile // in order
	var l diag.List
	var fresh []*layoutFile
	for _, f := range t.Under("layouts/") {
		name := strings.TrimPrefix(f.Path, "layouts/")
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		if lf := parsed[name]; lf != nil && lf.src == f {
			files[name], all = lf, append(all, lf)
			continue
		}
		text, err := f.Bytes()
		if err != nil {
			l = append(l, diag.Diag{
				Pos: diag.Pos{File: f.Path}, Code: "unreadable", Msg: "this template cannot be read: " + err.Error(),
			})
			continue
		}
		lf := &layoutFile{name: name, src: f, text: strings.TrimPrefix(string(text), byteOrderMark)}
		lf.small = sync.OnceValue(func() map[string]*parse.Tree { return minifiedTrees(m, lf) })
		files[name], all, fresh = lf, append(all, lf), append(fresh, lf)
	}
	each(len(fresh), func(i int) { fresh[i].mistake = fresh[i].parse() })
	for _, lf := range all {
		if lf.mistake != nil {
			l = append(l, *lf.mistake)
		}
	}
	return files, l
}

// byteOrderMark stands at the beginning of what some editors save; a browser
// that met it inside a page would show it, or leave its quirks on.
const byteOrderMark = "\ufeff"

// parse sets the trees, or returns why there are none.
func (f *layoutFile) parse() *diag.Diag {
	if !utf8.ValidString(f.text) {
		d := diag.At(f.src.Path, []byte(f.text), invalidAt(f.text), 1)
		d.Code, d.Msg = "not-utf-8", "this file is not in UTF-8: the character here cannot be read"
		d.Hint = "save it in your editor with the encoding UTF-8"
		return &d
	}
	trees, err := parseTrees(f.name, f.text)
	if err != nil {
		d := f.syntaxError(err)
		return &d
	}
	for name := range trees {
		if strings.Contains(name, escapedName) {
			d := diag.At(f.src.Path, []byte(f.text), max(strings.Index(f.text, escapedName), 0), len(escapedName))
			d.Code = "template-syntax"
			d.Msg = "the name of a definition cannot hold " + escapedName + ", by which templates are told apart inside"
			d.Hint = "choose another name for it"
			return &d
		}
	}
	f.trees = trees
	return nil
}

// escapedName stands in the names that html/template gives what it escapes for
// another place than plain text. A definition of such a name would be taken for
// that, escaped for plain text as it is.
const escapedName = "$htmltemplate_"

// invalidAt is the offset of the first byte that is no part of UTF-8; the
// length of the text if there is none.
func invalidAt(text string) int {
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			return i
		}
	}
	return len(text)
}

// parseTrees parses one source. Whether functions exist is checked later, where
// a suggestion can be made.
func parseTrees(name, text string) (map[string]*parse.Tree, error) {
	trees := map[string]*parse.Tree{}
	t := parse.New(name)
	t.Mode = parse.SkipFuncCheck
	if _, err := t.Parse(text, "", "", trees); err != nil {
		return nil, err
	}
	if trees[name] == nil { // a file that only defines
		trees[name] = t
	}
	return trees, nil
}

// minifiedTrees parses the minified source; the source as typed where the
// minifier fails or breaks it.
func minifiedTrees(m *minify.M, f *layoutFile) map[string]*parse.Tree {
	small, err := asset.MinifyTemplate(m, f.text)
	if err != nil {
		return f.trees
	}
	trees, err := parseTrees(f.name, small)
	if err != nil {
		return f.trees
	}
	for name := range f.trees {
		if trees[name] == nil {
			return f.trees
		}
	}
	return trees
}

// syntaxError turns an error of text/template/parse, which knows the line alone.
func (f *layoutFile) syntaxError(err error) diag.Diag {
	msg := strings.TrimPrefix(err.Error(), "template: ")
	line := 1
	if rest, ok := strings.CutPrefix(msg, f.name+":"); ok {
		line, rest = leadingNumber(rest)
		msg = strings.TrimPrefix(strings.TrimPrefix(rest, ":"), " ")
	}
	d := diag.At(f.src.Path, []byte(f.text), lineOffset(f.text, line), 0)
	d.Pos.Col = 0
	d.Code = "template-syntax"
	d.Msg = "this template cannot be read: " + msg
	d.Hint = "the mistake is on this line or just above it"
	return d
}

// leadingNumber splits "12:5: text" into 12 and ":5: text"; 1 if there is no number.
func leadingNumber(s string) (n int, rest string) {
	i := 0
	for i < len(s) && i < 9 && '0' <= s[i] && s[i] <= '9' {
		n = 10*n + int(s[i]-'0')
		i++
	}
	return max(n, 1), s[i:]
}

// lineOffset is the byte offset at which a line (1-based) begins.
func lineOffset(text string, line int) int {
	offset := 0
	for ; line > 1; line-- {
		i := strings.IndexByte(text[offset:], '\n')
		if i < 0 {
			break
		}
		offset += i + 1
	}
	return offset
}

// graph is the templates that a kind or a block can reach.
type graph struct {
	root   treeName
	layout string     // the file that fills base.html's blocks; "" for a block's graph
	names  []treeName // reachable, the root first, in the order of first use
	files  []string   // their files, in the order of first use; missing ones too
	assets []string   // what they name by asset, in the order of first use
	cyclic bool       // a template calls itself, if by others
}

// newGraph follows the template calls from a root.
func newGraph(files map[string]*layoutFile, root treeName, layout string) *graph {
	g := &graph{root: root, layout: layout}
	known := map[treeName]bool{} // true while its calls are followed
	inFiles := map[string]bool{}
	inAssets := map[string]bool{}
	var visit func(n treeName)
	visit = func(n treeName) {
		if open, seen := known[n]; seen {
			g.cyclic = g.cyclic || open
			return
		}
		known[n] = true
		defer func() { known[n] = false }()
		if !inFiles[n.file] {
			inFiles[n.file] = true
			g.files = append(g.files, n.file)
		}
		f := files[n.file]
		if f == nil || f.trees[n.def] == nil {
			return
		}
		g.names = append(g.names, n)
		eachNode(f.trees[n.def].Root, func(node parse.Node) {
			switch node := node.(type) {
			case *parse.TemplateNode:
				visit(g.resolve(files, n.file, node.Name))
			case *parse.CommandNode:
				if name, ok := assetNamed(node); ok && !inAssets[name] {
					inAssets[name] = true
					g.assets = append(g.assets, name)
				}
			}
		})
	}
	visit(root)
	if layout != "" && !inFiles[layout] {
		g.files = append(g.files, layout) // one that is broken defines nothing that could be called
	}
	return g
}

// resolve says which template an action of a file means. The result may name a
// template that does not exist.
func (g *graph) resolve(files map[string]*layoutFile, from, name string) treeName {
	if from == baseName && g.layout != "" && defines(files, g.layout, name) {
		return treeName{g.layout, name}
	}
	if name != from && defines(files, from, name) {
		return treeName{from, name}
	}
	return treeName{name, name}
}

func defines(files map[string]*layoutFile, file, name string) bool {
	f := files[file]
	return f != nil && name != file && f.trees[name] != nil
}

// sum is the hash of the sources in the graph.
func (g *graph) sum(files map[string]*layoutFile) site.Fingerprint {
	h := sha256.New()
	for _, name := range g.files {
		h.Write([]byte(name))
		h.Write([]byte{0})
		if f := files[name]; f != nil {
			h.Write(f.src.Sum[:])
		}
	}
	return site.Fingerprint(h.Sum(nil)[:16])
}

// maxCalls bounds how many templates one page may run, loops counted once: ten
// templates that each call the next one ten times would otherwise never end.
const maxCalls = 10_000

// endless says whether the templates of a page would run for longer than anyone waits.
func (g *graph) endless(files map[string]*layoutFile) bool {
	return g.cyclic || g.calls(files, g.root, map[treeName]int{}) > maxCalls
}

// calls is how many templates run for a call of n, n among them, loops counted
// once; at most a little over maxCalls. No template may call itself.
func (g *graph) calls(files map[string]*layoutFile, n treeName, known map[treeName]int) int {
	if count, ok := known[n]; ok {
		return count
	}
	count := 1
	if f := files[n.file]; f != nil && f.trees[n.def] != nil {
		eachNode(f.trees[n.def].Root, func(node parse.Node) {
			if call, ok := node.(*parse.TemplateNode); ok && count <= maxCalls {
				count += g.calls(files, g.resolve(files, n.file, call.Name), known)
			}
		})
	}
	known[n] = count
	return count
}

// assetNamed is the constant that a command names by asset.
func assetNamed(c *parse.CommandNode) (string, bool) {
	if len(c.Args) != 2 {
		return "", false
	}
	f, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok || f.Ident != "asset" {
		return "", false
	}
	s, ok := c.Args[1].(*parse.StringNode)
	if !ok {
		return "", false
	}
	return s.Text, true
}

// eachNode calls f for a node and all nodes below it, in source order.
func eachNode(n parse.Node, f func(parse.Node)) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, c := range n.Nodes {
			eachNode(c, f)
		}
		return
	case *parse.PipeNode:
		if n == nil {
			return
		}
		f(n)
		for _, c := range n.Cmds {
			eachNode(c, f)
		}
		return
	}
	f(n)
	switch n := n.(type) {
	case *parse.ActionNode:
		eachNode(n.Pipe, f)
	case *parse.CommandNode:
		for _, a := range n.Args {
			eachNode(a, f)
		}
	case *parse.ChainNode:
		eachNode(n.Node, f)
	case *parse.TemplateNode:
		eachNode(n.Pipe, f)
	case *parse.IfNode:
		eachBranch(&n.BranchNode, f)
	case *parse.RangeNode:
		eachBranch(&n.BranchNode, f)
	case *parse.WithNode:
		eachBranch(&n.BranchNode, f)
	}
}

func eachBranch(b *parse.BranchNode, f func(parse.Node)) {
	eachNode(b.Pipe, f)
	eachNode(b.List, f)
	eachNode(b.ElseList, f)
}

// blockTypes are the block types that layouts/blocks/ has templates for, sorted.
func blockTypes(files map[string]*layoutFile) []string {
	var types []string
	for name := range files {
		if b, ok := blockType(name); ok {
			types = append(types, b)
		}
	}
	sort.Strings(types)
	return types
}

func blockType(name string) (string, bool) {
	b, ok := strings.CutPrefix(name, "blocks/")
	if !ok || strings.Contains(b, "/") {
		return "", false
	}
	return strings.TrimSuffix(b, ".html"), true
}
