package render

import (
	"strings"

	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/parse/v2"

	"brief/internal/site"
)

// links writes addresses as one output refers to them.
//
// With a base URL they begin with its path ("/laos/why/"), without one they are
// relative to the output ("../why/"), so that the same files work below any
// path. 404.html is served at every depth and can therefore refer to nothing
// unless the base is known.
type links struct {
	base string // the base URL; empty if it is not known
	path string // the base URL's path, with both slashes; empty without a base URL
	from string // the output's own address: "laos/why/", "" for the home page
	none bool   // refer to nothing
	full bool   // write whole URLs: for what is read elsewhere, such as a feed
}

func newLinks(base, from string) links {
	l := links{base: base, from: from}
	if base != "" {
		l.path = "/"
		if i := strings.Index(base, "://"); i >= 0 {
			if j := strings.IndexByte(base[i+3:], '/'); j >= 0 {
				l.path = base[i+3+j:]
			}
		}
	}
	return l
}

// to is the href of an address of the site, percent-encoded; empty if the
// output may refer to nothing. The page itself is "./" where links are relative.
func (l *links) to(address string) string {
	switch {
	case l.none:
		return ""
	case l.full:
		return l.absolute(address)
	case l.path != "":
		return l.path + site.EncodePath(address)
	default:
		return site.Relative(l.from, address)
	}
}

// absolute is the whole URL of an address; empty without a base URL.
func (l *links) absolute(address string) string {
	if l.base == "" {
		return ""
	}
	return l.base + site.EncodePath(address)
}

// whole is the whole URL of an href that to gave, where there is a base URL.
func (l *links) whole(href string) string {
	if strings.HasPrefix(href, "/") {
		return l.base[:len(l.base)-len(l.path)] + href
	}
	return href
}

// appendText appends text as the minifier would write it between tags.
func appendText(dst []byte, text string) []byte {
	if !strings.ContainsAny(text, "&<\x00") {
		return append(dst, text...)
	}
	b := []byte(strings.NewReplacer("&", "&amp;", "<", "&lt;", "\x00", "\uFFFD").Replace(text))
	return append(dst, parse.ReplaceEntities(b, html.EntitiesMap, html.TextRevEntitiesMap)...)
}
