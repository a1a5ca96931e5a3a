package config

import (
	"strings"

	"brief/internal/diag"
)

// named calls set for each key of a mapping whose keys are the site's own, in
// their order, and reports a key given twice. Keys without a value are left out.
func (d *decoder) named(what string, n *node, set func(k, v *node)) {
	d.pairs(what, n, nil, func(k, v *node) {
		if !d.lost(k.Value, v) {
			set(k, v)
		}
	})
}

// mapping calls set for each key of a mapping, in their order, and reports a
// key that set does not know and a key given twice.
func (d *decoder) mapping(what string, n *node, known func() []string, set func(k, v *node) bool) {
	d.pairs(what, n, known, func(k, v *node) {
		if d.lost(k.Value, v) {
			if !isOneOf(k.Value, known()) && !strings.HasPrefix(k.Value, "x-") {
				d.unknownKey(what, k, known())
			}
			return
		}
		if !set(k, v) {
			d.unknownKey(what, k, known())
		}
	})
}

// pairs calls visit for each key of a mapping. Known are the keys that it may have; nil
// if they are the site's own.
func (d *decoder) pairs(what string, n *node, known func() []string, visit func(k, v *node)) {
	if !d.plain(n) || isNull(n) {
		return
	}
	if n.Kind != mappingNode {
		p := d.problem(n, "wrong-kind", "%s takes keys with values of their own, not %s", what, kindOf(n))
		p.Hint = "write them below it, each on a line of its own and indented by two spaces"
		if known != nil {
			p.Hint += "; known are " + strings.Join(known(), ", ")
		}
		return
	}
	first := firstLines{n: n}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !d.plain(k) {
			continue
		}
		if k.Kind != scalarNode {
			d.problem(k, "wrong-kind", "a key is one word, not %s", kindOf(k)).
				Hint = "if a text with [ or { was meant, put it in quotes"
			continue
		}
		if line := first.before(i); line > 0 {
			d.problem(k, "duplicate-key", "%s is given twice, first on line %d", quote(k.Value), d.line(k)-k.Line+line).
				Hint = "remove one of the two"
			continue
		}
		visit(k, v)
	}
}

// firstLines finds keys given before in the same mapping: by looking through
// a few of them, by a map if they are many.
type firstLines struct {
	n    *node
	seen map[string]int
}

// before returns the line of the first key equal to the one at index i, or 0.
func (f *firstLines) before(i int) int {
	key := f.n.Content[i].Value
	if len(f.n.Content) <= 64 {
		for j := 0; j < i; j += 2 {
			if k := f.n.Content[j]; k.Value == key && k.Kind == scalarNode {
				return k.Line
			}
		}
		return 0
	}
	if f.seen == nil {
		f.seen = make(map[string]int, len(f.n.Content)/2)
	}
	if line, ok := f.seen[key]; ok {
		return line
	}
	f.seen[key] = f.n.Content[i].Line
	return 0
}

// unknownKey reports a key that a mapping does not have.
func (d *decoder) unknownKey(what string, k *node, known []string) {
	if d.full() {
		return
	}
	p := d.problem(k, "unknown-key", "%s has no key %s", what, quote(k.Value))
	if k.Value == "<<" {
		p.Hint = "write the keys out; merging is not used here"
		return
	}
	if word, _, ok := strings.Cut(k.Value, " "); ok && isOneOf(word, known) {
		line, _ := lineAt(d.src, d.offset(k.Line, k.Column))
		if mended := d.noColon(strings.TrimRight(string(line), " \t\r")); mended != "" {
			p.Msg, p.Hint = "this line has no colon after its key", "write "+mended
			return
		}
	}
	near := diag.Nearest(k.Value, known)
	if near == "" {
		near = elsewhere(k.Value, known)
	}
	switch {
	case k.Value == "draft" && near == "status":
		p.Hint = "write status: draft"
	case near != "":
		p.Hint = diag.DidYouMean(near, "")
	case d.front && (isOneOf(k.Value, authorKeys()) || isOneOf(k.Value, correctionKeys()) || isOneOf(k.Value, feedbackKeys())):
		p.Hint = "if it belongs to the key above, begin it in the same column as the words there: under the n of - name, for instance"
	default:
		p.Hint = "known are " + strings.Join(known, ", ")
	}
}

// elsewhere is the name of this program for what other generators call otherwise.
func elsewhere(key string, known []string) string {
	name := ""
	switch strings.ToLower(key) {
	case "titre", "überschrift", "titolo", "título", "назва", "заголовок", "название", "العنوان", "标题", "標題", "ຫົວຂໍ້":
		name = "title"
	case "description", "summary", "subtitle", "excerpt", "lead", "standfirst", "chapeau", "untertitel", "підзаголовок", "подзаголовок":
		name = "dek"
	case "author", "by", "byline", "autor", "autoren", "auteur", "auteurs", "autores", "автор", "автори", "авторы", "المؤلف", "الكاتب", "作者", "ຜູ້ຂຽນ":
		name = "authors"
	case "datum", "fecha", "дата", "published_at", "التاريخ", "日期", "ວັນທີ":
		name = "date"
	case "draft", "published", "state", "статус":
		name = "status"
	case "categories", "keywords", "topics", "schlagwörter", "étiquettes", "теги":
		name = "tags"
	case "category", "section":
		name = "kicker"
	case "lastmod", "modified", "last_modified_at":
		name = "updated"
	case "publishdate", "publish_date", "embargoed":
		name = "embargo"
	case "expirydate", "expire":
		name = "expires"
	case "permalink", "path":
		name = "slug"
	case "redirect_from", "redirects":
		name = "aliases"
	case "language", "locale", "languagecode", "sprache", "langue", "мова", "язык":
		name = "lang"
	case "license":
		name = "licence"
	case "baseurl", "site_url", "siteurl":
		name = "base_url"
	}
	if isOneOf(name, known) {
		return name
	}
	return ""
}

func isOneOf(name string, names []string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
