package render

import (
	"bytes"
	"encoding/json"

	"brief/internal/locale"
)

// The default theme's paper, for what browsers show round the site before it
// is there; the theme's own tests hold it to the style sheet.
const paper = "#fff"

// webApp is a web application manifest (https://www.w3.org/TR/appmanifest/).
type webApp struct {
	Name        string       `json:"name"`
	Description string       `json:"description,omitempty"`
	Lang        string       `json:"lang"`
	Dir         string       `json:"dir"`
	Start       string       `json:"start_url"`
	Display     string       `json:"display"`
	Background  string       `json:"background_color"`
	Theme       string       `json:"theme_color"`
	Icons       []webAppIcon `json:"icons,omitempty"`
}

type webAppIcon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose,omitempty"`
}

// webAppIcons are the files of static/ that a manifest names, where they are
// there: a drawing for any size, and pixels for systems that know no drawings.
func webAppIcons() []webAppIcon {
	return []webAppIcon{
		{Src: "icon.svg", Sizes: "any", Type: "image/svg+xml"},
		{Src: "icon-192.png", Sizes: "192x192", Type: "image/png"},
		{Src: "icon-512.png", Sizes: "512x512", Type: "image/png", Purpose: "any maskable"},
	}
}

// webApp is site.webmanifest: the site's name, colours and icons, for those who
// keep it on their first screen.
func (p *Page) webApp(w *bytes.Buffer) {
	cfg := p.door.config()
	app := webApp{
		Name: p.siteTitle(), Description: cfg.Description, Lang: cfg.Lang, Dir: locale.Dir(cfg.Lang),
		Start: p.links.to(""), Display: "browser", Background: paper, Theme: paper,
	}
	for _, icon := range webAppIcons() {
		if a := p.door.asset(icon.Src); a != nil {
			icon.Src = p.links.to(a.Path)
			app.Icons = append(app.Icons, icon)
		}
	}
	out, err := json.Marshal(&app)
	if err != nil {
		return // strings alone: it cannot fail
	}
	w.Write(out)
}
