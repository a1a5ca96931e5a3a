package check

import (
	"net/url"
	"path"
	"strings"
)

// use is what a file does with an address.
type use uint8

const (
	useLink  use = iota // a reader may follow it: other sites are allowed
	useFile             // it is loaded: it must be of this site
	useNamed            // it names something, and is not loaded: other sites are allowed
	useRef              // a label that other sites may be reached by, but a file of this site must be there
)

// ref is an address in a file.
type ref struct {
	url   string
	what  string // for people: "the link", "the picture", …
	use   use
	whole bool // it is read elsewhere, so that it must be a whole URL
	words string
}

// base is the site's address.
type base struct {
	origin string // "https://example.org"; empty if it is not known
	path   string // "/laos/"; "/" if it is not known
}

func newBase(address string) base {
	if i := strings.Index(address, "://"); i > 0 {
		if j := strings.IndexByte(address[i+3:], '/'); j >= 0 {
			return base{address[:i+3+j], address[i+3+j:]}
		}
	}
	return base{path: "/"}
}

// where says what an address leads to.
type where uint8

const (
	inside  where = iota // a path of the output
	outside              // another site, or a part of this host that is not the site's
	nowhere              // it can be no address, or leaves the site
	other                // a scheme that is not the web's: mailto, tel, data
	unsafe               // a scheme that runs a program or reads the reader's disk
)

// target is what an address means.
type target struct {
	where    where
	path     string // inside: of the output, "why/index.html" for "why/"; percent-decoded
	fragment string // percent-decoded, without #
	scheme   string // of other and unsafe, in lower case
	host     string // of outside
}

// resolve reads an address that stands in the file at a path of the output, as
// a browser would (https://url.spec.whatwg.org/).
func (b base) resolve(from, address string) target {
	address = strings.TrimSpace(address)
	address, fragment, _ := strings.Cut(address, "#")
	t := target{fragment: decoded(fragment)}
	switch scheme := schemeOf(address); scheme {
	case "":
	case "http", "https":
		rest, ok := strings.CutPrefix(address, b.origin)
		if b.origin == "" || !ok || rest != "" && rest[0] != '/' && rest[0] != '?' {
			host, _, _ := strings.Cut(strings.TrimLeft(address[len(scheme)+1:], "/"), "/")
			if host == "" {
				return target{where: nowhere}
			}
			return target{where: outside, host: host}
		}
		if address = rest; address == "" {
			address = "/"
		}
	case "javascript", "vbscript", "file":
		return target{where: unsafe, scheme: scheme}
	default:
		return target{where: other, scheme: scheme}
	}
	if rest, ok := strings.CutPrefix(address, "//"); ok {
		host, _, _ := strings.Cut(rest, "/")
		return target{where: outside, host: host}
	}
	address, _, _ = strings.Cut(address, "?")
	switch {
	case address == "":
		t.path = from
		return t
	case address[0] == '/':
		if address+"/" == b.path {
			address += "/"
		}
		rest, ok := strings.CutPrefix(address, b.path)
		if !ok {
			if b.origin != "" {
				return target{where: outside, host: "the same host outside " + b.path}
			}
			return target{where: nowhere}
		}
		address = rest
	default:
		address = path.Dir("/" + from)[1:] + "/" + address
	}
	folder := address == "" || strings.HasSuffix(address, "/") || strings.HasSuffix(address, "/.") || strings.HasSuffix(address, "/..")
	if leaves(address) {
		return target{where: nowhere}
	}
	p := strings.TrimPrefix(path.Clean("/"+decoded(address)), "/")
	if folder {
		p = path.Join(p, "index.html")
	}
	t.path = p
	return t
}

// leaves says whether ".." leads out of the site.
func leaves(address string) bool {
	depth := 0
	for part := range strings.SplitSeq(address, "/") {
		switch part {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return true
			}
		default:
			depth++
		}
	}
	return false
}

// schemeOf is an address's scheme in lower case (RFC 3986, section 3.1); empty if it has none.
func schemeOf(s string) string {
	for i := range len(s) {
		switch c := s[i] | 0x20; {
		case 'a' <= c && c <= 'z':
		case i > 0 && (s[i] == '+' || s[i] == '-' || s[i] == '.' || '0' <= s[i] && s[i] <= '9'):
		case i > 0 && s[i] == ':':
			return strings.ToLower(s[:i])
		default:
			return ""
		}
	}
	return ""
}

// decoded undoes percent-encoding; what is none stays as typed.
func decoded(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	if d, err := url.PathUnescape(s); err == nil {
		return d
	}
	return s
}

// candidates are the addresses of a srcset (HTML, section 4.8.4.2.1), each with
// its width in pixels, 0 if it has none.
func candidates(srcset string) (out []candidate) {
	for srcset != "" {
		srcset = strings.TrimLeft(srcset, " \t\r\n\f,")
		if srcset == "" {
			break
		}
		end := strings.IndexAny(srcset, " \t\r\n\f")
		if end < 0 {
			end = len(srcset)
		}
		address := srcset[:end]
		srcset = srcset[end:]
		width := 0
		if trimmed := strings.TrimRight(address, ","); trimmed != address {
			address = trimmed
		} else {
			descriptor, rest, _ := strings.Cut(srcset, ",")
			srcset = rest
			width = pixels(strings.TrimSpace(descriptor))
		}
		out = append(out, candidate{address, width})
	}
	return out
}

type candidate struct {
	url   string
	width int
}

// pixels reads a width descriptor, "640w"; 0 of anything else.
func pixels(s string) int {
	n := 0
	digits, ok := strings.CutSuffix(s, "w")
	if !ok || len(digits) > 6 {
		return 0
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0
		}
		n = 10*n + int(digits[i]-'0')
	}
	return n
}
