package site

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// No path that is odd is passed over at the first glance, and ordinary ones are.
func TestOddNamesAreSeenAtAGlance(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	parts := strings.Split("/ / . .. con COM1 lpt9 aux nul prn con. a b1 é \u200b \u2028 < : | ? * \" .md index   -", " ")
	odd := 0
	for range 50000 {
		var b strings.Builder
		b.WriteString("content/")
		for range 1 + rng.IntN(5) {
			part := parts[rng.IntN(len(parts))]
			if part == "" {
				part = " "
			}
			b.WriteString(part)
		}
		file := b.String()
		l := &linker{}
		l.windowsName(file)
		l.unseen(file)
		if len(l.problems) == 0 {
			continue
		}
		odd++
		if !isOdd(file) {
			t.Fatalf("%q is not seen: %v", file, l.problems)
		}
	}
	if odd < 1000 {
		t.Errorf("only %d odd names were tried", odd)
	}
	for _, file := range []string{"content/index.md", "content/conflict.md", "content/10-common-ground.lo.md", "static/img/comb.jpg", "layouts/partials/auxiliary.html", "content/console/printer.png"} {
		if isOdd(file) {
			t.Errorf("%s is ordinary", file)
		}
	}
}
