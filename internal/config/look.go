package config

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"brief/internal/diag"
)

// Accent is the site's one colour, as #rrggbb in lower case; empty for the
// theme's own. On its grounds it stands out as text must.
type Accent struct{ Light, Dark string }

// Fonts are faces by a name of [FontNames], or files of the site below
// static/ (fonts/own.woff2), each a variable font with the weights 400 to 700;
// empty for the theme's own.
type Fonts struct{ Serif, Sans string }

// FontNames are the faces that need no file of the site: the theme's two, and
// those that the reader's system has.
func FontNames() []string { return []string{"newsreader", "public-sans", "system"} }

// FontFormat is what a style sheet calls the kind of a font's file, such as
// "woff2" (CSS Fonts 4, section 4.3); empty for a name of [FontNames] and for
// any other file.
func FontFormat(font string) string {
	switch path.Ext(font) {
	case ".woff2":
		return "woff2"
	case ".woff":
		return "woff"
	case ".ttf":
		return "truetype"
	case ".otf":
		return "opentype"
	}
	return ""
}

// Contrast that text needs: at least 4.5:1 (WCAG 2.2, success criterion
// 1.4.3), and 7:1 where the reader asks for more (1.4.6).
const (
	textContrast = 4.5
	moreContrast = 7
)

// Grounds of the default theme that an accent stands on: the page and its
// footer, by light, by dark, and by dark with more contrast.
const (
	lightPaper, lightTint = "#ffffff", "#eaeff2"
	darkPaper, darkTint   = "#11191f", "#1a252d"
	blackTint             = "#0d1317"
)

// MoreContrast is the accent for readers who ask for more contrast: the same
// hue, as much darker on light and lighter on dark as that takes. What is empty
// stays empty.
func (a Accent) MoreContrast() Accent {
	return Accent{
		Light: towards(a.Light, 0, moreContrast, lightPaper, lightTint),
		Dark:  towards(a.Dark, 255, moreContrast, darkPaper, darkTint, blackTint),
	}
}

func (d *decoder) accent(a *Accent, key string, v *node) bool {
	switch key {
	case "light":
		a.Light = d.legible(v, d.colour(key, v), "light", "darker", 0, lightPaper, lightTint)
	case "dark":
		a.Dark = d.legible(v, d.colour(key, v), "dark", "lighter", 255, darkPaper, darkTint)
	default:
		return false
	}
	return true
}

// legible returns a colour that text can have on the grounds, or reports it
// and proposes the nearest one, on the way to black or white, that can.
func (d *decoder) legible(n *node, colour, scheme, way string, end int, grounds ...string) string {
	worst := leastContrast(colour, grounds)
	if colour == "" || worst >= textContrast {
		return colour
	}
	d.problem(n, "pale-accent", "links in %s are hard to read on the %s page: the contrast is %s to 1, and text needs at least 4.5 to 1",
		quote(colour), scheme, strconv.FormatFloat(math.Floor(worst*10)/10, 'f', 1, 64)).
		Hint = fmt.Sprintf("write a %s colour, such as %s", way, quote(towards(colour, end, textContrast, grounds...)))
	return ""
}

// towards is the colour itself, else the first on its way to black (end 0) or
// white (255) that has the contrast with all grounds; "" of none.
func towards(colour string, end int, least float64, grounds ...string) string {
	if colour == "" {
		return ""
	}
	const steps = 100
	rgb := rgbOf(colour)
	for i := 0; ; i++ {
		c := "#"
		for _, v := range rgb {
			c += fmt.Sprintf("%02x", v+(end-v)*i/steps)
		}
		if i == steps || leastContrast(c, grounds) >= least {
			return c
		}
	}
}

// leastContrast is the contrast of a colour with the ground nearest to it; 0
// of no colour.
func leastContrast(colour string, grounds []string) float64 {
	if colour == "" {
		return 0
	}
	least := math.Inf(1)
	for _, g := range grounds {
		x, y := luminance(colour), luminance(g)
		least = min(least, (max(x, y)+0.05)/(min(x, y)+0.05))
	}
	return least
}

// luminance is the relative luminance of a colour (WCAG 2.2, section 6).
func luminance(colour string) float64 {
	sum := 0.0
	for i, v := range rgbOf(colour) {
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += c * [...]float64{0.2126, 0.7152, 0.0722}[i]
	}
	return sum
}

// rgbOf reads "#rrggbb".
func rgbOf(colour string) (rgb [3]int) {
	for i := range rgb {
		v, _ := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		rgb[i] = int(v)
	}
	return rgb
}

func (d *decoder) fonts(c *Config, key string, v *node) bool {
	switch key {
	case "serif":
		c.Fonts.Serif = d.font(c, key, v)
	case "sans":
		c.Fonts.Sans = d.font(c, key, v)
	default:
		return false
	}
	return true
}

// font returns a face's name or the path of its file below static/, or "".
func (d *decoder) font(c *Config, key string, n *node) string {
	s := d.text(key, n)
	if s == "" || slices.Contains(FontNames(), s) {
		return s
	}
	file := strings.TrimPrefix(strings.TrimPrefix(s, "/"), "static/")
	if FontFormat(file) == "" {
		hint := "write newsreader, public-sans, system, or a file of static/, such as fonts/own.woff2"
		if near := diag.Nearest(s, FontNames()); near != "" {
			hint = diag.DidYouMean(near, hint)
		}
		d.problem(n, "unknown-value", "%s is no font that brief knows", quote(s)).Hint = hint
		return ""
	}
	c.fontsAt = append(c.fontsAt, fontAt{file, diag.At(d.file, d.src, d.offset(n.Line, n.Column), len(s))})
	return file
}

func aFont() schema { return matching(`^(newsreader|public-sans|system|.+\.(woff2?|ttf|otf))$`) }

// fontAt is a font's file and where brief.yaml names it.
type fontAt struct {
	file string
	at   diag.Diag
}

// CheckFonts reports the fonts of brief.yaml whose files are not there. has
// answers for a path below static/.
func (c *Config) CheckFonts(has func(file string) bool) (l diag.List) {
	for _, f := range c.fontsAt {
		if has(f.file) {
			continue
		}
		d := f.at
		d.Code, d.Msg = "missing-asset", "there is no file static/"+f.file
		d.Hint = "put the font there, or write newsreader, public-sans or system"
		l = append(l, d)
	}
	return l
}
