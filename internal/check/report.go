package check

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"brief/internal/diag"
	"brief/internal/output"
)

// Page returns what is wrong with the file at a path of the output, held
// against the other files of the set, sorted; nil if there is no such file.
// What concerns several files at once (one title on two pages) is [Set.All]'s.
func (s *Set) Page(path string) diag.List {
	s.mu.Lock()
	s.prepare()
	s.mu.Unlock()
	s.mu.RLock()
	defer s.mu.RUnlock()
	a := s.files[path]
	if a == nil {
		return nil
	}
	return sorted(s.place(a, s.findings(a)))
}

// All returns what is wrong with all files, sorted, each once.
func (s *Set) All() diag.List {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prepare()
	paths := slices.Sorted(maps.Keys(s.files))
	found := make([][]finding, len(paths))
	s.each(len(paths), func(i int) { found[i] = s.findings(s.files[paths[i]]) })
	for i, l := range s.sameTitles(paths) {
		found[i] = append(found[i], l)
	}
	s.dropEchoes(paths, found)
	shared := manyTimes(found)
	placed := make([]diag.List, len(paths))
	s.each(len(paths), func(i int) { placed[i] = s.place(s.files[paths[i]], found[i]) })
	l := slices.Concat(placed...)
	for _, times := range shared {
		l = append(l, s.shared(times, paths)...)
	}
	for _, f := range checkBudgets(s.opt.Config) {
		if d, ok := s.diag(&f); ok {
			l = append(l, s.inText(d, "brief.yaml", f.words))
		}
	}
	return sorted(l)
}

func sorted(l diag.List) diag.List {
	l.Sort()
	return l.Dedupe()
}

// each runs do for the indexes below n on all processors.
func (s *Set) each(n int, do func(i int)) {
	const batch = 64
	next := make(chan int, n/batch+1)
	for i := 0; i < n; i += batch {
		next <- i
	}
	close(next)
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/batch+1) {
		wait.Go(func() {
			for i := range next {
				for j := i; j < min(i+batch, n); j++ {
					do(j)
				}
			}
		})
	}
	wait.Wait()
}

// prepare makes the index of names in other letters, if it is not there.
func (s *Set) prepare() {
	if s.near != nil {
		return
	}
	s.near = make(map[string]string, len(s.files))
	for path := range s.files {
		folded := strings.ToLower(path)
		if before, ok := s.near[folded]; !ok || path < before {
			s.near[folded] = path
		}
	}
}

// findings are those of one file, the ones that depend on others with them.
func (s *Set) findings(a *account) []finding {
	const hints = 20 // of one file
	l := slices.Clip(a.findings)
	fragments := 0
	for i := range a.refs {
		f, bad := s.checkRef(a, &a.refs[i], fragments < hints)
		if bad {
			f.to = s.leadsTo(a, &a.refs[i])
			l = append(l, f)
		}
		if f.code == "broken-fragment" {
			fragments++
		}
	}
	return append(l, s.budget(a)...)
}

// dropEchoes takes out of feeds what is wrong with an address in a page as well:
// a feed repeats the text of pages, and the editor has one link to mend.
func (s *Set) dropEchoes(paths []string, found [][]finding) {
	type key struct{ code, to string }
	told := map[key]bool{}
	for i, l := range found {
		if s.files[paths[i]].kind == "text/html" {
			for j := range l {
				told[key{l[j].code, l[j].to}] = true
			}
		}
	}
	for i := range found {
		switch s.files[paths[i]].kind {
		case "text/html", "text/css", "image/svg+xml": // editors write them
		default:
			found[i] = slices.DeleteFunc(found[i], func(f finding) bool { return f.to != "" && told[key{f.code, f.to}] })
		}
	}
}

// sameTitles finds pages that tabs and search results cannot tell apart, by
// their index (WCAG 2.4.2).
func (s *Set) sameTitles(paths []string) map[int]finding {
	first := map[string]string{}
	out := map[int]finding{}
	for i, path := range paths {
		a := s.files[path]
		if a.title == "" || a.redirect || strings.HasSuffix(path, "404.html") {
			continue
		}
		before, ok := first[a.title]
		if !ok {
			first[a.title] = path
			continue
		}
		if s.files[before].source == a.source {
			continue // a briefing and its one-page edition
		}
		out[i] = finding{code: "same-title", node: none, warning: true, words: a.title,
			msg:  fmt.Sprintf("the page has the title of %s: %s", pageName(before), quote(clip(a.title, 100))),
			hint: "write another title, so that tabs and search results can be told apart"}
	}
	return out
}

// many is the number of files above which a finding that has no place of its
// own is told once for all of them.
const many = 3

// occurrence is a finding and the index of the file that has it.
type occurrence struct {
	finding
	file int
}

// manyTimes takes out of the lists what stands in many of them, which is likely
// to be the doing of a template: a list for each such finding.
func manyTimes(found [][]finding) (shared [][]occurrence) {
	type key struct{ code, msg string }
	files, last := map[key]int{}, map[key]int{}
	for i, l := range found {
		for _, f := range l {
			if k := (key{f.code, f.msg}); last[k] != i+1 {
				last[k] = i + 1
				files[k]++
			}
		}
	}
	at := map[key]int{} // index in shared, from 1
	for i, l := range found {
		found[i] = slices.DeleteFunc(slices.Clone(l), func(f finding) bool {
			k := key{f.code, f.msg}
			if files[k] <= many {
				return false
			}
			if at[k] == 0 {
				shared = append(shared, nil)
				at[k] = len(shared)
			}
			shared[at[k]-1] = append(shared[at[k]-1], occurrence{f, i})
			return true
		})
	}
	return shared
}

// shared tells a finding of many files: at its places in the input where it has
// one, and once for all files in which it has none.
func (s *Set) shared(l []occurrence, paths []string) (out diag.List) {
	const looked = 20 // a template's finding has no place in any file
	var left []string // paths of files
	for i := range l {
		path := paths[l[i].file]
		if i < looked || len(out) > 0 {
			placed := s.place(s.files[path], []finding{l[i].finding})
			if len(placed) == 0 {
				return nil // its code is off
			}
			if placed[0].Pos.Line > 0 {
				out = append(out, placed[0])
				continue
			}
		}
		if n := len(left); n == 0 || left[n-1] != path {
			left = append(left, path)
		}
	}
	if len(left) > 0 {
		out = append(out, s.together(&l[0].finding, left))
	}
	return out
}

// together tells a finding of several files at once.
func (s *Set) together(f *finding, paths []string) diag.Diag {
	d, _ := s.diag(f)
	var names []string
	for _, path := range paths[:min(many, len(paths))] {
		names = append(names, pageName(path))
	}
	in := strings.Join(names, ", ")
	if len(paths) > many {
		in = fmt.Sprintf("%d files, such as %s", len(paths), in)
	}
	d.Msg = in + ": " + d.Msg
	if d.Hint == "" {
		d.Hint = "it comes from a template in layouts/ or from a file that all of them use"
	}
	return d
}

// diag is a finding without its place; false if its code is off.
func (s *Set) diag(f *finding) (diag.Diag, bool) {
	severity, ok := s.severity(f)
	return diag.Diag{Severity: severity, Code: f.code, Msg: f.msg, Hint: f.hint}, ok
}

// place gives the findings of a file their places in the input.
func (s *Set) place(a *account, found []finding) (l diag.List) {
	var origins []output.Origin
	asked := false
	for i := range found {
		f := &found[i]
		d, ok := s.diag(f)
		if !ok {
			continue
		}
		if !asked && s.opt.Origins != nil && a.source != "" {
			origins, asked = s.opt.Origins(a.path), true
		}
		l = append(l, s.placed(d, a, f, origins))
	}
	return l
}

// placed looks for a finding's place: by its address or id, then by its words.
func (s *Set) placed(d diag.Diag, a *account, f *finding, origins []output.Origin) diag.Diag {
	if at := originOf(origins, f); at != nil {
		d.Pos, d.Len, d.Excerpt, d.Cut = at.Pos, at.Len, at.Excerpt, at.Cut
		return d
	}
	files := []string{a.source}
	for i := range origins {
		if file := origins[i].At.Pos.File; !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	for _, words := range []string{f.words, lastPart(f.ref)} {
		for _, file := range files {
			if at := s.inText(d, file, words); at.Pos.Line > 0 {
				return at
			}
		}
	}
	d.Pos = diag.Pos{File: a.source}
	if d.Pos.File == "" || !strings.HasSuffix(a.path, fileName(a.source)) {
		d.Msg = pageName(a.path) + ": " + d.Msg
	}
	return d
}

// originOf is the place that a finding's address, or else its id, comes from; of
// a picture that is shown more than once, where it has the same description. It
// is nil if none is known.
func originOf(origins []output.Origin, f *finding) *diag.Diag {
	var found *diag.Diag
	for _, want := range []string{f.ref, f.id} {
		for i := range origins {
			switch o := &origins[i]; {
			case want == "" || o.Value != want:
			case o.Alt == f.alt:
				return &o.At
			case found == nil:
				found = &o.At
			}
		}
		if found != nil {
			break
		}
	}
	return found
}

// fileName is what of a source's path an output of its own name ends in.
func fileName(source string) string {
	return cmp.Or(source[strings.LastIndexByte(source, '/')+1:], "\x00")
}

// lastPart is the last part of an address's path, decoded, as an editor is
// likely to have typed it.
func lastPart(address string) string {
	address, _, _ = strings.Cut(address, "#")
	address = strings.TrimSuffix(address, "/")
	return decoded(address[strings.LastIndexByte(address, '/')+1:])
}

// inText gives a problem the place of words in an input file, if they are there.
func (s *Set) inText(d diag.Diag, file, words string) diag.Diag {
	if s.opt.Text == nil || file == "" || len(words) < 4 {
		return d
	}
	src := s.opt.Text(file)
	for _, w := range []string{words, clip(words, 24)} {
		if i := bytes.Index(src, []byte(w)); i >= 0 {
			at := diag.At(file, src, i, len(w))
			d.Pos, d.Len, d.Excerpt, d.Cut = at.Pos, at.Len, at.Excerpt, at.Cut
			return d
		}
	}
	return d
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
