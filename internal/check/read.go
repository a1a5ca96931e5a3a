package check

import (
	"bytes"
	"compress/gzip"
	"io"
	"path"
	"strings"

	"brief/internal/output"
)

// read makes the account of a file. The error is that of reading it.
func (s *Set) read(f *output.File) (*account, error) {
	a, err := s.account(f)
	if err == nil {
		s.settle(a)
	}
	return a, err
}

// settle drops the addresses that no other file can make wrong, and with them
// most of what a set would hold: those of other sites, and of the page itself.
func (s *Set) settle(a *account) {
	left := make([]ref, 0, len(a.refs)/2)
	for _, r := range a.refs {
		t := s.base.resolve(a.path, r.url)
		switch {
		case t.where == outside && r.use != useFile:
		case t.where == other && r.use != useFile:
		case t.where == inside && !r.whole && t.path == a.path && (t.fragment == "" || a.hasID(t.fragment)):
		default:
			left = append(left, r)
		}
	}
	a.refs = left
}

// account notes what is in a file. The bytes of pictures, sound and fonts are not
// read.
func (s *Set) account(f *output.File) (*account, error) {
	a := &account{path: f.Path, source: f.Source, sum: f.Sum, size: f.Size, packed: f.Size}
	a.kind, _, _ = strings.Cut(f.Type, ";")
	a.note(litterIn(f.Path)...)
	if !isText(a.kind) {
		return a, nil
	}
	body, err := f.Bytes()
	if err != nil {
		return nil, err
	}
	if a.kind != "text/html" || len(body) > sureToFit {
		a.packed = s.packedSize(body)
	}
	switch a.kind {
	case "text/html":
		s.readHTML(a, body, f.Headers["Content-Security-Policy"])
		return a, nil
	case "text/css":
		a.readCSS(string(body), "")
	case "image/svg+xml":
		a.readSVG(body)
	case "application/xml", "application/atom+xml", "application/rss+xml":
		a.readXML(body)
	case "application/json", "application/feed+json", "application/manifest+json", "application/geo+json":
		a.readJSON(body)
	case "text/plain":
		if path.Base(f.Path) == "robots.txt" {
			a.readRobots(string(body))
		}
	}
	a.note(s.leaksIn(string(body), a.kind)...)
	return a, nil
}

// note adds findings, up to the bound.
func (a *account) note(l ...finding) {
	a.findings = append(a.findings, l[:max(0, min(len(l), maxFindings-len(a.findings)))]...)
}

// isText says which media types are read.
func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") || kind == "image/svg+xml" || strings.HasPrefix(kind, "application/") &&
		(strings.HasSuffix(kind, "xml") || strings.HasSuffix(kind, "json"))
}

// packedSize is how many bytes are sent of a text, by gzip as servers use it.
func (s *Set) packedSize(body []byte) int64 {
	var n counter
	z, again := s.packers.Get().(*gzip.Writer)
	if again {
		z.Reset(&n)
	} else {
		z = gzip.NewWriter(&n)
	}
	z.Write(body) // a counter never fails
	z.Close()
	s.packers.Put(z)
	return int64(n)
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

var _ io.Writer = (*counter)(nil)

// readRobots takes in the addresses of sitemaps (sitemaps.org, "Specifying the Sitemap location").
func (a *account) readRobots(text string) {
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(line, ":")
		if ok && strings.EqualFold(strings.TrimSpace(key), "sitemap") {
			a.refs = append(a.refs, ref{url: strings.TrimSpace(value), what: "the sitemap", use: useFile})
		}
	}
}

// lineOf is the 1-based line of a byte offset.
func lineOf(body []byte, off int64) int {
	return 1 + bytes.Count(body[:min(int(off), len(body))], []byte{'\n'})
}
