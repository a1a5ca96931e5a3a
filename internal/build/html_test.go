package build

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// page is what the tests look at in a finished page.
type page struct {
	ids   []string
	links []link
	text  string // of all elements but head, space by space
}

// link is an address in a page, and the relation it is given.
type link struct{ href, rel, element string }

func readPage(t *testing.T, src string) page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	var p page
	var words []string
	for n := range root.Descendants() {
		switch n.Type {
		case html.TextNode:
			if !slices.Contains([]string{"title", "script", "style"}, n.Parent.Data) {
				words = append(words, strings.Fields(n.Data)...)
			}
		case html.ElementNode:
			if id := attr(n, "id"); id != "" {
				p.ids = append(p.ids, id)
			}
			for _, key := range []string{"href", "src"} {
				if has(n, key) {
					p.links = append(p.links, link{attr(n, key), attr(n, "rel"), n.Data})
				}
			}
		}
	}
	p.text = strings.Join(words, " ")
	return p
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// rel is the address that a page gives a relation; empty if it gives none.
func (p page) rel(name string) string {
	for _, l := range p.links {
		if l.rel == name {
			return l.href
		}
	}
	return ""
}

// resolve is the output that an address of the page at an output path leads to
// when the site lies at the prefix ("/" or "/a/b/"), and the fragment. ok is
// false for addresses of other sites.
func resolve(from, prefix, href string) (file, fragment string, ok bool) {
	base := url.URL{Scheme: "http", Host: "site", Path: prefix + strings.TrimSuffix(from, "index.html")}
	u, err := base.Parse(href)
	if err != nil {
		return "no address: " + href, "", true
	}
	if u.Host != base.Host {
		return "", "", false
	}
	file, inside := strings.CutPrefix(u.Path, prefix)
	if !inside {
		return "outside the site: " + u.Path, "", true
	}
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	return file, u.Fragment, true
}
