package site

import (
	"net/url"
	"path"
	"strings"
)

// Dest is a link's destination, taken apart.
type Dest struct {
	Name     string // what Ref, Anchor and Picture take: "content/laos/20-why.md", "content/laos/" (a folder's index), "/laos/"; "" for "#x", the page itself
	Query    string // as typed, with its "?"; empty if there is none
	Fragment string // percent-decoded, without "#"; empty if there is none
}

// Target resolves a link as typed in the file from ("content/laos/10-screen.md").
// ok is false for an address outside the site: with a scheme, or "//host".
//
// A relative path is taken from the folder of the file and percent-decoded, as
// is one from the site's root. A path that leads out of the site has a Name
// that begins with "..", which nothing has.
func Target(from, dest string) (d Dest, ok bool) {
	if hasScheme(dest) || strings.HasPrefix(dest, "//") {
		return Dest{}, false
	}
	dest, fragment, _ := strings.Cut(dest, "#")
	d.Fragment = decode(fragment)
	if i := strings.IndexByte(dest, '?'); i >= 0 {
		dest, d.Query = dest[:i], dest[i:]
	}
	if dest != "" {
		d.Name = resolve(from, decode(dest))
	}
	return d, true
}

// resolve joins a decoded path with the folder of the file from.
func resolve(from, to string) string {
	root, rest := "/", to
	if !strings.HasPrefix(to, "/") {
		root = contentDir + "/"
		dir, _ := strings.CutPrefix(path.Dir(from)+"/", root)
		rest = strings.TrimPrefix(dir, "./") + to
	}
	// Everything below root: Clean takes out what leads back inside it.
	clean := path.Clean(strings.TrimLeft(rest, "/"))
	if clean == ".." || strings.HasPrefix(clean, "../") {
		return clean
	}
	if clean == "." {
		return root
	}
	if last := to[strings.LastIndexByte(to, '/')+1:]; last == "" || last == "." || last == ".." {
		clean += "/"
	}
	return root + clean
}

// hasScheme says whether an address begins with a scheme (RFC 3986, section 3.1).
func hasScheme(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return i > 0 && c == ':'
		}
	}
	return false
}

// decode undoes percent-encoding; a text that is not well encoded is taken as it stands.
func decode(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	if t, err := url.PathUnescape(s); err == nil {
		return t
	}
	return s
}
