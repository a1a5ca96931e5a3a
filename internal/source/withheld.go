package source

import (
	"strings"

	"brief/internal/diag"
)

// withheld reports whether a file at the path is one of static/ that is passed over,
// though somebody may have laid it there to be published: a .htaccess, say, or
// an old style sheet kept as own.css.bak. What systems and version control
// leave behind is none of these, nor is what lies in a folder passed over.
func withheld(path string) bool {
	rest, ok := strings.CutPrefix(path, "static/")
	if !ok || !ignored(path) || hidden(path[:strings.LastIndexByte(path, '/')]) {
		return false
	}
	name := rest[strings.LastIndexByte(rest, '/')+1:]
	if strings.HasSuffix(name, ".bak") || strings.HasSuffix(name, ".orig") {
		return true
	}
	if name[0] != '.' {
		return false
	}
	for _, begin := range []string{"._", ".#", ".~", ".git", ".hg", ".svn", ".keep", ".DS_Store", ".Trash", ".fuse", ".nfs", ".directory", ".idea", ".vscode", ".editorconfig"} {
		if strings.HasPrefix(name, begin) {
			return false
		}
	}
	for _, end := range []string{".swp", ".swo", ".swx", ".tmp", "~"} {
		if strings.HasSuffix(name, end) {
			return false
		}
	}
	return true
}

// notPublished warns of a path that is withheld.
func notPublished(path string) *diag.Diag {
	d := problem(path, "not-published", "this is not published: names that begin with a dot, or end in .bak or .orig, are passed over",
		"give it another name if readers need it, else move it out of static/; what a server reads, such as .htaccess, is set up on the server itself")
	d.Severity = diag.Warning
	return d
}
