package build

import (
	"slices"
	"sync"
	"sync/atomic"

	"brief/internal/config"
	"brief/internal/content"
	"brief/internal/markdown"
	"brief/internal/source"
)

// pageChanges is how the content differs from the last snapshot's.
type pageChanges struct {
	structure bool            // files came or went, metadata changed, or a file that is not Markdown did
	bodies    []*content.Page // pages whose body alone changed
}

// parsePages parses the content files that changed since the old snapshot,
// takes the other pages over, and says what is different.
func (b *Builder) parsePages(old, s *snapshot, sameConfig bool) pageChanges {
	opt := pageOptions(s.cfg)
	var change pageChanges
	type job struct {
		at  int           // index in s.pages
		was *content.Page // the old version; nil if there is none
	}
	var jobs []job
	rest, files := old.pages, s.tree.Under("content/")
	s.pages = make([]parsed, 0, len(files))
	for _, f := range files {
		if sameConfig && len(rest) > 0 && rest[0].file == f {
			s.pages, rest = append(s.pages, rest[0]), rest[1:] // nearly all, after an edit
			continue
		}
		if !content.IsPage(f.Path) {
			continue
		}
		for len(rest) > 0 && rest[0].file.Path < f.Path {
			rest, change.structure = rest[1:], true // a page went
		}
		var was *content.Page
		if len(rest) > 0 && rest[0].file.Path == f.Path {
			was, rest = rest[0].page, rest[1:]
		}
		jobs = append(jobs, job{len(s.pages), was})
		s.pages = append(s.pages, parsed{file: f})
	}
	large := len(s.pages) > releaseAbove
	b.parallel(len(jobs), func(i int) {
		p := &s.pages[jobs[i].at]
		p.page, p.problems = content.Parse(p.file, opt)
		if large {
			p.file.Release()
		}
	})
	for _, j := range jobs {
		switch p := s.pages[j.at].page; {
		case j.was == nil || j.was.MetaSum != p.MetaSum:
			change.structure = true
		default:
			change.bodies = append(change.bodies, p)
		}
	}
	change.structure = change.structure || len(rest) > 0
	return change
}

// sameMedia says whether two trees hold the same content files that are not pages.
func sameMedia(a, b *source.Tree) bool {
	if a == nil || b == nil {
		return false
	}
	old, now := a.Under("content/"), b.Under("content/")
	for len(old) > 0 || len(now) > 0 {
		switch {
		case len(old) > 0 && len(now) > 0 && old[0] == now[0]:
			old, now = old[1:], now[1:]
		case len(now) == 0 || len(old) > 0 && old[0].Path <= now[0].Path: // it went or changed
			if !content.IsPage(old[0].Path) {
				return false
			}
			old = old[1:]
		default: // it came or changed
			if !content.IsPage(now[0].Path) {
				return false
			}
			now = now[1:]
		}
	}
	return true
}

// pageOptions are the settings that parsing one page needs.
func pageOptions(cfg *config.Config) content.Options {
	opt := content.Options{
		Zone:     cfg.Timezone,
		Lang:     cfg.Lang,
		Markdown: markdown.Options{RawHTML: cfg.RawHTML, Off: cfg.Off()},
	}
	for _, l := range cfg.Languages {
		opt.Languages = append(opt.Languages, l.Code)
	}
	return opt
}

// sameFiles says whether two trees hold the very same files below a folder.
func sameFiles(a, b *source.Tree, prefix string) bool {
	return a != nil && b != nil && slices.Equal(a.Under(prefix), b.Under(prefix))
}

// parallel calls f for 0 to n-1 on the builder's workers.
func (b *Builder) parallel(n int, f func(i int)) {
	const batch = 16 // fewer trips to the counter; pages cost microseconds
	if n <= batch {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range b.opt.Workers {
		wg.Go(func() {
			for {
				end := int(next.Add(batch))
				for i := end - batch; i < min(end, n); i++ {
					f(i)
				}
				if end >= n {
					return
				}
			}
		})
	}
	wg.Wait()
}
