package render

import (
	"html/template"
	"strconv"
	"strings"
	"sync"

	"github.com/tdewolff/minify/v2/html"
	minparse "github.com/tdewolff/parse/v2"
)

// html/template writes a character reference for every character that is
// special anywhere: "Tom &amp; Jerry&#39;s". Where a value stands, most of them
// are not special, and the minifier would write the characters. So three of
// html/template's escapers, which it looks up by name in each set, are replaced
// by these, which give for text what the minifier makes of html/template's own
// output, and treat values that are not text as html/template does.
//
// Which escaper stands where is html/template's decision alone. One that a later
// Go names otherwise is not replaced: pages then are longer, and as safe.
//
// apostrophes says whether a value can stand between single quotes.
func escapers(apostrophes bool) template.FuncMap {
	text := html.TextRevEntitiesMap
	attr := map[byte][]byte{'"': []byte("&#34;")}
	if apostrophes {
		attr['\''] = []byte("&#39;")
	}
	inTitle, inAttr := htmlAsText("<title>", "</title>"), htmlAsText(`<i title="`, `">`)
	return template.FuncMap{
		"_html_template_htmlescaper": func(args ...any) string {
			if h, ok := only[template.HTML](args); ok {
				return string(h)
			}
			return escapeText(args, text)
		},
		"_html_template_rcdataescaper": func(args ...any) string {
			if h, ok := only[template.HTML](args); ok {
				return inTitle(h)
			}
			return escapeText(args, text)
		},
		"_html_template_attrescaper": func(args ...any) string {
			if h, ok := only[template.HTML](args); ok {
				return inAttr(h)
			}
			return escapeText(args, attr)
		},
	}
}

// only is the one value of args, if it is of the type.
func only[T any](args []any) (v T, ok bool) {
	if len(args) == 1 {
		v, ok = args[0].(T)
	}
	return v, ok
}

// escapeText escapes values that are no HTML. References to the characters in
// keep stay.
func escapeText(args []any, keep map[byte][]byte) string {
	if n, ok := only[int](args); ok {
		return strconv.Itoa(n)
	}
	s, ok := only[string](args)
	if !ok {
		return template.HTMLEscaper(args...)
	}
	if !strings.ContainsAny(s, "&<>\"'\x00") {
		return s
	}
	return shortReferences(template.HTMLEscapeString(s), keep)
}

// htmlAsText lets html/template itself make text of HTML, for a place where
// only text can stand. All pages that render at one time share its template.
func htmlAsText(before, after string) func(template.HTML) string {
	t := sync.OnceValue(func() *template.Template {
		return template.Must(template.New("").Parse(before + "{{.}}" + after))
	})
	return func(h template.HTML) string {
		var out strings.Builder
		t().Execute(&out, h) // a strings.Builder takes everything
		return strings.TrimSuffix(strings.TrimPrefix(out.String(), before), after)
	}
}

// shortReferences replaces character references by their characters, but for
// those in keep, and & where the text would read as another reference.
func shortReferences(s string, keep map[byte][]byte) string {
	s, amp := strings.CutSuffix(s, "&amp;") // what comes after the value is not known
	s = string(minparse.ReplaceEntities([]byte(s), html.EntitiesMap, keep))
	if amp {
		s += "&amp;"
	}
	return s
}
