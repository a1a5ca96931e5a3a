package locale

import "strings"

// Typography says what the signs of a typewriter become in a language. In the
// zero value everything stays as typed.
type Typography struct {
	Double Quotes // of "…"
	Nested Quotes // of "…" inside "…"
	Single Quotes // of '…'

	Apostrophe string // of ' inside or at the end of a word
	Ellipsis   string // of ...
	ShortDash  string // of --
	LongDash   string // of ---

	// Inside is the space that stands inside the marks of Double, typed or not.
	Inside string
	// Before is the space before each of Marks, typed or not.
	Before string
	Marks  string
	// BeforeDash is what a space before a dash becomes.
	BeforeDash string
	// InNumber is what the space in "29 000" becomes.
	InNumber string
}

// Quotes are an opening and a closing mark.
type Quotes struct{ Open, Close string }

// Spaces that no line is broken at.
const (
	noBreak       = "\u00a0"
	narrowNoBreak = "\u202f"
)

// TypographyOf returns the rules of a language: those of its publishers' house
// styles where CLDR's quotation marks agree with them. A language without rules
// here has the zero value. Its apostrophes stay too: in some a letter is typed
// with that sign.
func TypographyOf(lang string) Typography {
	switch base(lang) {
	case "en":
		return Typography{
			Double: Quotes{"“", "”"}, Nested: Quotes{"“", "”"}, Single: Quotes{"‘", "’"},
			Apostrophe: "’", Ellipsis: "…", ShortDash: "–", LongDash: "—",
		}
	case "de":
		t := Typography{
			Double: Quotes{"„", "“"}, Nested: Quotes{"‚", "‘"}, Single: Quotes{"‚", "‘"},
			Apostrophe: "’", Ellipsis: "…", ShortDash: "–", LongDash: "—",
			InNumber: noBreak,
		}
		if strings.EqualFold(lang, "de-CH") || strings.EqualFold(lang, "de-LI") {
			t.Double, t.Nested, t.Single = Quotes{"«", "»"}, Quotes{"‹", "›"}, Quotes{"‹", "›"}
		}
		return t
	case "fr":
		t := Typography{
			Double: Quotes{"«", "»"}, Nested: Quotes{"“", "”"}, Single: Quotes{"‘", "’"},
			Apostrophe: "’", Ellipsis: "…", ShortDash: "–", LongDash: "—",
			Inside: narrowNoBreak, Before: narrowNoBreak, Marks: ";:!?", InNumber: narrowNoBreak,
		}
		if strings.EqualFold(lang, "fr-CA") {
			t.Marks = ":" // as the Office québécois de la langue française has it
		}
		return t
	case "ru", "uk":
		return Typography{
			Double: Quotes{"«", "»"}, Nested: Quotes{"„", "“"}, Single: Quotes{"„", "“"},
			Apostrophe: "’", Ellipsis: "…", ShortDash: "—", LongDash: "—",
			BeforeDash: noBreak, InNumber: noBreak,
		}
	}
	return Typography{}
}
