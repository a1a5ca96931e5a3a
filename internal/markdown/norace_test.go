//go:build !race

package markdown

// allocLimit is how many bytes one file may take to parse, garbage included.
const allocLimit = 100 << 20

// underRace is whether the race detector slows the tests down.
const underRace = false
