package render

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"path"
	"slices"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/site"
	"brief/internal/source"
	"github.com/tdewolff/minify/v2"
)

// asset is a file of static/ as it is published.
type asset struct {
	name      string // below static/
	path      string // of the output: "site.3f9a0c1d22.css" where templates or style sheets name it, else the name
	hashed    bool
	src       *source.File
	body      []byte // final bytes; nil if they are the source's own
	sum       output.Sum
	integrity string    // of style sheets and scripts that are hashed: sha384-…
	problems  diag.List // of the minifier
	print     site.Fingerprint
}

// assets are the files of static/, each with its published name.
type assets struct {
	min    *minify.M
	byName map[string]*asset
	diags  diag.List
}

// hashLength is how many hexadecimal digits of a file's hash stand in its name.
const hashLength = 10

// newAssets takes in the files of static/. named are those that templates name:
// they, and what style sheets name, get the hash of their final bytes in their
// name, so that they can be cached for ever.
func newAssets(t *source.Tree, named []string, m *minify.M) *assets {
	a := &assets{min: m, byName: map[string]*asset{}}
	for _, f := range t.Under("static/") {
		name := strings.TrimPrefix(f.Path, "static/")
		a.byName[name] = &asset{name: name, path: name, src: f}
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
	return a
}

func isSheet(name string) bool { return strings.EqualFold(path.Ext(name), ".css") }

// sheetRefs finds what a style sheet names, and reports what is not there.
func (a *assets) sheetRefs(name string) []cssRef {
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
func (a *assets) finish(name string, sheets map[string][]cssRef, state map[string]int) {
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

func (a *assets) cycle(f *asset, r cssRef) {
	src, _ := f.src.Bytes()
	d := diag.At(f.src.Path, src, r.start, r.end-r.start)
	d.Code = "asset-cycle"
	d.Msg = "static/" + r.name + " imports this file, directly or by others, so that neither can have the hash of its content in its name"
	d.Hint = "take one of the imports out"
	a.diags = append(a.diags, d)
}

// publish makes the final bytes of a style sheet or a hashed file.
func (a *assets) publish(f *asset, refs []cssRef) {
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
	f.path = strings.TrimSuffix(f.name, ext) + "." + hex.EncodeToString(f.sum[:])[:hashLength] + ext
	switch minifierType(f.name) {
	case "text/css", "application/javascript":
		body := f.body
		if body == nil {
			body, _ = f.src.Bytes()
		}
		sum := sha512.Sum384(body)
		f.integrity = "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
	}
}

// finalBytes are a file's bytes after rewriting and minifying; nil if they are
// the source's own.
func (a *assets) finalBytes(f *asset, refs []cssRef) ([]byte, diag.List) {
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
				return target.path
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

// routes are the published files, sorted by path.
func (a *assets) routes() []site.Route {
	out := make([]site.Route, 0, len(a.byName))
	for _, f := range a.byName {
		out = append(out, site.Route{Path: f.path, Kind: site.RouteStatic, Source: f.src.Path})
	}
	slices.SortFunc(out, func(x, y site.Route) int { return strings.Compare(x.Path, y.Path) })
	return out
}

// fingerprint stands for a file; zero if there is no such file. It is asked for
// by every page at each check, so that it is made once.
func (a *assets) fingerprint(name string) (none site.Fingerprint) {
	if f := a.byName[name]; f != nil {
		return f.print
	}
	return none
}

// fingerprint stands for the file's published name, its bytes and its integrity.
func (f *asset) fingerprint() (print site.Fingerprint) {
	h := sha256.New()
	h.Write([]byte(f.path))
	h.Write([]byte{0})
	h.Write(f.sum[:])
	h.Write(f.src.Sum[:])
	copy(print[:], h.Sum(nil))
	return print
}

// render makes the output file.
func (a *assets) render(f *asset) (*output.File, diag.List) {
	out := &output.File{Path: f.path, Type: output.TypeOf(f.path), Class: output.Media, Source: f.src.Path}
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

// setBody gives a file its bytes: the source's own where body is nil.
func setBody(out *output.File, src *source.File, body []byte) {
	if body == nil {
		out.From, out.Sum, out.Size = src, output.Sum(src.Sum), src.Size
		return
	}
	out.Body, out.Sum, out.Size = body, sha256.Sum256(body), int64(len(body))
}
