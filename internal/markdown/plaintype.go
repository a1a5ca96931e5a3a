package markdown

import "strings"

// Typeset returns a plain text, such as a title of front matter, with the signs
// of a typewriter as its language has them: what Parse does to running text. In
// plain text neither backslashes nor references have a meaning. In a language
// without rules, and where there is nothing to do, it returns s itself.
func Typeset(s, lang string) string {
	if s == "" {
		return s
	}
	e := engine()
	w := e.walkers.Get().(*walker)
	defer e.walkers.Put(w)
	w.set.use(lang)
	s = w.set.plain(s)
	w.set.release()
	return s
}

// wants says whether a text has a byte at which the rules may change something.
func (t *typesetter) wants(s string) bool {
	for i := range len(s) {
		if t.wanted[s[i]] {
			return true
		}
	}
	return false
}

// plain returns a text with the changes made in it.
func (t *typesetter) plain(s string) string {
	if t.idle() || !t.wants(s) {
		return s
	}
	escapes := t.wanted
	t.wanted['\\'], t.wanted['&'] = false, false
	t.flat = append(t.flat[:0], s...)
	t.runs = append(t.runs[:0], run{0, 0})
	t.scan()
	t.wanted = escapes
	if len(t.changes) == 0 {
		return s
	}
	t.sort()
	var b strings.Builder
	from := 0
	for _, c := range t.changes {
		b.WriteString(s[from:c.at])
		b.WriteString(c.first)
		b.WriteString(c.second)
		from = c.at + c.n
	}
	b.WriteString(s[from:])
	t.changes = t.changes[:0]
	return b.String()
}
