package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	manifestFormat = 1

	// A site of 100,000 files needs 45 to 60 MB, and a manifest is held whole.
	maxManifest = 96 << 20
	minEntry    = 80      // bytes, which even a path and a sum alone are longer than
	maxHeader   = 8 << 10 // bytes of one file's headers
)

var errTooManyFiles = fmt.Errorf("the list of files is larger than %d MB", maxManifest>>20)

// Entry is a File without its bytes, as the manifest holds it.
type Entry struct {
	Path     string            `json:"path"`
	Sum      string            `json:"sha256"` // hex
	Size     int64             `json:"size"`   // bytes
	Type     string            `json:"type"`
	Class    Class             `json:"class"`
	Redirect string            `json:"redirect,omitempty"` // as in [File]
	Headers  map[string]string `json:"headers,omitempty"`  // entries of the same headers may share a map: do not change it
	Source   string            `json:"source,omitempty"`

	CredentialsRemoved bool `json:"credentials_removed,omitempty"` // as in [File]
}

// Manifest is .brief.json: what brief wrote in a directory. It is JSON with one
// file a line, so that a difference between two is readable, and the same
// bytes for the same files.
type Manifest struct {
	Format  int     `json:"format"`
	Drafts  bool    `json:"drafts,omitempty"`  // built with --drafts
	Partial bool    `json:"partial,omitempty"` // a build was stopped: each file is there as one of its entries says, or not at all
	Files   []Entry `json:"files"`             // sorted by path; each path once, unless Partial
}

// ReadManifest reads a directory's manifest. The error is [os.ErrNotExist] if
// it has none; a damaged one gives another error and no manifest.
func ReadManifest(dir string) (*Manifest, error) {
	return ReadManifestFile(filepath.Join(dir, manifestName))
}

// ReadManifestFile reads a manifest, or a copy of one, by its own name; its
// errors are those of [ReadManifest].
func ReadManifestFile(name string) (*Manifest, error) {
	f, err := openFile(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > maxManifest {
		return nil, errTooManyFiles
	}
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, err
	}
	return parseManifest(data)
}

// parseManifest reads what append writes, and any JSON of the same meaning.
func parseManifest(data []byte) (*Manifest, error) {
	m, ok := parseLines(data)
	if !ok {
		var err error
		if m, err = parseJSON(data); err != nil {
			return nil, inWords(err)
		}
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	return m, nil
}

// check returns an error unless the manifest is one that a Writer can have
// written: what it names is removed from a disk one day.
func (m *Manifest) check() error {
	if m.Format != manifestFormat {
		return fmt.Errorf("its format is %d, and this version of brief knows format %d", m.Format, manifestFormat)
	}
	for i := range m.Files {
		e := &m.Files[i]
		if err := CheckPath(e.Path); err != nil {
			return fmt.Errorf("%q: %w", e.Path, err)
		}
		if _, ok := parseSum(e.Sum); !ok || e.Size < 0 {
			return fmt.Errorf("%q: the checksum or size is wrong", e.Path)
		}
		if i == 0 {
			continue
		}
		switch before := &m.Files[i-1]; strings.Compare(before.Path, e.Path) {
		case 1:
			return fmt.Errorf("%q: the files are not sorted", e.Path)
		case 0:
			if !m.Partial {
				return fmt.Errorf("%q: the file is named twice", e.Path)
			}
		}
	}
	return nil
}

// append appends the manifest as JSON. It is encoding/json's own encoding with
// line breaks round the files, made without reflection because every build
// waits for it.
func (m *Manifest) append(b []byte) []byte {
	b = slices.Grow(b, 64+256*len(m.Files))
	b = append(b, `{"format":`...)
	b = strconv.AppendInt(b, int64(m.Format), 10)
	if m.Drafts {
		b = append(b, `,"drafts":true`...)
	}
	if m.Partial {
		b = append(b, `,"partial":true`...)
	}
	b = append(b, `,"files":[`...)
	for i := range m.Files {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
		b = m.Files[i].append(b)
	}
	return append(b, "\n]}\n"...)
}

func (e *Entry) append(b []byte) []byte {
	b = append(b, `{"path":`...)
	b = appendString(b, e.Path)
	b = append(b, `,"sha256":`...)
	b = appendString(b, e.Sum)
	b = append(b, `,"size":`...)
	b = strconv.AppendInt(b, e.Size, 10)
	b = append(b, `,"type":`...)
	b = appendString(b, e.Type)
	b = append(b, `,"class":`...)
	b = appendString(b, string(e.Class))
	if e.Redirect != "" {
		b = append(b, `,"redirect":`...)
		b = appendString(b, e.Redirect)
	}
	if len(e.Headers) > 0 {
		sep := `,"headers":{`
		for _, key := range slices.Sorted(maps.Keys(e.Headers)) {
			b = append(b, sep...)
			b = appendString(b, key)
			b = append(b, ':')
			b = appendString(b, e.Headers[key])
			sep = ","
		}
		b = append(b, '}')
	}
	if e.Source != "" {
		b = append(b, `,"source":`...)
		b = appendString(b, e.Source)
	}
	if e.CredentialsRemoved {
		b = append(b, `,"credentials_removed":true`...)
	}
	return append(b, '}')
}

func appendString(b []byte, s string) []byte {
	if !verbatim(s) {
		quoted, _ := json.Marshal(s) // a string has no error
		return append(b, quoted...)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// verbatim reports whether a string stands in JSON as it is.
func verbatim(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}

// parseLines reads the encoding that append makes where no string needs an
// escape, ten times faster than encoding/json. It reports false for anything
// else, which encoding/json then decides.
func parseLines(data []byte) (*Manifest, bool) {
	if !utf8.Valid(data) {
		return nil, false
	}
	m := &Manifest{}
	l := line{rest: string(data)} // one string, of which every field is a part
	m.Format = int(l.number(`{"format":`))
	m.Drafts = l.skip(`,"drafts":true`)
	m.Partial = l.skip(`,"partial":true`)
	l.must(`,"files":[`)
	m.Files = make([]Entry, 0, min(strings.Count(l.rest, "\n"), len(data)/minEntry))
	for !l.bad && !l.skip("\n]}\n") {
		if len(m.Files) > 0 {
			l.must(",")
		}
		e := Entry{
			Path:  l.text("\n" + `{"path":`),
			Sum:   l.text(`,"sha256":`),
			Size:  l.number(`,"size":`),
			Type:  l.text(`,"type":`),
			Class: Class(l.text(`,"class":`)),
		}
		if strings.HasPrefix(l.rest, `,"redirect":`) {
			e.Redirect = l.text(`,"redirect":`)
		}
		if l.skip(`,"headers":`) {
			e.Headers = l.headers()
		}
		if strings.HasPrefix(l.rest, `,"source":`) {
			e.Source = l.text(`,"source":`)
		}
		e.CredentialsRemoved = l.skip(`,"credentials_removed":true`)
		l.must("}")
		m.Files = append(m.Files, e)
	}
	return m, !l.bad && l.rest == ""
}

// line is what parseLines has not read yet.
type line struct {
	rest string
	bad  bool // it is not as expected

	lastHeaders string            // as they stand
	last        map[string]string // the same, read
}

// headers reads the headers of one entry. Most entries have those of the one
// before, whose map they get.
func (l *line) headers() map[string]string {
	if l.last != nil && l.skip(l.lastHeaders) {
		return l.last
	}
	all, h := l.rest, map[string]string{}
	l.must("{")
	for more := true; more && !l.bad; more = l.skip(",") {
		key := l.text("")
		h[key] = l.text(":")
		l.bad = l.bad || len(all)-len(l.rest) > maxHeader
	}
	l.must("}")
	if !l.bad {
		l.lastHeaders, l.last = all[:len(all)-len(l.rest)], h
	}
	return h
}

// skip reads a literal if it is there.
func (l *line) skip(literal string) bool {
	rest, ok := strings.CutPrefix(l.rest, literal)
	l.rest = rest
	return ok
}

// must reads a literal.
func (l *line) must(literal string) {
	if !l.skip(literal) {
		l.bad = true
	}
}

// text reads a key and a string that stands as it is.
func (l *line) text(key string) string {
	l.must(key)
	l.must(`"`)
	i := strings.IndexByte(l.rest, '"')
	if l.bad || i < 0 {
		l.bad = true
		return ""
	}
	s := l.rest[:i]
	for j := range len(s) {
		if s[j] < 0x20 || s[j] == '\\' {
			l.bad = true
			return ""
		}
	}
	l.rest = l.rest[i+1:]
	return s
}

// number reads a key and a whole number in its shortest form.
func (l *line) number(key string) int64 {
	l.must(key)
	i := 0
	for i < len(l.rest) && '0' <= l.rest[i] && l.rest[i] <= '9' {
		i++
	}
	n, err := strconv.ParseInt(l.rest[:i], 10, 64)
	if err != nil || l.rest[0] == '0' && i > 1 {
		l.bad = true
		return 0
	}
	l.rest = l.rest[i:]
	return n
}

// openFile opens a regular file; it follows no symbolic link in the last part
// and waits for nothing.
func openFile(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a file")
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
