// Package sitetest makes sites for tests: a site in memory from an archive that
// a person can read, edits that print as one line each, a random editor, a
// shrinker for scripts that fail, and golden archives.
//
// It imports no stage of the build, so that every stage can be tested with it.
package sitetest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/gen2brain/avif"
	"github.com/rogpeppe/go-internal/txtar"
)

// Site is a site that can be edited. It is the file system of its own root:
// a builder that reads it sees each edit when it is told to look again.
// It is not safe for edits while another goroutine reads.
type Site struct {
	fstest.MapFS

	first map[string][]byte // the files that it began with, for [Restore]
}

// New makes a site of the files, by path from the site's root.
func New(files map[string]string) *Site {
	s := &Site{MapFS: fstest.MapFS{}, first: map[string][]byte{}}
	for name, text := range files {
		body := bytesOf(name, text)
		s.first[name] = body
		s.Write(name, body)
	}
	return s
}

// Parse makes a site of a txtar archive. A picture stands in it as its recipe:
// "640x480 #336699", or "640x480 dusk" for a drawn landscape, with the format
// that its name ends in (png, jpg or avif). A film stands as "sun over hills" (webm), and
// sound as "tone of 20", with half its wave's length (wav).
func Parse(archive []byte) *Site {
	files := map[string]string{}
	for _, f := range txtar.Parse(archive).Files {
		files[f.Name] = string(f.Data)
	}
	return New(files)
}

// Clone returns a copy that later edits of either do not change in the other.
func (s *Site) Clone() *Site {
	return &Site{MapFS: maps.Clone(s.MapFS), first: s.first}
}

// Files are the paths of all files, sorted.
func (s *Site) Files() []string { return slices.Sorted(maps.Keys(s.MapFS)) }

// Under are the paths of the files that lie in a folder or are it, sorted.
func (s *Site) Under(dir string) []string {
	return slices.DeleteFunc(s.Files(), func(p string) bool {
		return p != dir && !strings.HasPrefix(p, dir+"/")
	})
}

// Text is a file's content, empty if there is no such file.
func (s *Site) Text(name string) string {
	if f := s.MapFS[name]; f != nil {
		return string(f.Data)
	}
	return ""
}

// Write makes or replaces a file and returns the changed paths.
func (s *Site) Write(name string, body []byte) []string {
	s.MapFS[name] = &fstest.MapFile{Data: body, Mode: 0o644}
	return []string{name}
}

// Remove deletes a file or a folder and returns the changed path: of a folder
// the folder's alone, as a watcher would report it.
func (s *Site) Remove(name string) []string {
	for _, f := range s.Under(name) {
		delete(s.MapFS, f)
	}
	return []string{name}
}

// Rename moves a file or a folder and returns both paths.
func (s *Site) Rename(from, to string) []string {
	for _, f := range s.Under(from) {
		s.MapFS[to+strings.TrimPrefix(f, from)] = s.MapFS[f]
		delete(s.MapFS, f)
	}
	return []string{from, to}
}

// Restore gives a file, or each file of a folder, the content that the site
// began with, and returns the changed path. Files that came later stay.
func (s *Site) Restore(name string) []string {
	for f, body := range s.first {
		if f == name || strings.HasPrefix(f, name+"/") {
			s.Write(f, body)
		}
	}
	return []string{name}
}

// Reversed is the site with the entries of every folder in the opposite order.
type Reversed struct{ *Site }

// ReadDir reads a folder backwards.
func (r Reversed) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := r.Site.ReadDir(name)
	slices.Reverse(entries)
	return entries, err
}

// bytesOf is a file's content: of a picture, a film or sound, what its recipe makes.
func bytesOf(name, text string) []byte {
	switch path.Ext(name) {
	case ".png", ".jpg", ".avif":
		if body, ok := paint(path.Ext(name), strings.TrimSpace(text)); ok {
			return body
		}
	case ".webm":
		if strings.TrimSpace(text) == "sun over hills" {
			return []byte(film)
		}
	case ".wav":
		var half int
		if n, _ := fmt.Sscanf(strings.TrimSpace(text), "tone of %d", &half); n == 1 && half > 0 {
			return tone(half)
		}
	}
	return []byte(text)
}

// paint makes the picture of a recipe; false if the recipe is none.
func paint(ext, recipe string) ([]byte, bool) {
	var w, h int
	c := color.RGBA{A: 255}
	var img image.Image
	if n, _ := fmt.Sscanf(recipe, "%dx%d dusk", &w, &h); n == 2 && strings.HasSuffix(recipe, " dusk") {
		img = dusk(w, h)
	} else if n, _ := fmt.Sscanf(recipe, "%dx%d #%02x%02x%02x", &w, &h, &c.R, &c.G, &c.B); n == 5 {
		img = image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{c})
	} else {
		return nil, false
	}
	var buf bytes.Buffer
	var err error
	switch ext {
	case ".png":
		err = png.Encode(&buf, img)
	case ".avif":
		err = avif.Encode(&buf, img)
	default:
		err = jpeg.Encode(&buf, img, nil)
	}
	return buf.Bytes(), err == nil
}
