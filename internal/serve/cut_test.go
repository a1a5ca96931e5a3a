package serve

import (
	"os"
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// The case img-empty-and-cut: a picture that was still being copied took the preview
// down with it. It shows the page with the place marked, and the picture once it is
// whole.
func TestAPictureThatIsStillBeingCopiedComesWhenItIsWhole(t *testing.T) {
	read := func(name string) []byte {
		b, err := os.ReadFile("../build/testdata/img-empty-and-cut/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	page := strings.ReplaceAll(string(read("page.md")), "(empty.jpg", "(b.jpg")
	live := sitetest.New(map[string]string{"content/index.md": "---\ntitle: Home\n---\n", "content/page.md": page})
	live.Write("content/b.jpg", read("empty.jpg"))
	live.Write("content/cut.jpg", read("cut.jpg"))
	s := newServer(live, false)
	w := get(s, "/page/")
	if n := strings.Count(w.Body.String(), " class=missing"); w.Code != 200 || n != 2 {
		t.Errorf("cut: status %d, %d places marked in\n%s", w.Code, n, w.Body)
	}
	for _, want := range []string{"is empty", "is cut short"} {
		if problems := get(s, "/.brief/problems").Body.String(); !strings.Contains(problems, want) {
			t.Errorf("the panel does not say that a picture %s: %s", want, problems)
		}
	}
	s.Update(append(live.Write("content/b.jpg", read("whole.jpg")), live.Write("content/cut.jpg", read("whole.jpg"))...))
	w = get(s, "/page/")
	if body := w.Body.String(); w.Code != 200 || strings.Contains(body, "class=missing") || strings.Count(body, "<img ") != 2 {
		t.Errorf("whole: status %d\n%s", w.Code, body)
	}
	_, rest, _ := strings.Cut(w.Body.String(), "<img src=")
	src, _, _ := strings.Cut(rest, " ")
	if pic := get(s, "/page/"+strings.Trim(src, `"`)); pic.Code != 200 && get(s, "/"+strings.TrimPrefix(src, "../")).Code != 200 {
		t.Errorf("the picture %s: status %d", src, pic.Code)
	}
}
