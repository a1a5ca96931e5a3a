// Package asset publishes files that are not pages: those of static/, and the
// content files that pages show or link to.
//
// # Names
//
// A file of static/ that a template names by asset, or a style sheet by url()
// or @import, gets ten hexadecimal digits of the hash of its final bytes in its
// name ("site.3f9a0c1d22.css"), so that it can be cached for ever. All others
// keep the name that they have, for nobody would know another. A style sheet is
// finished after the files that it names, whose new names it gets; two that
// import each other are a problem.
//
// # Bytes
//
// Style sheets, scripts, SVG, JSON and XML go through the minifier, with the
// cares that it lacks (see css.go and minify.go); what fails there is published
// as it is, with a warning. Everything else is copied and never held in memory.
package asset

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/site"
	"brief/internal/source"
)

// File is a file of static/ as it is published.
type File struct {
	Path      string // of the output: "site.3f9a0c1d22.css" where templates or style sheets name it, else the name
	Integrity string // of style sheets and scripts with a hash in their name: "sha384-…" (Subresource Integrity, section 3.2); else empty

	name     string // below static/
	hashed   bool
	src      *source.File
	body     []byte // final bytes; nil if they are the source's own
	sum      output.Sum
	problems diag.List // of the minifier
	print    site.Fingerprint
}

// Set is all files of static/, each with its published name. It is immutable
// and safe for concurrent use.
type Set struct {
	min    *minify.M
	byName map[string]*File
	diags  diag.List
}

// hashLength is how many hexadecimal digits of a file's hash stand in its name.
const hashLength = 10

// New takes in the files of static/. named are the paths below static/ that
// templates name; those that do not exist are theirs to report. The problems
// are those of style sheets: missing-asset and asset-cycle.
func New(t *source.Tree, named []string, m *minify.M) (*Set, diag.List) {
	a := &Set{min: m, byName: map[string]*File{}}
	for _, f := range t.Under("static/") {
		name := strings.TrimPrefix(f.Path, "static/")
		a.byName[name] = &File{name: name, Path: name, src: f}
	}
	sheets := map[string][]cssRef{}
	for _, name := range named {
		if f := a.byName[name]; f != nil {
			f.hashed = true
		}
	}
	for _, f := range t.Under("static/") {
		if name := strings.TrimPrefix(f.Path, "static/"); isSheet(name) {
			sheets[name] = a.sheetRefs(name)
		}
	}
	state := map[string]int{}
	for _, f := range t.Under("static/") {
		a.finish(strings.TrimPrefix(f.Path, "static/"), sheets, state)
	}
	for _, f := range a.byName {
		f.print = f.fingerprint()
	}
	return a, a.diags
}

// Find returns the file of static/ at a path below it; nil if there is none.
func (a *Set) Find(name string) *File { return a.byName[name] }

// Names are the paths below static/, sorted.
func (a *Set) Names() []string { return slices.Sorted(maps.Keys(a.byName)) }

func isSheet(name string) bool { return strings.EqualFold(path.Ext(name), ".css") }

// sheetRefs finds what a style sheet names, and reports what is not there.
func (a *Set) sheetRefs(name string) []cssRef {
	f := a.byName[name]
	src, err := f.src.Bytes()
	if err != nil {
		return nil // reported when the file is published
	}
	refs := cssRefs(name, src)
	for _, r := range refs {
		if target := a.byName[r.name]; target != nil {
			target.hashed = true
			continue
		}
		d := diag.At(f.src.Path, src, r.start, r.end-r.start)
		d.Code = "missing-asset"
		d.Msg = "there is no file static/" + r.name
		d.Want = diag.Want{Kind: "asset", Name: r.name}
		a.diags = append(a.diags, d)
	}
	return refs
}

const (
	unfinished = iota
	inProgress
	finished
)

// finish gives a file its final bytes and name, after the files that it names.
func (a *Set) finish(name string, sheets map[string][]cssRef, state map[string]int) {
	if state[name] != unfinished {
		return
	}
	state[name] = inProgress
	f := a.byName[name]
	refs := sheets[name]
	for _, r := range refs {
		if a.byName[r.name] == nil {
			continue
		}
		if state[r.name] == inProgress {
			a.cycle(f, r)
			continue
		}
		a.finish(r.name, sheets, state)
	}
	state[name] = finished
	if f.hashed || isSheet(name) {
		a.publish(f, refs)
	}
}

func (a *Set) cycle(f *File, r cssRef) {
	src, _ := f.src.Bytes()
	d := diag.At(f.src.Path, src, r.start, r.end-r.start)
	d.Code = "asset-cycle"
	d.Msg = "static/" + r.name + " imports this file, directly or by others, so that neither can have the hash of its content in its name"
	d.Hint = "take one of the imports out"
	a.diags = append(a.diags, d)
}

// publish makes the final bytes of a style sheet or a hashed file.
func (a *Set) publish(f *File, refs []cssRef) {
	f.body, f.problems = a.finalBytes(f, refs)
	if f.body != nil {
		f.sum = sha256.Sum256(f.body)
	} else {
		f.sum = output.Sum(f.src.Sum)
	}
	if !f.hashed {
		return
	}
	ext := path.Ext(f.name)
	f.Path = strings.TrimSuffix(f.name, ext) + "." + hex.EncodeToString(f.sum[:])[:hashLength] + ext
	switch minifierType(f.name) {
	case "text/css", "application/javascript":
		body := f.body
		if body == nil {
			body, _ = f.src.Bytes()
		}
		sum := sha512.Sum384(body)
		f.Integrity = "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
	}
}

// finalBytes are a file's bytes after rewriting and minifying; nil if they are
// the source's own.
func (a *Set) finalBytes(f *File, refs []cssRef) ([]byte, diag.List) {
	if minifierType(f.name) == "" {
		return nil, nil
	}
	src, err := f.src.Bytes()
	if err != nil {
		return nil, diag.List{unreadable(f.src.Path, err)}
	}
	if len(refs) > 0 {
		src = rewriteCSS(f.name, src, refs, func(name string) string {
			if target := a.byName[name]; target != nil {
				return target.Path
			}
			return ""
		})
	}
	return minified(a.min, f.src.Path, src)
}

// minified is a text file through the minifier: as it is if that fails, with a
// warning, or if it is too large.
func minified(m *minify.M, file string, src []byte) ([]byte, diag.List) {
	typ := minifierType(file)
	if typ == "" || len(src) > minifyMax {
		return src, nil
	}
	small, err := m.Bytes(typ, slices.Clone(src))
	if err != nil {
		return src, diag.List{{
			Pos: diag.Pos{File: file}, Severity: diag.Warning, Code: "not-minified",
			Msg:  "this file could not be made smaller and is published as it is: " + firstLine(err.Error()),
			Hint: "it may have a mistake in it",
		}}
	}
	return small, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func unreadable(file string, err error) diag.Diag {
	return diag.Diag{Pos: diag.Pos{File: file}, Code: "unreadable", Msg: "this file cannot be read: " + err.Error()}
}

// Routes are the published files, sorted by path.
func (a *Set) Routes() []site.Route {
	out := make([]site.Route, 0, len(a.byName))
	for _, f := range a.byName {
		out = append(out, site.Route{Path: f.Path, Kind: site.RouteStatic, Source: f.src.Path})
	}
	slices.SortFunc(out, func(x, y site.Route) int { return strings.Compare(x.Path, y.Path) })
	return out
}

// Fingerprint stands for a file at a path below static/; zero if there is no such file. It is asked for
// by every page at each check, so that it is made once.
func (a *Set) Fingerprint(name string) (none site.Fingerprint) {
	if f := a.byName[name]; f != nil {
		return f.print
	}
	return none
}

// fingerprint stands for the file's published name, its bytes and its integrity.
func (f *File) fingerprint() (print site.Fingerprint) {
	h := sha256.New()
	h.Write([]byte(f.Path))
	h.Write([]byte{0})
	h.Write(f.sum[:])
	h.Write(f.src.Sum[:])
	copy(print[:], h.Sum(nil))
	return print
}

// Publish makes the output file. It is nil if the source cannot be read.
func (a *Set) Publish(f *File) (*output.File, diag.List) {
	out := &output.File{Path: f.Path, Type: output.TypeOf(f.Path), Class: output.Media, Source: f.src.Path}
	if f.hashed {
		out.Class = output.Asset
	}
	body, problems := f.body, f.problems
	if body == nil && !f.hashed && !isSheet(f.name) {
		body, problems = a.finalBytes(f, nil)
	}
	if problems.HasErrors() {
		return nil, problems
	}
	setBody(out, f.src, body)
	return out, problems
}

// PublishMedia makes the output file at a path from a content file. It is nil
// if the source cannot be read.
func (a *Set) PublishMedia(src *source.File, path string) (*output.File, diag.List) {
	out := &output.File{Path: path, Type: output.TypeOf(path), Class: output.Media, Source: src.Path}
	var body []byte
	var problems diag.List
	if minifierType(path) != "" {
		text, err := src.Bytes()
		if err != nil {
			return nil, diag.List{unreadable(src.Path, err)}
		}
		body, problems = minified(a.min, src.Path, text)
	}
	setBody(out, src, body)
	return out, problems
}

// setBody gives a file its bytes: the source's own where body is nil.
func setBody(out *output.File, src *source.File, body []byte) {
	if body == nil {
		out.From, out.Sum, out.Size = src, output.Sum(src.Sum), src.Size
		return
	}
	out.Body, out.Sum, out.Size = body, sha256.Sum256(body), int64(len(body))
}
