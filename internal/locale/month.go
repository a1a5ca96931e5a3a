package locale

import (
	"strings"
	"time"
)

// Month writes a month without a day for people: "July 2025". The forms are
// CLDR's; where a month's name has a form of its own without a day (Russian,
// Ukrainian), it is that. A language without names here gets "2025-07".
func Month(lang string, t time.Time) string {
	language := base(lang)
	names, ok := months(language)
	if !ok {
		return t.Format("2006-01")
	}
	year := t.Format("2006")
	switch language {
	case "ru":
		names = [12]string{"январь", "февраль", "март", "апрель", "май", "июнь",
			"июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"}
		year += " г."
	case "uk":
		names = [12]string{"січень", "лютий", "березень", "квітень", "травень", "червень",
			"липень", "серпень", "вересень", "жовтень", "листопад", "грудень"}
		year += " р."
	}
	return strings.Join([]string{names[t.Month()-1], year}, " ")
}
