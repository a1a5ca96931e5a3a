package render

import (
	"bytes"
	"html/template"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/locale"
	"brief/internal/markdown"
	"brief/internal/media"
	"brief/internal/picture"
	"brief/internal/site"
)

// block appends what layouts/blocks/TYPE.html makes of a block. A site adds a
// type by adding a template; a type without one is an error.
func (t *text) block(dst []byte, b *markdown.Block, lead bool) []byte {
	p := t.page
	typ := t.blockType(b)
	view := BlockView{
		Type: typ, Option: b.Option, Label: p.label(typ), Name: b.Name,
		Title: t.html(&b.Title), Body: t.html(&b.Body), Items: t.items(b.Items), After: t.html(&b.After),
		Caption: t.html(&b.Caption), Credit: t.html(&b.Credit),
	}
	if view.Name == "" {
		view.Name = view.Label
	}
	if b.Type != "figure" && b.Type != "quote" && b.Type != "code" {
		view.Name = p.landmark(view.Name)
	}
	switch {
	case typ != b.Type:
		t.recordingFigure(&view, b)
	case b.Picture != nil:
		t.figure(&view, b, lead)
	case typ == "video" || typ == "audio": // a box of that name, which its template knows nothing of
		d := t.problem(b.Off, b.Len, "unknown-block", "there is no kind of box named "+quote(typ))
		d.Hint = "a film or sound is named as a picture is: ![What it shows](film.mp4)"
		p.problem(d)
		return append(dst, view.Body...)
	}
	switch b.Type {
	case "key":
		p.keys = append(p.keys, view.Body)
	case "method":
		p.methods = append(p.methods, view.Body)
	}
	set := p.door.set("blocks/" + typ + ".html")
	if set == nil {
		d := t.problem(b.Off, b.Len, "unknown-block", "there is no kind of box named "+quote(b.Type))
		d.Want = diag.Want{Kind: "block", Name: b.Type}
		d.Hint = "a site adds one by a template layouts/blocks/" + b.Type + ".html"
		p.problem(d)
		return append(dst, view.Body...)
	}
	if p.boxed > maxPage { // a page has many boxes, and each may be as large as a page
		return append(dst, view.Body...)
	}
	w := p.door.t.buffer()
	defer p.door.t.release(w)
	l := set.execute(w, p, &view)
	if p.boxed += w.Len(); p.boxed > maxPage {
		l = append(l, set.tooMuch(p))
	}
	if len(l) == 0 {
		return append(dst, bytes.TrimSpace(w.Bytes())...)
	}
	for _, d := range l {
		p.problem(d)
		if d.Code == EndlessTemplate {
			p.boxed = maxPage + 1
		}
	}
	return append(dst, view.Body...)
}

// figure is one that a page shows, for its structured data.
type figure struct {
	image  *Image
	credit template.HTML
	side   config.Sidecar
}

// figure fills in what a figure has.
func (t *text) figure(view *BlockView, b *markdown.Block, lead bool) {
	img, side := t.image(b.Picture, lead && t.id == "", plainText(string(view.Credit))) // one lead a page
	img.Element = template.HTML(img.element(nil))
	view.Image = img
	if view.Caption == "" {
		view.Caption = template.HTML(appendText(nil, side.Caption))
	}
	if view.Credit == "" {
		view.Credit = template.HTML(appendText(nil, side.Credit))
	}
	if b.Link != nil {
		view.Href = t.href(b.Link)
	}
	if img.Alt != "" && img.Type != "" && strings.EqualFold(img.Alt, plainText(string(view.Caption))) && !t.page.off("alt-repeats") {
		d := t.problem(b.Picture.Off, b.Picture.Len, "alt-repeats", "the description of this picture repeats its caption, and is read out twice")
		d.Severity, d.Hint = diag.Warning, "say in the description what can be seen, and in the caption what it means"
		t.page.problem(d)
	}
	if img.Width > 0 {
		t.page.figures = append(t.page.figures, figure{img, view.Credit, side})
	}
	if view.Credit == "" && img.Type != "" && !side.Unread && !t.page.off("missing-credit") {
		d := t.problem(b.Picture.Off, b.Picture.Len, "missing-credit", "this picture has no credit")
		d.Hint = "end the caption with it in square brackets: [Photo: A. Name]"
		t.page.problem(d)
	}
}

// items are those of a box as its template sees them.
func (t *text) items(from []markdown.Item) []Item {
	if len(from) == 0 {
		return nil
	}
	out := make([]Item, len(from))
	for i := range from {
		f := &from[i]
		it := Item{Term: t.html(&f.Term), Role: t.html(&f.Role), Body: t.html(&f.Body)}
		if f.ID != "" {
			it.ID = t.prefix + f.ID
			if len(t.renamed) > 0 {
				it.Term = template.HTML(t.oldIDs(nil, f.ID)) + it.Term
			}
		}
		it.From, it.Span = itemDate(t.page.lang, f.From)
		if f.To != "" {
			it.To, _ = itemDate(t.page.lang, f.To)
			it.Span = "span"
		}
		out[i] = it
	}
	return out
}

// itemDate writes "2019", "2024-08" or "2025-07-05" for people, and says how
// much of a date that is; nil for an empty text.
func itemDate(lang, iso string) (d *Date, span string) {
	switch len(iso) {
	case len("2006"):
		return &Date{ISO: iso, Text: iso}, "year"
	case len("2006-01"):
		if m, err := time.Parse("2006-01", iso); err == nil {
			return &Date{ISO: iso, Text: locale.Month(lang, m)}, "month"
		}
	case len(time.DateOnly):
		if day, err := time.Parse(time.DateOnly, iso); err == nil {
			return &Date{ISO: iso, Text: locale.Date(lang, day)}, "day"
		}
	}
	return nil, ""
}

// label is a block type's name in the page's language; for a site's own type
// without a text, the type itself, in words: "Quote of the day".
func (p *Page) label(typ string) string {
	if s := p.text(typ); s != "" {
		return s
	}
	r, n := utf8.DecodeRuneInString(typ)
	return string(unicode.ToUpper(r)) + strings.ReplaceAll(typ[n:], "-", " ")
}

// image is a picture as a template sees it, and what the file beside it says of
// it, which stands under what the text says. With a problem the picture has no
// type or size, and the address as typed, so that the page shows that something is missing.
func (t *text) image(pic *markdown.Picture, lead bool, credit string) (*Image, config.Sidecar) {
	p := t.page
	img := &Image{URL: pic.Src, Alt: pic.Alt, Lead: lead}
	dest, ok := site.Target(t.path, pic.Src)
	if !ok {
		img.URL = "#"
		d := t.problem(pic.Off, pic.Len, "remote-picture", "the picture "+quote(pic.Src)+" is not a file of this site")
		d.Hint = "save the file beside the text and name it there: nothing is fetched from elsewhere"
		p.problem(d)
		return img, t.describe(img, pic, &site.Picture{})
	}
	found, ok := p.door.picture(dest.Name)
	side := t.describe(img, pic, &found)
	if !ok {
		d := t.problem(pic.Off, pic.Len, "missing-picture", "there is no picture "+quote(pic.Src)+" (looked for "+dest.Name+")")
		d.Want = diag.Want{Kind: site.WantPicture, Name: pic.Src}
		if dest.Name == "" {
			d.Msg, d.Hint = "this picture names no file", "write its name between the round brackets: picture.jpg"
		}
		p.problem(d)
		return img, side
	}
	if found.Problem != "" {
		p.problem(t.problem(pic.Off, pic.Len, "bad-picture", "the picture "+quote(pic.Src)+" cannot be used: it "+found.Problem))
		return img, side
	}
	t.misnamedPicture(pic, &found)
	img.Type, img.Width, img.Height, img.Slice = found.Type, found.Width, found.Height, found.Slice
	img.fileWidth, img.fileHeight = found.Width, found.Height
	img.source = found.Source
	if found.Set != nil {
		if found.Credentials {
			d := t.problem(pic.Off, pic.Len, "content-credentials", "the picture "+quote(pic.Src)+" holds Content Credentials (C2PA), which its smaller versions cannot keep, so that readers do not get them")
			d.Severity, d.Hint = diag.Warning, "if they have to be seen, link to where the original can be checked"
			p.problem(d)
		}
		p.derived(img, &found, picture.Rights{Credit: credit}.Over(rightsOf(&side)))
		return img, side
	}
	if found.AsIs != "" {
		d := t.problem(pic.Off, pic.Len, "picture-as-it-is", "the picture "+quote(pic.Src)+" "+found.AsIs+": all readers load it in its own size, without its credit in it")
		d.Severity, d.Hint = diag.Warning, "export it as JPEG"
		p.problem(d)
	}
	p.want(found.Source)
	img.URL = p.links.to(p.pictureAddress(&found))
	return img, side
}

// describe gives a picture its alternative text: as typed, else what the file
// beside it says, else its own. It reports a picture that has none and is not decorative.
func (t *text) describe(img *Image, pic *markdown.Picture, found *site.Picture) config.Sidecar {
	var side config.Sidecar
	if found.Source != "" {
		var problems diag.List
		side, problems = t.page.said(found)
		t.page.diags = append(t.page.diags, problems...)
	}
	if img.Alt == "" && !side.Decorative {
		img.Alt = side.Alt
	}
	if img.Alt == "" && !side.Decorative && !side.Unread && found.Type != "" && !t.page.off("missing-alt") {
		d := t.problem(pic.Off, pic.Len, "missing-alt", "this picture has no description for those who cannot see it")
		d.Hint = "write it between the brackets: ![What the picture shows](" + path.Base(pic.Src) + ")"
		t.page.problem(d)
	}
	if found.Type != "" && isFileName(img.Alt, pic.Src) && !t.page.off("alt-is-name") {
		d := t.problem(pic.Off, pic.Len, "alt-is-name", "the description of this picture is a file's name: "+quote(img.Alt))
		d.Severity, d.Hint = diag.Warning, "say between the brackets what it shows, for those who cannot see it"
		t.page.problem(d)
	}
	return side
}

// picture appends the <img> of a picture in running text.
func (t *text) picture(dst []byte, pic *markdown.Picture) []byte {
	if kind := t.recordingKind(pic); kind != media.None {
		d := t.problem(pic.Off, pic.Len, "media-in-text", "the "+recordingName(kind)+" "+quote(pic.Src)+" stands in a line of text, where it cannot be played")
		d.Hint = "put a blank line before it and one after it"
		t.page.problem(d)
		return appendText(dst, pic.Alt)
	}
	img, side := t.image(pic, false, "")
	if side.Credit == "" && img.Type != "" && !side.Unread && !t.page.off("missing-credit") {
		d := t.problem(pic.Off, pic.Len, "missing-credit", "this picture has no credit")
		d.Hint = "let it stand in a paragraph of its own, with the credit below it: [Photo: A. Name]; or say credit: Photo by A. Name in a file " + path.Base(pic.Src) + ".yaml beside it"
		t.page.problem(d)
	}
	return img.element(dst)
}

// said is what the file beside a picture says of it, and what is wrong with that
// file; what it does not say, the picture's own says, but for the caption: those
// who wrote it there did not write for readers.
func (p *Page) said(pic *site.Picture) (config.Sidecar, diag.List) {
	side, problems := p.door.sidecar(pic.Source)
	own := &pic.Embedded
	r := rightsOf(&side).Over(own.Rights)
	side.Creator, side.Credit, side.Copyright, side.Licence, side.SourceType = r.Creator, r.Credit, r.Copyright, r.Licence, r.SourceType
	if side.Credit == "" {
		side.Credit = own.Creator
	}
	if side.Alt == "" {
		side.Alt = own.Alt
	}
	return side, problems
}

// rightsOf are the rights that the file beside a picture states.
func rightsOf(side *config.Sidecar) picture.Rights {
	return picture.Rights{
		Creator: side.Creator, Credit: side.Credit, Copyright: side.Copyright, Licence: side.Licence, SourceType: side.SourceType,
	}
}

// taskName says whether a task is done.
func (p *Page) taskName(done bool) string {
	if done {
		return p.text("done")
	}
	return p.text("to_do")
}

// phrase is a UI string with its %s and %d filled in, one after the other.
func (p *Page) phrase(key string, values ...string) string {
	before, after := "", p.text(key)
	for _, v := range values {
		i := strings.IndexByte(after, '%')
		if i < 0 || i+2 > len(after) {
			break
		}
		before, after = before+after[:i]+v, after[i+2:]
	}
	return before + after
}
