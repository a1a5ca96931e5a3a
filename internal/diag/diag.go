// Package diag holds problems as values: what is wrong, where, and how to mend it.
//
// A stage of the build returns a [List]; nothing is logged and nothing is
// printed by the stage that finds a problem. A run prints one sorted list.
// What depends on everything else in the site ("did you mean") is no part of a
// problem: the problem keeps the name that was wanted ([Want]), and
// [List.Suggest] turns it into a hint when the list is printed.
package diag

// Pos is a place in a file. The zero Pos means "no place".
type Pos struct {
	File string // slash-separated, relative to the site's root, such as "content/why.md"
	Line int    // 1-based; 0 means the whole file
	Col  int    // 1-based, counted in characters, not bytes; 0 means the whole line
}

// Severity says what a problem does to a run.
type Severity uint8

const (
	Error   Severity = iota // the run fails and its output is not written
	Warning                 // reported, and the run goes on
)

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
	Want     Want
}

// List is what a stage found, in any order until it is sorted.
type List []Diag
