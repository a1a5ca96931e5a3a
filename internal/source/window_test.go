package source

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// What a window shows of a file is what stands there, wherever it looked before.
func TestWindowShowsTheFile(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	data := make([]byte, 5000)
	for i := range data {
		data[i] = byte(rng.IntN(3))
	}
	for range 2000 {
		w := NewWindow(bytes.NewReader(data), int64(len(data)), 1+rng.IntN(64))
		for range 5 {
			off, n := rng.IntN(len(data)+2), rng.IntN(300)
			got := w.Bytes(int64(off), n)
			if inside := off+n <= len(data); inside != (got != nil) || inside && !bytes.Equal(got, data[off:off+n]) {
				t.Fatalf("%d bytes at %d: %v", n, off, got)
			}
			sep, from := data[rng.IntN(4000):][:1+rng.IntN(6)], rng.IntN(len(data))
			want := bytes.LastIndex(data[from:], sep)
			if want >= 0 {
				want += from
			}
			if last := w.Last(sep, int64(from)); last != int64(want) {
				t.Fatalf("%v is last at %d after %d, want %d", sep, last, from, want)
			}
		}
		if head := w.Head(70); !bytes.Equal(head, data[:70]) || w.Err != nil {
			t.Fatal(head, w.Err)
		}
	}
	if short := NewWindow(bytes.NewReader(data[:10]), 20, 16); short.Bytes(0, 15) != nil || short.Err == nil {
		t.Error("nothing is said of a file that is shorter than it was")
	}
}
