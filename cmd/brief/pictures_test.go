package main

import (
	"strings"
	"testing"
	"time"
)

// A first build with many photos said nothing for minutes, and looked as if it hung.
func TestTheFirstBuildSaysHowFarThePicturesAre(t *testing.T) {
	var bar strings.Builder
	tell := pictureBar(&bar)
	for _, n := range [][2]int{{0, 1}, {0, 3}, {1, 3}, {2, 3}, {3, 3}} {
		tell(n[0], n[1])
	}
	want := "\rmaking pictures [..............................] 0 of 1\x1b[K" +
		"\rmaking pictures [..............................] 0 of 3\x1b[K" +
		"\rmaking pictures [##########....................] 1 of 3\x1b[K" +
		"\rmaking pictures [####################..........] 2 of 3\x1b[K" +
		"\r\x1b[K"
	if bar.String() != want {
		t.Errorf("%q, want %q", bar.String(), want)
	}

	var log strings.Builder
	now := time.Unix(1000, 0)
	tell = pictureLines(&log, func() time.Time { return now })
	for i := range 14 { // seconds
		tell(i, 20)
		now = now.Add(time.Second)
	}
	if want := "making pictures: 5 of 20\nmaking pictures: 10 of 20\n"; log.String() != want {
		t.Errorf("%q, want %q", log.String(), want)
	}
}

func TestQuietBuildsSayNothingOfPictures(t *testing.T) {
	if (&app{quiet: true}).picturesMade() != nil {
		t.Error("with -q it says how far the pictures are")
	}
	if (&app{stderr: &strings.Builder{}}).picturesMade() == nil {
		t.Error("it says nothing")
	}
}
