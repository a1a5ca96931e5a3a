package site

import (
	"errors"
	"path"
	"strings"
	"sync"

	"brief/internal/content"
	"brief/internal/locale"
	"brief/internal/picture"
	"brief/internal/source"
)

// Minutes is the reading time of a page's body, of a briefing's cover that of
// its sections too; at least 1; 0 for a page that is not published.
func (s *Site) Minutes(path string) int {
	i := s.node(path)
	if i == none {
		return 0
	}
	words := s.pages[i].Extract().Words
	for _, k := range s.m.nodes[i].chapters {
		words += s.pages[k].Extract().Words
	}
	return locale.ReadingMinutes(words)
}

// shown are the sections whose text stands on the page of a one-page briefing.
func (s *Site) shown(i int32) []int32 {
	if n := &s.m.nodes[i]; n.place.Briefing && n.place.Single {
		return n.chapters
	}
	return nil
}

// Share is the picture that stands for the page: the first in its body, of a
// one-page briefing in its sections' too, that can be used and that cards show. A
// drawing map.svg beside which a map.png, .jpg, .jpeg or .webp lies counts as that,
// and so does a map.avif; one without is taken where there is nothing else. False
// if there is none.
func (s *Site) Share(path string) (Share, bool) {
	e := s.shareOf(s.node(path))
	return e.share, e.found
}

// shareEntry is a page's share picture, with the pages whose bodies it depends on.
type shareEntry struct {
	pages []*content.Page
	share Share
	found bool
	sum   Fingerprint
}

// shareOf keeps what it finds at the node, where the next Site finds it too if
// none of the bodies has changed.
func (s *Site) shareOf(i int32) *shareEntry {
	if i == none {
		return &shareEntry{}
	}
	n, parts := &s.m.nodes[i], s.shown(i)
	if e := n.share.Load(); e != nil && s.sameBodies(e, i, parts) {
		return e
	}
	e := &shareEntry{pages: []*content.Page{s.pages[i]}}
	for _, k := range parts {
		e.pages = append(e.pages, s.pages[k])
	}
	for _, p := range e.pages {
		share, found := s.firstPicture(p)
		if found && (!e.found || onCards(share.Type)) {
			e.share, e.found = share, true
		}
		if e.found && onCards(e.share.Type) {
			break
		}
	}
	if e.found {
		e.sum = e.share.fingerprint()
	}
	n.share.Store(e)
	return e
}

func (s *Site) sameBodies(e *shareEntry, i int32, parts []int32) bool {
	if e.pages[0] != s.pages[i] {
		return false
	}
	for k, part := range parts {
		if e.pages[k+1] != s.pages[part] {
			return false
		}
	}
	return true
}

// onCards says whether most places that show cards of pages show a type: of
// pixels, and one that is older than AVIF.
func onCards(typ string) bool { return typ != "image/svg+xml" && typ != "image/avif" }

// firstPicture is the first picture on a page that cards show, else its first one.
func (s *Site) firstPicture(p *content.Page) (first Share, ok bool) {
	for _, pic := range p.Extract().Pictures {
		d, inside := Target(p.Path, pic.Src)
		if !inside {
			continue
		}
		found, there := s.Picture(d.Name)
		if !there || found.Problem != "" {
			continue
		}
		if onCards(found.Type) {
			return Share{Picture: found, Alt: pic.Alt, Credit: pic.Credit}, true
		}
		if same, there := s.pixelsOf(d.Name); there {
			return Share{Picture: same, Alt: pic.Alt, Credit: pic.Credit, Drawing: found.Source}, true
		}
		if !ok {
			first, ok = Share{Picture: found, Alt: pic.Alt, Credit: pic.Credit}, true
		}
	}
	return first, ok
}

// pixelsOf finds the picture for cards that lies beside another under its name.
func (s *Site) pixelsOf(target string) (Picture, bool) {
	name := strings.TrimSuffix(target, path.Ext(target))
	for _, ending := range []string{".png", ".jpg", ".jpeg", ".webp"} {
		if found, ok := s.Picture(name + ending); ok && found.Problem == "" && onCards(found.Type) {
			return found, true
		}
	}
	return Picture{}, false
}

// Picture describes the picture at a target (a Dest's Name): a content file or
// a static one. False if there is no such file.
func (s *Site) Picture(target string) (Picture, bool) {
	e := s.pictureAt(target)
	return e.picture, e.found
}

// pictureEntry is what a target was found to be.
type pictureEntry struct {
	picture Picture
	found   bool
	sum     Fingerprint
}

func (s *Site) pictureAt(target string) *pictureEntry {
	if e, ok := s.m.pictures.Load(target); ok {
		return e.(*pictureEntry)
	}
	e := &pictureEntry{}
	path := target
	if strings.HasPrefix(target, "/") {
		path = staticDir + target[1:]
	}
	if f := s.file(path); f != nil && (isMedia(f.Path) || strings.HasPrefix(f.Path, staticDir)) {
		e.found = true
		e.picture = Picture{Address: s.MediaAddress(f.Path), Source: f.Path}
		if name, ok := strings.CutPrefix(f.Path, staticDir); ok {
			e.picture.Address = name
		}
		p := s.m.probes.get(f)
		e.picture.Info, e.picture.Embedded, e.picture.Problem = p.info, p.embedded, p.problem
		if p.unread {
			s.m.unread.Store(true)
		}
		s.derive(&e.picture, f)
		e.sum = e.picture.fingerprint()
	}
	s.m.pictures.Store(target, e)
	return e
}

// Prepare has pictures at targets, which will be asked for, found out about at the same time.
func (s *Site) Prepare(targets []string) {
	if s.m.maker == nil {
		return
	}
	for _, target := range targets {
		if _, known := s.m.pictures.Load(target); !known {
			go s.Picture(target)
		}
	}
}

// Unread says whether a picture, a film or sound could not be read so far. That may
// have been so for a moment only (a folder on its way elsewhere and back), and a site that is
// linked anew of the same files may know it.
func (s *Site) Unread() bool { return s.m.unread.Load() }

// Recipe is how the site has pictures made smaller.
func (s *Site) Recipe() picture.Recipe {
	im := &s.m.cfg.Images
	return picture.Recipe{Formats: im.Formats, Widths: im.Widths, Quality: im.Quality}
}

// derive finds what a picture is made into, which reads all of its pixels if
// nothing has been made of it before.
func (s *Site) derive(p *Picture, f *source.File) {
	recipe := s.Recipe()
	p.AsIs = recipe.Missed(p.Info)
	if s.m.maker == nil || p.Problem != "" || !recipe.Wanted(p.Info) {
		return
	}
	set, err := s.m.maker.Of(f, p.Info, recipe)
	if err != nil {
		p.Problem = err.Error()
		if errors.Is(err, picture.ErrUnread) {
			s.m.unread.Store(true)
		}
		return
	}
	p.Set = set
}

// SetOf is what a use of a picture makes of it; nil if that cannot be made. The
// picture must be one with a Set.
func (s *Site) SetOf(p *Picture, use PictureUse) (*picture.Set, error) {
	if !use.Crops {
		return p.Set, nil
	}
	return s.m.maker.Crops(s.file(p.Source), p.Info, s.Recipe(), use.Focus)
}

// PictureTarget is the target that names a source file to Picture.
func PictureTarget(source string) string {
	if name, ok := strings.CutPrefix(source, staticDir); ok {
		return "/" + name
	}
	return source
}

// probes keeps what pictures' heads said, by content, from one Site to the next.
type probes struct {
	mu    sync.Mutex
	known map[source.Sum]probed
}

type probed struct {
	info     picture.Info
	embedded picture.Embedded
	problem  string
	unread   bool // it says nothing of the content
}

// keepProbes takes over the probes of the Site before, unless they have come to
// be many more than the files there are.
func keepProbes(prev *Site, tree *source.Tree) *probes {
	if prev != nil {
		p := prev.m.probes
		p.mu.Lock()
		n := len(p.known)
		p.mu.Unlock()
		if n <= 1000+2*len(tree.Under("")) {
			return p
		}
	}
	return &probes{known: map[source.Sum]probed{}}
}

// get probes outside the lock: two workers may probe one file, with one result.
func (p *probes) get(f *source.File) probed {
	p.mu.Lock()
	r, ok := p.known[f.Sum]
	p.mu.Unlock()
	if ok {
		return r
	}
	info, err := picture.Probe(f)
	r.info = info
	if err != nil {
		r.problem = err.Error()
	} else {
		r.embedded = picture.ReadEmbedded(f, info)
	}
	if errors.Is(err, picture.ErrUnread) {
		r.unread = true
		return r // results are kept by content
	}
	p.mu.Lock()
	p.known[f.Sum] = r
	p.mu.Unlock()
	return r
}
