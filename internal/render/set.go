package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
	"unicode/utf8"

	"brief/internal/diag"
	"brief/internal/site"
)

// set is the templates of one page kind, or of one block: base.html with the
// kind's layout, or the block's file, and all that they call. What costs time
// is made when a page first needs it.
type set struct {
	name   string // the key's: "page", "blocks/note.html"
	files  map[string]*layoutFile
	graph  *graph
	common *common
	sum    func() site.Fingerprint
	wrong  string // the first file with a wrong type; empty if there is none or nobody looked

	endless bool // its templates call each other without end: the set must not run, not even to be escaped

	prepare  sync.Once
	problems diag.List // why it is broken
	single   bool      // there is a single quote in the text of the sources
	compiled *program  // nil if html/template must run the set

	mu   sync.Mutex
	free []*executor
}

// executor is one goroutine's copy of a set, as the functions that templates
// call must know on behalf of which page they run.
type executor struct {
	tmpl   *template.Template
	page   *Page
	rounds int // of all {{range}} for the page so far
}

func newSet(name string, files map[string]*layoutFile, g *graph) *set {
	return &set{
		name: name, files: files, graph: g, endless: g.endless(files),
		sum: sync.OnceValue(func() site.Fingerprint { return g.sum(files) }),
	}
}

// check walks the set's types. found holds the places of problems that it has
// in common with other sets, which are reported once.
func (s *set) check(texts func(string) bool, found map[diag.Pos]bool) diag.List {
	w := &walker{files: s.files, graph: s.graph, texts: texts, seen: map[visit]bool{}, found: found}
	w.walk(s.graph.root, s.dot())
	s.wrong = w.wrong
	if s.endless && !s.graph.cyclic {
		root := "layouts/" + s.graph.root.file
		s.wrong = root
		w.diags = append(w.diags, diag.Diag{
			Pos: diag.Pos{File: root}, Code: "template-too-large",
			Msg:  fmt.Sprintf("a page would run more than %d templates, as they call each other again and again", maxCalls),
			Hint: "use {{range}} for what repeats",
		})
	}
	return w.diags
}

// isDefault says whether the program's own files alone make up the set.
func (s *set) isDefault() bool {
	for _, name := range s.graph.files {
		if f := s.files[name]; f == nil || !f.src.Default {
			return false
		}
	}
	return true
}

// dot is the type of what the set shows.
func (s *set) dot() reflect.Type {
	if s.graph.layout == "" {
		return reflect.TypeFor[*BlockView]()
	}
	return reflect.TypeFor[*Page]()
}

// ready parses the minified sources and tries whether they can be escaped.
func (s *set) ready() diag.List {
	s.prepare.Do(func() {
		for _, name := range s.graph.files {
			if f := s.files[name]; f == nil || f.trees == nil {
				s.problems = append(s.problems, s.brokenFile(name))
				return
			}
		}
		if empty := s.showsNothing(); empty != nil {
			s.problems = append(s.problems, *empty)
			return
		}
		s.single = s.holdsSingleQuote()
		if all := s.common.made(); all != nil {
			if s.compiled = compile(all, s, s.fills); s.compiled != nil {
				return
			}
		}
		x, err := s.newExecutor(true)
		if err != nil {
			// The place in the source as typed is what an editor needs.
			if _, typed := s.newExecutor(false); typed != nil {
				err = typed
			}
			s.problems = append(s.problems, s.escapeProblem(err))
			return
		}
		s.compiled = compile(x.tmpl, s, func(name string) (string, bool) { return name, true })
		s.free = append(s.free, x)
	})
	return s.problems
}

// showsNothing is why pages would be a frame without their own part; nil if they are not.
func (s *set) showsNothing() *diag.Diag {
	layout := s.graph.layout
	var d diag.Diag
	switch {
	case layout == "" || slices.Contains(s.graph.names, treeName{layout, "main"}):
		return nil
	case !defines(s.files, layout, "main"):
		d = withoutMain(s.files[layout].src.Path)
	default:
		d = mainNotCalled(s.files[baseName].src.Path)
	}
	return &d
}

func (s *set) brokenFile(name string) diag.Diag {
	d := diag.Diag{
		Pos: diag.Pos{File: "layouts/" + name}, Code: "template-syntax", Msg: "this template cannot be read",
	}
	if s.files[name] == nil {
		d.Code, d.Msg = "unknown-template", "there is no such template, and "+s.name+" needs it"
	}
	return d
}

// build makes a set of html/template, not yet escaped, from the sources as
// minified or as typed.
func (s *set) build(minified bool) *template.Template {
	root := template.New(s.graph.root.String()).Funcs(funcs(nil)).Option("missingkey=error")
	for _, n := range s.graph.names {
		if _, err := root.AddParseTree(n.String(), s.tree(n, minified, nil)); err != nil {
			panic(err) // only for a set that was executed, which this one was not
		}
	}
	return root.Lookup(root.Name()) // the root that was added, not the empty one
}

func (s *set) holdsSingleQuote() (found bool) {
	for _, n := range s.graph.names {
		eachNode(s.files[n.file].trees[n.def].Root, func(node parse.Node) {
			if text, ok := node.(*parse.TextNode); ok {
				found = found || bytes.IndexByte(text.Text, '\'') >= 0
			}
		})
	}
	return found
}

func (s *set) escapeProblem(err error) diag.Diag {
	d := diag.Diag{Pos: diag.Pos{File: "layouts/" + s.graph.root.file}}
	msg := err.Error()
	if e := (*template.Error)(nil); errors.As(err, &e) {
		msg = escapeReason(e)
		switch {
		case e.Node != nil:
			d = s.at(nodePlace(e.Node, e.Name))
		case e.Line > 0:
			d = s.at(e.Name, e.Line, 0)
		default:
			d.Pos.File = "layouts/" + s.leftOpen()
		}
	}
	d.Code = "template-escape"
	d.Msg = "values cannot be made safe here: " + msg
	d.Hint = "look for an attribute, a quote or a tag that is not closed, or that is open in one branch only"
	return d
}

// escapeReason says in words what html/template could not settle.
func escapeReason(e *template.Error) string {
	switch e.ErrorCode {
	case template.ErrEndContext:
		return "it ends inside a tag, an attribute or a script"
	case template.ErrBranchEnd, template.ErrRangeLoopReentry:
		return "its branches end in different places, such as inside and outside a tag"
	}
	reason, _, _ := strings.Cut(e.Description, ": {") // what follows is of use to html/template alone
	return reason
}

// leftOpen is the file that ends inside a tag, an attribute or a script, of
// which html/template does not say the place: the last one called that does so
// by itself.
func (s *set) leftOpen() string {
	for _, n := range slices.Backward(s.graph.names) {
		err := begin(s.build(false), n.String()).Execute(io.Discard, nil)
		if e := (*template.Error)(nil); errors.As(err, &e) && e.ErrorCode == template.ErrEndContext {
			return n.file
		}
	}
	return s.graph.root.file
}

// nodePlace is where html/template saw a node.
func nodePlace(n parse.Node, name string) (file string, line, col int) {
	loc, _ := (*parse.Tree)(nil).ErrorContext(n)
	return splitPlace(loc, name)
}

// splitPlace splits "partials/a.html:3:14" of text/template.
func splitPlace(loc, name string) (file string, line, col int) {
	parts := strings.Split(loc, ":")
	if len(parts) < 3 {
		return name, 1, 0
	}
	n := len(parts)
	line, _ = strconv.Atoi(parts[n-2])
	col, _ = strconv.Atoi(parts[n-1])
	return strings.Join(parts[:n-2], ":"), max(line, 1), col
}

// at is a problem's place in a template: col counts bytes from 0, or is 0 for
// the whole line.
func (s *set) at(name string, line, col int) diag.Diag {
	file, _, _ := strings.Cut(name, "#")
	f := s.files[file]
	if f == nil {
		return diag.Diag{Pos: diag.Pos{File: "layouts/" + file}}
	}
	d := diag.At(f.src.Path, []byte(f.text), lineOffset(f.text, line)+col, 0)
	if col == 0 {
		d.Pos.Col = 0
	}
	return d
}

// BrokenTemplate is the code of a page's problem that is a consequence of one
// that Load reports.
const BrokenTemplate = "broken-template"

// execute appends what the set makes of the dot to w, on behalf of a page.
func (s *set) execute(w *bytes.Buffer, p *Page, dot any) diag.List {
	wrong := s.wrong
	if wrong == "" {
		if l := s.ready(); len(l) > 0 {
			wrong = l[0].Pos.File
		}
	}
	if wrong != "" {
		return diag.List{{
			Pos: diag.Pos{File: p.path}, Code: BrokenTemplate,
			Msg: "this page cannot be made while " + wrong + " has a problem",
		}}
	}
	if s.compiled != nil {
		out, done, endless := s.compiled.execute(w.AvailableBuffer(), p, dot)
		switch {
		case endless:
			return diag.List{s.tooMuch(p)}
		case done:
			w.Write(out)
			return nil
		}
	}
	return s.interpret(w, p, dot)
}

// interpret is execute by html/template.
func (s *set) interpret(w *bytes.Buffer, p *Page, dot any) diag.List {
	x, err := s.take()
	if err != nil {
		return diag.List{s.escapeProblem(err)}
	}
	x.page, x.rounds = p, 0
	start := w.Len()
	err = x.tmpl.Execute(&bounded{w: w}, dot)
	x.page = nil
	s.give(x)
	if errors.Is(err, errTooMuch) {
		w.Truncate(start)
		return diag.List{s.tooMuch(p)}
	}
	if err != nil {
		w.Truncate(start)
		return diag.List{s.runProblem(p, dot, err)}
	}
	return nil
}

func (s *set) take() (*executor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.free); n > 0 {
		x := s.free[n-1]
		s.free = s.free[:n-1]
		return x, nil
	}
	return s.newExecutor(true)
}

func (s *set) give(x *executor) {
	s.mu.Lock()
	s.free = append(s.free, x)
	s.mu.Unlock()
}

// newExecutor builds the set and makes html/template escape it, which it
// otherwise does at the first execution. The error is a [*template.Error].
func (s *set) newExecutor(minified bool) (*executor, error) {
	x := &executor{}
	x.tmpl = begin(s.build(minified).Funcs(funcs(x)), s.graph.root.String())
	err := x.tmpl.Execute(io.Discard, nil)
	if e := (*template.Error)(nil); errors.As(err, &e) {
		return nil, err
	}
	x.tmpl.Funcs(escapers(s.single))
	return x, nil
}

// begin is a template that calls the named one of a set, but ends before without a
// page to run for: html/template then has escaped all, as it does at the first
// execution, and has run nothing, which might never end.
func begin(set *template.Template, name string) *template.Template {
	return template.Must(set.New("").Parse("{{" + stopName + "}}{{template " + strconv.Quote(name) + " .}}"))
}

// stopName is a function that no template of a site can call.
const stopName = "_stop_without_page"

// funcs are the functions that templates can call beyond html/template's own, and
// those of its own that are bounded.
func funcs(x *executor) template.FuncMap {
	all := template.FuncMap{
		"asset":   func(name string) *AssetRef { return x.page.asset(name) },
		"t":       func(key string) string { return x.page.text(key) },
		roundName: func() (bool, error) { return x.round() },
		stopName: func() (string, error) {
			if x == nil || x.page == nil {
				return "", errors.New("there is no page")
			}
			return "", nil
		},
	}
	maps.Copy(all, textFuncs())
	return all
}

// runProblem turns an error of execution, whose place is in the minified
// source, by running the source as typed.
func (s *set) runProblem(p *Page, dot any, err error) diag.Diag {
	if x, broken := s.newExecutor(false); broken == nil {
		x.page = p
		if typed := x.tmpl.Execute(&bounded{w: io.Discard}, dot); typed != nil {
			err = typed
		}
	}
	msg := strings.TrimPrefix(err.Error(), "template: ")
	loc, rest, _ := strings.Cut(msg, ": ")
	file, line, col := splitPlace(loc, s.graph.root.file)
	d := s.at(file, line, col)
	expr := ""
	if _, after, ok := strings.Cut(rest, " at <"); ok {
		if expr, after, ok = strings.Cut(after, ">: "); ok {
			rest = after
		}
	}
	d.Code = "template-value"
	d.Len = utf8.RuneCountInString(expr)
	d.Msg = "a template failed at " + expr + " on the page " + p.path + ": " + rest
	if strings.Contains(rest, "nil pointer evaluating") {
		d.Msg = expr + " asks for a part of something that the page " + p.path + " does not have"
		d.Hint = "put it inside {{with …}} or {{if …}}"
	}
	return d
}
