package sitetest

import (
	_ "embed" // the film
	"encoding/binary"
)

// film is two seconds of a disc that moves over hills, with a tone: 320 by 180
// pixels, VP8 and Opus, as a browser recorded it from a page of this project.
//
//go:embed testdata/film.webm
var film string

// tone is half a second of sound whose wave turns after half samples, of which
// there are 8,000 in a second, of eight bits each.
func tone(half int) []byte {
	const rate, n = 8000, 4000
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("RIFF"), 36+n)
	b = le.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = le.AppendUint16(le.AppendUint16(b, 1), 1) // whole numbers, one channel
	b = le.AppendUint32(le.AppendUint32(b, rate), rate)
	b = le.AppendUint16(le.AppendUint16(b, 1), 8)
	b = le.AppendUint32(append(b, "data"...), n)
	for i := range n {
		b = append(b, byte(112+32*(i/half%2)))
	}
	return b
}
