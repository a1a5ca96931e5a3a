package static

import (
	"maps"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Text must stand out from its ground by 4.5:1, borders of controls by 3:1
// (WCAG 2.2, success criteria 1.4.3 and 1.4.11).
func TestColoursStandOutInEveryScheme(t *testing.T) {
	css, err := FS.ReadFile("site.css")
	if err != nil {
		t.Fatal(err)
	}
	light := tokens(t, string(css), ":root{")
	dark := over(light, tokens(t, string(css), "@media (prefers-color-scheme:dark){:root{"))
	contrast := tokens(t, string(css), "@media (prefers-contrast:more){:root{")
	darkContrast := tokens(t, string(css), "@media (prefers-contrast:more) and (prefers-color-scheme:dark){:root{")
	schemes := map[string]map[string]string{
		"light":          light,
		"dark":           dark,
		"light contrast": over(light, contrast),
		"dark contrast":  over(over(dark, contrast), darkContrast),
	}
	for name, colours := range schemes {
		for _, c := range []struct {
			text, ground string
			least        float64
		}{
			{"ink", "paper", 4.5}, {"soft", "paper", 4.5}, {"accent", "paper", 4.5},
			{"ink", "tint", 4.5}, {"soft", "tint", 4.5}, {"accent", "tint", 4.5},
			{"ink", "mark", 4.5}, {"accent", "mark", 4.5}, {"paper", "ink", 4.5},
			{"code-word", "paper", 4.5}, {"code-text", "paper", 4.5}, {"code-number", "paper", 4.5}, {"code-name", "paper", 4.5},
			{"edge", "paper", 3},
		} {
			if got := ratio(t, colours[c.text], colours[c.ground]); got < c.least {
				t.Errorf("%s: --%s on --%s is %.2f:1, want at least %.1f:1", name, c.text, c.ground, got, c.least)
			}
		}
	}
}

// tokens reads the colours of the rule that begins with head.
func tokens(t *testing.T, css, head string) map[string]string {
	t.Helper()
	_, rest, ok := strings.Cut(css, head)
	if !ok {
		t.Fatalf("site.css has no %s", head)
	}
	body, _, _ := strings.Cut(rest, "}")
	m := map[string]string{}
	for _, f := range regexp.MustCompile(`--([a-z0-9-]+):(#[0-9a-f]+)`).FindAllStringSubmatch(body, -1) {
		m[f[1]] = f[2]
	}
	if len(m) == 0 {
		t.Fatalf("%s sets no colours", head)
	}
	return m
}

func over(under, upper map[string]string) map[string]string {
	m := maps.Clone(under)
	maps.Copy(m, upper)
	return m
}

// ratio is the contrast of two colours, by WCAG 2.2.
func ratio(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		if len(hex) != 6 {
			t.Fatalf("%q is no colour", hex)
		}
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}
