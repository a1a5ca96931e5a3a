// Package build runs the pipeline and keeps the memo between runs: the only
// mutable state of the program.
//
// A [Builder] holds one snapshot (tree, configuration, pages, templates, site),
// replaced whole by [Builder.Update], and a memo of what each output read when
// it was last rendered. An output is rendered again when a key that it read has
// another fingerprint, or when its route shows something else; there is no
// other invalidation. What [Builder.All] yields after any sequence of updates
// equals, bytes and problems, what a new Builder would yield.
package build

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"brief/internal/cache"
	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/picture"
	"brief/internal/render"
	"brief/internal/site"
	"brief/internal/source"
)

// ConfigFile is the path of the site's configuration.
const ConfigFile = "brief.yaml"

// Options of a Builder. Only Input must be set.
type Options struct {
	Input   source.Input
	BaseURL string    // stands over brief.yaml's if not empty; as config.ParseBaseURL returned it
	AsOf    time.Time // the moment that embargoes and expiry are measured by
	Drafts  bool      // publish what is held back too
	Lenient bool      // with Drafts: what is wrong in the file of a page held back is a warning, as without
	Version string    // of brief, against which brief.yaml's requires is held; empty or "dev" satisfies any
	// Pictures makes pictures smaller, and may be shared between Builders; nil
	// means one of its own, which forgets what it made when the process ends.
	Pictures *picture.Maker

	Workers int // goroutines that parse and render; 0 means one a processor

	// Once is for a program that ends with its build: what outputs read is not
	// recorded, and a second build would make all of them again.
	Once bool

	// Rendered, if not nil, is told of each route that was rendered and of the
	// time it took, by any number of goroutines at once.
	Rendered func(r site.Route, took time.Duration)

	// Verify renders fresh outputs too; one whose bytes differ from the memo's
	// is a problem ("stale-output"), as its key is missing from the record.
	Verify bool

	// Forget is for tests alone: reads of this kind are not recorded, which
	// must make incremental builds go wrong.
	Forget site.Kind
}

// Builder builds one site again and again. It is safe for concurrent use.
type Builder struct {
	opt  Options
	mu   sync.Mutex // held by Update
	snap atomic.Pointer[snapshot]
	memo memo

	pictures *picture.Maker
	derived  derivedFiles
	found    foundProblems
}

// snapshot is everything that one state of the input determines. It is immutable.
type snapshot struct {
	tree      *source.Tree
	cfg       *config.Config
	cfgFrom   *source.File // brief.yaml; nil if there is none
	pages     []*parsed    // sorted by path
	templates *render.Templates
	site      *site.Site
	routes    []site.Route // sorted by path; without media, which outputs ask for

	withHeld *site.Site   // what pages held back are rendered from
	held     []site.Route // theirs, which make no file

	cfgProblems, siteProblems, dataProblems diag.List
	excused                                 []string // files whose problems are warnings, sorted
}

// parsed is a content file and what parsing it gave. It is immutable.
type parsed struct {
	file     *source.File
	page     *content.Page
	problems diag.List
}

// New reads the site and links it. Nothing is rendered yet.
func New(opt Options) *Builder {
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if opt.Pictures == nil {
		opt.Pictures = picture.NewMaker(cache.InMemory())
	}
	if opt.Once {
		opt.Input.Hold = heldOnce
	}
	b := &Builder{opt: opt, pictures: opt.Pictures}
	b.snap.Store(b.next(nil, source.Scan(opt.Input)))
	return b
}

// heldOnce is how many bytes of pictures and the like are held in a build that ends
// with its program: those of a small site are read once then, and not for their
// hashes, to be looked through, and to be written.
const heldOnce = 2 << 20

// Update takes in changes to the named paths of the site (files or
// directories). Builds that are under way go on with the state they began with.
func (b *Builder) Update(paths []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.snap.Load()
	b.snap.Store(b.next(old, old.tree.Update(paths)))
}

// Site returns the current model.
func (b *Builder) Site() *site.Site { return b.snap.Load().site }

// Config returns the current configuration.
func (b *Builder) Config() *config.Config { return b.snap.Load().cfg }

// Pages is the number of content files that are pages, held back or not.
func (b *Builder) Pages() int { return len(b.snap.Load().pages) }

// next makes the snapshot of a tree, taking over from the last one (nil if
// there is none) whatever does not depend on what changed.
func (b *Builder) next(old *snapshot, tree *source.Tree) *snapshot {
	s := &snapshot{tree: tree, cfgFrom: tree.Lookup(ConfigFile)}
	if old == nil {
		old = &snapshot{}
	}
	if old.cfg != nil && s.cfgFrom == old.cfgFrom {
		s.cfg, s.cfgProblems = old.cfg, old.cfgProblems
	} else {
		s.cfg, s.cfgProblems = b.loadConfig(s.cfgFrom)
	}
	sameConfig := s.cfg == old.cfg || old.cfg != nil && s.cfg.RenderSum == old.cfg.RenderSum

	changes := tree.Since(old.tree)
	s.dataProblems = old.dataProblems
	if below(dataDir, changes) {
		s.dataProblems = checkData(tree)
	}
	change := b.parsePages(old, s, changes, sameConfig)
	static := below("static/", changes)
	if sameConfig && !static && !below("layouts/", changes) && !old.templates.Unread() {
		s.templates = old.templates
	} else {
		s.templates = render.Prepare(old.templates, tree, s.cfg)
	}
	// What cannot be taken is no change of a file, and hints name it.
	if change.structure || static || s.cfg != old.cfg || inMedia(changes) || old.site.Unread() || !sameList(tree.Problems(), old.tree.Problems()) {
		s.link(old, b.opt)
	} else {
		s.site, s.siteProblems, s.excused = old.site, old.siteProblems, old.excused
		for _, p := range change.bodies {
			s.site = s.site.Replace(p)
		}
	}
	s.route(old)
	return s
}

func (b *Builder) loadConfig(f *source.File) (*config.Config, diag.List) {
	var src []byte
	if f != nil {
		src = f.Text()
	}
	cfg, problems := config.Load(ConfigFile, src)
	if b.opt.BaseURL != "" {
		cfg = cfg.WithBaseURL(b.opt.BaseURL)
	}
	problems = append(problems, cfg.CheckVersion(b.opt.Version)...)
	if cfg.BaseURL == "" {
		problems = append(problems, noBaseURL())
	}
	return cfg, problems
}

// dataDir holds the files that templates and pages take values from.
const dataDir = "content/_data/"

// checkData reports the files of values that cannot be read. The list of
// people is checked where it is used.
func checkData(tree *source.Tree) (l diag.List) {
	for _, f := range tree.Under(dataDir) {
		if f.Path != dataDir+"people.yaml" {
			l = append(l, config.CheckData(f.Path, f.Text())...)
		}
	}
	return l
}

// link makes the site from the pages.
func (s *snapshot) link(old *snapshot, opt Options) {
	pages := make([]*content.Page, len(s.pages))
	for i, p := range s.pages {
		pages[i] = p.page
	}
	s.site, s.siteProblems = site.Link(site.Input{
		Config: s.cfg, Tree: s.tree, Pages: pages, AsOf: opt.AsOf, Drafts: opt.Drafts, Prev: old.site, Maker: opt.Pictures,
	})
	s.excused = nil
	if opt.Drafts && opt.Lenient {
		for _, h := range s.site.Held() {
			s.excused = append(s.excused, h.Path)
		}
	}
}

// route joins the routes of pages and of static files.
func (s *snapshot) route(old *snapshot) {
	s.withHeld = s.site.WithHeld()
	s.held = s.site.HeldRoutes()
	if s.templates == old.templates && s.site.KeepsRoutes(old.site) {
		s.routes = old.routes
		return
	}
	s.routes = mergeRoutes(s.site.Routes(), s.templates.Routes())
}

// mergeRoutes merges two lists sorted by path. The first list wins where both
// hold a path: Link has reported that.
func mergeRoutes(a, b []site.Route) []site.Route {
	out := make([]site.Route, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].Path < b[0].Path:
			out, a = append(out, a[0]), a[1:]
		case a[0].Path > b[0].Path:
			out, b = append(out, b[0]), b[1:]
		default:
			b = b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// fingerprint answers for every kind of key, as readers see the site.
func (s *snapshot) fingerprint(k site.Key) site.Fingerprint { return s.fingerprintOf(s.site, k) }

func (s *snapshot) fingerprintOf(from *site.Site, k site.Key) site.Fingerprint {
	if k.Kind == site.Template || k.Kind == site.Asset {
		return s.templates.Fingerprint(k)
	}
	return from.Fingerprint(k)
}

// siteOf is the site that a route is rendered from.
func (s *snapshot) siteOf(r site.Route) *site.Site {
	if r.Kind == site.RouteHeld {
		return s.withHeld
	}
	return s.site
}

// Get returns the file at a path of the output, with its bytes at hand. The
// error is an [fs.ErrNotExist] if there is no such output. The file's problems
// come with it.
func (b *Builder) Get(path string) (*output.File, diag.List, error) {
	s := b.snap.Load()
	r, ok := b.find(s, path)
	if !ok {
		return nil, nil, notFound(path)
	}
	res := b.renderFound(context.Background(), s, r)
	b.remember(s, &res)
	if r.Kind != site.RouteDerived {
		b.memo.put(b, r, res)
	}
	if res.File == nil {
		return nil, res.Diags, fmt.Errorf("%s could not be made", path)
	}
	return res.File, res.Diags, nil
}

func (b *Builder) render(s *snapshot, r site.Route) render.Result {
	mode := render.Mode{Once: b.opt.Once, Forget: b.opt.Forget}
	if b.opt.Rendered == nil {
		return s.templates.Render(s.siteOf(r), r, mode)
	}
	start := time.Now()
	res := s.templates.Render(s.siteOf(r), r, mode)
	b.opt.Rendered(r, time.Since(start))
	return res
}
