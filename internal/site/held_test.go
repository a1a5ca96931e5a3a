package site

import (
	"testing"
	"testing/fstest"
	"time"
)

// The zero time was compared with the clock, so that before the year 1 every
// page without a date was held back, until a moment that is none.
func TestPageWithoutADateIsNeverHeldBack(t *testing.T) {
	files := fstest.MapFS{"content/index.md": &fstest.MapFile{Data: []byte("# Home\n")}}
	for _, asOf := range []time.Time{{}, noon(-1, 1, 1), noon(2025, 8, 1)} {
		s, l := link(t, files, Input{AsOf: asOf})
		if len(l) > 0 || len(s.Held()) > 0 || len(s.Published()) != 1 || !s.NextChange().IsZero() {
			t.Errorf("at %v: %v, held back %+v, next change at %v", asOf, l, s.Held(), s.NextChange())
		}
	}
}
