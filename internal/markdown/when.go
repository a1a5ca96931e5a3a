package markdown

import (
	"fmt"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"brief/internal/diag"
)

// when reads the date of a timeline's item, which stands in bold: a year, a
// month, a day, or two of them with a slash or an en dash. Both are empty for
// any other text, which is shown as typed, and told.
func (w *walker) when(text []byte, bold *ast.Emphasis) (from, to string) {
	off, n := max(bold.Pos(), 0), len(text)+len("****")
	first, second, span := strings.Cut(strings.ReplaceAll(string(text), "–", "/"), "/")
	parts := []string{strings.TrimSpace(first), strings.TrimSpace(second)}
	if !span {
		parts = parts[:1]
	}
	for _, s := range parts {
		layout := dateLayout(s)
		if layout == "" {
			w.problem(off, n, diag.Warning, "timeline-date", fmt.Sprintf("%q is shown as typed, as it is no date that programs can read", text),
				"write **2019**, **2024-08**, **2025-07-05** or **2024/2025**")
			return "", ""
		}
		if _, err := time.Parse(layout, s); err != nil || s < "0001" {
			w.problem(off, n, diag.Error, "impossible-date", fmt.Sprintf("there is no date %s", s), "look the date up; it is written year-month-day")
			return "", ""
		}
	}
	if !span {
		return parts[0], ""
	}
	if n := min(len(parts[0]), len(parts[1])); parts[1][:n] < parts[0][:n] {
		w.problem(off, n, diag.Error, "impossible-date", fmt.Sprintf("this span ends before it begins: %s", text), "write the earlier date first")
		return "", ""
	}
	return parts[0], parts[1]
}

// dateLayout returns the layout of a date of digits and hyphens; empty for any other text.
func dateLayout(s string) string {
	layouts := [...]string{"2006", "2006-01", time.DateOnly}
	for _, layout := range layouts {
		if len(s) != len(layout) {
			continue
		}
		for i := range len(s) {
			if hyphen := layout[i] == '-'; hyphen != (s[i] == '-') || !hyphen && (s[i] < '0' || s[i] > '9') {
				return ""
			}
		}
		return layout
	}
	return ""
}
