// Package diag holds problems as values: what is wrong, where, and how to mend it.
//
// A stage of the build returns a [List]; nothing is logged and nothing is
// printed by the stage that finds a problem. A run prints one sorted list, by
// [WriteText], [WriteJSON] or [WriteGitHub].
//
// What depends on everything else in the site ("did you mean") is no part of a
// problem, so that a kept problem can be replayed after other files changed:
// the problem holds the name that was wanted ([Want]), and [List.Suggest] turns
// it into a hint when the list is printed.
//
// A problem may quote hostile text. The printers write every control character
// and every character that reorders text as a visible escape, so that no
// content can drive a terminal or forge an annotation.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a file. The zero Pos means "no place".
type Pos struct {
	File string // slash-separated, relative to the site's root, such as "content/why.md"
	Line int    // 1-based; 0 means the whole file
	Col  int    // 1-based, counted in characters, not bytes; 0 means the whole line
}

// String writes the place as editors and terminals know it: "content/why.md:14:23".
// It is empty for the zero Pos.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// compare orders places by file, line and column; a place without a file comes last.
func (p Pos) compare(q Pos) int {
	if (p.File == "") != (q.File == "") {
		return -cmp.Compare(p.File, q.File)
	}
	return cmp.Or(
		strings.Compare(p.File, q.File),
		cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Col, q.Col),
	)
}

// Severity says what a problem does to a run.
type Severity uint8

const (
	Error   Severity = iota // the run fails and its output is not written
	Warning                 // reported, and the run goes on
)

// String is "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Want names a thing that was looked for and not found.
// The zero Want means that nothing is to be suggested.
type Want struct {
	Kind string // the set of names it was looked for in: "page", "file", "block", "key", "anchor", …
	Name string
}

// Diag is one problem.
type Diag struct {
	Pos      Pos
	Len      int // characters from Pos.Col that the carets underline; 0 or 1 is one caret
	Severity Severity
	Code     string // stable, kebab-case, such as "broken-link"
	Msg      string // one sentence without a full stop, in words that an editor knows
	Hint     string // how to mend it; may be empty
	Excerpt  string // the source line at Pos, without its line break; empty if there is none
	Cut      int    // characters of that line left out before Excerpt, which then begins with "…"; see [At]
	Want     Want
}

// List is what a stage found, in any order until it is sorted.
type List []Diag

// Sort orders the list by file, line, column, code and message; problems
// without a file come last. Two lists with the same problems sort the same.
func (l List) Sort() {
	slices.SortStableFunc(l, compare)
}

func compare(a, b Diag) int {
	return cmp.Or(
		a.Pos.compare(b.Pos),
		strings.Compare(a.Code, b.Code),
		strings.Compare(a.Msg, b.Msg),
		// What is left decides nothing for a reader, only that the order is one.
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Len, b.Len),
		strings.Compare(a.Hint, b.Hint),
		strings.Compare(a.Excerpt, b.Excerpt),
		cmp.Compare(a.Cut, b.Cut),
		strings.Compare(a.Want.Kind, b.Want.Kind),
		strings.Compare(a.Want.Name, b.Want.Name),
	)
}

// Dedupe returns a sorted list without repeats: of problems with the same
// place, code and message it keeps the first, which is an error if one of them
// is. The receiver must be sorted; its storage is used again.
func (l List) Dedupe() List {
	return slices.CompactFunc(l, func(a, b Diag) bool {
		return a.Pos == b.Pos && a.Code == b.Code && a.Msg == b.Msg
	})
}

// HasErrors says whether the list holds a problem that fails the run.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diag) bool { return d.Severity == Error })
}

// Count returns how many errors and how many warnings there are.
func (l List) Count() (errors, warnings int) {
	for i := range l {
		if l[i].Severity == Error {
			errors++
		}
	}
	return errors, len(l) - errors
}

// Summary counts the problems in words: "2 errors, 1 warning"; empty for an empty list.
func Summary(l List) string {
	errors, warnings := l.Count()
	var parts []string
	if errors > 0 {
		parts = append(parts, plural(errors, "error"))
	}
	if warnings > 0 {
		parts = append(parts, plural(warnings, "warning"))
	}
	return strings.Join(parts, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// PerFile is how many problems of one file a person is told.
const PerFile = 200

// Cap keeps the first problems of each file of a sorted list and says how many
// more there are: one mistake that repeats, such as a link that is pasted a
// thousand times, shall not bury the others.
func (l List) Cap(perFile int) List {
	out := l[:0:0]
	for len(l) > 0 {
		n := 1
		for n < len(l) && l[n].Pos.File == l[0].Pos.File {
			n++
		}
		if n <= perFile || l[0].Pos.File == "" {
			out = append(out, l[:n]...)
		} else {
			out = append(append(out, l[:perFile]...), Diag{
				Pos: Pos{File: l[0].Pos.File}, Severity: l[perFile:n].worst(), Code: "too-many-problems",
				Msg:  fmt.Sprintf("%d more problems of this file are not shown", n-perFile),
				Hint: "mend those above and run it again",
			})
		}
		l = l[n:]
	}
	return out
}

// worst is the severest of the list's severities; of none, Warning.
func (l List) worst() Severity {
	if l.HasErrors() {
		return Error
	}
	return Warning
}
