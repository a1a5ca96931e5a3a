package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxText  = 2 << 20  // bytes of a text that is kept in memory, and of any Markdown, YAML or layout
	maxMedia = 2 << 30  // bytes of any other file
	maxDepth = 64       // folders inside each other
	maxLinks = 20_000   // files and folders that all links together may repeat
	blockLen = 64 << 10 // bytes read at once from a file that is not kept
)

// ignored reports whether a scan passes over what lies at the path: hidden
// files, and what editors and systems leave behind.
func ignored(path string) bool {
	name := path[strings.LastIndexByte(path, '/')+1:]
	if strings.HasPrefix(name, ".") {
		return path != "static/.well-known"
	}
	switch name {
	case "4913", // vim asks by it whether a directory can be written
		"Thumbs.db", "desktop.ini":
		return true
	}
	if strings.HasPrefix(name, "~$") || strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") {
		return true
	}
	for _, end := range []string{"~", ".swp", ".swo", ".swx", ".bak", ".orig", ".tmp", "___jb_tmp___", "___jb_old___"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return strings.HasSuffix(name, ".go") && (strings.HasPrefix(path, "layouts/") || strings.HasPrefix(path, "static/"))
}

// hidden reports whether any part of the path is ignored.
func hidden(path string) bool {
	for i := range len(path) {
		if path[i] == '/' && ignored(path[:i]) {
			return true
		}
	}
	return ignored(path)
}

// Reads says whether a scan of a site looks at what lies at the path,
// slash-separated from the site's root.
func Reads(path string) bool { return inScope(path) && !Ignored(path) }

// Ignored says whether a scan passes over the path in silence for its name, or
// for that of a folder round it, wherever it lies.
func Ignored(path string) bool { return hidden(path) && !withheld(path) }

// addressable reports whether a name can be part of an address.
func addressable(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, func(r rune) bool { return r == '\\' || unicode.IsControl(r) })
}

// ending returns the name's ending in lower case, with its dot.
func ending(path string) string {
	name := path[strings.LastIndexByte(path, '/')+1:]
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return strings.ToLower(name[i:])
	}
	return ""
}

// isText reports whether a file's content is kept in memory.
func isText(path string) bool {
	switch ending(path) {
	case ".md", ".yaml", ".yml", ".html", ".css", ".js", ".mjs", ".json", ".geojson", ".webmanifest", ".svg", ".xml", ".txt", ".csv", ".vtt":
		return true
	}
	return false
}

// isWritten reports whether a person writes the file for brief to parse, so
// that one above maxText is a mistake and is not read.
func isWritten(path string) bool {
	switch ending(path) {
	case ".md", ".yaml", ".yml":
		return true
	}
	return strings.HasPrefix(path, "layouts/")
}

// inScope reports whether a path is one that a scan looks at.
func inScope(path string) bool {
	top, _, _ := strings.Cut(path, "/")
	switch top {
	case "content", "layouts", "static":
		return true
	}
	return path == "brief.yaml"
}
