package deploy

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"brief/internal/output"
)

// Preview is a target of its own below another: it has its own state, and no key
// of it is one of the other's. The name is that of a branch, perhaps: letters,
// digits and hyphens are kept.
func (t *Target) Preview(name string) (*Target, error) {
	slug := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, name), "-")
	if slug == "" || len(slug) > 60 {
		return nil, problem(Refused, "bad-preview", "a preview's name needs one to sixty letters or digits", "name it as its branch, such as --preview new-map")
	}
	p := *t
	p.Name = t.Name + " (preview " + slug + ")"
	p.Prefix = t.Prefix + "preview/" + slug + "/"
	if p.BasePath != "" {
		p.BasePath += "preview/" + slug + "/"
	}
	return &p, nil
}

// NoIndex returns the site with a line in each page that keeps it out of search
// engines. A robots.txt would not: it keeps them from reading that line, and
// counts only at the root of a host.
func NoIndex(s *Site) (*Site, error) {
	marked := &Site{Files: slices.Clone(s.Files)}
	marked.Open = func(path string) (io.ReadSeekCloser, error) {
		i, ok := slices.BinarySearchFunc(s.Files, path, func(e output.Entry, path string) int { return strings.Compare(e.Path, path) })
		if !ok || !isHTML(&s.Files[i]) {
			return s.Open(path)
		}
		body, err := s.read(&Object{Path: path, Sum: s.Files[i].Sum, Size: s.Files[i].Size})
		if err != nil {
			return nil, err
		}
		return nopCloser{bytes.NewReader(withNoIndex(body))}, nil
	}
	for i := range marked.Files {
		e := &marked.Files[i]
		if !isHTML(e) {
			continue
		}
		f, err := marked.Open(e.Path)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		e.Sum, e.Size = output.SumOf(body).String(), int64(len(body))
	}
	return marked, nil
}

func isHTML(e *output.Entry) bool { return strings.HasPrefix(e.Type, "text/html") }

// withNoIndex adds the line after the first tag that a head begins with.
func withNoIndex(body []byte) []byte {
	for _, first := range []string{"<meta charset=utf-8>", `<meta charset="utf-8">`, "<head>"} {
		if i := bytes.Index(body, []byte(first)); i >= 0 {
			at := i + len(first)
			return slices.Concat(body[:at], []byte("<meta name=robots content=noindex>"), body[at:])
		}
	}
	at := bytes.IndexByte(body, '>') + 1 // after the doctype
	return slices.Concat(body[:at], []byte("<meta name=robots content=noindex>"), body[at:])
}
