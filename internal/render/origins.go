package render

import (
	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/output"
	"brief/internal/site"
)

// originsOf are the places that the texts of a page give to what stands in it.
func originsOf(p *Page) []output.Origin {
	var o origins
	for _, text := range p.allTexts() {
		o.text = text
		if lead := text.doc.Lead; lead != nil {
			o.block(lead)
		}
		o.fragment(&text.doc.Fragment)
		for i := range text.doc.Notes {
			o.fragment(&text.doc.Notes[i].Body)
		}
	}
	return o.list
}

type origins struct {
	text *text
	list []output.Origin
}

func (o *origins) add(value, alt string, off, n int) {
	at := o.text.doc.Diag(off, n, diag.Error, "", "", "")
	o.list = append(o.list, output.Origin{Value: value, Alt: alt, At: at})
}

func (o *origins) fragment(f *markdown.Fragment) {
	for i := range f.Holes {
		switch h := &f.Holes[i]; h.Kind {
		case markdown.HoleHref:
			o.add(o.text.href(h), "", h.Off, h.Len)
		case markdown.HolePicture:
			o.picture(h.Picture, "")
		case markdown.HoleID:
			o.add(o.text.prefix+h.Name, "", h.Off, h.Len)
		case markdown.HoleBlock:
			o.block(h.Block)
		}
	}
}

func (o *origins) picture(pic *markdown.Picture, credit string) {
	img, _ := o.text.image(pic, false, credit)
	address := img.URL
	if _, ok := site.Target(o.text.path, pic.Src); !ok {
		address = pic.Src
	}
	o.add(address, pic.Alt, pic.Off, pic.Len)
}

func (o *origins) block(b *markdown.Block) {
	if b.Link != nil {
		o.add(o.text.href(b.Link), "", b.Link.Off, b.Link.Len)
	}
	if b.Picture != nil {
		o.picture(b.Picture, plainText(string(o.text.html(&b.Credit))))
	}
	for _, f := range []*markdown.Fragment{&b.Title, &b.Body, &b.Caption, &b.Credit, &b.After} {
		o.fragment(f)
	}
	for i := range b.Items {
		it := &b.Items[i]
		for _, f := range []*markdown.Fragment{&it.Term, &it.Role, &it.Body} {
			o.fragment(f)
		}
	}
}
