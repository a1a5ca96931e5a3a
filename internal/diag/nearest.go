package diag

import (
	"strings"
	"unicode/utf8"
)

// nearestMax is the longest name, in bytes, that a near one is looked for.
const nearestMax = 256

// suggestMax is how many different names of a list are looked up: a site whose
// every link broke gains nothing from ten thousand suggestions.
const suggestMax = 200

// Nearest returns the one of names that a person most likely meant by name, or
// "" if none is near. Letter case does not count, and neighbours that changed
// places count as one slip; about one slip in three characters is allowed, at
// most four. Among equally near names the first in the alphabet wins, so the
// order of names does not matter.
func Nearest(name string, names []string) string {
	if name == "" || len(name) > nearestMax {
		return ""
	}
	want := []rune(strings.ToLower(name))
	limit := slips(len(want))
	best := ""
	var m matcher
	for _, n := range names {
		// A character is one to four bytes, so lengths in bytes rule most names out cheaply.
		if n == "" || len(n) > 4*(len(want)+limit) || 4*len(n) < len(want)-limit {
			continue
		}
		m.other = m.other[:0]
		for _, r := range strings.ToLower(n) {
			m.other = append(m.other, r)
		}
		d := m.distance(want, limit)
		if d < limit || d == limit && (best == "" || n < best) {
			best, limit = n, d
		}
	}
	return best
}

// slips is how many edits away a name of n characters may be.
func slips(n int) int {
	if n < 2 {
		return 0
	}
	return min(max(1, n/3), 4)
}

// matcher keeps the rows of the edit distance between calls.
type matcher struct {
	other            []rune
	before, row, cur []int
}

// distance is the number of insertions, deletions, substitutions and swaps of
// neighbours (optimal string alignment) between want and m.other, or limit+1 if
// it is more than limit. Only cells within limit of the diagonal are computed.
func (m *matcher) distance(want []rune, limit int) int {
	a, b := want, m.other
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	if len(m.row) < len(b)+1 {
		m.before, m.row, m.cur = make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	}
	for j := range len(b) + 1 {
		m.row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		lo, hi := max(1, i-limit), min(len(b), i+limit)
		// The cells beside the band hold what no path within the limit can use.
		m.cur[lo-1] = limit + 1
		if lo == 1 {
			m.cur[0] = i
		}
		least := m.cur[lo-1]
		for j := lo; j <= hi; j++ {
			d := m.row[j-1]
			if a[i-1] != b[j-1] {
				d++
			}
			d = min(d, m.cur[j-1]+1)
			if j < i+limit {
				d = min(d, m.row[j]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, m.before[j-2]+1)
			}
			m.cur[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		m.before, m.row, m.cur = m.row, m.cur, m.before
	}
	return min(m.row[len(b)], limit+1)
}

// Suggest returns the list with "did you mean" in the hint of each problem that
// keeps a wanted name and has a near one among names(kind), which is called at
// most once a kind. The receiver stays as it is.
func (l List) Suggest(names func(kind string) []string) List {
	out := append(List(nil), l...)
	sets := make(map[string][]string)
	known := make(map[Want]string)
	for i := range out {
		w := out[i].Want
		if w.Name == "" {
			continue
		}
		set, ok := sets[w.Kind]
		if !ok {
			set = names(w.Kind)
			sets[w.Kind] = set
		}
		if len(set) == 0 {
			continue
		}
		near, ok := known[w]
		if !ok {
			if len(known) == suggestMax {
				continue
			}
			near = Nearest(w.Name, set)
			known[w] = near
		}
		if near != "" && utf8.ValidString(near) {
			out[i].Hint = DidYouMean(near, out[i].Hint)
		}
	}
	return out
}

// DidYouMean puts the suggestion of a name before a hint that may be empty.
func DidYouMean(name, hint string) string {
	s := `did you mean "` + name + `"?`
	if hint != "" {
		s += " If not, " + hint
	}
	return s
}
