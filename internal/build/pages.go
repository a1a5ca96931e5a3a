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
	rest := old.pages
	for _, f := range s.tree.Under("content/") {
		if !content.IsPage(f.Path) {
			continue
		}
		for len(rest) > 0 && rest[0].file.Path < f.Path {
			rest, change.structure = rest[1:], true // a page went
		}
		p := parsed{file: f}
		var was *content.Page
		if len(rest) > 0 && rest[0].file.Path == f.Path {
			if sameConfig && rest[0].file == f {
				p = rest[0]
			}
			was, rest = rest[0].page, rest[1:]
		}
		if p.page == nil {
			jobs = append(jobs, job{len(s.pages), was})
		}
		s.pages = append(s.pages, p)
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
	return a != nil && b != nil && slices.Equal(media(a), media(b))
}

func media(t *source.Tree) (files []*source.File) {
	for _, f := range t.Under("content/") {
		if !content.IsPage(f.Path) {
			files = append(files, f)
		}
	}
	return files
}

// pageOptions are the settings that parsing one page needs.
func pageOptions(cfg *config.Config) content.Options {
	opt := content.Options{
		Zone:     cfg.Timezone,
		Lang:     cfg.Lang,
		Markdown: markdown.Options{RawHTML: cfg.RawHTML},
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
