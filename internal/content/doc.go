package content

import (
	"bytes"
	"html"
	"strings"

	"brief/internal/diag"
	"brief/internal/markdown"
)

// parsed is a body with the problems found in it.
type parsed struct {
	doc      *markdown.Doc
	problems diag.List
}

// Doc is the page's body, parsed at first use and kept until Release.
// It is safe for concurrent use; its problems come with it each time.
// Do not change either.
func (p *Page) Doc() (*markdown.Doc, diag.List) {
	d := p.doc.Load()
	if d == nil {
		d = p.parse()
	}
	return d.doc, d.problems
}

// Release lets go of the parsed body, so that a large build does not hold all of them.
func (p *Page) Release() { p.doc.Store(nil) }

func (p *Page) parse() *parsed {
	p.parsing.Lock()
	defer p.parsing.Unlock()
	if d := p.doc.Load(); d != nil {
		return d // another worker has just parsed it
	}
	src, l := text(p.file)
	doc, problems := markdown.Parse(p.Path, src, min(p.body, len(src)), p.opt)
	d := &parsed{doc: doc, problems: append(append(l, problems...), p.otherTitle(src, doc.H1)...)}
	if len(p.Meta.Anchors) > 0 {
		d.problems = append(d.problems, p.wrongAnchors(doc, src)...)
	}
	if p.extract.Load() == nil {
		p.extract.Store(extract(doc))
	}
	p.doc.Store(d)
	return d
}

// otherTitle warns of a leading "# H1" that is not the title of the front
// matter, and would be shown nowhere.
func (p *Page) otherTitle(src []byte, h1 string) diag.List {
	if h1 == "" || h1 == p.Meta.Title || !p.titled {
		return nil
	}
	d := p.firstLine(src)
	d.Severity, d.Code = diag.Warning, "two-titles"
	d.Msg = "this heading is not shown: the page has another title in its front matter"
	d.Hint = "remove one of the two, or write this one with ## if it is a heading within the text"
	return diag.List{d}
}

// firstLine is a problem at the first line of the body that is not blank.
func (p *Page) firstLine(src []byte) diag.Diag {
	from := min(p.body, len(src))
	from += len(src[from:]) - len(bytes.TrimLeft(src[from:], " \t\r\n"))
	end := len(src)
	if i := bytes.IndexByte(src[from:], '\n'); i >= 0 {
		end = from + i
	}
	return diag.At(p.Path, src, from, end-from)
}

// Extract is the little that the rest of the site asks of a body.
type Extract struct {
	Words    int
	Anchors  []string  // every id that a link may name, sorted
	Pictures []Picture // in order, the lead picture first
}

// Picture is a picture as the body names it.
type Picture struct {
	Src, Alt string
	Credit   string // of a figure, plain text; empty if the text names none
}

// Extract is safe for concurrent use. It parses the body at first use and
// outlives Release: a fingerprint of another page's heading must not cost a
// parse in each build. Do not change it.
func (p *Page) Extract() *Extract {
	x := p.extract.Load()
	for x == nil {
		p.Doc()
		x = p.extract.Load()
	}
	return x
}

// extract copies every text, as one kept would hold on to the whole body.
func extract(doc *markdown.Doc) *Extract {
	x := &Extract{Words: doc.Words}
	for _, id := range doc.Anchors {
		x.Anchors = append(x.Anchors, strings.Clone(id))
	}
	for _, pic := range doc.Pictures {
		x.Pictures = append(x.Pictures, Picture{strings.Clone(pic.Src), strings.Clone(pic.Alt), strings.Clone(plain(pic.Credit))})
	}
	return x
}

// plain is the text of HTML that package markdown wrote, without its tags.
func plain(h string) string {
	if strings.IndexByte(h, '<') >= 0 {
		var b strings.Builder
		for h != "" {
			text, rest, _ := strings.Cut(h, "<")
			b.WriteString(text)
			_, h, _ = strings.Cut(rest, ">")
		}
		h = b.String()
	}
	return html.UnescapeString(h)
}
