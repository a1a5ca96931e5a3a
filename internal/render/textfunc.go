package render

import (
	"fmt"
	"html/template"
	"strings"
)

// textFuncs are text/template's own functions that make a text of others, but
// none of more than [maxPage] bytes: one that holds the one before twice is
// larger than any memory after forty lines.
func textFuncs() template.FuncMap {
	within := func(make func(...any) string) func(...any) (string, error) {
		return func(args ...any) (string, error) {
			if textSize(args) > maxPage {
				return "", errTooMuch
			}
			return make(args...), nil
		}
	}
	return template.FuncMap{
		"print":    within(fmt.Sprint),
		"println":  within(fmt.Sprintln),
		"html":     within(template.HTMLEscaper),
		"js":       within(template.JSEscaper),
		"urlquery": within(template.URLQueryEscaper),
		"printf": func(format string, args ...any) (string, error) {
			if formatSize(format, args) > maxPage {
				return "", errTooMuch
			}
			return fmt.Sprintf(format, args...), nil
		},
	}
}

// textSize is about how many bytes values have as text.
func textSize(args []any) (n int) {
	for _, a := range args {
		n += sizeOf(a)
	}
	return n
}

// formatSize is at least about how many bytes a format makes of values: each of its
// verbs can stand for the longest of them, and be a million wide.
func formatSize(format string, args []any) int {
	verbs, longest := strings.Count(format, "%"), 0
	for _, a := range args {
		longest = max(longest, sizeOf(a))
	}
	if strings.ContainsAny(format, "0123456789*") {
		longest += 1_000_000
	}
	return len(format) + verbs*longest + textSize(args) // those without a verb are named behind it
}

func sizeOf(v any) int {
	switch v := v.(type) {
	case int, bool:
		return 20
	case string:
		return len(v)
	case template.HTML:
		return len(v)
	}
	return len(fmt.Sprint(v))
}
