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

	// Percent is what a space between a number and "%" or "‰" becomes, Unit
	// one between a number and any of Units, which a space parts from each
	// other, and NumberSign one between any of NumberSigns and a number.
	Percent, Unit, Units    string
	NumberSign, NumberSigns string
	// Abbreviation is what the space in "z. B." becomes: between two single
	// letters with a full stop after each.
	Abbreviation string
	// Plus is what a + before a number becomes: with a mark of direction in
	// languages written from the right, as CLDR has it in their plusSign. Without
	// it +856 20 is shown as 20 856+.
	Plus string
}

// Quotes are an opening and a closing mark.
type Quotes struct{ Open, Close string }

// Spaces that no line is broken at.
const (
	noBreak       = "\u00a0"
	narrowNoBreak = "\u202f"
)

// Signs of money and of units (SI brochure, section 5.4.3: a space parts them
// from the number), as they are written in Latin and in Cyrillic.
const (
	metric   = "€ $ £ ¥ mm cm m km m² km² ha l g kg t s min h W kW MW GW kWh MWh °C"
	cyrillic = "€ $ £ ¥ мм см м км м² км² га л г кг т кВт МВт ГВт °C млн млрд"
)

// TypographyOf returns the rules of a language: those of its publishers' house
// styles where CLDR's quotation marks and number patterns agree with them. A language without rules
// here has the zero value, but for Plus. Its apostrophes stay too: in some a letter is typed
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
			Percent:  noBreak, Unit: noBreak, Units: metric + " Mio. Mrd. Std. Min. Uhr",
			NumberSign: noBreak, NumberSigns: "Nr. S. Abs. Art. §", Abbreviation: noBreak,
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
			Percent: narrowNoBreak, Unit: noBreak, Units: metric + " k€ M€ Md€",
			NumberSign: noBreak, NumberSigns: "n° N° nº no p. art. §",
		}
		if strings.EqualFold(lang, "fr-CA") {
			t.Marks = ":" // as the Office québécois de la langue française has it
		}
		return t
	case "ru", "uk":
		units := cyrillic + " ₽ руб. тыс. ч мин"
		if base(lang) == "uk" {
			units = cyrillic + " ₴ грн тис. год хв"
		}
		return Typography{
			Double: Quotes{"«", "»"}, Nested: Quotes{"„", "“"}, Single: Quotes{"„", "“"},
			Apostrophe: "’", Ellipsis: "…", ShortDash: "—", LongDash: "—",
			BeforeDash: noBreak, InNumber: noBreak,
			Percent: noBreak, Unit: noBreak, Units: units,
			NumberSign: noBreak, NumberSigns: "№ § ст. п.", Abbreviation: noBreak,
		}
	}
	if Dir(lang) == "rtl" {
		return Typography{Plus: "\u200e+"}
	}
	return Typography{}
}
