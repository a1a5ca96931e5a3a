package build

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/render"
	"brief/internal/site"
)

// yieldMedia yields the content files that outputs want, and returns their
// entries. It returns false if the consumer stopped.
func (b *Builder) yieldMedia(s *snapshot, entries []*entry, yield func(*output.File, diag.List) bool) ([]*entry, bool) {
	wanted := map[string]bool{}
	for _, e := range entries {
		if e != nil {
			for _, w := range e.wants {
				wanted[w] = true
			}
		}
	}
	var made []*entry
	claims := mediaClaims{s: s, taken: make(map[string]string, len(wanted))}
	for _, source := range slices.Sorted(maps.Keys(wanted)) {
		r := s.mediaRoute(source)
		if d, ok := claims.add(r); !ok {
			if !yield(nil, s.judge(diag.List{d})) {
				return nil, false
			}
			continue
		}
		file, e, problems := b.makeMedia(s, r)
		if made = append(made, e); !yield(file, problems) {
			return nil, false
		}
	}
	return made, true
}

// makeMedia renders a content file that is published, unless it is as it was.
func (b *Builder) makeMedia(s *snapshot, r site.Route) (*output.File, *entry, diag.List) {
	e := b.memo.get(r.Path)
	fresh := s.fresh(e, r, nil)
	var res render.Result
	if !fresh || b.opt.Verify {
		res = b.render(s, r)
	}
	if !fresh {
		e = b.memo.put(b, r, res)
	}
	file := e.file
	if res.File != nil {
		file = res.File
	}
	return file, e, append(b.verified(e, res), s.judge(e.diags)...)
}

func (s *snapshot) mediaRoute(source string) site.Route {
	return site.Route{Path: s.site.MediaAddress(source), Kind: site.RouteMedia, Source: source}
}

// mediaClaims are the places of the content files that are published. Names
// that differ in letter case or Unicode form only are one on many a disk.
type mediaClaims struct {
	s     *snapshot
	taken map[string]string // source path by folded output path
}

// add takes the route's path, or says who has it.
func (c *mediaClaims) add(r site.Route) (diag.Diag, bool) {
	other, ok := c.s.site.At(r.Path)
	if name, static := strings.CutPrefix(other, "static/"); static {
		_, ok = c.s.findRoute(name) // one with its hash in its name stands elsewhere
	}
	if !ok {
		other, ok = c.taken[site.Fold(r.Path)]
	}
	for dir := path.Dir(r.Path); !ok && dir != "."; dir = path.Dir(dir) {
		other, ok = c.taken[site.Fold(dir)] // a file where a folder is needed
	}
	if !ok {
		c.taken[site.Fold(r.Path)] = r.Source
		return diag.Diag{}, true
	}
	if other == "" {
		other = "a file that brief makes itself"
	}
	return diag.Diag{
		Pos:  diag.Pos{File: r.Source},
		Code: "address-taken",
		Msg:  fmt.Sprintf("%s would be published at /%s, which is also the address of %s, or would be on many a disk", r.Source, r.Path, other),
		Hint: "rename one of the two",
	}, false
}
