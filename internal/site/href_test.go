package site

import (
	"strings"
	"testing"
)

// A reference leads to its address, followed as browsers do.
func FuzzRelative(f *testing.F) {
	f.Add("laos/why/", "laos/screen/")
	f.Add("", "")
	f.Add("a/", "a:b/")
	f.Fuzz(func(t *testing.T, from, to string) {
		for _, s := range []string{from, to} {
			if strings.HasPrefix(s, "/") || strings.Contains(s, "//") || strings.Contains(s, "./") || s == "." || s == ".." || strings.HasSuffix(s, "/.") || strings.HasSuffix(s, "/..") {
				return // no address
			}
		}
		got := Relative(from, to)
		// Follow it as a browser does (RFC 3986, section 5.2).
		dir := from[:strings.LastIndexByte(from, '/')+1]
		rest := strings.TrimPrefix(got, "./")
		for {
			after, ok := strings.CutPrefix(rest, "../")
			if !ok {
				break
			}
			rest = after
			dir = dir[:strings.LastIndexByte(strings.TrimSuffix(dir, "/"), '/')+1]
		}
		if want := EncodePath(to); EncodePath(dir)+rest != want {
			t.Errorf("%q from %q leads to %q, not %q", got, from, EncodePath(dir)+rest, want)
		}
	})
}
