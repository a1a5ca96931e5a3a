package render

import (
	"html/template"
	"io"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// escaping is what the compiled programs of a set print values with.
type escaping struct {
	text, title, attr func(args ...any) string // as in escapers
	// What html/template itself does with a value in an attribute that holds an
	// address: as the whole of it, after its beginning, and after "?" or "#".
	// Most addresses need none of them, so they are made when one does.
	address, rest, query func() *template.Template
}

func newEscaping(apostrophes bool) *escaping {
	f := escapers(apostrophes)
	e := &escaping{
		text:  f["_html_template_htmlescaper"].(func(...any) string),
		title: f["_html_template_rcdataescaper"].(func(...any) string),
		attr:  f["_html_template_attrescaper"].(func(...any) string),
	}
	mini := func(before string) func() *template.Template {
		return sync.OnceValue(func() *template.Template {
			t := template.Must(template.New("").Parse(before + `{{.}}">`))
			t.Execute(io.Discard, "") // escapes it
			return t.Funcs(escapers(apostrophes))
		})
	}
	e.address, e.rest, e.query = mini(`<a href="`), mini(`<a href="/`), mini(`<a href="#`)
	return e
}

// print compiles an action that prints: a value and the escapers behind it.
func (c *compiler) print(p *parse.PipeNode, dot reflect.Type) step {
	e := c.command(p.Cmds[0], dot)
	var chain []string
	for _, cmd := range p.Cmds[1:] {
		id, ok := cmd.Args[0].(*parse.IdentifierNode)
		if !ok || len(cmd.Args) != 1 {
			c.unknown = true
			return nil
		}
		chain = append(chain, strings.TrimPrefix(id.Ident, "_html_template_"))
	}
	var write func(r *run, v reflect.Value)
	switch strings.Join(chain, " ") {
	case "htmlescaper":
		write = plain(c.escape.text)
	case "rcdataescaper":
		write = plain(c.escape.title)
	case "attrescaper":
		write = plain(c.escape.attr)
	case "urlfilter urlnormalizer attrescaper":
		write = address(c.escape.address, `<a href="`, true)
	case "urlnormalizer attrescaper":
		write = address(c.escape.rest, `<a href="/`, false)
	case "urlescaper attrescaper":
		write = address(c.escape.query, `<a href="#`, false)
	case "jsvalescaper":
		write = verbatim[template.JS]
	case "cssvaluefilter":
		write = verbatim[template.CSS]
	default:
		c.unknown = true
		return nil
	}
	return func(r *run, dot reflect.Value) {
		if v := e.eval(r, dot); !r.failed {
			write(r, v)
		}
	}
}

// plain prints text and numbers.
func plain(escape func(...any) string) func(*run, reflect.Value) {
	return func(r *run, v reflect.Value) {
		switch v.Kind() {
		case reflect.Int:
			r.out = strconv.AppendInt(r.out, v.Int(), 10)
		case reflect.String:
			s := v.String()
			if v.Type() == reflect.TypeFor[string]() && !strings.ContainsAny(s, "&<>\"'\x00") {
				r.out = append(r.out, s...)
				return
			}
			r.out = append(r.out, escape(v.Interface())...)
		default:
			r.failed = true
		}
	}
}

// address prints a value in an attribute that holds an address. One that is
// nothing but letters, digits and -_./ stays as it is whatever stands before;
// a whole one may begin with http:// or https:// too, or with #.
func address(t func() *template.Template, before string, whole bool) func(*run, reflect.Value) {
	return func(r *run, v reflect.Value) {
		if v.Kind() != reflect.String {
			r.failed = true
			return
		}
		s := v.String()
		rest := s
		if whole {
			switch {
			case strings.HasPrefix(s, "https://"):
				rest = s[len("https://"):]
			case strings.HasPrefix(s, "http://"):
				rest = s[len("http://"):]
			case strings.HasPrefix(s, "#"):
				rest = s[1:]
			}
		}
		if v.Type() == reflect.TypeFor[string]() && isPlainAddress(rest, whole) {
			r.out = append(r.out, s...)
			return
		}
		var b strings.Builder
		if err := t().Execute(&b, v.Interface()); err != nil {
			r.failed = true
			return
		}
		r.out = append(r.out, strings.TrimSuffix(strings.TrimPrefix(b.String(), before), `">`)...)
	}
}

func isPlainAddress(s string, slash bool) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.':
		case c == '/' && slash:
		default:
			return false
		}
	}
	return true
}

// verbatim prints structured data into a script element, or rules into a style
// element: a value that says by its type that it belongs there.
func verbatim[T any](r *run, v reflect.Value) {
	if !v.IsValid() || v.Type() != reflect.TypeFor[T]() {
		r.failed = true
		return
	}
	r.out = append(r.out, v.String()...)
}
