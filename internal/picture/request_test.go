package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"brief/internal/cache"
	"brief/internal/source"
)

func onRequest(c *cache.Cache) *Maker {
	m := NewMaker(c)
	m.OnRequest = true
	return m
}

// filesToDerive are files of each kind, with what is known of them.
func filesToDerive(t testing.TB) map[*source.File]Info {
	t.Helper()
	noise := image.NewNRGBA(image.Rect(0, 0, 700, 400))
	for i := range noise.Pix {
		if noise.Pix[i] = byte(i * i >> 7); i%4 == 3 {
			noise.Pix[i] = 255
		}
	}
	stripes := solid(700, 400, color.White)
	for i := range stripes.Pix {
		if i/80%2 == 0 && i%4 != 3 {
			stripes.Pix[i] = 40
		}
	}
	all := map[*source.File]Info{}
	for name, data := range map[string][]byte{
		"photo.jpg": written(t, "jpeg", noise, nil), "turned.jpg": turnedAs("jpeg", written(t, "jpeg", noise, nil), 700, 400, 6),
		"profile.jpg": written(t, "jpeg", noise, displayP3()), "lines.png": written(t, "png", stripes, nil), "noise.png": written(t, "png", noise, nil),
		"holes.png": written(t, "png", solid(700, 400, color.NRGBA{9, 9, 9, 9}), nil), "photo.webp": written(t, "webp", noise, nil),
		"tall.jpg": written(t, "jpeg", solid(340, 2000, color.NRGBA{200, 80, 60, 255}), nil), "wide.jpg": written(t, "jpeg", solid(1999, 1233, color.NRGBA{200, 80, 60, 255}), nil),
		"turned-wide.jpg": turnedAs("jpeg", written(t, "jpeg", solid(1233, 1601, color.NRGBA{200, 80, 60, 255}), nil), 1233, 1601, 8),
	} {
		f := source.NewFile("content/"+name, data)
		info, err := Probe(f)
		if err != nil {
			t.Fatal(err)
		}
		all[f] = info
	}
	return all
}

// A preview and a build show the same pages and the same pictures: whatever is
// made early or late, by whichever of them first.
func TestWhatIsMadeOnRequestIsWhatABuildMakes(t *testing.T) {
	recipe, focus := testRecipe(), Focus{0.3, 0.6}
	for f, info := range filesToDerive(t) {
		for kind, of := range map[string]func(*Maker) (*Set, error){
			"sizes": func(m *Maker) (*Set, error) { return m.Of(f, info, recipe) },
			"crops": func(m *Maker) (*Set, error) { return m.Crops(f, info, recipe, focus) },
		} {
			build, dir := NewMaker(cache.InMemory()), t.TempDir()
			want, err := of(build)
			if err != nil {
				t.Fatal(err)
			}
			wantMade, err := build.Make(t.Context(), f, info, recipe, focus, want)
			if err != nil {
				t.Fatal(err)
			}
			preview := onRequest(cache.Open(dir))
			same := func(m *Maker) *Set {
				t.Helper()
				got, err := of(m)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.Variants, want.Variants) || got.Opaque != want.Opaque || got.Colour != want.Colour || got.Action() != want.Action() {
					t.Errorf("%s of %s: %+v, and a build has %+v", kind, f.Path, got, want)
				}
				return got
			}
			set := same(preview)
			if n, most := preview.Encoded(), len(recipe.Formats); kind == "sizes" && n > most {
				t.Errorf("%s: %d were encoded for the page alone", f.Path, n)
			}
			same(onRequest(cache.Open(dir)))
			for i := range want.Variants {
				a, failed := build.Bytes(t.Context(), f, info, recipe, focus, &want.Variants[i])
				b, err := preview.Bytes(t.Context(), f, info, recipe, focus, &set.Variants[i])
				if failed != nil || err != nil || !bytes.Equal(a, b) || madeOf(a) != wantMade[i] {
					t.Errorf("%s of %s, %+v: %d bytes, and a build makes %d (%v, %v)", kind, f.Path, want.Variants[i], len(b), len(a), err, failed)
				}
				v := &set.Variants[i]
				if got, err := probeBytes(b); err != nil || got.Type != v.Type() || got.Width != v.Width || got.Height != v.Height || v.Crop && v.Width > cropWidth {
					t.Errorf("%s of %s: what is said to be %+v is %+v, %v", kind, f.Path, *v, got, err)
				}
			}
			if preview.Encoded() != build.Encoded() {
				t.Errorf("%s of %s: %d were encoded, by a build %d", kind, f.Path, preview.Encoded(), build.Encoded())
			}
			next := NewMaker(cache.Open(dir))
			if made, err := next.Make(t.Context(), f, info, recipe, focus, same(next)); err != nil || !slices.Equal(made, wantMade) || next.Encoded() > 0 {
				t.Errorf("%s of %s: a build after it makes %v, not %v, and encodes %d (%v)", kind, f.Path, made, wantMade, next.Encoded(), err)
			}
		}
	}
}

// A build after a preview makes what nobody had asked for, and no more.
func TestABuildGoesOnWhereThePreviewStopped(t *testing.T) {
	dir, recipe := t.TempDir(), testRecipe()
	for f, info := range filesToDerive(t) {
		preview := onRequest(cache.Open(dir))
		if _, err := preview.Of(f, info, recipe); err != nil {
			t.Fatal(err)
		}
		if err := preview.Prune(); err != nil { // what a page is made of stays
			t.Fatal(err)
		}
		again := onRequest(cache.Open(dir))
		set, err := again.Of(f, info, recipe)
		if err != nil || again.Encoded() > 0 {
			t.Errorf("%s: %d were encoded again, %v", f.Path, again.Encoded(), err)
		}
		build := NewMaker(cache.Open(dir))
		if _, err := build.Of(f, info, recipe); err != nil || build.Encoded() != len(set.Variants)-preview.Encoded() {
			t.Errorf("%s: %d and then %d of %d were encoded, %v", f.Path, preview.Encoded(), build.Encoded(), len(set.Variants), err)
		}
	}
}

// Two tabs showed one photo, and both had it made.
func TestAPictureIsMadeOnceForAllWhoAsk(t *testing.T) {
	f, info := photo(t)
	recipe := smallRecipe()
	recipe.Widths = []int{320, 400}
	m := onRequest(cache.InMemory())
	set, err := m.Of(f, info, recipe)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if b, err := m.Bytes(t.Context(), f, info, recipe, Focus{}, &set.Variants[1]); err != nil || len(b) == 0 {
				t.Errorf("%d bytes, %v", len(b), err)
			}
		})
	}
	wg.Wait()
	if m.Encoded() != 2 {
		t.Errorf("%d were encoded", m.Encoded())
	}
}

// Pictures of a page that was left kept those of the next one waiting.
func TestWhatNobodyWaitsForIsNotMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, info := photo(t)
		recipe := smallRecipe()
		recipe.Widths = []int{320, 400}
		m := onRequest(cache.InMemory())
		set, err := m.Of(f, info, recipe)
		if err != nil {
			t.Fatal(err)
		}
		for range cap(m.turns.single) {
			m.turns.single <- struct{}{} // all are at work
		}
		one, leaveOne := context.WithCancel(t.Context())
		other, leaveOther := context.WithCancel(t.Context())
		gone := make(chan error, 2)
		for _, ctx := range []context.Context{one, other} {
			go func() {
				_, err := m.Bytes(ctx, f, info, recipe, Focus{}, &set.Variants[1])
				gone <- err
			}()
		}
		synctest.Wait()
		leaveOne()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("who goes gets %v", err)
		}
		synctest.Wait()
		if len(m.making.under) != 1 {
			t.Error("the picture is given up, though somebody waits for it")
		}
		leaveOther()
		<-gone
		synctest.Wait()
		for range cap(m.turns.single) {
			<-m.turns.single
		}
		synctest.Wait()
		if len(m.making.under) != 0 || m.Encoded() != 1 {
			t.Errorf("%d works go on, and %d were encoded", len(m.making.under), m.Encoded())
		}
		if b, err := m.Bytes(t.Context(), f, info, recipe, Focus{}, &set.Variants[1]); err != nil || len(b) == 0 {
			t.Errorf("who asks later gets %d bytes, %v", len(b), err)
		}
	})
}

// What was not foreseen in a picture ended the preview.
func TestAPanicOverAPictureIsAnErrorOfIt(t *testing.T) {
	var fs flights
	_, err := fs.do(t.Context(), cache.KeyOf("x"), func(context.Context) (*Set, error) { panic("index out of range") })
	if !errors.Is(err, ErrUnread) || !strings.Contains(err.Error(), "index out of range") || len(fs.under) != 0 {
		t.Errorf("%v", err)
	}
}
