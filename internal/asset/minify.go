package asset

import (
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/json"
	"github.com/tdewolff/minify/v2/svg"
	"github.com/tdewolff/minify/v2/xml"
)

// minifyMax is the size in bytes above which a file is published as it is: the
// minifier holds a file whole, several times over.
const minifyMax = 5 << 20

// NewMinifier returns the minifier of everything that is not written minimal
// by construction, and of templates.
func NewMinifier() *minify.M {
	m := minify.New()
	m.Add("text/html", &html.Minifier{KeepDocumentTags: true, KeepEndTags: true})
	m.AddFunc("text/css", minifyCSS)
	m.AddFunc("application/javascript", js.Minify)
	m.AddFunc("image/svg+xml", minifySVG)
	m.AddFunc("application/json", json.Minify)
	m.AddFunc("application/ld+json", json.Minify)
	// White space between tags may be text in a vocabulary that is not known.
	m.Add("application/xml", &xml.Minifier{KeepWhitespace: true})
	return m
}

// minifierType is the media type that the minifier knows a file by, from its
// name; empty for files that are published as they are.
func minifierType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm":
		return "text/html"
	case ".css":
		return "text/css"
	case ".js", ".mjs":
		return "application/javascript"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".webmanifest", ".geojson":
		return "application/json"
	case ".xml":
		return "application/xml"
	}
	return ""
}

// MinifyTemplate minifies the source of a template, actions left as they are.
func MinifyTemplate(m *minify.M, src string) (string, error) {
	src = emptyComments(src)
	h := &html.Minifier{KeepDocumentTags: true, KeepEndTags: true, TemplateDelims: html.GoTemplateDelims}
	var out strings.Builder
	err := h.Minify(m, &out, strings.NewReader(src), nil)
	return out.String(), err
}

// emptyComments takes the text out of a template's comments: the minifier takes
// an apostrophe in one for the beginning of a string, and would leave all that
// follows as it is.
func emptyComments(src string) string {
	var b strings.Builder
	for {
		i := strings.Index(src, "{{")
		if i < 0 {
			break
		}
		open := i + len("{{")
		if rest := src[open:]; strings.HasPrefix(rest, "- ") {
			open += len(rest) - len(strings.TrimLeft(rest[1:], " \t\r\n"))
		}
		b.WriteString(src[:open])
		src = src[open:]
		if strings.HasPrefix(src, "/*") {
			if end := strings.Index(src, "*/"); end >= len("/*") {
				b.WriteString("/*")
				src = src[end:]
			}
		}
	}
	return b.String() + src
}

// minifySVG minifies a drawing, with cares that the minifier lacks.
//
// It drops the white space at both ends of every run of text, which glues
// "<tspan>29,000</tspan> people" together: inside <text> such a space is
// replaced by a character that it leaves alone, and put back afterwards.
// And it drops xml:space, so that a drawing that asks for its spaces is kept.
// A drawing inside a template, with actions in it, is kept too, and one whose
// elements have a prefix, all of which it drops.
func minifySVG(m *minify.M, w io.Writer, r io.Reader, params map[string]string) error {
	src, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if bytes.Contains(src, []byte("xml:space")) || bytes.Contains(src, []byte("{{")) {
		_, err = w.Write(src)
		return err
	}
	in := src
	mark, marked := unusedChar(src)
	if marked = marked && bytes.Contains(src, []byte("<text")); marked {
		in = markTextSpaces(src, mark)
	}
	var out bytes.Buffer
	if err := svg.Minify(m, &out, bytes.NewReader(in), params); err != nil {
		return err
	}
	small := out.Bytes()
	if marked {
		small = bytes.ReplaceAll(small, mark, []byte(" "))
	}
	if !bytes.Contains(small, []byte("<svg")) {
		small = src // its elements have a prefix
	}
	_, err = w.Write(small)
	return err
}

// unusedChar returns a private-use character that src does not hold.
func unusedChar(src []byte) ([]byte, bool) {
	for r := '\uE000'; r < '\uE020'; r++ {
		if c := []byte(string(r)); !bytes.Contains(src, c) {
			return c, true
		}
	}
	return nil, false
}

// markTextSpaces replaces by mark the white space inside <text> that stands
// beside a tag within it. At the very beginning and end of a <text> white space
// shows nothing.
func markTextSpaces(src, mark []byte) []byte {
	const space = " \t\r\n\f"
	out := make([]byte, 0, len(src)+64)
	inText := false
	for len(src) > 0 {
		tag := bytes.IndexByte(src, '<')
		if tag < 0 {
			tag = len(src)
		}
		text := src[:tag]
		src = src[tag:]
		end := bytes.IndexByte(src, '>') + 1
		if end == 0 {
			end = len(src)
		}
		closes := bytes.HasPrefix(src, []byte("</text"))
		if inText && len(text) > 0 {
			atStart := opensText(out)
			trimmed := bytes.Trim(text, space)
			if !atStart && bytes.IndexByte([]byte(space), text[0]) >= 0 && !(closes && len(trimmed) == 0) {
				out = append(out, mark...)
			}
			out = append(out, trimmed...)
			if len(trimmed) > 0 && !closes && bytes.IndexByte([]byte(space), text[len(text)-1]) >= 0 {
				out = append(out, mark...)
			}
		} else {
			out = append(out, text...)
		}
		if bytes.HasPrefix(src, []byte("<text")) && !bytes.HasPrefix(src, []byte("<textPath")) {
			inText = end > 1 && src[end-2] != '/'
		} else if closes {
			inText = false
		}
		out = append(out, src[:end]...)
		src = src[end:]
	}
	return out
}

// opensText says whether the last tag of out is the start of a <text>.
func opensText(out []byte) bool {
	i := bytes.LastIndexByte(out, '<')
	return i >= 0 && bytes.HasPrefix(out[i:], []byte("<text")) && !bytes.HasPrefix(out[i:], []byte("<textPath"))
}
