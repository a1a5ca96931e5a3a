package browser_test

import (
	"slices"
	"strings"
	"testing"

	"brief/internal/browser"
	"brief/internal/output"
)

// A harness that is blind would find every page in order: here it has to see
// one fault of each kind.
func TestFaultsOfAPageAreSeen(t *testing.T) {
	b := browser.Start(t)
	t.Log(b.Version(t))
	url := browser.Serve(t, "/x/", []*output.File{
		{Path: "index.html", Type: "text/html; charset=utf-8", Headers: map[string]string{"Content-Security-Policy": "style-src 'none'"}, Body: []byte(
			`<!doctype html><html lang=en><title>Faults</title><link rel=icon href=data:,><p style="color:red">Styled</p>` +
				`<img src="http://127.0.0.1:1/elsewhere.png" alt><img src="gone.png" alt>` +
				`<noscript>Without</noscript><script>document.write("With"); console.log("said", 1); nothing()</script>`)},
		{Path: "404.html", Type: "text/html; charset=utf-8", Body: []byte("<!doctype html><title>Not there</title>")},
	})
	p := b.Open(t, url, browser.View{})
	console := strings.Join(p.Log().Console, "\n")
	for _, want := range []string{"policy violation: style-src-attr", "log: said 1", "nothing is not defined", "404 (Not Found)", "127.0.0.1:1/elsewhere.png"} {
		if !strings.Contains(console, want) {
			t.Errorf("the console says nothing of %q:\n%s", want, console)
		}
	}
	var got []string
	for _, r := range p.Log().Requests {
		if r.Failed != "" || r.Status != 200 {
			got = append(got, strings.TrimPrefix(r.URL, url))
		}
	}
	if want := []string{"http://127.0.0.1:1/elsewhere.png", "gone.png"}; !slices.Equal(got, want) {
		t.Errorf("failed requests: %q, want %q", got, want)
	}
	if text := browser.Eval[string](p, "document.body.innerText"); !strings.Contains(text, "With") || strings.Contains(text, "Without") {
		t.Errorf("with JavaScript: %q", text)
	}
	off := b.Open(t, url, browser.View{NoScript: true})
	if text := browser.Eval[string](off, "document.body.innerText"); !strings.Contains(text, "Without") {
		t.Errorf("without JavaScript: %q", text)
	}
}

func TestAPageIsSeenAsTheReaderPrefers(t *testing.T) {
	b := browser.Start(t)
	url := browser.Serve(t, "/", []*output.File{{Path: "index.html", Type: "text/html; charset=utf-8", Body: []byte(
		`<!doctype html><html lang=en><title>Views</title><style>body { margin: 0; height: 3000px; background: #fff }
		@media (prefers-color-scheme: dark) { body { background: #000 } }</style><p>Text`)}})
	p := b.Open(t, url, browser.View{})
	for _, test := range []struct {
		view  browser.View
		query string
	}{
		{browser.View{}, "(prefers-color-scheme: light) and (prefers-reduced-motion: no-preference) and (forced-colors: none) and (width: 1280px)"},
		{browser.View{Dark: true}, "(prefers-color-scheme: dark)"},
		{browser.View{MoreContrast: true}, "(prefers-contrast: more)"},
		{browser.View{ForcedColors: true}, "(forced-colors: active)"},
		{browser.View{ReducedMotion: true}, "(prefers-reduced-motion: reduce)"},
		{browser.View{Paper: true}, "print"},
		{browser.View{Width: 320, Height: 256, Zoom: 4}, "screen and (width: 320px) and (height: 256px) and (resolution: 4dppx)"},
	} {
		p.Look(test.view)
		if !browser.Eval[bool](p, "matchMedia('"+test.query+"').matches") {
			t.Errorf("%+v is not %s", test.view, test.query)
		}
	}
	p.Look(browser.View{Width: 100, Height: 50, Dark: true, Zoom: 2})
	if img := p.Screenshot(false); img.Bounds().Dx() != 200 || img.Bounds().Dy() != 100 {
		t.Errorf("the window is %v", img.Bounds())
	} else if r, _, _, _ := img.At(150, 90).RGBA(); r != 0 {
		t.Errorf("the dark page has the colour %v", img.At(150, 90))
	}
	if img := p.Screenshot(true); img.Bounds().Dy() < 6000 {
		t.Errorf("the whole page is %v", img.Bounds())
	}
	if pdf := p.PDF(); !strings.HasPrefix(string(pdf), "%PDF-") {
		t.Errorf("the printed page begins with %.20q", pdf)
	}
}
