package serve

import (
	"strings"
	"testing"

	"brief/internal/browser"
	"brief/internal/sitetest"
)

const (
	drawn   = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40"><path fill="#00f" d="M0 0h400v40H0z"/></svg>`
	redrawn = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40"><path fill="#f00" d="M0 0h400v40H0z"/></svg>`
	shows   = "---\ntitle: Home\n---\nFirst.\n\n![A line.](line.svg)\n*A line.* [Nobody]\n"
)

// A drawing that was drawn anew, in the same size, left the page's bytes as they
// were: nobody told the tabs that show it.
func TestADrawingThatChangedIsAnotherVersionOfItsPage(t *testing.T) {
	site := sitetest.New(map[string]string{"content/index.md": shows, "content/line.svg": drawn, "content/other.md": "---\ntitle: Other\n---\nx\n"})
	s := newServer(site, true)
	home, other := s.versionOf("/"), s.versionOf("/other/")
	s.Update(site.Write("content/line.svg", []byte(redrawn)))
	if s.versionOf("/") == home || s.versionOf("/other/") != other {
		t.Error("the page with the drawing is the same one, or the one without it is another")
	}
	if got, want := s.versionOf("/"), newServer(site, true).versionOf("/"); got != want {
		t.Errorf("the version is %s, and of a server that starts now %s", got, want)
	}
	s.Update(site.Write("content/line.svg", []byte(drawn)))
	if s.versionOf("/") != home {
		t.Error("the page as it was has another version than before")
	}
}

func TestInABrowserADrawingIsShownAsItIsNow(t *testing.T) {
	b := browser.Start(t)
	l := startLive(t, map[string]string{"content/index.md": shows, "content/line.svg": drawn})
	p := b.Open(t, l.http.URL+"/", browser.View{})
	browser.Eval[bool](p, loaded)
	const red = `(() => {
		const img = document.querySelector("figure img");
		if (!img.complete || !img.naturalWidth) return -1;
		const c = document.createElement("canvas");
		c.width = c.height = 1;
		const to = c.getContext("2d");
		to.drawImage(img, 0, 0);
		return to.getImageData(0, 0, 1, 1).data[0];
	})()`
	if !until(p, red+" == 0") {
		t.Fatal("the drawing is not blue")
	}
	l.write("content/line.svg", redrawn)
	if !until(p, red+" == 255") {
		t.Fatal("the drawing is shown as it was")
	}
	l.write("content/index.md", strings.Replace(shows, "First.", "Second.", 1))
	if !until(p, `document.body.textContent.includes("Second.") && `+red+" == 255") {
		t.Error("after an edit of the text the drawing is shown as it was before")
	}
	l.write("content/line.svg", drawn)
	if !until(p, red+" == 0") || !browser.Eval[bool](p, "window.loadedOnce") {
		t.Error("the drawing is not blue again, or the page was loaded again")
	}
	clean(t, p)
}
