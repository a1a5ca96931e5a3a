package render

import (
	"bytes"
	"encoding/xml"
	"strings"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>`

// xmlElement writes an element that holds a text, but no empty one.
func xmlElement(w *bytes.Buffer, name, text string) {
	if text == "" {
		return
	}
	w.WriteString("<" + name + ">")
	xmlText(w, text)
	w.WriteString("</" + name + ">")
}

func xmlAttr(w *bytes.Buffer, name, value string) {
	w.WriteString(" " + name + `="`)
	xmlText(w, value)
	w.WriteString(`"`)
}

// xmlText writes text that may stand in an element or in an attribute. What XML
// 1.0, section 2.2, does not allow is dropped: one such character would make
// readers refuse the whole file.
func xmlText(w *bytes.Buffer, s string) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', 0x20 <= r && r <= 0xD7FF, 0xE000 <= r && r <= 0xFFFD, 0x10000 <= r && r <= 0x10FFFF:
			return r
		}
		return -1
	}, s)
	xml.EscapeText(w, []byte(s)) // a bytes.Buffer takes everything
}
