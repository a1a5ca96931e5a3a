package config

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones by name on machines that have none installed; 450 KB, nothing at start-up
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v4"

	"brief/internal/diag"
)

// text returns a scalar as it was typed; a block of several lines ("|", ">")
// without the line break at its end. What is no text is a problem, and "".
func (d *decoder) text(what string, n *node) string {
	if !d.plain(n) || isNull(n) {
		return ""
	}
	if n.Kind != scalarNode {
		p := d.problem(n, "wrong-kind", "%s takes a text, not %s", what, kindOf(n))
		p.Hint = "write one text after the colon"
		if n.Style&yaml.FlowStyle != 0 {
			p.Hint = "if the brackets belong to the text, put it in quotes"
		}
		return ""
	}
	if strings.ContainsFunc(n.Value, isControl) {
		d.problem(n, "control-character", "%s holds an invisible control character", what).
			Hint = `remove the escape, such as \x07, that makes it`
		return ""
	}
	d.cut(what, n)
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return strings.TrimRight(n.Value, "\n")
	}
	return n.Value
}

// isControl says whether a character is one that XML 1.0 (section 2.2), and so
// a feed, cannot hold, or that has no place in a text.
func isControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || 0x7f <= r && r < 0xa0 || r == 0xfffe || r == 0xffff || r == 0xfffd
}

// texts returns a list of texts, empty ones left out.
func (d *decoder) texts(what string, n *node) []string {
	items := d.items(what, n)
	texts := make([]string, 0, len(items))
	for _, v := range items {
		if s := d.text(what, v); s != "" {
			d.otherComma(what, v)
			texts = append(texts, d.curly(what, v, s))
		}
	}
	return texts
}

// curly warns of curly quotation marks round an item of a list, which YAML takes
// for a part of it, and returns the text without them: nobody means a name or a
// tag in quotation marks.
func (d *decoder) curly(what string, n *node, s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if n.Style != 0 || !strings.ContainsRune("“„«‘", first) || !strings.ContainsRune("”“»’", last) {
		return s
	}
	plain := strings.Trim(s, "“”„«»‘’")
	p := d.problem(n, "curly-quotes", "the curly quotation marks are taken off this text in %s", what)
	p.Severity = diag.Warning
	p.Hint = "write " + plain
	return plain
}

// otherComma warns of an item that holds a comma of Arabic, Chinese or Japanese,
// which parts no items for YAML.
func (d *decoder) otherComma(what string, n *node) {
	if n.Style != 0 || !strings.ContainsAny(n.Value, "،，、") {
		return
	}
	p := d.problem(n, "other-comma", "this is one item of %s: the comma in it parts none", what)
	p.Severity = diag.Warning
	p.Hint = "write " + strings.NewReplacer("، ", ", ", "،", ", ", "，", ", ", "、", ", ").Replace(n.Value) + "; or put the item in quotes if it is one"
}

// textMap returns a mapping of names to texts.
func (d *decoder) textMap(what string, n *node) map[string]string {
	m := make(map[string]string)
	d.named(what, n, func(k, v *node) { m[k.Value] = d.text(k.Value, v) })
	return m
}

// oneOf returns a text that is one of a few; else it is a problem, and "".
func (d *decoder) oneOf(what string, n *node, known func() []string) string {
	s := d.text(what, n)
	if s == "" || isOneOf(s, known()) {
		return s
	}
	p := d.problem(n, "unknown-value", "%s cannot be %s", what, quote(s))
	p.Hint = "it is one of " + strings.Join(known(), ", ")
	if near := diag.Nearest(s, known()); near != "" {
		p.Hint = diag.DidYouMean(near, p.Hint)
	}
	return ""
}

// boolean returns true or false; "yes" and "on" are no booleans in YAML 1.2.
func (d *decoder) boolean(what string, n *node) bool {
	switch s := d.text(what, n); s {
	case "true":
		return true
	case "false", "":
	default:
		d.problem(n, "wrong-kind", "%s is true or false, not %s", what, quote(s)).
			Hint = "write " + what + ": true or " + what + ": false"
	}
	return false
}

// number returns a whole number from lo to hi.
func (d *decoder) number(what string, n *node, lo, hi int) (int, bool) {
	s := d.text(what, n)
	i, err := strconv.Atoi(s)
	if err != nil || i < lo || i > hi || s[0] == '+' {
		if s != "" {
			d.problem(n, "wrong-kind", "%s is a whole number from %d to %d, not %s", what, lo, hi, quote(s))
		}
		return 0, false
	}
	return i, true
}

// widths returns a list of widths in pixels, ascending and each once.
func (d *decoder) widths(what string, n *node) []int {
	var widths []int
	for _, v := range d.items(what, n) {
		if w, ok := d.number("a width", v, 16, 10000); ok {
			widths = append(widths, w)
		}
	}
	slices.Sort(widths)
	return slices.Compact(widths)
}

// colour returns a colour as #rrggbb in lower case, or "".
func (d *decoder) colour(what string, n *node) string {
	s := strings.ToLower(d.text(what, n))
	if s == "" {
		return ""
	}
	if len(s) != 7 || s[0] != '#' || strings.Trim(s[1:], "0123456789abcdef") != "" {
		d.problem(n, "wrong-kind", "%s is not a colour", quote(s)).
			Hint = `write a colour as "#b02a1a", in quotes`
		return ""
	}
	return s
}

// languageCode returns a language, or "".
func (d *decoder) languageCode(what string, n *node) string {
	if s := d.text(what, n); s == "" || !d.validLanguage(n) {
		return ""
	}
	return n.Value
}

// validLanguage says whether a scalar has the shape of a language tag (RFC
// 5646, section 2.1: a language of two or three letters, then subtags of at
// most eight letters and digits), and reports it if it has not.
func (d *decoder) validLanguage(n *node) bool {
	ok := true
	for i, sub := range strings.Split(n.Value, "-") {
		ok = ok && len(sub) > 0 && len(sub) <= 8 && (i > 0 || len(sub) == 2 || len(sub) == 3)
		for _, c := range []byte(strings.ToLower(sub)) {
			ok = ok && ('a' <= c && c <= 'z' || i > 0 && '0' <= c && c <= '9')
		}
	}
	code, rest, _ := strings.Cut(n.Value, "-")
	if short := shortLanguage(strings.ToLower(code)); ok && short != "" {
		if rest != "" {
			short += "-" + rest
		}
		d.problem(n, "unknown-value", "%s is not the code of a language on the web, where the shortest code is used", quote(n.Value)).
			Hint = "write " + short
		return false
	}
	if !ok {
		d.problem(n, "unknown-value", "%s is not the code of a language", quote(n.Value)).
			Hint = "write a code such as en, lo or pt-BR"
	}
	return ok
}

// shortLanguage is the code of two letters that stands for one of three (RFC
// 5646, section 2.2.1: the shorter must be used); empty if there is none here.
// With the longer one a page would be without its language's dates and signs.
func shortLanguage(code string) string {
	for _, l := range shortLanguages() {
		short, long, _ := strings.Cut(l, " ")
		if len(code) == 3 && strings.Contains(long, code) {
			return short
		}
	}
	return ""
}

// shortLanguages are codes of two letters, each with those of three letters
// that stand for the same language (ISO 639-2, the terms of both its lists).
func shortLanguages() []string {
	return []string{
		"ar ara", "be bel", "bg bul", "bn ben", "cs ces cze", "da dan", "de deu ger", "el ell gre", "en eng", "es spa", "et est",
		"fa fas per", "fi fin", "fr fra fre", "he heb", "hi hin", "hu hun", "hy hye arm", "id ind", "it ita", "ja jpn", "ka kat geo",
		"kk kaz", "km khm", "ko kor", "lo lao", "lt lit", "lv lav", "ms msa may", "my mya bur", "nl nld dut", "no nor", "pl pol",
		"pt por", "ro ron rum", "ru rus", "sk slk slo", "sv swe", "ta tam", "th tha", "tr tur", "uk ukr", "ur urd", "uz uzb",
		"vi vie", "zh zho chi",
	}
}

// timezone returns the zone of a name of the IANA database.
func (d *decoder) timezone(what string, n *node) *time.Location {
	s := d.text(what, n)
	if s == "" {
		return time.UTC
	}
	zone, err := time.LoadLocation(s)
	// "Local" would make the site depend on the machine that builds it.
	if err != nil || s == "Local" {
		d.problem(n, "unknown-value", "%s is not a time zone", quote(s)).
			Hint = "write a continent and a city, such as Asia/Vientiane, or UTC"
		return time.UTC
	}
	return zone
}

// webAddress returns an absolute http or https address as typed, or "".
func (d *decoder) webAddress(what string, n *node) string {
	s := d.text(what, n)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		d.problem(n, "wrong-kind", "%s is not a web address", quote(s)).
			Hint = "write it in full, such as https://example.org/"
		return ""
	}
	return s
}
