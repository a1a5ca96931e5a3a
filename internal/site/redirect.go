package site

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"brief/internal/content"
)

// alias is a redirect: an output path and the page it leads to.
type alias struct {
	path string
	to   int32
}

// claimRedirects gives the aliases of published pages their output files. An
// alias never replaces anything else.
func (l *linker) claimRedirects() {
	for i := range l.nodes {
		if !l.nodes[i].out || l.nodes[i].lost {
			continue
		}
		for _, typed := range l.pages[i].Meta.Aliases {
			l.claimRedirect(int32(i), typed)
		}
	}
}

func (l *linker) claimRedirect(i int32, typed string) {
	p := l.pages[i]
	file, ok := aliasFile(typed)
	if !ok {
		l.report(p, "aliases", "bad-alias", fmt.Sprintf("%q is not an address of this site", typed),
			`write an old address from the site's root, such as "/old-address/"`)
		return
	}
	key := fold(file)
	address := strings.TrimSuffix(key, indexFile)
	if address == key {
		address = key + "/" // a page here would need a folder where the file is
	}
	if other, taken := l.byAddress[address]; taken {
		l.aliasTaken(p, typed, l.pages[other])
		return
	}
	if cover, taken := l.editions[address]; taken {
		l.aliasTaken(p, typed, l.pages[cover])
		return
	}
	if _, no := reserved(key); no {
		l.report(p, "aliases", "reserved-address", fmt.Sprintf("the alias %q is an address that brief keeps for itself", typed), "remove the alias")
		return
	}
	if f := l.tree.Lookup(staticDir + file); f != nil {
		l.report(p, "aliases", "alias-taken", fmt.Sprintf("the alias %q is the address of %s", typed, f.Path), "remove the alias, or the file")
		return
	}
	if other, taken := l.redirects[key]; taken {
		if other.to != i {
			l.aliasTaken(p, typed, l.pages[other.to])
		}
		return
	}
	l.redirects[key] = alias{file, i}
}

func (l *linker) aliasTaken(p *content.Page, typed string, by *content.Page) {
	msg := fmt.Sprintf("the alias %q is also an address of %s", typed, by.Path)
	if by == p {
		msg = fmt.Sprintf("the alias %q is the page's own address", typed)
	}
	l.report(p, "aliases", "alias-taken", msg, "remove the alias: it never stands in for a page")
}

// aliasFile is the output file of an alias: "old/index.html" for "/old/" and
// "/old", "old.html" for "/old.html".
func aliasFile(typed string) (file string, ok bool) {
	rest := strings.TrimLeft(typed, "/")
	name, err := url.PathUnescape(rest)
	if err != nil || name == "" || !isSegment(strings.ReplaceAll(name, "/", "")) || hasScheme(typed) ||
		strings.HasPrefix(typed, "//") || strings.ContainsAny(rest, "?#") {
		return "", false
	}
	clean := normal(path.Clean(name))
	if clean == "." || clean == ".." || strings.HasPrefix(clean, "../") {
		return "", false
	}
	if !strings.HasSuffix(name, "/") && path.Ext(clean) != "" {
		return clean, true
	}
	return clean + "/" + indexFile, true
}
