package browser

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"brief/internal/output"
)

// Serve serves finished files over HTTP until the test ends, each with the type
// and the headers that its manifest entry has, as a host that was set up right
// does, and 404.html for what is not there. Prefix is the path of the site's
// base URL, "/" or "/laos/". It returns the URL that the files lie below, with
// a slash at its end.
func Serve(t testing.TB, prefix string, files []*output.File) string {
	t.Helper()
	byPath := map[string]*output.File{}
	for _, f := range files {
		byPath[f.Path] = f
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at, ours := strings.CutPrefix(r.URL.Path, prefix)
		if strings.HasSuffix(r.URL.Path, "/") {
			at = path.Join(at, "index.html")
		}
		f, status := byPath[at], http.StatusOK
		if f == nil || !ours || f.Class == output.Control {
			f, status = byPath["404.html"], http.StatusNotFound
		}
		if f == nil {
			http.NotFound(w, r)
			return
		}
		body, err := f.Bytes()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", f.Type)
		for name, value := range f.Headers {
			w.Header().Set(name, value)
		}
		if status == http.StatusOK {
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write(body) // a reader that went away needs no answer
	}))
	t.Cleanup(server.Close)
	return server.URL + prefix
}
