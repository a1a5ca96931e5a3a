//go:build race

package markdown

// The race detector makes pools forget a part of what they keep, and regular
// expressions keep what they work with in pools.
const allocLimit = 2 << 30

// The race detector makes everything several times slower.
const underRace = true
