// Package browser drives a real browser, Chromium, in tests, and shows in a few
// calls what a reader would see of a page: under a screen of any size, in dark
// colours, without JavaScript, on paper.
//
// [Start] runs the browser, [Browser.Open] opens a page in a tab of its own
// that shares nothing with other tabs, and the methods of [Page] ask what is to
// be seen there. Everything ends the test at the first error, so that a test
// reads as a list of what it looks at. A page belongs to one goroutine; pages
// of one browser may be used at the same time.
//
// # What a machine may lack
//
// The tests of the program need Go alone. A test that needs Chromium, or
// another program or package, is left out with a message where that is
// missing, unless the environment variable [ToolsVariable] is set, as .ci/test
// does: then it fails.
package browser

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// patience is how long one call may take, on a machine with much to do.
const patience = time.Minute

// Browser is a running Chromium.
type Browser struct {
	ctx context.Context
}

// Start runs Chromium until the test ends, with nothing kept from earlier runs
// and nothing done in the background.
func Start(t testing.TB) *Browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(Program(t, "chromium", "chromium-browser", "google-chrome")),
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("hide-scrollbars", true),
		// Letters with smooth edges of grey alone look the same on all screens.
		chromedp.Flag("disable-lcd-text", true),
		chromedp.Flag("font-render-hinting", "none"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to have one as root
	}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		limited, done := context.WithTimeout(ctx, 10*time.Second)
		defer done()
		_ = chromedp.Cancel(limited) // a browser that does not go is killed by stop
		cancel()
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return &Browser{ctx: ctx}
}

// Version names the browser: "Chrome/156.0.1.2".
func (b *Browser) Version(t testing.TB) string {
	t.Helper()
	v, err := chromedp.CallBrowser(b.ctx, browser.GetVersion, struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	return v.Product
}
