package main

import "testing"

// The heap grows to its goal whatever lives, and by a least share beyond it.
func TestTheHeapGrowsToItsGoal(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct{ live, next uint64 }{
		{0, 136 * mb}, // of a site of four pages
		{20 * mb, 136 * mb},
		{75 * mb, 136 * mb},
		{100 * mb, 150 * mb},
		{400 * mb, 600 * mb}, // of 60,000 pages
	} {
		next := max(c.live, 1*mb) * uint64(100+growth(c.live)) / 100
		if next > c.next || next < c.next-c.next/32 {
			t.Errorf("with %d MB alive the next collection is at %d MB, want %d", c.live/mb, next/mb, c.next/mb)
		}
	}
}
