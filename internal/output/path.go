package output

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"
)

const (
	manifestName = ".brief.json"
	stagingName  = ".brief-new"

	// What object stores and file systems take: bytes of a path and of a part.
	maxPath = 1024
	maxPart = 255
)

// CheckPath returns an error unless a path can be written: relative, within the
// output, without "." or ".." or empty parts, backslashes or control
// characters, of at most 1,024 bytes with parts of at most 255, in UTF-8, and
// none of the names that a [Writer] keeps for itself.
func CheckPath(name string) error {
	if plain(name) {
		return nil
	}
	switch {
	case len(name) > maxPath:
		return fmt.Errorf("it is longer than %d bytes", maxPath)
	case !fs.ValidPath(name) || name == ".":
		return errors.New(`it is absolute, not UTF-8, or has an empty part, "." or ".."`)
	case strings.ContainsFunc(name, func(r rune) bool { return r == '\\' || unicode.IsControl(r) }):
		return errors.New(`it has a backslash or a control character`)
	}
	for part := range strings.SplitSeq(name, "/") {
		if len(part) > maxPart {
			return fmt.Errorf("a part of it is longer than %d bytes", maxPart)
		}
	}
	if top, _, _ := strings.Cut(fold(name), "/"); top == manifestName || top == stagingName {
		return errors.New("brief keeps this name for itself")
	}
	return nil
}

// plain reports whether a path is one of the many that need no closer look:
// lower-case letters, digits, "-" and "_", with dots and slashes only between
// them. What it takes is its own fold.
func plain(name string) bool {
	if name == "" || len(name) > maxPart {
		return false
	}
	edge := true // at a place where neither dot nor slash may stand
	for i := range len(name) {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_':
			edge = false
		case (c == '.' || c == '/') && !edge:
			edge = true
		default:
			return false
		}
	}
	return !edge
}

// fold maps paths that differ only in letter case to one string.
func fold(name string) string {
	if plain(name) {
		return name
	}
	return strings.Map(func(r rune) rune {
		// The least of the letters that Unicode folds into each other.
		least := r
		for s := unicode.SimpleFold(r); s != r; s = unicode.SimpleFold(s) {
			least = min(least, s)
		}
		return unicode.ToLower(least)
	}, name)
}

// names are the paths of one build, for finding those that collide.
type names struct {
	files   map[string]string // fold → path
	folders map[string]string // fold → a path below
}

// add takes the name, or returns the path that it collides with, else "".
func (n *names) add(name string) string {
	key := fold(name)
	if other, ok := n.files[key]; ok {
		return other
	}
	if other, ok := n.folders[key]; ok {
		return other
	}
	for dir := path.Dir(key); dir != "." && n.folders[dir] == ""; dir = path.Dir(dir) {
		if other, ok := n.files[dir]; ok {
			return other
		}
	}
	for dir := path.Dir(key); dir != "." && n.folders[dir] == ""; dir = path.Dir(dir) {
		n.folders[dir] = name
	}
	n.files[key] = name
	return ""
}
