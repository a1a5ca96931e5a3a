package render

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"brief/internal/diag"
)

// A walker checks templates against the Go types that they will get, before
// anything renders: every chain of fields and methods, what with and range do
// to the dot, variables, pipelines, the arguments of functions, the names of
// templates. Positions are those of the source as typed.
//
// A nil type means "not known", and is never a problem. Comparisons of values
// of different kinds are left to execution.
type walker struct {
	files map[string]*layoutFile
	graph *graph
	texts func(key string) bool // whether there is a UI string
	seen  map[visit]bool
	found map[diag.Pos]bool // places reported, shared by the walkers of a Load
	diags diag.List
	wrong string // the first file with a problem, reported here or before; empty if there is none

	file  *layoutFile // whose tree is being walked
	vars  []variable
	calls []treeName // the templates that are being walked, the root first
}

// visit is a template walked with a type of dot.
type visit struct {
	name treeName
	dot  reflect.Type
}

type variable struct {
	name string
	typ  reflect.Type
}

// nothing is the dot of a template that is called without a value.
type nothing struct{}

// walk checks the template named n for a dot of the type, and all that it calls.
func (w *walker) walk(n treeName, dot reflect.Type) {
	f := w.files[n.file]
	if f == nil || f.trees[n.def] == nil || w.seen[visit{n, dot}] {
		return
	}
	w.seen[visit{n, dot}] = true
	file, vars := w.file, w.vars
	w.file, w.vars, w.calls = f, []variable{{"$", dot}}, append(w.calls, n)
	w.list(f.trees[n.def].Root, dot)
	w.file, w.vars, w.calls = file, vars, w.calls[:len(w.calls)-1]
}

func (w *walker) list(l *parse.ListNode, dot reflect.Type) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		w.node(n, dot)
	}
}

func (w *walker) node(n parse.Node, dot reflect.Type) {
	switch n := n.(type) {
	case *parse.ActionNode:
		typ := w.pipe(n.Pipe, dot)
		if len(n.Pipe.Decl) == 0 {
			w.printed(n.Pipe, typ)
		}
	case *parse.TemplateNode:
		w.call(n, dot)
	case *parse.IfNode:
		w.branch(&n.BranchNode, dot, func(reflect.Type) reflect.Type { return dot })
	case *parse.WithNode:
		w.branch(&n.BranchNode, dot, func(t reflect.Type) reflect.Type { return t })
	case *parse.RangeNode:
		w.branch(&n.BranchNode, dot, func(t reflect.Type) reflect.Type { return w.element(n, t) })
	}
}

func (w *walker) branch(b *parse.BranchNode, dot reflect.Type, inner func(reflect.Type) reflect.Type) {
	depth := len(w.vars)
	typ := w.pipe(b.Pipe, dot)
	within := inner(typ)
	if b.NodeType == parse.NodeRange {
		switch decl := b.Pipe.Decl; len(decl) {
		case 1:
			w.set(decl[0].Ident[0], within)
		case 2:
			w.set(decl[0].Ident[0], indexType(typ))
			w.set(decl[1].Ident[0], within)
		}
	}
	w.list(b.List, within)
	w.vars = w.vars[:depth]
	w.pipeDecl(b.Pipe, typ)
	w.list(b.ElseList, dot)
	w.vars = w.vars[:depth]
}

// element is the type of a range's dot.
func (w *walker) element(n *parse.RangeNode, t reflect.Type) reflect.Type {
	if t == nil {
		return nil
	}
	t = deref(t)
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.Chan:
		return t.Elem()
	case reflect.Interface, reflect.Func:
		return nil
	}
	// A number is refused though text/template would count: to a thousand
	// millions, if someone wrote that.
	w.problem(n.Pipe.Cmds[len(n.Pipe.Cmds)-1], "template-field",
		"range needs a list, and "+typed(n.Pipe)+" is "+describe(t), "")
	return nil
}

func indexType(t reflect.Type) reflect.Type {
	if t != nil && deref(t).Kind() == reflect.Map {
		return deref(t).Key()
	}
	return reflect.TypeFor[int]()
}

// call checks {{template "name" pipeline}}.
func (w *walker) call(n *parse.TemplateNode, dot reflect.Type) {
	typ := reflect.TypeFor[nothing]()
	if n.Pipe != nil {
		typ = w.pipe(n.Pipe, dot)
	}
	name := w.graph.resolve(w.files, w.file.name, n.Name)
	f := w.files[name.file]
	switch {
	case f == nil:
		d := w.problem(n, "unknown-template", "there is no template "+strconv.Quote(n.Name),
			"a template is named by its path below layouts/, such as \"partials/byline.html\"")
		if d != nil {
			d.Want = diag.Want{Kind: "template", Name: n.Name}
		}
	case slices.Contains(w.calls, name):
		// Two such calls in one template already would run for longer than anyone waits.
		w.problem(n, "template-recursion", strconv.Quote(n.Name)+" would be called again while it is running, without end",
			"use {{range}} for what repeats")
	case f.trees != nil: // else its own syntax error is reported
		w.walk(name, typ)
	}
}

// pipe is the type of a pipeline's value.
func (w *walker) pipe(p *parse.PipeNode, dot reflect.Type) reflect.Type {
	if p == nil {
		return nil
	}
	var typ reflect.Type
	for i, c := range p.Cmds {
		typ = w.command(c, dot, typ, i > 0)
	}
	w.pipeDecl(p, typ)
	return typ
}

// pipeDecl takes in the variables of a pipeline; of a range, branch does.
func (w *walker) pipeDecl(p *parse.PipeNode, typ reflect.Type) {
	if len(p.Decl) != 1 {
		return
	}
	name := p.Decl[0].Ident[0]
	if p.IsAssign {
		w.assign(p, name, typ)
		return
	}
	w.set(name, typ)
}

// set declares a variable.
func (w *walker) set(name string, typ reflect.Type) {
	w.vars = append(w.vars, variable{name, typ})
}

// assign gives a variable another value, of a type that is known from then on
// only if it was the same before. None becomes a number or ceases to be one, so
// that no range can meet one unseen.
func (w *walker) assign(p *parse.PipeNode, name string, typ reflect.Type) {
	for i := len(w.vars) - 1; i >= 0; i-- {
		v := &w.vars[i]
		if v.name != name || v.typ == typ {
			continue
		}
		if isNumber(v.typ) || isNumber(typ) {
			w.problem(p.Cmds[0], "template-field", name+" cannot be a number in one place and something else in another", "use two variables")
		} else {
			v.typ = nil
		}
		return
	}
}

func isNumber(t reflect.Type) bool {
	return t != nil && (t.Kind() == reflect.Int || t.Kind() == reflect.Float64)
}

func (w *walker) lookup(name string) reflect.Type {
	for i := len(w.vars) - 1; i >= 0; i-- {
		if w.vars[i].name == name {
			return w.vars[i].typ
		}
	}
	return nil
}

// command is the type of one command's value. With piped, a value comes from
// the command before as its last argument.
func (w *walker) command(c *parse.CommandNode, dot, last reflect.Type, piped bool) reflect.Type {
	args := c.Args[1:]
	n := len(args)
	if piped {
		n++
	}
	switch first := c.Args[0].(type) {
	case *parse.IdentifierNode:
		return w.function(first, args, dot, last, piped)
	case *parse.FieldNode:
		w.args(args, dot)
		return w.chain(first, dot, first.Ident, n)
	case *parse.VariableNode:
		w.args(args, dot)
		return w.chain(first, w.lookup(first.Ident[0]), first.Ident[1:], n)
	case *parse.ChainNode:
		w.args(args, dot)
		return w.chain(first, w.arg(first.Node, dot), first.Field, n)
	default:
		return w.arg(first, dot)
	}
}

func (w *walker) args(args []parse.Node, dot reflect.Type) []reflect.Type {
	types := make([]reflect.Type, len(args))
	for i, a := range args {
		types[i] = w.arg(a, dot)
	}
	return types
}

// arg is the type of an operand.
func (w *walker) arg(n parse.Node, dot reflect.Type) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return w.chain(n, dot, n.Ident, 0)
	case *parse.VariableNode:
		return w.chain(n, w.lookup(n.Ident[0]), n.Ident[1:], 0)
	case *parse.ChainNode:
		return w.chain(n, w.arg(n.Node, dot), n.Field, 0)
	case *parse.PipeNode:
		depth := len(w.vars)
		defer func() { w.vars = w.vars[:depth] }()
		return w.pipe(n, dot)
	case *parse.IdentifierNode:
		return w.function(n, nil, dot, nil, false)
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	case *parse.NumberNode:
		if n.IsInt {
			return reflect.TypeFor[int]()
		}
		return reflect.TypeFor[float64]()
	}
	return nil
}

// chain is the type of .A.B.C, given the type that .A is looked up in. args is
// the number of arguments to the last of the names.
func (w *walker) chain(n parse.Node, typ reflect.Type, names []string, args int) reflect.Type {
	for i, name := range names {
		if typ == nil {
			return nil
		}
		given := 0
		if i == len(names)-1 {
			given = args
		}
		next, problem := member(typ, name, given)
		if problem != "" {
			w.fieldProblem(n, typ, i, name, problem)
			return nil
		}
		typ = next
	}
	return typ
}

// member is the type of one field or method, or what is wrong with it.
func member(t reflect.Type, name string, args int) (reflect.Type, string) {
	if t == reflect.TypeFor[nothing]() {
		return nil, "this template is called without a value, so that there is no ." + name
	}
	if t.Kind() == reflect.Interface {
		return nil, ""
	}
	m, ok := t.MethodByName(name)
	if !ok && t.Kind() != reflect.Pointer {
		m, ok = reflect.PointerTo(t).MethodByName(name)
	}
	if ok {
		if want := m.Type.NumIn() - 1; want != args {
			return nil, "." + name + " takes " + count(want, "argument") + ", and has " + strconv.Itoa(args)
		}
		return m.Type.Out(0), ""
	}
	switch base := deref(t); base.Kind() {
	case reflect.Struct:
		f, ok := base.FieldByName(name)
		if !ok || !f.IsExported() {
			return nil, describe(t) + " has no ." + name
		}
		if args > 0 {
			return nil, "." + name + " takes no argument"
		}
		return f.Type, ""
	case reflect.Map:
		return base.Elem(), ""
	}
	return nil, describe(t) + " has no parts, so that there is no ." + name
}

func (w *walker) fieldProblem(n parse.Node, t reflect.Type, i int, name, msg string) {
	d := w.problem(n, "template-field", msg, "")
	if d == nil {
		return
	}
	d.Want = diag.Want{Kind: fieldKind(t), Name: name}
	// Point at the name itself.
	text := n.String()
	at := 0
	for range i + 1 {
		if j := strings.IndexByte(text[at:], '.'); j >= 0 {
			at += j + 1
		}
	}
	d.Pos.Col += utf8.RuneCountInString(text[:at]) - 1
	d.Len = 1 + utf8.RuneCountInString(name)
}

// printed reports an action whose value has no text of its own.
func (w *walker) printed(p *parse.PipeNode, t reflect.Type) {
	if t == nil {
		return
	}
	switch base := deref(t); base.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Map, reflect.Func, reflect.Array:
		w.problem(p.Cmds[0], "template-field", typed(p)+" is "+describe(t)+", which has no text of its own",
			"print one of its parts")
	}
}

// problem reports a problem at a node, once a place. It returns nil if the
// place has one.
func (w *walker) problem(n parse.Node, code, msg, hint string) *diag.Diag {
	start, length := span(w.file.text, n)
	d := diag.At(w.file.src.Path, []byte(w.file.text), start, length)
	if w.wrong == "" {
		w.wrong = d.Pos.File
	}
	if w.found[d.Pos] {
		return nil
	}
	w.found[d.Pos] = true
	d.Code, d.Msg, d.Hint = code, msg, hint
	w.diags = append(w.diags, d)
	return &w.diags[len(w.diags)-1]
}

// span is where a node stands in its source. A chain's position in the parse
// tree is that of its second name.
func span(text string, n parse.Node) (start, length int) {
	start = min(int(n.Position()), len(text))
	s := n.String()
	first := ""
	switch n := n.(type) {
	case *parse.CommandNode:
		return span(text, n.Args[0])
	case *parse.FieldNode:
		first = "." + n.Ident[0]
	case *parse.VariableNode:
		first = n.Ident[0]
	case *parse.TemplateNode:
		s = strconv.Quote(n.Name)
	case *parse.ChainNode:
		return start, len(n.Field[0]) + 1
	}
	if !strings.HasPrefix(text[start:], s) && strings.HasPrefix(text[max(0, start-len(first)):], s) {
		start -= len(first)
	}
	return start, len(s)
}

// typed is a pipeline as typed, without the variables that take its value.
func typed(p *parse.PipeNode) string { return (&parse.PipeNode{Cmds: p.Cmds}).String() }

func deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// describe names a type for people who write templates.
func describe(t reflect.Type) string {
	t = deref(t)
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.String:
		return "a text"
	case reflect.Int, reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Struct:
		name := strings.TrimSuffix(t.Name(), "View")
		if name != "" && strings.IndexByte("AEIO", name[0]) >= 0 {
			return "an " + name
		}
		return "a " + name
	}
	return "a " + t.Kind().String()
}

// fieldKind is the [diag.Want] kind of a type's fields and methods.
func fieldKind(t reflect.Type) string { return "field of " + deref(t).Name() }

func count(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun
	case 1:
		return "one " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
