package render

import (
	"strings"

	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/parse/v2"
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
		return l.path + encode(address, pathSafe)
	default:
		return relative(l.from, address)
	}
}

// absolute is the whole URL of an address; empty without a base URL.
func (l *links) absolute(address string) string {
	if l.base == "" {
		return ""
	}
	return l.base + encode(address, pathSafe)
}

// relative is the reference from one address to another that RFC 3986, section
// 4.2, calls a relative-path reference.
func relative(from, to string) string {
	dir := from[:strings.LastIndexByte(from, '/')+1]
	common := 0
	for i := 0; i < len(dir) && i < len(to) && dir[i] == to[i]; i++ {
		if dir[i] == '/' {
			common = i + 1
		}
	}
	up, down := strings.Count(dir[common:], "/"), encode(to[common:], pathSafe)
	if up == 0 && down == "" {
		return "./"
	}
	return strings.Repeat("../", up) + down
}

// pathSafe says whether a byte stands for itself in the path of an address: the
// characters that RFC 3986 calls unreserved, the slash, and those others that no
// HTML attribute, srcset, style sheet or object store takes for something else.
// The colon is not one: "a:b/" would begin with a scheme.
func pathSafe(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	switch c {
	case '-', '.', '_', '~', '/', '!', '$', '*', ';', '@':
		return true
	}
	return false
}

// fragmentSafe says the same of a fragment.
func fragmentSafe(c byte) bool { return c == ':' || c == '?' || pathSafe(c) }

// encode percent-encodes the bytes of s that are not safe (RFC 3986, section 2.1).
func encode(s string, safe func(byte) bool) string {
	i := 0
	for i < len(s) && safe(s[i]) {
		i++
	}
	if i == len(s) {
		return s
	}
	const hex = "0123456789ABCDEF"
	b := append(make([]byte, 0, len(s)+16), s[:i]...)
	for ; i < len(s); i++ {
		if c := s[i]; safe(c) {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

// appendText appends text as the minifier would write it between tags.
func appendText(dst []byte, text string) []byte {
	if !strings.ContainsAny(text, "&<\x00") {
		return append(dst, text...)
	}
	b := []byte(strings.NewReplacer("&", "&amp;", "<", "&lt;", "\x00", "\uFFFD").Replace(text))
	return append(dst, parse.ReplaceEntities(b, html.EntitiesMap, html.TextRevEntitiesMap)...)
}
