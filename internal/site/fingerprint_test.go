package site

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// TestFingerprintsStandForValues edits a site at random. After each edit a key
// has another fingerprint if and only if its accessor gives another value, and
// the site that came from the one before has the fingerprints of a fresh one.
func TestFingerprintsStandForValues(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			files := smallSite()
			in := Input{AsOf: noon(2025, 8, 1), Drafts: seed == 3}
			old, _ := link(t, files, in)
			for step := range 150 {
				edit := editAtRandom(r, files)
				fresh, _ := link(t, files, in)
				next := follow(t, old, files, in)
				var edited map[string]bool
				if next.SameRoutes(old) {
					edited = next.Edited(old)
				}
				for _, k := range allKeys(old, next) {
					v, w := value(old, k), value(next, k)
					same := old.Fingerprint(k) == next.Fingerprint(k)
					// Fingerprints of whole files are finer than what is decoded from them.
					if equal := reflect.DeepEqual(v, w); equal && !same && k.Kind != Meta && k.Kind != Body || !equal && same {
						t.Fatalf("step %d, %s: %v\nfingerprints equal: %v\nbefore: %+v\nafter:  %+v", step, edit, k, same, v, w)
					}
					if next.Fingerprint(k) != fresh.Fingerprint(k) {
						t.Fatalf("step %d, %s: %v differs from a fresh site's", step, edit, k)
					}
					if edited != nil && !edited[k.Name] && k.Kind != Anchor && !same {
						t.Fatalf("step %d, %s: %v changed, though only %v did", step, edit, k, edited)
					}
					if none := isNone(w); none != (next.Fingerprint(k) == Fingerprint{}) {
						t.Fatalf("step %d, %s: %v: a value of none and a zero fingerprint do not go together: %+v", step, edit, k, w)
					}
				}
				old = next
			}
		})
	}
}

// follow makes the site after an edit as a builder does: with pages replaced if
// nothing but bodies changed.
func follow(t *testing.T, old *Site, files fstest.MapFS, in Input) *Site {
	in.Prev = old
	next, _ := link(t, files, in)
	if len(next.pages) != len(old.pages) || fmt.Sprint(next.m.cfg) != fmt.Sprint(old.m.cfg) {
		return next
	}
	for _, f := range next.m.tree.Under("") {
		if was := old.m.tree.Lookup(f.Path); !strings.HasSuffix(f.Path, ".md") && (was == nil || was.Sum != f.Sum) {
			return next
		}
	}
	if len(next.m.tree.Under("")) != len(old.m.tree.Under("")) {
		return next
	}
	replaced := old
	for i, p := range next.pages {
		if p.Path != old.pages[i].Path || p.MetaSum != old.pages[i].MetaSum {
			return next
		}
		if p.BodySum != old.pages[i].BodySum {
			replaced = replaced.Replace(p)
		}
	}
	return replaced
}

func smallSite() fstest.MapFS {
	files := fstest.MapFS{
		"brief.yaml":                {Data: []byte("nav: [about.md]\n")},
		"content/_data/people.yaml": {Data: []byte("desk: {name: Desk}\n")},
		"content/map.png":           {Data: png(40, 30)},
		"static/img/fig.png":        {Data: png(20, 10)},
	}
	for _, p := range []string{
		"index.md", "about.md", "late.md", "laos/index.md", "laos/10-screen.md", "laos/20-why.md", "laos/sources.md",
		"news/index.md", "news/a.md", "news/b.md", "news/c.md",
	} {
		files["content/"+p] = &fstest.MapFile{Data: []byte("---\ntitle: " + p + "\n---\nText.\n")}
	}
	return files
}

// png is the least that a probe takes for a picture.
func png(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	return append(b, "\x08\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00IEND\x00\x00\x00\x00"...)
}

// editAtRandom changes one file and says how.
func editAtRandom(r *rand.Rand, files fstest.MapFS) string {
	any := func(list ...string) string { return list[r.IntN(len(list))] }
	var pages []string
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if strings.HasSuffix(path, ".md") {
			pages = append(pages, path)
		}
	}
	switch r.IntN(10) {
	case 0:
		files["content/map.png"] = &fstest.MapFile{Data: png(uint32(r.IntN(3)), 30)}
		return "a picture's size"
	case 1:
		path := "content/" + any("new.md", "news/d.md", "laos/30-basis.md", "laos/map.png", "fresh/index.md", "fresh/1-a.md")
		if _, ok := files[path]; ok && len(files) > 8 {
			delete(files, path)
			return "remove " + path
		}
		files[path] = &fstest.MapFile{Data: []byte("---\ntitle: New\n---\nText.\n")}
		return "add " + path
	case 2:
		files["brief.yaml"] = &fstest.MapFile{Data: []byte(any("nav: [about.md]\n", "nav: [about.md, news/index.md]\n", "title: X\nbase_url: https://example.org/\n"))}
		return "brief.yaml"
	}
	path := any(pages...)
	head, body, _ := strings.Cut(strings.TrimPrefix(string(files[path].Data), "---\n"), "---\n")
	edit := "body of "
	if r.IntN(2) == 0 {
		body = any("Text.\n", "Other.\n", strings.Repeat("word ", 600)+"\n", "## one\n\nText.\n", "## two\n\n## one\n", "![Alt](map.png)\n", "![Other alt](map.png)\n", "![Other](/img/fig.png)\n", "![None](none.png)\n")
	} else {
		edit = "front matter of "
		key := any("title", "dek", "date", "status", "slug", "edition", "embargo", "expires", "anchors", "aliases", "corrections", "tags")
		line := map[string][]string{
			"title": {"One", "Two"}, "dek": {"", "A dek"}, "date": {"", "2025-07-01", "2025-07-02", "2025-09-01"},
			"status": {"", "draft", "withdrawn", "published"}, "slug": {"", "s1", "s2"}, "edition": {"", "single", "chapters"},
			"embargo": {"", "2025-07-01", "2025-09-02"}, "expires": {"", "2025-07-20"},
			"anchors": {"", "{old: one}"}, "corrections": {"", "[{date: 2025-07-03, text: Wrong.}]", "[{date: 2025-07-03, text: False.}, {date: 2025-07-04, kind: clarification, text: Vague.}]"}, "aliases": {"", "[/old/]"},
			"tags": {"", "[Army]", "[army, River]", "[River, Army]"},
		}[key]
		var kept strings.Builder
		for l := range strings.Lines(head) {
			if !strings.HasPrefix(l, key+":") {
				kept.WriteString(l)
			}
		}
		if v := any(line...); v != "" {
			fmt.Fprintf(&kept, "%s: %s\n", key, v)
		}
		head = kept.String()
	}
	files[path] = &fstest.MapFile{Data: []byte("---\n" + head + "---\n" + body)}
	return edit + path
}

// allKeys are keys of every kind, for all that either site has and for things
// that neither has.
func allKeys(sites ...*Site) []Key {
	names := map[string]bool{"content/none.md": true, "/none/": true, "": true, "content/laos/": true, "/img/fig.png": true, "/feed.xml": true, "/old/": true, "/laos/all/": true, "tags/army/": true, "tags/river/": true, "/tags/army/": true}
	for _, s := range sites {
		for _, f := range s.m.tree.Under("content/") {
			names[f.Path] = true
		}
		for i := range s.m.nodes {
			names["/"+s.m.nodes[i].place.Address] = true
		}
	}
	var keys []Key
	for name := range names {
		for kind := Config; kind <= Asset; kind++ {
			switch kind {
			case Anchor:
				for _, fragment := range []string{"one", "two", "old", "screen", "screen-one", "top", ""} {
					keys = append(keys, Key{kind, name, fragment})
				}
			case Pages, Latest:
				keys = append(keys, Key{kind, name, ""}, Key{kind, name, "0"}, Key{kind, name, "2"})
			default:
				keys = append(keys, Key{Kind: kind, Name: name})
			}
		}
	}
	return append(keys, Key{Kind: Data, Name: "people.yaml"})
}

// maybe is the answer of an accessor that can say no.
type maybe struct {
	Value any
	OK    bool
}

func isNone(v any) bool {
	if m, ok := v.(maybe); ok {
		return !m.OK
	}
	r := reflect.ValueOf(v)
	return !r.IsValid() || r.IsZero()
}

// value is what the accessor of the key's kind returns.
func value(s *Site, k Key) any {
	yes := func(v any, ok bool) any { return maybe{v, ok} }
	switch k.Kind {
	case Config:
		return s.Config().Title + s.Config().BaseURL + strings.Join(s.Config().Nav, " ") + "."
	case Meta:
		if p := s.Page(k.Name); p != nil {
			m := p.Meta
			m.At = nil
			return fmt.Sprint(m, p.Name, p.Lang)
		}
	case Body:
		if p := s.Page(k.Name); p != nil {
			doc, problems := p.Doc()
			return fmt.Sprint(doc.HTML, problems)
		}
	case PlaceOf:
		p, ok := s.Place(k.Name)
		return yes(p, ok)
	case CardOf:
		c, ok := s.Card(k.Name)
		return yes(c, ok)
	case Chapters:
		return s.Chapters(k.Name)
	case Pages:
		return s.Pages(k.Name, limit(k.Arg))
	case Latest:
		return s.Latest(limit(k.Arg))
	case Prev:
		c, ok := s.Prev(k.Name)
		return yes(c, ok)
	case Next:
		c, ok := s.Next(k.Name)
		return yes(c, ok)
	case Trail:
		return s.Trail(k.Name)
	case Minutes:
		return s.Minutes(k.Name)
	case ShareOf:
		p, ok := s.Share(k.Name)
		return yes(p, ok)
	case RefTo:
		r, ok := s.Ref(k.Name)
		return yes(r, ok)
	case Anchor:
		id, ok := s.Anchor(k.Name, k.Arg)
		return yes(id, ok)
	case PictureAt:
		p, ok := s.Picture(k.Name)
		return yes(p, ok)
	case RecordingAt:
		r, ok := s.Recording(k.Name)
		return yes(r, ok)
	case Nav:
		return s.Nav()
	case Addresses:
		return s.Addresses()
	case Corrections:
		return s.Corrections()
	case TagsOf:
		return s.TagsOf(k.Name)
	case Tagged:
		t, cards, ok := s.Tagged(k.Name)
		return yes(fmt.Sprint(t, cards), ok)
	case Data:
		if f := s.DataFile(k.Name); f != nil {
			return f.Sum
		}
	case MediaAt:
		if f := s.Media(k.Name); f != nil {
			return f.Sum
		}
	}
	return nil
}

// TestProblemsOfLinkDoNotDependOnTheSiteBefore links one site twice.
func TestProblemsOfLinkDoNotDependOnTheSiteBefore(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	files := smallSite()
	var prev *Site
	for range 60 {
		editAtRandom(r, files)
		s, l := link(t, files, Input{AsOf: noon(2025, 8, 1), Prev: prev})
		fresh, k := link(t, files, Input{AsOf: noon(2025, 8, 1)})
		if !reflect.DeepEqual(l, k) || !reflect.DeepEqual(s.Routes(), fresh.Routes()) {
			t.Fatalf("got %v and %v, fresh %v and %v", l, s.Routes(), k, fresh.Routes())
		}
		prev = s
	}
}
