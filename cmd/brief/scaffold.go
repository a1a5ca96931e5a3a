package main

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// scaffolds are the texts of new files, with {{title}} and {{date}} to be filled in.
//
//go:embed scaffold
var scaffolds embed.FS

// scaffold makes the files of something new.
type scaffold struct{ title, day string }

func (s scaffold) text(name string) string {
	text, err := scaffolds.ReadFile("scaffold/" + name)
	if err != nil {
		panic("brief: a text of a new file is not embedded: " + err.Error())
	}
	return strings.NewReplacer("{{title}}", yamlText(s.title), "{{date}}", s.day).Replace(string(text))
}

// site is a whole site: its home page is published, its first briefing a draft.
func (s scaffold) site(dir string) []newFile {
	first := scaffold{"The first briefing", s.day}
	return append([]newFile{
		{filepath.Join(dir, "brief.yaml"), s.text("brief.yaml")},
		{filepath.Join(dir, ".gitignore"), s.text("gitignore")},
		{filepath.Join(dir, "content", "index.md"), s.text("home.md")},
	}, first.briefing(filepath.Join(dir, "content", "first-briefing"))...)
}

// briefing is a cover and its first section.
func (s scaffold) briefing(dir string) []newFile {
	section := scaffold{"The first section", s.day}
	return []newFile{
		{filepath.Join(dir, "index.md"), s.text("briefing.md")},
		{filepath.Join(dir, "10-first-section.md"), section.text("section.md")},
	}
}

// splitName takes "laos/Why Laos?" apart: the folder, with slashes, and the
// name itself. Both stay within where they are put.
func splitName(name string) (parent, base string, err error) {
	bad := func(why string) (string, string, error) {
		return "", "", exit{exitUsage, fmt.Sprintf("%q cannot be a name: %s", name, why)}
	}
	name = strings.TrimSuffix(strings.TrimSpace(filepath.ToSlash(name)), "/")
	switch {
	case !utf8.ValidString(name) || strings.ContainsFunc(name, isUnseen):
		return bad("it is one line of text")
	case utf8.RuneCountInString(name) > 400:
		return bad("it is longer than 400 characters")
	case name == ".":
		return "", ".", nil
	}
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		parent, base = name[:i+1], strings.TrimSpace(name[i+1:])
	} else {
		base = name
	}
	if parent != "" {
		parent = strings.TrimSuffix(parent, "/")
		if parent != "" && !filepath.IsLocal(parent) {
			return bad("a name leads to no folder outside")
		}
	}
	if fileName(base) == "" {
		return bad("it holds no letter and no digit")
	}
	return parent, base, nil
}

// numbered takes "20-Dam" apart, a section's name as its file has it: its
// number and the rest. The number is empty for any other name, such as "Dam",
// "1975-1990" or "20-year war".
func numbered(name string) (number, rest string) {
	number, rest, ok := strings.Cut(name, "-")
	rest = strings.TrimSuffix(rest, ".md")
	if !ok || strings.Contains(name, " ") || len(number) < 1 || len(number) > 3 || strings.Trim(number, "0123456789") != "" {
		return "", name
	}
	return number, rest
}

// titleOf is the title of what has a name: the name itself or, where it is
// written like a file's, its words.
func titleOf(name string) string {
	if strings.ContainsAny(name, " ") || !strings.ContainsAny(name, "-_") {
		r, n := utf8.DecodeRuneInString(name)
		return string(unicode.ToUpper(r)) + name[n:]
	}
	words := strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' }), " ")
	r, n := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(r)) + words[n:]
}

// fileName makes a name one that a file and an address can have, in any script:
// letters, their marks and digits in lower case, with "-" for all between them.
// It is empty for a name that has none.
func fileName(name string) string {
	const most = 80 // bytes: some disks take 255, and a number and ".md" come to it
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(name) {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
			gap = gap || r != '\'' && r != '’'
			continue
		}
		if b.Len()+utf8.RuneLen(r) >= most {
			break
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(unicode.ToLower(r))
	}
	switch s := b.String(); s {
	case "index", "tags", "all", "corrections", "feedback": // addresses of brief's own
		return s + "-page"
	default:
		return s
	}
}

// isUnseen says whether a character is one that front matter does not take.
func isUnseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Noncharacter_Code_Point) || r == '\ufeff' || r == utf8.RuneError
}

// isOdd says whether a character makes a folder's name hard to type.
func isOdd(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
}

// yamlText writes a title so that YAML reads it as it is.
func yamlText(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if (unicode.IsLetter(first) || unicode.IsDigit(first)) && !strings.Contains(s, ": ") && !strings.Contains(s, " #") && !strings.HasSuffix(s, ":") {
		return s
	}
	if !strings.ContainsAny(s, `"\`) {
		return `"` + s + `"`
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// named returns the path of the file in a folder that has one of the names, in
// any letter case; empty if there is none.
func named(dir string, names ...string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		for _, name := range names {
			if strings.EqualFold(norm.NFC.String(e.Name()), name) {
				return filepath.Join(dir, e.Name())
			}
		}
	}
	return ""
}

// sections calls visit for each numbered file of a folder.
func sections(dir string, visit func(file, number, name string)) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // a folder that cannot be read is an error of the build
	}
	for _, e := range entries {
		number, rest, ok := strings.Cut(e.Name(), "-")
		name, md := strings.CutSuffix(rest, ".md")
		if ok && md && name != "" && len(number) <= 3 && number != "" && strings.Trim(number, "0123456789") == "" {
			visit(e.Name(), number, name)
		}
	}
}

func hasSections(dir string) (has bool) {
	sections(dir, func(_, _, _ string) { has = true })
	return has
}

// sectionNamed is the section of that name in a folder, whatever its number; empty if there is none.
func sectionNamed(dir, name string) (found string) {
	sections(dir, func(file, _, other string) {
		if strings.EqualFold(norm.NFC.String(other), name) {
			found = filepath.Join(dir, file)
		}
	})
	return found
}

// nextNumber is the number after the last one of a folder's sections, in steps
// of ten where there is room, and written as wide as theirs.
func nextNumber(dir string) (string, error) {
	last, width := 0, 2
	sections(dir, func(_, number, _ string) {
		n, _ := strconv.Atoi(number)
		last, width = max(last, n), max(width, len(number))
	})
	next := last/10*10 + 10
	if next > 999 {
		next = last + 1
	}
	if next > 999 {
		return "", exit{exitUsage, fmt.Sprintf("%s already has a section with the number 999; give the sections smaller numbers", filepath.ToSlash(dir))}
	}
	return fmt.Sprintf("%0*d", width, next), nil
}
