package render

import (
	"reflect"
	"strconv"
	"text/template/parse"

	"brief/internal/diag"
)

// signature is what the walker knows of a template function. most < 0 means
// any number of arguments.
type signature struct {
	least, most int
	result      reflect.Type // nil: depends on the arguments, or not known
}

// signatureOf knows the functions of text/template and html/template, and the
// two of this package.
func signatureOf(name string) (signature, bool) {
	switch name {
	case "asset":
		return signature{1, 1, reflect.TypeFor[*AssetRef]()}, true
	case "t":
		return signature{1, 1, reflect.TypeFor[string]()}, true
	case "and", "or":
		return signature{1, -1, nil}, true
	case "not":
		return signature{1, 1, reflect.TypeFor[bool]()}, true
	case "len":
		return signature{1, 1, reflect.TypeFor[int]()}, true
	case "index", "slice", "call":
		return signature{1, -1, nil}, true
	case "print", "println", "html", "js", "urlquery":
		return signature{0, -1, reflect.TypeFor[string]()}, true
	case "printf":
		return signature{1, -1, reflect.TypeFor[string]()}, true
	case "eq":
		return signature{2, -1, reflect.TypeFor[bool]()}, true
	case "ne", "lt", "le", "gt", "ge":
		return signature{2, 2, reflect.TypeFor[bool]()}, true
	}
	return signature{}, false
}

// functionNames are the names that signatureOf knows.
func functionNames() []string {
	return []string{
		"and", "asset", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne",
		"not", "or", "print", "printf", "println", "slice", "t", "urlquery",
	}
}

// function checks a call and is the type of its result.
func (w *walker) function(n *parse.IdentifierNode, args []parse.Node, dot, last reflect.Type, piped bool) reflect.Type {
	types := w.args(args, dot)
	if piped {
		types = append(types, last)
	}
	sig, ok := signatureOf(n.Ident)
	if !ok {
		if d := w.problem(n, "template-function", "there is no function "+n.Ident, ""); d != nil {
			d.Want = diag.Want{Kind: "function", Name: n.Ident}
		}
		return nil
	}
	if len(types) < sig.least || sig.most >= 0 && len(types) > sig.most {
		w.problem(n, "template-function", n.Ident+" takes "+count(sig.least, "argument")+", and has "+strconv.Itoa(len(types)), "")
		return sig.result
	}
	switch n.Ident {
	case "asset":
		w.constant(n, args, "asset names a file of static/ as it stands, such as asset \"site.css\", so that what a page needs is known beforehand")
	case "t":
		w.text(n, args)
	case "and", "or":
		return same(types)
	case "index":
		return indexed(types)
	case "slice":
		return types[0]
	}
	return sig.result
}

// constant reports an argument that is not a quoted text.
func (w *walker) constant(n *parse.IdentifierNode, args []parse.Node, why string) (string, bool) {
	if len(args) == 1 {
		if s, ok := args[0].(*parse.StringNode); ok {
			return s.Text, true
		}
	}
	w.problem(n, "template-function", n.Ident+" needs a name in quotes", why)
	return "", false
}

// text checks the key of t.
func (w *walker) text(n *parse.IdentifierNode, args []parse.Node) {
	if len(args) != 1 {
		return
	}
	s, ok := args[0].(*parse.StringNode)
	if !ok || w.texts(s.Text) {
		return
	}
	d := w.problem(s, "unknown-string", "there is no text named "+strconv.Quote(s.Text), "a site adds texts of its own under strings in brief.yaml")
	if d != nil {
		d.Want = diag.Want{Kind: "string", Name: s.Text}
	}
}

// same is the one type of all values; if they differ or one is not known, that
// of a number among them, over which no range may run, else nil.
func same(types []reflect.Type) reflect.Type {
	one := types[0]
	for _, t := range types {
		if isNumber(t) {
			return t
		}
		if t != types[0] {
			one = nil
		}
	}
	return one
}

// indexed is the type of index x i j ….
func indexed(types []reflect.Type) reflect.Type {
	t := types[0]
	for range types[1:] {
		if t == nil {
			return nil
		}
		switch t = deref(t); t.Kind() {
		case reflect.Slice, reflect.Array, reflect.Map:
			t = t.Elem()
		default:
			return nil
		}
	}
	return t
}

// viewTypes are the types that a template can meet.
func viewTypes() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[*Page](), reflect.TypeFor[*SiteView](), reflect.TypeFor[*PublisherView](),
		reflect.TypeFor[Card](), reflect.TypeFor[Date](), reflect.TypeFor[Author](), reflect.TypeFor[Image](),
		reflect.TypeFor[Heading](), reflect.TypeFor[Note](), reflect.TypeFor[Back](), reflect.TypeFor[Part](),
		reflect.TypeFor[AssetRef](), reflect.TypeFor[Correction](), reflect.TypeFor[BlockView](), reflect.TypeFor[Media](), reflect.TypeFor[Item](), reflect.TypeFor[Tag](), reflect.TypeFor[Feedback](),
	}
}

// fieldNames are the fields and methods that a Want of the kind was looked for in.
func fieldNames(kind string) []string {
	for _, t := range viewTypes() {
		if fieldKind(t) != kind {
			continue
		}
		var names []string
		for i := range t.NumMethod() {
			names = append(names, t.Method(i).Name)
		}
		if s := deref(t); s.Kind() == reflect.Struct {
			for i := range s.NumField() {
				if f := s.Field(i); f.IsExported() {
					names = append(names, f.Name)
				}
			}
		}
		return names
	}
	return nil
}
