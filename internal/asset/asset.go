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
// cares that it lacks (see css.go and minify.go). What fails there or is larger
// than 5 MB is published as it is, with a warning; a style sheet of that size is
// not searched for what it names. Whatever is published as it is, is copied and
// never held in memory, unless it failed. Pictures, films and sound are published
// without what is private in them (packages picture and media).
package asset

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"

	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/media"
	"brief/internal/output"
	"brief/internal/picture"
	"brief/internal/site"
	"brief/internal/source"
)

// File is a file of static/ as it is published.
type File struct {
	Path      string // of the output: "site.3f9a0c1d22.css" where templates or style sheets name it, else the name
	Integrity string // of style sheets and scripts with a hash in their name: "sha384-…" (Subresource Integrity, section 3.2); else empty

	name     string // below static/
	depth    int    // of a style sheet: how many more it leads to in a row
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
	look   string // what brief.yaml adds to the theme's style sheet
	byName map[string]*File
	diags  diag.List
}

// hashLength is how many hexadecimal digits of a file's hash stand in its name.
const hashLength = 10

// New takes in the files of static/. named are the paths below static/ that
// templates name; those that do not exist are theirs to report. The theme's
// style sheet gets the accent and the fonts of cfg, or neither if a font is not
// there, which the caller reports: where cfg names it is no matter of the assets.
// The problems are those of style sheets, missing-asset and asset-cycle.
func New(t *source.Tree, named []string, m *minify.M, cfg *config.Config) (*Set, diag.List) {
	a := &Set{min: m, look: look(cfg), byName: map[string]*File{}}
	for _, f := range t.Under("static/") {
		name := strings.TrimPrefix(f.Path, "static/")
		a.byName[name] = &File{name: name, Path: name, src: f}
	}
	if lost := cfg.CheckFonts(func(file string) bool { return a.byName[file] != nil }); len(lost) > 0 {
		a.look = "" // the theme's own, so that nothing names a file that is not there
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

// Unread says whether a file could not be read while the set was made. That may
// have been so for a moment only, and say nothing of the file.
func (a *Set) Unread() bool {
	for _, f := range a.byName {
		if slices.ContainsFunc(f.problems, func(d diag.Diag) bool { return d.Code == unreadableCode }) {
			return true
		}
	}
	return false
}

// Names are the paths below static/, sorted.
func (a *Set) Names() []string { return slices.Sorted(maps.Keys(a.byName)) }

func isSheet(name string) bool { return strings.EqualFold(path.Ext(name), ".css") }

// sheetRefs finds what a style sheet names, and reports what is not there.
func (a *Set) sheetRefs(name string) []cssRef {
	f := a.byName[name]
	if f.src.Size > minifyMax {
		return nil // published as it is
	}
	src, err := f.src.Bytes()
	if err != nil {
		return nil // reported when the file is published
	}
	refs, foreign := cssRefs(name, a.looking(name, src))
	for _, r := range foreign {
		a.diags = append(a.diags, foreignProblem(f.src.Path, src, r))
	}
	for _, r := range refs {
		if target := a.byName[r.name]; target != nil {
			target.hashed = true
			continue
		}
		d := diag.At(f.src.Path, src, r.start, r.end-r.start)
		d.Code = "missing-asset"
		d.Msg = "there is no file static/" + r.name
		d.Hint = "put the file there, or mend the address, which is looked for from the folder of this style sheet"
		d.Want = diag.Want{Kind: "asset", Name: r.name}
		a.diags = append(a.diags, d)
	}
	return refs
}

// looking is a style sheet's source with what brief.yaml adds to it.
func (a *Set) looking(name string, src []byte) []byte {
	if name != themeSheet || a.look == "" {
		return src
	}
	return append(append(slices.Clip(src), '\n'), a.look...)
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
		a.deepen(f, r)
	}
	state[name] = finished
	if f.hashed || isSheet(name) {
		a.publish(f, refs)
	}
}

// maxDepth bounds how many style sheets may name each other in a row: each is a
// request that a reader's browser makes only after the one before.
const maxDepth = 50

// deepen counts a style sheet that another one names, and reports one too many.
func (a *Set) deepen(f *File, r cssRef) {
	target := a.byName[r.name]
	if !isSheet(r.name) || target.depth < f.depth {
		return
	}
	if f.depth = target.depth + 1; target.depth == maxDepth-1 {
		src, _ := f.src.Bytes()
		d := diag.At(f.src.Path, src, r.start, r.end-r.start)
		d.Code = "asset-depth"
		d.Msg = fmt.Sprintf("this is the first of more than %d style sheets that import each other in a row", maxDepth)
		d.Hint = "import them side by side, from one file"
		a.diags = append(a.diags, d)
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
		sum := sha512.New384()
		if f.body != nil {
			sum.Write(f.body)
		} else if _, err := f.src.WriteTo(sum); err != nil {
			f.problems = append(f.problems, unreadable(f.src.Path, err))
		}
		f.Integrity = "sha384-" + base64.StdEncoding.EncodeToString(sum.Sum(nil))
	}
}

// finalBytes are a file's bytes after rewriting and minifying; nil if they are
// the source's own.
func (a *Set) finalBytes(f *File, refs []cssRef) ([]byte, diag.List) {
	return a.minified(f.src, f.name, func(src []byte) []byte {
		return rewriteCSS(f.name, a.looking(f.name, src), refs, func(name string) string {
			if target := a.byName[name]; target != nil {
				return target.Path
			}
			return ""
		})
	})
}

// minified are a file's bytes through change, if it is not nil, and the
// minifier, which goes by the name: without it if it fails, with a warning; nil
// where the source's own are published.
func (a *Set) minified(f *source.File, name string, change func([]byte) []byte) ([]byte, diag.List) {
	typ := minifierType(name)
	switch {
	case typ == "":
		return withoutPrivate(f)
	case typ == svgType:
		return a.drawing(f)
	case f.Size > minifyMax:
		return nil, diag.List{notMinified(f.Path, fmt.Sprintf("this file is larger than %d MB and is published as it is, not made smaller", minifyMax>>20),
			"split it if you can: readers wait for it")}
	}
	src, err := f.Bytes()
	if err != nil {
		return nil, diag.List{unreadable(f.Path, err)}
	}
	if change != nil {
		src = change(src)
	}
	small, err := a.min.Bytes(typ, slices.Clone(src))
	if err != nil {
		return src, diag.List{notMinified(f.Path, "this file could not be made smaller and is published as it is: "+firstLine(err.Error()), "it may have a mistake in it")}
	}
	return small, nil
}

// drawing are the bytes of an SVG without what could run or load something,
// through the minifier.
func (a *Set) drawing(f *source.File) ([]byte, diag.List) {
	unsafe := func(why, hint string) (none []byte, l diag.List) {
		return nil, diag.List{{Pos: diag.Pos{File: f.Path}, Code: "unsafe-drawing", Msg: "this drawing is not published: it " + why, Hint: hint}}
	}
	if f.Size > minifyMax {
		return unsafe(fmt.Sprintf("is larger than %d MB, too large to be looked through", minifyMax>>20), "export it with fewer details, or as a PNG")
	}
	src, err := f.Bytes()
	if err != nil {
		return nil, diag.List{unreadable(f.Path, err)}
	}
	clean, taken, err := picture.CleanSVG(src)
	if err != nil {
		return unsafe(err.Error(), "open it in a drawing program, and save it as plain SVG")
	}
	var problems diag.List
	if len(taken) > 0 {
		problems = append(problems, diag.Diag{
			Pos: diag.Pos{File: f.Path}, Severity: diag.Warning, Code: "drawing-cleaned",
			Msg:  "what could run, or load something from elsewhere, was taken out of this drawing: " + strings.Join(taken, ", "),
			Hint: "look at the published file, and export the drawing without that",
		})
	}
	if bytes.Contains(src, []byte("c2pa:manifest")) { // C2PA 2.1, annex A.3.4
		problems = append(problems, lostCredentials(f))
	}
	small, err := a.min.Bytes(svgType, slices.Clone(clean))
	if err != nil {
		return clean, append(problems, notMinified(f.Path, "this file could not be made smaller and is published as it is: "+firstLine(err.Error()), "it may have a mistake in it"))
	}
	return small, problems
}

const svgType = "image/svg+xml"

// withoutPrivate are the bytes of a file that is not minified, without what a
// camera wrote into it; nil where the source's own are published.
func withoutPrivate(f *source.File) ([]byte, diag.List) {
	body, err := cleaned(f)
	switch {
	case body != nil && picture.HasCredentials(f):
		return body, diag.List{lostCredentials(f)}
	case errors.Is(err, picture.ErrPrivate), errors.Is(err, media.ErrPrivate):
		return nil, diag.List{{
			Pos: diag.Pos{File: f.Path}, Code: "private-data", Msg: "this file is not published: it " + err.Error(),
			Hint: "who reads it could find out who made it, and where",
		}}
	case err != nil:
		return nil, diag.List{unreadable(f.Path, err)}
	}
	return body, nil
}

// credentialsCode is that of the problem of a file whose credentials are left out.
const credentialsCode = "content-credentials"

func lostCredentials(f *source.File) diag.Diag {
	return diag.Diag{
		Pos: diag.Pos{File: f.Path}, Severity: diag.Warning, Code: credentialsCode,
		Msg:  "this file holds Content Credentials (C2PA), which may say where and with which device it was made: it is published without them",
		Hint: "if they have to be seen, link to where the original can be checked",
	}
}

// cleaned are the bytes of a picture, a film or sound without what is private;
// nil where those are the file's own.
func cleaned(f *source.File) ([]byte, error) {
	if body, err := media.Clean(f); body != nil || err != nil {
		return body, err
	}
	return picture.Clean(f)
}

func notMinified(file, msg, hint string) diag.Diag {
	return diag.Diag{Pos: diag.Pos{File: file}, Severity: diag.Warning, Code: "not-minified", Msg: msg, Hint: hint}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

const unreadableCode = "unreadable"

func unreadable(file string, err error) diag.Diag {
	hint := ""
	if errors.Is(err, source.ErrChanged) {
		hint = "run the build again"
	}
	return diag.Diag{Pos: diag.Pos{File: file}, Code: unreadableCode, Msg: "this file cannot be read: " + err.Error(), Hint: hint}
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
	out.CredentialsRemoved = lostAny(problems)
	return out, problems
}

// PublishMedia makes the output file at a path from a content file. It is nil
// if the source cannot be read.
func (a *Set) PublishMedia(src *source.File, path string) (*output.File, diag.List) {
	out := &output.File{Path: path, Type: output.TypeOf(path), Class: output.Media, Source: src.Path}
	body, problems := a.minified(src, path, nil)
	if problems.HasErrors() {
		return nil, problems
	}
	setBody(out, src, body)
	out.CredentialsRemoved = lostAny(problems)
	return out, problems
}

// lostAny says whether a file with these problems lost its credentials.
func lostAny(problems diag.List) bool {
	return slices.ContainsFunc(problems, func(d diag.Diag) bool { return d.Code == credentialsCode })
}

// setBody gives a file its bytes: the source's own where body is nil. Those of a
// film are made again when they are wanted, and not held until the next build.
func setBody(out *output.File, src *source.File, body []byte) {
	if body == nil {
		out.From, out.Sum, out.Size = src, output.Sum(src.Sum), src.Size
		return
	}
	out.Sum, out.Size = sha256.Sum256(body), int64(len(body))
	if media.KindOf(out.Path) != media.None {
		out.Load = func() ([]byte, error) { return cleaned(src) }
		return
	}
	out.Body = body
}
