package serve

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// Safari plays no film of which it cannot ask for parts; and a preview shows what a
// build publishes, without what a telephone wrote into the film.
func TestPartsOfAFilm(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md":       "---\ntitle: Home\n---\nText.\n\n![A disc.](film.webm)\n*It moves.* [Film: brief]\n",
		"content/film.webm":      "sun over hills",
		"content/film.webm.yaml": "captions: film.vtt\ntranscript: film.vtt\n",
		"content/film.vtt":       "WEBVTT\n",
	})
	plain := []byte(live.Text("content/film.webm"))
	const secret = "+52.5200+013.4049/"
	tags := append([]byte("\x12\x54\xc3\x67\x01\x00\x00\x00\x00\x00\x00\x12"), secret...)
	for name, film := range map[string][]byte{"as it is": plain, "with a place": append(slices.Clone(plain), tags...)} {
		live.Write("content/film.webm", film)
		s := newServer(live, false)
		if w := get(s, "/"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<video src=film.webm ") {
			t.Fatalf("%s: status %d, %s", name, w.Code, w.Body)
		}
		whole := get(s, "/film.webm")
		if whole.Code != http.StatusOK || whole.Header().Get("Content-Type") != "video/webm" || whole.Header().Get("Accept-Ranges") != "bytes" || !bytes.HasPrefix(whole.Body.Bytes(), plain) {
			t.Errorf("%s: status %d, %v", name, whole.Code, whole.Header())
		}
		if bytes.Contains(whole.Body.Bytes(), []byte(secret)) {
			t.Errorf("%s: the preview says where it was made", name)
		}
		part := get(s, "/film.webm", "Range: bytes=100-299")
		if part.Code != http.StatusPartialContent || !bytes.Equal(part.Body.Bytes(), plain[100:300]) {
			t.Errorf("%s: a part: status %d, %d bytes", name, part.Code, part.Body.Len())
		}
	}
	if w := get(newServer(live, false), "/film.vtt"); w.Header().Get("Content-Type") != "text/vtt; charset=utf-8" {
		t.Errorf("captions are %v", w.Header())
	}
}
