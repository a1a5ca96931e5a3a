package check

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// checkAttributes checks the attributes that any element may have.
func (c *checker) checkAttributes(n int32, e *node) {
	for _, a := range e.attrs {
		switch {
		case a.key == "style":
			c.report(n, "inline-style", fmt.Sprintf("%s has a style attribute, which the page's policy blocks", tagOf(c.doc, n)), "give it a class, and write the style in static/own.css")
		case isHandler(a.key):
			c.report(n, "inline-script", fmt.Sprintf("%s has the attribute %s, a script that the page's policy blocks", tagOf(c.doc, n), a.key), "take it out; a script of its own file may do it")
		case a.key == "tabindex":
			if i, err := strconv.Atoi(a.val); err != nil || i > 0 {
				c.report(n, "positive-tabindex", fmt.Sprintf("%s has tabindex %s, which tears the order of the keyboard", tagOf(c.doc, n), quote(a.val)), "write 0 or -1")
			}
		case (a.key == "lang" || a.key == "xml:lang") && e.tag != atom.Html:
			if !isLanguage(a.val) {
				c.report(n, "part-lang", fmt.Sprintf("the language %s of a part is no language code", quote(a.val)), "write one such as en, lo or pt-BR")
			}
		case a.key == "accesskey":
			c.checkKey(n, a.val)
		case strings.HasPrefix(a.key, "aria-"):
			c.checkARIA(n, a.key, a.val)
		case a.key == "for" && (e.tag == atom.Label || e.tag == atom.Output):
			c.checkIDs(n, a.key, a.val)
		}
	}
}

// isHandler says whether an attribute holds a script (HTML, section 8.1.8.1).
func isHandler(key string) bool {
	if !strings.HasPrefix(key, "on") || len(key) < 5 {
		return false
	}
	for i := range len(key) {
		if key[i] < 'a' || key[i] > 'z' {
			return false
		}
	}
	return true
}

// checkKey checks that a key on the keyboard leads to one element.
func (c *checker) checkKey(n int32, key string) {
	key = strings.ToLower(key)
	if c.keys[key] {
		c.report(n, "same-accesskey", fmt.Sprintf("two elements have the access key %s", quote(key)), "give one of them another, or none")
	}
	if c.keys == nil {
		c.keys = map[string]bool{}
	}
	c.keys[key] = true
}

// checkARIA checks an attribute against WAI-ARIA 1.2, section 6.
func (c *checker) checkARIA(n int32, key, value string) {
	kind := ariaKind(key)
	ok := true
	switch kind {
	case ariaUnknown:
		c.report(n, "aria-attribute", fmt.Sprintf("there is no attribute %s", key), "look for a slip in its name")
		return
	case ariaIDs:
		c.checkIDs(n, key, value)
	case ariaTrueFalse:
		ok = value == "true" || value == "false"
	case ariaState:
		ok = value == "true" || value == "false" || value == "undefined" || value == "mixed"
	case ariaNumber:
		_, err := strconv.ParseFloat(value, 64)
		ok = err == nil
	case ariaWord:
		ok = strings.Contains(" "+ariaWords(key)+" ", " "+value+" ") && value != ""
	case ariaText:
	}
	if !ok {
		c.report(n, "aria-attribute", fmt.Sprintf("%s cannot be %s", key, quote(value)), "")
	}
	if key == "aria-hidden" && value == "true" && (c.nodes[n].tag == atom.Body || c.nodes[n].tag == atom.Html) {
		c.report(n, "hidden-focus", "the whole page is hidden from screen readers", "take aria-hidden off <body>")
	}
}

// checkIDs checks that an attribute names ids of the page.
func (c *checker) checkIDs(n int32, key, value string) {
	for id := range strings.FieldsSeq(value) {
		if _, ok := c.ids[id]; !ok {
			c.report(n, "broken-label", fmt.Sprintf("%s names %s, and nothing on the page has this id", key, quote(id)), "")
		}
	}
}

type ariaValue uint8

const (
	ariaUnknown ariaValue = iota
	ariaText
	ariaTrueFalse
	ariaState // true, false, undefined; mixed too
	ariaNumber
	ariaIDs
	ariaWord
)

func ariaKind(key string) ariaValue {
	switch strings.TrimPrefix(key, "aria-") {
	case "label", "description", "roledescription", "placeholder", "valuetext", "keyshortcuts", "colindextext", "rowindextext", "braillelabel", "brailleroledescription":
		return ariaText
	case "atomic", "busy", "disabled", "modal", "multiline", "multiselectable", "readonly", "required":
		return ariaTrueFalse
	case "checked", "pressed", "expanded", "selected", "hidden", "grabbed":
		return ariaState
	case "colcount", "colindex", "colspan", "level", "posinset", "rowcount", "rowindex", "rowspan", "setsize", "valuemax", "valuemin", "valuenow":
		return ariaNumber
	case "activedescendant", "controls", "describedby", "details", "errormessage", "flowto", "labelledby", "owns":
		return ariaIDs
	case "autocomplete", "current", "dropeffect", "haspopup", "invalid", "live", "orientation", "relevant", "sort":
		return ariaWord
	}
	return ariaUnknown
}

// ariaWords are the values of an attribute that takes a word, with spaces between.
func ariaWords(key string) string {
	switch key {
	case "aria-autocomplete":
		return "inline list both none"
	case "aria-current":
		return "page step location date time true false"
	case "aria-dropeffect":
		return "copy execute link move none popup"
	case "aria-haspopup":
		return "false true menu listbox tree grid dialog"
	case "aria-invalid":
		return "grammar false spelling true"
	case "aria-live":
		return "assertive off polite"
	case "aria-orientation":
		return "horizontal undefined vertical"
	case "aria-relevant":
		return "additions all removals text additions text"
	case "aria-sort":
		return "ascending descending none other"
	}
	return ""
}

// checkRole checks that an element's role exists and that what has one by its
// role alone has a name too.
func (c *checker) checkRole(n int32) {
	value, ok := c.attr(n, "role")
	if !ok {
		return
	}
	known := false
	for role := range strings.FieldsSeq(value) {
		known = known || isRole(role)
	}
	if !known {
		c.report(n, "aria-role", fmt.Sprintf("there is no role %s", quote(value)), "look for a slip in its name, or take it out")
		return
	}
	tag := c.nodes[n].tag
	switch strings.Fields(value)[0] {
	case "img":
		if tag != atom.Img && tag != atom.Svg && c.markName(n) == "" {
			c.report(n, "missing-alt", "what is announced as a picture has no description", "give it an aria-label")
		}
	case "button", "link", "tab", "menuitem", "checkbox", "switch", "radio":
		if tag != atom.A && tag != atom.Button && tag != atom.Input && c.name(n) == "" {
			c.report(n, "button-name", "what is announced as a "+value+" has no name", "write its text, or an aria-label")
		}
		c.checkInside(n, value)
	}
}

// checkInside checks that what acts as one control holds no other.
func (c *checker) checkInside(n int32, role string) {
	for i := n + 1; i < c.nodes[n].end; i++ {
		if c.nodes[i].name != "" && c.isInteractive(i) {
			c.report(i, "nested-control", fmt.Sprintf("%s stands inside what is announced as a %s, and screen readers do not reach it", tagOf(c.doc, i), role), "take it out")
			return
		}
	}
}

// isRole knows the roles of WAI-ARIA 1.2, section 5.3, DPUB-ARIA 1.1 and
// Graphics-ARIA 1.0 that authors may use.
func isRole(role string) bool {
	switch role {
	case "alert", "alertdialog", "application", "article", "banner", "blockquote", "button", "caption", "cell", "checkbox", "code",
		"columnheader", "combobox", "complementary", "contentinfo", "definition", "deletion", "dialog", "directory", "document",
		"emphasis", "feed", "figure", "form", "generic", "grid", "gridcell", "group", "heading", "img", "image", "insertion", "link",
		"list", "listbox", "listitem", "log", "main", "mark", "marquee", "math", "menu", "menubar", "menuitem", "menuitemcheckbox",
		"menuitemradio", "meter", "navigation", "none", "note", "option", "paragraph", "presentation", "progressbar", "radio",
		"radiogroup", "region", "row", "rowgroup", "rowheader", "scrollbar", "search", "searchbox", "separator", "slider",
		"spinbutton", "status", "strong", "subscript", "suggestion", "superscript", "switch", "tab", "table", "tablist", "tabpanel",
		"term", "text", "textbox", "time", "timer", "toolbar", "tooltip", "tree", "treegrid", "treeitem":
		return true
	case "graphics-document", "graphics-object", "graphics-symbol":
		return true
	case "doc-abstract", "doc-acknowledgments", "doc-afterword", "doc-appendix", "doc-backlink", "doc-biblioentry",
		"doc-bibliography", "doc-biblioref", "doc-chapter", "doc-colophon", "doc-conclusion", "doc-cover", "doc-credit",
		"doc-credits", "doc-dedication", "doc-endnote", "doc-endnotes", "doc-epigraph", "doc-epilogue", "doc-errata",
		"doc-example", "doc-footnote", "doc-foreword", "doc-glossary", "doc-glossref", "doc-index", "doc-introduction",
		"doc-noteref", "doc-notice", "doc-pagebreak", "doc-pagefooter", "doc-pageheader", "doc-pagelist", "doc-part",
		"doc-preface", "doc-prologue", "doc-pullquote", "doc-qna", "doc-subtitle", "doc-tip", "doc-toc":
		return true
	}
	return false
}
