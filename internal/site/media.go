package site

import "brief/internal/source"

// Media returns a content file that is no page, by its source path; nil if
// there is none.
func (s *Site) Media(path string) *source.File {
	if f := s.file(path); f != nil && isMedia(f.Path) {
		return f
	}
	return nil
}
