package site

import (
	"strings"

	"brief/internal/source"
)

// Media returns a content file that is no page, by its source path; nil if
// there is none.
func (s *Site) Media(path string) *source.File {
	if f := s.file(path); f != nil && isMedia(f.Path) {
		return f
	}
	return nil
}

// At says who has a path of the output, or a folder where the path is a file:
// the source path of a page or of a static file, empty for a file that is made
// for the whole site. Letter case does not count. Media are not looked at.
func (s *Site) At(path string) (source string, ok bool) {
	key := Fold(path)
	switch key {
	case notFoundFile, feedFile, sitemapFile, robotsFile:
		return "", true
	}
	if f, ok := s.m.statics[key]; ok {
		return f, true
	}
	if a, ok := s.m.redirects[key]; ok {
		return s.pages[a.to].Path, true
	}
	address, isPage := strings.CutSuffix(key, indexFile)
	if !isPage || address != "" && !strings.HasSuffix(address, "/") {
		address = key + "/" // a page needs a folder where the file is
	}
	if i, ok := s.m.byAddress[address]; ok && s.m.nodes[i].out {
		return s.pages[i].Path, true
	}
	if i, ok := s.m.editions[address]; ok {
		return s.pages[i].Path, true
	}
	for i := range len(key) {
		if f, ok := s.m.statics[key[:i]]; ok && key[i] == '/' {
			return f, true // a static file where the folder is to be
		}
	}
	return "", false
}

// Fold is what two paths of the output share that are one on disks which do
// not tell letter cases or Unicode forms apart.
func Fold(path string) string { return fold(path) }
