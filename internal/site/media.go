package site

import (
	"encoding/hex"
	"path"
	"slices"
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

// MediaAddress is where a content file that is no page is published: in its folder
// below content/, under its own name. Of two pictures whose names differ in letter
// case or Unicode form alone, which are one on many a disk, the second in the order
// of their bytes has a hash of its content in its name: nobody types the address of
// a picture. Of other files, which people link to, the builder reports it.
func (s *Site) MediaAddress(source string) string {
	if address, ok := s.m.twins[source]; ok {
		return address
	}
	return strings.TrimPrefix(source, contentDir+"/")
}

// MediaSource is the source path of the content file that has an address by
// [Site.MediaAddress]; empty if there is none.
func (s *Site) MediaSource(address string) string {
	if source, ok := s.m.twinAt[address]; ok {
		return source
	}
	source := contentDir + "/" + address
	if _, elsewhere := s.m.twins[source]; elsewhere || s.Media(source) == nil {
		return ""
	}
	return source
}

// tellTwinsApart finds the pictures that need another name than their own. One of
// two is not in lower case, or not in NFC.
func (l *linker) tellTwinsApart() {
	var odd map[string][]string // by folded path
	for _, f := range l.tree.Under(contentDir + "/") {
		if key := fold(f.Path); key != f.Path && isMedia(f.Path) && isPictureName(key) {
			if odd == nil {
				odd = map[string][]string{}
			}
			odd[key] = append(odd[key], f.Path)
		}
	}
	l.twins, l.twinAt = map[string]string{}, map[string]string{}
	for key, group := range odd {
		if l.tree.Lookup(key) != nil {
			group = append(group, key)
		}
		slices.Sort(group)
		for _, source := range group[1:] {
			ext := path.Ext(source)
			sum := l.tree.Lookup(source).Sum
			address := strings.TrimPrefix(strings.TrimSuffix(source, ext), contentDir+"/") + "." + hex.EncodeToString(sum[:5]) + ext
			l.twins[source], l.twinAt[address] = address, source
		}
	}
}

func isPictureName(folded string) bool {
	switch path.Ext(folded) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg":
		return true
	}
	return false
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
