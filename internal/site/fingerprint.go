package site

import (
	"encoding/binary"
	"strings"
	"sync"

	"brief/internal/content"
	"brief/internal/picture"
)

// nodeSums are the fingerprints of what a node alone decides, made at first use.
type nodeSums struct {
	once                    sync.Once
	card, place, ref, trail Fingerprint
}

// sums returns the fingerprints of a node.
func (s *Site) sums(i int32) *nodeSums {
	n := &s.m.nodes[i]
	n.sums.once.Do(func() {
		n.sums.card = cardSum(s.card(i))
		n.sums.place = placeSum(n.place)
		n.sums.ref = refSum((&Site{m: s.m, pages: s.pages}).refPage(i))
		var buf [8]int32
		n.sums.trail = s.cardsSum(s.trail(i, buf[:0]))
	})
	return &n.sums
}

// Fingerprint stands for the value of a key; zero if there is none. Keys of
// kinds Template and Asset are not the site's to answer: zero.
//
// It is called for every value that every output read, after each change, and
// so costs a look-up, not a hash, wherever that can be.
func (s *Site) Fingerprint(k Key) Fingerprint {
	switch k.Kind {
	case Config:
		return s.m.cfg.RenderSum
	case Meta, Body, PlaceOf, CardOf, Trail, Minutes:
		if i := s.node(k.Name); i != none {
			return s.pageSum(k.Kind, i)
		}
	case Prev:
		return s.cardSum(s.prev(k.Name))
	case Next:
		return s.cardSum(s.next(k.Name))
	case Chapters, Pages, Latest, Nav, Addresses:
		return s.listSum(k)
	case Corrections:
		return s.correctionsSum()
	case TagsOf:
		return s.tagsSum(k.Name)
	case Tagged:
		return s.taggedSum(k.Name)
	case ShareOf:
		return s.shareOf(s.node(k.Name)).sum
	case RefTo:
		return s.refSum(k.Name)
	case Anchor:
		if id, ok := s.Anchor(k.Name, k.Arg); ok {
			var buf [128]byte
			return content.Encoding(buf[:0]).Text(id).Sum()
		}
	case PictureAt:
		return s.pictureAt(k.Name).sum
	case RecordingAt:
		return s.recordingAt(k.Name).sum
	case SidecarOf:
		if f := s.sidecarFile(k.Name); f != nil {
			return Fingerprint(f.Sum[:16])
		}
	case Data:
		if f := s.DataFile(k.Name); f != nil {
			return Fingerprint(f.Sum[:16])
		}
	case MediaAt:
		if f := s.Media(k.Name); f != nil {
			return Fingerprint(f.Sum[:16])
		}
	}
	return Fingerprint{}
}

func (s *Site) pageSum(kind Kind, i int32) Fingerprint {
	switch kind {
	case Meta:
		return s.pages[i].MetaSum
	case Body:
		return s.pages[i].BodySum
	case PlaceOf:
		return s.sums(i).place
	case CardOf:
		return s.sums(i).card
	case Trail:
		return s.sums(i).trail
	}
	f := Fingerprint{byte(Minutes)} // a number needs no hash
	binary.LittleEndian.PutUint64(f[8:], uint64(s.Minutes(s.pages[i].Path)))
	return f
}

func (s *Site) cardSum(i int32) Fingerprint {
	if i == none {
		return Fingerprint{}
	}
	return s.sums(i).card
}

// listKey names a list and how many of it are read.
type listKey struct {
	kind Kind
	name string
	n    int
}

// listSum covers the cards in their order, after the limit: "latest 5" depends
// on five cards and their order, and on no others.
func (s *Site) listSum(k Key) Fingerprint {
	list := s.list(k.Kind, k.Name)
	if k.Kind == Pages || k.Kind == Latest {
		list = cut(list, limit(k.Arg))
	}
	if len(list) == 0 {
		return Fingerprint{}
	}
	key := listKey{k.Kind, k.Name, len(list)}
	if k.Kind != Pages && k.Kind != Chapters && k.Kind != Tagged {
		key.name = "" // the whole site's
	}
	if sum, ok := s.m.lists.Load(key); ok {
		return sum.(Fingerprint)
	}
	sum := s.cardsSum(list)
	s.m.lists.Store(key, sum)
	return sum
}

// cardsSum is zero for no cards.
func (s *Site) cardsSum(list []int32) Fingerprint {
	if len(list) == 0 {
		return Fingerprint{}
	}
	var buf [512]byte
	e := content.Encoding(buf[:0])
	for _, i := range list {
		sum := s.sums(i).card
		e = append(e, sum[:]...)
	}
	return e.Sum()
}

// refSum takes the node's own sum for a page, named by its path or its address.
func (s *Site) refSum(target string) Fingerprint {
	i := int32(none)
	if address, ok := strings.CutPrefix(target, "/"); ok {
		i = s.atAddress(address)
	} else {
		i = s.pageAt(target)
	}
	if i != none && s.held {
		return refSum(s.refPage(i)) // what is kept is for readers
	}
	if i != none {
		return s.sums(i).ref
	}
	if r, ok := s.Ref(target); ok {
		return refSum(r)
	}
	return Fingerprint{}
}

func cardSum(c Card) Fingerprint {
	var buf [512]byte
	e := content.Encoding(buf[:0]).Text(c.Path).Text(c.Address).Text(c.Fragment).Text(string(c.Kind))
	e = e.Text(c.Title).Text(c.Dek).Text(c.Kicker).Text(c.Type).Text(c.Lang)
	return e.Date(c.Date).Date(c.Modified).Int(int64(c.Number)).Sum()
}

func placeSum(p Place) Fingerprint {
	var buf [256]byte
	e := content.Encoding(buf[:0]).Text(string(p.Kind)).Bool(p.Briefing).Bool(p.Single).Text(p.Address).Text(p.Fragment)
	return e.Text(p.Parent).Int(int64(p.Number)).Int(int64(p.Of)).Bool(p.Withdrawn).Bool(p.Held).Sum()
}

// refSum leaves the kind out: the target and the source decide it.
func refSum(r Ref) Fingerprint {
	var buf [256]byte
	return content.Encoding(buf[:0]).Text(r.Address).Text(r.Fragment).Text(r.Source).Bool(r.Held).Sum()
}

func (p Picture) fingerprint() Fingerprint { return p.encode(nil).Sum() }

func (p Picture) encode(e content.Encoding) content.Encoding {
	e = e.Text(p.Type).Int(int64(p.Width)).Int(int64(p.Height)).Bool(p.Slice).Bool(p.Credentials).Text(p.AsIs).Text(p.Address).Text(p.Source).Text(p.Problem)
	if m := &p.Embedded; *m != (picture.Embedded{}) {
		e = e.Text(m.Alt).Text(m.Creator).Text(m.Credit).Text(m.Copyright).Text(m.Licence).Text(m.SourceType)
	}
	if p.Set != nil {
		action := p.Set.Action()
		e = append(e, action[:]...)
	}
	return e
}

func (s Share) fingerprint() Fingerprint {
	return s.encode(nil).Text(s.Alt).Text(s.Credit).Text(s.Drawing).Sum()
}
