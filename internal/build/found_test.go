package build

import (
	"fmt"
	"strings"
	"testing"

	"brief/internal/sitetest"
)

// What the preview's terminal tells after an edit is what it would tell had it
// been started then, though most of it is not looked for again.
func TestWhatIsFoundAfterAnEditIsWhatANewBuilderFinds(t *testing.T) {
	for _, drafts := range []bool{true, false} {
		for seed := range uint64(2) {
			live := sitetest.EveryFeature()
			opt := Options{Drafts: drafts, Lenient: true}
			b := newPlainBuilder(live, opt)
			b.Found()
			for i, e := range sitetest.NewEditor(seed).Script(sitetest.EveryFeature(), 30) {
				b.Update(e.Apply(live))
				got, want := b.Found(), newPlainBuilder(live, opt).Found()
				if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
					t.Fatalf("drafts %v, seed %d, after edit %d (%v):\n%s\nwant\n%s", drafts, seed, i, e, g, w)
				}
			}
		}
	}
}

// The hint of a page that nobody can read yet quotes another page's text.
func TestWhatIsFoundKnowsTheTextsThatHintsDependOn(t *testing.T) {
	live := sitetest.New(map[string]string{
		"content/index.md": "---\ntitle: Home\n---\n## Money {#money}\n\nx\n",
		"content/draft.md": "---\ntitle: Draft\nstatus: draft\n---\n[See](index.md#monney)\n",
	})
	b := newPlainBuilder(live, Options{})
	hint := func() (hints string) {
		for _, d := range b.Found() {
			hints += d.Hint
		}
		return hints
	}
	if got := hint(); !strings.Contains(got, "#money") {
		t.Fatalf("the hint is %q", got)
	}
	b.Update(live.Write("content/index.md", []byte("---\ntitle: Home\n---\n## Money {#monneys}\n\nx\n")))
	if got := hint(); !strings.Contains(got, "#monneys") {
		t.Errorf("after the text changed the hint is %q", got)
	}
}

func TestWhatIsFoundKnowsTheTextsOfPagesHeldBack(t *testing.T) {
	live := sitetest.New(map[string]string{"content/draft.md": "---\ntitle: Draft\nstatus: draft\n---\nText.\n"})
	b := newPlainBuilder(live, Options{})
	before := len(b.Found())
	b.Update(live.Write("content/draft.md", []byte("---\ntitle: Draft\nstatus: draft\n---\nText.[^nowhere]\n")))
	if got := len(b.Found()); got != before+1 {
		t.Errorf("%d problems before a note went missing, %d after it", before, got)
	}
}

// BenchmarkFound is of the edit of one text in a site with ten thousand problems.
func BenchmarkFound(b *testing.B) {
	files := map[string]string{"content/index.md": "---\ntitle: Home\n---\nx\n"}
	for i := range 10_000 {
		files[fmt.Sprintf("content/d%d/p%d.md", i/100, i)] = fmt.Sprintf("---\ntitle: P%d\ntittle: x\ndate: 2024-01-01\n---\nx\n", i)
	}
	live := sitetest.New(files)
	builder := newPlainBuilder(live, Options{Drafts: true})
	n := 0
	for b.Loop() {
		b.StopTimer()
		n++
		builder.Update(live.Write("content/index.md", fmt.Appendf(nil, "---\ntitle: Home\n---\n%d\n", n)))
		b.StartTimer()
		if len(builder.Found()) < 10_000 {
			b.Fatal("problems are missing")
		}
	}
}
