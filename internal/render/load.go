package render

import (
	"bytes"
	"slices"
	"sync"
	"sync/atomic"

	"brief/internal/asset"
	"brief/internal/config"
	"brief/internal/diag"
	"brief/internal/locale"
	"brief/internal/output"
	"brief/internal/policy"
	"brief/internal/site"
	"brief/internal/source"
)

// Templates are a site's layouts, blocks and assets, checked and ready.
// They are immutable and safe for concurrent use.
type Templates struct {
	files  map[string]*layoutFile // by name below layouts/
	sets   map[string]*set        // of page kinds ("page") and of blocks ("blocks/note.html")
	assets *asset.Set
	made   assetInput // what they are made of
	amiss  diag.List  // what is wrong with them

	unread   bool             // a layout could not be read
	problems func() diag.List // what is wrong with all of them, found when it is first asked for

	headers   *output.Headers
	policies  policy.Maker
	bodies    sync.Pool                  // of *[]byte, empty: room of pages that were rendered for once
	people    atomic.Pointer[peopleFile] // the last one decoded
	buffers   sync.Pool                  // of *bytes.Buffer
	scratches sync.Pool                  // of *[]byte
}

// Load parses and checks layouts and prepares the assets that they name. The
// Templates are never nil; a page whose layout is broken renders to a problem.
//
// Layouts are checked against the types of the view, and for whether
// html/template can make their values safe. Those of the defaults alone are
// not: this program's own tests check them, and a start should cost nothing
// that no page needs.
func Load(t *source.Tree, cfg *config.Config) (*Templates, diag.List) {
	ts := Prepare(nil, t, cfg)
	return ts, ts.Problems()
}

// Prepare is Load for who wants one page soon, as a preview does: whether
// html/template can make values safe, which takes most of the time, is left
// until a page is rendered or Problems is asked. Of old, the templates before a
// change (nil if there are none), it takes over what is parsed already.
func Prepare(old *Templates, t *source.Tree, cfg *config.Config) *Templates {
	ts := &Templates{sets: map[string]*set{}, headers: output.NewHeaders()}
	min := asset.NewMinifier()
	var parsed map[string]*layoutFile
	if old != nil {
		parsed = old.files
	}
	var l diag.List
	ts.files, l = parseLayouts(t, min, parsed)
	go minifyLayouts(ts.files) // every site has a page, and other processors may be idle
	ts.unread = len(l) > 0 && slices.ContainsFunc(l, func(d diag.Diag) bool { return d.Code == "unreadable" })
	for _, kind := range kinds {
		layout := kind + ".html"
		if ts.files[layout] == nil {
			layout = "page.html"
		}
		ts.add(kind, newGraph(ts.files, treeName{baseName, baseName}, layout))
	}
	for _, typ := range blockTypes(ts.files) {
		name := "blocks/" + typ + ".html"
		ts.add(name, newGraph(ts.files, treeName{name, name}, ""))
	}
	all := newCommon(ts.files, ts.sets)
	for _, s := range ts.sets {
		s.common = all
	}
	go all.made() // beside what follows, which takes as long
	walked, escaped := ts.check(cfg)
	var named []string
	for _, s := range ts.sets {
		named = append(named, s.graph.assets...)
	}
	for _, icon := range webAppIcons() {
		named = append(named, icon.Src)
	}
	if cfg.Publisher.Logo != "" {
		named = append(named, cfg.Publisher.Logo)
	}
	slices.Sort(named)
	ts.made = assetInput{t.Under("static/"), slices.Compact(named), cfg}
	if old != nil && !old.assets.Unread() && old.made.same(ts.made) {
		ts.assets, ts.amiss = old.assets, old.amiss
	} else {
		ts.assets, ts.amiss = asset.New(t, ts.made.named, min, cfg)
	}
	ts.problems = sync.OnceValue(func() diag.List {
		l := slices.Concat(l, walked, escaped())
		if !l.HasErrors() { // else what is called may not be known
			l = append(l, ts.misnamed(t)...)
		}
		return append(l, ts.amiss...)
	})
	return ts
}

// assetInput is all that a set of assets depends on.
type assetInput struct {
	static []*source.File
	named  []string // sorted
	cfg    *config.Config
}

func (in assetInput) same(as assetInput) bool {
	return in.cfg == as.cfg && slices.Equal(in.static, as.static) && slices.Equal(in.named, as.named)
}

// Problems are what is wrong with the layouts and with the assets that they
// name. The slice is the templates' own: do not change it.
func (t *Templates) Problems() diag.List { return t.problems() }

// Unread says whether a layout or an asset could not be read. That may have been
// so for a moment only (a folder on its way elsewhere and back), and other
// templates of the same files may know it.
func (t *Templates) Unread() bool { return t.unread || t.assets.Unread() }

func (t *Templates) add(name string, g *graph) { t.sets[name] = newSet(name, t.files, g) }

// check looks for everything that can be wrong with templates before a page
// renders, in the sets that hold a file of the site's own: at once what its walk
// over the types finds, and by later what html/template does.
func (t *Templates) check(cfg *config.Config) (l diag.List, later func() diag.List) {
	keys := map[string]bool{}
	for _, k := range stringNames(cfg) {
		keys[k] = true
	}
	l = append(t.layoutsWithoutMain(), t.baseWithoutMain()...)
	found := map[diag.Pos]bool{}
	var own []*set
	for _, name := range t.setNames() {
		if s := t.sets[name]; !s.isDefault() {
			own = append(own, s)
		}
	}
	for _, s := range own {
		l = append(l, s.check(func(key string) bool { return keys[key] }, found)...)
	}
	own = slices.DeleteFunc(own, func(s *set) bool { return s.endless })
	return l, func() diag.List { return t.unescapable(own, found) }
}

// unescapable are the problems of sets whose values html/template cannot make
// safe, but for those at the places found before.
func (t *Templates) unescapable(sets []*set, found map[diag.Pos]bool) (l diag.List) {
	each(len(sets), func(i int) { sets[i].ready() })
	for _, s := range sets {
		for _, d := range s.ready() {
			if !found[d.Pos] && !t.reported(d) {
				found[d.Pos] = true
				l = append(l, d)
			}
		}
	}
	return l
}

// layoutsWithoutMain finds layouts whose pages would be empty.
func (t *Templates) layoutsWithoutMain() (l diag.List) {
	for _, kind := range kinds {
		f := t.files[kind+".html"]
		if f == nil || f.trees == nil || f.trees["main"] != nil {
			continue
		}
		l = append(l, withoutMain(f.src.Path))
	}
	return l
}

func withoutMain(file string) diag.Diag {
	return diag.Diag{
		Pos: diag.Pos{File: file}, Code: "layout-without-main",
		Msg:  `this layout has no {{define "main"}}, so that its pages would be empty`,
		Hint: `put what it shows between {{define "main"}} and {{end}}: base.html is the document round it`,
	}
}

// baseWithoutMain finds a base.html that shows nothing of any layout.
func (t *Templates) baseWithoutMain() diag.List {
	base := t.files[baseName]
	if base == nil || base.trees == nil {
		return nil // told already
	}
	for _, kind := range kinds {
		g := t.sets[kind].graph
		if !defines(t.files, g.layout, "main") || slices.Contains(g.names, treeName{g.layout, "main"}) {
			return nil
		}
	}
	return diag.List{mainNotCalled(base.src.Path)}
}

func mainNotCalled(file string) diag.Diag {
	return diag.Diag{
		Pos: diag.Pos{File: file}, Code: "layout-without-main",
		Msg:  `"main" is called nowhere in this file, so that every page would be empty`,
		Hint: `put {{block "main" .}}{{end}} where the page's own part belongs`,
	}
}

// reported says whether why a set is broken has been told before: by the parser,
// or by the walker, who meets all calls of templates, but not what this package
// itself asks for.
func (t *Templates) reported(d diag.Diag) bool {
	switch d.Code {
	case "template-syntax", "layout-without-main":
		return true
	case "unknown-template":
		return d.Pos.File != "layouts/"+baseName && d.Pos.File != "layouts/page.html"
	}
	return false
}

// stringNames are the keys of UI strings, brief's and the site's own.
func stringNames(cfg *config.Config) []string {
	keys := locale.Keys()
	for _, texts := range cfg.Strings {
		for key := range texts {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func (t *Templates) setNames() []string {
	names := make([]string, 0, len(t.sets))
	for name := range t.sets {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Fingerprint answers for keys of kinds Template and Asset.
func (t *Templates) Fingerprint(k site.Key) site.Fingerprint {
	switch k.Kind {
	case site.Template:
		if s := t.sets[k.Name]; s != nil {
			return s.sum()
		}
	case site.Asset:
		return t.assets.Fingerprint(k.Name)
	}
	return site.Fingerprint{}
}

// Routes are the files of static/, sorted by path: those that a template names
// by asset, or a style sheet by url(), with their hash in their name, all
// others under their own.
func (t *Templates) Routes() []site.Route { return t.assets.Routes() }

// Names are the names of block types ("block"), assets ("asset"), templates
// ("template"), functions ("function") and of a view type's fields ("field of
// Card"), for suggestions; nil for another kind.
func (t *Templates) Names(kind string) []string {
	switch kind {
	case "block":
		return blockTypes(t.files)
	case "asset":
		return t.assets.Names()
	case "template":
		names := make([]string, 0, len(t.files))
		for name := range t.files {
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	case "string":
		return locale.Keys()
	case "function":
		return functionNames()
	}
	return fieldNames(kind)
}

// Chain are the files of layouts/ that stand behind a key of kind Template,
// in the order of first use.
func (t *Templates) Chain(name string) []string {
	s := t.sets[name]
	if s == nil {
		return nil
	}
	out := make([]string, len(s.graph.files))
	for i, f := range s.graph.files {
		out[i] = "layouts/" + f
	}
	return out
}

// peopleFile is a decoded content/_data/people.yaml.
type peopleFile struct {
	from   *source.File
	people map[string]config.Person
}

// peopleOf decodes a file of authors, once a version. A nil file has none.
func (t *Templates) peopleOf(f *source.File) map[string]config.Person {
	if f == nil {
		return nil
	}
	if p := t.people.Load(); p != nil && p.from == f {
		return p.people
	}
	p := &peopleFile{from: f}
	p.people, _ = config.ParsePeople(f.Path, f.Text())
	t.people.Store(p)
	return p.people
}

func (t *Templates) buffer() *bytes.Buffer {
	if b, ok := t.buffers.Get().(*bytes.Buffer); ok {
		return b
	}
	return new(bytes.Buffer)
}

func (t *Templates) release(b *bytes.Buffer) {
	b.Reset()
	t.buffers.Put(b)
}

// scratch is room in which a text is put together; reuse gives it back.
func (t *Templates) scratch() *[]byte {
	if b, ok := t.scratches.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}

func (t *Templates) reuse(b *[]byte) { t.scratches.Put(b) }
