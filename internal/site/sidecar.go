package site

import (
	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/source"
)

// sidecarEnd is what a sidecar's name adds to that of the file it is about.
const sidecarEnd = ".yaml"

// Sidecar is what the file "map.png.yaml" says of the picture, video or sound
// at a source path ("content/laos/map.png"), and what is wrong with it; the
// defaults and nothing wrong if there is no such file.
func (s *Site) Sidecar(path string) (config.Sidecar, diag.List) {
	f := s.sidecarFile(path)
	if f == nil {
		return config.ParseSidecar("", nil)
	}
	src, err := f.Bytes()
	if err != nil {
		sidecar, _ := config.ParseSidecar("", nil)
		return sidecar, diag.List{{Pos: diag.Pos{File: f.Path}, Code: "unreadable", Msg: "this file cannot be read: " + err.Error()}}
	}
	return config.ParseSidecar(f.Path, src)
}

// sidecarFile is nil if there is none, or for a path that is no file's.
func (s *Site) sidecarFile(path string) *source.File {
	if path == "" {
		return nil
	}
	return s.m.tree.Lookup(path + sidecarEnd)
}
