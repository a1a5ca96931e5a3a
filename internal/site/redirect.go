package site

import (
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"

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
		l.report(p, "aliases", "bad-alias", fmt.Sprintf("%.100q is not an address of this site", typed),
			`write an old address from the site's root, such as "/old-address/"`)
		return
	}
	if why := unpublishable(file); why != "" {
		l.report(p, "aliases", "bad-alias", fmt.Sprintf("the alias %.100q cannot be published: %s", typed, why), "remove the alias")
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
	if _, no := l.reserved(key); no {
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

// What object stores and file systems take, in bytes: of a path, and of a part of it.
const (
	maxPath = 1024
	maxPart = 255
)

// unpublishable says why no file of an alias can have this path; "" if one can.
// Names that begin with a dot are brief's own (the list of its files), and what
// servers and stores hide, but for the folder of RFC 8615.
func unpublishable(file string) string {
	if len(file) > maxPath {
		return fmt.Sprintf("it is longer than %d bytes", maxPath)
	}
	dir, _ := path.Split(file)
	for part := range strings.SplitSeq(strings.TrimSuffix(dir, "/"), "/") {
		if strings.EqualFold(part, indexFile) {
			return "a folder cannot be called " + indexFile
		}
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(file, ".well-known/"), "/") {
		switch {
		case len(part) > maxPart:
			return fmt.Sprintf("a part of it is longer than %d bytes", maxPart)
		case strings.HasPrefix(part, "."):
			return "a part of it begins with a dot"
		}
	}
	return ""
}

// checkRedirects takes away the aliases whose file would stand where another
// output has a folder, or below another's file: "/x.html" and "/x.html/y/".
func (l *linker) checkRedirects() {
	folders := sync.OnceValue(l.pageFolders)
	for _, key := range slices.Sorted(maps.Keys(l.redirects)) {
		a := l.redirects[key]
		other := l.fileAbove(key, a.path)
		if path.Base(key) != indexFile && other == "" {
			if i, taken := folders()[key]; taken {
				other = l.pages[i].Path
			} else if below := l.tree.Under(staticDir + a.path + "/"); len(below) > 0 {
				other = below[0].Path
			}
		}
		if other == "" {
			continue
		}
		delete(l.redirects, key)
		l.report(l.pages[a.to], "aliases", "alias-taken",
			fmt.Sprintf("the alias %q and %s cannot both be published: one would be a folder where the other is a file", "/"+strings.TrimSuffix(a.path, indexFile), other),
			"remove the alias")
	}
}

// fileAbove names the output that is a file where an alias needs a folder; "" if there is none.
func (l *linker) fileAbove(key, file string) string {
	for i := range key {
		if key[i] != '/' {
			continue
		}
		if _, taken := l.redirects[key[:i]]; taken {
			return fmt.Sprintf("the alias %q", "/"+key[:i])
		}
		if name, taken := l.statics[key[:i]]; taken {
			return name
		}
	}
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if name := contentDir + "/" + dir; isMedia(name) && l.tree.Lookup(name) != nil {
			return name
		}
	}
	return ""
}

// pageFolders are the folders that published pages need, folded, each with one of the pages.
func (l *linker) pageFolders() map[string]int32 {
	folders := map[string]int32{}
	for i := range l.nodes {
		n := &l.nodes[i]
		if !n.out || n.lost {
			continue
		}
		dir := strings.TrimSuffix(fold(n.place.Address), "/")
		for ; dir != "" && dir != "."; dir = path.Dir(dir) {
			if _, known := folders[dir]; known {
				break
			}
			folders[dir] = int32(i)
		}
	}
	return folders
}
