// Package content turns one content file, front matter and Markdown, into one Page.
//
// A file's name says where the page stands among its neighbours:
//
//	[NUMBER-]NAME[.LANGUAGE].md
//
// NUMBER is one to three digits and makes the page a section of the briefing
// whose index stands beside it. LANGUAGE is the code of one of the site's
// languages; any other ending belongs to the name ("node.js.md"). The NAME
// "index", without a number, is the page of the folder itself.
//
// [Parse] reads the front matter and a leading "# H1" only; [Page.Doc] parses
// the body when it is first wanted. Neither looks at another file, so a page
// is a pure function of its file and the [Options].
package content

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/source"
)

// Options are the settings that a page's own parsing needs.
type Options struct {
	Zone      *time.Location   // of a date without a time; UTC if nil
	Languages []string         // codes that a file name's suffix may be
	Lang      string           // the site's
	Markdown  markdown.Options // but for Lang, which is the page's own
	Once      bool             // nobody will ask whether a body has changed: BodySum is left zero
}

// Page is one content file, on its own: it knows no other.
// Its exported fields do not change once Parse has returned it.
type Page struct {
	Path    string      // "content/laos/10-screen.lo.md"
	Dir     string      // "content/laos"
	Number  int         // 10; -1 where the name has no number
	Name    string      // "screen": the base name without number, language and ".md"; "index" for an index
	Suffix  string      // "lo": the language that the file's name ends in; empty if it ends in none
	Lang    string      // Suffix, else the front matter's, else the site's
	Meta    config.Meta // Title is never empty: a page without one is a problem, and takes its file's name
	MetaSum [16]byte    // fingerprint of everything above
	BodySum [16]byte    // fingerprint of the body's bytes and of Options.Markdown

	file   *source.File
	body   int  // byte offset at which the Markdown begins
	titled bool // by its front matter
	opt    markdown.Options

	parsing sync.Mutex // held while the body is parsed, so that two workers do not both do it
	doc     atomic.Pointer[parsed]
	extract atomic.Pointer[Extract]
}

// IsPage says whether a source path is a page: a Markdown file below content/,
// neither itself nor in a folder whose name begins with "_" (as _data does).
func IsPage(file string) bool {
	rest, ok := strings.CutPrefix(file, "content/")
	return ok && strings.HasSuffix(rest, ".md") && len(path.Base(rest)) > len(".md") &&
		rest[0] != '_' && !strings.Contains(rest, "/_")
}

// IsIndex says whether the page is the page of its folder.
func (p *Page) IsIndex() bool { return p.Number < 0 && p.Name == "index" }

// Parse reads front matter and a leading "# H1" only. The Page is never nil.
func Parse(f *source.File, opt Options) (*Page, diag.List) {
	src, l := text(f)
	p := &Page{Path: f.Path, Dir: path.Dir(f.Path), file: f, opt: opt.Markdown}
	p.Number, p.Name, p.Suffix = splitName(path.Base(f.Path), opt.Languages)
	zone := opt.Zone
	if zone == nil {
		zone = time.UTC
	}
	meta, body, problems := config.ParseMeta(f.Path, src, zone)
	p.Meta, p.body, p.titled = meta, min(body, len(src)), meta.Title != ""
	l = append(l, problems...)
	p.Lang = p.language(opt.Lang)
	p.typeset()
	if p.Meta.Title == "" {
		l = append(l, p.headline(src)...)
	}
	if !l.HasErrors() && f.Size <= maxSize && (p.Meta.Title != "" || utf8.Valid(src)) {
		// With a text in another encoding, or with front matter that could not be
		// read in whole, what seems to be missing may well be what could not be read.
		l = append(l, p.missing(src)...)
		l = append(l, p.amiss(src, opt)...)
	}
	p.fillDefaults()
	p.opt.Lang = p.Lang
	p.MetaSum = p.metaSum(src[:p.body], zone)
	if !opt.Once {
		p.BodySum = p.bodySum(bytes.Count(src[:p.body], []byte("\n")), src[p.body:])
	}
	return p, l
}

// text returns the file's bytes; none, and the problem, if they cannot be read.
// A file of which the tree keeps no text is too long for a page, which the scan
// has reported.
func text(f *source.File) ([]byte, diag.List) {
	if src := f.Text(); src != nil || f.Size == 0 || f.Size > maxSize {
		return src, nil
	}
	src, err := f.Bytes()
	if err != nil {
		return nil, diag.List{{
			Pos: diag.Pos{File: f.Path}, Code: "unreadable",
			Msg:  "the file cannot be read: " + err.Error(),
			Hint: "close other programs that have it open, or look at its permissions",
		}}
	}
	return src, nil
}

// maxSize is the size in bytes up to which a page is read: what the tree keeps in memory.
const maxSize = 2 << 20

// splitName takes a base name apart: "10-screen.lo.md" is 10, "screen", "lo".
func splitName(base string, languages []string) (number int, name, suffix string) {
	name = strings.TrimSuffix(base, ".md")
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		for _, code := range languages {
			if name[i+1:] == code {
				name, suffix = name[:i], code
				break
			}
		}
	}
	number, rest := leadingNumber(name)
	return number, rest, suffix
}

// leadingNumber splits "10-screen". A name that would be left empty keeps its number.
func leadingNumber(name string) (number int, rest string) {
	i := 0
	for i < len(name) && i < 4 && '0' <= name[i] && name[i] <= '9' {
		number = number*10 + int(name[i]-'0')
		i++
	}
	if i < 1 || i > 3 || i+1 >= len(name) || name[i] != '-' {
		return -1, name
	}
	return number, name[i+1:]
}

// missing are the problems of a page that lacks what every page of its type needs.
func (p *Page) missing(src []byte) (l diag.List) {
	if p.Meta.Title == "" {
		d := diag.Diag{
			Pos:  diag.Pos{File: p.Path},
			Msg:  "the page has no title",
			Hint: `write "title: …" between two lines of "---" at the top, or begin the text with a line "# …"`,
		}
		if pos := p.Meta.Pos("title"); pos.Line > 0 {
			d = at(src, pos, "title")
			d.Msg = "the page has no title: nothing that can be read stands behind title"
			d.Hint = `write one, such as "title: Why Laos?", or remove the line and begin the text with a line "# …"`
		}
		if bytes.IndexByte(src, '\r') >= 0 && bytes.IndexByte(src, '\n') < 0 {
			d.Msg = "the page has no title: the file is one long line, for its lines end as those of very old programs do (CR alone)"
			d.Hint = "save it anew with line endings of today: LF, or CR LF"
		}
		d.Code = "missing-title"
		l = append(l, d)
	}
	if needsDate(p.Meta.Type) && p.Meta.Date.IsZero() {
		l = append(l, diag.Diag{
			Pos: diag.Pos{File: p.Path}, Code: "missing-date",
			Msg:  "the page is of type " + p.Meta.Type + " and has no date",
			Hint: `write "date: …" as in 2025-07-14 in the front matter, or "type: page"`,
		})
	}
	return l
}

// language is the page's language: what its file's name says, else its front
// matter, else the site's.
func (p *Page) language(siteLang string) string {
	switch {
	case p.Suffix != "":
		return p.Suffix
	case p.Meta.Lang != "":
		return p.Meta.Lang
	}
	return siteLang
}

// typeset gives the texts of front matter that readers read the quotation
// marks, dashes and spaces of the page's language, as its body has them.
func (p *Page) typeset() {
	m := &p.Meta
	for _, text := range []*string{&m.Title, &m.Dek, &m.Kicker, &m.Method, &m.SourcesNote, &m.Feedback.Question} {
		*text = markdown.Typeset(*text, p.Lang)
	}
	for i := range m.Corrections {
		m.Corrections[i].Text = markdown.Typeset(m.Corrections[i].Text, p.Lang)
	}
}

// fillDefaults gives a value to what the front matter left out.
func (p *Page) fillDefaults() {
	m := &p.Meta
	if m.Title == "" {
		m.Title = p.Name
		if p.IsIndex() && p.Dir != "content" {
			m.Title = path.Base(p.Dir)
		}
	}
	if m.Status == "" {
		m.Status = config.Published
	}
	if m.Type == "" {
		m.Type = "page"
		if !m.Date.IsZero() {
			m.Type = "explainer"
		}
	}
}

// metaSum covers what the metadata are decoded from rather than the decoded
// values: no field can be forgotten, and two pages with one sum also have the
// keys in the same places, so that the problems which the site finds with them
// hold too. An edit of a comment in the front matter costs a needless link.
func (p *Page) metaSum(head []byte, zone *time.Location) [16]byte {
	var buf [1024]byte
	e := Encoding(buf[:0]).Text(p.Path).Int(int64(p.Number)).Text(p.Name).Text(p.Suffix).Text(p.Lang)
	return append(e.Text(p.Meta.Title).Text(zone.String()), head...).Sum()
}

// bodySum covers the file's name and the line before the body too, as the
// places of the problems found in a body depend on them, and the old names of
// its places.
func (p *Page) bodySum(line int, body []byte) [16]byte {
	var buf [512]byte
	e := Encoding(buf[:0]).Text(p.Path).Int(int64(line)).Text(p.opt.Lang)
	for _, name := range p.opt.RawHTML {
		e = e.Text(name)
	}
	sum := sha256.Sum256(body)
	e = append(e.Int(int64(len(p.opt.RawHTML))), sum[:]...)
	if len(p.Meta.Anchors) > 0 {
		pos := p.Meta.Pos("anchors")
		e = e.Int(int64(pos.Line)).Int(int64(pos.Col))
		for _, was := range slices.Sorted(maps.Keys(p.Meta.Anchors)) {
			e = e.Text(was).Text(p.Meta.Anchors[was])
		}
	}
	return e.Sum()
}
