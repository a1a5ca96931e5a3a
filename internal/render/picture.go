package render

import (
	"strconv"
	"strings"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/picture"
	"brief/internal/site"
)

// How wide the theme shows a picture, for a browser to choose among its sizes
// before it has read the style sheet: the column of text, and for a lead the
// whole grid, of a narrow screen all of it (static/site.css: --text, --gutter,
// .wrap, .lead img). A picture that is loaded late is loaded when browsers know
// how wide it is, and those that read "auto" take what fits the margin, too, or
// whatever column a site's own style sheet makes (HTML Standard, section 4.8.4.2.2).
const (
	gutters    = "clamp(2.25rem,10vw,6rem)"
	columnSize = "auto,min(34rem,100vw - " + gutters + ")"
	leadSize   = "(max-width:48em) 100vw,min(69rem,100vw - " + gutters + ")"
)

// shownWidth is about how wide the fallback of a picture is for programs that
// know no srcset, in pixels.
const shownWidth = 1280

// derived makes an image one of several sizes and formats. The picture's own
// size stays: browsers reserve the place by its ratio.
func (p *Page) derived(img *Image, found *site.Picture, rights picture.Rights) {
	set := found.Set
	address := p.pictureAddress(found)
	if strings.HasPrefix(found.Source, "static/") {
		address = found.Address // whatever hash the file itself has in its name
	}
	hash := set.Hash(rights)
	p.wantPicture(site.PictureUse{Source: found.Source, Rights: rights})
	if set.Opaque {
		img.tint = p.wantTint(set.Colour)
	}
	fallback := set.Fallback()
	for i := range fallback {
		if v := &fallback[i]; i == 0 || v.Width <= shownWidth {
			img.URL, img.Type = p.links.to(v.Path(address, hash)), v.Type()
			img.fileWidth, img.fileHeight = v.Width, v.Height
		}
	}
	img.sizes = columnSize
	if img.Lead {
		img.sizes = leadSize
	}
	for rest := set.Variants; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Format == rest[0].Format {
			n++
		}
		c := candidates{typ: rest[0].Type(), srcset: p.srcset(rest[:n], address, hash)}
		if rest = rest[n:]; len(rest) > 0 {
			img.sources = append(img.sources, c)
		} else {
			img.srcset = c.srcset
		}
	}
}

// candidates are the sizes of a picture in one format.
type candidates struct{ typ, srcset string }

func (p *Page) srcset(variants []picture.Variant, address, hash string) string {
	b := make([]byte, 0, 64*len(variants))
	for i := range variants {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, p.links.to(variants[i].Path(address, hash))...)
		b = strconv.AppendInt(append(b, ' '), int64(variants[i].Width), 10)
		b = append(b, 'w')
	}
	return string(b)
}

// element appends the whole <img> of the picture, in a <picture> where there are
// other formats of it.
func (m *Image) element(dst []byte) []byte {
	for i, s := range m.sources {
		if i == 0 {
			dst = append(dst, "<picture>"...)
		}
		dst = append(append(dst, "<source type="...), s.typ...)
		dst = m.candidates(dst, s.srcset)
		dst = append(dst, '>')
	}
	dst = markdown.AppendAttr(append(dst, "<img src="...), m.URL)
	if m.srcset != "" {
		dst = m.candidates(dst, m.srcset)
	}
	dst = append(dst, " alt"...)
	if m.Alt != "" {
		dst = markdown.AppendAttr(append(dst, '='), m.Alt)
	}
	if m.Width > 0 {
		dst = strconv.AppendInt(append(dst, " width="...), int64(m.Width), 10)
		dst = strconv.AppendInt(append(dst, " height="...), int64(m.Height), 10)
	}
	switch {
	case m.Type == "":
		dst = append(dst, " class=missing"...) // in a preview; its place is held by the style sheet
	case m.tint != 0:
		dst = m.tint.appendClass(append(dst, " class="...))
	case m.Lead && m.Slice:
		dst = append(dst, " class=slice"...)
	}
	if m.Lead {
		dst = append(dst, " fetchpriority=high decoding=async>"...)
	} else {
		dst = append(dst, " loading=lazy decoding=async>"...)
	}
	if len(m.sources) > 0 {
		dst = append(dst, "</picture>"...)
	}
	return dst
}

func (m *Image) candidates(dst []byte, srcset string) []byte {
	dst = markdown.AppendAttr(append(dst, " srcset="...), srcset)
	return markdown.AppendAttr(append(dst, " sizes="...), m.sizes)
}

// wantPicture notes a picture whose sizes are published because this page shows it.
func (p *Page) wantPicture(use site.PictureUse) {
	for i := range p.pictures {
		if p.pictures[i] == use {
			return
		}
	}
	p.pictures = append(p.pictures, use)
}

// cardPictures are the share picture of the page at a source path, cut to 16:9,
// 4:3 and 1:1, by their absolute URLs; nil of one that is published as it is.
func (p *Page) cardPictures(path string, s *site.Share, side *config.Sidecar) []Image {
	if s.Set == nil {
		return nil
	}
	use := site.PictureUse{Source: s.Source, Rights: picture.Rights{Credit: s.Credit}.Over(rightsOf(side)), Crops: true, Focus: side.Focus}
	set, err := p.door.crops(path, &s.Picture, use)
	if err != nil { // the picture was read before, so that this is about the disk
		p.problem(diag.Diag{Pos: diag.Pos{File: s.Source}, Code: "bad-picture", Msg: "this picture cannot be cut for cards: it " + err.Error(), Hint: "run the build again"})
		return nil
	}
	p.wantPicture(use)
	hash := set.Hash(use.Rights)
	images := make([]Image, len(set.Variants))
	for i := range set.Variants {
		v := &set.Variants[i]
		images[i] = Image{URL: p.links.absolute(v.Path(s.Address, hash)), Type: v.Type(), Width: v.Width, Height: v.Height}
	}
	return images
}
