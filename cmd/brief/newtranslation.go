package main

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
	if problems.HasErrors() {
		return nil, exit{exitUsage, fmt.Sprintf("content/%s has mistakes in its first lines; 'brief build' says which", original)}
	}
	to := filepath.Join(a.dir, "content", filepath.FromSlash(name)+".md")
	return []newFile{{to, translation(meta, string(text[body:]))}}, nil
}

// translation is the original's text, to be translated where it stands. What an
// editor of the original alone decides, its addresses among it, is not repeated.
func translation(meta config.Meta, body string) string {
	var b strings.Builder
	b.WriteString("---\n")
	for _, line := range []struct{ key, value string }{{"title", meta.Title}, {"kicker", meta.Kicker}, {"dek", meta.Dek}} {
		if line.value != "" {
			fmt.Fprintf(&b, "%s: %s\n", line.key, yamlText(line.value))
		}
	}
	if d := meta.Date; !d.IsZero() {
		layout := time.RFC3339
		if d.DayOnly {
			layout = time.DateOnly
		}
		fmt.Fprintf(&b, "date: %s\n", d.Time.Format(layout))
	}
	b.WriteString("status: draft                 # published, when it is translated\n---\n")
	return b.String() + body
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
