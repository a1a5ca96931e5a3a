package site

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/source"
)

// oddNames warns of files in content/ that were hardly meant to be called so:
// most are passed over in silence otherwise, and their text is published nowhere.
func (l *linker) oddNames() {
	for _, dir := range []string{contentDir, "layouts", "static"} {
		for _, f := range l.tree.Under(dir + "/") {
			if !f.Default && isOdd(f.Path) {
				l.windowsName(f.Path)
				l.unseen(f.Path)
			}
		}
	}
	for _, f := range l.tree.Under(contentDir + "/") {
		if content.IsPage(f.Path) {
			l.oddPage(f.Path)
		} else if isMedia(f.Path) {
			l.oddEnding(f)
		}
	}
}

// isOdd says whether windowsName and unseen may have something to say of a path. All
// paths of a site are looked at with each save that changes more than a text.
func isOdd(file string) bool {
	begin := 0 // of the name
	for i := range len(file) {
		switch c := file[i]; c {
		case '<', '>', ':', '"', '|', '?', '*':
			return true
		case '/', '.', ' ':
			if next := i + 1; next == len(file) || c != '/' && (file[next] == '/' || file[next] == '.') || begin < i && isDevice(file[begin:i]) {
				return true
			}
			switch c {
			case '/':
				begin = i + 1
			case '.':
				begin = len(file) // what follows is an ending
			}
		default:
			if c >= utf8.RuneSelf {
				return true
			}
		}
	}
	return begin < len(file) && isDevice(file[begin:])
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

// windowsName finds names that Windows cannot have: a colleague there could not
// even check the site out (Microsoft, "Naming Files, Paths, and Namespaces").
func (l *linker) windowsName(file string) {
	for name := range strings.SplitSeq(file, "/") {
		why, hint := "", "rename it"
		switch device, _, _ := strings.Cut(name, "."); {
		case strings.ContainsAny(name, `<>:"|?*`):
			why = "it holds one of < > : \" | ? *"
			if plain := strings.NewReplacer("<", "", ">", "", ":", "", `"`, "", "|", "", "?", "", "*", "").Replace(name); strings.Trim(plain, ". ") != "" && plain[0] != '.' {
				hint = "rename it to " + plain
			}
		case strings.HasSuffix(name, "."), strings.HasSuffix(name, " "):
			why, hint = "it ends in a dot or a space", "rename it to "+strings.TrimRight(name, ". ")
		case strings.HasSuffix(name, "..md") && content.IsPage(file) && strings.HasSuffix(file, "/"+name):
			why, hint = "the folder of its page would end in a dot", "rename it to "+strings.TrimRight(strings.TrimSuffix(name, ".md"), ". ")+".md"
		case isDevice(device):
			why, hint = "it is the name of a device there", "rename it to the-"+name
		default:
			continue
		}
		l.problems = append(l.problems, diag.Diag{Pos: diag.Pos{File: file}, Severity: diag.Warning, Code: "windows-name",
			Msg: fmt.Sprintf("no computer with Windows can have a file or folder named %q: %s", name, why), Hint: hint})
		return // once a file is enough
	}
}

// unseen finds characters in names that nobody sees, and so nobody can type in a
// link: marks of direction (Unicode UAX #9, section 2), spaces without a width
// and the like. Joiners are left: Persian and many an emoji are written with them.
func (l *linker) unseen(file string) {
	for _, r := range file {
		if r < 0xad || !isUnseen(r) {
			continue
		}
		shown := strings.Map(func(r rune) rune {
			if isUnseen(r) {
				return -1
			}
			return r
		}, path.Base(file))
		hint := "rename its folder"
		if shown != path.Base(file) {
			hint = "rename it to " + shown
		}
		l.warnName(file, fmt.Sprintf("the name holds a character that nobody sees (%U), which each link to it would have to hold too", r), hint)
		return // once a file is enough
	}
}

// isUnseen says whether a character of a name takes no room and changes nothing
// but, some of them, the order of the others.
func isUnseen(r rune) bool {
	switch {
	case r == 0xad, r == 0x61c, r == 0x200b, r == 0x200e, r == 0x200f, r == 0xfeff:
		return true
	}
	return 0x2028 <= r && r <= 0x202e || 0x2060 <= r && r <= 0x206f
}

// isDevice says whether Windows keeps a name for itself, with any ending.
func isDevice(name string) bool {
	if len(name) < 3 || len(name) > 4 {
		return false
	}
	switch name = strings.ToLower(name); name {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(name) == 4 && (name[:3] == "com" || name[:3] == "lpt") && '1' <= name[3] && name[3] <= '9'
}

func (l *linker) hasIndex(dir string) bool {
	_, ok := l.byPath[dir+"/index.md"]
	return ok
}

// caseOfIndex is a page of a folder whose name is an index's but for the case of
// its letters; empty if there is none.
func (l *linker) caseOfIndex(dir, index string) string {
	for _, p := range l.pages {
		if p.Dir == dir && strings.EqualFold(path.Base(p.Path), index) {
			return p.Path
		}
	}
	return ""
}

func (l *linker) warnName(file, msg, hint string) {
	l.problems = append(l.problems, diag.Diag{Pos: diag.Pos{File: file}, Severity: diag.Warning, Code: "odd-name", Msg: msg, Hint: hint})
}
