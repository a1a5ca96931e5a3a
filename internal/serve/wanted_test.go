package serve

import (
	"regexp"
	"testing"

	"brief/internal/sitetest"
)

// madeOnPage is the address of a smaller picture that a page shows.
func madeOnPage(t *testing.T, s *Server, page string) string {
	t.Helper()
	made := regexp.MustCompile(`/photo-\d+\.[0-9a-f]+\.(jpg|webp|png)`).FindString(get(s, page).Body.String())
	if made == "" {
		t.Fatalf("%s shows no smaller picture", page)
	}
	return made
}

const (
	withPhoto = "---\ntitle: A\ndate: 2024-01-01\n---\n![A photo](photo.jpg)\n*Caption.* [Credit]\n"
	noPhoto   = "---\ntitle: A\ndate: 2024-01-01\n---\nNo photo.\n"
)

// A picture was 404 until its page was loaded anew, if the page had been without
// it for a moment and the whole site was looked through meanwhile: a browser that
// shows the page, or its last good version, asks for what comes into view only.
func TestAPictureIsThereBeforeItsPageIsAskedForAgain(t *testing.T) {
	site := sitetest.New(map[string]string{"content/a.md": withPhoto, "content/photo.jpg": "400x300 dusk"})
	s := newServer(site, true)
	made := madeOnPage(t, s, "/a/")
	edit := func(text string) { s.Update(site.Write("content/a.md", []byte(text))) }

	edit(noPhoto)
	if _, err := s.problemsNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w := get(s, made); w.Code != 404 {
		t.Errorf("no page shows %s and it has the status %d", made, w.Code)
	}
	edit(withPhoto)
	if w := get(s, made); w.Code != 200 || w.Header().Get("Content-Type") == "" {
		t.Errorf("%s, which a page shows again, has the status %d", made, w.Code)
	}
}

// A search through the site as it was ended after the page of the new one had
// been shown, and made its pictures unknown.
func TestALookAtTheSiteBeforeForgetsNoPictureOfTheNewOne(t *testing.T) {
	site := sitetest.New(map[string]string{"content/a.md": noPhoto, "content/photo.jpg": "400x300 dusk"})
	s := newServer(site, true)
	before := s.opt.Builder.All(t.Context())
	s.Update(site.Write("content/a.md", []byte(withPhoto)))
	made := madeOnPage(t, s, "/a/")
	for range before { // to its end
	}
	if _, ok := s.opt.Builder.View(t.Context(), made[1:]); !ok {
		t.Errorf("%s is forgotten", made)
	}
}

// A request that was under way during an edit noted what the page had wanted
// before it: the file was answered until the next edit, though no page had it.
func TestWhatAPageWantedBeforeAnEditIsNotWantedAfterIt(t *testing.T) {
	site := sitetest.New(map[string]string{
		"content/a.md":        "---\ntitle: A\ndate: 2024-01-01\n---\n[The figures](figures.csv)\n",
		"content/figures.csv": "a,b\n",
	})
	s := newServer(site, true)
	turn := s.turnNow()
	v, ok := s.opt.Builder.View(t.Context(), "a/index.html")
	if !ok || len(v.Wants) != 1 {
		t.Fatalf("the page wants %v", v.Wants)
	}
	s.Update(site.Write("content/a.md", []byte(noPhoto)))
	s.want(turn, v)
	if w := get(s, "/figures.csv"); w.Code != 404 {
		t.Errorf("a file that no page wants has the status %d", w.Code)
	}
}
