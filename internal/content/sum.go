package content

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"brief/internal/config"
)

// Encoding is a byte string that stands for a sequence of values: two equal
// ones were made by equal calls with equal values. It is what fingerprints are
// taken of, here and in the site.
type Encoding []byte

// Text adds a text, its length first, so that no two sequences of texts run into one.
func (e Encoding) Text(s string) Encoding {
	return append(binary.AppendUvarint(e, uint64(len(s))), s...)
}

// Int adds a whole number.
func (e Encoding) Int(n int64) Encoding { return binary.AppendVarint(e, n) }

// Bool adds a yes or no.
func (e Encoding) Bool(b bool) Encoding {
	if b {
		return append(e, 1)
	}
	return append(e, 0)
}

// Date adds a date with its offset from UTC, which readers see.
func (e Encoding) Date(d config.Date) Encoding {
	if d.IsZero() {
		return append(e, 0)
	}
	_, offset := d.Time.Zone()
	return e.Bool(true).Time(d.Time).Int(int64(offset)).Bool(d.DayOnly)
}

// Time adds a moment.
func (e Encoding) Time(t time.Time) Encoding {
	return e.Int(t.Unix()).Int(int64(t.Nanosecond()))
}

// Sum is the first half of the SHA-256 of the encoding.
func (e Encoding) Sum() [16]byte {
	sum := sha256.Sum256(e)
	return [16]byte(sum[:16])
}
