package serve

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"brief/internal/output"
)

// serveOutput answers with what stands at an address of the site.
func (s *Server) serveOutput(w http.ResponseWriter, r *http.Request, address string) {
	s.answer(w, r, s.show(r.Context(), address))
}

func (s *Server) notFound(w http.ResponseWriter, r *http.Request) { s.answer(w, r, s.missing()) }

// answer writes what is shown. HTML gets the one script, before the end of its
// body; everything else is as a build writes it.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, v shown) {
	h := w.Header()
	if v.file == nil && v.to != "" {
		redirect(w, r, s.Prefix()+escape(v.to))
		return
	}
	v.state.Version = v.version()
	f := v.file
	if f == nil {
		f = s.errorPage(v)
	}
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", cacheControl(f.Class))
	for name, value := range f.Headers {
		h.Set(name, value)
	}
	if v.to != "" {
		h.Set("Location", v.to)
	}
	if f.From != nil && !isHTML(f) && (!compressible(f.Type) || f.Size > mostHeld) {
		s.sendFile(w, r, f)
		return
	}
	body, err := f.Bytes()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError) // it was changed just now: the next request finds it
		return
	}
	if isHTML(f) {
		body = s.withScript(body, v.state)
		h.Set("ETag", `"`+v.state.Version+`"`)
	} else {
		h.Set("ETag", `"`+f.Sum.String()+`"`)
	}
	send(w, r, v.status, body)
}

// mostHeld is how many bytes of a file are held in memory to be compressed.
const mostHeld = 4 << 20

// cacheControl lets a browser keep only what can never change.
func cacheControl(c output.Class) string {
	if c == output.Asset {
		return c.CacheControl()
	}
	return "no-cache"
}

// sendFile sends an input file that is published as it is, of any length.
func (s *Server) sendFile(w http.ResponseWriter, r *http.Request, f *output.File) {
	in, err := f.From.Open()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer in.Close()
	w.Header().Set("ETag", `"`+f.Sum.String()+`"`)
	http.ServeContent(w, r, "", time.Time{}, io.NewSectionReader(in, 0, f.Size))
}

// send sends a body: a part of it if that is asked for, compressed if that is
// understood and pays.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	if compressible(h.Get("Content-Type")) {
		h.Add("Vary", "Accept-Encoding")
		if len(body) >= 1024 && r.Header.Get("Range") == "" && takesGzip(r.Header.Get("Accept-Encoding")) {
			var packed bytes.Buffer
			z, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed) // the level is a valid one
			_, _ = z.Write(body)                                 // a buffer takes all
			_ = z.Close()
			body = packed.Bytes()
			h.Set("Content-Encoding", "gzip")
			if tag := h.Get("ETag"); tag != "" {
				h.Set("ETag", strings.TrimSuffix(tag, `"`)+`-gzip"`) // other bytes, another tag
			}
		}
	}
	if status == http.StatusOK {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		return
	}
	h.Del("ETag")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // whoever asked is gone
	}
}

func compressible(typ string) bool {
	typ, _, _ = strings.Cut(typ, ";")
	return strings.HasPrefix(typ, "text/") || strings.HasSuffix(typ, "xml") || strings.HasSuffix(typ, "json")
}

// takesGzip reads Accept-Encoding (RFC 9110, section 12.5.3).
func takesGzip(accepted string) bool {
	for part := range strings.SplitSeq(accepted, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if name = strings.TrimSpace(name); name == "gzip" || name == "*" {
			q, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
			n, err := strconv.ParseFloat(q, 64)
			return !ok || err == nil && n > 0
		}
	}
	return false
}

// withScript adds the script, with what it knows of its page.
func (s *Server) withScript(page []byte, st state) []byte {
	tag := s.script(st)
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	out := make([]byte, 0, len(page)+len(tag))
	out = append(out, page[:at]...)
	out = append(out, tag...)
	return append(out, page[at:]...)
}

func (s *Server) script(st state) string {
	text, _ := json.Marshal(st) // plain strings cannot fail
	return `<script type="module" src="` + html.EscapeString(s.Prefix()+own+"preview.js") + `" data-preview="` + html.EscapeString(string(text)) + `"></script>`
}

// errorPage stands where a page could never be made: the script lays the
// problems over it, and without scripts they are there to read.
func (s *Server) errorPage(v shown) *output.File {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>`)
	b.WriteString(html.EscapeString(strconv.Itoa(v.status) + " " + http.StatusText(v.status)))
	b.WriteString(`</title></head><body><pre>`)
	if len(v.state.Errors) == 0 {
		b.WriteString("There is nothing at this address.\n")
	}
	for _, p := range v.state.Errors {
		b.WriteString(html.EscapeString(p.Place + ": " + p.Msg + " [" + p.Code + "]\n"))
		if p.Lines != "" {
			b.WriteString(html.EscapeString(p.Lines + "\n"))
		}
		if p.Hint != "" {
			b.WriteString(html.EscapeString("hint: " + p.Hint + "\n"))
		}
	}
	b.WriteString(`</pre></body></html>`)
	return &output.File{Type: "text/html; charset=utf-8", Class: output.PageC, Body: []byte(b.String())}
}

func escape(path string) string { return (&url.URL{Path: path}).EscapedPath() }
