package bench

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"brief/internal/serve"
	"brief/internal/watch"
)

// BenchmarkPreview measures from a save to the page that shows it: of a body, of
// the base template, and of a title to the page that lists it. The figures are
// medians and the longest; a busy machine makes them what it likes.
func BenchmarkPreview(b *testing.B) {
	s := prepare(b, *pages)
	watcher, err := watch.New(watch.Options{Dir: s.dir})
	if err != nil {
		b.Fatal(err)
	}
	builder := s.builder()
	server := serve.New(serve.Options{Builder: builder, Dir: s.dir})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	batches := make(chan watch.Batch)
	go watcher.Run(ctx, builder.Has, batches)
	go server.Run(ctx, batches, nil, func(serve.Change) {})

	base, err := os.ReadFile("../../layouts/base.html")
	if err != nil {
		b.Fatal(err)
	}
	put(b, s.dir, "layouts/base.html", string(base))
	text, err := os.ReadFile(filepath.Join(s.dir, pagePath(3)))
	if err != nil {
		b.Fatal(err)
	}
	front, body, _ := bytes.Cut(text, []byte("\n---\n"))
	for _, edit := range []struct {
		name, address string
		save          func(token string)
	}{
		{"body", "/" + folder(3) + "/" + pageName(3) + "/", func(token string) {
			put(b, s.dir, pagePath(3), string(front)+"\n---\n"+token+"\n"+string(body))
		}},
		{"base", "/" + folder(3) + "/" + pageName(3) + "/", func(token string) {
			put(b, s.dir, "layouts/base.html", string(bytes.Replace(base, []byte("</body>"), []byte("<i>"+token+"</i></body>"), 1)))
		}},
		{"title", "/" + folder(3) + "/", func(token string) {
			put(b, s.dir, pagePath(3), "---\ntitle: "+token+"\n"+string(withoutTitle(front))+"\n---\n"+string(body))
		}},
	} {
		b.Run(edit.name, func(b *testing.B) {
			var took []time.Duration
			for i := range b.N {
				time.Sleep(300 * time.Millisecond) // edits of people, not a storm
				token := fmt.Sprintf("Token%s%d", edit.name, i)
				start := time.Now()
				edit.save(token)
				for !bytes.Contains(ask(server, edit.address), []byte(token)) {
					if time.Since(start) > time.Minute {
						b.Fatalf("%s never shows %s", edit.address, token)
					}
					time.Sleep(500 * time.Microsecond)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-longest")
		})
	}
}

// withoutTitle is front matter without its title's line and its first "---".
func withoutTitle(front []byte) []byte {
	lines := bytes.Split(front, []byte("\n"))
	return bytes.Join(slices.DeleteFunc(lines, func(line []byte) bool {
		return bytes.HasPrefix(line, []byte("title:")) || string(line) == "---"
	}), []byte("\n"))
}

func ask(server *serve.Server, address string) []byte {
	r := httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w.Body.Bytes()
}
