package render

import (
	"path"
	"strings"

	"brief/internal/diag"
	"brief/internal/source"
)

// misnamed warns of files in a site's layouts/ that no page uses: whoever wrote
// one waits in vain for what it should change.
func (t *Templates) misnamed(tree *source.Tree) (l diag.List) {
	used := map[string]bool{}
	for _, s := range t.sets {
		for _, name := range s.graph.files {
			used[name] = true
		}
	}
	for _, f := range tree.Under("layouts/") {
		name := strings.TrimPrefix(f.Path, "layouts/")
		typ, isBlock := blockType(name)
		msg, hint := "", ""
		switch {
		case f.Default:
		case templateOf(name) != "":
			msg, hint = "this is no template, as its name does not end in .html", "rename it to "+strings.ToLower(path.Base(templateOf(name)))
		case !strings.HasSuffix(name, ".html"):
		case isBlock && typ != strings.ToLower(typ):
			msg, hint = "no box uses this template: the names of boxes are in small letters", "rename it to "+strings.ToLower(typ)+".html"
		case !used[name]:
			msg, hint = "no page uses this template", t.likeTemplate(name)
		}
		if msg != "" {
			l = append(l, diag.Diag{Pos: diag.Pos{File: f.Path}, Severity: diag.Warning, Code: "unused-template", Msg: msg, Hint: hint})
		}
	}
	return l
}

// templateOf is the name that a file of layouts/ should have whose ending is
// one of other programs' templates; empty for another file.
func templateOf(name string) string {
	base := strings.TrimSuffix(name, path.Ext(name))
	switch end := path.Ext(name); strings.ToLower(end) {
	case ".htm", ".xhtml", ".tmpl", ".tpl", ".gohtml", ".gotmpl":
		return strings.TrimSuffix(base, ".html") + ".html"
	case ".html":
		if end != ".html" {
			return base + ".html"
		}
	case ".txt":
		if low := strings.ToLower(base); strings.HasSuffix(low, ".html") || strings.HasSuffix(low, ".htm") {
			return base[:strings.LastIndexByte(base, '.')] + ".html"
		}
	}
	return ""
}

// likeTemplate says how to mend a template's name, or what uses templates.
func (t *Templates) likeTemplate(name string) string {
	var known []string
	for other, f := range t.files {
		if other != name && (f.src.Default || strings.Contains(other, "/")) {
			known = append(known, other)
		}
	}
	for _, kind := range kinds {
		known = append(known, kind+".html")
	}
	all := "remove it, or call it from another by {{template \"" + name + "\" .}}; the kinds of pages are " + strings.Join(kinds[:], ", ")
	if near := diag.Nearest(name, known); near != "" {
		return diag.DidYouMean(near, all)
	}
	return all
}
