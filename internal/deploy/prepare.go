package deploy

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"
)

const (
	maxHeld = 1 << 20  // bytes of a file that are held while it is sent; longer ones are read as they go
	maxPack = 32 << 20 // bytes of a pack
	maxKept = 4 << 20  // bytes of a file that a pack takes
	minGzip = 1 << 10  // bytes of a file that is worth compressing
)

// newRecord is what a site's files become at a target.
func newRecord(files []output.Entry, t *Target) *Record {
	r := &Record{Format: recordFormat, Files: make([]Object, len(files))}
	for i := range files {
		e := &files[i]
		o := Object{Path: e.Path, Sum: e.Sum, Size: e.Size, Class: e.Class, Type: e.Type, Source: e.Source, Cache: t.Cache[e.Class], Language: e.Headers[language]}
		if o.Cache == "" {
			o.Cache = e.Class.CacheControl()
		}
		if t.Redirects {
			o.Redirect = e.Redirect
		}
		if t.Compress && e.Size >= minGzip && isText(e.Type) {
			o.Encoding = "gzip"
		}
		r.Files[i] = o
	}
	return r
}

// isText reports whether files of a type become smaller by compression.
func isText(typ string) bool {
	return strings.HasPrefix(typ, "text/") || strings.Contains(typ, "json") || strings.Contains(typ, "xml")
}

// stored returns the bytes of a file as they are stored, and notes their MD5.
// Of a long file that is not encoded there are none: it is read as it is sent.
func (s *Site) stored(o *Object) (body []byte, err error) {
	if o.Size > maxHeld && o.Encoding == "" {
		return nil, s.sumLong(o)
	}
	if body, err = s.read(o); err != nil {
		return nil, err
	}
	if o.Encoding == "gzip" {
		var b bytes.Buffer
		z := gzip.NewWriter(&b) // without a name and a time: the same bytes each time
		z.Write(body)
		z.Close()
		body = b.Bytes()
		o.Stored = int64(len(body))
	}
	sum := md5.Sum(body)
	o.MD5 = hex.EncodeToString(sum[:])
	return body, nil
}

func (s *Site) sumLong(o *Object) error {
	f, err := s.Open(o.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	h := md5.New()
	if n, err := io.Copy(h, f); err != nil || n != o.Size {
		return errors.Join(errChanged, err)
	}
	o.MD5 = hex.EncodeToString(h.Sum(nil))
	return nil
}

// content is what is sent of a file whose MD5 is known.
func (s *Site) content(o *Object) (Content, error) {
	was := o.MD5
	body, err := s.stored(o)
	if err != nil {
		return Content{}, err
	}
	if was != o.MD5 {
		return Content{}, errChanged
	}
	var c Content
	hex.Decode(c.MD5[:], []byte(o.MD5))
	if body != nil {
		return bytesContent(body, c.MD5), nil
	}
	c.Size = o.Size
	hex.Decode(c.Sum[:], []byte(o.Sum))
	c.Open = func() (io.ReadSeekCloser, error) { return s.Open(o.Path) }
	return c, nil
}

// packer keeps the bodies of what has no name of its own content, so that a
// release can be brought back when they were overwritten: zip files, in which
// each body stands under its hash.
type packer struct {
	files []*os.File // in the system's temporary folder, without a name there where the system allows it
	names []string   // of the packs in the store
	id    string

	zip   *zip.Writer
	flate *flate.Writer
	size  int64
	in    map[string]string // hash of a body → the pack that holds it
}

// packs reports whether a body is kept in packs.
func packs(o *Object) bool {
	return o.Class != output.Asset && o.Size <= maxKept
}

// add keeps a file's bytes, and notes in its object where.
func (p *packer) add(o *Object, body []byte) error {
	if name, ok := p.in[o.Sum]; ok {
		o.Pack = name
		return nil
	}
	if p.zip == nil || p.size > maxPack {
		if err := p.next(); err != nil {
			return err
		}
	}
	w, err := p.zip.CreateHeader(&zip.FileHeader{Name: o.Sum, Method: zip.Deflate})
	if err == nil {
		_, err = w.Write(body)
	}
	p.size += int64(len(body)) / 2 // a guess on the safe side: the zip tells too late
	o.Pack = p.names[len(p.names)-1]
	p.in[o.Sum] = o.Pack
	return err
}

func (p *packer) next() error {
	if err := p.finish(); err != nil {
		return err
	}
	f, err := os.CreateTemp("", "brief-pack-")
	if err != nil {
		return err
	}
	os.Remove(f.Name())
	p.files = append(p.files, f)
	p.names = append(p.names, fmt.Sprintf("%s-%d.zip", p.id, len(p.files)))
	p.zip, p.size = zip.NewWriter(f), 0
	p.zip.RegisterCompressor(zip.Deflate, p.compressor)
	return nil
}

// compressor compresses one body after the other by the same tables, which are a
// megabyte.
func (p *packer) compressor(w io.Writer) (io.WriteCloser, error) {
	if p.flate == nil {
		var err error
		p.flate, err = flate.NewWriter(w, flate.BestSpeed)
		return p.flate, err
	}
	p.flate.Reset(w)
	return p.flate, nil
}

// finish ends the pack that is being written.
func (p *packer) finish() error {
	if p.zip == nil {
		return nil
	}
	return p.zip.Close()
}

func (p *packer) close() {
	for _, f := range p.files {
		f.Close()
		os.Remove(f.Name()) // where a file that is open cannot be removed
	}
}

// content is a finished pack as it is sent.
func (p *packer) content(i int) (Content, error) {
	f := p.files[i]
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return Content{}, err
	}
	sum, all := md5.New(), sha256.New()
	size, err := io.Copy(io.MultiWriter(sum, all), f)
	if err != nil {
		return Content{}, err
	}
	return Content{Size: size, MD5: [16]byte(sum.Sum(nil)), Sum: output.Sum(all.Sum(nil)), Open: func() (io.ReadSeekCloser, error) {
		return nopCloser{io.NewSectionReader(f, 0, size)}, nil
	}}, nil
}

// unpack reads one body of a pack.
func unpack(pack []byte, sum string) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		return nil, err
	}
	f, err := z.Open(sum)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxKept+1))
	if err == nil && output.SumOf(body).String() != sum {
		err = errors.New("its bytes are not those that its name says")
	}
	return body, err
}

// prepare reads what is to be sent: its hashes, its secrets, and what it refers
// to. What is overwritten one day is kept in packs.
func (r *run) prepare() error {
	var l diag.List
	refs := newReferences(r.plan.after, r.target.BasePath)
	all := len(r.plan.Delete)+len(r.plan.Retire) > 0 // then what stays may refer to what goes
	sent := make(map[string]bool, len(r.plan.Send))
	for i := range r.plan.Send {
		sent[r.plan.Send[i].Path] = true
	}
	for i := range r.plan.after.Files {
		o := &r.plan.after.Files[i]
		keep := packs(o) && o.Pack == ""
		scan := refs.reads(o) && (sent[o.Path] || all)
		if !sent[o.Path] && !keep && !scan {
			continue
		}
		if o.Size > maxHeld && !keep && !scan {
			if o.MD5 == "" {
				if _, err := r.site.stored(o); err != nil {
					return r.unreadable(o, err)
				}
			}
			continue
		}
		body, err := r.site.read(o)
		if err != nil {
			return r.unreadable(o, err)
		}
		if o.MD5 == "" {
			if err := r.sum(o, body); err != nil {
				return r.unreadable(o, err)
			}
		}
		if what := secretIn(body); sent[o.Path] && what != "" {
			l = append(l, refusal(o.Path, "secret-in-file", "this file holds what looks like "+what, "take it out, and have it made invalid where it came from"))
		}
		if scan {
			l = append(l, refs.check(o, body)...)
		}
		if keep {
			if err := r.packs.add(o, body); err != nil {
				return problem(Refused, "deploy-no-room", fmt.Sprintf("the bodies of this release cannot be kept for a rollback (%v)", err), "see whether the disk is full, or choose another folder for such files by the variable TMPDIR")
			}
		}
	}
	if len(l) > 0 {
		return &Problem{Refused, l}
	}
	return r.packs.finish()
}

// sum notes the MD5 of what is stored of a file whose bytes are given.
func (r *run) sum(o *Object, body []byte) error {
	if o.Encoding != "" || o.Size > maxHeld {
		_, err := r.site.stored(o)
		return err
	}
	sum := md5.Sum(body)
	o.MD5 = hex.EncodeToString(sum[:])
	return nil
}

func (r *run) unreadable(o *Object, err error) error {
	return &Problem{Refused, diag.List{refusal(o.Path, "file-changed", fmt.Sprintf("this cannot be published: %v", err), "build the site again")}}
}
