package render

import (
	"strings"

	"brief/internal/output"
	"brief/internal/site"
)

// static makes a file of static/.
func (t *Templates) static(d *door, r site.Route) Result {
	f := d.asset(strings.TrimPrefix(r.Source, "static/"))
	if f == nil {
		return Result{Reads: d.reads}
	}
	file, problems := t.assets.render(f)
	return Result{File: file, Reads: d.reads, Diags: problems}
}

// media makes a content file that a page wants.
func (t *Templates) media(d *door, r site.Route) Result {
	src := d.media(r.Source)
	if src == nil {
		return Result{Reads: d.reads}
	}
	out := &output.File{Path: r.Path, Type: output.TypeOf(r.Path), Class: output.Media, Source: r.Source}
	res := Result{File: out}
	var body []byte
	if minifierType(r.Path) != "" {
		text, err := src.Bytes()
		if err != nil {
			return Result{Reads: d.reads, Diags: append(res.Diags, unreadable(r.Source, err))}
		}
		body, res.Diags = minified(t.min, r.Source, text)
	}
	setBody(out, src, body)
	res.Reads = d.reads
	return res
}
