package render

import (
	"html/template"
	"strings"
)

// lowered is the body of a section as it stands under the section's own
// heading in a one-page edition: each heading one level lower, h6 the lowest.
//
// It reads the finished HTML, because what a box's template wrote is part of
// the outline too, and because no other page has to pay for it.
func lowered(body template.HTML) template.HTML {
	html := string(body)
	var out []byte
	at := 0
	for i := 0; i < len(html); {
		open := strings.IndexByte(html[i:], '<')
		if open < 0 {
			break
		}
		i += open + 1
		name := i
		if name < len(html) && html[name] == '/' {
			name++
		}
		if name+2 < len(html) && html[name] == 'h' && '1' <= html[name+1] && html[name+1] <= '5' && !isNameByte(html[name+2]) {
			if out == nil {
				out = make([]byte, 0, len(html))
			}
			out = append(append(out, html[at:name+1]...), html[name+1]+1)
			at = name + 2
		}
		i += tagEnd(html[i:])
	}
	if out == nil {
		return body
	}
	return template.HTML(append(out, html[at:]...))
}

// isNameByte says whether a tag's name goes on with b.
func isNameByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-'
}
