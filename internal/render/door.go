package render

import (
	"strconv"

	"brief/internal/asset"
	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/diag"
	"brief/internal/markdown"
	"brief/internal/picture"
	"brief/internal/site"
	"brief/internal/source"
)

// door is the one way from an output to the site. Each of its methods answers
// for one kind of key, and records that key with the fingerprint of the answer
// before it gives it, absent answers too. A value that reaches an output by any
// other way would never be noticed when it changes; so nothing else in this
// package calls a method of *site.Site, and a test reads the source to see it.
type door struct {
	t     *Templates
	s     *site.Site
	mode  Mode
	reads []Read
	seen  map[site.Key]bool // what reads holds, once it is long
}

const (
	most   = 32 // the reads that nearly every page is content with
	linear = 64 // how many are searched one by one before a map pays
)

func (d *door) record(k site.Key) {
	if d.mode.Once || k.Kind == d.mode.Forget || d.has(k) {
		return
	}
	d.reads = append(d.reads, Read{k, d.fingerprint(k)})
	switch {
	case d.seen != nil:
		d.seen[k] = true
	case len(d.reads) > linear:
		d.seen = make(map[site.Key]bool, 2*linear)
		for i := range d.reads {
			d.seen[d.reads[i].Key] = true
		}
	}
}

func (d *door) has(k site.Key) bool {
	if d.seen != nil {
		return d.seen[k]
	}
	for i := range d.reads {
		if d.reads[i].Key == k {
			return true
		}
	}
	return false
}

func (d *door) fingerprint(k site.Key) site.Fingerprint {
	if k.Kind == site.Template || k.Kind == site.Asset {
		return d.t.Fingerprint(k)
	}
	return d.s.Fingerprint(k)
}

// config is every setting that a page can show.
func (d *door) config() *config.Config {
	d.record(site.Key{Kind: site.Config})
	return d.s.Config()
}

// meta is a page's own front matter and what its file name says; nil if there
// is no such page. Its Doc is another key: body.
func (d *door) meta(path string) *content.Page {
	d.record(site.Key{Kind: site.Meta, Name: path})
	return d.s.Page(path)
}

// body is a page's parsed Markdown, with the problems found in it; nil if there
// is no such page.
func (d *door) body(path string) (*markdown.Doc, diag.List) {
	d.record(site.Key{Kind: site.Body, Name: path})
	p := d.s.Page(path)
	if p == nil {
		return nil, nil
	}
	return p.Doc()
}

// anchors are the old names of places in a page's body, each with its new one.
// The key of the body stands for them too.
func (d *door) anchors(path string) map[string]string {
	d.record(site.Key{Kind: site.Body, Name: path})
	if p := d.s.Page(path); p != nil {
		return p.Meta.Anchors
	}
	return nil
}

func (d *door) place(path string) (site.Place, bool) {
	d.record(site.Key{Kind: site.PlaceOf, Name: path})
	return d.s.Place(path)
}

func (d *door) card(path string) (site.Card, bool) {
	d.record(site.Key{Kind: site.CardOf, Name: path})
	return d.s.Card(path)
}

func (d *door) chapters(path string) []site.Card {
	d.record(site.Key{Kind: site.Chapters, Name: path})
	return d.s.Chapters(path)
}

func (d *door) pages(path string, limit int) []site.Card {
	d.record(site.Key{Kind: site.Pages, Name: path, Arg: strconv.Itoa(limit)})
	return d.s.Pages(path, limit)
}

func (d *door) latest(limit int) []site.Card {
	d.record(site.Key{Kind: site.Latest, Arg: strconv.Itoa(limit)})
	return d.s.Latest(limit)
}

func (d *door) prev(path string) (site.Card, bool) {
	d.record(site.Key{Kind: site.Prev, Name: path})
	return d.s.Prev(path)
}

func (d *door) next(path string) (site.Card, bool) {
	d.record(site.Key{Kind: site.Next, Name: path})
	return d.s.Next(path)
}

func (d *door) trail(path string) []site.Card {
	d.record(site.Key{Kind: site.Trail, Name: path})
	return d.s.Trail(path)
}

func (d *door) minutes(path string) int {
	d.record(site.Key{Kind: site.Minutes, Name: path})
	return d.s.Minutes(path)
}

func (d *door) share(path string) (site.Share, bool) {
	d.record(site.Key{Kind: site.ShareOf, Name: path})
	return d.s.Share(path)
}

// prepare says which pictures will be asked for. It answers nothing, so that
// there is no key.
func (d *door) prepare(targets []string) { d.s.Prepare(targets) }

// crops are a page's share picture cut to the shapes of cards. The key of the
// picture stands for them: they are made of it, by the focus that is given.
func (d *door) crops(path string, pic *site.Picture, use site.PictureUse) (*picture.Set, error) {
	d.record(site.Key{Kind: site.ShareOf, Name: path})
	return d.s.SetOf(pic, use)
}

func (d *door) ref(target string) (site.Ref, bool) {
	d.record(site.Key{Kind: site.RefTo, Name: target})
	return d.s.Ref(target)
}

func (d *door) anchor(path, fragment string) (string, bool) {
	d.record(site.Key{Kind: site.Anchor, Name: path, Arg: fragment})
	return d.s.Anchor(path, fragment)
}

func (d *door) picture(target string) (site.Picture, bool) {
	d.record(site.Key{Kind: site.PictureAt, Name: target})
	return d.s.Picture(target)
}

// recording is the film or the sound at a target; false if there is no such file.
func (d *door) recording(target string) (site.Recording, bool) {
	d.record(site.Key{Kind: site.RecordingAt, Name: target})
	return d.s.Recording(target)
}

// sidecar is what the file beside a picture says of it, and what is wrong with that.
func (d *door) sidecar(path string) (config.Sidecar, diag.List) {
	d.record(site.Key{Kind: site.SidecarOf, Name: path})
	return d.s.Sidecar(path)
}

func (d *door) corrections() []site.Corrected {
	d.record(site.Key{Kind: site.Corrections})
	return d.s.Corrections()
}

func (d *door) tagsOf(path string) []site.Tag {
	d.record(site.Key{Kind: site.TagsOf, Name: path})
	return d.s.TagsOf(path)
}

func (d *door) tagged(address string) (site.Tag, []site.Card, bool) {
	d.record(site.Key{Kind: site.Tagged, Name: address})
	return d.s.Tagged(address)
}

func (d *door) nav() []site.Card {
	d.record(site.Key{Kind: site.Nav})
	return d.s.Nav()
}

func (d *door) addresses() []site.Card {
	d.record(site.Key{Kind: site.Addresses})
	return d.s.Addresses()
}

// people are the authors of content/_data/people.yaml by their ids. What is
// wrong with the file is the site's to report.
func (d *door) people() map[string]config.Person {
	const name = "people.yaml"
	d.record(site.Key{Kind: site.Data, Name: name})
	return d.t.peopleOf(d.s.DataFile(name))
}

// media is a content file that is no page; nil if there is none.
func (d *door) media(path string) *source.File {
	d.record(site.Key{Kind: site.MediaAt, Name: path})
	return d.s.Media(path)
}

// set is the templates of a layout kind ("page") or of a block ("blocks/note.html");
// nil if there is no such block.
func (d *door) set(name string) *set {
	d.record(site.Key{Kind: site.Template, Name: name})
	return d.t.sets[name]
}

// asset is the file of static/ at a path below it; nil if there is none.
func (d *door) asset(name string) *asset.File {
	d.record(site.Key{Kind: site.Asset, Name: name})
	return d.t.assets.Find(name)
}
