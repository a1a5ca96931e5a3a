package serve

import (
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// serveStyle answers with a style sheet that stands inline in a page, as a file:
// "of" is the path of the page's address, "n" which of its sheets, from 0. The
// policy of an open page allows the inline sheets that it came with, by their
// hashes, and any file of its own site; so that one which was changed since can
// take effect as a file alone.
func (s *Server) serveStyle(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	n, err := strconv.Atoi(query.Get("n"))
	rest, below := strings.CutPrefix(query.Get("of"), s.Prefix())
	if err != nil || n < 0 || !below {
		s.notFound(w, r)
		return
	}
	v := s.show(r.Context(), rest)
	if !isHTML(v.file) {
		s.notFound(w, r)
		return
	}
	page, err := v.file.Bytes()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError) // it was changed just now: the page is told of it
		return
	}
	text, ok := inlineStyle(string(page), n)
	if !ok {
		s.notFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	send(w, r, http.StatusOK, []byte(text))
}

// inlineStyle is the text of a page's style element, counted as browsers do:
// what a template holds is no part of the page.
func inlineStyle(page string, n int) (text string, ok bool) {
	doc, err := html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return "", false
	}
	var walk func(*html.Node)
	walk = func(e *html.Node) {
		if e.Type == html.ElementNode && e.Data == "style" {
			if n == 0 && !ok {
				ok = true
				for c := range e.ChildNodes() {
					text += c.Data
				}
			}
			n--
		}
		for c := range e.ChildNodes() {
			if !ok && !(e.Type == html.ElementNode && e.Data == "template") {
				walk(c)
			}
		}
	}
	walk(doc)
	return text, ok
}
