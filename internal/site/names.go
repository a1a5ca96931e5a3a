package site

import (
	"fmt"
	"path"
	"strings"

	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/source"
)

// oddNames warns of files in content/ that were hardly meant to be called so:
// most are passed over in silence otherwise, and their text is published nowhere.
func (l *linker) oddNames() {
	for _, f := range l.tree.Under(contentDir + "/") {
		if content.IsPage(f.Path) {
			l.oddPage(f.Path)
		} else if isMedia(f.Path) {
			l.oddEnding(f)
		}
	}
}

// oddEnding finds texts whose name does not end as a page's does.
func (l *linker) oddEnding(f *source.File) {
	base := path.Base(f.Path)
	dot := strings.IndexByte(base, '.')
	if dot < 1 {
		return
	}
	name := ""
	switch end := strings.ToLower(path.Ext(base)); end {
	case ".md", ".markdown", ".mkd", ".mdown", ".mdwn":
		name = base[:len(base)-len(end)]
	case ".txt":
		var md bool
		if name, md = strings.CutSuffix(strings.ToLower(base), ".md.txt"); !md {
			return
		}
		name = base[:len(name)]
	default:
		return
	}
	l.warnName(f.Path, "this file is no page, as its name does not end in .md", "rename it to "+name+".md; some systems hide the end of a name until asked to show it")
}

// oddPage finds pages whose name is nearly that of a cover or a section.
func (l *linker) oddPage(file string) {
	base := path.Base(file)
	name := strings.TrimSuffix(base, ".md")
	switch {
	case name != "index" && strings.EqualFold(name, "index"):
		l.warnName(file, "this is an ordinary page: the cover of a folder is called index.md, in small letters", "rename it to index.md")
	case strings.Trim(name, " ") != name:
		l.warnName(file, "the file's name has a space at its beginning or end", "rename it to "+strings.Trim(name, " ")+".md")
	case name[0] <= '9' && l.hasIndex(path.Dir(file)):
		digits := 0
		for digits < len(name) && '0' <= name[digits] && name[digits] <= '9' {
			digits++
		}
		if rest := strings.TrimLeft(name[digits:], "_ .–—"); 0 < digits && digits < 4 && rest != "" && len(rest) < len(name)-digits {
			l.warnName(file, "this is an ordinary page: a section's number is followed by a hyphen",
				fmt.Sprintf("rename it to %s-%s.md if it is a section", name[:digits], rest))
		}
	}
}

func (l *linker) hasIndex(dir string) bool {
	_, ok := l.byPath[dir+"/index.md"]
	return ok
}

func (l *linker) warnName(file, msg, hint string) {
	l.problems = append(l.problems, diag.Diag{Pos: diag.Pos{File: file}, Severity: diag.Warning, Code: "odd-name", Msg: msg, Hint: hint})
}
