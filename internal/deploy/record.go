package deploy

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"brief/internal/output"
)

const (
	recordFormat = 1
	language     = "Content-Language"
)

// Record is the list of what one deploy publishes. It is stored under the hash
// of its bytes and never changes.
type Record struct {
	Format int      `json:"format"`
	Files  []Object `json:"files"` // sorted by path
}

// Object is one file as it stands in the store, headers included: a header that
// changes is a difference as a byte is.
type Object struct {
	Path     string       `json:"path"`
	Sum      string       `json:"sha256"` // of the file
	Size     int64        `json:"size"`   // of the file, in bytes
	Class    output.Class `json:"class"`
	Type     string       `json:"type"`
	Cache    string       `json:"cache"`
	Encoding string       `json:"encoding,omitempty"`
	Language string       `json:"language,omitempty"`
	Redirect string       `json:"redirect,omitempty"`
	Source   string       `json:"source,omitempty"`

	MD5    string `json:"md5,omitempty"`    // of what is stored; empty until it was read
	Stored int64  `json:"stored,omitempty"` // bytes of what is stored, where it is encoded
	Pack   string `json:"pack,omitempty"`   // which pack holds its body; empty if none does
}

// attributes are what the object is served with.
func (o *Object) attributes() Attributes {
	return Attributes{Type: o.Type, Cache: o.Cache, Encoding: o.Encoding, Language: o.Language, Redirect: o.Redirect, Sum: o.Sum}
}

// sameHeaders reports whether two objects are served alike.
func (o *Object) sameHeaders(p *Object) bool {
	return o.Type == p.Type && o.Cache == p.Cache && o.Encoding == p.Encoding && o.Language == p.Language && o.Redirect == p.Redirect
}

// size is how many bytes are stored.
func (o *Object) size() int64 {
	if o.Encoding != "" {
		return o.Stored
	}
	return o.Size
}

// immutable reports whether the object's name holds the hash of its content.
func (o *Object) immutable() bool { return o.Class == output.Asset }

// digest is a hash of all that readers get.
func (r *Record) digest() string {
	h := sha256.New()
	var line []byte
	for i := range r.Files {
		o := &r.Files[i]
		line = line[:0]
		for _, field := range []string{o.Path, o.Sum, string(o.Class), o.Type, o.Cache, o.Encoding, o.Language, o.Redirect} {
			line = append(line, field...)
			line = append(line, 0)
		}
		h.Write(append(line, '\n'))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// byPath finds objects by their paths; nil for a nil record.
func (r *Record) byPath() map[string]*Object {
	if r == nil {
		return nil
	}
	m := make(map[string]*Object, len(r.Files))
	for i := range r.Files {
		m[r.Files[i].Path] = &r.Files[i]
	}
	return m
}

func (r *Record) pages() (n int) {
	for i := range r.Files {
		if o := &r.Files[i]; isPage(o) {
			n++
		}
	}
	return n
}

// addresses counts pages and what leads to them.
func (r *Record) addresses() (n int) {
	for i := range r.Files {
		if o := &r.Files[i]; o.Class == output.PageC || o.Class == output.List {
			n++
		}
	}
	return n
}

func isPage(o *Object) bool {
	return (o.Class == output.PageC || o.Class == output.List) && o.Redirect == ""
}

// manifest is the record as what the output package compares.
func (r *Record) manifest() *output.Manifest {
	m := &output.Manifest{Files: make([]output.Entry, len(r.Files))}
	for i := range r.Files {
		o := &r.Files[i]
		m.Files[i] = output.Entry{Path: o.Path, Sum: o.Sum, Size: o.Size, Type: o.Type, Class: o.Class, Redirect: o.Redirect, Source: o.Source}
		if o.Language != "" {
			m.Files[i].Headers = map[string]string{language: o.Language}
		}
	}
	return m
}

// encode returns the record as it is stored, and its name.
func (r *Record) encode() (body []byte, name string) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte("{\"format\":1,\"files\":[\n"))
	for i := range r.Files {
		line, err := json.Marshal(&r.Files[i])
		if err != nil {
			panic("deploy: an Object always has a JSON form: " + err.Error())
		}
		if i > 0 {
			z.Write([]byte(",\n"))
		}
		z.Write(line)
	}
	z.Write([]byte("\n]}\n"))
	z.Close() // a buffer takes all
	sum := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(sum[:]) + ".json.gz"
}

// parseRecord reads a record, whose name its bytes must have.
func parseRecord(name string, body []byte) (*Record, error) {
	sum := sha256.Sum256(body)
	if want, _, _ := strings.Cut(name, "."); hex.EncodeToString(sum[:]) != want {
		return nil, errors.New("its bytes are not those that its name says")
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r := &Record{}
	d := json.NewDecoder(io.LimitReader(z, 4*maxRead))
	if err := d.Decode(r); err != nil {
		return nil, err
	}
	if r.Format != recordFormat {
		return nil, fmt.Errorf("its format is %d, and this version of brief knows format %d", r.Format, recordFormat)
	}
	for i := range r.Files {
		if err := output.CheckPath(r.Files[i].Path); err != nil {
			return nil, fmt.Errorf("%q: %w", r.Files[i].Path, err)
		}
	}
	return r, nil
}
