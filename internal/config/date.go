package config

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// date returns a date of front matter: a day as 2025-07-14, or a time as in
// RFC 3339, section 5.6. Anything else is a problem, and the zero Date: no
// form that could be read in two ways is guessed.
func (d *decoder) date(what string, n *node) Date {
	s := d.text(what, n)
	if s == "" {
		return Date{}
	}
	if year, month, day, ok := dayOf(s); ok {
		if why := impossible(year, month, day); why != "" {
			d.problem(n, "impossible-date", "%s is not a day: %s", s, why).
				Hint = "write a day that exists, as year-month-day: 2025-07-14"
			return Date{}
		}
		return Date{Time: midnight(year, month, day, d.zone), DayOnly: true}
	}
	if t, ok := timeOf(s); ok {
		return Date{Time: t}
	}
	p := d.problem(n, "date-form", "%s is not a date of the form 2025-07-14", quote(s))
	if len(readings(s)) == 2 {
		p.Msg = quote(s) + " can be read as two different days"
	}
	p.Hint = dateHint(what, s, d.zone)
	return Date{}
}

// dayOf reads "2025-07-14", a date that need not exist.
func dayOf(s string) (year, month, day int, ok bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || !digits(s[:4]) || !digits(s[5:7]) || !digits(s[8:]) {
		return 0, 0, 0, false
	}
	return number(s[:4]), number(s[5:7]), number(s[8:]), true
}

// impossible says why there is no such day, or "".
func impossible(year, month, day int) string {
	switch {
	case year < 1000:
		return fmt.Sprintf("the year %04d is too early", year)
	case month < 1 || month > 12:
		return fmt.Sprintf("there is no month %02d", month)
	case day < 1:
		return "a month begins with day 01"
	}
	// The day before the first of the next month is the last of this one.
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if day > last {
		return fmt.Sprintf("%s %d has %d days", time.Month(month), year, last)
	}
	return ""
}

// midnight is the first moment of a day in a zone. In some zones clocks went
// forward at midnight, and the day began at one.
func midnight(year, month, day int, zone *time.Location) time.Time {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
	if t.Day() != day {
		t = t.Add(time.Hour)
	}
	return t
}

// timeOf reads an RFC 3339 time. time.Parse alone would also take forms that
// the standard does not have, such as an hour of one digit.
func timeOf(s string) (time.Time, bool) {
	if len(s) < len("2006-01-02T15:04:05Z") || s[10] != 'T' || s[13] != ':' || s[16] != ':' || strings.Contains(s, ",") {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.Year() < 1000 {
		return time.Time{}, false
	}
	return t, true
}

// dateHint says how to write a date that was written in another way.
func dateHint(what, s string, zone *time.Location) string {
	plain := strings.Trim(s, "“”„«»‘’")
	if plain != s {
		return "write " + what + ": " + plain + ", without the curly quotation marks"
	}
	if len(s) > 11 && (s[10] == ' ' || s[10] == 'T') {
		if hint := timeHint(what, s, zone); hint != "" {
			return hint
		}
	}
	days := readings(s)
	switch len(days) {
	case 1:
		return "write " + what + ": " + days[0].Format(time.DateOnly)
	case 2:
		return fmt.Sprintf("write %s for %s, or %s for %s",
			days[0].Format(time.DateOnly), days[0].Format("2 January 2006"),
			days[1].Format(time.DateOnly), days[1].Format("2 January 2006"))
	}
	return "write a day as 2025-07-14, or a time as 2025-07-14T09:00:00+07:00"
}

// timeHint completes a day with a time that lacks its seconds or its zone, which is taken for the site's.
func timeHint(what, s string, zone *time.Location) string {
	year, month, day, ok := dayOf(s[:10])
	if !ok || impossible(year, month, day) != "" {
		return ""
	}
	clock := strings.TrimSpace(s[11:])
	for _, layout := range []string{"15:04", "15:04:05", "15:04Z07:00", "15:04:05Z07:00", "15:04:05 Z07:00", "15:04 Z07:00", "15:04:05 -0700", "15:04 -0700"} {
		t, err := time.ParseInLocation(time.DateOnly+" "+layout, s[:10]+" "+clock, zone)
		if err == nil {
			return "write " + what + ": " + t.Format(time.RFC3339)
		}
	}
	return ""
}

// readings are the days that a date in another form can mean: none, one, or
// two where day and month could be either, the day first.
func readings(s string) []time.Time {
	if len(s) > 40 {
		return nil
	}
	if len(s) == 8 && digits(s) {
		return existing([3]int{number(s[:4]), number(s[4:6]), number(s[6:])})
	}
	fields := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" .,/-年月日", r) })
	if len(fields) != 3 {
		return nil
	}
	a, b, c := fields[0], fields[1], fields[2]
	switch {
	case monthNamed(b) > 0 && digits(a) && digits(c): // 14 May 2024
		return existing([3]int{number(c), monthNamed(b), number(a)})
	case monthNamed(a) > 0 && digits(b) && digits(c): // May 14, 2024
		return existing([3]int{number(c), monthNamed(a), number(b)})
	case !digits(a) || !digits(b) || !digits(c):
		return nil
	case len(a) == 4: // 2024/5/4
		return existing([3]int{number(a), number(b), number(c)})
	case len(c) == 4: // 05/06/2024, 14.07.2025
		return existing([3]int{number(c), number(b), number(a)}, [3]int{number(c), number(a), number(b)})
	}
	return nil
}

// existing returns those of the days (year, month, day) that exist, each once.
func existing(days ...[3]int) []time.Time {
	var times []time.Time
	for _, d := range days {
		if impossible(d[0], d[1], d[2]) != "" || d[0] > 9999 {
			continue
		}
		t := time.Date(d[0], time.Month(d[1]), d[2], 0, 0, 0, 0, time.UTC)
		if len(times) == 0 || !times[0].Equal(t) {
			times = append(times, t)
		}
	}
	return times
}

// monthNamed is the number of a month named in English, in full or by three letters; 0 if it is none.
func monthNamed(s string) int {
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return int(m)
		}
	}
	return 0
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// number is the value of a string of digits, or -1 if it is too large.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}
