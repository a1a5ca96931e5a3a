package render

import (
	"strings"

	"brief/internal/site"
)

// static makes a file of static/.
func (t *Templates) static(d *door, r site.Route) (res Result) {
	if f := d.asset(strings.TrimPrefix(r.Source, "static/")); f != nil {
		res.File, res.Diags = t.assets.Publish(f)
	}
	res.Reads = d.reads
	return res
}

// media makes a content file that a page wants.
func (t *Templates) media(d *door, r site.Route) (res Result) {
	if src := d.media(r.Source); src != nil {
		res.File, res.Diags = t.assets.PublishMedia(src, r.Path)
	}
	res.Reads = d.reads
	return res
}
