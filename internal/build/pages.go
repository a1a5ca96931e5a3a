package build

import (
	"slices"
	"strings"
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
func (b *Builder) parsePages(old, s *snapshot, changes []source.Change, sameConfig bool) pageChanges {
	var change pageChanges
	var jobs []parseJob
	if sameConfig && onlyVersions(changes) {
		s.pages = slices.Clone(old.pages)
		for _, c := range changes {
			if i, ok := old.parsedAt(c.Is.Path); ok {
				s.pages[i] = &parsed{file: c.Is}
				jobs = append(jobs, parseJob{s.pages[i], old.pages[i].page})
			}
		}
	} else {
		jobs, change.structure = s.takePages(old, sameConfig)
	}
	opt, large := b.pageOptions(s.cfg), len(s.pages) > releaseAbove
	b.parallel(len(jobs), func(i int) {
		p := jobs[i].is
		p.page, p.problems = content.Parse(p.file, opt)
		if large {
			p.file.Release()
		}
	})
	for _, j := range jobs {
		switch {
		case j.was == nil || j.was.MetaSum != j.is.page.MetaSum:
			change.structure = true
		default:
			change.bodies = append(change.bodies, j.is.page)
		}
	}
	return change
}

// parseJob is a page to parse.
type parseJob struct {
	is  *parsed
	was *content.Page // the old version; nil if there is none
}

// onlyVersions says whether all that changed are files that were there and are.
func onlyVersions(changes []source.Change) bool {
	return !slices.ContainsFunc(changes, func(c source.Change) bool { return c.Was == nil || c.Is == nil })
}

// takePages makes the list of pages, those that are as they were taken from the
// old snapshot, and says whether any came or went.
func (s *snapshot) takePages(old *snapshot, sameConfig bool) (jobs []parseJob, structure bool) {
	rest, files := old.pages, s.tree.Under("content/")
	s.pages = make([]*parsed, 0, len(files))
	for _, f := range files {
		if !content.IsPage(f.Path) {
			continue
		}
		for len(rest) > 0 && rest[0].file.Path < f.Path {
			rest, structure = rest[1:], true // a page went
		}
		var was *content.Page
		if len(rest) > 0 && rest[0].file.Path == f.Path {
			if sameConfig && rest[0].file == f {
				s.pages, rest = append(s.pages, rest[0]), rest[1:]
				continue
			}
			was, rest = rest[0].page, rest[1:]
		}
		p := &parsed{file: f}
		s.pages, jobs = append(s.pages, p), append(jobs, parseJob{p, was})
	}
	return jobs, structure || len(rest) > 0
}

// below says whether anything changed below a folder, given with its slash.
func below(folder string, changes []source.Change) bool {
	return slices.ContainsFunc(changes, func(c source.Change) bool { return strings.HasPrefix(c.Path(), folder) })
}

// inMedia says whether a content file changed that is no page.
func inMedia(changes []source.Change) bool {
	return slices.ContainsFunc(changes, func(c source.Change) bool {
		return strings.HasPrefix(c.Path(), "content/") && !content.IsPage(c.Path())
	})
}

// pageOptions are the settings that parsing one page needs.
func (b *Builder) pageOptions(cfg *config.Config) content.Options {
	opt := content.Options{
		Zone:     cfg.Timezone,
		Lang:     cfg.Lang,
		Once:     b.opt.Once,
		Markdown: markdown.Options{RawHTML: cfg.RawHTML, Off: cfg.Off()},
	}
	for _, l := range cfg.Languages {
		opt.Languages = append(opt.Languages, l.Code)
	}
	return opt
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
