package deploy

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"brief/internal/diag"

	"golang.org/x/net/html"
)

// references finds what files refer to, and what of it is not published: pages
// and style sheets by href, src, srcset, poster and url(). It looks at finished
// bytes, whatever made them. Addresses of other sites are not its business.
type references struct {
	paths map[string]bool
	base  string // path of the site's address: "/laos/"; empty if it is not known
}

func newReferences(r *Record, base string) *references {
	f := &references{paths: make(map[string]bool, len(r.Files)), base: base}
	for i := range r.Files {
		f.paths[r.Files[i].Path] = true
	}
	return f
}

// reads reports whether a file can refer to others.
func (f *references) reads(o *Object) bool {
	return strings.HasPrefix(o.Type, "text/html") || strings.HasPrefix(o.Type, "text/css")
}

// check finds references that lead nowhere (missing-target).
func (f *references) check(o *Object, body []byte) (l diag.List) {
	var seen []string
	see := func(ref string) {
		if ref == "" || slices.Contains(seen, ref) {
			return
		}
		if target := f.missing(o.Path, ref); target != "" {
			seen = append(seen, ref)
			l = append(l, refusal(o.Path, "missing-target", fmt.Sprintf("this refers to %q, and no file %q is published", ref, target), "build the site again, and see what 'brief check' finds"))
		}
	}
	if strings.HasPrefix(o.Type, "text/css") {
		inCSS(body, see)
	} else {
		inHTML(body, see)
	}
	return l
}

// missing returns the path that a reference of a file leads to, if it is one of
// the site and no file is there; else "".
func (f *references) missing(from, ref string) string {
	ref, _, _ = strings.Cut(strings.TrimSpace(ref), "#")
	ref, _, _ = strings.Cut(ref, "?")
	if ref == "" || strings.HasPrefix(ref, "//") {
		return ""
	}
	if i := strings.IndexAny(ref, ":/"); i >= 0 && ref[i] == ':' {
		return "" // it has a scheme
	}
	name, err := url.PathUnescape(ref)
	if err != nil {
		return ref
	}
	if strings.HasPrefix(name, "/") {
		base := f.base
		if base == "" {
			base = "/"
		}
		if name+"/" == base {
			return ""
		}
		rest, ok := strings.CutPrefix(name, base)
		if !ok {
			return "" // beside the site
		}
		name = rest
	} else {
		name = path.Join(path.Dir(from), name) + name[len(strings.TrimRight(name, "/")):]
	}
	if name == "" || name == "." || name == "./" || strings.HasSuffix(name, "/") {
		name = strings.TrimPrefix(path.Join(name, "index.html"), "./")
	}
	switch {
	case strings.HasPrefix(name, "../"):
		return ""
	case f.paths[name], f.paths[name+"/index.html"]:
		return ""
	}
	return name
}

func inHTML(body []byte, see func(string)) {
	z := html.NewTokenizer(bytes.NewReader(body))
	style := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.TextToken:
			if style {
				inCSS(z.Text(), see)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			style = string(name) == "style"
			for more {
				var key, value []byte
				key, value, more = z.TagAttr()
				switch string(key) {
				case "href", "src", "poster":
					see(string(value))
				case "srcset", "imagesrcset":
					inSrcset(string(value), see)
				}
			}
		case html.EndTagToken:
			style = false
		}
	}
}

// inSrcset finds the addresses of a srcset, of which each may have a width (HTML, 4.8.4.2.1).
func inSrcset(value string, see func(string)) {
	for part := range strings.SplitSeq(value, ",") {
		if fields := strings.Fields(part); len(fields) > 0 {
			see(fields[0])
		}
	}
}

func inCSS(body []byte, see func(string)) {
	for {
		i := bytes.Index(body, []byte("url("))
		if i < 0 {
			return
		}
		body = body[i+len("url("):]
		end := bytes.IndexByte(body, ')')
		if end < 0 {
			return
		}
		see(strings.Trim(string(body[:end]), " \t\n'\""))
	}
}
