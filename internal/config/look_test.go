package config

import (
	"strings"
	"testing"

	"brief/internal/diag"
	"brief/static"
)

// Colours that the theme's own test holds to its style sheet.
func TestGroundsAreTheThemes(t *testing.T) {
	css, err := static.FS.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"--paper:#fff;", "--tint:" + lightTint, "--paper:" + darkPaper, "--tint:" + darkTint, "--paper:#000;", "--tint:" + blackTint,
	} {
		if !strings.Contains(string(css), want) {
			t.Errorf("site.css has no %s", want)
		}
	}
}

func TestAccentHasToBeLegible(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{`{light: "#b02a1a", dark: "#ff9380"}`, ""},
		{`{light: "#0b5fa5"}`, ""},
		{`{light: "#ff6b00"}`, `1:17: error: links in "#ff6b00" are hard to read on the light page: the contrast is 2.4 to 1, and text needs at least 4.5 to 1 [pale-accent]
hint: write a darker colour, such as "#b64c00"`},
		{`{dark: "#b02a1a"}`, `1:16: error: links in "#b02a1a" are hard to read on the dark page: the contrast is 2.3 to 1, and text needs at least 4.5 to 1 [pale-accent]
hint: write a lighter colour, such as "#ca7267"`},
	} {
		_, l := Load("brief.yaml", []byte("accent: "+tt.src+"\n"))
		var got strings.Builder
		for _, d := range l {
			got.WriteString(strings.TrimPrefix(d.Pos.String(), "brief.yaml:") + ": error: " + d.Msg + " [" + d.Code + "]\nhint: " + d.Hint)
		}
		if got.String() != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.src, got.String(), tt.want)
		}
	}
}

// A hint that is followed to the letter must be right.
func TestColourOfTheHintIsLegible(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		for _, colour := range []string{"#000000", "#ffffff", "#808080", "#ffff00", "#0000ff", "#11191f", "#eaeff2"} {
			_, l := Load("brief.yaml", []byte("accent: {"+scheme+": '"+colour+"'}\n"))
			for _, d := range l {
				_, hint, _ := strings.Cut(d.Hint, "such as ")
				if _, again := Load("brief.yaml", []byte("accent: {"+scheme+": "+hint+"}\n")); len(again) > 0 {
					t.Errorf("%s %s: the hint %s leads to %v", scheme, colour, hint, again)
				}
			}
		}
	}
}

func TestMoreContrastIsMore(t *testing.T) {
	for _, a := range []Accent{{"#b02a1a", "#ff9380"}, {"#0b5fa5", "#8cc7ef"}, {"#000000", "#ffffff"}} {
		more := a.MoreContrast()
		if least := leastContrast(more.Light, []string{lightPaper, lightTint}); least < moreContrast {
			t.Errorf("%v: %.2f on light", more, least)
		}
		if least := leastContrast(more.Dark, []string{darkPaper, darkTint, "#000000", blackTint}); least < moreContrast {
			t.Errorf("%v: %.2f on dark", more, least)
		}
	}
	if more := (Accent{}).MoreContrast(); more != (Accent{}) {
		t.Errorf("no accent becomes %v", more)
	}
}

func TestFontsAreNamesOrFilesThatAreThere(t *testing.T) {
	for _, tt := range []struct{ value, want, code string }{
		{"newsreader", "newsreader", ""},
		{"system", "system", ""},
		{"fonts/own.woff2", "fonts/own.woff2", ""},
		{"static/fonts/own.woff2", "fonts/own.woff2", ""},
		{"/fonts/own.woff2", "fonts/own.woff2", ""},
		{"fonts/gone.woff2", "fonts/gone.woff2", "missing-asset"},
		{"newsreeder", "", "unknown-value"},
		{"Comic Sans", "", "unknown-value"},
		{"fonts/own.css", "", "unknown-value"},
	} {
		c, l := Load("brief.yaml", []byte("fonts: {serif: "+tt.value+"}\n"))
		l = append(l, c.CheckFonts(func(file string) bool { return file == "fonts/own.woff2" })...)
		if codes := codesOf(l); c.Fonts.Serif != tt.want || codes != tt.code {
			t.Errorf("%s is %q with %s, want %q with %s", tt.value, c.Fonts.Serif, codes, tt.want, tt.code)
		}
		for _, d := range l {
			if d.Pos != (diag.Pos{File: "brief.yaml", Line: 1, Col: 16}) || d.Hint == "" {
				t.Errorf("%s: %+v", tt.value, d)
			}
		}
	}
}

func codesOf(l diag.List) string {
	var codes []string
	for _, d := range l {
		codes = append(codes, d.Code)
	}
	return strings.Join(codes, " ")
}
