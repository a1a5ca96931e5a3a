package render

import (
	"brief/internal/config"
	"brief/internal/locale"
)

// Fonts are the font files that the page is sure to need, for a browser to ask
// for before it has read the style sheet: the serif, then the sans. There are
// none on a page in other than Latin letters, where a font is fetched once one
// of its characters occurs, and none for the reader's own fonts.
func (p *Page) Fonts() []FontRef {
	if !locale.Latin(p.lang) {
		return nil
	}
	var out []FontRef
	set := p.door.config().Fonts
	for _, font := range [...]string{fontFile(set.Serif, "newsreader"), fontFile(set.Sans, "public-sans")} {
		if font == "" {
			continue
		}
		ref := p.asset(font)
		if ref == nil || len(out) > 0 && out[0].URL == ref.URL {
			continue
		}
		out = append(out, FontRef{URL: ref.URL, Type: fontType(font)})
	}
	return out
}

// fontFile is the path below static/ of a face of brief.yaml, or of the one
// that the theme has where nothing is set; empty for the reader's own.
func fontFile(font, theme string) string {
	if font == "" {
		font = theme
	}
	switch font {
	case "newsreader", "public-sans":
		return "fonts/" + font + "-latin.woff2"
	case "system":
		return ""
	}
	return font
}

// fontType is a font file's media type (RFC 8081, section 4.4).
func fontType(file string) string {
	switch f := config.FontFormat(file); f {
	case "truetype":
		return "font/ttf"
	case "opentype":
		return "font/otf"
	default:
		return "font/" + f
	}
}
