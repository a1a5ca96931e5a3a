package site

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"brief/internal/diag"
)

// claimAddresses gives each address to one page: of two that want it, the one
// that is not held back, else the first by path. Addresses that differ in
// letter case only are one, as they are on many a disk.
func (l *linker) claimAddresses() {
	for _, held := range []bool{false, true} {
		for i := range l.nodes {
			if n := &l.nodes[i]; n.place.Held == held {
				l.claim(int32(i))
			}
		}
	}
	for i := range l.nodes {
		if n := &l.nodes[i]; n.out && !n.lost && n.place.Briefing && !n.place.Single && len(n.chapters) > 0 {
			l.claimEdition(int32(i))
		}
	}
	l.checkFragments()
	l.checkStatic()
	for i := range l.nodes {
		n := &l.nodes[i]
		if n.listed && !n.lost && !n.place.Held && !(n.cover != none && n.place.Single) {
			l.addresses = append(l.addresses, int32(i))
		}
	}
	slices.SortFunc(l.addresses, func(a, b int32) int {
		return strings.Compare(l.nodes[a].place.Address, l.nodes[b].place.Address)
	})
}

func (l *linker) claim(i int32) {
	n, p := &l.nodes[i], l.pages[i]
	if p.Meta.Slug != "" && (!isSlug(p.Meta.Slug) || p.IsIndex() && p.Dir == contentDir) {
		l.badSlug(p)
	}
	if n.cover != none && n.place.Single {
		return
	}
	key := fold(n.place.Address)
	if other, taken := l.byAddress[key]; taken {
		n.lost = true
		l.addressTaken(p, n.place.Address, l.pages[other].Path, l.nodes[other].place.Address)
		return
	}
	l.byAddress[key] = i
	if name, ok := l.reserved(key); ok {
		n.lost = true
		l.report(p, "slug", "reserved-address",
			fmt.Sprintf("the address %q is kept for brief's own %s", "/"+n.place.Address, name),
			"give the page another file name, or another slug")
	}
}

// claimEdition keeps the address of a chaptered briefing's one-page edition.
func (l *linker) claimEdition(i int32) {
	a := l.nodes[i].editionAddress()
	l.editions[fold(a)] = i
	if other, taken := l.byAddress[fold(a)]; taken && !l.nodes[other].lost {
		l.nodes[other].lost = true
		l.report(l.pages[other], "slug", "address-taken",
			fmt.Sprintf("the address %q is that of the one-page edition of %s", "/"+a, l.pages[i].Path),
			"give the page another file name, or another slug")
	}
}

// checkFragments finds sections of a one-page briefing that want one fragment.
func (l *linker) checkFragments() {
	for i := range l.nodes {
		c := &l.nodes[i]
		if !c.place.Briefing || !c.place.Single {
			continue
		}
		seen := make(map[string]int32, len(c.chapters))
		for _, k := range c.chapters {
			n := &l.nodes[k]
			if other, taken := seen[fold(n.place.Fragment)]; taken {
				at := &l.nodes[other].place
				l.addressTaken(l.pages[k], n.place.Address+"#"+n.place.Fragment, l.pages[other].Path, at.Address+"#"+at.Fragment)
				continue
			}
			seen[fold(n.place.Fragment)] = k
		}
	}
}

// checkStatic finds static files that stand where a page or a generated file is to.
func (l *linker) checkStatic() {
	l.statics = map[string]string{}
	for _, f := range l.tree.Under(staticDir) {
		name := f.Path[len(staticDir):]
		key := fold(name)
		if other, taken := l.statics[key]; taken {
			l.problem(diag.Pos{File: f.Path}, "", "address-taken",
				fmt.Sprintf("%s and %s differ in letter case only, which makes them one file on many a disk", f.Path, other),
				"rename one of them")
			continue
		}
		l.statics[key] = f.Path
		switch key {
		case notFoundFile, feedFile, rssFile, jsonFile, sitemapFile, correctionsAddress + indexFile:
			l.problem(diag.Pos{File: f.Path}, "", "reserved-address",
				fmt.Sprintf("brief makes %q itself", "/"+key), "remove the file, or give it another name")
			continue
		}
		if strings.HasPrefix(key, tagsName) || strings.HasPrefix(key, feedbackName) || l.isTagList(key) {
			l.problem(diag.Pos{File: f.Path}, "", "reserved-address",
				fmt.Sprintf("brief makes the files of the folder %q itself", "/"+key[:strings.LastIndexByte(key, '/')+1]), "put the file into another folder")
			continue
		}
		address, isPage := strings.CutSuffix(key, indexFile)
		if !isPage || address != "" && !strings.HasSuffix(address, "/") {
			address = key + "/" // a page needs a folder where the file is
		}
		if i, taken := l.byAddress[address]; taken && l.nodes[i].out {
			l.addressTaken(l.pages[i], l.nodes[i].place.Address, f.Path, name)
		}
		if i, taken := l.editions[address]; taken {
			l.problem(diag.Pos{File: f.Path}, "", "address-taken",
				fmt.Sprintf("the address %q is that of the one-page edition of %s", "/"+l.nodes[i].editionAddress(), l.pages[i].Path),
				"give the file another name")
		}
	}
}

// reserved names what a folded address is kept for.
func (l *linker) reserved(address string) (name string, ok bool) {
	first, _, _ := strings.Cut(address, "/")
	switch first {
	case "tags":
		return "lists of pages by tag", true
	case "all":
		return "one-page edition", true
	case "corrections":
		return "list of corrections", true
	case "feedback":
		return "feedback pages", true
	case notFoundFile, feedFile, "rss.xml", "feed.json", sitemapFile, robotsFile, webAppFile:
		return first, true
	}
	if address == indexFile+"/" || strings.HasSuffix(address, "/"+indexFile+"/") {
		return "files of that name", true
	}
	if len(l.cfg.Languages) > 0 && l.isTagList(address) {
		return "lists of pages by tag", true
	}
	return "", false
}

// isSlug says whether a slug can be the last part of an address: one segment
// that object stores and file systems take, and that nothing hides.
func isSlug(slug string) bool {
	return isSegment(slug) && len(normal(slug)) <= maxPart && slug[0] != '.'
}

// isSegment says whether a text can stand between two slashes of an address.
func isSegment(slug string) bool {
	return !strings.ContainsAny(slug, `/\`) && !strings.ContainsFunc(slug, unicode.IsControl) &&
		utf8.ValidString(slug) && strings.Trim(slug, ". ") != ""
}

// segment makes a name a part of an address: in NFC, spaces turned to "-".
func segment(name string) string {
	name = normal(name)
	if strings.ContainsFunc(name, unicode.IsSpace) {
		name = strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return '-'
			}
			return r
		}, name)
	}
	if strings.Trim(name, ".") == "" {
		return strings.ReplaceAll(name, ".", "-") // "." and ".." lead elsewhere
	}
	return name
}

// normal is a name in NFC (Unicode Standard Annex 15).
func normal(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return norm.NFC.String(s)
		}
	}
	return s
}

// fold is what two addresses share that are the same but for letter case.
func fold(s string) string { return strings.ToLower(normal(s)) }
