package check

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// This file is the computation of accessible names as far as it needs no style
// sheet (https://www.w3.org/TR/accname-1.2/).

// name is what a screen reader calls an element; empty if it has no name.
func (c *checker) name(n int32) string {
	if s := c.labelledBy(n); s != "" {
		return s
	}
	if s := squeeze(c.val(n, "aria-label")); s != "" {
		return s
	}
	if s := c.nativeName(n); s != "" {
		return s
	}
	return squeeze(c.val(n, "title"))
}

// markName is the name of a landmark, which its content does not give.
func (c *checker) markName(n int32) string {
	if s := c.labelledBy(n); s != "" {
		return s
	}
	if s := squeeze(c.val(n, "aria-label")); s != "" {
		return s
	}
	return squeeze(c.val(n, "title"))
}

func (c *checker) labelledBy(n int32) string {
	var parts []string
	for id := range strings.FieldsSeq(c.val(n, "aria-labelledby")) {
		if by, ok := c.ids[id]; ok {
			if s := squeeze(c.val(by, "aria-label")); s != "" {
				parts = append(parts, s)
			} else {
				parts = append(parts, c.content(by))
			}
		}
	}
	return squeeze(strings.Join(parts, " "))
}

// nativeName is the name that HTML itself gives an element.
func (c *checker) nativeName(n int32) string {
	switch e := &c.nodes[n]; e.tag {
	case atom.Img, atom.Area:
		return squeeze(c.val(n, "alt"))
	case atom.Input:
		return c.inputName(n)
	case atom.Select, atom.Textarea, atom.Meter, atom.Progress, atom.Output:
		return c.labelOf(n)
	case atom.Svg:
		for i := range c.children(n) {
			if c.nodes[i].tag == atom.Title {
				return squeeze(c.rawText(i))
			}
		}
		return ""
	case atom.Table:
		if i := c.find(n, atom.Caption); i != none {
			return c.content(i)
		}
		return ""
	case atom.Fieldset:
		if i := c.find(n, atom.Legend); i != none {
			return c.content(i)
		}
		return ""
	case atom.Iframe, atom.Video, atom.Audio, atom.Nav, atom.Section, atom.Aside, atom.Form:
		return ""
	}
	return c.content(n)
}

func (c *checker) inputName(n int32) string {
	switch strings.ToLower(c.val(n, "type")) {
	case "submit", "reset":
		if !c.has(n, "value") {
			return "Submit" // the browser's own
		}
		return squeeze(c.val(n, "value"))
	case "button":
		return squeeze(c.val(n, "value"))
	case "image":
		return squeeze(c.val(n, "alt"))
	}
	if s := c.labelOf(n); s != "" {
		return s
	}
	return squeeze(c.val(n, "placeholder"))
}

// labelOf is the text of the labels of a field: one round it, or that names its id.
func (c *checker) labelOf(n int32) string {
	if l := c.within(n, atom.Label); l != none {
		if s := c.content(l); s != "" {
			return s
		}
	}
	if l, ok := c.labels[c.val(n, "id")]; ok {
		return c.content(l)
	}
	return ""
}

// content is the name that an element has from what is inside it: texts, and
// the names of pictures and of labelled parts.
func (c *checker) content(n int32) string {
	var b strings.Builder
	for i := n; i < c.nodes[n].end && b.Len() < 4096; i++ {
		if c.work--; c.work < 0 {
			return "…" // no page of a person comes here
		}
		e := &c.nodes[i]
		if c.hidden[i] && !c.hidden[n] {
			i = e.end - 1
			continue
		}
		if e.name == "" {
			b.WriteString(e.text)
			continue
		}
		if i == n {
			continue
		}
		own := squeeze(c.val(i, "aria-label"))
		if own == "" && (e.tag == atom.Img || e.tag == atom.Area) {
			own = squeeze(c.val(i, "alt"))
		}
		if own == "" && e.tag == atom.Svg {
			own = c.nativeName(i)
		}
		if own != "" || e.tag == atom.Svg {
			b.WriteString(" " + own + " ")
			i = e.end - 1
		} else if !isPhrasing(e.tag) || e.tag == atom.Br {
			b.WriteByte(' ')
		}
	}
	return squeeze(b.String())
}
