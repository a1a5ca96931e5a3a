package build

import (
	"cmp"
	"slices"

	"brief/internal/site"
)

// Credit is a picture on a page, and to whom it is credited.
type Credit struct {
	Picture string // source path; as typed if there is no such picture
	Page    string // source path of the text that shows it
	Credit  string // plain text; empty if nobody is named
	From    string // "the text", "the file beside it" or "the picture itself"; empty without a credit
}

// Credits are the pictures of all texts, held back or not, sorted by picture
// and text.
func (b *Builder) Credits() (list []Credit) {
	s := b.snap.Load()
	for _, p := range s.pages {
		for _, pic := range p.page.Extract().Pictures {
			c := Credit{Picture: pic.Src, Page: p.file.Path}
			if dest, ok := site.Target(p.file.Path, pic.Src); ok {
				if found, ok := s.withHeld.Picture(dest.Name); ok {
					side, _ := s.withHeld.Sidecar(found.Source)
					c.Picture = found.Source
					c.Credit, c.From = found.Embedded.Creator, "the picture itself"
					c.Credit = cmp.Or(found.Embedded.Credit, c.Credit)
					if side.Credit != "" {
						c.Credit, c.From = side.Credit, "the file beside it"
					}
				}
			}
			if pic.Credit != "" {
				c.Credit, c.From = pic.Credit, "the text"
			}
			if c.Credit == "" {
				c.From = ""
			}
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(x, y Credit) int {
		return cmp.Or(cmp.Compare(x.Picture, y.Picture), cmp.Compare(x.Page, y.Page), cmp.Compare(x.Credit, y.Credit))
	})
	return slices.Compact(list)
}
