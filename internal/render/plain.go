package render

import (
	"html"
	"strings"
)

// plainText is what readers see of a piece of a page's HTML, a line for each of
// its blocks: without tags and without the marks of notes.
func plainText(h string) string {
	if strings.IndexByte(h, '<') < 0 {
		if strings.IndexByte(h, '&') < 0 {
			return h
		}
		return html.UnescapeString(h)
	}
	out := make([]byte, 0, len(h))
	for h != "" {
		i := strings.IndexByte(h, '<')
		if i < 0 {
			i = len(h)
		}
		if text := h[:i]; strings.IndexByte(text, '&') >= 0 {
			out = append(out, html.UnescapeString(text)...)
		} else {
			out = append(out, text...)
		}
		if h = h[i:]; h == "" {
			break
		}
		if strings.HasPrefix(h, "<sup id=fnref") {
			if end := strings.Index(h, "</sup>"); end >= 0 {
				h = h[end+len("</sup>"):]
				continue
			}
		}
		if n := len(out); n > 0 && out[n-1] != '\n' && endsLine(h[1:]) {
			out = append(out, '\n')
		}
		h = h[tagEnd(h):]
	}
	return strings.TrimSpace(string(out))
}

// endsLine says whether a tag, given without its "<", begins or ends a block.
func endsLine(tag string) bool {
	tag = strings.TrimPrefix(tag, "/")
	end := 0
	for end < len(tag) && ('a' <= tag[end] && tag[end] <= 'z' || '0' <= tag[end] && tag[end] <= '9') {
		end++
	}
	switch tag[:end] {
	case "p", "li", "ul", "ol", "dl", "dt", "dd", "div", "br", "blockquote", "pre", "table", "tr", "td", "th",
		"figure", "figcaption", "section", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "summary", "details":
		return true
	}
	return false
}
