package check

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"brief/internal/config"
	"brief/internal/diag"
)

// sureToFit is the size below which a page's HTML counts as it is, because it
// is within every sensible budget: ten segments of 1,460 bytes, which a server
// sends before it waits for an answer (RFC 6928).
const sureToFit = 14600

// defaultPage is what the first view of a page may weigh unless brief.yaml says
// otherwise: more is a warning.
const defaultPage = 400_000

// budgetKinds are the keys of check.budget. "page" is all that a browser loads
// for the first view, pictures further down not counted; the others are single
// files of that view.
func budgetKinds() []string { return []string{"page", "html", "css", "script", "font", "image"} }

// parseSize reads a size such as "200KB", "1.5 MB" or "14600", in bytes: a KB is
// 1,000 bytes, a KiB 1,024.
func parseSize(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	n := 0
	for n < len(s) && (s[n] == '.' || '0' <= s[n] && s[n] <= '9') {
		n++
	}
	number, err := strconv.ParseFloat(s[:n], 64)
	unit := 0.0
	switch strings.ToLower(strings.TrimSpace(s[n:])) {
	case "", "b", "bytes":
		unit = 1
	case "k", "kb":
		unit = 1000
	case "kib":
		unit = 1024
	case "m", "mb":
		unit = 1000_000
	case "mib":
		unit = 1 << 20
	}
	size := math.Round(number * unit)
	if err != nil || unit == 0 || size <= 0 || size > 1<<40 {
		return 0, false
	}
	return int64(size), true
}

// checkBudgets reports budgets of brief.yaml that cannot be read.
func checkBudgets(c *config.Config) (l []finding) {
	for _, kind := range sortedKeys(c.Check.Budget) {
		f := finding{code: "bad-budget", node: none, words: kind + ":"}
		if !slices.Contains(budgetKinds(), kind) {
			f.msg = fmt.Sprintf("there is no budget for %s; there are %s", quote(kind), strings.Join(budgetKinds(), ", "))
			if near := diag.Nearest(kind, budgetKinds()); near != "" {
				f.hint = diag.DidYouMean(near, "")
			}
		} else if _, ok := parseSize(c.Check.Budget[kind]); !ok {
			f.msg, f.hint = fmt.Sprintf("the budget %s is no size", quote(c.Check.Budget[kind])), "write one such as 200KB"
		} else {
			continue
		}
		l = append(l, f)
	}
	return l
}

// part is a line of a page's table.
type part struct {
	kind, path string
	size       int64 // bytes as they are sent
}

// parts are what a browser loads for the first view of a page, the page first,
// then from the largest. The caller holds the lock.
func (s *Set) parts(a *account) (parts []part, total int64) {
	parts = append(parts, part{"html", a.path, a.packed})
	seen := map[string]bool{}
	for _, l := range a.loads {
		t := s.base.resolve(a.path, l.url)
		if file := s.files[t.path]; t.where == inside && file != nil && file != a && !seen[t.path] {
			seen[t.path] = true
			parts = append(parts, part{l.kind, t.path, file.packed})
		}
	}
	slices.SortFunc(parts[1:], func(x, y part) int { return cmp.Or(cmp.Compare(y.size, x.size), cmp.Compare(x.path, y.path)) })
	for _, p := range parts {
		total += p.size
	}
	return parts, total
}

// budget holds a page against the budgets. The caller holds the lock.
func (s *Set) budget(a *account) (l []finding) {
	if a.kind != "text/html" || a.redirect {
		return nil
	}
	parts, total := s.parts(a)
	if total > s.limit("page") || parts[0].size > s.limit("html") {
		total -= s.weigh(a, &parts[0])
	}
	for _, kind := range budgetKinds() {
		limit := s.limit(kind)
		if kind == "page" {
			if total > limit {
				_, set := parseSize(s.opt.Config.Check.Budget[kind])
				l = append(l, overweight(parts, total, limit, !set))
			}
			continue
		}
		for _, p := range parts {
			if p.kind == kind && p.size > limit {
				l = append(l, finding{code: "over-budget", node: none, ref: p.path,
					msg:  fmt.Sprintf("%s weighs %s as it is sent; the budget of %s is %s", pageName(p.path), sizeText(p.size), kind, sizeText(limit)),
					hint: "make it smaller, or set check.budget." + kind + " in brief.yaml"})
			}
		}
	}
	return l
}

// limit is the budget of a kind in bytes; more than anything weighs if there is none.
func (s *Set) limit(kind string) int64 {
	if text := s.opt.Config.Check.Budget[kind]; text != "" {
		if limit, ok := parseSize(text); ok {
			return limit
		}
	}
	if kind == "page" {
		return defaultPage
	}
	return math.MaxInt64
}

// weigh counts HTML as it is sent that was counted as it is (see sureToFit), and
// returns by how much it is less.
func (s *Set) weigh(a *account, html *part) (less int64) {
	if a.packed != a.size || s.opt.Bytes == nil {
		return 0
	}
	body, err := s.opt.Bytes(a.path)
	if err != nil {
		return 0
	}
	exact := s.packedSize(body)
	less, html.size = html.size-exact, exact
	return less
}

// overweight is the finding of a page over its budget, with the table of what it loads.
func overweight(parts []part, total, limit int64, byDefault bool) finding {
	const most = 8
	var rows []string
	for i, p := range parts {
		if i == most {
			rows = append(rows, fmt.Sprintf("%d more", len(parts)-most))
			break
		}
		rows = append(rows, fmt.Sprintf("%s %s (%s)", sizeText(p.size), pageName(p.path), p.kind))
	}
	return finding{code: "over-budget", node: none, warning: byDefault,
		msg:  fmt.Sprintf("the first view of the page weighs %s as it is sent; the budget is %s", sizeText(total), sizeText(limit)),
		hint: "it loads " + strings.Join(rows, ", ")}
}

// sizeText writes a size for people.
func sizeText(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000_000:
		return fmt.Sprintf("%.1f KB", float64(n)/1000)
	}
	return fmt.Sprintf("%.2f MB", float64(n)/1000_000)
}
