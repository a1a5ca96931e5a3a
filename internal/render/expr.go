package render

import (
	"fmt"
	"html/template"
	"reflect"
	"text/template/parse"
)

// expr is a compiled expression. What it evaluates to after a failure means
// nothing.
type expr struct {
	typ  reflect.Type // nil if not known
	eval func(r *run, dot reflect.Value) reflect.Value
}

func constant(v any) expr {
	value := reflect.ValueOf(v)
	return expr{value.Type(), func(*run, reflect.Value) reflect.Value { return value }}
}

// fail gives up on the whole set.
func (c *compiler) fail() expr {
	c.unknown = true
	return expr{nil, func(r *run, _ reflect.Value) reflect.Value { r.failed = true; return reflect.Value{} }}
}

// pipe compiles a pipeline whose value is used and not printed: one command.
func (c *compiler) pipe(p *parse.PipeNode, dot reflect.Type) expr {
	if len(p.Cmds) != 1 {
		return c.fail()
	}
	return c.command(p.Cmds[0], dot)
}

func (c *compiler) command(cmd *parse.CommandNode, dot reflect.Type) expr {
	args := cmd.Args[1:]
	switch first := cmd.Args[0].(type) {
	case *parse.IdentifierNode:
		return c.function(first.Ident, args, dot)
	case *parse.FieldNode:
		return c.chain(expr{dot, dotValue}, first.Ident, args)
	case *parse.VariableNode:
		return c.chain(c.variable(first.Ident[0]), first.Ident[1:], args)
	case *parse.ChainNode:
		return c.chain(c.arg(first.Node, dot), first.Field, args)
	}
	if len(args) > 0 {
		return c.fail()
	}
	return c.arg(cmd.Args[0], dot)
}

func dotValue(_ *run, dot reflect.Value) reflect.Value { return dot }

func (c *compiler) arg(n parse.Node, dot reflect.Type) expr {
	switch n := n.(type) {
	case *parse.DotNode:
		return expr{dot, dotValue}
	case *parse.FieldNode:
		return c.chain(expr{dot, dotValue}, n.Ident, nil)
	case *parse.VariableNode:
		return c.chain(c.variable(n.Ident[0]), n.Ident[1:], nil)
	case *parse.ChainNode:
		return c.chain(c.arg(n.Node, dot), n.Field, nil)
	case *parse.PipeNode:
		if len(n.Decl) > 0 {
			return c.fail()
		}
		return c.pipe(n, dot)
	case *parse.IdentifierNode:
		return c.function(n.Ident, nil, dot)
	case *parse.StringNode:
		return constant(n.Text)
	case *parse.BoolNode:
		return constant(n.True)
	case *parse.NumberNode:
		if n.IsInt && int64(int(n.Int64)) == n.Int64 {
			return constant(int(n.Int64))
		}
	}
	return c.fail()
}

func (c *compiler) variable(name string) expr {
	for i := len(c.scope) - 1; i >= 0; i-- {
		if c.scope[i].name == name {
			return expr{c.scope[i].typ, func(r *run, _ reflect.Value) reflect.Value { return r.vars[i] }}
		}
	}
	return c.fail()
}

// chain compiles .A.B.C of a value; args are those of the last.
func (c *compiler) chain(e expr, names []string, args []parse.Node) expr {
	if len(names) == 0 && len(args) > 0 {
		return c.fail()
	}
	for i, name := range names {
		var given []parse.Node
		if i == len(names)-1 {
			given = args
		}
		e = c.member(e, name, given)
	}
	return e
}

// member compiles one field or method.
func (c *compiler) member(e expr, name string, args []parse.Node) expr {
	if e.typ == nil {
		return c.fail()
	}
	if m, ok := e.typ.MethodByName(name); ok {
		return c.method(e, m, args)
	}
	base := e.typ
	if base.Kind() == reflect.Pointer {
		base = base.Elem()
	}
	if base.Kind() != reflect.Struct || len(args) > 0 {
		return c.fail()
	}
	f, ok := base.FieldByName(name)
	if !ok || !f.IsExported() || len(f.Index) != 1 {
		return c.fail()
	}
	index := f.Index[0]
	if e.typ.Kind() == reflect.Struct {
		return expr{f.Type, func(r *run, dot reflect.Value) reflect.Value {
			v := e.eval(r, dot)
			if r.failed {
				return v
			}
			return v.Field(index)
		}}
	}
	return expr{f.Type, func(r *run, dot reflect.Value) reflect.Value {
		v := e.eval(r, dot)
		if r.failed || v.IsNil() {
			r.failed = true
			return v
		}
		return v.Elem().Field(index)
	}}
}

// method compiles a method of *Page. Those of the usual types are called as
// what they are; another is left to html/template.
func (c *compiler) method(e expr, m reflect.Method, args []parse.Node) expr {
	if e.typ != reflect.TypeFor[*Page]() {
		return c.fail()
	}
	if f, ok := m.Func.Interface().(func(*Page, int) []Card); ok && len(args) == 1 {
		n := c.arg(args[0], nil)
		if n.typ == nil || n.typ.Kind() != reflect.Int {
			return c.fail()
		}
		return expr{m.Type.Out(0), func(r *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(f(r.page, int(n.eval(r, dot).Int())))
		}}
	}
	if len(args) > 0 {
		return c.fail()
	}
	call := callOf(m.Func.Interface())
	if call == nil {
		return c.fail()
	}
	return expr{m.Type.Out(0), func(r *run, dot reflect.Value) reflect.Value {
		v := e.eval(r, dot)
		if r.failed || v.IsNil() {
			r.failed = true
			return v
		}
		return call((*Page)(v.UnsafePointer()))
	}}
}

// callOf returns a call of a method that takes nothing, without reflection; nil
// if its result is of a type that no method's was when this was written.
func callOf(method any) func(*Page) reflect.Value {
	switch f := method.(type) {
	case func(*Page) string:
		return direct(f)
	case func(*Page) template.HTML:
		return direct(f)
	case func(*Page) template.JS:
		return direct(f)
	case func(*Page) template.CSS:
		return direct(f)
	case func(*Page) int:
		return direct(f)
	case func(*Page) bool:
		return direct(f)
	case func(*Page) *SiteView:
		return direct(f)
	case func(*Page) *Date:
		return direct(f)
	case func(*Page) *Image:
		return direct(f)
	case func(*Page) *Card:
		return direct(f)
	case func(*Page) []Card:
		return direct(f)
	case func(*Page) []Author:
		return direct(f)
	case func(*Page) []Heading:
		return direct(f)
	case func(*Page) []Note:
		return direct(f)
	case func(*Page) []Part:
		return direct(f)
	case func(*Page) []FontRef:
		return direct(f)
	case func(*Page) []Correction:
		return direct(f)
	case func(*Page) *Correction:
		return direct(f)
	case func(*Page) []Tag:
		return direct(f)
	case func(*Page) *Feedback:
		return direct(f)
	}
	return nil
}

func direct[T any](f func(*Page) T) func(*Page) reflect.Value {
	return func(p *Page) reflect.Value { return reflect.ValueOf(f(p)) }
}

// function compiles a call of a function whose value is used and not printed.
func (c *compiler) function(name string, nodes []parse.Node, dot reflect.Type) expr {
	args := make([]expr, len(nodes))
	for i, n := range nodes {
		args[i] = c.arg(n, dot)
	}
	switch {
	case name == "t" && len(nodes) == 1:
		if s, ok := nodes[0].(*parse.StringNode); ok {
			return expr{reflect.TypeFor[string](), func(r *run, _ reflect.Value) reflect.Value {
				return reflect.ValueOf(r.page.text(s.Text))
			}}
		}
	case name == "asset" && len(nodes) == 1:
		if s, ok := nodes[0].(*parse.StringNode); ok {
			return expr{reflect.TypeFor[*AssetRef](), func(r *run, _ reflect.Value) reflect.Value {
				return reflect.ValueOf(r.page.asset(s.Text))
			}}
		}
	case (name == "and" || name == "or") && len(args) > 0:
		return either(args, name == "or")
	case name == "not" && len(args) == 1:
		return expr{reflect.TypeFor[bool](), func(r *run, dot reflect.Value) reflect.Value {
			return reflect.ValueOf(!truth(args[0].eval(r, dot)))
		}}
	case name == "eq" && len(args) > 1:
		return c.equal(args)
	case name == "printf" && len(args) > 0 && args[0].typ == reflect.TypeFor[string]():
		return expr{reflect.TypeFor[string](), func(r *run, dot reflect.Value) reflect.Value {
			values := make([]any, 0, 4)
			for _, a := range args {
				v := a.eval(r, dot)
				if r.failed || !v.IsValid() {
					r.failed = true
					return v
				}
				values = append(values, v.Interface())
			}
			format := values[0].(string)
			if formatSize(format, values[1:]) > maxPage {
				r.failed = true
				return reflect.Value{}
			}
			return reflect.ValueOf(fmt.Sprintf(format, values[1:]...))
		}}
	}
	return c.fail()
}

// either compiles or (the first value that is true) and and (the first that is
// not), else the last.
func either(args []expr, or bool) expr {
	typ := args[0].typ
	for _, a := range args {
		if a.typ != typ {
			typ = nil
		}
	}
	return expr{typ, func(r *run, dot reflect.Value) (v reflect.Value) {
		for _, a := range args {
			if v = a.eval(r, dot); r.failed || truth(v) == or {
				return v
			}
		}
		return v
	}}
}

// equal compiles eq for texts and for whole numbers: whether the first value is
// one of the others.
func (c *compiler) equal(args []expr) expr {
	for _, a := range args {
		if a.typ == nil || a.typ != args[0].typ || a.typ.Kind() != reflect.String && a.typ.Kind() != reflect.Int {
			return c.fail()
		}
	}
	return expr{reflect.TypeFor[bool](), func(r *run, dot reflect.Value) reflect.Value {
		v := args[0].eval(r, dot)
		for _, a := range args[1:] {
			if w := a.eval(r, dot); !r.failed && v.Equal(w) {
				return reflect.ValueOf(true)
			}
		}
		return reflect.ValueOf(false)
	}}
}
