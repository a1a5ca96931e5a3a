package browser

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// View is how a page is looked at. The zero View is a window of 1280 by 800
// pixels, light, with JavaScript.
type View struct {
	Width, Height int     // of the window in CSS pixels; 0 means 1280 and 800
	Zoom          float64 // device pixels to a CSS pixel; 0 means 1

	Dark          bool // the reader prefers dark colours
	MoreContrast  bool // the reader prefers more contrast
	ForcedColors  bool // the system sets a few colours of its own
	ReducedMotion bool // the reader prefers less motion
	Paper         bool // as printed
	NoScript      bool // JavaScript is off
}

// Page is an open page in a tab of its own.
type Page struct {
	t   testing.TB
	ctx context.Context
	log *log
}

// Beside opens another page as [Browser.Open] does, in a tab that shares with
// this one what tabs of a window do: storage, cookies and workers.
func (p *Page) Beside(url string, v View) *Page {
	p.t.Helper()
	return open(p.t, p.ctx, url, v)
}

// Open opens the page at a URL and waits until it is loaded, with its fonts.
// Its tab closes when the test ends, or earlier by [Page.Close].
func (b *Browser) Open(t testing.TB, url string, v View) *Page {
	t.Helper()
	return open(t, b.ctx, url, v, chromedp.WithNewBrowserContext())
}

func open(t testing.TB, parent context.Context, url string, v View, options ...chromedp.ContextOption) *Page {
	t.Helper()
	l := &log{}
	ctx, cancel := chromedp.NewContext(parent, append(options, chromedp.WithListener(l.hear))...)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("no tab: %v", err)
	}
	p := &Page{t: t, ctx: ctx, log: l}
	p.do("prepare", chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: reporter})
		return err
	}))
	p.Look(v)
	p.Go(url)
	return p
}

// reporter tells the console of what only the page is told. It runs before
// anything of the page does.
const reporter = `document.addEventListener('securitypolicyviolation', e =>
	console.error('policy violation: ' + e.violatedDirective + ' blocks ' + (e.blockedURI || 'inline') + ' at ' + e.sourceFile + ':' + e.lineNumber))`

// Go leads to another URL, as if it were typed, and waits as [Browser.Open] does.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.do("open "+url, chromedp.Navigate(url))
	p.Settle()
}

// Settle waits until fonts, and the pictures that the window shows or that are
// not to wait for that, are there.
func (p *Page) Settle() {
	p.t.Helper()
	Eval[bool](p, `(async () => {
		await document.fonts.ready;
		const sight = i => i.getBoundingClientRect().top < innerHeight && i.getBoundingClientRect().bottom > 0;
		await Promise.all([...document.images].filter(i => i.loading != 'lazy' || sight(i)).map(i => i.decode().catch(() => {})));
		return true;
	})()`)
}

// Close closes the tab.
func (p *Page) Close() {
	p.t.Helper()
	if err := chromedp.Cancel(p.ctx); err != nil {
		p.t.Errorf("closing the tab: %v", err)
	}
}

// Look changes how the page is looked at. NoScript takes effect with the next page.
func (p *Page) Look(v View) {
	p.t.Helper()
	if v.Width == 0 {
		v.Width = 1280
	}
	if v.Height == 0 {
		v.Height = 800
	}
	if v.Zoom == 0 {
		v.Zoom = 1
	}
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: pick(v.Dark, "dark", "light")},
		{Name: "prefers-contrast", Value: pick(v.MoreContrast, "more", "no-preference")},
		{Name: "forced-colors", Value: pick(v.ForcedColors, "active", "none")},
		{Name: "prefers-reduced-motion", Value: pick(v.ReducedMotion, "reduce", "no-preference")},
	}}
	if v.Paper {
		media.Media = "print"
	}
	p.do("change the view",
		chromedp.EmulateViewport(int64(v.Width), int64(v.Height), chromedp.EmulateScale(v.Zoom)),
		chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
			if _, err := cdp.Call(ctx, tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.NoScript}); err != nil {
				return err
			}
			_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media)
			return err
		}))
}

func pick(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// Eval returns the value of a JavaScript expression, of a promise what it
// comes to. It works where JavaScript is off for the page, too. If the page leads
// on to another before it has answered, that one is asked.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	for ctx.Err() == nil && leftPage(err) {
		time.Sleep(20 * time.Millisecond)
		v, err = chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	}
	if err != nil {
		p.t.Fatalf("in the page, %.200s: %v", expression, err)
	}
	return v
}

// leftPage says whether an answer failed to come as the page was left, in the
// words of Chromium's protocol, which has one code for all failures.
func leftPage(err error) bool {
	if err == nil {
		return false
	}
	for _, words := range []string{"navigated or closed", "context was destroyed", "Cannot find context", "Cannot find default execution context"} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return false
}

// Press presses and releases a key, as "\t" or those of chromedp's package kb.
func (p *Page) Press(key string) {
	p.t.Helper()
	p.do("press a key", chromedp.KeyEvent(key))
}

// Screenshot is what the window shows, or, if whole, the page from top to
// bottom, in device pixels.
func (p *Page) Screenshot(whole bool) image.Image {
	p.t.Helper()
	shot := chromedp.CaptureScreenshot()
	if whole {
		shot = func(ctx context.Context, tab *chromedp.Target) ([]byte, error) {
			r, err := cdp.Call(ctx, tab, page.CaptureScreenshot, page.CaptureScreenshotParams{
				Format: page.CaptureScreenshotFormatPng, CaptureBeyondViewport: new(true),
			})
			return r.Data, err
		}
	}
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	data, err := chromedp.Run(ctx, shot)
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
	return img
}

// PDF is the page as it is printed on A4, or on the paper that its style sheet
// asks for, with a tag to each piece of text.
func (p *Page) PDF() []byte {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	data, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize(), chromedp.PDFOutlineAndTagged()))
	if err != nil {
		p.t.Fatalf("printing: %v", err)
	}
	return data
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}
