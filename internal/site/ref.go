package site

import (
	"slices"
	"strings"

	"brief/internal/source"
)

// Ref says what a target (a Dest's Name) is; false if there is no such thing.
// Letter case counts; composed and decomposed spellings of a letter do not.
func (s *Site) Ref(target string) (Ref, bool) {
	if address, ok := strings.CutPrefix(target, "/"); ok {
		return s.refAddress(address)
	}
	if i := s.pageAt(target); i != none {
		return s.refPage(i), true
	}
	if f := s.file(target); f != nil && isMedia(f.Path) {
		return Ref{Kind: RefFile, Address: s.MediaAddress(f.Path), Source: f.Path}, true
	}
	return Ref{}, false
}

// pageAt returns the node that a target names by its source path or as the index
// of a folder ("content/laos/"), held back or not; none if there is none.
func (s *Site) pageAt(target string) int32 {
	if strings.HasSuffix(target, "/") {
		target += "index.md"
	}
	if i, ok := s.m.byPath[target]; ok {
		return i
	}
	if len(s.m.composed) > 0 || !isASCII(target) {
		if i, ok := s.m.byPath[s.spelling(target)]; ok {
			return i
		}
	}
	return none
}

// spelling is the path as the file system has it.
func (s *Site) spelling(path string) string {
	nfc := normal(path)
	if own, ok := s.m.composed[nfc]; ok {
		return own
	}
	return nfc
}

// file returns the file at a path below content/ or static/, or nil.
func (s *Site) file(path string) *source.File {
	if !strings.HasPrefix(path, contentDir+"/") && !strings.HasPrefix(path, staticDir) {
		return nil
	}
	f := s.m.tree.Lookup(path)
	if f == nil && !isASCII(path) {
		f = s.m.tree.Lookup(s.spelling(path))
	}
	return f
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func (s *Site) refPage(i int32) Ref {
	n := &s.m.nodes[i]
	return Ref{
		Kind: RefPage, Address: n.place.Address, Fragment: n.place.Fragment,
		Source: s.pages[i].Path, Held: !n.out && !s.held,
	}
}

// atAddress returns the page of an address without its leading slash, held back
// or not; none if there is none.
func (s *Site) atAddress(address string) int32 {
	address = normal(address)
	if i, ok := s.m.byAddress[fold(address)]; ok && s.m.nodes[i].place.Address == address {
		return i
	}
	return none
}

// editionAt returns the cover of the one-page edition at an address, or none.
func (s *Site) editionAt(address string) int32 {
	address = normal(address)
	if i, ok := s.m.editions[fold(address)]; ok && s.m.nodes[i].editionAddress() == address {
		return i
	}
	return none
}

func (s *Site) refAddress(address string) (Ref, bool) {
	if i := s.atAddress(address); i != none {
		r := s.refPage(i)
		r.Kind = RefOutput
		return r, true
	}
	if i := s.editionAt(address); i != none {
		return Ref{Kind: RefOutput, Address: s.m.nodes[i].editionAddress(), Source: s.pages[i].Path}, true
	}
	if f := s.file(staticDir + address); f != nil {
		return Ref{Kind: RefStatic, Address: f.Path[len(staticDir):], Source: f.Path}, true
	}
	if s.makesWhole(address) {
		return Ref{Kind: RefOutput, Address: address}, true
	}
	if t := s.m.tags().byAddress[fold(address)]; t != nil && t.Address == normal(address) {
		return Ref{Kind: RefOutput, Address: t.Address}, true
	}
	file := normal(address)
	if strings.HasSuffix(file, "/") {
		file += indexFile
	}
	if a, ok := s.m.redirects[fold(file)]; ok && a.path == file {
		return Ref{Kind: RefOutput, Address: normal(address), Source: s.pages[a.to].Path}, true
	}
	return Ref{}, false
}

// makesWhole says whether the address is that of a file for the site as a whole.
func (s *Site) makesWhole(address string) bool {
	switch address {
	case robotsFile, notFoundFile, webAppFile:
		return true
	case feedFile, rssFile, jsonFile, sitemapFile:
		return s.m.cfg.BaseURL != ""
	case correctionsAddress:
		return len(s.m.corrected) > 0
	}
	return false
}

// Anchor says which id a fragment of a page lands on; false if on none. The
// page is a Dest's Name, or the linking page's own path. An id that the page's
// anchors map renamed gives the new one.
//
// The id is the body's own, without the prefix that it has in a one-page
// edition. Of a cover of a one-page briefing, and of a one-page edition, whose
// page shows sections too, their ids land with their prefix: "screen" and
// "screen-who-pays".
func (s *Site) Anchor(path, fragment string) (string, bool) {
	i, all := s.anchorPage(path)
	if i == none || fragment == "" {
		return "", false
	}
	fragment = normal(fragment) // as ids are
	if id, ok := s.ownAnchor(i, fragment); ok {
		return id, true
	}
	n := &s.m.nodes[i]
	if all || n.place.Briefing && n.place.Single {
		for _, k := range n.chapters {
			name := s.fragmentOf(k)
			rest, ok := strings.CutPrefix(fragment, name)
			if ok && rest == "" {
				return name, true
			}
			if ok && rest[0] == '-' {
				if id, ok := s.ownAnchor(k, rest[1:]); ok {
					return name + "-" + id, true
				}
			}
		}
	}
	if strings.EqualFold(fragment, "top") {
		return fragment, true // the top of the page (HTML, section 7.4.6.4)
	}
	return "", false
}

// anchorPage returns the published page that a target names, and whether it
// names its one-page edition.
func (s *Site) anchorPage(target string) (i int32, all bool) {
	if address, ok := strings.CutPrefix(target, "/"); ok {
		if i = s.atAddress(address); i == none {
			i = s.editionAt(address)
			all = i != none
		}
	} else {
		i = s.pageAt(target)
	}
	if i != none && !s.held && !s.m.nodes[i].out {
		i = none
	}
	return i, all
}

// fragmentOf is the name under which a section stands on a page with others.
func (s *Site) fragmentOf(i int32) string {
	if f := s.m.nodes[i].place.Fragment; f != "" {
		return f
	}
	address := strings.TrimSuffix(s.m.nodes[i].place.Address, "/")
	return address[strings.LastIndexByte(address, '/')+1:]
}

// ownAnchor looks in a page's body, and in its front matter for the new name of an old id.
func (s *Site) ownAnchor(i int32, fragment string) (string, bool) {
	anchors := s.pages[i].Extract().Anchors
	if _, ok := slices.BinarySearch(anchors, fragment); ok {
		return fragment, true
	}
	id := s.pages[i].Meta.Anchors[fragment]
	_, ok := slices.BinarySearch(anchors, id)
	return id, ok && id != ""
}
