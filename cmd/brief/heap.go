package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A build's heap, in bytes.
const (
	heapGoal    = 136 << 20 // up to here it grows before garbage is collected
	heapGarbage = 48 << 20  // of garbage at least between two collections, where what lives nears the goal
)

// paceHeap has garbage collected when the heap reaches heapGoal, rather than
// when it has grown by a share of what lives. Little lives while a build begins,
// so that a share would have all of it marked again and again; and the goal
// bounds the peak of all but the largest sites. It holds until the program ends.
func paceHeap() {
	debug.SetGCPercent(100 * heapGoal / (4 << 20)) // 4 MB is the runtime's least heap
	watchHeap()
}

// watchHeap sets the pace anew after each collection: it hangs on an object
// that nothing holds.
func watchHeap() {
	runtime.AddCleanup(new(*byte), func(int) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(growth(live[0].Value.Uint64()))
		watchHeap()
	}, 0)
}

// growth is the heap's growth to its next collection, in percent of what lives.
func growth(live uint64) int {
	live = max(live, 1<<20)
	return int(100 * max(heapGoal-min(live, heapGoal), heapGarbage, live/2) / live)
}
