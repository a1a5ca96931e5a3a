package deploy

import (
	"fmt"
	"strings"
	"testing"

	"brief/internal/gateway"
)

// BenchmarkCold publishes a site of 1,000 pages of 8 KB to a real server: what
// the client costs, in processor time, is in its profile.
func BenchmarkCold(b *testing.B) {
	s := start(b, gateway.Options{})
	files := map[string]string{"s.1a2b3c4d.css": "a{}"}
	page := strings.Repeat("<p>A paragraph with <a href=/p1/>a link</a> and some more text of it.", 110)
	for i := range 1000 {
		files[fmt.Sprintf("p%d/index.html", i)] = fmt.Sprintf("<!doctype html><link rel=stylesheet href=/s.1a2b3c4d.css><title>%d</title>%s", i, page)
	}
	files["index.html"], files["404.html"] = "home", "none"
	site := siteOf(files)
	st := s.store(b)
	n := 0
	for b.Loop() {
		n++
		tg := s3Target(st, fmt.Sprintf("n%d/", n))
		tg.BasePath = "/"
		rep, err := Deploy(b.Context(), site, tg, Options{})
		if err != nil {
			b.Fatal(describe(err))
		}
		b.ReportMetric(float64(rep.Stats.Total()), "requests")
	}
}
