package config

import (
	"slices"
	"strings"

	"brief/internal/diag"
)

// elements returns the names of elements, in lower case. It warns of one that no
// element has: such a slip allows nothing, and without a word. Custom elements
// have a "-" (HTML, section 4.13.2); beside svg or math all names pass, since
// those hold elements of their own.
func (d *decoder) elements(what string, n *node) (names []string) {
	given := d.items(what, n)
	for _, v := range given {
		if name := strings.ToLower(d.text("an element's name", v)); name != "" {
			names = append(names, name)
		}
	}
	if slices.Contains(names, "svg") || slices.Contains(names, "math") {
		return names
	}
	known := htmlElements()
	for _, v := range given {
		name := strings.ToLower(v.Value)
		if v.Kind != scalarNode || name == "" || strings.Contains(name, "-") || slices.Contains(known, name) {
			continue
		}
		p := d.problem(v, "unknown-value", "HTML has no element %s", quote(name))
		p.Severity = diag.Warning
		p.Hint = "write its name alone, such as kbd, sub or sup"
		if near := diag.Nearest(name, known); near != "" {
			p.Hint = diag.DidYouMean(near, "")
		}
	}
	return names
}

// htmlElements are the elements of HTML (the HTML standard, index of elements),
// and the two that hold other languages.
func htmlElements() []string {
	return strings.Fields(`a abbr address area article aside audio b base bdi bdo
		blockquote body br button canvas caption cite code col colgroup data
		datalist dd del details dfn dialog div dl dt em embed fieldset
		figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr
		html i iframe img input ins kbd label legend li link main map mark math
		menu meta meter nav noscript object ol optgroup option output p picture
		pre progress q rp rt ruby s samp script search section select slot
		small source span strong style sub summary sup svg table tbody td
		template textarea tfoot th thead time title tr track u ul var video wbr`)
}
