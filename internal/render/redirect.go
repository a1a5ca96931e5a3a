package render

import (
	"bytes"

	"brief/internal/markdown"
	"brief/internal/site"
)

// redirect is a page that leads from an old address to the page's new one.
func (p *Page) redirect(w *bytes.Buffer, r site.Route) {
	fragment := ""
	if r.Fragment != "" {
		fragment = "#" + site.EncodeFragment(r.Fragment)
	}
	to := p.links.to(r.To) + fragment
	w.WriteString("<!doctype html><html lang=")
	w.Write(markdown.AppendAttr(nil, p.lang))
	moved := appendText(nil, p.text("moved"))
	w.WriteString("><head><meta charset=utf-8><meta name=viewport content=\"width=device-width,initial-scale=1\"><title>")
	w.Write(moved)
	w.WriteString("</title><meta name=robots content=\"noindex\">")
	if absolute := p.links.absolute(r.To); absolute != "" {
		w.WriteString("<link rel=canonical href=")
		w.Write(markdown.AppendAttr(nil, absolute))
		w.WriteString(">")
	}
	// encode leaves no character that would end this value.
	w.WriteString(`<meta http-equiv=refresh content="0; url=` + to + `"></head><body><p>`)
	w.Write(moved)
	w.WriteString(" <a href=")
	w.Write(markdown.AppendAttr(nil, to))
	w.WriteString(">")
	w.Write(appendText(nil, to))
	w.WriteString("</a></p></body></html>")
}
