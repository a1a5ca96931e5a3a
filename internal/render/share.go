package render

import "brief/internal/site"

// Share is the picture that stands for the page elsewhere, by its absolute URL:
// the page's own, else its briefing's, else the home page's. One of pixels goes
// before a drawing, which no program that shows shared pages can draw. Nil
// without one, or without a base URL.
func (p *Page) Share() *Image {
	if p.door.config().BaseURL == "" || p.kind == "notfound" {
		return nil
	}
	s, path := p.shareFrom()
	if s == nil {
		return nil
	}
	side, _ := p.said(&s.Picture) // its problems are those of the page that shows it
	alt := s.Alt
	if alt == "" {
		alt = side.Alt
	}
	if cards := p.cardPictures(path, s, &side); len(cards) > 0 {
		cards[0].Alt = alt
		return &cards[0]
	}
	p.want(s.Source)
	return &Image{
		URL: p.links.absolute(p.pictureAddress(&s.Picture)), Alt: alt, Type: s.Type,
		Width: s.Width, Height: s.Height,
	}
}

// shareFrom is the picture of Share, and the source path of the page that has it.
func (p *Page) shareFrom() (s *site.Share, path string) {
	for _, from := range [...]string{p.path, p.coverPath(), homePath} {
		if from == "" || from == path {
			continue
		}
		found, ok := p.door.share(from)
		if !ok || found.Problem != "" || s != nil && found.Type == svgType {
			continue
		}
		if s, path = &found, from; found.Type != svgType {
			break
		}
	}
	return s, path
}

const svgType = "image/svg+xml"

// share is the page's own picture; nil if there is none that can be used.
func (p *Page) share() *site.Share {
	if p.path == "" {
		return nil
	}
	s, ok := p.door.share(p.path)
	if !ok || s.Problem != "" {
		return nil
	}
	return &s
}
