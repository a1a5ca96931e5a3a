// Package locale holds what differs by language: UI strings, dates, direction
// of writing and reading time.
//
// A language is a BCP 47 tag; letter case does not count. What a language does
// not have, its tag without the region has, and else English.
package locale

import (
	"strconv"
	"strings"
	"time"
)

// T returns the UI string of a key in a language ("lo", "pt-BR"), falling back
// to the language without its region, then to English; empty for an unknown
// key. A string with a place for a number or a name has it as a verb of
// package fmt: "%d min read".
func T(lang, key string) string {
	all := stringsOf(key)
	switch base(lang) {
	case "ar":
		return all.ar
	case "de":
		return all.de
	case "fr":
		return all.fr
	case "lo":
		return all.lo
	case "ru":
		return all.ru
	case "uk":
		return all.uk
	}
	return all.en
}

// base is a language without script and region, in lower case: "pt" for "pt-BR".
func base(lang string) string {
	lang, _, _ = strings.Cut(lang, "-")
	return strings.ToLower(lang)
}

// Date writes a day for people: "14 July 2025", in the zone that t has. The
// forms are CLDR's long dates, but for the French "1er". A language without
// one here gets the ISO 8601 form, "2025-07-14", which nobody misreads.
func Date(lang string, t time.Time) string {
	language := base(lang)
	names, ok := months(language)
	if !ok {
		return t.Format(time.DateOnly)
	}
	name, day, year := names[t.Month()-1], strconv.Itoa(t.Day()), strconv.Itoa(t.Year())
	switch {
	case strings.EqualFold(lang, "en-US"):
		return name + " " + day + ", " + year
	case language == "de":
		return day + ". " + name + " " + year
	case language == "fr" && day == "1":
		return "1er " + name + " " + year
	case language == "ru":
		return day + " " + name + " " + year + " г."
	case language == "uk":
		return day + " " + name + " " + year + " р."
	}
	return day + " " + name + " " + year
}

// Dir is "rtl" for languages written from right to left, else "ltr". A script
// named in the tag decides ("az-Arab", "ks-Deva").
func Dir(lang string) string {
	lang = strings.ToLower(lang)
	for sub := range strings.SplitSeq(lang, "-") {
		if len(sub) != 4 {
			continue
		}
		switch sub {
		case "arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg":
			return "rtl"
		}
		if sub[0] >= 'a' {
			return "ltr"
		}
	}
	switch base(lang) {
	case "ar", "fa", "he", "iw", "ur", "ckb", "ps", "sd", "yi", "dv", "ug":
		return "rtl"
	}
	return "ltr"
}

// ReadingMinutes is the reading time of words (of scripts without spaces, what
// markdown.Doc.Words counts for one) at 238 words a minute (the mean of Brysbaert's review of 2019 for
// silent reading of English non-fiction); at least 1.
func ReadingMinutes(words int) int { return max(1, (words+119)/238) }
