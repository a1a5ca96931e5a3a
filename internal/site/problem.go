package site

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/diag"

	"golang.org/x/text/unicode/norm"
)

// configFile is where the site's settings stand.
const configFile = "brief.yaml"

// report adds an error at a key of a page's front matter, or at the file where
// the key is not given.
func (l *linker) report(p *content.Page, key, code, msg, hint string) {
	pos := p.Meta.Pos(key)
	if pos.Line == 0 {
		l.problem(diag.Pos{File: p.Path}, "", code, msg, hint)
		return
	}
	l.problem(pos, l.line(pos), code, msg, hint)
	l.problems[len(l.problems)-1].Len = len(key)
}

func (l *linker) problem(pos diag.Pos, excerpt, code, msg, hint string) {
	l.problems = append(l.problems, diag.Diag{Pos: pos, Excerpt: excerpt, Code: code, Msg: msg, Hint: hint})
}

// line is the source line at a place; empty if the file is not at hand.
func (l *linker) line(pos diag.Pos) string {
	f := l.tree.Lookup(pos.File)
	if f == nil || pos.Line < 1 {
		return ""
	}
	src, err := f.Bytes()
	if err != nil {
		return ""
	}
	for range pos.Line - 1 {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return ""
		}
		src = src[i+1:]
	}
	return diag.At(pos.File, src, 0, 0).Excerpt
}

func (l *linker) addressTaken(p *content.Page, address, otherPath, otherAddress string) {
	msg := fmt.Sprintf("%s and %s both have the address %q", p.Path, otherPath, "/"+address)
	if address != otherAddress && fold(address) == fold(otherAddress) {
		msg = fmt.Sprintf("the addresses of %s and %s, %q and %q, differ in letter case only, which makes them one on many a disk",
			p.Path, otherPath, "/"+address, "/"+otherAddress)
	}
	hint := "rename one of them, or give the page another slug"
	if p.Path != otherPath && norm.NFC.String(p.Path) == norm.NFC.String(otherPath) {
		hint = "their names look the same, but one has letters with a mark of their own (é) and the other letters and marks (e and ´): " + hint
	}
	l.report(p, "slug", "address-taken", msg, hint)
}

func (l *linker) badSlug(p *content.Page) {
	if p.IsIndex() && p.Dir == contentDir {
		l.report(p, "slug", "bad-slug", "the home page cannot have a slug: its address is the site's", "remove the slug")
		return
	}
	l.report(p, "slug", "bad-slug", fmt.Sprintf("the slug %.100q cannot be the last part of an address", p.Meta.Slug),
		`write one short name without "/" and without a dot at its beginning, such as "why-laos"`)
}

func (l *linker) warnSection(p *content.Page) {
	index := "index.md"
	if p.Suffix != "" && p.Suffix != l.cfg.Lang {
		index = "index." + p.Suffix + ".md"
	}
	if l.caseOfIndex(p.Dir, index) != "" {
		return // told of that file
	}
	l.problems = append(l.problems, diag.Diag{
		Pos: diag.Pos{File: p.Path}, Severity: diag.Warning, Code: "section-without-index",
		Msg:  fmt.Sprintf("the file's name begins with a number, as a section's does, but there is no %s beside it", index),
		Hint: fmt.Sprintf("add %s/%s, the briefing's cover, or rename the file without the number", p.Dir, index),
	})
}

// readNav finds the pages that brief.yaml's nav names.
func (l *linker) readNav() {
	for _, name := range l.cfg.Nav {
		path := contentDir + "/" + name
		i, ok := l.byPath[path]
		if !ok {
			d := l.inConfig("nav", name)
			d.Code = "unknown-page"
			d.Want = diag.Want{Kind: WantLink, Name: name}
			d.Msg = fmt.Sprintf("nav names %q, and there is no such page in content/", name)
			l.problems = append(l.problems, d)
			continue
		}
		if l.nodes[i].listed {
			l.nav = append(l.nav, i)
		}
	}
}

// checkPolicies reports policies of the publisher whose page is not there.
func (l *linker) checkPolicies() {
	for _, policy := range l.cfg.Publisher.Policies {
		if _, ok := l.byPath[contentDir+"/"+policy.Page]; ok || strings.Contains(policy.Page, "://") {
			continue
		}
		d := l.inConfig("policies", policy.Page)
		d.Code = "unknown-page"
		d.Want = diag.Want{Kind: WantLink, Name: policy.Page}
		d.Msg = fmt.Sprintf("the publisher's policy on %s is %q, and there is no such page in content/", strings.ReplaceAll(policy.Kind, "_", " "), policy.Page)
		l.problems = append(l.problems, d)
	}
}

// inConfig is a problem at the first place of a text in brief.yaml after a key.
func (l *linker) inConfig(key, text string) diag.Diag {
	d := diag.Diag{Pos: diag.Pos{File: configFile}}
	f := l.tree.Lookup(configFile)
	if f == nil {
		return d
	}
	src := f.Text()
	from := max(0, bytes.Index(src, []byte(key)))
	if i := bytes.Index(src[from:], []byte(text)); i >= 0 && utf8.ValidString(text) && text != "" {
		return diag.At(configFile, src, from+i, len(text))
	}
	return d
}

// readPeople checks that the authors whom pages name by an id are known.
func (l *linker) readPeople() {
	var known map[string]config.Person
	if f := l.tree.Lookup(peopleFile); f != nil {
		people, problems := config.ParsePeople(f.Path, f.Text())
		known = people
		l.problems = append(l.problems, problems...)
		l.people = slices.Sorted(maps.Keys(people))
	}
	for _, p := range l.pages {
		for k := range p.Meta.Authors {
			id := p.Meta.Authors[k].ID
			if _, ok := known[id]; ok || id == "" {
				continue
			}
			if strings.Contains(id, ",") {
				l.severalAuthors(p, id)
				continue
			}
			l.report(p, "authors", "unknown-author", fmt.Sprintf("there is no author %q in %s", id, peopleFile),
				"write {name: "+id+"} for somebody who is not in that file, or add "+id+" there")
			l.problems[len(l.problems)-1].Want = diag.Want{Kind: "author", Name: id}
		}
	}
}

// severalAuthors reports authors that are typed as one text, "desk, Anna".
func (l *linker) severalAuthors(p *content.Page, typed string) {
	names := strings.FieldsFunc(typed, func(r rune) bool { return r == ',' })
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	l.report(p, "authors", "unknown-author", fmt.Sprintf("%q is read as the name of one author, and %s has none of that name", typed, peopleFile),
		"write authors: ["+strings.Join(names, ", ")+"], and for somebody who is not in that file {name: …} in place of the name")
}

const peopleFile = dataDir + "people.yaml"
