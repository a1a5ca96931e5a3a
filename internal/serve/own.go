package serve

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"strings"

	"brief/internal/output"
)

// own is the folder, below the site's path, of the preview's own files. No
// address of a site begins with a dot.
const own = ".brief/"

// files are the script, the worker, their style sheet and the library that
// changes a document in place.
//
//go:embed files
var files embed.FS

// workerPolicy is that of the worker's file: it alone may talk to the server.
const workerPolicy = "default-src 'none'; connect-src 'self'"

// serveOwn answers with a file of the preview.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request, name string) {
	switch name {
	case "events":
		s.serveEvents(w, r)
		return
	case "problems":
		s.serveProblems(w, r)
		return
	case "style.css":
		s.serveStyle(w, r)
		return
	}
	body, err := files.ReadFile("files/" + name)
	if err != nil || strings.Contains(name, "LICENSE") {
		s.notFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", output.TypeOf(name))
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	if name == "worker.js" {
		h.Set("Content-Security-Policy", workerPolicy)
	}
	sum := sha256.Sum256(body)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	send(w, r, http.StatusOK, body)
}
