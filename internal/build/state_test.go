package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"brief/internal/cache"
	"brief/internal/diag"
	"brief/internal/output"
	"brief/internal/picture"
	"brief/internal/sitetest"
	"brief/internal/source"
	"brief/layouts"
	"brief/static"

	"github.com/google/go-cmp/cmp"
)

// newBuilder makes a builder of a site in memory over the embedded defaults, in
// verify mode: whatever a test does, what is taken for fresh is rendered too.
func newBuilder(live *sitetest.Site, opt Options) *Builder {
	opt.Verify = true
	return newPlainBuilder(live, opt)
}

// newPlainBuilder is newBuilder without verify mode, unless opt says so.
func newPlainBuilder(live *sitetest.Site, opt Options) *Builder {
	opt.Input = source.Input{Site: live, Layouts: layouts.FS, Static: static.FS}
	if opt.AsOf.IsZero() {
		opt.AsOf = sitetest.AsOf()
	}
	if opt.Pictures == nil {
		opt.Pictures = pictures()
	}
	return New(opt)
}

// pictures makes the pictures of all tests, each once: what is made depends on
// nothing but the picture and the recipe.
var pictures = sync.OnceValue(func() *picture.Maker { return picture.NewMaker(cache.InMemory()) })

// state is everything that one build yielded.
type state struct {
	files    []*output.File
	problems diag.List // sorted
}

func buildAll(b *Builder) state {
	var s state
	for f, l := range b.All(context.Background()) {
		if f != nil {
			s.files = append(s.files, f)
		}
		s.problems = append(s.problems, l...)
	}
	s.problems.Sort()
	return s
}

func (s state) has(code string) bool {
	return slices.ContainsFunc(s.problems, func(d diag.Diag) bool { return d.Code == code })
}

// file is the output at the path; nil if there is none.
func (s state) file(path string) *output.File {
	for _, f := range s.files {
		if f.Path == path {
			return f
		}
	}
	return nil
}

// paths are those of all outputs, in the order in which they came.
func (s state) paths() (paths []string) {
	for _, f := range s.files {
		paths = append(paths, f.Path)
	}
	return paths
}

// lines are the whole of the state, a line an output and one a problem, and
// nothing of how it came about.
func (s state) lines() (lines []string) {
	for _, f := range s.files {
		lines = append(lines, fmt.Sprintf("%s %x %d %s %s %v %s %s", f.Path, f.Sum, f.Size, f.Type, f.Class, f.Headers, f.Source, f.Redirect))
	}
	for _, d := range s.problems {
		lines = append(lines, fmt.Sprintf("%+v", d))
	}
	return lines
}

// diff is how the state differs from the one that is wanted; empty if it does not.
func (s state) diff(want state) string {
	a, b := want.lines(), s.lines()
	if slices.Equal(a, b) {
		return ""
	}
	return cmp.Diff(a, b)
}

// sum is the hash of the whole tree.
func (s state) sum() [32]byte {
	return sha256.Sum256([]byte(strings.Join(s.lines(), "\n")))
}

// compareBytes says which file's bytes, as Get and as the file gives them, are
// not those of its sum.
func compareBytes(b *Builder, s state) string {
	for _, f := range s.files {
		body, err := f.Bytes()
		if err != nil || sha256.Sum256(body) != [32]byte(f.Sum) || int64(len(body)) != f.Size {
			return fmt.Sprintf("%s: its bytes are not those of its sum (error: %v)", f.Path, err)
		}
		g, _, err := b.Get(f.Path)
		if err != nil {
			return fmt.Sprintf("%s: Get: %v", f.Path, err)
		}
		again, err := g.Bytes()
		if err != nil || !bytes.Equal(body, again) {
			return fmt.Sprintf("%s: Get gives other bytes than All (error: %v)", f.Path, err)
		}
	}
	return ""
}

// text is the output at the path; the test fails if there is none.
func text(t *testing.T, s state, path string) string {
	t.Helper()
	f := s.file(path)
	if f == nil {
		t.Fatalf("no output %s; there are:\n%s", path, strings.Join(s.paths(), "\n"))
	}
	body, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
