package sitetest

import (
	_ "embed" // the archive
	"time"
)

//go:embed testdata/every-feature.txtar
var everyFeature string

// EveryFeature is a small site that uses every feature at least once.
func EveryFeature() *Site { return Parse([]byte(everyFeature)) }

//go:embed testdata/kitchen-sink.txtar
var kitchenSink string

// KitchenSink is a site to look at: it shows every block of the language and
// every kind of page.
func KitchenSink() *Site { return Parse([]byte(kitchenSink)) }

// AsOf is the moment for which tests build it: its embargo lies ahead, its
// expiry behind.
func AsOf() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }
