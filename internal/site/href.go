package site

import "strings"

// This file writes addresses as pages refer to them.

// Relative is the reference from one address to another that RFC 3986, section
// 4.2, calls a relative-path reference, percent-encoded; "./" from an address to itself.
func Relative(from, to string) string {
	if r := EncodePath(relativeName(from, to)); r != "" {
		return r
	}
	return "./"
}

// relativeName is the same for names, not encoded; empty from an address to itself.
func relativeName(from, to string) string {
	dir := from[:strings.LastIndexByte(from, '/')+1]
	common := 0
	for i := 0; i < len(dir) && i < len(to) && dir[i] == to[i]; i++ {
		if dir[i] == '/' {
			common = i + 1
		}
	}
	return strings.Repeat("../", strings.Count(dir[common:], "/")) + to[common:]
}

// EncodePath percent-encodes what may not stand in the path of an address.
func EncodePath(s string) string { return encode(s, pathSafe) }

// EncodeFragment percent-encodes what may not stand in a fragment.
func EncodeFragment(s string) string { return encode(s, fragmentSafe) }

// EncodeQuery percent-encodes what may not stand in a query; what an editor
// has encoded stays as typed.
func EncodeQuery(s string) string { return encode(s, querySafe) }

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

// querySafe says which bytes of a query stay as typed.
func querySafe(c byte) bool {
	switch c {
	case '%', '&', '=', '+', ',', ':', '?', '(', ')':
		return true
	}
	return pathSafe(c)
}

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
