package check

import (
	"fmt"
	"path"
	"strings"
	"time"

	"golang.org/x/net/html/atom"
)

// checkLink checks that a link says where it leads (WCAG 2.4.4, 4.1.2).
func (c *checker) checkLink(n int32) {
	if !c.has(n, "href") {
		return
	}
	name := c.name(n)
	switch {
	case name == "":
		c.report(n, "link-name", "a link has no text, so that nobody knows where it leads", "write what it leads to, or the description of its picture")
	case isVague(name) && !c.has(n, "aria-describedby"):
		c.warn(n, "vague-link", fmt.Sprintf("the link %s does not say where it leads", quote(name)), "write the name of what it leads to: screen readers list links without the text round them")
	}
}

// isVague says of a link's text, in English, whether it could be any link's.
func isVague(name string) bool {
	switch strings.ToLower(strings.Trim(name, " .…»>→!:")) {
	case "here", "click here", "click", "read more", "more", "this", "this link", "link", "this page", "read this", "learn more", "details", "continue":
		return true
	}
	return false
}

// checkButton checks that a button has a name (WCAG 4.1.2).
func (c *checker) checkButton(n int32) {
	if c.name(n) == "" {
		c.report(n, "button-name", "a button has no text that says what it does", "write its text, or an aria-label")
	}
}

// checkField checks that a field of a form has a label (WCAG 1.3.1, 3.3.2, 4.1.2).
func (c *checker) checkField(n int32, e *node) {
	kind := strings.ToLower(c.val(n, "type"))
	switch {
	case e.tag == atom.Input && kind == "hidden":
		return
	case e.tag == atom.Input && kind == "image":
		if c.name(n) == "" {
			c.report(n, "missing-alt", "a button that is a picture has no description", "write alt on it")
		}
		return
	case e.tag == atom.Input && (kind == "submit" || kind == "reset" || kind == "button"):
		c.checkButton(n)
		return
	}
	if c.labelledBy(n) == "" && squeeze(c.val(n, "aria-label")) == "" && c.labelOf(n) == "" {
		msg := "a field of a form has no label"
		if c.has(n, "title") || c.has(n, "placeholder") {
			msg += ": its title or placeholder goes when text is typed, or is never seen"
		}
		c.report(n, "field-label", msg, "put a <label> round it, or one whose for is the field's id")
	}
}

// checkPicture checks that a picture has a description, or says that it needs
// none (WCAG 1.1.1).
func (c *checker) checkPicture(n int32, e *node) {
	const hint = "write what it shows between the brackets, ![…](…), or decorative: true in the file beside it"
	role := c.val(n, "role")
	switch e.tag {
	case atom.Svg:
		if role == "img" && c.name(n) == "" {
			c.report(n, "missing-alt", "a drawing has no name", "give the <svg> an aria-label, or aria-hidden=true if it only decorates")
		}
		return
	case atom.Object:
		if c.name(n) == "" {
			c.report(n, "missing-alt", "an embedded file has no description", "write text inside its element")
		}
		return
	case atom.Area:
		if c.has(n, "href") && c.name(n) == "" {
			c.report(n, "missing-alt", "a part of a map of links has no description", "write alt on it")
		}
		return
	}
	alt, ok := c.attr(n, "alt")
	if !ok && c.name(n) == "" && role != "presentation" && role != "none" {
		c.report(n, "missing-alt", "this picture has no description for those who cannot see it", hint)
		return
	}
	if alt = squeeze(alt); alt == "" {
		return
	}
	if isFileName(alt, c.val(n, "src")) {
		c.warn(n, "alt-is-name", fmt.Sprintf("the description of this picture is a file's name: %s", quote(alt)), hint)
	}
	if f := c.within(n, atom.Figure); f != none {
		if caption := c.find(f, atom.Figcaption); caption != none && strings.EqualFold(squeeze(c.captionText(caption)), alt) {
			c.warn(n, "alt-repeats", "the description of this picture repeats its caption, and is read out twice", "say in the description what can be seen, and in the caption what it means")
		}
	}
	if a := c.within(n, atom.A); a != none && strings.EqualFold(c.text(a), alt) {
		c.warn(n, "alt-repeats", "the description of this picture repeats the text of its link, and is read out twice", "write decorative: true in the file beside the picture, or say in the description what can be seen")
	}
}

// captionText is a caption without its credit.
func (c *checker) captionText(n int32) string {
	for i := range c.children(n) {
		if e := &c.nodes[i]; e.name != "" && !hasClass(c.val(i, "class"), "credit") {
			return c.text(i)
		}
	}
	return c.text(n)
}

func hasClass(classes, class string) bool {
	for f := range strings.FieldsSeq(classes) {
		if f == class {
			return true
		}
	}
	return false
}

// isFileName says whether a description is a picture's name, or looks like one.
func isFileName(alt, src string) bool {
	name := strings.ToLower(path.Base(decoded(src)))
	alt = strings.ToLower(alt)
	if alt == name || alt == strings.TrimSuffix(name, path.Ext(name)) {
		return strings.ContainsAny(alt, "._-0123456789")
	}
	switch path.Ext(alt) {
	case ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".avif", ".tif", ".tiff", ".heic":
		return !strings.Contains(alt, " ")
	}
	return false
}

// checkFigure checks that a picture's credit can be seen beside it.
func (c *checker) checkFigure(n int32) {
	img := c.find(n, atom.Img)
	if img == none || c.hidden[img] || c.val(img, "alt") == "" {
		return
	}
	for i := n; i < c.nodes[n].end; i++ {
		if hasClass(c.val(i, "class"), "credit") && c.text(i) != "" {
			return
		}
	}
	c.report(img, "missing-credit", "this picture has no credit", "end the caption with it in square brackets: [Photo: A. Name]")
}

// checkFilm checks captions and that nothing sounds by itself (WCAG 1.2.2, 1.4.2).
func (c *checker) checkFilm(n int32, e *node) {
	muted := c.has(n, "muted")
	if c.has(n, "autoplay") && !muted {
		c.report(n, "autoplay", "sound begins by itself", "take autoplay out")
	}
	if !c.has(n, "controls") {
		c.report(n, "autoplay", "a film or sound has no controls, so that nobody can stop it", "add controls to its element")
	}
	if e.tag == atom.Video && !muted {
		for i := n; i < e.end; i++ {
			if kind := c.val(i, "kind"); c.nodes[i].tag == atom.Track && (kind == "captions" || kind == "") {
				return
			}
		}
		c.report(n, "missing-captions", "a film has no captions for those who cannot hear it", "name a .vtt file as captions in the file beside it")
	}
}

// checkTime checks that a date can be read by programs (HTML, section 4.5.14).
func (c *checker) checkTime(n int32) {
	value, ok := c.attr(n, "datetime")
	if !ok {
		value = c.text(n)
	}
	for _, layout := range []string{time.DateOnly, "2006-01", "2006", "01-02", time.RFC3339, "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "15:04", "15:04:05"} {
		if _, err := time.Parse(layout, value); err == nil {
			return
		}
	}
	if strings.HasPrefix(value, "P") || strings.Contains(value, "-W") {
		return // a duration or a week
	}
	c.report(n, "html-attribute", fmt.Sprintf("the date %s is none that programs can read", quote(clip(value, 60))), "write it as 2026-11-25, in datetime if people shall read another form")
}

// checkHiddenFocus checks that the keyboard reaches nothing that screen readers
// are told to pass over (WCAG 4.1.2).
func (c *checker) checkHiddenFocus(n int32, e *node) {
	if e.foreign || c.val(n, "tabindex") == "-1" || c.has(n, "disabled") {
		return
	}
	if !c.isInteractive(n) && !c.has(n, "tabindex") || e.tag == atom.Label {
		return
	}
	for p := n; p != none; p = c.nodes[p].parent {
		if c.has(p, "hidden") {
			return // nobody reaches it
		}
		if c.val(p, "aria-hidden") == "true" {
			c.report(n, "hidden-focus", fmt.Sprintf("the keyboard reaches %s, and screen readers are told that it is not there", tagOf(c.doc, n)), "take aria-hidden off, or give it tabindex=-1")
			return
		}
	}
}

// checkTable checks that a table of data says what its rows or columns hold (WCAG 1.3.1).
func (c *checker) checkTable(n int32) {
	if role := c.val(n, "role"); role == "presentation" || role == "none" {
		return
	}
	rows, heads, cells := 0, 0, 0
	for i := n; i < c.nodes[n].end; i++ {
		switch c.nodes[i].tag {
		case atom.Tr:
			rows++
		case atom.Th:
			heads++
		case atom.Td:
			cells++
		}
	}
	if heads == 0 && cells > 0 {
		c.report(n, "table-header", "a table has no header cells, so that a listener hears numbers without their names", "begin it with a row of headings above the line of dashes")
	}
	if heads > 0 && cells == 0 && rows > 1 {
		c.report(n, "table-header", "a table has header cells only", "")
	}
}

// checkCell checks what a cell says of itself.
func (c *checker) checkCell(n int32, e *node) {
	scope, ok := c.attr(n, "scope")
	switch scope {
	case "row", "col", "rowgroup", "colgroup":
		if e.tag == atom.Td {
			c.report(n, "table-scope", "a cell that is no header has a scope", "take scope off, or make it a <th>")
		}
	default:
		switch {
		case ok:
			c.report(n, "table-scope", fmt.Sprintf("a header cell has the scope %s", quote(scope)), "write row, col, rowgroup or colgroup")
		case e.tag == atom.Th && !c.has(n, "headers"):
			c.report(n, "table-scope", "a header cell does not say whether it heads a row or a column", "write scope=col or scope=row on it")
		}
	}
	if e.tag == atom.Th && c.name(n) == "" {
		c.warn(n, "table-header", "a header cell is empty", "write what its row or column holds")
	}
	for id := range strings.FieldsSeq(c.val(n, "headers")) {
		if by, ok := c.ids[id]; !ok || c.within(by, atom.Table) != c.within(n, atom.Table) || by == n {
			c.report(n, "broken-label", fmt.Sprintf("a cell names the header %s, which its table has not", quote(id)), "")
		}
	}
}
