package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"brief/internal/diag"

	"github.com/spf13/cobra"
)

// kinds are what "brief new" makes.
func kinds() []string { return []string{"site", "briefing", "section", "translation"} }

func (a *app) newCommand() *cobra.Command {
	return &cobra.Command{
		Use:       "new site|briefing|section|translation NAME",
		Args:      cobra.ArbitraryArgs, // counted below, in words for people
		ValidArgs: kinds(),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 && !slices.Contains(kinds(), args[0]) {
				hint := "it is one of site, briefing, section, translation"
				if near := diag.Nearest(args[0], kinds()); near != "" {
					hint = fmt.Sprintf("did you mean %q?", near)
				}
				return exit{exitUsage, fmt.Sprintf("brief cannot make a new %q; %s", args[0], hint)}
			}
			switch len(args) {
			case 0:
				return exit{exitUsage, `say what to make, and its name: brief new section "Why Laos?"`}
			case 1:
				if args[0] == "translation" {
					return exit{exitUsage, "say what is translated: brief new translation laos/10-screen.lo.md"}
				}
				return exit{exitUsage, fmt.Sprintf(`the new %[1]s needs a name: brief new %[1]s "Why Laos?"`, args[0])}
			}
			now, err := a.moment("", false)
			if err != nil {
				return err
			}
			return a.new(args[0], strings.Join(args[1:], " "), now)
		},
	}
}

// new makes the files of a kind. What is there is never changed.
func (a *app) new(kind, name string, now time.Time) error {
	if kind == "translation" {
		files, err := a.translationFiles(name)
		if err != nil {
			return err
		}
		return a.made(kind, files)
	}
	parent, base, err := splitName(name)
	if err != nil {
		return err
	}
	var files []newFile
	s := scaffold{title: titleOf(base), day: now.Format(time.DateOnly)}
	switch kind {
	case "site":
		dir := filepath.Join(a.dir, parent, base)
		if base == "." {
			if dir, err = filepath.Abs(a.dir); err != nil {
				return exit{exitUsage, err.Error()}
			}
			s.title = titleOf(filepath.Base(dir))
			dir = a.dir
		} else if strings.ContainsFunc(base, isOdd) {
			dir = filepath.Join(a.dir, parent, fileName(base))
		}
		files = s.site(dir)
	case "briefing":
		files, err = a.briefingFiles(s, parent, base)
	case "section":
		files, err = a.sectionFiles(s, parent, base)
	}
	if err != nil {
		return err
	}
	return a.made(kind, files)
}

// made writes the files and says which they are.
func (a *app) made(kind string, files []newFile) error {
	if err := create(files); err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(a.stdout, filepath.ToSlash(f.path))
	}
	if kind == "site" {
		a.say("Now 'brief serve -C %[1]s --open' shows the site, and 'brief build -C %[1]s' makes it. Only its home page is published; the rest are drafts.", filepath.Dir(files[0].path))
	} else {
		a.say("It is a draft: 'brief serve' shows it, and 'status: published' in its first lines publishes it.")
	}
	return nil
}

func (a *app) briefingFiles(s scaffold, parent, base string) ([]newFile, error) {
	dir, err := a.contentDir(parent)
	if err != nil {
		return nil, err
	}
	folder := fileName(base)
	if other := named(dir, folder, folder+".md"); other != "" {
		return nil, exit{exitUsage, fmt.Sprintf("there is already %s; give the briefing another name", filepath.ToSlash(other))}
	}
	return s.briefing(filepath.Join(dir, folder)), nil
}

func (a *app) sectionFiles(s scaffold, parent, base string) ([]newFile, error) {
	dir, err := a.contentDir(parent)
	if err != nil {
		return nil, err
	}
	if parent == "" {
		if dir, err = a.onlyBriefing(dir); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "index.md")); err != nil {
		return nil, exit{exitUsage, fmt.Sprintf("%s has no index.md, the cover that a section belongs to; 'brief new briefing' makes one", filepath.ToSlash(dir))}
	}
	number, rest := numbered(base)
	if number == "" {
		if number, err = nextNumber(dir); err != nil {
			return nil, err
		}
	} else if fileName(rest) == "" {
		return nil, exit{exitUsage, fmt.Sprintf("%q is a number without a name; write %[1]sWhy Laos?", base)}
	} else {
		base, s.title = rest, titleOf(rest)
	}
	if other := sectionNamed(dir, fileName(base)); other != "" {
		return nil, exit{exitUsage, fmt.Sprintf("there is already %s; give the section another name", filepath.ToSlash(other))}
	}
	return []newFile{{filepath.Join(dir, number+"-"+fileName(base)+".md"), s.text("section.md")}}, nil
}

// contentDir is the folder of content/ that a name begins with.
func (a *app) contentDir(parent string) (string, error) {
	root := filepath.Join(a.dir, "content")
	if info, err := os.Stat(root); err != nil || !info.IsDir() {
		return "", exit{exitUsage, fmt.Sprintf("%s holds no site; 'brief new site NAME' makes one", a.dir) + siteAbove(a.dir)}
	}
	parent = strings.TrimPrefix(parent, "content/")
	dir := filepath.Join(root, filepath.FromSlash(parent))
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", exit{exitUsage, fmt.Sprintf("there is no folder content/%s; a name without / needs none", parent)}
	}
	return dir, nil
}

// onlyBriefing is where a section goes whose folder is not named: into
// content/ if it has sections or nothing else is a briefing, else into the one
// briefing that there is.
func (a *app) onlyBriefing(root string) (string, error) {
	if hasSections(root) {
		return root, nil
	}
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && path != root && (name[0] == '_' || name[0] == '.') {
			return fs.SkipDir
		}
		if dir := filepath.Dir(path); d.Name() == "index.md" && dir != root {
			found = append(found, dir)
		}
		return nil
	})
	if err != nil {
		return "", exit{exitUsage, err.Error()}
	}
	switch len(found) {
	case 0:
		return root, nil
	case 1:
		return found[0], nil
	}
	rel, err := filepath.Rel(root, found[0])
	if err != nil {
		rel = filepath.Base(found[0])
	}
	return "", exit{exitUsage, fmt.Sprintf(`the site has %d briefings; say to which the section belongs, such as brief new section "%s/Why Laos?"`,
		len(found), filepath.ToSlash(rel))}
}

// newFile is a file to be made.
type newFile struct{ path, text string }

// create writes files, none of which may be there, or nothing.
func create(files []newFile) error {
	for _, f := range files {
		if _, err := os.Lstat(f.path); err == nil {
			return exit{exitUsage, fmt.Sprintf("there is already a file %s; nothing was written", filepath.ToSlash(f.path))}
		}
	}
	for _, f := range files {
		if err := writeNew(f); err != nil {
			if errors.Is(err, fs.ErrExist) {
				return exit{exitUsage, fmt.Sprintf("there is already a file %s, and it was left as it is", filepath.ToSlash(f.path))}
			}
			return exit{exitUsage, err.Error()}
		}
	}
	return nil
}

func writeNew(f newFile) error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
		return err
	}
	out, err := os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := out.WriteString(f.text); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
