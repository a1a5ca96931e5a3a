package asset

import (
	"net/url"
	"strings"

	"brief/internal/config"
)

// themeSheet is the theme's style sheet below static/, which brief.yaml's
// accent and fonts are added to.
const themeSheet = "site.css"

// look is what brief.yaml changes of the theme's look, as the end of its style
// sheet: the tokens --accent, --serif and --sans, set anew. It is empty where
// brief.yaml changes nothing.
func look(cfg *config.Config) string {
	var b strings.Builder
	a, more := cfg.Accent, cfg.Accent.MoreContrast()
	token(&b, "", "--accent", a.Light)
	token(&b, "(prefers-color-scheme:dark)", "--accent", a.Dark)
	token(&b, "(prefers-contrast:more) and (prefers-color-scheme:light)", "--accent", more.Light)
	token(&b, "(prefers-contrast:more) and (prefers-color-scheme:dark)", "--accent", more.Dark)
	token(&b, "print", "--accent", a.Light)
	face(&b, "--serif", "Site Serif", cfg.Fonts.Serif, `"Serif A","Serif B","Serif C",serif`)
	face(&b, "--sans", "Site Sans", cfg.Fonts.Sans, `"Sans A",system-ui,sans-serif`)
	return b.String()
}

// token sets a custom property where a media query holds; everywhere if that
// is empty. An empty value sets nothing.
func token(b *strings.Builder, media, name, value string) {
	if value == "" {
		return
	}
	rule := ":root{" + name + ":" + value + "}"
	if media != "" {
		rule = "@media " + media + "{" + rule + "}"
	}
	b.WriteString(rule + "\n")
}

// face sets a font's token: a built-in face, the system's, or a file of the
// site under a name of its own. What follows stands in until that is there.
func face(b *strings.Builder, token, name, font, fallback string) {
	stack := fallback
	switch font {
	case "":
		return
	case "newsreader":
		stack = `Newsreader,"Serif A","Serif B","Serif C",serif`
	case "public-sans":
		stack = `"Public Sans","Sans A",system-ui,sans-serif`
	case "system":
		stack = "system-ui,sans-serif"
		if token == "--serif" {
			stack = `ui-serif,Georgia,"Noto Serif","Times New Roman",serif`
		}
	default:
		address := url.URL{Path: font}
		b.WriteString(`@font-face{font-family:"` + name + `";src:url("` + address.EscapedPath() + `") format("` + config.FontFormat(font) +
			`");font-weight:400 700;font-display:swap}` + "\n")
		stack = `"` + name + `",` + fallback
	}
	b.WriteString(":root{" + token + ":" + stack + "}\n")
}
