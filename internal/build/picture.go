package build

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/picture"
	"brief/internal/render"
	"brief/internal/site"
	"brief/internal/source"
)

// derivedFiles remembers the files of the pictures that pages show, by where
// they stand. Their paths hold a hash of all that their bytes depend on, so that
// nothing here can be out of date; what is of no use is dropped by keepDerived.
type derivedFiles struct {
	mu     sync.Mutex
	byUse  map[madeOf][]*derivedFile
	byPath map[string]*derivedFile
	kept   int // how many uses the whole site had when it was last made
}

// madeOf is a use of a picture with a content.
type madeOf struct {
	use    site.PictureUse
	action [32]byte
}

// derivedFile is a file that is made of a picture. It is known by its path before
// it is made. It is immutable.
type derivedFile struct {
	file    *output.File // without Sum and Size as long as it is not known to be made
	variant *picture.Variant
	load    func(context.Context) ([]byte, error)
}

// keepDerived remembers these uses and no others, which are all of a snapshot. If
// that is no longer the current one, what pages asked for since stays.
func (b *Builder) keepDerived(s *snapshot, made map[madeOf][]*derivedFile) {
	d := &b.derived
	d.mu.Lock()
	defer d.mu.Unlock()
	if b.snap.Load() != s {
		return
	}
	d.byUse, d.byPath, d.kept = made, map[string]*derivedFile{}, len(made)
	for _, files := range made {
		for _, f := range files {
			d.byPath[f.file.Path] = f
		}
	}
}

// put remembers the files of a use.
func (d *derivedFiles) put(m madeOf, files []*derivedFile) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.byUse == nil || len(d.byUse) > d.kept+maxUses {
		d.byUse, d.byPath = map[madeOf][]*derivedFile{}, map[string]*derivedFile{}
	}
	d.byUse[m] = files
	for _, f := range files {
		d.byPath[f.file.Path] = f
	}
}

func (d *derivedFiles) at(path string) *derivedFile {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.byPath[path]
}

// ofSource are the paths of the files that are known to be made of a picture, sorted.
func (d *derivedFiles) ofSource(source string) (paths []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for path, f := range d.byPath {
		if f.file.Source == source {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// maxUses is how many more uses are remembered between builds of the whole site.
const maxUses = 2000

// pictureInUse is a picture with what a use makes of it.
type pictureInUse struct {
	madeOf
	picture site.Picture
	set     *picture.Set
	file    *source.File
}

func (s *snapshot) inUse(use site.PictureUse) (u pictureInUse, err error) {
	p, ok := s.withHeld.Picture(site.PictureTarget(use.Source))
	if !ok || p.Set == nil {
		return u, fmt.Errorf("%s is not a picture that is made smaller", use.Source) // the page that shows it says why
	}
	set, err := s.site.SetOf(&p, use)
	if err != nil {
		return u, err
	}
	return pictureInUse{madeOf{use, set.Action()}, p, set, s.tree.Lookup(p.Source)}, nil
}

// plannedFiles are the files that a use of a picture publishes, made or not.
func (b *Builder) plannedFiles(_ context.Context, s *snapshot, use site.PictureUse) (madeOf, []*derivedFile, error) {
	u, err := s.inUse(use)
	if err != nil {
		return madeOf{}, nil, err
	}
	return u.madeOf, b.filesOf(s, u), nil
}

func (b *Builder) filesOf(s *snapshot, u pictureInUse) []*derivedFile {
	d := &b.derived
	d.mu.Lock()
	files := d.byUse[u.madeOf]
	d.mu.Unlock()
	if files != nil {
		return files
	}
	hash, info, recipe, maker := u.set.Hash(u.use.Rights), u.picture.Info, s.site.Recipe(), b.pictures
	for i := range u.set.Variants {
		v, file, use := &u.set.Variants[i], u.file, u.use
		load := func(ctx context.Context) ([]byte, error) { // keeps hold of the picture's file, and of no snapshot
			b, err := maker.Bytes(ctx, file, info, recipe, use.Focus, v)
			if err != nil || v.Width < picture.RightsFrom {
				return b, err
			}
			return picture.WithRights(b, v.Format, v.Width, v.Height, use.Rights), nil
		}
		files = append(files, &derivedFile{&output.File{
			Path: v.Path(u.picture.Address, hash), Type: v.Type(), Class: output.Asset, Source: use.Source,
			Headers: s.templates.HeadersOf(v.Type()), CredentialsRemoved: u.picture.Credentials,
			Load: func() ([]byte, error) { return load(context.Background()) },
		}, v, load})
	}
	d.put(u.madeOf, files)
	return files
}

// madeFiles are the files that a use of a picture publishes, once they are made.
func (b *Builder) madeFiles(ctx context.Context, s *snapshot, use site.PictureUse) (madeOf, []*derivedFile, error) {
	u, err := s.inUse(use)
	if err != nil {
		return madeOf{}, nil, err
	}
	planned := b.filesOf(s, u)
	if planned[0].file.Sum != (output.Sum{}) {
		return u.madeOf, planned, nil
	}
	made, err := b.pictures.Make(ctx, u.file, u.picture.Info, s.site.Recipe(), use.Focus, u.set)
	if err != nil {
		return madeOf{}, nil, err
	}
	files := make([]*derivedFile, len(planned))
	for i, p := range planned {
		f := *p.file
		f.Sum, f.Size = made[i].Sum, made[i].Size
		if u.set.Variants[i].Width >= picture.RightsFrom && use.Rights != (picture.Rights{}) {
			body, err := p.load(ctx)
			if err != nil {
				return madeOf{}, nil, err
			}
			f.Sum, f.Size = output.SumOf(body), int64(len(body))
		}
		files[i] = &derivedFile{&f, p.variant, p.load}
	}
	b.derived.put(u.madeOf, files)
	return u.madeOf, files, nil
}

// filesOfUse are [Builder.plannedFiles] or [Builder.madeFiles].
type filesOfUse func(context.Context, *snapshot, site.PictureUse) (madeOf, []*derivedFile, error)

// yieldDerived yields the pictures that are made smaller because outputs show
// them. It returns false if the consumer stopped, or ctx is done.
func (b *Builder) yieldDerived(ctx context.Context, s *snapshot, entries []*entry, filesOf filesOfUse, yield func(*output.File, diag.List) bool) bool {
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
		files []*derivedFile
		err   error
	}
	results := make([]result, len(uses))
	b.parallel(len(uses), func(i int) {
		r := &results[i]
		r.made, r.files, r.err = filesOf(ctx, s, uses[i])
	})
	if ctx.Err() != nil {
		return false
	}
	made := make(map[madeOf][]*derivedFile, len(uses))
	var files []*output.File
	var failed diag.List
	for i, r := range results {
		if r.err != nil {
			failed = append(failed, badPicture(uses[i].Source, r.err))
			continue
		}
		made[r.made] = r.files
		for _, f := range r.files {
			files = append(files, f.file)
		}
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
		return site.Route{Path: path, Kind: site.RouteDerived, Source: f.file.Source}, true
	}
	return site.Route{}, false
}

// renderFound renders what [Builder.find] found.
func (b *Builder) renderFound(ctx context.Context, s *snapshot, r site.Route) render.Result {
	if r.Kind == site.RouteDerived {
		return b.renderDerived(ctx, r)
	}
	return b.render(s, r)
}

// renderDerived makes the file of such a route. The context ends the wait for it.
// There is none, and no problem, if it would be made of what its picture was before:
// the pages that show it now name another.
func (b *Builder) renderDerived(ctx context.Context, r site.Route) render.Result {
	f := b.derived.at(r.Path)
	if f == nil {
		return render.Result{}
	}
	body, err := f.load(ctx)
	switch {
	case errors.Is(err, source.ErrChanged) || errors.Is(err, fs.ErrNotExist):
		return render.Result{}
	case err != nil:
		return render.Result{Diags: diag.List{badPicture(r.Source, err)}}
	}
	made := *f.file
	made.Body, made.Load = body, nil
	made.Sum, made.Size = output.SumOf(body), int64(len(body))
	return render.Result{File: &made}
}

// Paths are those of all outputs that [Builder.All] yields, for which no picture
// has to be made. It ends early when ctx is done.
func (b *Builder) Paths(ctx context.Context) map[string]bool {
	all := map[string]bool{}
	for f := range b.outputs(ctx, b.snap.Load(), b.plannedFiles) {
		if f != nil {
			all[f.Path] = true
		}
	}
	return all
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
		if _, _, err := b.plannedFiles(context.Background(), s, use); err != nil {
			res.Diags = append(res.Diags, badPicture(use.Source, err))
		}
	}
}
