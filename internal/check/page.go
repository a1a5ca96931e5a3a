package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// checker checks one page.
type checker struct {
	*doc
	a      *account
	s      *Set
	ids    map[string]int32
	labels map[string]int32 // by the id of the field that they name
	keys   map[string]bool  // access keys so far
	work   int              // nodes that names may still be read from; bounds what labels can refer to
	hidden []bool           // of nodes: no reader and no screen reader meets them
	head   int32
	html   int32
}

// readHTML makes the account of a page.
func (s *Set) readHTML(a *account, body []byte, policy string) {
	c := &checker{doc: parseHTML(body, false), a: a, s: s, head: none, html: none}
	from := len(a.findings)
	a.note(c.problems...)
	c.survey()
	if len(c.ids) == 0 && !slices.ContainsFunc(c.nodes, func(n node) bool { return n.name != "" }) {
		c.checkLeaks(body) // a proof for a search engine, or the like: a text, and no page
		return
	}
	c.checkDocument()
	c.collectRefs()
	c.checkPolicy(policy)
	if !a.redirect {
		c.checkHeadings()
		c.checkLandmarks()
	}
	for n := range c.nodes {
		if e := &c.nodes[n]; e.name != "" {
			c.checkElement(int32(n), e)
		}
	}
	c.checkLeaks(body)
	for i := from; i < len(a.findings); i++ {
		c.placeNode(&a.findings[i])
	}
}

// report notes an error at an element, or, with none, of the page as a whole.
func (c *checker) report(n int32, code, msg, hint string) {
	c.a.note(finding{code: code, msg: msg, hint: hint, node: n})
}

// warn notes a warning.
func (c *checker) warn(n int32, code, msg, hint string) {
	c.a.note(finding{code: code, msg: msg, hint: hint, node: n, warning: true})
}

// survey finds the ids, what is hidden, and whether the page only leads on.
func (c *checker) survey() {
	c.ids = make(map[string]int32)
	c.a.ids = []string{}
	c.labels = make(map[string]int32)
	c.work = 100_000 + 50*len(c.nodes)
	c.hidden = make([]bool, len(c.nodes))
	for i := range c.nodes {
		n, e := int32(i), &c.nodes[i]
		if e.parent != none {
			c.hidden[i] = c.hidden[e.parent]
		}
		switch e.tag {
		case atom.Head:
			c.head = n
			c.hidden[i] = true
		case atom.Html:
			c.html = n
		case atom.Script, atom.Style, atom.Template:
			c.hidden[i] = true
		case atom.Meta:
			if strings.EqualFold(c.val(n, "http-equiv"), "refresh") {
				c.a.redirect = true
			}
		case atom.Label:
			if id := c.val(n, "for"); id != "" {
				c.labels[id] = n
			}
		case atom.A:
			if name := c.val(n, "name"); name != "" {
				c.a.ids = append(c.a.ids, name)
			}
		}
		for _, a := range e.attrs {
			switch a.key {
			case "id":
				c.takeID(n, a.val)
			case "hidden":
				c.hidden[i] = c.hidden[i] || a.val != "until-found"
			case "aria-hidden":
				c.hidden[i] = c.hidden[i] || a.val == "true"
			}
		}
	}
	slices.Sort(c.a.ids)
}

func (c *checker) takeID(n int32, id string) {
	switch _, twice := c.ids[id]; {
	case id == "" || strings.ContainsAny(id, " \t\r\n\f"):
		c.report(n, "html-attribute", fmt.Sprintf("the id %s is empty or holds a space", quote(id)), "write one word")
	case twice:
		c.report(n, "duplicate-id", fmt.Sprintf("the id %s stands twice on the page, and links reach the first only", quote(id)), "give one of the two another id")
	default:
		c.ids[id] = n
		c.a.ids = append(c.a.ids, id)
	}
}

// checkElement holds one element against all rules that look at single elements.
func (c *checker) checkElement(n int32, e *node) {
	c.checkAttributes(n, e)
	if e.foreign && e.tag != atom.Svg {
		return
	}
	if c.hidden[n] {
		c.checkHiddenFocus(n, e)
		return
	}
	switch e.tag {
	case atom.A:
		c.checkLink(n)
	case atom.Button, atom.Summary:
		c.checkButton(n)
	case atom.Input, atom.Select, atom.Textarea:
		c.checkField(n, e)
	case atom.Img, atom.Area, atom.Object, atom.Svg:
		c.checkPicture(n, e)
	case atom.Figure:
		c.checkFigure(n)
	case atom.Iframe:
		if c.name(n) == "" {
			c.report(n, "frame-title", "a frame has no title that says what is in it", "give its element a title attribute")
		}
	case atom.Video, atom.Audio:
		c.checkFilm(n, e)
	case atom.Table:
		c.checkTable(n)
	case atom.Th, atom.Td:
		c.checkCell(n, e)
	case atom.Time:
		c.checkTime(n)
	}
	c.checkRole(n)
}

// text is the text inside an element, white space as one space, hidden parts left out.
func (c *checker) text(n int32) string {
	var b strings.Builder
	for i := n; i < c.nodes[n].end; i++ {
		if e := &c.nodes[i]; e.name == "" && (!c.hidden[i] || c.hidden[n]) && b.Len() < 4096 {
			b.WriteString(e.text)
			b.WriteByte(' ')
		}
	}
	return squeeze(b.String())
}

// squeeze writes runs of white space as one space, and none at the ends.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// placeNode keeps of a finding's element what its place in the input can be found by.
func (c *checker) placeNode(f *finding) {
	n := f.node
	if n == none || int(n) >= len(c.nodes) || f.ref != "" || f.words != "" {
		return
	}
	f.alt = c.val(n, "alt")
	for i := n; i < min(c.nodes[n].end, n+200); i++ {
		for _, a := range c.nodes[i].attrs {
			switch {
			case f.ref == "" && (a.key == "href" || a.key == "src") && len(a.val) < 1000:
				f.ref = a.val
			case f.id == "" && a.key == "id" && len(a.val) < 1000:
				f.id = a.val
			}
		}
	}
	if n > 0 && c.nodes[n].tag != atom.Html && c.nodes[n].tag != atom.Body && c.nodes[n].tag != atom.Main {
		f.words = clip(c.text(n), 80)
	}
}

// clip shortens a text to at most so many bytes, at a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
