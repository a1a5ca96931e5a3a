package sitetest

import (
	_ "embed" // the archive
	"time"
)

//go:embed testdata/every-feature.txtar
var everyFeature string

// EveryFeature is a small site that uses every feature at least once.
func EveryFeature() *Site { return Parse([]byte(everyFeature)) }

// AsOf is the moment for which tests build it: its embargo lies ahead, its
// expiry behind.
func AsOf() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }
