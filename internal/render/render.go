// Package render makes output files from the linked site: pages by templates,
// feeds, sitemap and structured data by code. Files that are no pages are made
// by package asset.
//
// A template sees its page as a *[Page], whose methods are the door: each
// records the key of what it answers. Nothing else reaches the site. Rendering
// one route of one site always gives the same bytes: there is no clock, no
// environment, no randomness and no file access in it.
//
// Pages are minimal as they are made: bodies come so from package markdown, and
// templates are minified once, when they are loaded. What the minifier would
// still drop from a page are quotes round values that templates print.
package render

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/site"
)

// Read is one value that an output read.
type Read struct {
	Key site.Key
	Was site.Fingerprint
}

// Result is one rendered file.
type Result struct {
	File     *output.File      // nil if it could not be made
	Reads    []Read            // distinct, in the order of first reading
	Wants    []string          // source paths of content files to be published because of this one, sorted
	Pictures []site.PictureUse // to be published in all of their sizes because of this one, each once
	Diags    diag.List         // of its bodies, broken links, missing pictures, unknown block types, …
}

// Origins are the places in Markdown that the addresses, ids and pictures of a
// route's file come from, in the order of its texts; nil where it shows none. They
// are found by going through the holes of the texts again, so that a page that
// nobody complains about costs nothing.
func (t *Templates) Origins(s *site.Site, r site.Route) []output.Origin {
	if r.Kind != site.RoutePage && r.Kind != site.RouteAll {
		return nil
	}
	return originsOf(newPage(&door{t: t, s: s}, r))
}

// Mode is how outputs are rendered. The zero Mode is the usual one.
type Mode struct {
	// Once says that nobody will build again: what outputs read is not recorded, and
	// whoever has used a file gives it back with [Templates.Reuse].
	Once bool

	// Forget is for tests alone: reads of this kind are not recorded, which must
	// make an incremental build go wrong.
	Forget site.Kind
}

// Render makes the file of a route; of a held-back page, whose site is that of
// [site.Site.WithHeld], its problems alone.
func (t *Templates) Render(s *site.Site, r site.Route, mode Mode) Result {
	res := t.render(s, r, mode)
	if res.File != nil && res.File.Headers == nil {
		res.File.Headers = t.headers.Of(res.File.Type)
	}
	return res
}

// HeadersOf are the headers of a file of a media type, beyond those that the
// type itself and caching need.
func (t *Templates) HeadersOf(typ string) map[string]string { return t.headers.Of(typ) }

func (t *Templates) render(s *site.Site, r site.Route, mode Mode) Result {
	d := &door{t: t, s: s, mode: mode}
	if !mode.Once {
		d.reads = make([]Read, 0, most)
	}
	switch r.Kind {
	case site.RouteStatic:
		return t.static(d, r)
	case site.RouteMedia:
		return t.media(d, r)
	case site.RouteHeld:
		p := newPage(d, r)
		p.fillAll()
		return Result{Reads: d.reads, Diags: p.diags}
	}
	p := newPage(d, r)
	w := t.buffer()
	defer t.release(w)
	ok := p.write(w, r)
	res := Result{Reads: d.reads, Wants: p.wants, Pictures: p.pictures, Diags: p.diags}
	slices.Sort(res.Wants)
	if ok {
		body := t.finished(r, w.Bytes(), mode)
		res.File = &output.File{
			Path: r.Path, Type: output.TypeOf(r.Path), Class: class(r, p), Source: r.Source,
			Body: body, Sum: sha256.Sum256(body), Size: int64(len(body)),
		}
		if r.Kind == site.RouteRedirect {
			res.File.Redirect = redirectTarget(r)
		}
		if typ := feedType(r.Kind); typ != "" {
			res.File.Type = typ
			res.File.Headers = t.headers.In(typ, p.lang)
		}
		if strings.HasSuffix(r.Path, ".html") {
			res.File.Headers = t.headers.In(res.File.Type, p.lang)
		}
	}
	return res
}

// finished is a copy of what was written, of a page with its security policy.
func (t *Templates) finished(r site.Route, body []byte, mode Mode) []byte {
	if !strings.HasSuffix(r.Path, ".html") {
		return bytes.Clone(body)
	}
	var room []byte
	if mode.Once {
		if used, ok := t.bodies.Get().(*[]byte); ok {
			room = *used
		}
	}
	return t.policies.Append(room, body)
}

// Reuse takes back the bytes of a file that was rendered for once. Nobody may
// look at them any more; the file has none.
func (t *Templates) Reuse(f *output.File) {
	const most = 64 << 10                                    // bytes that are kept for a page that may be small
	own := f.Class == output.PageC || f.Class == output.List // the bytes of static/ and of media may be the source's
	if own && strings.HasSuffix(f.Path, ".html") && cap(f.Body) > 0 && cap(f.Body) <= most {
		room := f.Body[:0]
		t.bodies.Put(&room)
	}
	f.Body = nil
}

// write writes what a route shows. It returns false if that could not be made,
// which the page's problems then say.
func (p *Page) write(w *bytes.Buffer, r site.Route) bool {
	switch r.Kind {
	case site.RouteFeed:
		p.writeAtom(w)
	case site.RouteRSS:
		p.writeRSS(w)
	case site.RouteFeedJSON:
		p.writeJSONFeed(w)
	case site.RouteSitemap:
		p.sitemap(w)
	case site.RouteRobots:
		p.robots(w)
	case site.RouteWebApp:
		p.webApp(w)
	case site.RouteRedirect:
		p.redirect(w, r)
	default:
		if l := p.door.set(p.kind).execute(w, p, p); len(l) > 0 {
			p.diags = append(p.diags, l...)
			p.fillAll()
			return false
		}
		p.checkValues(w.Bytes(), r)
	}
	return true
}

// fillAll fills all bodies of a page that is not made, for the problems in
// them: one run shall find what is wrong in layouts, in texts and in drafts.
func (p *Page) fillAll() {
	p.Lead()
	p.Body()
	p.Parts()
	p.Notes()
}

// unsafeMark is what html/template prints for a value that is not safe where it
// stands, such as an address with the scheme javascript.
const unsafeMark = "ZgotmplZ"

// checkValues reports values that html/template replaced.
func (p *Page) checkValues(body []byte, r site.Route) {
	i := bytes.Index(body, []byte(unsafeMark))
	if i < 0 {
		return
	}
	from := max(0, i-40)
	p.diags = append(p.diags, diag.Diag{
		Pos:  diag.Pos{File: r.Source},
		Code: "unsafe-value",
		Msg:  "a value of this page is not safe where a template puts it; before it stands " + quote(string(bytes.ToValidUTF8(body[from:i], nil))),
		Hint: "look for an address in the front matter that is not a web address",
	})
}

// feedType is the media type of a feed, which the ending of its name does not
// give; empty for any other file.
func feedType(kind site.RouteKind) string {
	switch kind {
	case site.RouteFeed:
		return "application/atom+xml; charset=utf-8" // RFC 4287, section 7
	case site.RouteRSS:
		return "application/rss+xml; charset=utf-8"
	case site.RouteFeedJSON:
		return "application/feed+json; charset=utf-8"
	}
	return ""
}

// class says how a route's file is cached.
func class(r site.Route, p *Page) output.Class {
	switch r.Kind {
	case site.RouteFeed, site.RouteRSS, site.RouteFeedJSON, site.RouteSitemap, site.RouteRobots, site.RouteWebApp:
		return output.Feed
	case site.RouteCorrections, site.RouteTag:
		return output.List
	case site.RoutePage:
		if p.place.Kind == site.Home || p.place.Kind == site.ListPage {
			return output.List
		}
	}
	return output.PageC
}

// redirectTarget is where a redirect leads, from the site's root.
func redirectTarget(r site.Route) string {
	to := "/" + site.EncodePath(r.To)
	if r.Fragment != "" {
		to += "#" + site.EncodeFragment(r.Fragment)
	}
	return to
}
