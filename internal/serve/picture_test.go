package serve

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	_ "golang.org/x/image/webp"

	"brief/internal/build"
	"brief/internal/sitetest"
)

// album is a site with a page of photos, each of another size, and one of a drawing.
func album(photos int) *sitetest.Site {
	files := map[string]string{"content/drawing.png": "700x500 #336699"}
	page := "---\ntitle: Album\ndate: 2024-01-01\n---\n"
	for i := range photos {
		files[fmt.Sprintf("content/photo-%d.jpg", i)] = fmt.Sprintf("%dx600 dusk", 900+10*i)
		page += fmt.Sprintf("![Photo %d](photo-%d.jpg)\n*Caption.* [Credit]\n\n", i, i)
	}
	files["content/album.md"] = page + "![A drawing](drawing.png)\n*Caption.* [Credit]\n"
	return sitetest.New(files)
}

// madePictures are the addresses of all sizes of the pictures that a page offers.
func madePictures(page string) (all []string) {
	for _, m := range regexp.MustCompile(`srcset="?([^ ">]*[^">]*w)"?[ >]`).FindAllStringSubmatch(page, -1) {
		for c := range strings.SplitSeq(m[1], ",") {
			address, _, _ := strings.Cut(strings.TrimSpace(c), " ")
			all = append(all, "/"+strings.TrimLeft(address, "./"))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// A page with twenty photographs was a blank tab until every width of each had
// been made: for half a minute.
func TestAPageIsAnsweredBeforeItsPicturesAreMade(t *testing.T) {
	const photos = 4
	s := newServer(album(photos), true)
	page := get(s, "/album/").Body.String()
	pictures := madePictures(page)
	formats := 2
	if len(pictures) < photos*formats*4 {
		t.Fatalf("the page offers %d pictures: %v", len(pictures), pictures)
	}
	if n := s.opt.Builder.Encoded(); n != (photos+1)*formats {
		t.Errorf("%d pictures were made for the page; the smallest of %d in %d formats tell it all", n, photos+1, formats)
	}
	before := s.opt.Builder.Encoded()
	for i, address := range pictures {
		w := get(s, address)
		cfg, format, err := image.DecodeConfig(bytes.NewReader(w.Body.Bytes()))
		if w.Code != http.StatusOK || err != nil || w.Header().Get("Content-Type") != "image/"+format || !strings.Contains(address, fmt.Sprintf("-%d.", cfg.Width)) {
			t.Errorf("%s: status %d, %s, %s %d wide, %v", address, w.Code, w.Header().Get("Content-Type"), format, cfg.Width, err)
		}
		if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s may be kept as %q", address, got)
		}
		if n := s.opt.Builder.Encoded() - before; n > i+1 {
			t.Errorf("for %d pictures %d were made", i+1, n)
		}
	}
	if n := s.opt.Builder.Encoded(); n != len(pictures) {
		t.Errorf("%d pictures were made, and the page offers %d", n, len(pictures))
	}
	if get(s, "/album/").Body.String() != page {
		t.Error("the page is another one once its pictures are made")
	}
}

// Whoever looks for the problems of the site, or for what stands at an address
// of before, makes the page wait for no picture either.
func TestAPictureIsFoundWithoutMakingAllOfTheSite(t *testing.T) {
	live := album(2)
	pictures := madePictures(get(newServer(live, true), "/album/").Body.String())
	s := newServer(live, true) // started anew, under a page that is open
	address := pictures[len(pictures)-1]
	if w := get(s, address); w.Code != http.StatusOK || w.Body.Len() == 0 {
		t.Errorf("%s: status %d", address, w.Code)
	}
	if n, smallest := s.opt.Builder.Encoded(), 3*2; n > smallest+1 {
		t.Errorf("%d pictures were made for one", n)
	}
	if w := get(s, strings.Replace(address, ".", ".0", 1)); w.Code != http.StatusNotFound {
		t.Errorf("a picture of no page has the status %d", w.Code)
	}
}

// A build's pictures are the preview's, and what it says of them too.
func TestPicturesOfThePreviewAreThoseOfABuild(t *testing.T) {
	live := album(2)
	s := newServer(live, true)
	_ = get(s, "/album/")
	n := 0
	for f := range buildOf(live).All(t.Context()) {
		if f == nil || !hasHash(f.Path) || !strings.HasPrefix(f.Type, "image/") || !strings.HasPrefix(f.Path, "photo") {
			continue
		}
		want, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		n++
		if w := get(s, "/"+f.Path); w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), want) || w.Header().Get("ETag") != `"`+f.Sum.String()+`"` {
			t.Errorf("%s: status %d, %d bytes of %d, ETag %s", f.Path, w.Code, w.Body.Len(), len(want), w.Header().Get("ETag"))
		}
	}
	if n < 2*2*4 {
		t.Errorf("a build has %d pictures", n)
	}
}

// buildOf is a builder as "brief build" has one.
func buildOf(live *sitetest.Site) *build.Builder {
	return build.New(build.Options{
		Input: newInput(live), AsOf: sitetest.AsOf(), Drafts: true, Lenient: true,
	})
}

// Of a photo that was cut off on its way, all that is left begins well.
func TestABrokenPictureIsSaidOnItsPage(t *testing.T) {
	live := album(1)
	whole := live.Text("content/photo-0.jpg")
	live.Write("content/photo-0.jpg", []byte(whole[:len(whole)/2]+"\xff\xd9"))
	s := newServer(live, true)
	page := get(s, "/album/").Body.String()
	if !strings.Contains(page, "bad-picture") || !strings.Contains(page, "content/album.md:5") || !strings.Contains(page, "cannot be read to its end") {
		t.Errorf("the page does not say what is wrong: %s", page)
	}
	s.Update(live.Write("content/photo-0.jpg", []byte(whole)))
	page = get(s, "/album/").Body.String()
	if strings.Contains(page, "bad-picture") || len(madePictures(page)) == 0 {
		t.Error("it says so when it is mended too")
	}
}

// Two tabs had every picture made twice.
func TestTabsThatAskAtOnceHaveAPictureMadeOnce(t *testing.T) {
	s := newServer(album(1), true)
	var wg sync.WaitGroup
	pages := make([]string, 8)
	for i := range pages {
		wg.Go(func() {
			pages[i] = get(s, "/album/").Body.String()
			for _, address := range madePictures(pages[i]) {
				if w := get(s, address); w.Code != http.StatusOK {
					t.Errorf("%s: status %d", address, w.Code)
				}
			}
		})
	}
	wg.Wait()
	if n := s.opt.Builder.Encoded(); n != len(madePictures(pages[0])) {
		t.Errorf("%d were made of %d", n, len(madePictures(pages[0])))
	}
}

// A preview that was ended went on until the last picture that somebody had asked
// for was made; and so did a request that its browser had given up.
func TestRequestsForPicturesEndWithTheirContext(t *testing.T) {
	live, maker := album(1), onRequest()
	begun, goOn := make(chan struct{}, 100), make(chan struct{})
	var stopped atomic.Bool
	maker.Progress = func(done, wanted int) {
		if stopped.Load() && done < wanted { // a picture is begun
			begun <- struct{}{}
			<-goOn
		}
	}
	s := New(Options{Builder: build.New(build.Options{
		Input: newInput(live), AsOf: sitetest.AsOf(), Drafts: true, Lenient: true, Pictures: maker,
	})})
	address := madePictures(get(s, "/album/").Body.String())[3]
	made := maker.Encoded()
	stopped.Store(true)
	ctx, end := context.WithCancel(t.Context())
	answered := make(chan int)
	go func() {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost:4000"+address, nil)
		r.RemoteAddr = "127.0.0.1:5000"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		answered <- w.Code
	}()
	<-begun
	end()
	if code := <-answered; code == http.StatusOK || maker.Encoded() != made {
		t.Errorf("status %d, and %d pictures were made", code, maker.Encoded()-made)
	}
	stopped.Store(false)
	close(goOn)
	if w := get(s, address); w.Code != http.StatusOK || w.Body.Len() == 0 {
		t.Errorf("whoever asks again gets the status %d", w.Code)
	}
}

// Of a photo that was replaced while its page was open, what a browser had not asked
// for until then was an error of the preview, with status 500.
func TestWhatAPhotoWasBeforeIsNotThere(t *testing.T) {
	for name, change := range map[string]func(*sitetest.Site) []string{
		"another photo": func(live *sitetest.Site) []string {
			return live.Write("content/photo-0.jpg", []byte(album(2).Text("content/photo-1.jpg")))
		},
		"no photo": func(live *sitetest.Site) []string { return live.Remove("content/photo-0.jpg") },
	} {
		t.Run(name, func(t *testing.T) {
			live := album(1)
			s := newServer(live, true)
			pictures := slices.DeleteFunc(madePictures(get(s, "/album/").Body.String()), func(a string) bool {
				return !strings.HasPrefix(a, "/photo-0-") || strings.Contains(a, "-320.") // which is made with the page
			})
			seen, late := pictures[0], pictures[1:]
			if get(s, seen).Code != http.StatusOK || len(late) < 3 {
				t.Fatalf("the page offers %v", pictures)
			}
			changed := change(live)
			if w := get(s, late[0]); w.Code != http.StatusNotFound {
				t.Errorf("before the change is noticed: status %d", w.Code)
			}
			s.Update(changed)
			if w := get(s, late[1]); w.Code != http.StatusNotFound {
				t.Errorf("once it is: status %d", w.Code)
			}
			_ = get(s, "/album/")
			if w := get(s, late[2]); w.Code != http.StatusNotFound {
				t.Errorf("once the page is another: status %d", w.Code)
			}
		})
	}
}
