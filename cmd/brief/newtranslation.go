package main

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"brief/internal/config"
	"brief/internal/diag"
)

// translationFiles are the draft of a translation. It is named by the file that it
// will be, "laos/10-screen.lo.md": the original's with the language's code.
func (a *app) translationFiles(name string) ([]newFile, error) {
	name = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(filepath.ToSlash(name)), "content/"), ".md")
	dot := strings.LastIndexByte(path.Base(name), '.')
	if dot <= 0 || !filepath.IsLocal(name) {
		return nil, exit{exitUsage, fmt.Sprintf("%q names no translation: it is the original's file with the language's code, as in laos/10-screen.lo.md", name)}
	}
	dot += len(name) - len(path.Base(name))
	original, code := name[:dot]+".md", name[dot+1:]
	text, unread := a.textOf("content/" + original)
	switch {
	case len(unread) > 0:
		if err := a.report(unread, "text"); err != nil {
			return nil, err
		}
		return nil, exit{code: exitUsage}
	case text == nil:
		return nil, exit{exitUsage, fmt.Sprintf("there is no content/%s to be translated", original)}
	}
	cfg, err := a.settings()
	if err != nil {
		return nil, err
	}
	if err := speaks(cfg, code); err != nil {
		return nil, err
	}
	meta, body, problems := config.ParseMeta("content/"+original, text, cfg.Timezone)
	front, begin, _, _ := config.SplitFrontMatter("content/"+original, text)
	switch {
	case problems.HasErrors():
		return nil, exit{exitUsage, fmt.Sprintf("content/%s has mistakes in its first lines; 'brief build' says which", original)}
	case strings.HasPrefix(strings.TrimSpace(string(front)), "{"):
		return nil, exit{exitUsage, fmt.Sprintf("content/%s has its first lines in braces; write each key on a line of its own, without braces", original)}
	}
	to := filepath.Join(a.dir, "content", filepath.FromSlash(name)+".md")
	return []newFile{{to, translation(meta, string(text[:begin+len(front)]), string(text[body:]))}}, nil
}

// translation is the original, to be translated where it stands: front is the file up
// to the end of its front matter, whose keys stand on lines of their own, body what
// follows. What only the original has, its addresses and its history, is not repeated.
func translation(meta config.Meta, front, body string) string {
	lines := strings.Split(strings.TrimSuffix(front, "\n"), "\n")
	indent := ""
	var b strings.Builder
	b.WriteString("---\n")
	for i, at := range meta.At {
		indent = strings.Repeat(" ", at.Col-1)
		end := len(lines)
		if i+1 < len(meta.At) {
			end = meta.At[i+1].Line - 1
		}
		if isOriginals(at.Key) {
			continue
		}
		for _, line := range lines[at.Line-1 : end] {
			b.WriteString(strings.TrimRight(line, "\r") + "\n")
		}
	}
	b.WriteString(indent + "status: draft                 # published, when it is translated\n---\n")
	return b.String() + body
}

// isOriginals says of a key of front matter that it is about the original alone.
func isOriginals(key string) bool {
	switch key {
	case "status", "updated", "lang", "slug", "id", "aliases", "anchors", "corrections":
		return true
	}
	return false
}

// speaks fails unless the site has a language, without which a suffix is a part of
// a name.
func speaks(cfg *config.Config, code string) error {
	var codes []string
	for _, l := range cfg.Languages {
		codes = append(codes, l.Code)
	}
	if slices.Contains(codes, code) {
		return nil
	}
	hint := fmt.Sprintf("write languages: {%s: …, %s: …} in brief.yaml, each with its name", cfg.Lang, code)
	if near := diag.Nearest(code, codes); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return exit{exitUsage, fmt.Sprintf("brief.yaml names no language %q; %s", code, hint)}
}
