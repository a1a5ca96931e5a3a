package deploy

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"

	"brief/internal/output"
)

// The order in which files are sent. All of one group are stored before the
// first of the next is sent, so that no page is there before what it needs, none
// that was there before links to one that is not, and nothing lists what is not
// there.
const (
	groupAssets  = iota // named by their content; and media
	groupNew            // pages and lists that are new: nothing links to them yet
	groupPages          // changed pages
	groupLists          // lists, those deepest in the site first
	groupHome           // the home page
	groupControl        // redirects, 404.html, robots.txt
	groupFeeds          // feeds and the sitemap
	groups
)

// group is when a file is sent; isNew says that the current release does not have it.
func group(o *Object, isNew bool) int {
	switch {
	case o.Class == output.Asset || o.Class == output.Media:
		return groupAssets
	case o.Redirect != "" || o.Path == "404.html" || o.Path == "robots.txt":
		return groupControl
	case o.Class == output.Feed:
		return groupFeeds
	case o.Path == "index.html":
		return groupHome
	case isNew:
		return groupNew
	case o.Class == output.List:
		return groupLists
	}
	return groupPages
}

// Change is one file that is sent.
type Change struct {
	Path  string       `json:"path"`
	Why   string       `json:"why"` // new, changed, headers, or unsure: an interrupted deploy may have sent it
	Class output.Class `json:"class"`
	Size  int64        `json:"size"`

	object  *Object // of the new record
	group   int
	isNew   bool // no record of ours has its key
	foreign bool // an object of others is at its key, and may be overwritten
}

// Plan is the difference between what is to be published and what is.
type Plan struct {
	Target string   `json:"target"`
	Epoch  int64    `json:"epoch"` // of the state that the plan is of
	From   string   `json:"from"`  // digest of the current release; empty if there is none
	To     string   `json:"to"`
	Send   []Change `json:"send"`            // in the order of sending
	Delete []string `json:"delete"`          // after the commit; sorted
	Retire []string `json:"retire"`          // assets that no page uses any more: brief gc deletes them later; sorted
	Adopt  []string `json:"adopt,omitempty"` // objects that others put there and that are to be overwritten; sorted

	pagesBefore, pagesAfter int
	filesBefore             int // those of deploys that were cut off, too
	before, after           *Record
}

// Bytes is how much is sent.
func (p *Plan) Bytes() (n int64) {
	for _, c := range p.Send {
		n += c.Size
	}
	return n
}

// stored is what is known of the objects at a target.
type stored struct {
	current  map[string]*Object   // of the current release
	attempts []map[string]*Object // of deploys that wrote since; nil if there were none
	left     map[string]bool      // paths of earlier releases that are not deleted yet
	listed   map[string]Info      // by path, of what is to be there or was tried; nil if the current release is what is stored
}

// makePlan compares. Where the store was asked, what it has counts, and not what
// a record says of it: but headers only records know.
func makePlan(before, after *Record, s stored, protect []string) *Plan {
	p := &Plan{before: before, after: after, Send: []Change{}, Delete: []string{}, Retire: []string{}, pagesAfter: after.addresses()}
	if before != nil {
		p.pagesBefore = before.addresses()
	}
	for i := range after.Files {
		o := &after.Files[i]
		why, isNew, foreign := s.differs(o)
		if why == "" {
			continue
		}
		p.Send = append(p.Send, Change{Path: o.Path, Why: why, Class: o.Class, Size: o.size(), object: o, group: group(o, s.current[o.Path] == nil), isNew: isNew, foreign: foreign})
		if foreign {
			p.Adopt = append(p.Adopt, o.Path)
		}
	}
	sortForSending(p.Send)
	p.planRemovals(s, protect)
	return p
}

// differs says why an object must be sent; empty if it is there as it should be.
func (s *stored) differs(o *Object) (why string, isNew, foreign bool) {
	known := s.known(o.Path)
	if s.listed == nil {
		switch {
		case len(known) == 0:
			return "new", !s.left[o.Path], false
		case known[0].Sum != o.Sum:
			return "changed", false, false
		case !known[0].sameHeaders(o):
			return "headers", false, false
		}
		if o.MD5 == "" {
			o.MD5, o.Stored = known[0].MD5, known[0].Stored
		}
		o.Pack = known[0].Pack
		return "", false, false
	}
	info, there := s.listed[o.Path]
	switch {
	case !there:
		return "new", len(known) == 0 && !s.left[o.Path], false
	case len(known) == 0:
		return "changed", false, !s.left[o.Path]
	case s.onlyTried(o.Path) && !s.wrote(o.Path, info):
		return "changed", false, true
	case !sameBytes(info, o):
		return "changed", false, false
	case info.ETag != o.MD5 && (s.current[o.Path] == nil || s.current[o.Path].Sum != o.Sum):
		return "unsure", false, false // its metadata tell, and nobody saw yet that its bytes arrived
	case info.Attributes.Type != "" && !info.Attributes.like(o.attributes()):
		return "headers", false, false
	}
	for _, k := range known {
		if !k.sameHeaders(o) {
			return "unsure", false, false
		}
	}
	for _, k := range known {
		if k.Sum == o.Sum && o.Pack == "" {
			o.Pack = k.Pack
		}
	}
	return "", false, false
}

// known are the objects of ours that may be at a path.
func (s *stored) known(path string) (l []*Object) {
	if o := s.current[path]; o != nil {
		l = append(l, o)
	}
	for _, a := range s.attempts {
		if o := a[path]; o != nil {
			l = append(l, o)
		}
	}
	return l
}

// onlyTried reports whether a path may be ours only since a deploy that was cut off.
func (s *stored) onlyTried(path string) bool { return s.current[path] == nil && !s.left[path] }

// wrote reports whether what is at a path is what a deploy that was cut off would
// have written there. It may have been refused because others have something there.
func (s *stored) wrote(path string, info Info) bool {
	for _, a := range s.attempts {
		if o := a[path]; o != nil && (info.ETag == o.MD5 && o.MD5 != "" || info.Attributes.Sum == o.Sum) {
			return true
		}
	}
	return false
}

// sameBytes compares a listed object by its ETag, which is the MD5 of its bytes,
// or, where that is not so, by the hash that its metadata hold.
func sameBytes(info Info, o *Object) bool {
	if info.Attributes.Sum != "" {
		return info.Attributes.Sum == o.Sum
	}
	return info.Size == o.size() && info.ETag == o.MD5
}

// isMD5 reports whether an ETag has the form of an MD5. That of an object that
// was sent in parts has not.
func isMD5(etag string) bool {
	if len(etag) != 32 {
		return false
	}
	_, err := hex.DecodeString(etag)
	return err == nil
}

// planRemovals finds what ours was and is not any more. What others put at a
// target is in no record, and never removed.
func (p *Plan) planRemovals(s stored, protect []string) {
	after := p.after.byPath()
	seen := map[string]bool{}
	for _, m := range append(slices.Clone(s.attempts), s.current) {
		for path, o := range m {
			if seen[path] {
				continue
			}
			seen[path] = true
			if after[path] != nil || isProtected(protect, path) {
				continue
			}
			if info, there := s.listed[path]; s.onlyTried(path) && (!there || !s.wrote(path, info)) {
				continue
			}
			if o.immutable() {
				p.Retire = append(p.Retire, path)
			} else {
				p.Delete = append(p.Delete, path)
			}
		}
	}
	p.filesBefore = len(seen)
	slices.Sort(p.Delete)
	slices.Sort(p.Retire)
}

func sortForSending(l []Change) {
	slices.SortFunc(l, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(strings.Count(b.Path, "/"), strings.Count(a.Path, "/")), strings.Compare(a.Path, b.Path))
	})
}
