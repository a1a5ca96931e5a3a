package render

import (
	"html/template"
	"reflect"
	"slices"
	"sync"
	"text/template/parse"
)

// html/template spends most of a page's time on looking up names and calling
// functions by reflection. So a set, once html/template has escaped it, is
// compiled: each node of its trees becomes a function, with fields found by
// their index and methods called directly. Types are known throughout, as all
// views are plain structs.
//
// A program only ever gives what html/template would give, and html/template
// stays the reference:
//
//   - a tree with anything that is not known here is not compiled, and its set
//     runs in html/template;
//   - a program that meets anything unusual (a nil pointer, a value that it does
//     not know how to print) stops, and the page is made anew by html/template,
//     which also has the words for what is wrong;
//   - tests compare the two, byte by byte, on pages and on hostile values.

// step writes a part of a page.
type step func(r *run, dot reflect.Value)

// program is a compiled template for one type of dot.
type program struct {
	body []step
	vars int // slots for its variables; the first is $

	stacks sync.Pool // of *[]reflect.Value, empty
}

// run is one execution.
type run struct {
	page   *Page
	out    []byte
	vars   []reflect.Value // of the template that is running; they end the stack
	stack  []reflect.Value // of all templates that are running
	depth  int
	failed bool // to be done anew by html/template
	rounds int  // of all {{range}} so far
}

// maxDepth is how deep templates call each other before html/template takes
// over, which has a limit and a message of its own.
const maxDepth = 500

// execute appends what the program makes of the dot to out. It returns done
// false if html/template must do it, and endless if nothing must: the page would
// go beyond maxRounds or maxPage.
func (p *program) execute(out []byte, page *Page, dot any) (made []byte, done, endless bool) {
	stack, ok := p.stacks.Get().(*[]reflect.Value)
	if !ok {
		stack = new([]reflect.Value)
		*stack = make([]reflect.Value, 0, 64)
	}
	r := &run{page: page, out: out, stack: *stack}
	p.run(r, reflect.ValueOf(dot))
	*stack = r.stack[:0]
	clear(r.stack[:cap(r.stack)]) // holds no page alive
	p.stacks.Put(stack)
	return r.out, !r.failed, r.rounds > maxRounds || len(r.out) > maxPage
}

func (p *program) run(r *run, dot reflect.Value) {
	if r.depth++; r.depth > maxDepth {
		r.failed = true
		return
	}
	vars, top := r.vars, len(r.stack)
	r.stack = slices.Grow(r.stack, p.vars)[:top+p.vars] // a stack that moves leaves the callers' variables where they are
	r.vars = r.stack[top:]
	r.vars[0] = dot
	runSteps(p.body, r, dot)
	r.vars, r.stack = vars, r.stack[:top]
	r.depth--
}

func runSteps(steps []step, r *run, dot reflect.Value) {
	for _, s := range steps {
		if s(r, dot); r.failed {
			return
		}
	}
}

// compiler compiles the trees of one escaped set.
type compiler struct {
	set      *template.Template
	fills    func(name string) (string, bool) // see set.fills
	programs map[programKey]*program
	escape   *escaping
	unknown  bool // something that is not known was met: nothing of the set is compiled

	scope []slot // of the template that is being compiled
	slots int    // most slots in use at once
}

type programKey struct {
	name string
	dot  reflect.Type
}

type slot struct {
	name string
	typ  reflect.Type // nil if not known
}

// compile returns the program of a set's root, with its templates as they are
// escaped; nil if the set cannot be compiled.
func compile(escaped *template.Template, s *set, fills func(string) (string, bool)) *program {
	c := &compiler{set: escaped, fills: fills, programs: map[programKey]*program{}, escape: newEscaping(s.single)}
	p := c.template(s.graph.root.String(), s.dot())
	if c.unknown {
		return nil
	}
	return p
}

func (c *compiler) template(name string, dot reflect.Type) *program {
	name, ok := c.fills(name)
	c.unknown = c.unknown || !ok
	key := programKey{name, dot}
	if p := c.programs[key]; p != nil {
		return p // perhaps one that is still being compiled, and calls itself
	}
	p := &program{}
	c.programs[key] = p
	t := c.set.Lookup(name)
	if t == nil || t.Tree == nil {
		c.unknown = true
		return p
	}
	scope, slots := c.scope, c.slots
	c.scope, c.slots = []slot{{"$", dot}}, 1
	p.body = c.list(t.Tree.Root, dot)
	p.vars = c.slots
	c.scope, c.slots = scope, slots
	return p
}

func (c *compiler) list(l *parse.ListNode, dot reflect.Type) []step {
	if l == nil {
		return nil
	}
	depth := len(c.scope)
	var steps []step
	for _, n := range l.Nodes {
		if s := c.node(n, dot); s != nil {
			steps = append(steps, s)
		}
	}
	c.scope = c.scope[:depth]
	return steps
}

func (c *compiler) node(n parse.Node, dot reflect.Type) step {
	switch n := n.(type) {
	case *parse.TextNode:
		text := n.Text
		return func(r *run, _ reflect.Value) { r.out = append(r.out, text...) }
	case *parse.CommentNode:
		return nil
	case *parse.ActionNode:
		if isRound(n) {
			return nil // programs count by themselves
		}
		if len(n.Pipe.Decl) > 0 {
			return c.declare(n.Pipe, dot)
		}
		return c.print(n.Pipe, dot)
	case *parse.TemplateNode:
		return c.call(n, dot)
	case *parse.IfNode:
		return c.branch(&n.BranchNode, dot, false)
	case *parse.WithNode:
		return c.branch(&n.BranchNode, dot, true)
	case *parse.RangeNode:
		return c.rangeOver(n, dot)
	}
	c.unknown = true // break and continue
	return nil
}

// bind makes a slot for a variable.
func (c *compiler) bind(name string, typ reflect.Type) int {
	c.scope = append(c.scope, slot{name, typ})
	c.slots = max(c.slots, len(c.scope))
	return len(c.scope) - 1
}

// declare compiles {{$x := …}}. An assignment to a variable is left to
// html/template.
func (c *compiler) declare(p *parse.PipeNode, dot reflect.Type) step {
	if p.IsAssign || len(p.Decl) != 1 {
		c.unknown = true
		return nil
	}
	e := c.pipe(p, dot)
	at := c.bind(p.Decl[0].Ident[0], e.typ)
	return func(r *run, dot reflect.Value) { r.vars[at] = e.eval(r, dot) }
}

func (c *compiler) call(n *parse.TemplateNode, dot reflect.Type) step {
	if n.Pipe == nil || len(n.Pipe.Decl) > 0 {
		c.unknown = true
		return nil
	}
	e := c.pipe(n.Pipe, dot)
	if e.typ == nil {
		c.unknown = true
		return nil
	}
	p := c.template(n.Name, e.typ)
	return func(r *run, dot reflect.Value) {
		if v := e.eval(r, dot); !r.failed {
			p.run(r, v)
		}
	}
}

// branch compiles if and with.
func (c *compiler) branch(b *parse.BranchNode, dot reflect.Type, with bool) step {
	depth := len(c.scope)
	e := c.pipe(b.Pipe, dot)
	at := -1
	switch {
	case b.Pipe.IsAssign || len(b.Pipe.Decl) > 1:
		c.unknown = true
	case len(b.Pipe.Decl) == 1:
		at = c.bind(b.Pipe.Decl[0].Ident[0], e.typ)
	}
	inner := dot
	if with {
		inner = e.typ
	}
	yes, no := c.list(b.List, inner), c.list(b.ElseList, dot)
	c.scope = c.scope[:depth]
	return func(r *run, dot reflect.Value) {
		v := e.eval(r, dot)
		if r.failed {
			return
		}
		if at >= 0 {
			r.vars[at] = v
		}
		switch {
		case !truth(v):
			runSteps(no, r, dot)
		case with:
			runSteps(yes, r, v)
		default:
			runSteps(yes, r, dot)
		}
	}
}

// rangeOver compiles range over a list.
func (c *compiler) rangeOver(n *parse.RangeNode, dot reflect.Type) step {
	depth := len(c.scope)
	e := c.pipe(n.Pipe, dot)
	if e.typ == nil || e.typ.Kind() != reflect.Slice || n.Pipe.IsAssign {
		c.unknown = true
		return nil
	}
	elem := e.typ.Elem()
	index, item := -1, -1
	switch decl := n.Pipe.Decl; len(decl) {
	case 1:
		item = c.bind(decl[0].Ident[0], elem)
	case 2:
		index = c.bind(decl[0].Ident[0], reflect.TypeFor[int]())
		item = c.bind(decl[1].Ident[0], elem)
	}
	body := c.list(n.List, elem)
	c.scope = c.scope[:depth]
	otherwise := c.list(n.ElseList, dot)
	return func(r *run, dot reflect.Value) {
		v := e.eval(r, dot)
		if r.failed {
			return
		}
		count := v.Len()
		if count == 0 {
			runSteps(otherwise, r, dot)
		}
		for i := range count {
			if r.rounds++; r.rounds > maxRounds || len(r.out) > maxPage {
				r.failed = true
				return
			}
			one := v.Index(i)
			if index >= 0 {
				r.vars[index] = reflect.ValueOf(i)
			}
			if item >= 0 {
				r.vars[item] = one
			}
			if runSteps(body, r, one); r.failed {
				return
			}
		}
	}
}

// truth is text/template's own notion for the kinds that views have.
func truth(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() > 0
	case reflect.Pointer, reflect.Interface:
		return !v.IsNil()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int:
		return v.Int() != 0
	case reflect.Invalid:
		return false
	}
	t, _ := template.IsTrue(v.Interface())
	return t
}
