package build

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/picture"
	"brief/internal/render"
	"brief/internal/site"
)

// derivedFiles remembers the files of the pictures that pages show, by where
// they stand. Their paths hold a hash of all that their bytes depend on, so that
// nothing here can be out of date; what is of no use is dropped by keepDerived.
type derivedFiles struct {
	mu     sync.Mutex
	byUse  map[madeOf][]*output.File
	byPath map[string]*output.File
	kept   int // how many uses the whole site had when it was last made
}

// madeOf is a use of a picture with a content.
type madeOf struct {
	use    site.PictureUse
	action [32]byte
}

// keepDerived remembers these uses and no others, which are all of a snapshot. If
// that is no longer the current one, what pages asked for since stays.
func (b *Builder) keepDerived(s *snapshot, made map[madeOf][]*output.File) {
	d := &b.derived
	d.mu.Lock()
	defer d.mu.Unlock()
	if b.snap.Load() != s {
		return
	}
	d.byUse, d.byPath, d.kept = made, map[string]*output.File{}, len(made)
	for _, files := range made {
		for _, f := range files {
			d.byPath[f.Path] = f
		}
	}
}

func (d *derivedFiles) at(path string) *output.File {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.byPath[path]
}

// maxUses is how many more uses are remembered between builds of the whole site.
const maxUses = 2000

// filesOf are the files that a use of a picture publishes.
func (b *Builder) filesOf(s *snapshot, use site.PictureUse) (m madeOf, files []*output.File, err error) {
	p, ok := s.withHeld.Picture(site.PictureTarget(use.Source))
	if !ok || p.Set == nil {
		return m, nil, fmt.Errorf("%s is not a picture that is made smaller", use.Source) // the page that shows it says why
	}
	set, err := s.site.SetOf(&p, use)
	if err != nil {
		return m, nil, err
	}
	m = madeOf{use, set.Action()}
	d := &b.derived
	d.mu.Lock()
	files = d.byUse[m]
	d.mu.Unlock()
	if files != nil {
		return m, files, nil
	}
	hash, file, info, recipe := set.Hash(use.Rights), s.tree.Lookup(p.Source), p.Info, s.site.Recipe()
	for i := range set.Variants {
		v := &set.Variants[i]
		load := func() ([]byte, error) { // keeps hold of the picture's file, and of no snapshot
			b, err := b.pictures.Bytes(file, info, recipe, use.Focus, v)
			if err != nil || v.Width < picture.RightsFrom {
				return b, err
			}
			return picture.WithRights(b, v.Format, v.Width, v.Height, use.Rights), nil
		}
		f := &output.File{
			Path: v.Path(p.Address, hash), Type: v.Type(), Class: output.Asset, Source: use.Source,
			Headers: s.templates.HeadersOf(v.Type()), Size: v.Size, Load: load,
		}
		f.CredentialsRemoved = p.Credentials
		if n, err := hex.Decode(f.Sum[:], []byte(v.Sum)); err != nil || n != len(f.Sum) || v.Width >= picture.RightsFrom && use.Rights != (picture.Rights{}) {
			body, err := load()
			if err != nil {
				return m, nil, err
			}
			f.Sum, f.Size = sha256.Sum256(body), int64(len(body))
		}
		files = append(files, f)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.byUse == nil || len(d.byUse) > d.kept+maxUses {
		d.byUse, d.byPath = map[madeOf][]*output.File{}, map[string]*output.File{}
	}
	d.byUse[m] = files
	for _, f := range files {
		d.byPath[f.Path] = f
	}
	return m, files, nil
}

// yieldDerived yields the pictures that are made smaller because outputs show
// them. It returns false if the consumer stopped.
func (b *Builder) yieldDerived(s *snapshot, entries []*entry, yield func(*output.File, diag.List) bool) bool {
	wanted := map[site.PictureUse]bool{}
	for _, e := range entries {
		if e != nil {
			for _, use := range e.pictures {
				wanted[use] = true
			}
		}
	}
	if len(wanted) == 0 {
		b.keepDerived(s, nil)
		return true
	}
	uses := make([]site.PictureUse, 0, len(wanted))
	for use := range wanted {
		uses = append(uses, use)
	}
	type result struct {
		made  madeOf
		files []*output.File
		err   error
	}
	results := make([]result, len(uses))
	b.parallel(len(uses), func(i int) {
		r := &results[i]
		r.made, r.files, r.err = b.filesOf(s, uses[i])
	})
	made := make(map[madeOf][]*output.File, len(uses))
	var files []*output.File
	var failed diag.List
	for i, r := range results {
		if r.err != nil {
			failed = append(failed, badPicture(uses[i].Source, r.err))
			continue
		}
		made[r.made] = r.files
		files = append(files, r.files...)
	}
	b.keepDerived(s, made)
	if failed.Sort(); len(failed) > 0 && !yield(nil, s.judge(failed)) {
		return false
	}
	slices.SortFunc(files, func(x, y *output.File) int { return strings.Compare(x.Path, y.Path) })
	files = slices.CompactFunc(files, func(x, y *output.File) bool { return x.Path == y.Path })
	for _, f := range files {
		if !yield(f, nil) {
			return false
		}
	}
	return true
}

func badPicture(source string, err error) diag.Diag {
	return diag.Diag{
		Pos: diag.Pos{File: source}, Code: "bad-picture", Msg: "this picture cannot be published: it " + err.Error(),
		Hint: "run the build again; if that does not help, export the picture anew",
	}
}

// derivedRoute finds a picture made smaller by its path: one that a page, once
// rendered, asked for.
func (b *Builder) derivedRoute(path string) (site.Route, bool) {
	if f := b.derived.at(path); f != nil {
		return site.Route{Path: path, Kind: site.RouteDerived, Source: f.Source}, true
	}
	return site.Route{}, false
}

// renderDerived makes the file of such a route.
func (b *Builder) renderDerived(r site.Route) render.Result {
	f := b.derived.at(r.Path)
	if f == nil {
		return render.Result{}
	}
	body, err := f.Load()
	if err != nil {
		return render.Result{Diags: diag.List{badPicture(r.Source, err)}}
	}
	made := *f
	made.Body, made.Load = body, nil
	return render.Result{File: &made}
}

// Prune removes from the cache of pictures what no build since it was opened had
// a use for. Call it after a whole build that went well.
func (b *Builder) Prune() error { return b.pictures.Prune() }

// Encoded is how many pictures were made, and not found in the cache.
func (b *Builder) Encoded() int { return b.pictures.Encoded() }

// remember takes note of the files of pictures that a rendered page shows, for
// who asks for them next.
func (b *Builder) remember(s *snapshot, res *render.Result) {
	for _, use := range res.Pictures {
		if _, _, err := b.filesOf(s, use); err != nil {
			res.Diags = append(res.Diags, badPicture(use.Source, err))
		}
	}
}
